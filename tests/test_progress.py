"""What a person at a terminal sees of a crawl."""

from __future__ import annotations

import logging
import os
import pty
import re
import subprocess
from pathlib import Path

import pytest
from crawls import PROJECT, command
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


@pytest.mark.parametrize("seconds", [59, 61])
def test_a_log_has_a_line_a_minute(
    archive: Archive, caplog: pytest.LogCaptureFixture, seconds: int
) -> None:
    """Where nobody looks on: pages, new and changed articles, failures, the rate, what is left."""
    crawler = Crawler(NewsSpider, get_reactor_settings())
    session = Session(Job.parse({}), archive, START)
    try:
        for number in (7, 8):
            session.intake.meet([Found(f"{BASE}info/1/{number}.htm", Role.ARTICLE)], None)
        session.frontier.draw((Role.ARTICLE,), session.run, 1)
        stats = MemoryStatsCollector(crawler)
        stats.inc_value("articles/duplicate", 2)
        stats.inc_value("articles/changed", 3)
        stats.inc_value("pages/failed", 4)
        progress = Progress(session, stats, live=False)
        progress._moved -= seconds
        progress._begun -= seconds
        with caplog.at_level(logging.INFO, "usstnews.extensions"):
            progress.response_received()
            progress.response_received()
    finally:
        session.close()
    line = "1 pages, 2 new, 3 changed, 4 failed, 1 a minute, 2 to go"
    assert caplog.messages == [line] * (seconds > 60)


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
