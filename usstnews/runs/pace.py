"""How many articles come, and how often, against what is usual."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from usstnews.runs.norm import PATIENCE, raised
from usstnews.runs.outcome import Status
from usstnews.runs.report import Report

MANY = "many new articles"
NONE = "no new article"
FEW = 30
"""New articles that are never too many."""
FAR = 5
"""So many times the most that ever came in one run are too many."""
KNOWN = 5
"""Runs, for the most that ever came to be known."""
LONG = 3
"""So many times the longest time without a new article is too long."""
PAUSES = 3
"""Times without a new article, for the longest to be known."""
SHORTEST = timedelta(days=30)
UNKNOWN = timedelta(days=60)
"""What is too long at least, and before the usual is known."""


def settled(earlier: Sequence[Report]) -> Sequence[Report]:
    """Leave out the runs up to the first that was complete: they filled the archive."""
    for number, report in enumerate(earlier):
        if report.status in {Status.COMPLETE, Status.ALARMING}:
            return earlier[number + 1 :]
    return ()


def pace_alarms(run: Report, earlier: Sequence[Report]) -> Iterator[str]:
    """Say when far more articles are new than in any run before, or none for far too long."""
    yield from _many(run, settled(earlier))
    yield from _none(run, earlier)


def _many(run: Report, runs: Sequence[Report]) -> Iterator[str]:
    usual = [report for report in runs if not raised(report, MANY)]
    if len(usual) < KNOWN or not run.found:
        return
    most = max(report.found for report in usual)
    # After a pause there is more to fetch than after a night.
    begun = [report.begun for report in runs] + [run.begun]
    waits = [later - sooner for sooner, later in pairwise(begun)]
    pause = max(1.0, waits[-1] / max(*waits[:-1], timedelta(days=1)))
    if run.found > max(FEW, FAR * most) * pause:
        yield f"{MANY}: {run.found:,} in one run, at most {most:,} in any run before"


def _none(run: Report, earlier: Sequence[Report]) -> Iterator[str]:
    """Measure the pauses between runs that found something, the present one among them.

    A pause that was told `PATIENCE` times is known, so it takes far longer to be told again.
    """
    last = None
    pauses: list[timedelta] = []
    told = 0
    for report in (*earlier, run):
        told = told + 1 if raised(report, NONE) else told
        if last is not None and (report.found or told == PATIENCE):
            pauses.append(report.begun - last)
            told = 0
        if report.found:
            last, told = report.begun, 0
    if run.found or last is None:
        return
    longest = max(pauses, default=timedelta(0))
    bound = max(SHORTEST, LONG * longest) if len(pauses) >= PAUSES else max(UNKNOWN, LONG * longest)
    pause = run.begun - last
    if pause > bound:
        usual = f", at most {max(longest.days, 1)} before" if pauses else ""
        yield f"{NONE}: none for {pause.days} days{usual}"
