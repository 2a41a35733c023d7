"""Up to where the reports of runs tell of the archive; a run that dies leaves none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from usstnews.archive.articles import lines_after
from usstnews.archive.warc import warc_date

if TYPE_CHECKING:
    from datetime import datetime

    from usstnews.archive.layout import Archive
    from usstnews.archive.state import State

# Under which the state remembers what was reported when a run began, and when that was.
REPORTED, BEGUN = "reported", "begun"


class Reported(NamedTuple):
    """What reports tell: of the runs up to `run`, of articles.jsonl the bytes up to `lines`."""

    run: int
    lines: int


def find_reported(
    archive: Archive, state: State, *, run: int, lines: int, last: datetime | None
) -> Reported:
    """Find what reports tell when a run begins: `run` is the one before, at whose end the state
    knew of so many bytes of `lines`; the `last` report was finished then.

    A state that was made again knows nothing of runs, so lines are held against the date.
    """
    begun = state.value(BEGUN)
    if begun is not None and archive.report(begun).exists():
        return Reported(run, lines)
    if (known := state.value(REPORTED)) is not None:
        return Reported(*map(int, known.split()))
    return Reported(run, 0 if last is None else lines_after(archive.articles, warc_date(last)))


def note_begun(state: State, reported: Reported, started: datetime) -> None:
    """Note that a run began, and what was reported then."""
    state.remember(REPORTED, f"{reported.run} {reported.lines}")
    state.remember(BEGUN, started.isoformat())
