"""The digests of finished WARC files, line by line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LINE = re.compile(rb"([0-9a-f]{64})  warc/([^\s/]+\.warc\.gz)\n")


class Stated(NamedTuple):
    """A line: where it begins, and what it says; nothing where it says nothing."""

    offset: int
    raw: bytes
    name: str | None = None
    sha256: str | None = None


class Manifest:
    """The manifest as it was read; empty where there is none."""

    def __init__(self, path: Path) -> None:
        self.lines: list[Stated] = []
        self.exists = path.exists()
        offset = 0
        for raw in path.read_bytes().splitlines(keepends=True) if self.exists else ():
            match = _LINE.fullmatch(raw)
            said = (match[2].decode("utf-8", "replace"), match[1].decode()) if match else ()
            self.lines.append(Stated(offset, raw, *said))
            offset += len(raw)
        self.by_name = {line.name: line for line in self.lines if line.name is not None}

    def of(self, name: str) -> Stated | None:
        """Find the line of a file."""
        return self.by_name.get(name)

    def malformed(self) -> Iterator[tuple[int, str]]:
        """Give the lines that are none, or stand where they should not, by their offsets."""
        before = ""
        for line in self.lines:
            if line.name is None:
                yield (
                    line.offset,
                    "no line of a digest, two blanks, `warc/` and a file's name",
                )
            elif line.name == before:
                yield line.offset, f"{line.name} has another line"
            elif line.name < before:
                yield line.offset, f"{line.name} stands out of order"
            before = line.name or before

    def has_mangled(self, name: str, sha256: str) -> bool:
        """Tell whether a line that is wrong anyway was that of a file."""
        return any(name.encode() in line.raw or sha256.encode() in line.raw for line in self.lines)
