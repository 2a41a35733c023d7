"""A replica of sixty pages, served on loopback, and a visitor."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from usstnews.replica import Replica, Server, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class Reply:
    """What came back for one request."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """Decode a page as a browser does."""
        if self.body.startswith(b"\xef\xbb\xbf"):
            return self.body.decode("utf-8-sig")
        return self.body.decode("gbk" if b"charset=gb2312" in self.body[:2000] else "utf-8")


def ask(url: str, method: str = "GET", **headers: str) -> Reply:
    """Ask for a URL on a new connection; underscores in header names stand for hyphens."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=20)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request(
        method, target, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    response = connection.getresponse()
    reply = Reply(response.status, response.headers, response.read())
    connection.close()
    return reply


@pytest.fixture(scope="session")
def visit() -> Callable[..., Reply]:
    """Give the way to ask for a URL."""
    return ask


@pytest.fixture(scope="session")
def served() -> Iterator[Server]:
    """Serve the replica that most tests read; none changes it."""
    with serve(Replica(articles=60, seed=1)) as server:
        yield server


@pytest.fixture(scope="session")
def truth(served: Server) -> dict[str, Any]:
    """Give the replica's truth."""
    return served.replica.truth(served.base_url)
