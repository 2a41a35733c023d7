"""The report of a run, from what its session holds and what Scrapy counted."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain, islice
from typing import TYPE_CHECKING

from usstnews.archive.accounts import account, changes, failed, first_failure, kinds, waiting
from usstnews.archive.ledger import Ledgers
from usstnews.archive.warc import warc_date
from usstnews.compare import changed, spell
from usstnews.runs.outcome import Tally
from usstnews.runs.report import Completeness, Event, Reading, Report, Skeleton

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from usstnews.items import Article
    from usstnews.session import Session

# What differs between any two versions, or follows from another field.
BESIDE = frozenset(
    {"version", "fetched_at", "warc", "digest", "aliases", "html", "extractor", "found_by"}
)
# What is compared between runs.
FIELDS = (
    "title", "published", "authors", "copyeditors", "breadcrumb", "section", "text", "images",
    "files", "videos", "keywords", "related",
)  # fmt: skip
FIRST_WORDS = 100  # letters of a paragraph
PARAGRAPHS_MOST = 20
EVENTS_MOST = 1000  # that a report describes; after a redesign all articles change


def edit(before: Article, after: Article) -> Event:
    """Say what a new version changed: the fields, and of the text the paragraphs."""
    differ = {each.field: each for each in changed(before, after) if each.field not in BESIDE}
    paragraphs = tuple(spell(differ["text"])) if "text" in differ else ()
    shown = [_short(each) for each in paragraphs[:PARAGRAPHS_MOST]]
    if more := len(paragraphs) - len(shown):
        shown.append(f"and {more} more")
    fields = tuple(differ)
    return Event("changed", after.url, after.title, after.version, fields, tuple(shown))


def _short(paragraph: str) -> str:
    return paragraph if len(paragraph) <= FIRST_WORDS else f"{paragraph[:FIRST_WORDS]}…"


def summarise(
    session: Session, stats: Mapping[str, object], edits: Sequence[Event], left_out: int
) -> Report:
    """Say what a run met, read and changed; how it ended is not known yet. Of the edits, so many
    were left out for their number.
    """
    state, run, site = session.state, session.run, session.site
    numbers = {
        name: value
        for name, value in sorted(stats.items())
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    since = session.job.since.isoformat() if session.job.since else None
    now = session.started.timestamp()
    limited = bool(numbers.get("run/limited"))
    untold = _untold(session)
    accounted = account(
        state,
        run,
        now,
        since=since,
        limited=limited,
        reported=session.reported.run,
        stored=untold.stored,
    )
    read = _sum(numbers, untold.counts)
    became = chain(untold.edits, edits, _events(session))
    events = tuple(islice(became, EVENTS_MOST))
    left_out += untold.left_out + sum(1 for _ in became)
    return Report(
        alarms=(),
        site=site.name,
        base_url=site.base_url,
        mode=session.job.mode,
        started=session.started.isoformat(),
        finished=datetime.now(UTC).isoformat(),
        status=0,
        reason="",
        requests=int(numbers.get("downloader/request_count", 0)),
        bytes=int(numbers.get("downloader/response_bytes", 0)),
        held=state.count_articles(),
        urls=accounted.urls,
        left_out=accounted.left_out,
        other=accounted.other,
        earlier=accounted.earlier,
        duplicates=_under(read, "duplicates/"),
        reading=_reading(read),
        skeletons=tuple(_skeletons(session)),
        events=events,
        events_left_out=left_out,
        completeness=tuple(_completeness(session)),
        counts=numbers,
        pages=kinds(state),
        requisites=Ledgers(state).count(),
    )


def tally(
    session: Session, report: Report, reason: str, finding: object, alarms: tuple[str, ...]
) -> Tally:
    """Say what the exit status is judged by; `reason` is the one that closed the spider."""
    counts = report.counts
    robots = counts.get("robotstxt/response_count", 0)
    return Tally(
        reason=reason,
        base_url=report.base_url,
        answered=int(counts.get("downloader/response_count", 0) - robots),
        failed=failed(session.state, session.run) + int(counts.get("run/errors", 0)),
        first_failure=first_failure(session.state, session.run),
        forbidden=int(counts.get("pages/forbidden", 0)),
        listings=int(counts.get("pages/listing", 0)),
        held=report.held,
        new=report.urls["new"] + report.urls["duplicate"],
        changed=report.urls["changed"],
        finding=None if finding is None else str(finding),
        alarms=alarms,
        waiting=waiting(session.state, session.run, session.started.timestamp()),
    )


def counts_of(article: Article) -> dict[str, float]:
    """Count what a page gave that is compared between runs, by the names under which it is."""
    words = math.log1p(len(article.text.split()))
    filled = {f"reading/filled/{name}": int(bool(getattr(article, name))) for name in FIELDS}
    lengths = {"reading/log_words": words, "reading/log_words_squared": words**2}
    return {"reading/articles": 1, **lengths, **filled}


def repeated_of(article: Article) -> dict[str, int]:
    """Count a new article that repeats another, by whether it is equal to it, or near."""
    if article.duplicate_of is None:
        return {}
    return {f"duplicates/{'equal' if article.duplicate_score == 1 else 'near'}": 1}


@dataclass
class Untold:
    """What runs stored of which no report tells: the class of each URL, edits, what pages gave."""

    stored: dict[str, str] = field(default_factory=dict)
    edits: list[Event] = field(default_factory=list)
    left_out: int = 0
    counts: Counter[str] = field(default_factory=Counter)


def _untold(session: Session) -> Untold:
    """Gather what runs before this one stored that died."""
    made = Untold()
    for article in session.untold():
        url = session.site.canonical(article.url)
        made.counts.update(counts_of(article))
        if (article.version or 1) == 1:
            made.counts.update(repeated_of(article))
            made.stored[url] = "new" if article.duplicate_of is None else "duplicate"
            continue
        made.stored.setdefault(url, "changed")
        before = session.before(article)
        if before is None or len(made.edits) >= EVENTS_MOST:
            made.left_out += before is not None
        else:
            made.edits.append(replace(edit(before, article), earlier=True))
    return made


def _sum(one: Mapping[str, int | float], other: Mapping[str, float]) -> dict[str, int | float]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in {**one, **other}}


def _under(numbers: Mapping[str, int | float], prefix: str) -> dict[str, int]:
    """Give the counts whose names begin so, without that beginning."""
    return {
        name.removeprefix(prefix): int(value)
        for name, value in sorted(numbers.items())
        if name.startswith(prefix)
    }


def _reading(numbers: Mapping[str, int | float]) -> Reading:
    return Reading(
        articles=int(numbers.get("reading/articles", 0)),
        filled=_under(numbers, "reading/filled/"),
        log_words=numbers.get("reading/log_words", 0.0),
        log_words_squared=numbers.get("reading/log_words_squared", 0.0),
        listing_pages=int(numbers.get("pages/listing", 0)),
        empty=int(numbers.get("reading/empty", 0)),
        unexpected=_under(numbers, "reading/unexpected/"),
    )


def _events(session: Session) -> Iterator[Event]:
    started = warc_date(session.started)
    for each in changes(session.state, warc_date(session.since) if session.since else ""):
        yield Event(each.what, each.url, each.title, earlier=each.since < started)


def _completeness(session: Session) -> Iterator[Completeness]:
    """Say what each listing lacks that the run walked to its end."""
    for each in session.intake.listings.shortfalls(session.run):
        yield Completeness(**each._asdict())


def _skeletons(session: Session) -> Iterator[Skeleton]:
    """Give the skeletons that no judged run met, nor a run that was killed before it was judged."""
    for each in () if session.learning else session.intake.skeletons.met_since(session.judged):
        yield Skeleton(**asdict(each))
