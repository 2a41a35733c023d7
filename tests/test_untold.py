"""What a run stored that died is in the report of the next; what one took in that ended well is not
read again.
"""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crawls import PROJECT, command, lines, run_crawl
from recorded import BASE, MISSING, START, article_page, exchange, keep, listing_page, visit
from scrapy.crawler import Crawler
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_reactor_settings

from usstnews.archive.layout import Archive
from usstnews.archive.recover import unread
from usstnews.archive.state import State
from usstnews.archive.warc.members import DamagedArchive
from usstnews.job import Job
from usstnews.replica import Replica, serve
from usstnews.runs.past import read_reports
from usstnews.runs.report import Report
from usstnews.runs.told import accounting
from usstnews.session import Session
from usstnews.spiders.news import NewsSpider
from usstnews.summary import summarise
from usstnews.syncing import RAISED, Syncing

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@contextmanager
def run(archive: Archive, day: int) -> Iterator[Session]:
    """Open a session, and close it without a report."""
    session = Session(Job.parse({}), archive, START + day * DAY)
    try:
        yield session
    finally:
        session.close()


def see(session: Session, day: int, **pages: bytes) -> None:
    """Show a session articles by their numbers."""
    links = [f"info/1/{name[1:]}.htm" for name in pages]
    keep(session.intake, visit("News___Events.htm", listing_page(*links), number=24 * day))
    for at, (path, page) in enumerate(zip(links, pages.values(), strict=True), 1):
        session.frontier.ask(BASE + path)
        session.frontier.answered(BASE + path, session.run)
        keep(session.intake, visit(path, page, number=24 * day + at))
    session.state.commit()


def told(session: Session) -> Report:
    """Write the report of a session an hour after it began, and read it back."""
    made = summarise(session, {}, (), 0)
    made = replace(made, finished=(session.started + HOUR).isoformat())
    session.archive.write_report(session.started, made.to_json())
    return Report.from_json(made.to_json())


def test_what_runs_stored_that_died_is_told_by_the_next_report(archive: Archive) -> None:
    """News, an edit with its paragraphs and a page that is gone, of two runs; each once, and marked
    as of earlier runs. What the pages gave is compared as well.
    """
    with run(archive, 0) as session:
        see(session, 0, _7=article_page(text="One."), _8=article_page("B"), _9=article_page("C"))
        first = told(session)
    with run(archive, 1) as session:
        see(session, 1, _7=article_page(text="Two."), _10=article_page("D"))
    with run(archive, 2) as session:
        see(session, 2, _8=MISSING, _11=article_page("E"))
    with run(archive, 3) as session:
        see(session, 3, _10=article_page("D"), _12=article_page("F"))
        report = told(session)
    with run(archive, 4) as session:
        see(session, 4, _12=article_page("F"))
        last = told(session)

    assert (first.found, report.found, last.found) == (3, 3, 0)
    assert first.earlier == last.earlier == {}
    assert {name: report.urls[name] for name in ("new", "changed", "gone")} == {
        "new": 3,
        "changed": 1,
        "gone": 1,
    }
    assert {name: report.earlier[name] for name in ("new", "changed", "gone")} == {
        "new": 2,
        "changed": 1,
        "gone": 1,
    }
    assert report.urls["met"] == sum(report.urls.values()) - report.urls["met"]
    assert "by earlier runs that left no report" in accounting(report)
    assert [(each.what, each.url, each.paragraphs, each.earlier) for each in report.events] == [
        ("changed", f"{BASE}info/1/7.htm", ("- One.", "+ Two."), True),
        ("gone", f"{BASE}info/1/8.htm", (), True),
    ]
    assert (first.events, last.events) == ((), ())
    assert report.reading.articles == 3  # of dead runs: the pipelines count those of this one
    assert report.reading.filled["title"] == 3
    assert report.reading.filled["published"] == 0


@pytest.mark.parametrize("state", ["kept", pytest.param("lost", marks=pytest.mark.slow)])
@pytest.mark.usefixtures("uncounted")
def test_the_new_articles_of_all_reports_are_those_held(tmp_path: Path, state: str) -> None:
    """Also where a run was killed on the way, and where its state was lost."""
    stored = tmp_path / "articles.jsonl"
    with serve(Replica(articles=30, seed=5)) as server:
        base = f"base_url={server.base_url}"
        process = subprocess.Popen(command(tmp_path, base), cwd=PROJECT, stderr=subprocess.DEVNULL)
        while process.poll() is None and not (stored.exists() and len(lines_of(stored)) > 4):
            time.sleep(0.001)
        process.kill()
        process.wait()
        before = len(lines_of(stored))
        assert not list((tmp_path / "runs").glob("*.json"))
        if state == "lost":
            for path in tmp_path.glob("state.db*"):
                path.unlink()
        done = run_crawl(tmp_path, base, "mode=full")
        again = run_crawl(tmp_path, base)

    held = {(article["site"], article["id"]) for article in lines(stored)}
    reports = read_reports(tmp_path / "runs")
    assert [each.status for each in reports] == [0, 0], (done.log, again.log)
    assert sum(each.found for each in reports) == len(held) == reports[-1].held
    assert reports[0].found == len(held)
    assert 4 < before <= reports[0].earlier["new"] + reports[0].earlier.get("duplicate", 0)
    assert reports[1].earlier == {}
    for each in reports:
        assert each.urls["met"] == sum(each.urls.values()) - each.urls["met"]


def lines_of(path: Path) -> list[bytes]:
    """Give the whole lines of a file that is being written."""
    return [line for line in path.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]


def test_a_start_after_a_run_that_ended_well_reads_no_warc_file(tmp_path: Path) -> None:
    """Their bytes may be anything; of a run that was stopped they may not."""
    archive = Archive(tmp_path)
    with serve(Replica(articles=4, seed=5)) as server:
        base = f"base_url={server.base_url}"
        stopped = run_crawl(tmp_path, base, settings=("CLOSESPIDER_PAGECOUNT=9",))
        assert stopped.status == 2
        with State(archive.state) as state:
            (left,) = unread(archive, state)
        whole = run_crawl(tmp_path, base, settings=("WARC_SIZE=40000",))
        assert whole.status == 0, whole.log
        with State(archive.state) as state:
            assert list(unread(archive, state)) == []
    job = Job.parse({"base_url": server.base_url})
    files = archive.warc_files()
    assert len(files) > 3
    kept = left[0].read_bytes()
    for path in files:
        path.write_bytes(bytes(path.stat().st_size))
    Session(job, archive, datetime.now(UTC)).close()
    with State(archive.state) as state:
        state.db.execute("DELETE FROM read WHERE name = ?", (left[0].name,))
    with pytest.raises(DamagedArchive):
        Session(job, archive, datetime.now(UTC))
    left[0].write_bytes(kept)
    Session(job, archive, datetime.now(UTC)).close()


async def ended(session: Session, stats: MemoryStatsCollector, reason: str) -> None:
    """End a run as Scrapy does; there has to be a loop."""
    Syncing(session, stats, 0, lambda _: None).spider_closed(reason)


@pytest.mark.parametrize(
    ("reason", "raised", "certain"),
    [("finished", 0, True), ("shutdown", 0, False), ("finished", 1, False)],
)
def test_only_what_was_taken_in_for_certain_is_not_read_again(
    archive: Archive, reason: str, raised: int, certain: bool
) -> None:
    """A run that was stopped may have left an answer aside, and an error of ours a page."""
    stats = MemoryStatsCollector(Crawler(NewsSpider, get_reactor_settings()))
    stats.set_value(RAISED, raised)
    with run(archive, 0) as session:
        see(session, 0, _7=article_page())
        session.archive_exchange(exchange("info/1/7.htm", article_page()))
        asyncio.run(ended(session, stats, reason))
        assert (list(unread(archive, session.state)) == []) is certain
