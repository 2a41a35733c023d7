"""A site of a few literal pages, which the test changes as it goes."""

from __future__ import annotations

import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

HTML = ("Content-Type", "text/html; charset=utf-8")


@dataclass
class Reply:
    """An answer: status, body and further headers; `cut` bytes of the body are held back.

    With a `tag` it has an ETag, and whoever holds that is told so by a 304.
    """

    body: bytes = b""
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    cut: int = 0
    tag: str | None = None


@dataclass
class Scripted:
    """The site: its replies by path, and what it was asked for, on which conditions. Any other path
    is a 404.
    """

    base_url: str = ""
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    conditions: list[tuple[str, str]] = field(default_factory=list)

    def redirect(self, path: str, target: str, status: int = 302) -> None:
        """Let a path redirect."""
        self.replies[path] = Reply(status=status, headers=[("Location", target)])


class Handler(BaseHTTPRequestHandler):
    """Answers as the script says."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        """Answer, and note what was asked for."""
        site, tag = self.server.site, self.headers["If-None-Match"]
        site.asked.append(self.path)
        reply = site.replies.get(self.path, Reply(b"no such page", 404))
        if held := tag or self.headers["If-Modified-Since"]:
            site.conditions.append((self.path, held))
        if reply.tag and reply.tag == tag:
            self.begin(304, [("ETag", tag)])
            return
        headers = [("ETag", reply.tag)] if reply.tag else []
        headers += reply.headers or [HTML]
        if reply.cut:
            self.close_connection = True
            headers.append(("Connection", "close"))
        else:
            headers.append(("Content-Length", str(len(reply.body))))
        self.begin(reply.status, headers)
        self.wfile.write(reply.body[: len(reply.body) - reply.cut])
        if reply.cut:
            self.wfile.flush()
            # A reset, not an orderly end: without a length only that tells a cut body.
            at_once = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)

    def begin(self, status: int, headers: list[tuple[str, str]]) -> None:
        """Send the head."""
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Serves one site."""

    def __init__(self, site: Scripted) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.site = site
        site.base_url = f"http://127.0.0.1:{self.server_port}/"

    def shutdown_request(self, request: Any) -> None:
        """Close without the usual word of parting."""
        self.close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over visitors who hang up."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def scripted() -> Iterator[Scripted]:
    """Serve a site on loopback."""
    site = Scripted()
    server = Server(site)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
