"""What goes along with a crawl: the archiver, the report, the progress."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from rich import progress as rich
from rich.console import Console
from scrapy import signals
from scrapy.http import Response
from scrapy.utils.asyncio import create_looping_call

from usstnews.archive.accounts import progress
from usstnews.capture import exchange_captured
from usstnews.job import seconds
from usstnews.pipelines import NotStored
from usstnews.runs.alarms import find_alarms
from usstnews.runs.monitor import metrics
from usstnews.runs.outcome import Outcome, Status, outcome
from usstnews.runs.past import read_reports
from usstnews.session import Session
from usstnews.summary import EVENTS_MOST, edit, summarise, tally
from usstnews.syncing import RAISED, UNSYNCED

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector
    from twisted.python.failure import Failure

    from usstnews.archive.intake import Intake
    from usstnews.archive.warc.exchange import Exchange
    from usstnews.items import Article
    from usstnews.runs.report import Event

REPORTS_MOST = 400  # runs that a run is held against
REFRESH = 1.0  # seconds between two moves of the live line, which counts rows

logger = logging.getLogger(__name__)


class WarcArchiver:
    """Writes every exchange to the archive, before anybody else sees the response."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to the capture of the crawl's download handler."""
        archiver = cls(Session.of(crawler))
        crawler.signals.connect(archiver.captured, exchange_captured)
        return archiver

    def captured(self, exchange: Exchange, request: Request) -> None:
        """Write the exchange and tell the request which record shows its response, if it is whole;
        a redirect or a retry still says which one showed the last.
        """
        for name in ("warc", "not_modified"):
            request.meta.pop(name, None)
        shown = self._session.archive_exchange(exchange)
        if shown is not None:
            request.meta["warc"] = shown.capture
            request.meta["as_stated"] = shown.as_stated
            request.meta["captured_at"] = exchange.started


class Failures:
    """Lets no error of our own pass for a page that is done: Scrapy logs it and goes on."""

    def __init__(self, intake: Intake, stats: StatsCollector, close: Callable[[str], None]) -> None:
        self._intake, self._stats, self._close = intake, stats, close

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen for what goes wrong in the spider and the pipelines."""
        closing: list[asyncio.Future[None]] = []

        def close(reason: str) -> None:
            if not closing:
                closing.append(
                    asyncio.ensure_future(crawler.engine.close_spider_async(reason=reason))
                )

        failures = cls(Session.of(crawler).intake, crawler.stats, close)
        crawler.signals.connect(failures.spider_error, signals.spider_error)
        crawler.signals.connect(failures.item_error, signals.item_error)
        crawler.signals.connect(failures.item_dropped, signals.item_dropped)
        return failures

    def spider_error(self, failure: Failure, response: Response | Failure | None) -> None:
        """Leave the page due that the spider failed at."""
        # Where an errback failed, what comes here is another failure.
        self._note(response.meta["asked"] if isinstance(response, Response) else None, failure)

    def item_error(self, item: Article, failure: Failure) -> None:
        """Leave the article due that a pipeline failed at."""
        self._note(item.url, failure)

    def item_dropped(self, exception: BaseException) -> None:
        """Stop the run where an article could not be kept."""
        if isinstance(exception, NotStored):
            # What follows from the first is no reason of its own.
            first = self._stats.get_value("run/finding", str(exception))
            self._stats.set_value("run/finding", first)
            self._close("CaptureFailed")

    def _note(self, url: str | None, failure: Failure) -> None:
        self._stats.inc_value("pages/failed" if url else "run/errors")
        self._stats.inc_value(RAISED)
        if url is not None:
            self._intake.fail(url, repr(failure.value), datetime.now(UTC))
            self._intake.state.commit()


class RunReport:
    """Says how the run ended, for the exit status, for monitors and for those who read `runs/`."""

    outcome: Outcome | None = None
    closed = False

    def __init__(self, session: Session, stats: StatsCollector) -> None:
        self._session, self._stats = session, stats
        self._edits: list[Event] = []
        self._left_out = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Follow the versions that are stored, and wait for the spider's end."""
        report = cls(Session.of(crawler), crawler.stats)
        crawler.signals.connect(report.item_scraped, signals.item_scraped)
        crawler.signals.connect(report.spider_closed, signals.spider_closed)
        return report

    def item_scraped(self, item: Article) -> None:
        """Note what a new version of an article changed."""
        before = self._session.before(item) if (item.version or 1) > 1 else None
        if before is None:
            return
        if len(self._edits) < EVENTS_MOST:
            self._edits.append(edit(before, item))
        else:
            self._left_out += 1

    def spider_closed(self, reason: str) -> None:
        """Judge the run, write its report, and tell the monitors."""
        self.closed = True
        session, stats = self._session, self._stats.get_stats()
        if UNSYNCED in stats:
            reason = "CaptureFailed"
        report = summarise(session, stats, self._edits, self._left_out)
        earlier = read_reports(session.archive.runs, REPORTS_MOST)
        found = tuple(session.findings()) if reason == "finished" else ()
        alarms = find_alarms(report, earlier, found)
        counted = tally(session, report, reason, stats.get("run/finding"), alarms)
        self.outcome = outcome(counted)
        if self.outcome.status is Status.ALARMING and not alarms:
            alarms = (self.outcome.reason.removeprefix("alarming: "),)
        report = replace(
            report,
            alarms=alarms,
            status=int(self.outcome.status),
            reason=self.outcome.reason,
        )
        for alarm in alarms:
            logger.warning("alarm: %s", alarm)
        try:
            session.archive.write_report(session.started, report.to_json())
            session.archive.write_metrics(metrics(report, earlier))
            if self.outcome.status is Status.COMPLETE:
                session.archive.write_last_success(report.finished)
            if self.outcome.status is not Status.INCOMPLETE:
                session.has_judged()
        except (OSError, sqlite3.Error) as error:
            self.outcome = outcome(
                tally(session, report, "CaptureFailed", f"the report: {error}", alarms)
            )


class Progress:
    """A live line on stderr while a person looks on, else a line in the log every so often.

    Both go on while the site keeps the crawl waiting. `interval` is that of the log, in seconds;
    with 0 there is none.
    """

    def __init__(
        self, session: Session, stats: StatsCollector, interval: float, *, live: bool
    ) -> None:
        self._session, self._stats = session, stats
        self._begun = time.monotonic()
        self._interval = REFRESH if live else interval
        self._call = create_looping_call(self.move)
        self._bar = rich.Progress(
            rich.TextColumn("{task.description}"),
            rich.BarColumn(bar_width=20),
            rich.MofNCompleteColumn(),
            rich.TextColumn("pages, {task.fields[said]}"),
            rich.TimeElapsedColumn(),
            console=Console(stderr=True),
            disable=not live,
        )
        self._task = self._bar.add_task(session.job.site.name, total=None, said="0 new")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Follow the crawl; raises `BadArgument`."""
        interval = seconds("LOGSTATS_INTERVAL", crawler.settings["LOGSTATS_INTERVAL"])
        session, live = Session.of(crawler), sys.stderr.isatty()
        progress = cls(session, crawler.stats, interval, live=live)
        crawler.signals.connect(progress.spider_opened, signals.spider_opened)
        crawler.signals.connect(progress.spider_closed, signals.spider_closed)
        return progress

    def spider_opened(self) -> None:
        """Show the line, and let it move."""
        self._bar.start()
        if self._interval:
            self._call.start(self._interval, now=False)

    def move(self) -> None:
        """Say how far the run is; the end moves too, as more pages are met."""
        done, left = progress(self._session.state, self._session.run)
        said = self._said(done)
        self._bar.update(self._task, completed=done, total=done + left, said=said)
        if self._bar.disable:
            logger.info("%d pages, %s, %d to go", done, said, left)

    def _said(self, done: int) -> str:
        count = self._stats.get_value
        new = count("articles/new", 0) + count("articles/duplicate", 0)
        changed, failed = count("articles/changed", 0), count("pages/failed", 0)
        rate = 60 * done / max(time.monotonic() - self._begun, 1)
        return f"{new} new, {changed} changed, {failed} failed, {rate:.0f} a minute"

    def spider_closed(self) -> None:
        """Leave the line as it stands."""
        if self._call.running:
            self._call.stop()
        if not self._bar.disable:
            self.move()
        self._bar.stop()
