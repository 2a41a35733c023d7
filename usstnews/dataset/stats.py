"""What an archive holds, in numbers, and which of its pages have holes."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from usstnews.archive.accounts import gone
from usstnews.archive.articles import read_articles
from usstnews.archive.ledger import Ledgers
from usstnews.archive.state import State, StateUnusable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usstnews.archive.layout import Archive

FIELDS = ("published", "authors", "copyeditors", "section", "text", "images", "files", "videos")


@dataclass
class Stats:
    """Counts over the latest version of each article, and over the files; sizes in bytes."""

    site: str | None = None
    articles: int = 0
    versions: int = 0
    duplicates: int = 0
    near_duplicates: int = 0
    """Of the duplicates, those that say nearly the same as another, not just the same."""
    words: int = 0
    first: str | None = None
    last: str | None = None
    by_section: dict[str, int] = field(default_factory=dict)
    by_year: dict[str, int] = field(default_factory=dict)
    filled: dict[str, int] = field(default_factory=dict)
    warc_files: int = 0
    warc_bytes: int = 0
    lines_bytes: int = 0
    gone: int | None = None
    requisites: dict[str, int] | None = None
    pages_with_holes: int | None = None
    requisites_unknown: str | None = None
    """Why there are no such numbers, and what to do."""


@dataclass(frozen=True)
class Holes:
    """A page that cannot be shown whole, and what it lacks: outcome and URL of each requisite."""

    url: str
    lacking: tuple[tuple[str, str], ...]


def holes(archive: Archive) -> Iterator[Holes]:
    """Give the pages that lack some of their requisites; raises `NoArchive`, `StateUnusable`."""
    with _state(archive.must_exist()) as state:
        for ledger in Ledgers(state).all():
            if lacking := tuple((entry.outcome, entry.url) for entry in ledger.holes):
                yield Holes(ledger.url, lacking)


@contextmanager
def _state(archive: Archive) -> Iterator[State]:
    try:
        with State.to_read(archive.state) as state:
            yield state
    except sqlite3.Error as error:
        raise StateUnusable(
            f"{archive.state} is damaged ({error}); delete it, the next crawl makes it again"
        ) from error


def stats_of(archive: Archive) -> Stats:
    """Count what an archive holds; raises `NoArchive`, `DamagedLine`.

    What is gone, and what became of requisites, only `state.db` knows, so `None` where that cannot
    be read.
    """
    path = archive.must_exist().articles
    stats = Stats()
    latest = {line.article.key: line.offset for line in read_articles(path)}
    sections: Counter[str] = Counter()
    years: Counter[str] = Counter()
    filled: Counter[str] = Counter()
    for offset, article in read_articles(path):
        stats.versions += 1
        if latest.get(article.key) != offset:  # one more is being written
            continue
        stats.site = article.site
        stats.articles += 1
        stats.duplicates += article.duplicate_of is not None
        stats.near_duplicates += (article.duplicate_score or 1) < 1
        stats.words += len(article.text.split())
        sections[article.section or "–"] += 1
        years[str(article.published.year) if article.published else "undated"] += 1
        filled.update(name for name in FIELDS if getattr(article, name))
        if article.published:
            day = article.published.isoformat()
            stats.first = min(stats.first or day, day)
            stats.last = max(stats.last or day, day)
    stats.by_section = dict(sections.most_common())
    stats.by_year = dict(sorted(years.items()))
    stats.filled = {name: filled[name] for name in FIELDS}
    files = archive.warc_files()
    stats.warc_files, stats.warc_bytes = len(files), sum(file.stat().st_size for file in files)
    stats.lines_bytes = path.stat().st_size if path.exists() else 0
    try:
        with _state(archive) as state:
            ledgers = Ledgers(state)
            stats.gone = gone(state)
            stats.requisites = ledgers.count()
            stats.pages_with_holes = sum(1 for ledger in ledgers.all() if ledger.holes)
    except StateUnusable as error:
        stats.requisites_unknown = str(error)
    return stats
