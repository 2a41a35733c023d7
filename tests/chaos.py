"""A replica on a bad line: a share of its answers is late, cut, wrong or none at all.

What befalls an answer is drawn from the seed, the path and how often the path was asked for, so
that the order in which requests arrive does not matter, but for bursts: these befall whatever
comes next.
"""

from __future__ import annotations

import gzip
import socket
import struct
from collections import Counter
from contextlib import suppress
from functools import partial
from random import Random
from threading import Event, Lock
from typing import TYPE_CHECKING, NamedTuple

from usstnews.replica.server import Handler, Listener, Server, framed, head

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from usstnews.replica import Replica
    from usstnews.replica.server import OnRequest

__all__ = ["FAULTS", "HARMLESS", "ChaosServer", "Met"]

RESET = struct.pack("ii", 1, 0)  # linger for no time: what is unsent is dropped, and RST sent


class Met(NamedTuple):
    """What became of one request."""

    path: str
    status: int
    """What was to be answered, before the fault."""
    fault: str | None


class Send(NamedTuple):
    """An answer that is about to go wrong."""

    handler: ChaosHandler
    rng: Random
    status: int
    lines: list[tuple[str, str]]
    body: bytes

    def whole(self, **stated: str) -> bytes:
        """Write the answer with a length, true unless stated otherwise, and its body."""
        length = ("Content-Length", stated.get("length", str(len(self.body))))
        return head(self.status, [*self.lines, length, ("Connection", "close")]) + self.body

    def cut(self, least: int) -> int:
        """Choose how many bytes of the body are sent: `least` and more, but not all."""
        return self.rng.randrange(least, len(self.body))


def reset_before(send: Send) -> bytes:
    """Hang up without a word."""
    send.handler.hang_up()
    return b""


def reset_within(send: Send) -> bytes:
    """Hang up somewhere in the answer, its head included."""
    sent = send.whole()
    send.handler.put(sent[: send.rng.randrange(1, len(sent))])
    send.handler.hang_up()
    return b""


def silence(send: Send) -> bytes:
    """Say nothing until the visitor has lost patience, and hang up."""
    send.handler.server.closing.wait(send.handler.server.silence)
    return b""


def server_error(send: Send) -> bytes:
    """Answer with an error of the server."""
    status = send.rng.choice((500, 502, 503))
    body = f"<html><body><h1>{status}</h1></body></html>\n".encode()
    lines = [("Server", "VWebServer"), ("Content-Type", "text/html")]
    lines += [("Content-Length", str(len(body))), ("Connection", "close")]
    return head(status, lines) + body


def truncated(send: Send) -> bytes:
    """State the length, and close before all is sent."""
    sent = send.whole()
    return sent[: len(sent) - len(send.body) + send.cut(0)]


def truncated_chunks(send: Send) -> bytes:
    """Send chunks, and close in one of them or before the last, which is empty."""
    lines = [*send.lines, ("Transfer-Encoding", "chunked"), ("Connection", "close")]
    chunks = framed(send.body).removesuffix(framed(b""))
    return head(send.status, lines) + chunks[: send.rng.randrange(1, len(chunks) + 1)]


def slow(send: Send) -> bytes:
    """Send all of it, a little at a time."""
    sent, server = send.whole(), send.handler.server
    step = max(1, len(sent) // server.drips)
    for at in range(0, len(sent), step):
        send.handler.put(sent[at : at + step])
        server.closing.wait(server.slowness / server.drips)
    return b""


def short_length(send: Send) -> bytes:
    """State a length that is less than what is sent."""
    return send.whole(length=str(send.cut(1)))


def excess(send: Send) -> bytes:
    """Send more bytes after the end, which are the beginning of nothing."""
    return send.whole() + bytes(send.rng.randrange(256) for _ in range(40))


def broken_gzip(send: Send) -> bytes:
    """Spoil the compressed bytes, or compress badly what was not compressed."""
    coded = ("Content-Encoding", "gzip")
    body = send.body if coded in send.lines else gzip.compress(send.body, mtime=0)
    lines = send.lines if coded in send.lines else [*send.lines, coded]
    at = send.rng.randrange(10, len(body) - 8)
    spoilt = bytes(byte ^ 0xFF for byte in body[at : at + 8])
    # The checksum in the trailer is spoilt as well: not every spoilt byte is noticed before.
    body = body[:at] + spoilt + body[at + 8 : -8] + b"\0" * 8
    return send._replace(lines=lines, body=body).whole()


FAULTS: dict[str, Callable[[Send], bytes]] = {
    "reset before": reset_before,
    "reset within": reset_within,
    "silence": silence,
    "burst": server_error,
    "truncated": truncated,
    "truncated chunks": truncated_chunks,
    "slow": slow,
    "short length": short_length,
    "excess": excess,
    "broken gzip": broken_gzip,
}
"""What can befall an answer. Each gives the bytes still to send, and the connection ends."""
HARMLESS = {"slow", "excess"}
"""Those with which the visitor has the whole answer all the same."""
BODILESS = {"reset before", "silence", "burst"}
"""Those that can befall an answer that has no body."""


class ChaosHandler(Handler):
    """Answer as the replica does, and spoil some of it."""

    server: ChaosListener

    def send(
        self,
        status: int,
        lines: list[tuple[str, str]],
        body: bytes | None,
        *,
        chunked: bool = False,
    ) -> None:
        """Send an answer, or what a fault leaves of it."""
        own = self.path.startswith("/__") or self.command != "GET"
        fault, rng = (None, Random()) if own else self.server.fate(self.path, status, body)
        if fault is None:
            super().send(status, lines, body, chunked=chunked)
            return
        self.close_connection = True
        left = FAULTS[fault](Send(self, rng, status, lines, body or b""))
        self.put(left)

    def put(self, sent: bytes) -> None:
        """Send bytes to a visitor who may have gone."""
        with suppress(OSError):
            self.wfile.write(sent)

    def hang_up(self) -> None:
        """Reset the connection; what the visitor has not read yet is lost."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.rfile.close()  # the socket stays open as long as its file does
        self.connection.close()


class ChaosListener(Listener):
    """Draw what befalls each answer."""

    def __init__(
        self,
        replica: Replica,
        port: int,
        on_request: OnRequest | None = None,
        *,
        share: float,
        seed: int,
        kinds: Collection[str],
        spared: Collection[str],
        bursts: tuple[int, int],
        silence: float,
        slowness: float,
    ) -> None:
        if unknown := set(kinds) - FAULTS.keys():
            raise ValueError(f"there is no fault {unknown}; there are {', '.join(FAULTS)}")
        super().__init__(replica, port, on_request, ChaosHandler)
        self.seed, self.kinds, self.spared = seed, tuple(kinds), frozenset(spared)
        self.bursts, self.silence, self.slowness = bursts, silence, slowness
        self.drips, self.met = 20, list[Met]()
        self.closing = Event()
        self._asked: Counter[str] = Counter()
        self._burst = 0
        self._lock = Lock()
        # A burst is one stroke of fate and several bad answers: so many strokes give the share.
        more = sum(self.bursts) / 2 - 1 if "burst" in self.kinds else 0
        length = 1 + more / max(1, len(self.kinds))
        self.strokes = share / (length * (1 - share) + share)

    def fate(self, path: str, status: int, body: bytes | None) -> tuple[str | None, Random]:
        """Choose what befalls an answer, and note it."""
        with self._lock:
            self._asked[path] += 1
            rng = Random(f"{self.seed}/{path}/{self._asked[path]}")
            fault = self._fault(path, rng, bodiless=not body)
            self.met.append(Met(path, status, fault))
        return fault, rng

    def _fault(self, path: str, rng: Random, *, bodiless: bool) -> str | None:
        if path in self.spared:
            return None
        if self._burst:
            self._burst -= 1
            return "burst"
        if rng.random() >= self.strokes:
            return None
        fits = [kind for kind in self.kinds if not bodiless or kind in BODILESS]
        fault = rng.choice(fits) if fits else None
        if fault == "burst":
            self._burst = rng.randint(*self.bursts) - 1
        return fault


class ChaosServer(Server):
    """A replica being served badly; use it in a `with` block.

    `share` of the answers, bursts counted in full, suffers one of `kinds`. `bursts` is the least
    and most of consecutive requests in a burst of errors; `silence` is how long a silent answer
    lasts, and `slowness` a slow one, in seconds. Paths in `spared`, the replica's own under `/__`,
    and whatever is no GET are answered well.
    """

    def __init__(
        self,
        replica: Replica,
        port: int = 0,
        on_request: OnRequest | None = None,
        *,
        share: float = 0.3,
        seed: int = 1,
        kinds: Collection[str] = tuple(FAULTS),
        spared: Collection[str] = ("/robots.txt",),
        bursts: tuple[int, int] = (2, 5),
        silence: float = 3,
        slowness: float = 0.5,
    ) -> None:
        listener = partial(
            ChaosListener,
            share=share,
            seed=seed,
            kinds=kinds,
            spared=spared,
            bursts=bursts,
            silence=silence,
            slowness=slowness,
        )
        super().__init__(replica, port, on_request, listener)

    @property
    def met(self) -> list[Met]:
        """Give what became of each request so far, in the order of the answers."""
        return self._chaos.met

    @property
    def _chaos(self) -> ChaosListener:
        assert isinstance(self._listener, ChaosListener)
        return self._listener

    def well(self) -> None:
        """From now on answer everything well."""
        self._chaos.strokes = 0
        self._chaos._burst = 0

    def close(self) -> None:
        """Stop serving, and keep nobody waiting."""
        self._chaos.closing.set()
        super().close()
