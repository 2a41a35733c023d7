"""Which bytes a `Range` header asks for (RFC 9110 §14)."""

from __future__ import annotations

import re

__all__ = ["NotSatisfiable", "part"]

# One range of bytes: what viewers send, and all that must be answered with a part.
SINGLE = re.compile(r"bytes=(\d*)-(\d*)\Z")


class NotSatisfiable(ValueError):
    """The range begins behind the last byte."""


def part(asked: str | None, size: int) -> range | None:
    """Read a `Range` header for a body of `size` bytes; None asks for the whole.

    A header that is malformed or asks for several ranges is passed over, as the RFC has it.

    >>> part("bytes=2-5", 10), part("bytes=7-", 10), part("bytes=-3", 10)
    (range(2, 6), range(7, 10), range(7, 10))
    >>> part("bytes=8-99", 10), part("bytes=-99", 10)
    (range(8, 10), range(0, 10))
    >>> part(None, 10), part("bytes=5-2", 10), part("bytes=0-1,4-5", 10), part("lines=1-2", 10)
    (None, None, None, None)
    >>> part("bytes=10-", 10)
    Traceback (most recent call last):
    ...
    usstnews.web.ranges.NotSatisfiable: bytes=10- of 10 bytes
    """
    found = SINGLE.match(asked.strip()) if asked else None
    if found is None or not (found[1] or found[2]):
        return None
    if found[1]:
        first, end = int(found[1]), int(found[2]) + 1 if found[2] else size
        if found[2] and end <= first:
            return None
    else:
        first, end = max(0, size - int(found[2])), size
    if first >= size:
        raise NotSatisfiable(f"{asked} of {size} bytes")
    return range(first, min(end, size))
