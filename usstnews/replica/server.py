"""Serve a replica on loopback."""

from __future__ import annotations

import json
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from usstnews.replica.answer import Answer
from usstnews.replica.edits import perform
from usstnews.replica.impossible import ImpossibleChange

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from usstnews.replica.site import Replica

    OnRequest = Callable[[str, int], object]

__all__ = ["Handler", "Listener", "Server", "serve", "serve_forever"]

LOOPBACK = "127.0.0.1"
CHUNK = 4096


class Handler(BaseHTTPRequestHandler):
    """Answer the requests of one connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Listener

    def do_GET(self) -> None:
        """Answer a request for a page or file."""
        replica, base_url = self.server.replica, self.base_url
        if self.path == "/__truth.json":
            self.reply(told(replica.truth(base_url)))
        elif self.path == "/__log.json":
            self.reply(told(replica.log(base_url)))
        else:
            self.server.note(self.command, self.path)
            self.reply(replica.answer(self.path, base_url))

    do_HEAD = do_GET  # noqa: N815  # the base's spelling

    def do_POST(self) -> None:
        """Make the changes that are asked for, and refuse what the site does not take."""
        self.close_connection = True
        if self.path == "/__edit":
            self.reply(self.edited())
            return
        self.server.note(self.command, self.path)
        self.reply(Answer(405, "text/plain", b"Method Not Allowed\n"))

    @property
    def base_url(self) -> str:
        """Give the site's address as the visitor wrote it."""
        return f"http://{self.headers.get('Host') or self.server.host}/"

    def edited(self) -> Answer:
        """Change the site; what cannot be done is told in one line."""
        length = self.headers.get("Content-Length", "")
        words = self.rfile.read(int(length)) if length.isdecimal() else b""
        try:
            done = perform(self.server.replica, words, self.base_url)
        except ImpossibleChange as error:
            return Answer(400, "text/plain; charset=UTF-8", f"{error}\n".encode())
        return told(done)

    def held(self, answer: Answer) -> bool:
        """Tell whether the visitor already has this very answer."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return answer.etag is not None and (tags.strip() == "*" or answer.etag in tags)
        return answer.modified is not None and answer.modified == self.headers.get(
            "If-Modified-Since"
        )

    def reply(self, answer: Answer) -> None:
        """Answer in one piece: plain or compressed, whole or in chunks."""
        status, body = answer.status, answer.body
        lines = [("Server", "VWebServer"), ("X-Frame-Options", "SAMEORIGIN")]
        lines += answer.validators
        lines += answer.headers
        chunked = answer.chunked and self.request_version == "HTTP/1.1"
        if status == 200 and self.held(answer):
            self.send(304, lines, None)
            return
        lines.append(("Content-Type", answer.content_type))
        if answer.compressed:
            lines.append(("Vary", "Accept-Encoding"))
            if "gzip" in self.headers.get("Accept-Encoding", ""):
                lines.append(("Content-Encoding", "gzip"))
                body = answer.compressed
        self.send(status, lines, body, chunked=chunked)

    def send(
        self,
        status: int,
        lines: list[tuple[str, str]],
        body: bytes | None,
        *,
        chunked: bool = False,
    ) -> None:
        """Send an answer; None for one that has no body by its nature."""
        if body is not None and chunked:
            lines.append(("Transfer-Encoding", "chunked"))
            body = framed(body)
        elif body is not None:
            lines.append(("Content-Length", str(len(body))))
        if self.close_connection:
            lines.append(("Connection", "close"))
        content = b"" if self.command == "HEAD" or body is None else body
        self.wfile.write(head(status, lines) + content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base's name
        """Keep quiet: the log of requests tells more."""


def head(status: int, lines: list[tuple[str, str]]) -> bytes:
    """Write the beginning of an answer, up to the blank line."""
    written = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
    written += "".join(f"{name}: {value}\r\n" for name, value in lines) + "\r\n"
    # Latin-1, so that a file's name goes out in the bytes of another coding, as the CMS does.
    return written.encode("latin-1")


def told(words: Any) -> Answer:
    """Answer with JSON."""
    content = json.dumps(words, ensure_ascii=False, indent=1)
    return Answer(200, "application/json", content.encode())


def framed(body: bytes) -> bytes:
    """Frame a body in chunks."""
    parts = [body[at : at + CHUNK] for at in range(0, len(body), CHUNK)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (*parts, b""))


class Listener(ThreadingHTTPServer):
    """Take connections on loopback, each in a thread of its own."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(
        self,
        replica: Replica,
        port: int,
        on_request: OnRequest | None = None,
        handler: type[Handler] = Handler,
    ) -> None:
        self.replica = replica
        self.on_request = on_request
        self.requests: list[tuple[float, str, str]] = []
        self.noting = Lock()
        super().__init__((LOOPBACK, port), handler)
        self.host = f"{LOOPBACK}:{self.server_port}"

    def note(self, method: str, path: str) -> None:
        """Keep account of a request, and let happen what is to happen before it is answered."""
        with self.noting:
            self.requests.append((monotonic(), method, path))
            if self.on_request:
                self.on_request(path, len(self.requests))

    def server_bind(self) -> None:
        """Bind without asking a name server for the host's name."""
        super(ThreadingHTTPServer, self).server_bind()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over visitors who hang up; anything else is a fault of ours and is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Server:
    """A replica being served; use it in a `with` block."""

    def __init__(
        self,
        replica: Replica,
        port: int = 0,
        on_request: OnRequest | None = None,
        listener: Callable[..., Listener] = Listener,
    ) -> None:
        self.replica = replica
        self._listener = listener(replica, port, on_request)
        self.requests = self._listener.requests
        """When, method and path of each request, in the order of arrival."""
        self.base_url = f"http://{self._listener.host}/"
        self._thread = Thread(
            target=self._listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        self._listener.shutdown()
        self._thread.join()
        self._listener.server_close()

    def __enter__(self) -> Self:
        """Give the running server."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop serving."""
        self.close()


def serve(replica: Replica, port: int = 0, on_request: OnRequest | None = None) -> Server:
    """Serve a replica on 127.0.0.1 from a thread; port 0 takes any that is free.

    `on_request(path, number)` is called before the `number`-th request, from 1, is answered, and
    one request after the other: it may change the replica, and must not itself ask the server.
    """
    return Server(replica, port, on_request)


def serve_forever(
    replica: Replica, port: int = 0, ready: Callable[[str], None] | None = None
) -> None:
    """Serve a replica until Ctrl-C; `ready` is called with the address once it answers."""
    listener = Listener(replica, port)
    if ready:
        ready(f"http://{listener.host}/")
    try:
        listener.serve_forever()
    except KeyboardInterrupt:
        return
    finally:
        listener.server_close()
