"""The sites that are replayed: served, seen live, crawled, and gone before any replay."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from browser.chromium import browsing
from browser.seen import Seen, look
from crawls import run_crawl
from real import SITE
from warcio.archiveiterator import ArchiveIterator

from usstnews.replica import Replica, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

PAGES = 20
# What the crawl never asks for, so that no visit is counted: it is no part of a replay either.
COUNTERS = ("**/dynclicks.jsp*", "**/datainput.jsp*", "**/_dwr/**")


@dataclass(frozen=True)
class Origin:
    """A site, as it was while it could be reached."""

    name: str
    base_url: str
    archive: Path
    live: dict[str, Seen]
    """What a browser showed of each page."""
    captures: dict[str, list[str]]
    """Times of 14 digits at which each URL was captured."""
    undeclared: str = ""
    """A page that does not say how it is coded, and is not in UTF-8."""

    @property
    def pages(self) -> list[str]:
        """The pages that players can show as they were."""
        return [url for url in self.live if url != self.undeclared]

    @property
    def drawn(self) -> int:
        """How many images these showed."""
        return sum(size > 0 for url in self.pages for _, size in self.live[url].images)


class Quiet(SimpleHTTPRequestHandler):
    """Serve files, and keep the log to itself."""

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  (the base's name)
        """Say nothing."""


@contextmanager
def files(folder: Path) -> Iterator[str]:
    """Serve a folder; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def replica(folder: Path) -> Origin:
    """Archive the replica twice: the home page, a listing and 18 articles, those of most kinds."""
    with serve(Replica(articles=60, seed=1)) as server:
        base, truth = server.base_url, server.replica.truth(server.base_url)
        odd = [url for urls in truth["oddities"].values() for url in urls]
        articles = [article["url"] for article in truth["articles"]]
        (undeclared,) = truth["oddities"]["coding: gbk"]
        articles.remove(undeclared)
        chosen = sorted(articles, key=lambda url: -odd.count(url))[: PAGES - 2]
        live = _live(folder, [base, truth["listings"][0]["url"], *chosen, undeclared])
        archive = _archived(folder, f"base_url={base}")
        _archived(folder, f"base_url={base}", "mode=full")
    return Origin("replica", base, archive, live, _captures(archive), undeclared)


def sz1cz(folder: Path) -> Origin:
    """Archive a mirrored real site: its home page, listings, and articles with most images."""
    if not SITE.is_dir():
        pytest.skip(f"no mirrored site at {SITE}")
    listings = [path for path in sorted(SITE.glob("*.htm")) if path.name != "index.htm"][:7]
    articles = sorted(SITE.glob("info/*/*.htm"), key=lambda path: -path.read_text().count("<img"))
    with files(SITE) as base:
        paths = [path.relative_to(SITE).as_posix() for path in (*listings, *articles)]
        live = _live(folder, [base, *(urljoin(base, path) for path in paths)][:PAGES])
        archive = _archived(folder, "site=vsb", f"base_url={base}")
    return Origin("sz1cz", base, archive, live, _captures(archive))


def _live(folder: Path, urls: list[str]) -> dict[str, Seen]:
    """See pages at the origin."""
    with browsing(folder / "live") as page:
        for counter in COUNTERS:
            page.route(counter, lambda route: route.abort())
        return {url: _shown(page, url) for url in urls}


def _shown(page: Page, url: str) -> Seen:
    page.goto(url)
    return look(page, lambda: page.main_frame)


def _archived(folder: Path, *arguments: str) -> Path:
    crawl = run_crawl(folder / "archive", *arguments)
    assert crawl.status == 0, crawl.log
    return crawl.archive


def _captures(archive: Path) -> dict[str, list[str]]:
    """Read when each URL was captured, from the WARC files."""
    found: dict[str, list[str]] = {}
    for path in sorted((archive / "warc").glob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type in {"response", "revisit"}:
                    digits = [c for c in record.rec_headers["WARC-Date"] if c.isdigit()]
                    url = record.rec_headers["WARC-Target-URI"]
                    found.setdefault(url, []).append("".join(digits[:14]))
    return found
