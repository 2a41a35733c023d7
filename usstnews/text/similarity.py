"""How alike two bodies are: shingles of four words, and MinHash to find what shares many."""

from __future__ import annotations

from array import array
from struct import pack
from zlib import crc32

from rensa import RMinHash

from usstnews.text.wording import spelling

SHINGLE = 4  # words
NEAR = 0.55  # Jaccard similarity from which on bodies say nearly the same
# With fewer words, one of them makes too much of a difference.
LEAST_WORDS = 30
# Bodies that share a band are held against each other: 98 % of those with Jaccard .55, 99.6 % with
# .6; of those with .3 a quarter, with .1 one in 250.
BANDS, ROWS = 40, 4
_SEED = 1
# A release of the library that computes other signatures makes other bands.
ALGORITHM: int = RMinHash.ALGORITHM_VERSION

Shingles = frozenset[int]


def in_order(codes: array[int]) -> list[int]:
    """Give the shingle that begins at each word of a wording, as one number of 64 bits."""
    spelt, octets = spelling(codes), 2 * SHINGLE
    found = [0] * max(len(spelt) - SHINGLE + 1, 0)
    for at in range(min(SHINGLE, len(found))):
        rest = spelt[at:].tobytes()
        found[at::SHINGLE] = array("Q", rest[: len(rest) // octets * octets])
    return found


def shingles(codes: array[int]) -> Shingles:
    """Give the shingles of a wording; none where it has fewer than `LEAST_WORDS` words."""
    return frozenset(in_order(codes) if len(codes) >= LEAST_WORDS else ())


def jaccard(one: Shingles, other: Shingles) -> float:
    """Give the share of shingles that two bodies have in common, of those that either has.

    >>> jaccard(frozenset({1, 2}), frozenset({2, 3, 4}))
    0.25
    """
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0


def bands(found: Shingles) -> list[int]:
    """Give the bands of a signature over shingles, as signed numbers of 32 bits.

    Two bodies share one with a probability of 1 - (1 - J^4)^40, J being their Jaccard similarity.
    """
    sketch = RMinHash(BANDS * ROWS, _SEED)
    said = array("Q", found).tobytes()
    sketch.update([said[at : at + 8] for at in range(0, len(said), 8)])
    octets, width = pack(f"<{BANDS * ROWS}I", *sketch.digest()), 4 * ROWS
    return [
        crc32(octets[width * band : width * (band + 1)], band) - (1 << 31) for band in range(BANDS)
    ]
