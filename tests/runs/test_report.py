"""The report of a run on disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from usstnews.archive.layout import Archive
from usstnews.runs.report import Report

REPORT = Report(
    site="usst",
    base_url="https://en.usst.edu.cn/",
    mode="update",
    started="2024-01-15T12:00:00+00:00",
    finished="2024-01-15T12:01:00+00:00",
    status=2,
    reason="incomplete: 张柳",
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
    assert json.loads(path.read_text("utf-8")) == {
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
        "report = Report('u', 'h', 'full', '', '', 0, '\\u5f20\\u67f3', {}, {});"
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
