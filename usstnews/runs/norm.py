"""Which earlier runs say what is usual."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from usstnews.runs.report import Report

PATIENCE = 7
"""So many runs in a row raise the same alarm; then what they found is the new usual."""
RECENT = 7
"""Runs that are also looked at together, as one night may have too few articles to tell."""


class Norm(NamedTuple):
    """The earlier runs that say what is usual, and the last ones, up to the run in question.

    `own_mode` tells whether they were runs of the same mode.
    """

    usual: list[Report]
    recent: list[Report]
    usual_before_recent: list[Report]
    own_mode: bool

    def views(self) -> Iterator[tuple[list[Report], list[Report]]]:
        """Give the earlier runs that a run is looked at together with, and those that say what is
        usual: first none, so the run alone, then the last one, the last two, and so on.
        """
        yield [], self.usual
        for number in range(1, len(self.recent) + 1):
            yield self.recent[-number:], self.usual_before_recent


def raised(report: Report, subject: str) -> bool:
    """Tell whether a run raised an alarm about a subject."""
    return any(alarm.startswith(f"{subject}: ") for alarm in report.alarms)


def norm(
    run: Report, earlier: Sequence[Report], subject: str, tells: Callable[[Report], bool]
) -> Norm:
    """Find the runs that a run is held against, of those that tell something of the subject.

    A run is held against runs of its own mode, since a full run reads the old pages too; where
    there are none, against all. A run that raised an alarm about the subject is no part of what is
    usual. But where `PATIENCE` runs in a row raised it, a lasting change was told often enough:
    what is usual is learnt anew from these runs on.
    """
    telling = [report for report in earlier if tells(report)]
    own = [report for report in telling if report.mode == run.mode]
    runs = own or telling
    usual: list[int] = []
    odd: list[int] = []
    anew = 0
    for number, report in enumerate(runs):
        if not raised(report, subject):
            usual.append(number)
            odd = []
            continue
        odd.append(number)
        if len(odd) == PATIENCE:
            usual, odd, anew = odd, [], number + 1
    start = max(anew, len(runs) - RECENT + 1)
    return Norm(
        usual=[runs[number] for number in usual],
        recent=runs[start:],
        usual_before_recent=[runs[number] for number in usual if number < start],
        own_mode=bool(own),
    )
