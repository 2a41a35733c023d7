"""The download handler: what is captured, what fails loudly, and its test of itself."""

import asyncio
import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import origin
import pytest


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[origin.Origin]:
    """Serve the awkward paths."""
    with origin.Origin(tmp_path_factory.mktemp("tls")) as running:
        yield running


def crawl(scenario: str, *urls: str, **meta: Any) -> tuple[dict[str, Any], str]:
    """Crawl in a process of its own; return what came of it, and the log."""
    command = [sys.executable, "-W", "error", __file__, scenario, json.dumps(meta), *urls]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


def test_each_exchange_is_signalled_once_and_the_self_test_never(server: origin.Origin) -> None:
    """Redirects and retries come past the handler one by one, its own exchanges do not."""
    before = len(server.seen)
    came, _ = crawl("plain", *(server.http + path for path in ("/found", "/plain", "/flaky")))
    paths = [exchange["url"].removeprefix(server.http) for exchange in came["exchanges"]]
    assert sorted(paths) == ["/flaky", "/flaky", "/found", "/plain", "/plain"]
    assert len(server.seen) - before == 5
    assert came["stats"]["capture/exchanges"] == 5


def test_an_exchange_is_complete_in_all_its_parts(server: origin.Origin) -> None:
    """Bytes, address, TLS, referrer and time are those of the exchange."""
    came, _ = crawl("plain", server.https + "/odd#part", hops="LE")
    (exchange,) = came["exchanges"]
    (seen,) = [s for s in server.seen if s.path == "/odd"]
    assert exchange["sent"].encode("latin-1") == seen.received
    assert exchange["received"].encode("latin-1") == seen.sent
    assert exchange["url"] == server.https + "/odd"
    assert (exchange["ip"], exchange["tls_version"]) == ("127.0.0.1", "TLSv1.3")
    assert exchange["tls_cipher"].startswith("TLS_")
    assert exchange["certificate"].startswith("0\x82")  # a DER sequence
    assert exchange["hops"] == "LE"
    assert 0 < exchange["elapsed"] < 20
    assert exchange["started"].endswith("+00:00")


@pytest.mark.parametrize("scenario", ["raising", "asynchronous"])
def test_what_is_not_stored_goes_no_further(server: origin.Origin, scenario: str) -> None:
    """A failing receiver fails each request, without retries and in one line of log."""
    urls = [f"{server.http}/page{number}" for number in range(4)]
    before = len(server.seen)
    came, log = crawl(scenario, *urls)
    assert came["outcomes"] == dict.fromkeys(urls, "CaptureFailed")
    assert len(server.seen) - before == 4
    assert came["stats"]["capture/failed"] == 4
    assert "retry/count" not in came["stats"]
    (line,) = [line for line in log.splitlines() if "ERROR" in line]
    assert "was fetched but not stored" in line
    assert ("OSError: [Errno 28] No space" if scenario == "raising" else "asynchronous") in line
    assert "Traceback" not in log


@pytest.mark.parametrize("scenario", ["untapped", "waiting"])
def test_a_changed_seam_stops_every_request(server: origin.Origin, scenario: str) -> None:
    """If bytes do not come past the tap, nothing is fetched and one line says what to do."""
    urls = [f"{server.http}/page{number}" for number in range(4)]
    before = len(server.seen)
    came, log = crawl(scenario, *urls)
    assert came["outcomes"] == dict.fromkeys(urls, "SeamChanged")
    assert len(server.seen) == before
    assert came["exchanges"] == []
    (line,) = [line for line in log.splitlines() if "CRITICAL" in line]
    assert re.search(r"with Scrapy \d+\.\d+\.\d+, Twisted \d+.*: install the versions", line)
    assert came["stats"]["capture/seam_changed"] in line
    assert "Traceback" not in log


def test_the_self_test_is_quick_and_of_its_own_kind(server: origin.Origin) -> None:
    """Delays, limits and proxies of the crawl do not touch it, and it takes milliseconds."""
    came, _ = crawl("hindered", server.http + "/empty")
    assert came["outcomes"] == {server.http + "/empty": 200}
    assert came["stats"]["self_test_seconds"] < 0.5


def test_a_stopped_download_is_truncated_for_no_stated_reason(server: origin.Origin) -> None:
    """StopDownload leaves what had come, with the reason that WARC has for it."""
    came, _ = crawl("stopping", server.http + "/big-announced")
    (exchange,) = came["exchanges"]
    assert exchange["error"] == "unspecified"
    assert exchange["received"].startswith("HTTP/1.1 200 OK\r\n")


def test_a_proxy_passes_what_the_server_saw(server: origin.Origin) -> None:
    """Through a proxy the request to it is captured, and its address is not the server's."""
    came, _ = crawl("plain", "http://usst.invalid/plain", proxy=server.http)
    (exchange,) = came["exchanges"]
    assert exchange["sent"].startswith("GET http://usst.invalid/plain HTTP/1.1\r\n")
    assert exchange["ip"] is None


def test_a_tunnel_is_captured_inside(server: origin.Origin) -> None:
    """Through CONNECT the bytes inside TLS are captured, and not those to the proxy."""
    target = int(server.https.rpartition(":")[2])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_tunnel, args=(listener, target), daemon=True).start()
        proxy = f"http://127.0.0.1:{listener.getsockname()[1]}"
        came, _ = crawl("plain", server.https + "/cookies", proxy=proxy)
    (exchange,) = came["exchanges"]
    (seen,) = [s for s in server.seen if s.path == "/cookies"]
    assert exchange["sent"].encode("latin-1") == seen.received
    assert exchange["received"].encode("latin-1") == seen.sent
    assert (exchange["ip"], exchange["tls_version"]) == (None, "TLSv1.3")


def _tunnel(listener: socket.socket, target: int) -> None:
    """Be a CONNECT proxy for one connection."""

    def pump(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    client, _ = listener.accept()
    with client, socket.create_connection(("127.0.0.1", target)) as upstream:
        client.recv(65536)
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        back = threading.Thread(target=pump, args=(upstream, client), daemon=True)
        back.start()
        pump(client, upstream)
        back.join(timeout=10)


def main(scenario: str, meta: dict[str, Any], urls: list[str]) -> None:
    """Crawl URLs with the handler as a scenario has it, and print what came of it."""
    import scrapy
    from scrapy import signals
    from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
    from scrapy.crawler import AsyncCrawlerProcess
    from twisted.internet import defer

    from usstnews.capture import CaptureDownloadHandler, exchange_captured

    exchanges: list[dict[str, Any]] = []
    outcomes: dict[str, int | str] = {}

    def keep(exchange: Any) -> None:
        names = [name for name in dir(exchange) if not name.startswith("_")]
        values = {name: getattr(exchange, name) for name in names}
        texts = {k: v.decode("latin-1") if isinstance(v, bytes) else v for k, v in values.items()}
        exchanges.append({**texts, "started": exchange.started.isoformat()})

    def fail(exchange: Any) -> None:
        raise OSError(28, "No space left on device")

    async def keep_later(exchange: Any) -> None:
        await asyncio.sleep(0)

    def stop(data: bytes, request: scrapy.Request) -> None:
        if request.url in urls:
            raise scrapy.exceptions.StopDownload(fail=False)

    class Untapped(CaptureDownloadHandler):
        """As if Scrapy kept its pool elsewhere."""

        def __init__(self, crawler: Any) -> None:
            super().__init__(crawler)
            self._pool = HTTP11DownloadHandler(crawler)._pool

    class WaitingPool:
        """As if Scrapy asked for a connection in some later context."""

        def __init__(self, pool: Any) -> None:
            self.pool = pool
            self.persistent = True

        def getConnection(self, key: Any, endpoint: Any) -> Any:  # noqa: N802
            from contextvars import Context

            return Context().run(self.pool.getConnection, key, endpoint)

        def closeCachedConnections(self) -> Any:  # noqa: N802
            return defer.succeed(None)

    class Waiting(CaptureDownloadHandler):
        def __init__(self, crawler: Any) -> None:
            super().__init__(crawler)
            self._pool = WaitingPool(self._pool)  # type: ignore[assignment]  # stands in for it

    class Timed(CaptureDownloadHandler):
        async def _self_test(self) -> str | None:
            started = asyncio.get_running_loop().time()
            finding = await super()._self_test()
            elapsed = asyncio.get_running_loop().time() - started
            self.crawler.stats.set_value("self_test_seconds", elapsed)
            return finding

    class Spider(scrapy.Spider):
        name = "capture"

        async def start(self) -> AsyncIterator[scrapy.Request]:
            for url in urls:
                yield scrapy.Request(url, meta=dict(meta), errback=self.failed, dont_filter=True)

        def parse(self, response: scrapy.http.Response) -> None:
            outcomes[response.url] = response.status

        def failed(self, failure: Any) -> None:
            outcomes[failure.request.url] = failure.type.__name__

    handlers = {"untapped": Untapped, "waiting": Waiting, "hindered": Timed}
    handler = handlers.get(scenario, CaptureDownloadHandler)
    settings: dict[str, Any] = {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_LEVEL": "WARNING",
    }
    if scenario == "hindered":
        settings |= {"DOWNLOAD_MAXSIZE": 1, "DOWNLOAD_DELAY": 1, "DOWNLOAD_TIMEOUT": 3,
                     "DOWNLOAD_BIND_ADDRESS": "127.0.0.2"}  # fmt: skip
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Spider)
    receiver = {"raising": fail, "asynchronous": keep_later}.get(scenario, keep)
    crawler.signals.connect(receiver, exchange_captured)
    if scenario == "stopping":
        crawler.signals.connect(stop, signals.bytes_received)
    process.crawl(crawler)
    process.start()
    stats = {k: v for k, v in crawler.stats.get_stats().items() if isinstance(v, int | float | str)}
    sys.stdout.write(json.dumps({"exchanges": exchanges, "outcomes": outcomes, "stats": stats}))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]), sys.argv[3:])
