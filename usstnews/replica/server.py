"""Serve a replica on loopback."""

from __future__ import annotations

import json
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from usstnews.replica.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from usstnews.replica.site import Replica

__all__ = ["Server", "serve", "serve_forever"]

LOOPBACK = "127.0.0.1"
CHUNK = 4096


class Handler(BaseHTTPRequestHandler):
    """Answer the requests of one connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Listener

    def do_GET(self) -> None:
        """Answer a request for a page or file."""
        base_url = f"http://{self.headers.get('Host') or self.server.host}/"
        if self.path == "/__truth.json":
            words = json.dumps(self.server.replica.truth(base_url), ensure_ascii=False, indent=1)
            self.reply(Answer(200, "application/json", words.encode()))
            return
        self.server.requests.append((monotonic(), self.command, self.path))
        self.reply(self.server.replica.answer(self.path, base_url))

    do_HEAD = do_GET  # noqa: N815  # the base's spelling

    def do_POST(self) -> None:
        """Refuse what the site does not take."""
        self.server.requests.append((monotonic(), self.command, self.path))
        self.close_connection = True
        self.reply(Answer(405, "text/plain", b"Method Not Allowed\n"))

    def held(self, answer: Answer) -> bool:
        """Tell whether the visitor already has this very answer."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return answer.etag is not None and (tags.strip() == "*" or answer.etag in tags)
        return answer.modified is not None and answer.modified == self.headers.get(
            "If-Modified-Since"
        )

    def reply(self, answer: Answer) -> None:
        """Send an answer in one piece: plain or compressed, whole or in chunks."""
        status, body = answer.status, answer.body
        lines = [("Server", "VWebServer"), ("X-Frame-Options", "SAMEORIGIN")]
        lines += answer.validators
        lines += answer.headers
        if status == 200 and self.held(answer):
            status, body = 304, b""
        else:
            lines.append(("Content-Type", answer.content_type))
            if answer.compressed:
                lines.append(("Vary", "Accept-Encoding"))
                if "gzip" in self.headers.get("Accept-Encoding", ""):
                    lines.append(("Content-Encoding", "gzip"))
                    body = answer.compressed
            if answer.chunked and self.request_version == "HTTP/1.1":
                lines.append(("Transfer-Encoding", "chunked"))
                body = framed(body)
            else:
                lines.append(("Content-Length", str(len(body))))
        if self.close_connection:
            lines.append(("Connection", "close"))
        head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in lines) + "\r\n"
        # Latin-1, so that a file's name goes out in the bytes of another coding, as the CMS does.
        self.wfile.write(head.encode("latin-1") + (b"" if self.command == "HEAD" else body))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base's name
        """Keep quiet: the log of requests tells more."""


def framed(body: bytes) -> bytes:
    """Frame a body in chunks."""
    parts = [body[at : at + CHUNK] for at in range(0, len(body), CHUNK)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (*parts, b""))


class Listener(ThreadingHTTPServer):
    """Take connections on loopback, each in a thread of its own."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, replica: Replica, port: int) -> None:
        self.replica = replica
        self.requests: list[tuple[float, str, str]] = []
        super().__init__((LOOPBACK, port), Handler)
        self.host = f"{LOOPBACK}:{self.server_port}"

    def server_bind(self) -> None:
        """Bind without asking a name server for the host's name."""
        super(ThreadingHTTPServer, self).server_bind()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over visitors who hang up; anything else is a fault of ours and is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Server:
    """A replica being served; use it in a `with` block."""

    def __init__(self, replica: Replica, port: int = 0) -> None:
        self.replica = replica
        self._listener = Listener(replica, port)
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


def serve(replica: Replica, port: int = 0) -> Server:
    """Serve a replica on 127.0.0.1 from a thread; port 0 takes any that is free."""
    return Server(replica, port)


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
