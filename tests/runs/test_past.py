"""The reports of earlier runs, as they lie in `runs/`."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from nightly import FIRST, a_run

from usstnews.archive.layout import Archive
from usstnews.runs.past import read_reports, read_whole
from usstnews.runs.report import Event


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Keep the reports of five nights."""
    archive = Archive(tmp_path).make()
    for day in (3, 0, 4, 1, 2):
        archive.write_report(FIRST + timedelta(days=day), a_run(day, day).to_json())
    return archive.runs


def test_reports_are_read_oldest_first(runs: Path) -> None:
    """In the order of their names, whatever the order in which they were written."""
    assert read_reports(runs) == [a_run(day, day) for day in range(5)]


@pytest.mark.parametrize(("most", "days"), [(0, []), (2, [3, 4]), (5, range(5)), (9, range(5))])
def test_only_the_newest_are_read(runs: Path, most: int, days: list[int]) -> None:
    """So many of them, still oldest first."""
    assert read_reports(runs, most) == [a_run(day, day) for day in days]


def test_memory_does_not_grow_with_what_reports_tell_of(tmp_path: Path) -> None:
    """Of the reports before the newest there are the numbers; whole ones are read one at a time."""
    archive = Archive(tmp_path).make()
    events = tuple(Event("gone", f"https://h.cn/{number}.htm", "x" * 500) for number in range(500))
    nights = [replace(a_run(day, day), events=events) for day in range(20)]
    for night in nights:
        archive.write_report(night.begun, night.to_json())
    size = sum(path.stat().st_size for path in archive.runs.iterdir())
    tracemalloc.start()
    try:
        assert read_reports(archive.runs) == [*(a_run(day, day) for day in range(19)), nights[19]]
        assert sum(len(night.events) for night in read_whole(archive.runs)) == 20 * 500
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < size / 2


def test_whole_reports_are_read_in_the_same_order(runs: Path) -> None:
    """And as many, whatever else is there."""
    (newest,) = runs.glob("20240105*")
    newest.write_text("")
    assert list(read_whole(runs, 2)) == [a_run(day, day) for day in (2, 3)]


def test_what_is_no_report_is_left_out_with_a_warning(
    runs: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A torn one, another program's, another file: it is named, and takes no report's place."""
    (newest,) = runs.glob("20240105*")
    newest.write_text(newest.read_text("utf-8")[:200], "utf-8")
    (runs / "zz.json").write_bytes(b"\xff\xfe")
    (runs / "yy.json").write_text("[" * 100_000)
    (runs / "xx.json").mkdir()
    (runs / "notes.txt").write_text("mine")
    assert read_reports(runs, 2) == [a_run(2, 2), a_run(3, 3)]
    named = [record.getMessage() for record in caplog.records]
    assert len(named) == 4
    assert all("is left out, it cannot be read" in each and "\n" not in each for each in named)


def test_a_folder_that_is_not_there_holds_none(tmp_path: Path) -> None:
    """An archive that a release before reports made."""
    assert read_reports(tmp_path / "runs") == []
