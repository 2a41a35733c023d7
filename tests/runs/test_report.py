"""The report of a run on disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from usstnews.archive.layout import Archive
from usstnews.runs.report import Completeness, Event, Reading, Report, Skeleton

REPORT = Report(
    alarms=("published: 0 of 7",),
    site="usst",
    base_url="https://en.usst.edu.cn/",
    mode="update",
    started="2024-01-15T12:00:00+00:00",
    finished="2024-01-15T12:01:00+00:00",
    status=2,
    reason="incomplete: 张柳",
    requests=9,
    bytes=4000,
    held=5,
    urls={"met": 5, "known": 3, "new": 2},
    left_out={"limit": 1},
    other={"listing": 1},
    reading=Reading(7, {"title": 7}, 35.5, 180.25, 3, 1, {"restricted": 2}),
    skeletons=(Skeleton("article", "https://en.usst.edu.cn/1.htm", {"date": "p"}),),
    events=(Event("changed", "https://en.usst.edu.cn/2.htm", "T", 2, ("text",), ("- a", "+ b")),),
    events_left_out=1,
    completeness=(
        Completeness("https://en.usst.edu.cn/n.htm", None, 3, 2, missing=("https://h/3.htm",)),
    ),
    counts={"articles/new": 3, "elapsed": 1.5},
    pages={"article": 5},
    requisites={"captured": 7, "missing": 1},
)


def write_report(root: Path, started: datetime, report: Report) -> Path:
    """Keep a report in the archive at `root`."""
    return Archive(root).make().write_report(started, report.to_json())


STARTED = datetime(2024, 1, 15, 12, 0, 0, 5, tzinfo=UTC)


def test_a_report_is_one_json_file_named_by_its_start(tmp_path: Path) -> None:
    """Everything that the run said is in it, and no draft stays beside it."""
    path = write_report(tmp_path, STARTED, REPORT)
    assert path == tmp_path / "runs" / "20240115T120000.000005Z.json"
    assert list((tmp_path / "runs").iterdir()) == [path]
    said = json.loads(path.read_text("utf-8"))
    assert next(iter(said)) == "alarms"
    assert said["reading"]["filled"] == {"title": 7}
    assert said["events"][0]["paragraphs"] == ["- a", "+ b"]
    assert {name: said[name] for name in OLDER} == OLDER


OLDER = {
    "site": "usst",
    "base_url": "https://en.usst.edu.cn/",
    "mode": "update",
    "started": "2024-01-15T12:00:00+00:00",
    "finished": "2024-01-15T12:01:00+00:00",
    "status": 2,
    "reason": "incomplete: 张柳",
    "counts": {"articles/new": 3, "elapsed": 1.5},
    "pages": {"article": 5},
    "requisites": {"captured": 7, "missing": 1},
}
"""What a report had from the first release on."""


def test_a_report_is_read_back_as_it_was() -> None:
    """Every part of it, in its own shape."""
    assert Report.from_json(REPORT.to_json()) == REPORT


def test_a_brief_report_has_the_numbers() -> None:
    """And of single pages only what its alarms name."""
    walked = replace(REPORT.completeness[0], missing=())
    brief = replace(REPORT, events=(), skeletons=(), completeness=(walked,))
    assert Report.from_json(REPORT.to_json(), brief=True) == brief


def test_a_report_of_an_older_release_is_read() -> None:
    """What it does not say is empty, what it counted elsewhere is found there."""
    counts = {
        "articles/new": 3,
        "articles/changed": 1,
        "downloader/request_count": 12,
        "downloader/response_bytes": 3456,
        "pages/failed": 2,
    }
    report = Report.from_json(json.dumps({**OLDER, "counts": counts}))
    assert report.alarms == ()
    assert report.reading == Reading()
    assert (report.requests, report.bytes, report.held) == (12, 3456, 5)
    assert (report.found, report.became("changed"), report.became("failed")) == (3, 1, 2)


def test_a_report_of_a_later_release_is_read() -> None:
    """What this one does not know is left out."""
    said = json.loads(REPORT.to_json())
    said["moon"] = "full"
    said["reading"]["moon"] = said["events"][0]["moon"] = 1
    assert Report.from_json(json.dumps(said)) == REPORT


@pytest.mark.parametrize(
    "changes",
    [
        {"started": None},
        {"started": "yesterday"},
        {"finished": "2024-01-15T12:01:00"},
        {"status": "0"},
        {"status": True},
        {"counts": []},
        {"counts": {"articles/new": "many"}},
        {"alarms": "none"},
        {"alarms": [1]},
        {"reading": None},
        {"reading": {"filled": {"title": "all"}}},
        {"events": [{"what": "changed"}]},
        {"completeness": [{"url": "u", "announced": "3", "listed": 1, "held": 1}]},
        {"completeness": 3},
        {"completeness": [3]},
    ],
)
def test_what_is_no_report_is_refused(changes: dict[str, object]) -> None:
    """A value of another kind, or none where there must be one, is a `ValueError` and no crash."""
    with pytest.raises(ValueError, match=r"no report|Invalid isoformat"):
        Report.from_json(
            json.dumps({**json.loads(REPORT.to_json()), **changes}), brief="events" not in changes
        )


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "3", "{}", '{"site": "usst"}', "\x00"])
def test_what_is_no_json_of_ours_is_refused(text: str) -> None:
    """A torn file, an empty one, another program's."""
    with pytest.raises(ValueError, match=r"no report|Expecting|property"):
        Report.from_json(text)


def test_reports_sort_by_time(tmp_path: Path) -> None:
    """The names of successive runs are in the order of the runs."""
    moments = [STARTED + timedelta(microseconds=step) for step in (0, 1, 10**6, 86_400 * 10**6)]
    paths = [write_report(tmp_path, moment, REPORT) for moment in moments]
    assert sorted(paths) == paths


def test_the_name_is_utc_wherever_the_clock_stands(tmp_path: Path) -> None:
    """A start given in another zone is the same moment."""
    shanghai = STARTED.astimezone(timezone(timedelta(hours=8)))
    assert write_report(tmp_path, shanghai, REPORT).name == "20240115T120000.000005Z.json"


def test_a_report_is_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    """A machine whose locale knows no Chinese writes the same file."""
    code = (
        "import sys; from pathlib import Path; from datetime import datetime;"
        "from usstnews.runs.report import Report; from usstnews.archive.layout import Archive;"
        "report = Report((), 'u', 'h', 'full', '', '', 0, '\\u5f20\\u67f3');"
        "Archive(Path(sys.argv[1])).make().write_report(datetime(2024, 1, 15), report.to_json())"
    )
    plain = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        env={**os.environ, **plain},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (path,) = tmp_path.glob("runs/*.json")
    assert json.loads(path.read_bytes().decode("utf-8"))["reason"] == "张柳"
