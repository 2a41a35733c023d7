"""The list of pages of a WACZ: where its reader begins, and what a search in it finds."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from usstnews.archive.articles import read_articles
from usstnews.archive.cdxj import timestamp
from usstnews.archive.surt import surt

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from usstnews.items import Article

_HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": True}


class Page(NamedTuple):
    """A capture to open: `date` is RFC 3339, to the millisecond as in the index."""

    id: str
    url: str
    date: str
    title: str
    text: str = ""

    def to_line(self) -> bytes:
        """Write the page as a line of `pages.jsonl`."""
        values = {"id": self.id, "url": self.url, "ts": self.date, "title": self.title}
        shown = values | ({"text": self.text} if self.text else {})
        return json.dumps(shown, ensure_ascii=False).encode() + b"\n"


def rfc3339(stamp: str) -> str:
    """Spell the 17 digits of an index as a date.

    >>> rfc3339("20200103120000123")
    '2020-01-03T12:00:00.123Z'
    """
    date = f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}"
    return f"{date}T{stamp[8:10]}:{stamp[10:12]}:{stamp[12:14]}.{stamp[14:17]}Z"


def article_pages(path: Path, files: Container[str], since: date | None = None) -> Iterator[Page]:
    """List the versions of articles that were read from certain WARC files, oldest line first.

    Raises `DamagedLine`.
    """
    least = since.isoformat() if since else ""
    for _, article in read_articles(path):
        if article.warc and article.warc.file in files and (article.fetched_at or "") >= least:
            yield _page(article, article.warc.record_id)


def _page(article: Article, record_id: str) -> Page:
    return Page(
        record_id.strip("<>").rpartition(":")[2],
        article.url,
        rfc3339(timestamp(article.fetched_at or "")),
        article.title,
        article.text,
    )


@dataclass
class Seen:
    """What the index and the pages of a package show as they go by; dates are RFC 3339."""

    base_url: str | None
    captures: int = 0
    pages: int = 0
    first: str = ""
    latest: str = ""
    main: Page | None = field(default=None)
    """The page to begin with: the home page as last captured, else the latest article."""

    def watch(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Pass the lines of an index on."""
        home = f"{surt(self.base_url)} ".encode() if self.base_url else b"\n"
        first, latest = "9", ""
        for line in lines:
            self.captures += 1
            stamp = line.split(b" ", 2)[1].decode()
            first, latest = min(first, stamp), max(latest, stamp)
            if line.startswith(home):
                fields = json.loads(line[line.index(b" {") :])
                if fields["status"] == 200:
                    self.main = Page("home", fields["url"], rfc3339(stamp), "Home page")
            yield line
        self.first, self.latest = rfc3339(first), rfc3339(latest)

    def list_pages(self, articles: Iterable[Page]) -> Iterator[bytes]:
        """Give the lines of `pages.jsonl`: a header, the home page if there is one, articles."""
        yield json.dumps(_HEADER).encode() + b"\n"
        latest: Page | None = None
        if self.main is not None:
            self.pages += 1
            yield self.main.to_line()
        for page in articles:
            self.pages += 1
            latest = page if latest is None or page.date >= latest.date else latest
            yield page.to_line()
        self.main = self.main or latest
