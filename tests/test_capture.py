"""The download handler: what is captured, what fails loudly, and its test of itself."""

import gzip
import hashlib
import json
import random
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import origin
import pytest
from awkward import Step, answer, in_chunks
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Request, Response
from scrapy.utils.test import get_crawler

from usstnews.archive.warc.http1 import READ_MOST

CRAWL = Path(__file__).with_name("capture_crawl.py")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[origin.Origin]:
    """Serve the awkward paths."""
    with origin.Origin(tmp_path_factory.mktemp("tls")) as running:
        yield running


LARGE = random.Random(2).randbytes(READ_MOST + 700_000)
ZIPPED = gzip.compress(LARGE[:1000] * 9000 + LARGE, 1, mtime=0)
LARGE_BODIES: dict[str, list[Step]] = {
    "/length": [answer(LARGE)],
    "/chunked": [in_chunks(LARGE)],
    "/gzip": [answer(ZIPPED, b"Content-Encoding: gzip")],
}


def large_steps(path: str, *_: object) -> list[Step]:
    """Answer with bodies of more octets than are read of one."""
    return LARGE_BODIES.get(path, [answer(b"small")])


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[origin.Origin]:
    """Serve large bodies."""
    with origin.Origin(tmp_path_factory.mktemp("tls"), large_steps) as running:
        yield running


def crawl(scenario: str, *urls: str, **meta: Any) -> tuple[dict[str, Any], str]:
    """Crawl in a process of its own; return what came of it, and the log."""
    command = [sys.executable, "-W", "error", str(CRAWL), scenario, json.dumps(meta), *urls]
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
    assert re.search(r"with Scrapy \d+\.\d+\.\d+, Twisted \d+.*: install the versions of", line)
    assert came["stats"]["capture/seam_changed"] in line
    assert "Traceback" not in log


def test_a_response_that_was_not_captured_goes_no_further(server: origin.Origin) -> None:
    """The self-test may pass and the capture fail all the same."""
    came, _ = crawl("lapsing", server.http + "/plain")
    assert came["outcomes"] == {server.http + "/plain": "SeamChanged"}
    assert came["exchanges"] == []


def test_the_self_test_is_quick_and_of_its_own_kind(server: origin.Origin) -> None:
    """Delays, limits and proxies of the crawl do not touch it, and it takes milliseconds."""
    came, _ = crawl("hindered", server.http + "/empty")
    assert "capture/seam_changed" not in came["stats"]
    assert came["stats"]["self_test_seconds"] < 0.5


def test_a_stopped_download_is_truncated_for_no_stated_reason(server: origin.Origin) -> None:
    """StopDownload leaves what had come, with the reason that WARC has for it."""
    came, _ = crawl("stopping", server.http + "/big-announced")
    (exchange,) = came["exchanges"]
    assert exchange["error"] == "unspecified"
    assert exchange["received"].startswith("HTTP/1.1 200 OK\r\n")


def test_without_a_handshake_there_is_no_exchange(server: origin.Origin) -> None:
    """A request that TLS kept back was never sent."""
    url = server.http.replace("http:", "https:") + "/plain"
    came, _ = crawl("plain", url, dont_retry=True, download_timeout=0.5)
    assert came["exchanges"] == []
    assert came["outcomes"] == {url: "DownloadTimeoutError"}


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


def test_of_a_large_body_all_is_captured_and_the_beginning_read(large: origin.Origin) -> None:
    """The spider is given as much as re-extraction reads; limits count what comes."""
    urls = [large.http + path for path in LARGE_BODIES]
    came, _ = crawl("plain", *urls)
    assert came["outcomes"] == dict.fromkeys(urls, 200)
    sent = {seen.path: len(seen.sent) for seen in large.seen}
    for exchange in came["exchanges"]:
        assert exchange["received"] == sent[exchange["url"].removeprefix(large.http)]
    for path, body in (("/length", LARGE), ("/chunked", LARGE), ("/gzip", unzipped(ZIPPED))):
        length, digest = came["bodies"][large.http + path]
        read = body if path == "/gzip" else body[:READ_MOST]
        assert (length, digest) == (len(read), hashlib.sha256(read).hexdigest())
    came, _ = crawl("plain", urls[1], download_maxsize=READ_MOST + 600_000, dont_retry=True)
    assert came["outcomes"] == {urls[1]: "DownloadCancelledError"}
    (exchange,) = came["exchanges"]
    assert (exchange["error"], came["bodies"]) == ("length", {})


def test_no_encoding_is_guessed_from_compressed_octets(server: origin.Origin) -> None:
    """A page is text once it is unzipped; to guess before that takes longer than to read it."""
    came, _ = crawl("plain", server.http + "/gzip.htm", server.http + "/plain")
    assert came["classes"] == dict.fromkeys(came["outcomes"], "HtmlResponse")
    assert came["guessed"] == []


def unzipped(body: bytes) -> bytes:
    """Read as much as Scrapy's middleware reads of the beginning of a gzipped body."""
    headers = {"Content-Encoding": "gzip"}
    response = Response("http://usst.invalid/", body=body[:READ_MOST], headers=headers)
    middleware = HttpCompressionMiddleware.from_crawler(get_crawler())
    return middleware.process_response(Request(response.url), response).body


def test_what_the_disk_cannot_hold_goes_no_further(large: origin.Origin) -> None:
    """A large body that cannot be spooled fails its request, and not the others."""
    urls = [large.http + "/length", large.http + "/small"]
    came, log = crawl("full", *urls)
    assert came["outcomes"] == {urls[0]: "CaptureFailed", urls[1]: 200}
    assert [exchange["url"] for exchange in came["exchanges"]] == urls[1:]
    (line,) = [line for line in log.splitlines() if "ERROR" in line]
    assert "/length was fetched but not stored: OSError: [Errno 27]" in line
    assert "Traceback" not in log


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
