"""Files put into a zip in pieces, each digested as it goes in."""

from __future__ import annotations

import hashlib
import os
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

PIECE = 1 << 20  # octets at once


class Resource(NamedTuple):
    """A file in the package; `size` is in octets before the zip's own compression."""

    path: str
    sha256: str
    size: int

    def to_dict(self) -> dict[str, Any]:
        """Give the entry of a data package's list of resources."""
        # Names are identifiers there, in lower case (Data Package 1.0).
        name = self.path.rpartition("/")[2].lower()
        return {
            "name": name,
            "path": self.path,
            "hash": f"sha256:{self.sha256}",
            "bytes": self.size,
        }


class Package:
    """A zip that is being written. Equal files put in give equal bytes: no entry bears a time."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._zip = zipfile.ZipFile(self._file, "w")
        self.resources: list[Resource] = []

    def put(
        self, path: str, pieces: Iterable[bytes], *, size: int = 0, squeeze: bool = False
    ) -> Resource:
        """Add a file; `size` need be given of those that may have more than 2 GiB."""
        entry = zipfile.ZipInfo(path)  # of 1980, where a zip's time begins
        entry.compress_type = zipfile.ZIP_DEFLATED if squeeze else zipfile.ZIP_STORED
        entry.external_attr = 0o644 << 16
        # zipfile gives the entry a 64-bit local header a little below 2 GiB already, without saying
        # so in the directory; ReplayWeb.page then seeks the file 20 octets before its beginning.
        entry.file_size = size if size > zipfile.ZIP64_LIMIT else 0
        digest, count = hashlib.sha256(), 0
        with self._zip.open(entry, "w") as out:
            for piece in pieces:
                digest.update(piece)
                count += len(piece)
                out.write(piece)
        resource = Resource(path, digest.hexdigest(), count)
        self.resources.append(resource)
        return resource

    def close(self) -> None:
        """Write the directory, which makes it a zip, and have the disk hold it all."""
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Let go of the file, whole or not."""
        with suppress(OSError):  # a full disk takes no directory either
            self._zip.close()
        with suppress(OSError):
            self._file.close()


def pieces(path: Path) -> Iterator[bytes]:
    """Read a file in pieces."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def told(parts: Iterable[bytes], progress: Callable[[int], object]) -> Iterator[bytes]:
    """Pass pieces on, and say of each how long it was."""
    for part in parts:
        yield part
        progress(len(part))


def gathered(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Join lines into pieces that are worth a write each."""
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= PIECE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)
