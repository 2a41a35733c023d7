"""Taps on Twisted's HTTP connections, above TLS and below the HTTP parser."""

from __future__ import annotations

import time
from contextvars import ContextVar
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

from cryptography.hazmat.primitives.serialization import Encoding
from twisted.internet.error import ConnectionDone
from twisted.internet.protocol import connectionDone
from twisted.protocols.policies import ProtocolWrapper, WrappingFactory

from usstnews.archive.warc.exchange import Exchange
from usstnews.archive.warc.http1 import READ_MOST
from usstnews.archive.warc.octets import Spool

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from _typeshed import ReadableBuffer
    from scrapy import Request
    from twisted.internet.defer import Deferred
    from twisted.internet.protocol import Factory, Protocol
    from twisted.python.failure import Failure
    from twisted.web.client import HTTPConnectionPool

    from usstnews.archive.warc.exchange import Truncation
    from usstnews.archive.warc.octets import Octets

RECORDING: ContextVar[Recording | None] = ContextVar("RECORDING", default=None)
"""What the request that is being started records into."""


class Recording:
    """An exchange while it goes on; `started` is None until its request is written.

    `fault` is why what came could not be kept, if it could not: then there is no exchange to use.
    """

    def __init__(self) -> None:
        self.started: datetime | None = None
        self.attempts = 0
        self.closed = False
        self.fault: OSError | None = None
        self._begun = 0.0
        self._sent, self._received = Spool(), Spool()
        self._tap: Tap | None = None

    @property
    def sent(self) -> Octets:
        return self._sent.octets()

    @property
    def received(self) -> Octets:
        return self._received.octets()

    def begin(self, tap: Tap) -> None:
        """Start, or start afresh: Twisted sends again where a kept connection was gone."""
        self.started, self._begun = datetime.now(UTC), time.monotonic()
        self.attempts += 1
        self.closed = False
        self._sent, self._received = Spool(), Spool()
        self._tap = tap

    def write(self, data: bytes) -> None:
        self._keep(self._sent, data)

    def hear(self, data: bytes) -> None:
        self._keep(self._received, data)

    def _keep(self, spool: Spool, data: bytes) -> None:
        # An error raised here would be Twisted's, and lost: its connection would just end.
        if self.fault is None:
            try:
                spool.append(data)
            except OSError as error:
                self.fault = error

    def to_exchange(self, request: Request, error: Truncation | None) -> Exchange | None:
        """End the recording; None if nothing was sent.

        What the connection carries from now on is not of this exchange.
        """
        tap = self._tap
        if tap is None or self.started is None:
            return None
        if tap.recording is self:
            tap.recording = None
        if not tap.shook_hands():
            return None
        terms = tap.terms()
        if request.meta.get("proxy"):
            terms = {**terms, "ip": None}  # the proxy's says nothing about the server
        referer = request.headers.get("Referer")
        return Exchange(
            url=request.url.partition("#")[0],
            method=request.method,
            started=self.started,
            elapsed=time.monotonic() - self._begun,
            sent=self.sent,
            received=self.received,
            **terms,
            closed=self.closed,
            attempts=self.attempts,
            error=error,
            via=referer.decode(errors="surrogateescape") if referer else None,
            hops=request.meta.get("hops"),
        )


class Tap(ProtocolWrapper):
    """Stands between a connection and Twisted's HTTP client, and passes on what it hears."""

    recording: Recording | None = None
    _terms: dict[str, Any] | None = None
    _shook_hands = True

    def write(self, data: bytes) -> None:
        if self.recording is not None:
            self.recording.write(data)
        super().write(data)  # type: ignore[no-untyped-call]  # Twisted's

    def writeSequence(self, data: Iterable[bytes]) -> None:  # noqa: N802 - Twisted's name
        self.write(b"".join(data))

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        if self.recording is not None:
            self.recording.hear(data)
        self.terms()
        super().dataReceived(data)  # type: ignore[no-untyped-call]  # Twisted's

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802 - as above
        if self.recording is not None:
            self.recording.closed = isinstance(reason.value, ConnectionDone)
        self.terms()
        super().connectionLost(reason)  # type: ignore[no-untyped-call]  # Twisted's

    def terms(self) -> dict[str, Any]:
        """Return the server's address, and what TLS agreed on.

        Asked for when the first bytes come: before, the handshake may be under way, and once the
        connection is gone, so is the answer.
        """
        if self._terms is not None:
            return self._terms
        # Any: the transports' interfaces are zope's, which mypy does not read.
        transport: Any = self.transport
        self._terms = {"ip": getattr(transport.getPeer(), "host", None)}
        if hasattr(transport, "getPeerCertificate"):
            handle, certificate = transport.getHandle(), transport.getPeerCertificate()
            self._shook_hands = handle.get_finished() is not None
            if self._shook_hands and certificate is not None:
                self._terms |= {
                    "tls_version": handle.get_protocol_version_name(),
                    "tls_cipher": handle.get_cipher_name(),
                    "certificate": certificate.to_cryptography().public_bytes(Encoding.DER),
                }
        return self._terms

    def shook_hands(self) -> bool:
        """Whether what was written has left: TLS keeps it back until the handshake is done."""
        self.terms()
        return self._shook_hands


class TapPool:
    """Twisted's HTTPConnectionPool, with a tap on each connection that it makes."""

    def __init__(self, pool: HTTPConnectionPool) -> None:
        self._pool = pool

    def getConnection(  # noqa: N802 - Twisted's name
        self, key: Hashable, endpoint: Any
    ) -> Deferred[_TappedConnection]:
        """Supply a connection, new or kept, whose request records into RECORDING."""
        recording = RECORDING.get()
        connected = self._pool.getConnection(key, cast("Any", _TappingEndpoint(endpoint)))
        return connected.addCallback(_TappedConnection, recording)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pool, name)


class _TappingFactory(WrappingFactory[Tap]):
    protocol = Tap
    noisy = False


class _TappingEndpoint:
    """Connects through taps, and hands out what stands behind the tap."""

    def __init__(self, endpoint: Any) -> None:
        self._endpoint = endpoint

    def connect(self, factory: Factory) -> Deferred[Protocol]:
        connected: Deferred[Tap] = self._endpoint.connect(_TappingFactory(factory))  # type: ignore[no-untyped-call]  # Twisted's
        return connected.addCallback(lambda tap: cast("Protocol", tap.wrappedProtocol))


class _TappedConnection:
    """What Agent asks to make its one request."""

    def __init__(self, connection: Any, recording: Recording | None) -> None:
        self._connection = connection
        self._recording = recording

    def request(self, request: Any) -> Any:
        """Make the request; each time it is written, its recording begins.

        On a kept connection that turns out to be gone, Twisted writes the same request object to
        a new one, without a word to the caller.
        """
        write_to, recording = request.writeTo, self._recording

        def write_tapped(transport: Any) -> Any:
            if recording is not None and isinstance(transport, Tap):
                transport.recording = recording
                recording.begin(transport)
            return write_to(transport)

        request.writeTo = write_tapped
        return self._connection.request(request).addCallback(_bounded)


def _bounded(response: Any) -> Any:
    """Have Scrapy's reader of a response keep the beginning of the body, whatever its size.

    The reader counts all that comes, so limits, flags and stats stay what they are. If its buffer
    goes by another name, all of the body is kept in memory, and nothing else changes.
    """
    deliver = response.deliverBody

    def deliver_bounded(reader: Any) -> None:
        if isinstance(getattr(reader, "_bodybuf", None), BytesIO):
            reader._bodybuf = _Beginning()  # noqa: SLF001 - Scrapy has no setting for it
        deliver(reader)

    response.deliverBody = deliver_bounded
    return response


class _Beginning(BytesIO):
    """Keeps the first `READ_MOST` octets that are written."""

    def write(self, data: ReadableBuffer, /) -> int:
        octets = memoryview(data)
        room = READ_MOST - self.tell()
        if room > 0:
            super().write(octets[:room])
        return len(octets)
