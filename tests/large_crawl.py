"""Crawl one URL into a WARC file, read it back, and print what it took.

Run by the tests in a process of its own, whose memory is nobody else's.
"""

import hashlib
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from wire_crawl import SETTINGS

from usstnews.archive.warc import WarcWriter, mend, read_records
from usstnews.archive.warc.exchange import Exchange, Original, to_records
from usstnews.archive.warc.http1 import split_response
from usstnews.archive.warc.octets import Octets, chunks
from usstnews.capture import exchange_captured


class Large(scrapy.Spider):
    """Ask for the URL, once and again."""

    name = "large"
    length = 0

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    async def start(self) -> AsyncIterator[scrapy.Request]:
        yield scrapy.Request(self.url, self.parse)

    def parse(self, response: scrapy.http.Response) -> scrapy.Request | None:
        self.length = len(response.body)
        again = scrapy.Request(self.url, self.parse, dont_filter=True, meta={"again": True})
        return None if response.meta.get("again") else again


def memory() -> int:
    """Return the most memory that this process has held, in KiB.

    Not by getrusage: a process begins with what its parent held when it was started.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM:")))


def sha256(octets: Octets) -> str:
    """Digest octets piece by piece."""
    digest = hashlib.sha256()
    for piece in chunks(octets):
        digest.update(piece)
    return digest.hexdigest()


def main(url: str, out: Path) -> None:
    """Crawl, read back, and print as JSON what was read and how much memory it took."""
    writer = WarcWriter(out, "large", {"robots": "obey"})
    originals: list[Original] = []

    def store(exchange: Exchange) -> None:
        records = to_records(exchange, original=originals[0] if originals else None)
        first, location = records[0], writer.write(records)[0]
        digest = first.header("WARC-Payload-Digest") or ""
        originals.append(Original(location.record_id, exchange.url, first.date, digest))

    settings = SETTINGS | {"DOWNLOAD_MAXSIZE": 0, "DOWNLOAD_WARNSIZE": 0, "ROBOTSTXT_OBEY": False}
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Large)
    crawler.signals.connect(store, exchange_captured)
    process.crawl(crawler, url=url)
    process.start()
    writer.close()
    crawled = memory()
    (path,) = out.glob("*.warc.gz")
    records = {record.type: record for record in read_records(path) if record.type != "metadata"}
    message = split_response(records["response"].block)
    mend(path)
    told = {
        "crawled": crawled,
        "read": memory(),
        "payload": sha256(message.payload),
        "digest": records["response"].header("WARC-Payload-Digest"),
        "block": sha256(message.block),
        "revisit": bytes(records["revisit"].block).decode("latin-1"),
        "given": getattr(crawler.spider, "length", None),
        "file": path.stat().st_size,
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
