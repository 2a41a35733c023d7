"""Gzip members in a file, one to a record: pack, read, and mend the end of a file.

A file that is being written carries `.open` behind its name. FastWARC's reader is not used: at a
torn end it hands out the bytes that are there as a whole record. Here nothing is read whose
checksum does not hold.
"""

import mmap
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from usstnews.archive.durable import sync_directory
from usstnews.archive.warc.octets import CHUNK, Octets, Spool
from usstnews.errors import UsstnewsError

OPEN = ".open"
GZIP_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
"""What each member starts with: no time, no flags, no system, so equal records are equal bytes."""

# On pages of 14 kB level 9 makes files 0.2 % smaller than 6 and takes a sixth longer; on bodies
# that came gzipped it saves nothing.
_LEVEL = 6
# What came compressed is put down as it is, where there is much of it: seven times as fast.
_STORED = 0
_SHRINKS = 0.97
_READ = 1 << 16  # octets at once
# What was not written of a file that has its length: compressed, no record is so monotonous.
_HOLE = bytes(512)
_UNSYNCED = 1 << 28  # octets: more than a crawl writes between two syncs


class DamagedArchive(UsstnewsError):
    """A WARC file does not hold what was written; `offset` is where the damage begins."""

    def __init__(self, path: Path, offset: int, finding: str) -> None:
        super().__init__(
            f"{path}: {finding} at offset {offset}. Nothing was changed: put back a good copy of "
            f"the file, or cut what cannot be read out of a copy."
        )
        self.path = path
        self.offset = offset


class Member(NamedTuple):
    """A whole gzip member: where it lies, its length in octets, what it holds and how much that is.

    The member's own octets, ten of header first, are `file[offset : offset + length]`.
    """

    offset: int
    length: int
    data: Octets
    size: int


class Extent(NamedTuple):
    """How many whole records an abandoned file begins with, where they end, and what follows."""

    records: int
    end: int
    torn: int


class Mended(NamedTuple):
    """What became of an abandoned file."""

    records_kept: int
    bytes_dropped: int


def pack(data: bytes) -> bytes:
    """Compress into one gzip member; equal data give equal bytes."""
    deflate = zlib.compressobj(_LEVEL, wbits=-zlib.MAX_WBITS)
    trailer = _trailer(zlib.crc32(data), len(data))
    return b"".join((GZIP_HEADER, deflate.compress(data), deflate.flush(), trailer))


def pack_all(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Compress pieces into one gzip member, a piece at a time; equal pieces give equal bytes.

    The end of the first that is `CHUNK` long says whether the data shrink; if not, they are put
    down as they are, in deflate's own form for that.
    """
    yield GZIP_HEADER
    checksum = size = 0
    settled = False
    deflate = zlib.compressobj(_LEVEL, wbits=-zlib.MAX_WBITS)
    for piece in pieces:
        if not settled and len(piece) >= CHUNK:
            settled = True
            if len(zlib.compress(piece[-_READ:], 1)) > _SHRINKS * _READ:
                yield deflate.flush(zlib.Z_FULL_FLUSH)
                deflate = zlib.compressobj(_STORED, wbits=-zlib.MAX_WBITS)
        checksum, size = zlib.crc32(piece, checksum), size + len(piece)
        yield deflate.compress(piece)
    yield deflate.flush()
    yield _trailer(checksum, size)


def _trailer(checksum: int, size: int) -> bytes:
    return checksum.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little")


def read_members(path: Path, start: int = 0) -> Iterator[Member]:
    """Yield the whole members of a file from an offset on, where one has to begin.

    Either name of a file finds it, the final and the `.open` one. The torn end of a file that is
    being written ends them; all else that is not a whole member raises DamagedArchive.
    """
    with _opened(path) as stream:
        yield from _members(stream, start, keep=True)


def mend(path: Path) -> Mended:
    """Cut the torn last member of an abandoned `.open` file and give the file its final name.

    A file without a whole member goes. Raises what `measure` raises, and then changes nothing.
    Killed at any point, it can be called again; called again when done, it changes nothing.
    """
    final = path.with_name(path.name.removesuffix(OPEN))
    path = path if path.exists() else final
    return cut(path, measure(path))


def measure(path: Path) -> Extent:
    """Say how far an abandoned file is whole; nothing is changed.

    Raises DamagedArchive if whole members follow the damage, since only a torn end may be cut:
    unless there are holes in it, as a power cut leaves them in what was not on the disk yet.
    Raises FileExistsError where another file bears its final name.
    """
    final = path.with_name(path.name.removesuffix(OPEN))
    if path != final and final.exists():
        raise FileExistsError(f"{path} and {final} both exist; move one of them elsewhere.")
    records = end = 0
    with path.open("rb") as stream:
        with suppress(DamagedArchive):
            for member in _members(stream, 0, keep=False):
                records += 1
                end = member.offset + member.length
        torn = os.fstat(stream.fileno()).st_size - end
        if torn and (not path.name.endswith(OPEN) or _member_after(stream, end)):
            raise DamagedArchive(path, end, "A record is damaged, and others follow it")
    return Extent(records, end, torn)


def cut(path: Path, extent: Extent) -> Mended:
    """Cut an abandoned file to its extent and give it its final name."""
    final = path.with_name(path.name.removesuffix(OPEN))
    if path == final:
        return Mended(extent.records, 0)
    if not extent.records:
        path.unlink()
    else:
        with path.open("r+b") as stream:
            stream.truncate(extent.end)
            os.fsync(stream.fileno())
        path.rename(final)
    sync_directory(path.parent)
    return Mended(extent.records, extent.torn)


def _opened(path: Path) -> BinaryIO:
    # A crawl renames its file when done: a name taken a moment ago has to find it still, and a
    # record is cited by the final name from the start.
    final = path.name.removesuffix(OPEN)
    try:
        return path.open("rb")
    except FileNotFoundError:
        other = path.with_name(final if path.name != final else final + OPEN)
        if not other.exists():
            raise
        return other.open("rb")


def _members(stream: BinaryIO, start: int, *, keep: bool) -> Iterator[Member]:
    """Yield whole members; without `keep`, with the first `CHUNK` of their data at most."""
    path = Path(stream.name)
    stream.seek(start)
    offset, rest = start, stream.read(_READ)
    while rest:
        inflate = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        first, more = b"", Spool()
        length = size = 0
        while not inflate.eof:
            if not (rest := rest or stream.read(_READ)):
                if path.name.endswith(OPEN):
                    return
                raise DamagedArchive(path, offset, "The last record is torn")
            try:
                part = inflate.decompress(rest, CHUNK)
            except zlib.error as error:
                raise DamagedArchive(path, offset, f"No whole record ({error})") from error
            left = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
            length += len(rest) - len(left)
            rest = left
            if not size:
                first = part
            elif keep:
                if len(more) == 0:
                    more.append(first)
                more.append(part)
            size += len(part)
        yield Member(offset, length, more.octets() if len(more) else first, size)
        offset += length
        rest = rest or stream.read(_READ)


def _member_after(stream: BinaryIO, offset: int) -> bool:
    """Whether a whole record begins anywhere behind an offset, and no hole lies in between."""
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        hole = content.find(_HOLE, offset)
        near = hole >= 0 and len(content) - offset <= _UNSYNCED
        start = content.find(GZIP_HEADER, offset + 1)
        while start >= 0:
            with suppress(DamagedArchive):
                # What a page is made of may look like a member; only ours begin like this.
                member = next(_members(stream, start, keep=False), None)
                if member is not None and member.data[:5] == b"WARC/":
                    return not (near and hole < start)
            start = content.find(GZIP_HEADER, start + 1)
    return False
