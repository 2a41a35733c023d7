"""A font of two signs, built table by table (OpenType 1.9; WOFF 1.0)."""

from __future__ import annotations

import struct
import zlib
from functools import cache

__all__ = ["truetype", "woff"]

UNITS = 1000
FIRST = 0xE900
SIGNS = (
    ((500, 800), (950, 400), (800, 400), (800, 0), (200, 0), (200, 400), (50, 400)),
    ((200, 750), (850, 375), (200, 0)),
)
"""The outlines of a house at U+E900 and an arrow at U+E901, clockwise."""


def glyph(points: tuple[tuple[int, int], ...]) -> bytes:
    """Write an outline of one contour whose points all lie on it."""
    across, up = zip(*points, strict=True)
    out = struct.pack(">5h", 1, min(across), min(up), max(across), max(up))
    out += struct.pack(">2H", len(points) - 1, 0) + b"\1" * len(points)
    for places in (across, up):
        steps = (place - last for last, place in zip((0, *places), places, strict=False))
        out += struct.pack(f">{len(points)}h", *steps)
    return out + b"\0" * (-len(out) % 4)


def names() -> bytes:
    """Write the table of names: family, style, unique name, full name, version, PostScript name."""
    texts = "USST Icons", "Regular", "USST Icons 1", "USST Icons", "Version 1.0", "USSTIcons"
    records, strings = b"", b""
    for number, text in enumerate(texts, 1):
        coded = text.encode("utf-16-be")
        records += struct.pack(">6H", 3, 1, 0x409, number, len(coded), len(strings))
        strings += coded
    return struct.pack(">3H", 0, len(texts), 6 + len(records)) + records + strings


def characters() -> bytes:
    """Write the map from characters to signs: one run, and the closing one that format 4 wants."""
    last = FIRST + len(SIGNS) - 1
    ends, starts = struct.pack(">2HH", last, 0xFFFF, 0), struct.pack(">2H", FIRST, 0xFFFF)
    runs = ends + starts + struct.pack(">2H", (1 - FIRST) % 0x10000, 1) + struct.pack(">2H", 0, 0)
    table = struct.pack(">7H", 4, 14 + len(runs), 0, 4, 4, 1, 0) + runs
    return struct.pack(">4HI", 0, 1, 3, 1, 12) + table


@cache
def tables() -> dict[str, bytes]:
    """Write all tables, sorted by tag; the font's checksum is still open."""
    drawn = [glyph(((100, 0), (100, 700), (500, 700), (500, 0))), *map(glyph, SIGNS)]
    count, places = len(drawn), [0]
    for outline in drawn:
        places.append(places[-1] + len(outline) // 2)
    metrics = struct.pack(">3h", 800, -200, 0) + struct.pack(">H3h", UNITS, 0, 0, UNITS)
    system = struct.pack(">HhHHH", 4, UNITS, 400, 5, 0)
    system += struct.pack(">11h", 650, 600, 0, 75, 650, 600, 0, 350, 50, 300, 0) + bytes(10)
    system += struct.pack(">4I4s", 0, 1 << 28, 0, 0, b"USST")
    system += struct.pack(">3H3h", 0x40, FIRST, FIRST + len(SIGNS) - 1, 800, -200, 0)
    system += struct.pack(">2H2I2h3H", 800, 200, 1, 0, 500, 700, 0, 32, 1)
    return {
        "OS/2": system,
        "cmap": characters(),
        "glyf": b"".join(drawn),
        "head": struct.pack(
            ">2HIIIHHqq4h2H3h",
            *(1, 0, 0x10000, 0, 0x5F0F3CF5, 3, UNITS, 3_600_000_000, 3_600_000_000),
            *(0, 0, 950, 800, 0, 8, 2, 0, 0),
        ),
        "hhea": struct.pack(">HH", 1, 0) + metrics + struct.pack(">3h", 1, 0, 0)
        + bytes(8) + struct.pack(">hH", 0, count),
        "hmtx": struct.pack(">Hh", UNITS, 0) * count,
        "loca": struct.pack(f">{count + 1}H", *places),
        "maxp": struct.pack(">I14H", 0x10000, count, 7, 1, 0, 0, 2, *[0] * 8),
        "name": names(),
        "post": struct.pack(">IihhI", 0x30000, 0, -100, 50, 0) + bytes(16),
    }  # fmt: skip


def checksum(data: bytes) -> int:
    """Add up the words of a table."""
    padded = data + b"\0" * (-len(data) % 4)
    words: list[int] = [word for (word,) in struct.iter_unpack(">I", padded)]
    return sum(words) % (1 << 32)


@cache
def truetype() -> bytes:
    """Give the font as a TrueType file."""
    parts = tables()
    head = struct.pack(">I4H", 0x10000, len(parts), 128, 3, 16 * len(parts) - 128)
    at, body = len(head) + 16 * len(parts), b""
    for tag, data in parts.items():
        head += struct.pack(">4s3I", tag.encode(), checksum(data), at + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    whole = head + body
    place = whole.index(parts["head"]) + 8
    adjusted = struct.pack(">I", (0xB1B0AFBA - checksum(whole)) % (1 << 32))
    return whole[:place] + adjusted + whole[place + 4 :]


@cache
def woff() -> bytes:
    """Give the font as a WOFF file: the same tables, each compressed where that pays."""
    whole = truetype()
    count = len(tables())
    directory, body = b"", b""
    for number in range(count):
        tag, check, at, size = struct.unpack_from(">4s3I", whole, 12 + 16 * number)
        data = whole[at : at + size]
        packed = min(zlib.compress(data), data, key=len)
        start = 44 + 20 * count + len(body)
        directory += struct.pack(">4s4I", tag, start, len(packed), size, check)
        body += packed + b"\0" * (-len(packed) % 4)
    length = 44 + len(directory) + len(body)
    return (
        struct.pack(">4s2I2HI2H", b"wOFF", 0x10000, length, count, 0, len(whole), 1, 0)
        + bytes(20)
        + directory
        + body
    )
