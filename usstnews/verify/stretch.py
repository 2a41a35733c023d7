"""A stretch of a file: the whole of it, or an entry that a zip holds as it is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

AT_ONCE = 1 << 20  # octets


class Stretch:
    """Octets of an open file, read where one likes; offsets count from the stretch's start."""

    def __init__(self, file: BinaryIO, start: int = 0, size: int | None = None) -> None:
        self._descriptor = file.fileno()
        self._start = start
        self.size = os.fstat(self._descriptor).st_size - start if size is None else size
        self._base, self._held = 0, b""

    def read(self, offset: int, size: int) -> memoryview:
        """Read up to `size` octets; fewer at the end, and where a part is at hand already."""
        if not 0 <= offset < self.size:
            return memoryview(b"")
        at = offset - self._base
        if not 0 <= at < len(self._held):
            most = min(AT_ONCE, self.size - offset)
            self._held = os.pread(self._descriptor, most, self._start + offset)
            self._base, at = offset, 0
        return memoryview(self._held)[at : at + size]

    def pieces(self, start: int = 0, end: int | None = None) -> Iterator[memoryview]:
        """Read from `start` to `end` in pieces."""
        end = self.size if end is None else end
        while start < end and (piece := self.read(start, min(AT_ONCE, end - start))):
            yield piece
            start += len(piece)

    def find(self, wanted: bytes, start: int) -> int:
        """Say where `wanted` first lies whole from `start` on, or -1."""
        while start < self.size:
            piece = self.exactly(start, AT_ONCE)
            if (found := piece.find(wanted)) >= 0:
                return start + found
            start += max(1, len(piece) - len(wanted) + 1)
        return -1

    def exactly(self, offset: int, size: int) -> bytes:
        """Read `size` octets, fewer only at the end."""
        return b"".join(self.pieces(offset, min(self.size, offset + size)))
