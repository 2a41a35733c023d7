"""What share of the pages lacks something or is not what it should be, against what is usual."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from usstnews.runs.chance import RARE, at_least, percent
from usstnews.runs.norm import norm
from usstnews.runs.report import Report

Count = tuple[int, int]
"""So many, of so many."""

LIKE_ANY_RUN = 50
"""One run's pages differ from another's, as the news do: however long the history, what it says of
a run is worth no more than so many pages drawn at random."""
LIKE_ANOTHER_MODE = 10
ENOUGH = 20
"""Pages, for a share that has no default to be known at all."""
OFTEN_EMPTY = 1000
"""As `LIKE_ANY_RUN`, of listing pages: they are the same ones in each run."""
LACKING = {"title": (0.005, 20.0), "text": (0.03, 20.0), "published": (0.3, 4.0)}
"""The share of articles that lack a field, before there is a history, and how many articles such a
guess is worth."""
EMPTY = (0.005, 20.0)
UNEXPECTED = (0.2, 5.0)
FAILED = "failed"
"""What could not be had is no kind of page: the run is incomplete, and says so."""
STRAY = 2
"""So many more unexpected pages than ever before may turn up in a run."""


@dataclass(frozen=True)
class Share:
    """Something that is counted in each run, and should be rare.

    Its alarms begin with `subject` and say how many pages were `what`; where `rest` is set, how
    many were not. `guess` is a share and the number of pages that it is worth before there is a
    history; without one, or where it does not do `alone`, a history is needed. More than `margin`
    hits above the most that ever were make an alarm, where it is set; `worth` is that of the
    history, in pages.
    """

    subject: str
    count: Callable[[Report], Count]
    what: str
    rest: bool = False
    guess: tuple[float, float] | None = None
    alone: bool = True
    worth: float = LIKE_ANY_RUN
    margin: int | None = None


def share_alarms(run: Report, earlier: Sequence[Report]) -> Iterator[str]:
    """Hold fields, listing pages and kinds of pages against what is usual."""
    names = list(dict.fromkeys((*LACKING, *_fields(earlier), *run.reading.filled)))
    # What no article has may be missing from the counts.
    counted = {**dict.fromkeys(names, 0), **run.reading.filled}
    whole = replace(run, reading=replace(run.reading, filled=counted))
    kinds = sorted({*run.reading.unexpected} - {FAILED})
    for share in (*map(_field, names), LISTING_PAGES, *map(_kind, kinds)):
        if alarm := _judge(share, whole, earlier):
            yield f"{share.subject}: {alarm}"


def _fields(reports: Iterable[Report]) -> Iterator[str]:
    for report in reports:
        yield from report.reading.filled


def _judge(share: Share, run: Report, earlier: Sequence[Report]) -> str | None:
    """Look at the run alone, then together with the last ones; say what is unusual."""
    if not share.count(run)[0]:
        return None
    held = norm(run, earlier, share.subject, lambda report: share.count(report)[1] > 0)
    if share.margin is not None:
        most = max((share.count(report)[0] for report in held.usual), default=0)
        if share.count(run)[0] <= most + share.margin:
            return None
    worth = share.worth if held.own_mode else min(share.worth, LIKE_ANOTHER_MODE)
    if share.guess is None and share.rest:  # a habit of editors: as many runs as showed it know it
        worth = min(worth, max(1, len(held.usual)))
    for recent, usual in held.views():
        counted = _pooled(share, [*recent, run])
        known = _pooled(share, usual)
        if _rare(share, counted, known, worth):
            return _told(share, counted, known, len(recent) + 1)
    return None


def _pooled(share: Share, reports: Sequence[Report]) -> Count:
    counts = [share.count(report) for report in reports]
    return sum(hits for hits, _ in counts), sum(total for _, total in counts)


def _rare(share: Share, counted: Count, known: Count, worth: float) -> bool:
    """Tell whether a count is improbable: what is known is worth only so many pages."""
    (hits, total), (seen, pages) = counted, known
    if pages < (ENOUGH if share.guess is None else not share.alone):
        return False
    part, weight = share.guess or (0.5, 1.0)
    scale = min(1.0, worth / pages) if pages else 0.0
    bad = part * weight + seen * scale
    good = (1 - part) * weight + (pages - seen) * scale
    if hits * (bad + good) <= total * bad:
        return False
    return at_least(hits, total, bad, good) < RARE


def _told(share: Share, counted: Count, known: Count, runs: int) -> str:
    (hits, total), (seen, pages) = counted, known
    usual = seen / pages if pages else (share.guess or (0.5, 1.0))[0]
    shown = total - hits if share.rest else hits
    together = f" in the last {runs} runs" if runs > 1 else ""
    like = "" if pages else ", as sites go"
    return (
        f"{shown:,} of {total:,} {share.what}{together},"
        f" usually {percent(1 - usual if share.rest else usual)}{like}"
    )


def _field(name: str) -> Share:
    def count(report: Report) -> Count:
        reading = report.reading
        if name not in reading.filled:  # of a release that did not know it
            return 0, 0
        return reading.articles - reading.filled[name], reading.articles

    return Share(name, count, "articles have it", rest=True, guess=LACKING.get(name))


def _kind(name: str) -> Share:
    def count(report: Report) -> Count:
        reading = report.reading
        strays = {kind: hits for kind, hits in reading.unexpected.items() if kind != FAILED}
        return strays.get(name, 0), reading.articles + sum(strays.values())

    what = f"pages that should be articles are {name}"
    return Share(f"{name} pages", count, what, guess=UNEXPECTED, margin=STRAY)


LISTING_PAGES = Share(
    "listing pages",
    lambda report: (report.reading.empty, report.reading.listing_pages),
    "have no item",
    guess=EMPTY,
    alone=False,  # a site may have columns without an item
    worth=OFTEN_EMPTY,
)
