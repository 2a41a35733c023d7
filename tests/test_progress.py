"""What a person at a terminal sees of a crawl."""

from __future__ import annotations

import asyncio
import logging
import os
import pty
import re
import socket
import subprocess
from pathlib import Path

import pytest
from crawls import PROJECT, command, run_crawl
from recorded import BASE, START
from scrapy.crawler import Crawler
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_reactor_settings

from usstnews.archive.layout import Archive
from usstnews.extensions import Progress
from usstnews.extract.found import Found, Role
from usstnews.job import Job
from usstnews.replica import Replica, serve
from usstnews.session import Session
from usstnews.spiders.news import NewsSpider


def test_a_bar_moves_while_a_person_looks_on(tmp_path: Path) -> None:
    """With stderr a terminal there is a bar with pages and new articles, no log, and the reason."""
    with serve(Replica(articles=20)) as server:
        ours, theirs = pty.openpty()
        fast = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0")
        process = subprocess.Popen(
            command(tmp_path, f"base_url={server.base_url}", settings=fast),
            cwd=PROJECT,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
        )
        os.close(theirs)
        seen = read_all(ours)
        status = process.wait()

    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen)
    articles = len((tmp_path / "articles.jsonl").read_bytes().splitlines())
    assert status == 0
    assert re.search(r"usst ━+ \d+/\d+ pages, \d+ new, 0 changed, 0 failed, \d+ a minute", text)
    assert f"pages, {articles} new, 0 changed, 0 failed" in text
    assert text.rstrip().splitlines()[-1].startswith(f"complete: {articles} new")
    assert "INFO" not in text


def test_a_log_says_how_far_the_run_is(archive: Archive, caplog: pytest.LogCaptureFixture) -> None:
    """Where nobody looks on: pages, new and changed articles, failures, the rate, what is left; and
    it says so again and again, though nothing comes, until the run is over.
    """
    crawler = Crawler(NewsSpider, get_reactor_settings())
    session = Session(Job.parse({}), archive, START)
    try:
        for number in (7, 8):
            session.intake.meet([Found(f"{BASE}info/1/{number}.htm", Role.ARTICLE)], None)
        (drawn,) = session.frontier.draw((Role.ARTICLE,), session.run, 1)
        session.frontier.fail(drawn.url, "no answer", START)
        stats = MemoryStatsCollector(crawler)
        stats.inc_value("articles/duplicate", 2)
        stats.inc_value("articles/changed", 3)
        stats.inc_value("pages/failed", 4)

        async def waited() -> int:
            progress = Progress(session, stats, 0.01, live=False)
            progress._begun -= 60
            progress.spider_opened()
            while len(caplog.messages) < 3:  # noqa: ASYNC110  (a log wakes nobody)
                await asyncio.sleep(0.01)
            progress.spider_closed()
            told = len(caplog.messages)
            await asyncio.sleep(0.1)
            return told

        with caplog.at_level(logging.INFO, "usstnews.extensions"):
            told = asyncio.run(waited())
    finally:
        session.close()
    line = "1 pages, 2 new, 3 changed, 4 failed, 1 a minute, 2 to go"
    assert caplog.messages == [line] * told


@pytest.mark.parametrize("interval", ["0.1", "0"])
def test_a_site_that_keeps_silent_is_seen_to(tmp_path: Path, interval: str) -> None:
    """The log goes on before the first answer, which here never comes; with 0 it says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        base_url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        patience = ("DOWNLOAD_TIMEOUT=1", "RETRY_TIMES=0")
        settings = (f"LOGSTATS_INTERVAL={interval}", "LOG_LEVEL=INFO", *patience)
        done = run_crawl(tmp_path / "archive", f"base_url={base_url}", settings=settings)
    assert done.status == 2, done.log
    line = "0 pages, 0 new, 0 changed, 0 failed, 0 a minute, 1 to go"
    assert (line in done.log) == (interval != "0")
    assert (" to go" in done.log) == (interval != "0")


def read_all(terminal: int) -> str:
    """Read a terminal until the other side has closed it."""
    parts = []
    try:
        while part := os.read(terminal, 65536):
            parts.append(part)
    except OSError:  # how Linux says that nobody holds the other side
        pass
    finally:
        os.close(terminal)
    return b"".join(parts).decode()
