"""The texts of pages in a WET file, as crawls of the whole web publish them."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from usstnews.archive.warc.record import first_of
from usstnews.errors import UsstnewsError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC = b"WARC/"
LONGEST_LINE = 1 << 16  # octets
MOST_LINES = 200
LARGEST = 1 << 24  # octets: what is larger is no page's text
_READ = 1 << 16


class DamagedWet(UsstnewsError):
    """A WET file ends early, or does not hold what it states."""


class Conversion(NamedTuple):
    """The text of a page, and its URL; None where the record does not name one."""

    url: str | None
    text: bytes


def read_conversions(stream: BinaryIO) -> Iterator[Conversion]:
    """Yield the plain texts of a WET file, one in memory at a time; `stream` is not compressed any
    more. Records of other types are passed over.

    Not for our own WARC files: the reader of those holds each record against its gzip member, which
    WET files need not have. Raises `DamagedWet`, and what `stream` raises.
    """
    while start := _line(stream):
        if not start.strip():
            continue
        if not start.startswith(MAGIC):
            raise DamagedWet("something else stands where a record should begin")
        headers = tuple(_headers(stream))
        length = first_of(headers, "Content-Length") or ""
        if not (length.isascii() and length.isdecimal() and len(length) < 16):
            raise DamagedWet("a record does not state its length")
        size, said = int(length), first_of(headers, "Content-Type") or "text/plain"
        is_text = first_of(headers, "WARC-Type") == "conversion" and said.startswith("text/plain")
        if is_text and size <= LARGEST:
            yield Conversion(first_of(headers, "WARC-Target-URI"), _block(stream, size))
        else:
            for place in range(0, size, _READ):
                _block(stream, min(_READ, size - place))


def _line(stream: BinaryIO) -> bytes:
    line = stream.readline(LONGEST_LINE)
    if line and not line.endswith(b"\n"):
        raise DamagedWet("it is torn, or a line of its headers is too long")
    return line


def _headers(stream: BinaryIO) -> Iterator[tuple[str, str]]:
    for _ in range(MOST_LINES):
        line = _line(stream)
        if not line.strip():
            return
        name, _, value = line.decode(errors="replace").partition(":")
        yield name.strip(), value.strip().removeprefix("<").removesuffix(">")
    raise DamagedWet("a record has no end of its headers")


def _block(stream: BinaryIO, size: int) -> bytes:
    block = stream.read(size)
    if len(block) < size:
        raise DamagedWet("the last record is torn")
    return block
