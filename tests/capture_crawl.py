"""Crawl URLs with the handler as a scenario has it, and print what came of it.

Run by the tests in a process of its own: a reactor runs once.
"""

import asyncio
import hashlib
import json
import resource
import sys
from collections.abc import AsyncIterator
from contextvars import Context
from typing import Any

import scrapy
from scrapy import signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http.response import text
from twisted.internet import defer

from usstnews.archive.warc.exchange import Exchange
from usstnews.archive.warc.octets import Spool
from usstnews.capture import CaptureDownloadHandler, exchange_captured

SETTINGS = {
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "LOG_LEVEL": "WARNING",
}
GUESS = text.from_bytes
HINDRANCES = {
    "DOWNLOAD_MAXSIZE": 1,
    "DOWNLOAD_DELAY": 1,
    "DOWNLOAD_TIMEOUT": 3,
    "DOWNLOAD_BIND_ADDRESS": "::1",
}


class Untapped(CaptureDownloadHandler):
    """As if Scrapy kept its pool elsewhere."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool = HTTP11DownloadHandler(crawler)._pool


class WaitingPool:
    """As if Scrapy asked for a connection in some later context."""

    persistent = True

    def __init__(self, pool: Any) -> None:
        self.pool = pool

    def getConnection(self, key: Any, endpoint: Any) -> Any:  # noqa: N802 - Twisted's name
        return Context().run(self.pool.getConnection, key, endpoint)

    def closeCachedConnections(self) -> Any:  # noqa: N802 - Twisted's name
        return defer.succeed(None)


class Waiting(CaptureDownloadHandler):
    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool = WaitingPool(self._pool)  # type: ignore[assignment]  # stands in for it


class Lapsing(CaptureDownloadHandler):
    """As if only some connections came past the tap."""

    async def _self_test(self) -> str | None:
        finding = await super()._self_test()
        self._pool = HTTP11DownloadHandler(self.crawler)._pool
        return finding


class Timed(CaptureDownloadHandler):
    async def _self_test(self) -> str | None:
        clock = asyncio.get_running_loop().time
        started = clock()
        finding = await super()._self_test()
        if self.crawler.stats is not None:
            self.crawler.stats.set_value("self_test_seconds", clock() - started)
        return finding


class Spider(scrapy.Spider):
    """Ask for the URLs, and keep what came of each."""

    name = "capture"

    def __init__(self, urls: list[str], meta: dict[str, Any]) -> None:
        super().__init__()
        self.urls, self.meta = urls, meta
        self.outcomes: dict[str, int | str] = {}
        self.bodies: dict[str, tuple[int, str]] = {}
        self.classes: dict[str, str] = {}
        self.guessed: list[int] = []
        self.exchanges: list[dict[str, Any]] = []

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for url in self.urls:
            meta = dict(self.meta)
            yield scrapy.Request(url, meta=meta, errback=self.failed, dont_filter=True)

    def parse(self, response: scrapy.http.Response) -> None:
        self.outcomes[response.url] = response.status
        digest = hashlib.sha256(response.body).hexdigest()
        self.bodies[response.url] = (len(response.body), digest)
        self.classes[response.url] = type(response).__name__

    def failed(self, failure: Any) -> None:
        self.outcomes[failure.request.url] = failure.type.__name__

    def keep(self, exchange: Exchange) -> None:
        values = {name: getattr(exchange, name) for name in Exchange.__slots__}
        # What lies in a file is too large to be told.
        told = {k: len(v) if isinstance(v, Spool) else v for k, v in values.items()}
        texts = {k: v.decode("latin-1") if isinstance(v, bytes) else v for k, v in told.items()}
        self.exchanges.append({**texts, "started": exchange.started.isoformat()})

    def guess(self, octets: bytes) -> Any:
        """Guess an encoding as Scrapy does, and keep of how many octets."""
        self.guessed.append(len(octets))
        return GUESS(octets)

    def fail(self, exchange: Exchange) -> None:
        raise OSError(28, "No space left on device")

    async def keep_later(self, exchange: Exchange) -> None:
        await asyncio.sleep(0)

    def stop(self, data: bytes, request: scrapy.Request) -> None:
        if request.url in self.urls:
            raise scrapy.exceptions.StopDownload(fail=False)


def main(scenario: str, meta: dict[str, Any], urls: list[str]) -> None:
    """Crawl, and print exchanges, outcomes and stats as JSON."""
    handlers = {"untapped": Untapped, "waiting": Waiting, "hindered": Timed, "lapsing": Lapsing}
    handler = handlers.get(scenario, CaptureDownloadHandler)
    settings: dict[str, Any] = {"DOWNLOAD_HANDLERS": {"http": handler, "https": handler}}
    settings |= SETTINGS | (HINDRANCES if scenario == "hindered" else {})
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Spider)

    def connect(spider: Spider) -> None:
        text.from_bytes = spider.guess
        receivers = {"raising": spider.fail, "asynchronous": spider.keep_later}
        crawler.signals.connect(receivers.get(scenario, spider.keep), exchange_captured)
        if scenario == "stopping":
            crawler.signals.connect(spider.stop, signals.bytes_received)

    crawler.signals.connect(connect, signals.spider_opened)
    if scenario == "full":
        # As a full disk does, the system refuses to let any file grow.
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))
    process.crawl(crawler, urls=urls, meta=meta)
    process.start()
    spider: Any = crawler.spider
    stats = crawler.stats.get_stats() if crawler.stats else {}
    came = {
        "exchanges": spider.exchanges,
        "outcomes": spider.outcomes,
        "bodies": spider.bodies,
        "classes": spider.classes,
        "guessed": spider.guessed,
        "stats": {k: v for k, v in stats.items() if isinstance(v, int | float | str)},
    }
    sys.stdout.write(json.dumps(came))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]), sys.argv[3:])
