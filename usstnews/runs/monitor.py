"""What monitors read: the numbers of the last run, as Prometheus takes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from usstnews.runs.outcome import Status
from usstnews.runs.report import Report

OUTCOMES = ("new", "duplicate", "changed", "gone", "failed")


class Metric(NamedTuple):
    """A gauge, what it is for people, and its values with what tells them apart."""

    name: str
    help: str
    values: tuple[tuple[dict[str, str], float], ...]


def metrics(run: Report, earlier: Sequence[Report] = ()) -> str:
    """Write the last run's numbers in Prometheus' text format, version 0.0.4.

    They carry the archive's site as a label. Where no run that is known succeeded, the time of the
    last success is left out.
    """
    return "".join(_written(metric) for metric in _metrics(run, earlier))


def _success(run: Report, earlier: Sequence[Report]) -> Report | None:
    runs = (run, *reversed(earlier))
    return next((each for each in runs if each.status == Status.COMPLETE), None)


def _metrics(run: Report, earlier: Sequence[Report]) -> Iterator[Metric]:
    site = {"site": run.site}

    def one(name: str, about: str, value: float) -> Metric:
        return Metric(f"usstnews_{name}", about, ((site, value),))

    yield one("last_run_timestamp_seconds", "When the last run ended.", run.ended.timestamp())
    yield one(
        "last_run_status", "0 complete, 1 not started, 2 incomplete, 3 alarming.", int(run.status)
    )
    yield one(
        "last_run_duration_seconds",
        "How long the last run took.",
        (run.ended - run.begun).total_seconds(),
    )
    yield one("last_run_requests", "Requests of the last run.", run.requests)
    yield one("last_run_bytes", "Bytes that the last run received.", run.bytes)
    yield one("last_run_alarms", "Alarms that the last run raised.", len(run.alarms))
    yield Metric(
        "usstnews_last_run_urls",
        "What became of URLs in the last run.",
        tuple(({**site, "outcome": each}, run.became(each)) for each in OUTCOMES),
    )
    yield one("articles", "Articles that the archive holds.", run.held)
    if success := _success(run, earlier):
        yield one(
            "last_success_timestamp_seconds",
            "When the last run ended that was complete and without alarms.",
            success.ended.timestamp(),
        )


def _written(metric: Metric) -> str:
    name, about, values = metric
    lines = [f"# HELP {name} {about}", f"# TYPE {name} gauge"]
    for labels, value in values:
        said = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        lines.append(f"{name}{{{said}}} {value!r}")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
