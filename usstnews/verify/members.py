"""Read the gzip members of a WARC file, and go on behind one that is damaged.

Apart from the reader that crawls and re-extraction use: that one stops at the first damage, and
takes any gzip header for good.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING, NamedTuple

from usstnews.archive.warc.members import GZIP_HEADER
from usstnews.archive.warc.octets import CHUNK, Octets, Spool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usstnews.verify.stretch import Stretch

_STEP = 1 << 14  # octets put into inflate at once: most members are smaller
_GZIP = 16 + zlib.MAX_WBITS


class Member(NamedTuple):
    """A whole member: where it lies, what it holds, and the digest of its own octets."""

    offset: int
    length: int
    data: Octets
    size: int
    sha256: str
    as_written: bool
    """Whether it begins with the ten octets that each of ours does."""


class Damage(NamedTuple):
    """Octets from `offset` to `end` that are no member."""

    offset: int
    end: int
    finding: str


class _Broken(Exception):
    """No whole member is there; says why."""


def read_members(source: Stretch, *, growing: bool = False) -> Iterator[Member | Damage]:
    """Yield the members of a file in their order, and what lies between them.

    The end of a `growing` file may be torn: what begins there and is no whole member is left out.
    """
    offset = 0
    while offset < source.size:
        try:
            member = _member(source, offset)
        except _Broken as broken:
            following = _next_member(source, offset + 1)
            if growing and following is None:
                return
            end = source.size if following is None else following
            yield Damage(offset, end, str(broken))
            offset = end
        else:
            yield member
            offset += member.length


def _member(source: Stretch, start: int) -> Member:
    """Read the member at an offset; raises `_Broken` where none is."""
    inflate = zlib.decompressobj(wbits=_GZIP)
    digest = hashlib.sha256()
    first, more = b"", Spool()
    offset, size = start, 0
    as_written = source.exactly(start, len(GZIP_HEADER)) == GZIP_HEADER
    while not inflate.eof:
        fed = source.read(offset, _STEP)
        if not fed:
            raise _Broken("the record is cut off: the file ends before it does")
        try:
            part = inflate.decompress(fed, CHUNK)
        except zlib.error as error:
            what = "the record is damaged" if as_written else "no record begins here"
            raise _Broken(f"{what} ({error})") from error
        used = len(fed) - len(inflate.unused_data if inflate.eof else inflate.unconsumed_tail)
        digest.update(fed[:used])
        offset += used
        if not size:
            first = part
        else:
            if len(more) == 0:
                more.append(first)
            more.append(part)
        size += len(part)
    data = more.octets() if len(more) else first
    return Member(start, offset - start, data, size, digest.hexdigest(), as_written)


def _next_member(source: Stretch, start: int) -> int | None:
    """Find the next whole member that holds a record; none behind the last."""
    while (start := source.find(GZIP_HEADER, start)) >= 0:
        try:
            # What a page is made of may look like a member; only ours begin like this.
            if _member(source, start).data[:5] == b"WARC/":
                return start
        except _Broken:
            pass
        start += 1
    return None
