"""Crawl an origin, store what is captured, and note what the spider is given.

Run by the tests in a process of its own: a reactor runs once, and crawls are killed.
"""

import hashlib
import json
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import scrapy
from awkward import NOT_MODIFIED, PATHS
from scrapy.crawler import AsyncCrawlerProcess

from usstnews.archive.warc import WarcWriter, read_records
from usstnews.archive.warc.exchange import (
    Exchange,
    Original,
    payload_digest,
    response_of,
    to_records,
)
from usstnews.capture import CaptureDownloadHandler, exchange_captured

CONCURRENCY = 8
TIMEOUTS = {"/slow-body": 1, "/slow-head": 1, "/silent": 1}
SETTINGS = {
    "DOWNLOAD_HANDLERS": {"http": CaptureDownloadHandler, "https": CaptureDownloadHandler},
    "DEFAULT_REQUEST_HEADERS": {"Accept-Encoding": "gzip"},
    "DOWNLOAD_DELAY": 0,
    "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
    "DOWNLOAD_MAXSIZE": 200_000,
    "RETRY_TIMES": 1,
    "ROBOTSTXT_OBEY": True,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "LOG_LEVEL": "WARNING",
}


class Wire(scrapy.Spider):
    """Ask for all paths over http and https, once or again, or for page after page without end."""

    name = "wire"

    def __init__(self, http: str, https: str, plan: str, given: dict[str, str]) -> None:
        super().__init__()
        self.http, self.https, self.plan, self.given = http, https, plan, given

    async def start(self) -> AsyncIterator[scrapy.Request]:
        # Under another name, so on a connection of its own, for one request after the other.
        yield self.ask(self.http.replace("127.0.0.1", "localhost") + "/stale0")
        for base in (self.http, self.https) if self.plan != "endless" else ():
            for path in [*PATHS, "/flaky"]:
                through = path in ("/found", "/moved", "/flaky")
                method = {"/head": "HEAD", "/post": "POST"}.get(path, "GET")
                meta = {"handle_httpstatus_all": not through, "dont_redirect": not through}
                body = b"a=1&b=\xff" if method == "POST" else b""
                asked_again = self.plan == "again" and path in NOT_MODIFIED
                headers = {"If-None-Match": '"1"'} if asked_again else {}
                yield self.ask(base + path, method=method, body=body, meta=meta, headers=headers)
        for number in range(CONCURRENCY):
            yield self.ask(f"{self.http}/page{number}")

    def ask(self, url: str, meta: dict[str, Any] | None = None, **more: Any) -> scrapy.Request:
        meta = {"download_timeout": TIMEOUTS.get(urlsplit(url).path, 20), **(meta or {})}
        more |= {"meta": meta, "dont_filter": True, "errback": self.failed}
        return scrapy.Request(url, self.parse, **more)

    def parse(self, response: scrapy.http.Response) -> Iterator[scrapy.Request]:
        self.given[response.meta["record"]] = hashlib.sha256(response.body).hexdigest()
        if "/stale" in response.url and not response.url.endswith("5"):
            following = response.urljoin(f"/stale{int(response.url[-1]) + 1}")
            yield self.ask(following, headers={"Referer": response.url})
        if self.plan == "endless" and "/page" in response.url:
            number = int(response.url.rpartition("page")[2]) + CONCURRENCY
            yield self.ask(response.urljoin(f"/page{number}"))

    def failed(self, failure: Any) -> None:
        if failure.type.__name__ in ("BadGzipFile", "EOFError", "error"):  # not decodable
            self.given[failure.request.meta["record"]] = hashlib.sha256(b"").hexdigest()


class Originals:
    """The responses that an earlier crawl stored, by URL and by payload."""

    def __init__(self, directory: Path) -> None:
        self.by_url: dict[str, Original] = {}
        self.by_payload: dict[str, Original] = {}
        for path in sorted(directory.glob("*.warc.gz")):
            for record in read_records(path):
                digest = record.header("WARC-Payload-Digest")
                if record.type == "response" and digest is not None:
                    original = Original(record.id, record.url or "", record.date, digest)
                    self.by_url[original.url] = self.by_payload[digest] = original

    def of(self, exchange: Exchange) -> Original | None:
        """Find what an exchange may repeat."""
        message = response_of(exchange)
        if message.status == 304:
            return self.by_url.get(exchange.url)
        return self.by_payload.get(payload_digest(message) or "")


def main(http: str, https: str, out: Path, plan: str) -> None:
    """Crawl, and write the WARC files and what the spider was given.

    With the plan `again`, what `out` holds is revisited, into a folder in it.
    """
    originals = Originals(out)
    if plan == "again":
        out /= plan
    writer = WarcWriter(out, plan, {"robots": "obey"}, max_size=200_000)
    given: dict[str, str] = {}

    def store(exchange: Exchange, request: scrapy.Request) -> None:
        records = to_records(exchange, original=originals.of(exchange))
        request.meta["record"] = writer.write(records)[0].record_id

    process = AsyncCrawlerProcess(SETTINGS)
    crawler = process.create_crawler(Wire)
    crawler.signals.connect(store, exchange_captured)
    process.crawl(crawler, http=http, https=https, plan=plan, given=given)
    process.start()
    writer.close()
    (out / "given.json").write_text(json.dumps(given))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4])
