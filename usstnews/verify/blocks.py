"""Read an index in blocks, and hold its summary to them."""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BLOCKS = "indexes/index.cdx.gz"
SUMMARY = "indexes/index.idx"
_HEADER = {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}


class Block(NamedTuple):
    """A block: where it lies, its digest, and what it holds."""

    offset: int
    length: int
    sha256: str
    data: bytes


def blocks_of(pieces: Iterable[bytes]) -> Iterator[Block]:
    """Cut an index into its blocks; raises `zlib.error`."""
    offset = length = 0
    inflate, digest, data = _begin()
    for piece in pieces:
        rest = piece
        while rest:
            data.append(inflate.decompress(rest))
            used = len(rest) - len(inflate.unused_data)
            digest.update(rest[:used])
            length, rest = length + used, inflate.unused_data
            if inflate.eof:
                yield Block(offset, length, digest.hexdigest(), b"".join(data))
                offset, length = offset + length, 0
                inflate, digest, data = _begin()
    if length:
        raise zlib.error("the last block is cut off")


def _begin() -> tuple[zlib._Decompress, hashlib._Hash, list[bytes]]:
    return zlib.decompressobj(16 + zlib.MAX_WBITS), hashlib.sha256(), []


def summary_line(block: Block) -> bytes:
    """Write a block's line of the summary."""
    key = block.data.partition(b" {")[0].decode("utf-8", "replace")
    where = {"offset": block.offset, "length": block.length, "digest": f"sha256:{block.sha256}"}
    return f"{key} {json.dumps(where)}\n".encode()


def first_line() -> bytes:
    """Write the first line of the summary."""
    return f"!meta 0 {json.dumps(_HEADER)}\n".encode()
