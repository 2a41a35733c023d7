"""A crawl of a whole real site of the CMS, served on loopback as it was mirrored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

import pytest
from crawls import run_crawl

from usstnews.archive.ledger import Ledgers
from usstnews.archive.state import State

pytestmark = pytest.mark.usefixtures("uncounted")

PAGE_TITLE = re.compile(r'<meta name="pageTitle" content="([^"]*)"', re.IGNORECASE)
PRINTED = re.compile(r"发布日期：\s*(\d{4}-\d{2}-\d{2})")
# What stands in the page's body without being an article's words.
FURNITURE = re.compile(
    r"_showDynClicks|showVsb|[上下]一[条篇][：:]|点击(?:次数|量)?[：:]|浏览次数|已下载|function\s*\("
)


class Quiet(SimpleHTTPRequestHandler):
    """Serve files, and keep the log to itself."""

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  (the base's name)
        """Say nothing."""


@pytest.fixture
def real(shared: Path) -> Iterator[tuple[str, Path]]:
    """Serve the mirrored site; gives its address and its folder."""
    folder = shared / "real" / "sz1cz"
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", folder
    server.shutdown()
    server.server_close()


def blank(markup: str) -> str:
    """Give the words of a title as a page prints them, blanks collapsed."""
    return " ".join(unescape(unescape(markup)).replace("\xa0", " ").split())


@pytest.mark.slow
def test_the_whole_site_is_found_by_its_menus(real: tuple[str, Path], tmp_path: Path) -> None:
    """All 360 articles, each with the id and column of its URL, its page's own title and date, and
    nothing of scripts, counters or neighbours in its text; and all that the pages need, but for
    what the site itself does not have.
    """
    base, folder = real
    done = run_crawl(tmp_path, "site=vsb", f"base_url={base}")
    got = {article["url"].removeprefix(base): article for article in done.articles()}

    assert done.status == 0
    assert done.reason == "complete: 360 new, 0 changed, 360 articles held"
    assert len(done.articles()) == 360
    files = {str(path.relative_to(folder)): path for path in folder.glob("info/*/*.htm")}
    assert got.keys() == files.keys()
    for path, file in files.items():
        source, article = file.read_text("utf-8-sig"), got[path]
        title = PAGE_TITLE.search(source)
        date = PRINTED.search(source)
        assert path == f"info/{article['column']}/{article['id']}.htm"
        assert title is not None
        assert article["title"] == blank(title[1]), path
        assert article["published"] == (date and date[1]), path
        assert not FURNITURE.search(article["text"]), path
    with State.to_read(tmp_path / "state.db") as state:
        entries = {entry for page in Ledgers(state).all() for entry in page.entries}
    needed = {entry.url.removeprefix(base): entry.outcome for entry in entries}
    assert len(needed) > 400
    for path, outcome in needed.items():
        if outcome == "external":
            assert "://" in path
            continue
        there = (folder / unquote(urlsplit(path).path)).is_file()
        assert outcome in ({"captured", "mismatch"} if there else {"missing"}), path
