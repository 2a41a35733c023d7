"""Read a zip as strictly as our packer writes it: nothing before, between or behind its files.

A zip says all twice, before each file and in the directory at the end, so where the two disagree
the checksum of what was stored tells which is wrong.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

from usstnews.errors import UsstnewsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from usstnews.verify.stretch import Stretch

STORED, DEFLATED = 0, 8
_LIMIT = (1 << 31) - 1  # where zipfile goes over to 64 bits
_MARK = 0xFFFFFFFF
_DAY = 0x21  # 1980-01-01, where a zip's time begins
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_END = struct.Struct("<4s4H2LH")
_MODE = 0o644 << 16
_FEW = 16  # octets: another release of zlib changes more


class NoPackage(UsstnewsError):
    """A file is no zip that could be read."""


class Entry(NamedTuple):
    """A file in the zip: `offset` is where its header begins, sizes are in octets."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    offset: int

    @property
    def is_large(self) -> bool:
        """Whether the local header bears its sizes in 64 bits."""
        return self.packed > _LIMIT or self.size > _LIMIT

    @property
    def start(self) -> int:
        """Where its octets begin."""
        return self.offset + len(self.local())

    @property
    def end(self) -> int:
        """Where they end."""
        return self.start + self.packed

    def local(self) -> bytes:
        """Spell the header before its octets."""
        name, extra = self.name.encode(), b""
        sizes = (self.packed, self.size)
        if self.is_large:
            extra, sizes = struct.pack("<HHQQ", 1, 16, self.size, self.packed), (_MARK, _MARK)
        needs = 45 if self.is_large else 20
        flags = 0 if name.isascii() else 0x800
        fixed = (b"PK\3\4", needs, flags, self.method, 0, _DAY, self.crc, *sizes)
        return _LOCAL.pack(*fixed, len(name), len(extra)) + name + extra

    def central(self) -> bytes:
        """Spell the line of the directory."""
        name, more = self.name.encode(), list[int]()
        sizes, offset = (self.packed, self.size), self.offset
        if self.is_large:
            more, sizes = [self.size, self.packed], (_MARK, _MARK)
        if offset > _LIMIT:
            more.append(offset)
            offset = _MARK
        extra = struct.pack(f"<HH{len(more)}Q", 1, 8 * len(more), *more) if more else b""
        needs = 45 if more else 20
        flags = 0 if name.isascii() else 0x800
        fixed = (b"PK\1\2", needs, 3, needs, 0, flags, self.method, 0, _DAY, self.crc, *sizes)
        tail = (len(name), len(extra), 0, 0, 0, _MODE, offset)
        return _CENTRAL.pack(*fixed, *tail) + name + extra


class Strange(NamedTuple):
    """Octets of the zip's own that are not as they should be."""

    offset: int
    finding: str


class Container:
    """The files of a zip, and what is strange about the zip itself."""

    def __init__(self, source: Stretch, knows: Callable[[str], bool]) -> None:
        """Find the files; raises `NoPackage` where neither headers nor directory name them.

        `knows` tells which names a file may have.
        """
        self._source, self._knows = source, knows
        self.strange: list[Strange] = []
        before, behind = _walk(source), _directory(source)
        if before is not None and _tail_differs(source, before) is None:
            self.entries = before
        elif behind is not None and (before is None or self._hold(behind, before)):
            self.entries = behind
            for entry in behind:
                self._compare(entry.offset, entry.local(), f"the header of {entry.name}")
        elif before is not None:
            self.entries = before
            at = _tail_differs(source, before) or 0
            self.strange.append(Strange(at, "the zip's directory is not that of its files"))
        else:
            raise NoPackage("this is no whole zip; make the package again with `usstnews pack`")

    def octets(self, entry: Entry) -> Iterator[bytes]:
        """Read a file as it was put in; raises `zlib.error` where it is damaged."""
        inflate = zlib.decompressobj(-zlib.MAX_WBITS) if entry.method == DEFLATED else None
        for piece in self._source.pieces(entry.start, entry.end):
            yield inflate.decompress(piece) if inflate else bytes(piece)
        if inflate and (not inflate.eof or inflate.unused_data):
            raise zlib.error("its end is not where it should be")

    def respelt(self, entry: Entry) -> int | None:
        """Say where a few octets of a compressed file are not as compressing it again gives them;
        none where all are, or so many that another zlib wrote them.
        """
        deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        at, first, differing = entry.start, None, 0
        for piece in _compressed(self.octets(entry), deflate):
            there = self._source.exactly(at, len(piece))
            if there != piece:
                places = [n for n, (a, b) in enumerate(zip(there, piece, strict=False)) if a != b]
                first = at + places[0] if first is None and places else first
                differing += len(places)
            at += len(piece)
        return first if differing <= _FEW and at == entry.end else None

    def _hold(self, behind: Sequence[Entry], before: Sequence[Entry]) -> bool:
        """Tell whether the directory is right wherever it differs from the headers."""
        if len(behind) != len(before):
            return len(behind) > len(before)
        pairs = zip(behind, before, strict=True)
        return all(
            one == other or (self.holds(one) and (one.name == other.name or self._knows(one.name)))
            for one, other in pairs
        )

    def holds(self, entry: Entry) -> bool:
        """Tell whether a file is the one of which the zip has the checksum."""
        crc = size = 0
        try:
            for piece in self.octets(entry):
                crc, size = zlib.crc32(piece, crc), size + len(piece)
        except zlib.error:
            return False
        return (crc, size) == (entry.crc, entry.size)

    def _compare(self, at: int, wanted: bytes, what: str) -> None:
        there = self._source.exactly(at, len(wanted))
        if there != wanted:
            self.strange.append(Strange(at + _first(there, wanted), f"{what} is not as written"))


def _compressed(pieces: Iterator[bytes], deflate: zlib._Compress) -> Iterator[bytes]:
    for piece in pieces:
        yield deflate.compress(piece)
    yield deflate.flush()


def _first(there: bytes, wanted: bytes) -> int:
    """Say at which octet two rows begin to differ."""
    pairs = enumerate(zip(there, wanted, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(there), len(wanted)))


def _walk(source: Stretch) -> list[Entry] | None:
    """Go from header to header, up to the directory; none where that leads astray."""
    entries: list[Entry] = []
    offset = 0
    while (head := source.exactly(offset, _LOCAL.size))[:4] == b"PK\3\4":
        if len(head) < _LOCAL.size:
            return None
        _, _, _, method, _, _, crc, packed, size, name_size, extra_size = _LOCAL.unpack(head)
        name = source.exactly(offset + _LOCAL.size, name_size).decode("utf-8", "replace")
        if extra_size == 20 and packed == _MARK:
            extra = source.exactly(offset + _LOCAL.size + name_size, extra_size)
            size, packed = struct.unpack("<QQ", extra[4:])
        entry = Entry(name, method, crc, packed, size, offset)
        if source.exactly(offset, len(entry.local())) != entry.local():
            return None
        entries.append(entry)
        offset = entry.end
    return entries if entries and offset <= source.size else None


def _tail(entries: Sequence[Entry]) -> bytes:
    """Spell the directory and the end of a zip as zipfile does."""
    start = entries[-1].end
    directory = b"".join(entry.central() for entry in entries)
    count, size = len(entries), len(directory)
    large = b""
    if count > 0xFFFF or start > _LIMIT or size > _LIMIT:
        end64 = (b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start)
        large = _END64.pack(*end64) + _LOCATOR.pack(b"PK\6\7", 0, start + size, 1)
        count, size, start = min(count, 0xFFFF), min(size, _MARK), min(start, _MARK)
    return directory + large + _END.pack(b"PK\5\6", 0, 0, count, count, size, start, 0)


def _tail_differs(source: Stretch, entries: Sequence[Entry]) -> int | None:
    """Say where the directory begins to differ from that of some files; none where it does not."""
    start, wanted = entries[-1].end, _tail(entries)
    there = source.exactly(start, source.size - start)
    return None if there == wanted else start + _first(there, wanted)


def _directory(source: Stretch) -> list[Entry] | None:
    """Read the directory; none where it is not whole, or leaves gaps between the files."""
    end = _END.size
    tail = source.exactly(source.size - end, end)
    if len(tail) < end or tail[:4] != b"PK\5\6":
        return None
    _, _, _, _, count, _, offset, _ = _END.unpack(tail)
    if offset == _MARK or count == 0xFFFF:
        large = source.exactly(source.size - end - _LOCATOR.size - _END64.size, _END64.size)
        if large[:4] != b"PK\6\6":
            return None
        *_, count, _, offset = _END64.unpack(large)
    entries = []
    for _ in range(count):
        entry, length = _listed(source, offset)
        if entry is None:
            return None
        entries.append(entry)
        offset += length
    starts = [entry.offset for entry in entries[1:]]
    if not entries or entries[0].offset or starts != [entry.end for entry in entries[:-1]]:
        return None
    return entries if _tail_differs(source, entries) is None else None


def _listed(source: Stretch, offset: int) -> tuple[Entry | None, int]:
    head = source.exactly(offset, _CENTRAL.size)
    if len(head) < _CENTRAL.size or head[:4] != b"PK\1\2":
        return None, 0
    fields = _CENTRAL.unpack(head)
    method, crc, packed, size, name_size, extra_size = *fields[6:7], *fields[9:14]
    at = fields[18]
    name = source.exactly(offset + _CENTRAL.size, name_size).decode("utf-8", "replace")
    extra = source.exactly(offset + _CENTRAL.size + name_size, extra_size)
    more = (
        list(struct.unpack_from(f"<{(len(extra) - 4) // 8}Q", extra, 4)) if len(extra) > 4 else []
    )
    if packed == _MARK == size and len(more) >= 2:
        size, packed = more[:2]
        more = more[2:]
    if at == _MARK and more:
        at = more[0]
    return Entry(name, method, crc, packed, size, at), _CENTRAL.size + name_size + extra_size
