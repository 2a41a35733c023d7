"""The index of a package: plain while it is small, else in blocks that can be read singly."""

from __future__ import annotations

import hashlib
import json
import zlib
from itertools import islice
from typing import TYPE_CHECKING

from usstnews.archive.wacz.zipped import gathered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from usstnews.archive.wacz.zipped import Package

# Octets, of about 10,000 captures. ReplayWeb.page copies a plain index whole into the browser's
# database before it shows anything, which takes seconds of a larger one. Of blocks it reads those
# that it needs.
PLAIN = 4 << 20
_BLOCK = 300  # lines, as cdxj-indexer has it
_BLOCKS = "index.cdx.gz"


def put_index(package: Package, lines: Iterable[bytes], size: int) -> None:
    """Add a sorted index of `size` octets to a package."""
    if size <= PLAIN:
        package.put("indexes/index.cdxj", gathered(lines), squeeze=True)
        return
    summary = [f"!meta 0 {json.dumps({'format': 'cdxj-gzip-1.0', 'filename': _BLOCKS})}\n".encode()]
    package.put(f"indexes/{_BLOCKS}", _blocks(lines, summary), size=size)
    package.put("indexes/index.idx", summary, squeeze=True)


def _blocks(lines: Iterable[bytes], summary: list[bytes]) -> Iterator[bytes]:
    """Compress the lines in blocks, and note in the summary where each begins."""
    offset = 0
    lines = iter(lines)
    while block := list(islice(lines, _BLOCK)):
        # As gzip, whose header bears no time here.
        deflate = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
        member = deflate.compress(b"".join(block)) + deflate.flush()
        key = block[0][: block[0].index(b" {")].decode()
        where = {
            "offset": offset,
            "length": len(member),
            "digest": f"sha256:{hashlib.sha256(member).hexdigest()}",
        }
        summary.append(f"{key} {json.dumps(where)}\n".encode())
        offset += len(member)
        yield member
