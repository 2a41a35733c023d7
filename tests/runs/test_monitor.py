"""What monitors read, held against Prometheus' own reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from nightly import a_run
from prometheus_client.parser import text_string_to_metric_families

from usstnews.runs.monitor import metrics

RUN = replace(
    a_run(3, 40, new=2),
    status=3,
    alarms=("published: 0 of 2",),
    requests=51,
    bytes=1_234_567,
    held=2002,
    urls={"met": 50, "known": 40, "new": 2, "duplicate": 1, "changed": 4, "gone": 2, "failed": 1},
)


def read(text: str) -> dict[tuple[str, str], float]:
    """Read metrics as Prometheus' client does: by name and outcome."""
    assert text.endswith("\n")
    samples = {}
    for family in text_string_to_metric_families(text):
        assert family.type == "gauge"
        assert family.documentation
        for sample in family.samples:
            assert sample.labels["site"] == "usst"
            samples[sample.name, sample.labels.get("outcome", "")] = sample.value
    return samples


def test_every_number_arrives() -> None:
    """Names, values and outcomes, as the reader of Prometheus' client finds them."""
    good = a_run(1, 9)
    assert read(metrics(RUN, [good, replace(a_run(2), status=2)])) == {
        ("usstnews_last_run_timestamp_seconds", ""): stamp(RUN.finished),
        ("usstnews_last_run_status", ""): 3,
        ("usstnews_last_run_duration_seconds", ""): 180,
        ("usstnews_last_run_requests", ""): 51,
        ("usstnews_last_run_bytes", ""): 1_234_567,
        ("usstnews_last_run_alarms", ""): 1,
        ("usstnews_last_run_urls", "new"): 2,
        ("usstnews_last_run_urls", "duplicate"): 1,
        ("usstnews_last_run_urls", "changed"): 4,
        ("usstnews_last_run_urls", "gone"): 2,
        ("usstnews_last_run_urls", "failed"): 1,
        ("usstnews_articles", ""): 2002,
        ("usstnews_last_success_timestamp_seconds", ""): stamp(good.finished),
    }


def stamp(moment: str) -> float:
    """Give seconds since 1970."""
    return datetime.fromisoformat(moment).timestamp()


def test_no_success_is_no_number() -> None:
    """An archive whose runs all failed says nothing of a success, rather than 1970."""
    assert "last_success" not in metrics(RUN, [replace(a_run(2), status=2)])


def test_a_site_of_any_name_is_a_label() -> None:
    """Quotes, backslashes and line ends are spelled as the format asks."""
    name = 'a"b\\c\nd'
    families = text_string_to_metric_families(metrics(replace(RUN, site=name)))
    assert {sample.labels["site"] for family in families for sample in family.samples} == {name}
