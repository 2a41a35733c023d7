"""A site of a few literal pages, which the test changes as it goes."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class Reply:
    """An answer: status, body and further headers; `cut` bytes of the body are held back."""

    body: bytes = b""
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    cut: int = 0


@dataclass
class Scripted:
    """The site: its replies by path, and what it was asked for. Any other path is a 404."""

    base_url: str = ""
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def redirect(self, path: str, target: str, status: int = 302) -> None:
        """Let a path redirect."""
        self.replies[path] = Reply(status=status, headers=[("Location", target)])


@contextmanager
def scripted() -> Iterator[Scripted]:
    """Serve a site on loopback."""
    site = Scripted()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(self.path)
            reply = site.replies.get(self.path, Reply(b"no such page", 404))
            self.send_response(reply.status)
            for name, value in reply.headers or [("Content-Type", "text/html; charset=utf-8")]:
                self.send_header(name, value)
            if reply.cut:
                self.send_header("Connection", "close")
                self.close_connection = True
            else:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body[: len(reply.body) - reply.cut])
            if reply.cut:
                self.wfile.flush()
                # A reset, not an orderly end: without a length only that tells a cut body.
                at_once = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def shutdown_request(self, request: Any) -> None:
            """Close without the usual word of parting."""
            self.close_request(request)

    server = Server(("127.0.0.1", 0), Handler)
    site.base_url = f"http://127.0.0.1:{server.server_port}/"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
