"""The download handler that captures, and the test that it makes of itself.

The handler is Scrapy's own; only its connection pool is wrapped, so that each connection passes
its bytes through a tap. Requests on the wire stay the same, and everything that Scrapy downloads
(robots.txt, redirects, retries, files) comes past here once per exchange, while a response from
Scrapy's HTTP cache never does. Middlewares and signals come too late: by then the reason phrase,
the order and spelling of headers, chunks and repeated headers are gone.

A body is kept in a file as it grows, and Scrapy is given its first `READ_MOST` octets: as much of
a page is read, in a crawl and in re-extraction.

Three things under the handler are not public: `HTTP11DownloadHandler._pool`, that Agent asks it
for a connection before it first waits, and that a request is written by `writeTo(transport)`. So
each handler tests itself before its first request.
"""

from __future__ import annotations

import inspect
import logging
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, cast

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred, DeferredLock
from twisted.internet.protocol import Factory, Protocol
from twisted.python.failure import Failure

from usstnews.capture.tap import RECORDING, Recording, TapPool
from usstnews.errors import UsstnewsError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.crawler import Crawler
    from twisted.web.client import HTTPConnectionPool

    from usstnews.archive.warc.exchange import Exchange, Truncation

exchange_captured = object()
"""Signal, once per network exchange: `exchange`, `request`, `response` (None if it failed).

Receivers are plain functions, and a receiver that raises keeps the response from the crawl."""

logger = logging.getLogger(__name__)

_ADVICE = (
    "install the versions of Scrapy and Twisted that this release of usstnews was tested with, "
    "or a newer release"
)
_SELF_TEST_TIMEOUT = 5  # seconds
_TRUNCATIONS: tuple[tuple[type[BaseException], Truncation], ...] = (
    (DownloadTimeoutError, "time"),
    (DownloadCancelledError, "length"),  # DOWNLOAD_MAXSIZE
    (ResponseDataLossError, "disconnect"),
    (DownloadFailedError, "disconnect"),
)


# Both are IgnoreRequest so that RetryMiddleware lets them pass, and so that Scrapy logs nothing
# for each request: the handler has said it in one line.
class CaptureFailed(IgnoreRequest, UsstnewsError):
    """An exchange could not be stored, so its response goes no further."""


class SeamChanged(IgnoreRequest, UsstnewsError):
    """The installed Scrapy or Twisted no longer lets exchanges be captured."""


class CaptureDownloadHandler(HTTP11DownloadHandler):
    """Download over HTTP/1.x, and send `exchange_captured` for whatever went over the wire.

    To be set for both http and https in DOWNLOAD_HANDLERS. Each request fails with CaptureFailed
    where a receiver of the signal failed, and with SeamChanged where the self-test did.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool = cast("HTTPConnectionPool", TapPool(self._pool))
        self._testing = DeferredLock()
        self._tested = False
        self._finding: str | None = None
        self._failed = False

    async def download_request(self, request: Request) -> Response:
        """Download; raises CaptureFailed or SeamChanged beside what Scrapy raises."""
        if not self._tested:
            await self._test_once()
        if self._finding is not None:
            raise SeamChanged(self._finding)
        recording = Recording()
        outcome: Response | BaseException | None = None
        try:
            outcome = await self._record(request, recording)
        except BaseException as error:
            outcome = error
            raise
        finally:
            exchange = recording.to_exchange(request, _truncation(outcome))
            if exchange is not None:
                self._hand_on(exchange, request, outcome, recording.fault)
        if exchange is None:
            raise SeamChanged(f"{request.url} was fetched past the capture: {_ADVICE}.")
        return outcome

    async def _record(self, request: Request, recording: Recording) -> Response:
        # The pool is asked for a connection before the download first waits, hence in this
        # context, whatever other downloads there are.
        RECORDING.set(recording)
        return _as_octets(await super().download_request(request))

    def _hand_on(
        self,
        exchange: Exchange,
        request: Request,
        outcome: Response | BaseException | None,
        fault: OSError | None,
    ) -> None:
        """Send the signal, with none of Scrapy's logging; raises CaptureFailed if that failed.

        What was not all recorded, for a `fault` of the disk, is not handed on.
        """
        if fault is not None:
            finding: str | None = f"{type(fault).__name__}: {fault}"
        else:
            results = self.crawler.signals.send_catch_log(
                exchange_captured,
                dont_log=(Exception,),
                exchange=exchange,
                request=request,
                response=outcome if isinstance(outcome, Response) else None,
            )
            finding = _finding(result for _, result in results)
        self._count("exchanges")
        self._count("bytes_received", len(exchange.received))
        self._count("sent_again", exchange.attempts - 1)
        if finding is None:
            return
        message = f"{exchange.url} was fetched but not stored: {finding}"
        self._count("failed")
        if not self._failed:
            logger.error(
                "%s. What is not stored is not used; further failures are counted.", message
            )
            self._failed = True
        if outcome is None or isinstance(outcome, (Response, Exception)):
            raise CaptureFailed(message)

    def _count(self, what: str, by: int = 1) -> None:
        if by and self.crawler.stats is not None:
            self.crawler.stats.inc_value(f"capture/{what}", by)

    async def _test_once(self) -> None:
        await maybe_deferred_to_future(self._testing.acquire())
        try:
            if not self._tested:
                self._finding = await self._self_test()
                self._tested = True
                if self._finding is not None:
                    logger.critical(self._finding)
                    if self.crawler.stats is not None:
                        self.crawler.stats.set_value("capture/seam_changed", self._finding)
        finally:
            self._testing.release()

    async def _self_test(self) -> str | None:
        """Fetch twice from a server in this process; say what was not captured as it went.

        `exchange_captured` is not sent for it; Scrapy's own bytes_received is.
        """
        from twisted.internet import reactor  # noqa: PLC0415 - importing it installs one

        server = _LoopbackServer()
        port = cast("Any", reactor).listenTCP(0, server, interface="127.0.0.1")
        meta = {
            "bindaddress": "127.0.0.1",
            "download_maxsize": 0,
            "download_timeout": _SELF_TEST_TIMEOUT,
        }
        request = Request(f"http://127.0.0.1:{port.getHost().port}/", meta=meta)
        seen: list[tuple[bytes, bytes]] = []
        fault = ""
        try:
            for _ in server.answers:
                recording = Recording()
                await self._record(request, recording)
                seen.append((bytes(recording.sent), bytes(recording.received)))
        except Exception as error:  # noqa: BLE001 - what a changed library raises is the finding
            fault = f" ({type(error).__name__}: {error})"
        finally:
            await maybe_deferred_to_future(port.stopListening())
        # One connection: fresh for the first exchange, kept alive for the second.
        if not fault and seen == server.seen and server.connections == 1:
            return None
        installed = ", ".join(f"{name} {version(name)}" for name in ("Scrapy", "Twisted"))
        return f"Exchanges cannot be captured byte for byte with {installed}{fault}: {_ADVICE}."


def _as_octets(response: Response) -> Response:
    """Make no text of a compressed response: `HttpCompressionMiddleware` does once it is none.

    Of text it would ask the encoding first, and have it guessed from the compressed octets where
    the server names none: that takes longer than to read the whole page.
    """
    if type(response) is Response or "Content-Encoding" not in response.headers:
        return response
    return Response(**{name: getattr(response, name) for name in Response.attributes})


def _truncation(outcome: Response | BaseException | None) -> Truncation | None:
    """Say in the words of WARC-Truncated why a download ended early, or None if it did not."""
    if isinstance(outcome, Response):
        if "dataloss" in outcome.flags:
            return "disconnect"
        return "unspecified" if "download_stopped" in outcome.flags else None
    reasons = (reason for error, reason in _TRUNCATIONS if isinstance(outcome, error))
    return next(reasons, "unspecified")


def _finding(results: Iterable[object]) -> str | None:
    """Say what went wrong among the results of a signal's receivers."""
    for result in results:
        if isinstance(result, Failure):
            return f"{type(result.value).__name__}: {result.value}"
        if isinstance(result, Deferred) or inspect.isawaitable(result):
            if inspect.iscoroutine(result):
                result.close()  # or Python warns that it was never awaited
            return "a receiver of exchange_captured is asynchronous, make it a plain function"
    return None


class _LoopbackServer(Factory):
    """Answers one request after another with its answers, and keeps what went over the wire."""

    noisy = False

    def __init__(self) -> None:
        # Spellings, order, folds, chunks: what a parser does not give back.
        head = b"HTTP/1.1 200 Tres  Bien\r\nx-ODD:a\r\n  b\r\nX-odd: %d\r\n%b\r\n"
        chunks = b"Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nX-End: z\r\n"
        self.answers = (head % (1, chunks), head % (2, b"Connection: close\r\n" + chunks))
        self.seen: list[tuple[bytes, bytes]] = []
        self.connections = 0

    def buildProtocol(self, addr: object) -> Protocol:  # noqa: ARG002, N802 - Twisted's names
        self.connections += 1
        return _LoopbackConnection(self)


class _LoopbackConnection(Protocol):
    def __init__(self, server: _LoopbackServer) -> None:
        self._server = server
        self._asked = b""

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        self._asked += data
        if self._asked.endswith(b"\r\n\r\n"):
            answer = self._server.answers[len(self._server.seen)]
            self._server.seen.append((self._asked, answer))
            self._asked = b""
            cast("Any", self.transport).write(answer)
