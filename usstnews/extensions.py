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
from scrapy.http import Response

from usstnews.archive.ledger import Ledgers
from usstnews.capture import exchange_captured
from usstnews.pipelines import NotStored
from usstnews.runs.outcome import Outcome, Tally, outcome
from usstnews.runs.report import Report
from usstnews.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector
    from twisted.python.failure import Failure

    from usstnews.archive.frontier import Frontier
    from usstnews.archive.warc.exchange import Exchange
    from usstnews.items import Article

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

    def __init__(
        self, frontier: Frontier, stats: StatsCollector, close: Callable[[str], None]
    ) -> None:
        self._frontier, self._stats, self._close = frontier, stats, close

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen for what goes wrong in the spider and the pipelines."""
        closing: list[asyncio.Future[None]] = []

        def close(reason: str) -> None:
            if not closing:
                closing.append(
                    asyncio.ensure_future(crawler.engine.close_spider_async(reason=reason))
                )

        failures = cls(Session.of(crawler).frontier, crawler.stats, close)
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
            self._stats.set_value("run/finding", str(exception))
            self._close("CaptureFailed")

    def _note(self, url: str | None, failure: Failure) -> None:
        self._stats.inc_value("pages/failed")
        if url is not None:
            self._frontier.fail(url, repr(failure.value))


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
        session, site = self._session, self._session.site
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
            requisites=Ledgers(session.state).count(),
        )
        session.archive.write_report(session.started, report.to_json())

    def _tally(self, reason: str) -> Tally:
        session, count = self._session, self._stats.get_value
        return Tally(
            reason=reason,
            base_url=session.site.base_url,
            answered=count("downloader/response_count", 0) - count("robotstxt/response_count", 0),
            failed=count("pages/failed", 0),
            first_failure=session.frontier.first_failure(session.run),
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
