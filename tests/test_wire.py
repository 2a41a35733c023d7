"""The wire oracle: what the archive says went over the wire, held against what the server saw."""

import hashlib
import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import origin
import pytest
from fastwarc import ArchiveIterator
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from usstnews.archive.http1 import decode_content, split_response
from usstnews.archive.warc import StoredRecord, mend, read_record, read_records

CONCURRENCY = 8
TIMEOUTS = {"/slow-body": 1, "/slow-head": 1, "/silent": 1}
TRUNCATED = {
    "/slow-body": "time",
    "/slow-head": "time",
    "/big": "length",
    "/big-announced": "length",
    "/short": "disconnect",
    "/short-chunk": "disconnect",
    "/bad-chunk": "disconnect",
    "/reset-in-head": "disconnect",
    "/reset-in-body": "disconnect",
    "/lengths-differ": "disconnect",
    "/length-plus": "disconnect",
}


@dataclass
class Exchange:
    """The records of one capture event."""

    url: str
    records: dict[str, StoredRecord] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The path of the URL, as the origin names it."""
        return urlsplit(self.url).path

    @property
    def request(self) -> bytes:
        """The block of the request record."""
        return self.records["request"].block

    @property
    def fields(self) -> dict[str, str]:
        """What the metadata record says."""
        lines = self.records["metadata"].block.decode().splitlines()
        return dict(line.split(": ", 1) for line in lines)

    @property
    def received(self) -> bytes:
        """What the records say was received: interim heads, response, excess."""
        interim, excess = (unquote_to_bytes(self.fields.get(k, "")) for k in ("interim", "excess"))
        return interim + (self.response.block if self.response else b"") + excess

    @property
    def response(self) -> StoredRecord | None:
        """The response record, if there is one."""
        return self.records.get("response")

    @property
    def cut_short(self) -> str | None:
        """Why not all was received, as the records say."""
        said = self.response.header("WARC-Truncated") if self.response else None
        return said or self.fields.get("error")


@dataclass
class Crawl:
    """A crawl of the origin: what the server saw, what was stored, what the spider was given."""

    directory: Path
    seen: list[origin.Seen]
    exchanges: list[Exchange]
    given: dict[str, str]

    @property
    def files(self) -> list[Path]:
        """The WARC files."""
        return sorted(self.directory.glob("*.warc.gz"))


def exchanges_in(directory: Path) -> list[Exchange]:
    """Put the records of a directory's files together by WARC-Concurrent-To."""
    exchanges: list[Exchange] = []
    by_id: dict[str, Exchange] = {}
    for path in sorted(directory.glob("*.warc.gz")):
        for record in read_records(path):
            if record.type == "warcinfo":
                continue
            others = [value for name, value in record.headers if name == "WARC-Concurrent-To"]
            exchange = next((by_id[other] for other in others if other in by_id), None)
            if exchange is None:
                exchange = Exchange(record.url or "")
                exchanges.append(exchange)
            by_id[record.id] = exchange
            exchange.records[record.type] = record
    return exchanges


@contextmanager
def crawling(server: origin.Origin, out: Path, plan: str) -> Iterator[subprocess.Popen[str]]:
    """Run a real crawl of the origin in a process of its own."""
    command = [sys.executable, "-W", "error", __file__, server.http, server.https, str(out), plan]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """Crawl all paths of the origin once, over http and https."""
    out = tmp_path_factory.mktemp("wire")
    with origin.Origin(tmp_path_factory.mktemp("tls")) as server:
        with crawling(server, out, "everything") as process:
            _, log = process.communicate(timeout=60)
        seen = server.stop()
    assert process.returncode == 0, log
    given = json.loads((out / "given.json").read_text())
    return Crawl(out, seen, exchanges_in(out), given)


def explain(exchange: Exchange, seen: origin.Seen) -> str | None:
    """Say how a stored exchange relates to what the server saw; None if it does not."""
    if exchange.request != seen.received:
        return None
    stored = exchange.response.block if exchange.response else b""
    if stored == seen.sent:
        return "identical"
    if exchange.received == seen.sent:
        return "identical with the interim heads and excess of the metadata"
    if exchange.cut_short and seen.sent.startswith(exchange.received):
        return f"begins alike, {exchange.cut_short}"
    return None


def match(exchanges: list[Exchange], seen: list[origin.Seen]) -> tuple[Counter[str], list[Any]]:
    """Pair stored exchanges with those that the server saw; return the ways and the unpaired."""
    ways: Counter[str] = Counter()
    left = list(seen)
    unexplained: list[Any] = []
    resent: list[Exchange] = []
    for exchange in exchanges:
        scheme = urlsplit(exchange.url).scheme
        candidates = [s for s in left if (s.scheme, s.path) == (scheme, exchange.path)]
        pairs = [(way, s) for s in candidates if (way := explain(exchange, s))]
        if not pairs:
            unexplained.append(exchange)
            continue
        # Of equal requests, the one that was answered alike.
        way, answered = min(pairs, key=lambda pair: pair[0] != "identical")
        ways[way] += 1
        left.remove(answered)
        resent += [exchange] * (int(exchange.fields.get("attempts", 1)) - 1)
    # A request sent on a connection that is being closed is read by the server or is not.
    for exchange in resent:
        dropped = [s for s in left if s.received == exchange.request and not s.sent]
        left = [s for s in left if s not in dropped[:1]]
        ways["sent again, as the metadata says"] += 1
    return ways, unexplained + left


def test_every_byte_of_the_wire_is_stored_or_explained(crawl: Crawl) -> None:
    """Every exchange has its records, every block is what went over the wire."""
    ways, unexplained = match(crawl.exchanges, crawl.seen)
    assert [(left.path, left) for left in unexplained] == []
    assert len(crawl.exchanges) > 2 * len(origin.PATHS)
    assert ways["identical"] > 0.75 * len(crawl.exchanges)
    assert ways["sent again, as the metadata says"] >= 4


def test_the_oracle_notices_one_changed_byte(crawl: Crawl) -> None:
    """A server that saw one other byte is not explained."""
    first = crawl.seen[0]
    changed = origin.Seen(first.scheme, first.path, first.method, first.received.replace(b"GET", b"gET"),
                          first.sent, first.end)  # fmt: skip
    _, unexplained = match(crawl.exchanges, [changed, *crawl.seen[1:]])
    assert changed in unexplained


def test_every_path_was_crawled_over_both_schemes(crawl: Crawl) -> None:
    """The oracle has not been given less than it knows."""
    crawled = {(urlsplit(e.url).scheme, e.path) for e in crawl.exchanges}
    assert crawled >= {(scheme, path) for scheme in ("http", "https") for path in origin.PATHS}


def test_truncation_is_noted_and_only_where_it_is(crawl: Crawl) -> None:
    """WARC-Truncated names the reason, on the exchanges that were cut short."""
    found = {e.path: e.response.header("WARC-Truncated") for e in crawl.exchanges if e.response}
    assert {path: reason for path, reason in found.items() if reason} == TRUNCATED


def test_nothing_that_came_back_is_lost_without_a_response(crawl: Crawl) -> None:
    """An exchange without an HTTP answer has its request and its metadata."""
    mute = {e.path: e for e in crawl.exchanges if not e.response}
    assert set(mute) == {"/silent", "/reset", "/hang-up", "/not-http"}
    assert mute["/silent"].fields["error"] == "time"
    assert unquote_to_bytes(mute["/not-http"].fields["excess"]) == b"SSH-2.0-OpenSSH_9.2\r\n"


def test_payload_digests_are_of_the_entity_body(crawl: Crawl) -> None:
    """The digest is over the body without its chunks and with its content coding."""
    bodies = {
        "/plain": origin.PAGE,
        "/chunked": origin.LONG,
        "/extensions-trailers": origin.LONG,
        "/gzip-chunked-split": origin.ZIPPED,
        "/empty": b"",
        "/early-hints": origin.PAGE,
        "/excess": origin.PAGE,
        "/close-delimited": origin.LONG,
    }
    digests = {
        e.path: e.response.header("WARC-Payload-Digest") for e in crawl.exchanges if e.response
    }
    for path, body in bodies.items():
        assert digests[path] == "sha256:" + hashlib.sha256(body).hexdigest(), path
    for path in ("/no-content", "/not-modified", "/not-modified-length", "/head", *TRUNCATED):
        assert digests[path] is None, path


def test_bodies_decode_as_scrapy_decodes_them(crawl: Crawl) -> None:
    """The stored response gives the bytes that the spider was given, and none where it was not."""
    compared: Counter[bool] = Counter()
    for exchange in crawl.exchanges:
        if (given := exchange.response and crawl.given.get(exchange.response.id)) is None:
            continue
        method = exchange.request.split()[0].decode()
        body = decode_content(split_response(exchange.response.block, method))
        assert hashlib.sha256(body).hexdigest() == given, exchange.path
        compared[bool(body)] += 1
    assert compared[True] > 80
    assert compared[False] > 10


def test_circumstances_are_recorded(crawl: Crawl) -> None:
    """Address, protocols, cipher suite, referrer and time stand in the records."""
    for exchange in crawl.exchanges:
        request = exchange.records["request"]
        protocols = [value for name, value in request.headers if name == "WARC-Protocol"]
        secure = exchange.url.startswith("https:")
        assert request.header("WARC-IP-Address") == "127.0.0.1"
        assert protocols[0] in ("http/1.0", "http/1.1")
        assert protocols[1:] == (["tls/1.3"] if secure and exchange.received else protocols[1:])
        suite = request.header("WARC-Cipher-Suite")
        assert (suite is not None and suite.startswith("TLS_")) == secure
        assert len({record.date for record in exchange.records.values()}) == 1
        assert int(exchange.fields["fetchTimeMs"]) >= 0
    chained = next(e for e in crawl.exchanges if e.path == "/stale2")
    assert chained.fields["via"].endswith("/stale1")


def test_other_readers_read_the_same(crawl: Crawl) -> None:
    """FastWARC and warcio find the same records with the same blocks."""
    for path in crawl.files:
        ours = [(record.id, record.block) for record in read_records(path)]
        fast = [
            (r.record_id, r.reader.read()) for r in ArchiveIterator(str(path), parse_http=False)
        ]
        with path.open("rb") as stream:
            warcio = [
                (r.rec_headers.get_header("WARC-Record-ID"), r.raw_stream.read())
                for r in WarcioIterator(stream, no_record_parse=True)
            ]
        assert ours == warcio
        assert ours == fast


def test_warcio_finds_the_digests_right(crawl: Crawl) -> None:
    """`warcio check` complains of nothing but the payloads that it does not de-chunk."""
    chunked = {
        record.id
        for path in crawl.files
        for record in read_records(path)
        if b"chunked" in record.block[:500].lower()
    }
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", *map(str, crawl.files)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout
    blamed = set(re.findall(r"WARC-Record-ID (\S+) .*\n\s+payload digest failed", said))
    assert "block digest failed" not in said
    assert said.count("digest pass") > 300
    assert blamed <= chunked


def test_indexers_read_every_file(crawl: Crawl) -> None:
    """`warcio index` and cdxj-indexer list every response."""
    responses = sum(e.response is not None for e in crawl.exchanges)
    command = [
        sys.executable,
        "-m",
        "warcio.cli",
        "index",
        "-f",
        "warc-type",
        *map(str, crawl.files),
    ]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert said.count('"response"') == responses
    command = [sys.executable, "-m", "cdxj_indexer.main", "--sort", *map(str, crawl.files)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    index = [json.loads(line.split(" ", 2)[2]) for line in said.splitlines()]
    assert len(index) == responses
    for entry in index:
        record = read_record(crawl.directory / entry["filename"], int(entry["offset"]))
        assert (record.type, record.length) == ("response", int(entry["length"]))


def test_a_killed_crawl_leaves_a_file_that_mends(tmp_path: Path) -> None:
    """Killed without warning, a crawl leaves every record that it wrote, and each is true."""
    with origin.Origin(tmp_path) as server:
        with crawling(server, tmp_path, "endless") as process:
            deadline = time.monotonic() + 30
            while len(server.seen) < 200:
                assert time.monotonic() < deadline
                time.sleep(0.02)
            process.kill()
        seen = server.stop()
    (abandoned,) = tmp_path.glob("*.warc.gz.open")
    mended = mend(abandoned)
    records = list(read_records(abandoned.with_suffix("")))
    assert mended.records_kept == len(records) > 1
    whole = [exchange for exchange in exchanges_in(tmp_path) if len(exchange.records) == 3]
    _, unexplained = match(whole, seen)
    # What is missing was under way: asked for, and not handed to the writer yet.
    assert all(isinstance(left, origin.Seen) for left in unexplained)
    assert len(unexplained) <= CONCURRENCY


def main(http: str, https: str, out: Path, plan: str) -> None:
    """Crawl an origin, and write what is captured and what the spider is given."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    import usstnews.capture
    from usstnews.archive.exchange import to_records
    from usstnews.archive.warc import WarcWriter

    writer = WarcWriter(out, "wire", {"robots": "obey"}, max_size=200_000)
    given: dict[str, str] = {}

    def store(exchange: Any, request: scrapy.Request) -> None:
        locations = writer.write(to_records(exchange))
        request.meta["record"] = locations[0].record_id

    class Wire(scrapy.Spider):
        name = "wire"

        async def start(self) -> AsyncIterator[scrapy.Request]:
            local = http.replace("127.0.0.1", "localhost")  # a connection of their own
            yield self.ask(f"{local}/stale0")
            for base in (http, https) if plan == "everything" else ():
                for path in [*origin.PATHS, "/flaky"]:
                    through = path in ("/found", "/moved", "/flaky")
                    method = {"/head": "HEAD", "/post": "POST"}.get(path, "GET")
                    meta = {"handle_httpstatus_all": not through, "dont_redirect": not through}
                    body = b"a=1&b=\xff" if method == "POST" else b""
                    yield self.ask(base + path, method=method, body=body, meta=meta)
            for number in range(CONCURRENCY):
                yield self.ask(f"{http}/page{number}")

        def ask(self, url: str, meta: dict[str, Any] | None = None, **more: Any) -> scrapy.Request:
            meta = {"download_timeout": TIMEOUTS.get(urlsplit(url).path, 20), **(meta or {})}
            more |= {"meta": meta, "dont_filter": True, "errback": self.failed}
            return scrapy.Request(url, self.parse, **more)

        def parse(self, response: scrapy.http.Response) -> Iterator[scrapy.Request]:
            given[response.meta["record"]] = hashlib.sha256(response.body).hexdigest()
            if "/stale" in response.url and not response.url.endswith("5"):
                number = int(response.url[-1]) + 1
                yield self.ask(
                    response.urljoin(f"/stale{number}"), headers={"Referer": response.url}
                )
            if plan == "endless" and "/page" in response.url:
                number = int(response.url.rpartition("page")[2]) + CONCURRENCY
                yield self.ask(response.urljoin(f"/page{number}"))

        def failed(self, failure: Any) -> None:
            if failure.type.__name__ in ("BadGzipFile", "EOFError", "error"):  # not decodable
                given[failure.request.meta["record"]] = hashlib.sha256(b"").hexdigest()

    settings = {
        "DOWNLOAD_HANDLERS": dict.fromkeys(
            ("http", "https"), usstnews.capture.CaptureDownloadHandler
        ),
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
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Wire)
    crawler.signals.connect(store, usstnews.capture.exchange_captured)
    process.crawl(crawler)
    process.start()
    writer.close()
    (out / "given.json").write_text(json.dumps(given))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4])
