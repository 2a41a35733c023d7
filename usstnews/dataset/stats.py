"""What an archive holds, in numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from usstnews.archive.articles import read_articles

if TYPE_CHECKING:
    from usstnews.archive.layout import Archive

FIELDS = ("published", "authors", "copyeditors", "section", "text", "images", "files", "videos")


@dataclass
class Stats:
    """Counts over the latest version of each article, and over the files; sizes in bytes."""

    site: str | None = None
    articles: int = 0
    versions: int = 0
    duplicates: int = 0
    words: int = 0
    first: str | None = None
    last: str | None = None
    by_section: dict[str, int] = field(default_factory=dict)
    by_year: dict[str, int] = field(default_factory=dict)
    filled: dict[str, int] = field(default_factory=dict)
    warc_files: int = 0
    warc_bytes: int = 0
    lines_bytes: int = 0


def stats_of(archive: Archive) -> Stats:
    """Count what an archive holds; raises `NoArchive`, `DamagedLine`."""
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
    return stats
