"""Serve one package and its viewer, on loopback only.

The only paths are those of the page, the viewer's two scripts, its licence and the package:
nothing that a request says becomes a path on disk.
"""

from __future__ import annotations

import socket
import sys
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from usstnews.web.page import OWN_POLICY, frame, package_path
from usstnews.web.ranges import NotSatisfiable, part
from usstnews.web.viewer import LICENCE

if TYPE_CHECKING:
    from usstnews.web.package import Package
    from usstnews.web.viewer import Viewer

__all__ = ["Server", "check_port"]

LOOPBACK = "127.0.0.1"
NAMES = (LOOPBACK, "localhost")
SCRIPT = "text/javascript; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"


class Handler(BaseHTTPRequestHandler):
    """Answer the requests of one connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60  # seconds of silence, then the connection is given up
    server: Listener

    def do_GET(self) -> None:
        """Answer with the page, a script or a part of the package."""
        # Another name that leads here is another site's page that reads this one (DNS rebinding).
        if self.headers.get("Host") not in self.server.hosts:
            self.reply(421, PLAIN, f"this is {self.server.hosts[0]}\n".encode())
            return
        path = urlsplit(self.path).path
        if path == "/":
            self.reply(200, "text/html; charset=utf-8", self.server.page)
        elif path in self.server.files:
            self.send(*self.server.files[path])
        else:
            self.reply(404, PLAIN, b"there is nothing here\n")

    do_HEAD = do_GET  # noqa: N815  # the base's spelling

    def reply(self, status: int, content_type: str, body: bytes) -> None:
        """Answer with a body that is at hand."""
        self.head(status, content_type, len(body))
        if self.command != "HEAD":
            self.wfile.write(body)

    def send(self, file: Path, content_type: str) -> None:
        """Answer with a file or the part of it that is asked for; memory stays flat."""
        try:
            source = file.open("rb")
        except OSError:
            self.reply(404, PLAIN, b"the file is gone\n")
            return
        with source:
            size = source.seek(0, 2)
            try:
                asked = part(self.headers.get("Range"), size) if self.command == "GET" else None
            except NotSatisfiable:
                self.head(416, content_type, 0, ("Content-Range", f"bytes */{size}"))
                return
            if asked is None:
                asked = range(size)
                self.head(200, content_type, size, ("Accept-Ranges", "bytes"))
            else:
                shown = f"bytes {asked.start}-{asked.stop - 1}/{size}"
                bounds = (("Accept-Ranges", "bytes"), ("Content-Range", shown))
                self.head(206, content_type, len(asked), *bounds)
            if self.command != "HEAD" and asked:
                self.wfile.flush()
                self.connection.sendfile(source, asked.start, len(asked))

    def head(self, status: int, content_type: str, size: int, *more: tuple[str, str]) -> None:
        """Send a head."""
        self.send_response(status)
        fields = (
            ("Content-Type", content_type),
            ("Content-Length", str(size)),
            ("Cache-Control", "no-store"),
            # Of a worker's script it governs what the worker may ask for.
            ("Content-Security-Policy", OWN_POLICY),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Referrer-Policy", "same-origin"),
            ("X-Content-Type-Options", "nosniff"),
            ("X-DNS-Prefetch-Control", "off"),
            *more,
        )
        for name, value in fields:
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base's name
        """Keep quiet."""


class Listener(ThreadingHTTPServer):
    """Take connections on loopback, each in a thread of its own."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, package: Package, viewer: Viewer, port: int) -> None:
        self.page = frame(package, viewer, LICENCE).encode()
        interface = (viewer.root / "ui.js", SCRIPT)
        self.files = {
            "/ui.js": interface,
            "/replay/ui.js": interface,
            "/replay/sw.js": (viewer.root / "sw.js", SCRIPT),
            "/LICENSE": (viewer.root / "LICENSE", PLAIN),
            package_path(package): (package.path, "application/wacz"),
        }
        super().__init__((LOOPBACK, port), Handler)
        self.hosts = [f"{name}:{self.server_port}" for name in NAMES]
        if self.server_port == 80:
            self.hosts += NAMES

    def server_bind(self) -> None:
        """Bind without asking a name server for the host's name."""
        super(ThreadingHTTPServer, self).server_bind()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over visitors who hang up; anything else is a fault of ours and is shown."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Server(AbstractContextManager["Server"]):
    """A package being served from a thread; use it in a `with` block. Port 0 takes a free one."""

    def __init__(self, package: Package, viewer: Viewer, port: int = 0) -> None:
        self._listener = Listener(package, viewer, port)
        self.url = f"http://{self._listener.hosts[0]}/"
        self._thread = Thread(
            target=self._listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    def __enter__(self) -> Self:
        """Begin to answer."""
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        """Stop answering."""
        self._listener.shutdown()
        self._thread.join()
        self._listener.server_close()


def check_port(port: int) -> None:
    """Take a port and let it go again; raises `OSError` where another program has it."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind((LOOPBACK, port))
        trial.listen()
