"""What is unusual about a run: it is held against the runs before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from usstnews.archive.accounts import LIMIT, SINCE
from usstnews.runs.length import length_alarms
from usstnews.runs.norm import norm
from usstnews.runs.outcome import Status
from usstnews.runs.pace import pace_alarms
from usstnews.runs.report import Completeness, Report
from usstnews.runs.shares import share_alarms

LEFT_OUT = frozenset({LIMIT, SINCE})
NAMED = 3
"""Layouts that are named one by one."""
PART = 0.5
"""A walk that finds less than this of what it should has lost its way."""
SMALL = 10
"""Items, of which a listing may lose any part."""


def find_alarms(
    run: Report, earlier: Sequence[Report], found: Sequence[str] = ()
) -> tuple[str, ...]:
    """Say in a line each what a run has that its archive's earlier runs, oldest first, had not.

    What was `found` to be wrong otherwise comes first. A line begins with its subject and a colon,
    by which later runs know what was raised: see `norm`.
    """
    return (
        *found,
        *_layouts(run, earlier),
        *_listings(run, earlier),
        *share_alarms(run, earlier),
        *length_alarms(run, earlier),
        *pace_alarms(run, earlier),
    )


def _layouts(run: Report, earlier: Sequence[Report]) -> Iterator[str]:
    """Name layouts that are new to an archive which knows those of its site."""
    if not any(_knows_layouts(report) for report in earlier):
        return
    for skeleton in run.skeletons[:NAMED]:
        places = ", ".join(f"{part} in {place}" for part, place in skeleton.places.items())
        yield f"layout: {skeleton.kind} page set out as none before: {skeleton.url} ({places})"
    if (more := len(run.skeletons) - NAMED) > 0:
        yield f"layout: {more} more that were not met before"


def _knows_layouts(report: Report) -> bool:
    """Tell whether a run saw the whole of a site, and was not told to leave some out."""
    if LEFT_OUT & report.left_out.keys():
        return False
    complete = report.status in {Status.COMPLETE, Status.ALARMING}
    return complete and bool(report.reading.articles or report.reading.listing_pages)


def _listings(run: Report, earlier: Sequence[Report]) -> Iterator[str]:
    """Hold what each walk of a whole listing found against the last such walk, or, in the first,
    against what the listing itself announces.
    """
    for walk in run.completeness:
        subject = f"listing {walk.url}"
        usual = norm(run, earlier, subject, partial(_walked, walk.url)).usual
        last = _walk(walk.url, usual[-1]) if usual else None
        expected = last.listed if last else walk.announced or 0
        if expected > SMALL and walk.listed < PART * expected:
            than = f"{expected:,} in the walk before" if last else f"it announces {expected:,}"
            yield f"{subject}: its walk found {walk.listed:,} items, {than}"


def _walk(url: str, report: Report) -> Completeness | None:
    return next((each for each in report.completeness if each.url == url), None)


def _walked(url: str, report: Report) -> bool:
    return _walk(url, report) is not None
