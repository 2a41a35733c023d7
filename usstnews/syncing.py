"""Have the disk hold what a crawl wrote: every few seconds, and before the run is judged."""

from __future__ import annotations

import asyncio
import sqlite3
from functools import partial
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from usstnews.errors import UsstnewsError
from usstnews.job import seconds
from usstnews.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

UNSYNCED = "run/unsynced"
RAISED = "run/raised"  # errors of our own, for which pages may be taken in by halves


class Syncing:
    """Bounds what a power cut may take; stops the run where the disk refuses.

    `close` closes the spider for a reason.
    """

    def __init__(
        self, session: Session, stats: StatsCollector, interval: float, close: Callable[[str], None]
    ) -> None:
        self._session, self._stats, self._close = session, stats, close
        self._interval = interval
        self._call = create_looping_call(self.sync)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Follow the crawl; raises `BadArgument`."""
        interval = seconds("SYNC_INTERVAL", crawler.settings["SYNC_INTERVAL"])
        closing: list[asyncio.Future[None]] = []

        def close(reason: str) -> None:
            closing.append(asyncio.ensure_future(crawler.engine.close_spider_async(reason=reason)))

        syncing = cls(Session.of(crawler), crawler.stats, interval, close)
        crawler.signals.connect(syncing.spider_opened, signals.spider_opened)
        crawler.signals.connect(syncing.spider_closed, signals.spider_closed)
        return syncing

    def spider_opened(self) -> None:
        """Begin."""
        if self._interval:
            self._call.start(self._interval, now=False)

    def sync(self) -> None:
        """Have the disk hold what there is."""
        if not self._kept(self._session.sync):
            self._call.stop()
            self._close("CaptureFailed")

    def spider_closed(self, reason: str) -> None:
        """Finish the archive's files, after the last answer; all that they hold was taken in where
        nothing stopped the run.
        """
        if self._call.running:
            self._call.stop()
        whole = reason == "finished" and not self._stats.get_value(RAISED)
        self._kept(partial(self._session.finish, whole=whole))

    def _kept(self, keep: Callable[[], None]) -> bool:
        """Tell whether the disk took what it was given; else the run's report says why not."""
        try:
            keep()
        except (OSError, sqlite3.Error, UsstnewsError) as error:
            self._stats.set_value(UNSYNCED, str(error))
            self._stats.set_value("run/finding", str(error))
            return False
        return True
