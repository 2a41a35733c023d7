"""`scrapy crawl` with the exit status of the contract, and the reason as its last line."""

from __future__ import annotations

import logging
import signal
import sqlite3
import sys
from typing import TYPE_CHECKING

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import UsageError
from scrapy.utils.ossignal import install_shutdown_handlers

from usstnews.errors import UsstnewsError
from usstnews.extensions import Progress, RunReport
from usstnews.runs.outcome import GO_ON, KILLED, Outcome, Status
from usstnews.session import Session
from usstnews.syncing import Syncing

if TYPE_CHECKING:
    import argparse

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class Command(CrawlCommand):
    """Run a spider."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Leave the terminal to the progress bar, unless the user wants the log."""
        super().process_options(args, opts)
        settings = self.settings
        if settings is not None and sys.stderr.isatty() and not settings["LOG_FILE"]:
            settings.set("LOG_LEVEL", "WARNING", priority="project")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl; exits with 0 complete, 1 not started, 2 incomplete, 3 alarming."""
        if len(args) != 1:
            raise UsageError("name one spider: scrapy crawl news")
        process = self.crawler_process
        if not isinstance(process, AsyncCrawlerProcess):
            raise UsageError("the crawl needs Scrapy's own TWISTED_REACTOR setting")
        try:
            crawler = process.create_crawler(args[0])
        except KeyError:
            raise UsageError(f"there is no spider {args[0]!r}; `scrapy list` names them") from None
        task = process.crawl(crawler, **opts.spargs)
        process.start()
        # How the run ended is settled: a signal can neither change that nor stop its being told.
        install_shutdown_handlers(signal.SIG_IGN)
        ended = _outcome(
            crawler, task.exception() if task.done() and not task.cancelled() else None
        )
        print(ended.reason, file=sys.stderr)
        self.exitcode = ended.status


def _outcome(crawler: Crawler, error: BaseException | None) -> Outcome:
    if isinstance(error, UsstnewsError):
        return Outcome(Status.NOT_STARTED, f"not started: {error}")
    if error is not None:
        raise error
    if crawler.spider is None:
        return Outcome(Status.INCOMPLETE, f"incomplete: stopped at once; {GO_ON}")
    report = _end(crawler)
    if report is None or report.outcome is None:
        return Outcome(Status.INCOMPLETE, f"incomplete: stopped at once; {GO_ON}")
    return report.outcome


def _end(crawler: Crawler) -> RunReport | None:
    """End in good order what a second signal broke off: Scrapy tells nobody then that the spider is
    closed. Gives the report, where the crawl came so far as to have one.
    """
    report = crawler.get_extension(RunReport)
    if report is None:
        return None
    try:
        if not report.closed:
            _close(crawler, report)
    except (OSError, sqlite3.Error, UsstnewsError) as error:
        # The next start mends what is torn and makes up for what is missing.
        logger.error("the run was not ended in good order: %s", error)  # noqa: TRY400
    Session.of(crawler).close()
    return report


def _close(crawler: Crawler, report: RunReport) -> None:
    if (progress := crawler.get_extension(Progress)) is not None:
        progress.spider_closed()
    if (syncing := crawler.get_extension(Syncing)) is not None:
        syncing.spider_closed(KILLED)
    report.spider_closed(KILLED)
