"""Up to where reports tell of an archive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from recorded import START, stored

from usstnews.archive.articles import ArticleLog, lines_after
from usstnews.archive.layout import Archive
from usstnews.archive.reported import Reported, find_reported, note_begun
from usstnews.archive.state import State
from usstnews.archive.warc import warc_date

DAY = timedelta(days=1)


@pytest.fixture
def state() -> Iterator[State]:
    """Open a state of its own."""
    with State("") as opened:
        yield opened


@pytest.fixture
def offsets(archive: Archive) -> list[int]:
    """Store an article a day; gives where their lines begin, and where the last one ends."""
    archive.make()
    with ArticleLog(archive.articles) as log:
        for day in range(3):
            log.append(stored(day + 1, fetched_at=warc_date(START + day * DAY)))
    ends = [0]
    for line in archive.articles.read_bytes().splitlines(keepends=True):
        ends.append(ends[-1] + len(line))
    return ends


@pytest.mark.parametrize(("day", "line"), [(-1, 0), (0, 1), (0.5, 1), (1, 2), (2, 3), (9, 3)])
def test_lines_are_told_from_each_other_by_when_they_were_fetched(
    archive: Archive, offsets: list[int], day: float, line: int
) -> None:
    """What was fetched at that moment is before it."""
    assert lines_after(archive.articles, warc_date(START + day * DAY)) == offsets[line]


def test_a_line_that_cannot_be_read_is_passed_over(archive: Archive, offsets: list[int]) -> None:
    """Whoever reads all lines says what is wrong with it."""
    with archive.articles.open("ab") as file:
        file.write(b"[]\n{}\nnothing\n")
    size = archive.articles.stat().st_size
    assert lines_after(archive.articles, warc_date(START)) == size
    assert offsets[-1] < size


def test_where_no_line_is_none_is_told(archive: Archive) -> None:
    """Before the first run, or where all of it was taken away."""
    assert lines_after(archive.articles, warc_date(START)) == 0


def test_a_run_that_left_its_report_told_all(archive: Archive, state: State) -> None:
    """Up to what the state knew of when the next one begins."""
    archive.make().write_report(START, "{}")
    note_begun(state, Reported(3, 20), START)
    assert find_reported(archive, state, run=4, lines=90, last=START) == Reported(4, 90)


def test_runs_that_left_none_are_told_by_the_first_that_does(
    archive: Archive, state: State
) -> None:
    """However many died one after the other; reports of others are none of theirs."""
    archive.make().write_report(START, "{}")
    note_begun(state, Reported(3, 20), START + DAY)
    found = find_reported(archive, state, run=4, lines=90, last=START)
    assert found == Reported(3, 20)
    note_begun(state, found, START + 2 * DAY)
    assert find_reported(archive, state, run=5, lines=99, last=START) == Reported(3, 20)


def test_a_state_that_was_made_again_goes_by_the_time_of_the_last_report(
    archive: Archive, state: State, offsets: list[int]
) -> None:
    """It knows of no run; without any report nothing was told."""
    found = find_reported(archive, state, run=7, lines=0, last=START + DAY)
    assert found == Reported(7, offsets[2])
    assert find_reported(archive, state, run=7, lines=0, last=None) == Reported(7, 0)
