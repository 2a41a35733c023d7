"""What goes along with a crawl: the archiver, the crawl delay, the report, the progress bar."""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from rich import progress as rich
from rich.console import Console
from scrapy import signals
from scrapy.exceptions import NotConfigured

from usstnews.capture import exchange_captured
from usstnews.pipelines import NotStored
from usstnews.runs.outcome import Outcome, Tally, outcome
from usstnews.runs.report import Report, write_report
from usstnews.session import Session

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

    from usstnews.archive.exchange import Exchange

REFRESH = 0.2  # seconds between two moves of the bar, which counts rows


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
        """Write the exchange and tell the request which record shows its response."""
        capture = self._session.archive_exchange(exchange)
        if capture is not None:
            request.meta["warc"] = capture
            request.meta["captured_at"] = exchange.started


class StopUnstored:
    """Stops the run when an article could not be kept; Scrapy would drop it and go on."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._stopping: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen for what the pipelines drop."""
        extension = cls(crawler)
        crawler.signals.connect(extension.item_dropped, signals.item_dropped)
        return extension

    def item_dropped(self, exception: BaseException) -> None:
        """Close the spider where the archive or its state cannot be written."""
        if isinstance(exception, NotStored) and self._stopping is None:
            self._crawler.stats.set_value("run/finding", str(exception))
            closing = self._crawler.engine.close_spider_async(reason="CaptureFailed")
            self._stopping = asyncio.ensure_future(closing)


class RunReport:
    """Says how the run ended, for the exit status and for those who read `runs/`."""

    outcome: Outcome | None = None

    def __init__(self, session: Session, stats: StatsCollector) -> None:
        self._session, self._stats = session, stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wait for the spider's end."""
        report = cls(Session.of(crawler), crawler.stats)
        crawler.signals.connect(report.spider_closed, signals.spider_closed)
        return report

    def spider_closed(self, reason: str) -> None:
        """Judge the run and write its report."""
        session, site = self._session, self._session.job.site
        self.outcome = outcome(self._tally(reason))
        report = Report(
            site=site.name,
            base_url=site.base_url,
            mode=session.job.mode,
            started=session.started.isoformat(),
            finished=datetime.now(UTC).isoformat(),
            status=self.outcome.status,
            reason=self.outcome.reason,
            counts={
                name: value
                for name, value in sorted(self._stats.get_stats().items())
                if isinstance(value, int | float)
            },
            pages=session.frontier.kinds(),
        )
        write_report(session.archive.runs, session.started, report)

    def _tally(self, reason: str) -> Tally:
        session, count = self._session, self._stats.get_value
        return Tally(
            reason=reason,
            base_url=session.job.site.base_url,
            answered=count("downloader/response_count", 0) - count("robotstxt/response_count", 0),
            failed=count("pages/failed", 0) + count("spider_exceptions/count", 0),
            forbidden=count("pages/forbidden", 0),
            listings=count("pages/listing", 0),
            held=session.state.count_articles(),
            new=count("articles/new", 0) + count("articles/duplicate", 0),
            changed=count("articles/changed", 0),
            finding=count("run/finding"),
        )


class Progress:
    """A bar on stderr while a person looks on."""

    def __init__(self, session: Session, stats: StatsCollector) -> None:
        self._session, self._stats = session, stats
        self._moved = 0.0
        self._bar = rich.Progress(
            rich.TextColumn("{task.description}"),
            rich.BarColumn(),
            rich.MofNCompleteColumn(),
            rich.TextColumn("pages, {task.fields[new]} new articles"),
            rich.TimeElapsedColumn(),
            console=Console(stderr=True),
        )
        self._task = self._bar.add_task(session.job.site.name, total=None, new=0)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Follow the crawl; raises `NotConfigured` where nobody looks on."""
        if not sys.stderr.isatty():
            raise NotConfigured
        progress = cls(Session.of(crawler), crawler.stats)
        crawler.signals.connect(progress.spider_opened, signals.spider_opened)
        crawler.signals.connect(progress.response_received, signals.response_received)
        crawler.signals.connect(progress.spider_closed, signals.spider_closed)
        return progress

    def spider_opened(self) -> None:
        """Show the bar."""
        self._bar.start()

    def response_received(self) -> None:
        """Move the bar; its end moves too, as more pages are met."""
        if time.monotonic() - self._moved > REFRESH:
            self._move()

    def _move(self) -> None:
        self._moved = time.monotonic()
        done, left = self._session.frontier.progress(self._session.run)
        count = self._stats.get_value
        new = count("articles/new", 0) + count("articles/duplicate", 0)
        self._bar.update(self._task, completed=done, total=done + left, new=new)

    def spider_closed(self) -> None:
        """Leave the bar as it stands."""
        self._move()
        self._bar.stop()
