"""What the replica answers to one request, apart from how it goes over the wire."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property

__all__ = ["Answer"]

COMPRESSED = ("text/", "application/javascript", "application/json")


@dataclass(frozen=True)
class Answer:
    """A response: status, body and what its headers say of it."""

    status: int
    content_type: str
    body: bytes
    modified: str | None = None
    """The `Last-Modified` of a static page; dynamic ones have none, and no `ETag`."""
    headers: tuple[tuple[str, str], ...] = ()
    chunked: bool = False
    tagged: bool | None = None
    """Whether it has an `ETag`; None for whether it has a `Last-Modified`."""

    @cached_property
    def etag(self) -> str | None:
        """Give the entity tag; weak, since one tag serves the plain and the compressed body."""
        tagged = self.modified is not None if self.tagged is None else self.tagged
        if not tagged:
            return None
        return f'W/"{len(self.body):x}-{hashlib.md5(self.body).hexdigest()[:12]}"'

    @property
    def validators(self) -> list[tuple[str, str]]:
        """Give the headers by which a visitor can tell whether it holds this answer."""
        stated = (("Last-Modified", self.modified), ("ETag", self.etag))
        return [(name, value) for name, value in stated if value is not None]

    @cached_property
    def compressed(self) -> bytes | None:
        """Give the body compressed, or None where that does not pay."""
        if len(self.body) < 400 or not self.content_type.startswith(COMPRESSED):
            return None
        return gzip.compress(self.body, 6, mtime=0)
