"""Octets in memory or in a file: what a connection carried, whatever its size.

Small things are `bytes`. A `Spool` moves to an unnamed temporary file (under TMPDIR) as it grows,
and a part of one is a view into that file, so that no body is ever in memory as a whole.
"""

from __future__ import annotations

import io
import os
import tempfile
import weakref
from abc import ABC, abstractmethod
from array import array
from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typing_extensions import Buffer

IN_MEMORY = 1 << 23
"""Octets up to which a spool stays in memory."""
CHUNK = 1 << 20
"""Octets at once: a bound on memory. What is not longer is `bytes`."""
# 16 octets of memory each. A body of more and smaller parts is copied, on the disk.
_MOST_SPANS = 1 << 16
_READ_AHEAD = 1 << 16
_LOOK = 1 << 9  # octets in which a line's end mostly is


class Octets(Protocol):
    """A row of octets that is read by its parts; `bytes` are one."""

    def __len__(self) -> int: ...
    def __bytes__(self) -> bytes: ...
    def __getitem__(self, part: slice, /) -> bytes: ...
    def find(self, sub: bytes, start: int = ..., end: int = ..., /) -> int:
        """Return where `sub` first lies whole between `start` and `end`, or -1."""
        ...


class Held(ABC):
    """What a spool and its views share: all is read by `_read`, in parts."""

    @abstractmethod
    def __len__(self) -> int:
        """Return the number of octets."""

    @abstractmethod
    def spans(self, start: int, end: int) -> tuple[Spool, Iterable[tuple[int, int]]]:
        """Return the spool and the places in it that hold a part."""

    @abstractmethod
    def _read(self, start: int, end: int) -> bytes: ...

    def __bytes__(self) -> bytes:
        return self._read(0, len(self))

    def __getitem__(self, part: slice, /) -> bytes:
        start, end, step = part.indices(len(self))
        return self._read(start, max(start, end))[::step]

    def find(self, sub: bytes, start: int = 0, end: int | None = None, /) -> int:
        """Return where `sub` first lies whole between `start` and `end`, or -1."""
        end = len(self) if end is None else min(end, len(self))
        step = _LOOK
        while start < end:
            found = self._read(start, min(start + step + len(sub) - 1, end)).find(sub)
            if found >= 0:
                return start + found
            start += step
            step = min(2 * step, CHUNK)
        return -1


class Spool(Held):
    """Octets to which more are appended; in a file of their own beyond `IN_MEMORY`.

    The file has no name and goes with the spool. Raises OSError where the disk refuses.
    """

    def __init__(self) -> None:
        self._held = bytearray()
        self._size = 0
        self._file = -1
        self._ahead = (0, b"")

    def append(self, data: bytes) -> None:
        """Add to the end."""
        self._size += len(data)
        if self._size <= IN_MEMORY:
            self._held += data
            return
        if self._file < 0:
            file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - open as long as the spool
            weakref.finalize(self, file.close)
            self._file = file.fileno()
            self._write(self._held)
            self._held = bytearray()
        self._write(data)

    def octets(self) -> Octets:
        """Return what was appended so far: `bytes`, or the spool itself once it is in a file."""
        return bytes(self._held) if self._file < 0 else self

    def __len__(self) -> int:
        return self._size

    def spans(self, start: int, end: int) -> tuple[Spool, Iterable[tuple[int, int]]]:
        """Return itself and the one place."""
        return self, ((start, end),)

    def _write(self, data: bytes | bytearray) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._file, rest) :]
        self._ahead = (0, b"")

    def _read(self, start: int, end: int) -> bytes:
        if self._file < 0:
            return bytes(self._held[start:end])
        base, ahead = self._ahead
        if not base <= start <= end <= base + len(ahead):
            if end - start >= _READ_AHEAD:
                return self._pread(start, end)
            base, ahead = start, self._pread(start, min(start + _READ_AHEAD, self._size))
            self._ahead = base, ahead
        return ahead[start - base : end - base]

    def _pread(self, start: int, end: int) -> bytes:
        parts = []
        while start < end and (part := os.pread(self._file, end - start, start)):
            parts.append(part)
            start += len(part)
        return b"".join(parts)


class Spans(Held):
    """Parts of a spool, end to end; nothing is copied."""

    def __init__(self, spool: Spool, spans: Iterable[tuple[int, int]]) -> None:
        self._spool = spool
        self._starts = array("Q")
        self._ends = array("Q", (0,))  # of each span, counted from the first one's start
        for start, end in spans:
            self._starts.append(start)
            self._ends.append(self._ends[-1] + end - start)

    def __len__(self) -> int:
        return self._ends[-1]

    def spans(self, start: int, end: int) -> tuple[Spool, Iterable[tuple[int, int]]]:
        """Return the spool and the places in it that hold a part."""
        return self._spool, self._within(start, end)

    def _within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        number = bisect_right(self._ends, start) - 1
        while start < end:
            first, last = self._ends[number], self._ends[number + 1]
            there = self._starts[number]
            until = min(end, last)
            yield there + start - first, there + until - first
            start, number = until, number + 1

    def _read(self, start: int, end: int) -> bytes:
        return b"".join([self._spool[a:b] for a, b in self._within(start, end)])


def part(octets: Octets, start: int, end: int) -> Octets:
    """Return the octets from `start` to `end`, at most to their end: `bytes`, or a large view.

    >>> part(b"HTTP/1.1 200 OK", 9, 12)
    b'200'
    """
    if isinstance(octets, bytes):
        return octets[start:end]
    end = min(end, len(octets))
    if isinstance(octets, Held) and end - start > CHUNK:
        return Spans(*octets.spans(start, end))
    return octets[start:end]


def gather(octets: Octets, places: Iterable[tuple[int, int]]) -> Octets:
    """Return the parts of octets that lie at some places, end to end.

    >>> gather(b"2;ab3;cde", [(2, 4), (6, 9)])
    b'abcde'
    """
    if isinstance(octets, bytes) or not isinstance(octets, Held):
        return b"".join([octets[start:end] for start, end in places])
    starts, ends = array("Q"), array("Q")
    gathered: Spool | None = None
    for start, end in places:
        starts.append(start)
        ends.append(end)
        if len(starts) == _MOST_SPANS:
            gathered = gathered or Spool()
            _copy(octets, zip(starts, ends, strict=True), gathered)
            starts, ends = array("Q"), array("Q")
    spans = zip(starts, ends, strict=True)
    if gathered is not None:
        _copy(octets, spans, gathered)
        return gathered.octets()
    if sum(ends) - sum(starts) <= CHUNK:
        return b"".join([octets[start:end] for start, end in spans])
    spool, _ = octets.spans(0, 0)
    return Spans(spool, (place for start, end in spans for place in octets.spans(start, end)[1]))


def _copy(octets: Octets, places: Iterable[tuple[int, int]], to: Spool) -> None:
    for start, end in places:
        for piece in chunks(octets, start, end):
            to.append(piece)


def chunks(octets: Octets, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """Yield the octets from `start` to `end` in pieces of `CHUNK`; the last is shorter, or not.

    >>> [len(piece) for piece in chunks(bytes(CHUNK + 1))]
    [1048576, 1]
    """
    end = len(octets) if end is None else end
    places = [*range(start, end, CHUNK), end]
    for first, last in pairwise(places):
        yield octets[first:last]


def reader(octets: Octets) -> io.BufferedIOBase:
    """Open octets for reading as a file is read.

    >>> reader(b"some").read(3)
    b'som'
    """
    return io.BytesIO(octets) if isinstance(octets, bytes) else io.BufferedReader(_Raw(octets))


class _Raw(io.RawIOBase):
    def __init__(self, octets: Octets) -> None:
        self._octets = octets
        self._at = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        into = memoryview(buffer).cast("B")
        data = self._octets[self._at : self._at + len(into)]
        into[: len(data)] = data
        self._at += len(data)
        return len(data)
