"""The font of the replica's pages, held to what the formats' specifications ask."""

from __future__ import annotations

import struct
import zlib

from usstnews.replica.fonts import truetype, woff


def entries(font: bytes) -> dict[bytes, bytes]:
    """Read the tables of a TrueType file."""
    (count,) = struct.unpack_from(">H", font, 4)
    rows = [struct.unpack_from(">4s3I", font, 12 + 16 * at) for at in range(count)]
    return {tag: font[start : start + size] for tag, _, start, size in rows}


def test_the_words_of_the_font_add_up_as_opentype_asks() -> None:
    """With its adjustment in the head table, the whole file sums to the constant of the format."""
    font = truetype()
    assert len(font) % 4 == 0
    assert sum(struct.unpack(f">{len(font) // 4}I", font)) % 2**32 == 0xB1B0AFBA
    required = {b"OS/2", b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"name"}
    assert set(entries(font)) == required | {b"post"}


def test_the_web_font_holds_the_same_tables() -> None:
    """Each table of the WOFF file unpacks to the TrueType file's."""
    packed, tables = woff(), entries(truetype())
    signature, _, length, count, _, size = struct.unpack_from(">4s2I2HI", packed)
    assert (signature, length, count) == (b"wOFF", len(packed), len(tables))
    assert size == len(truetype())
    for at in range(count):
        tag, start, held, whole, _ = struct.unpack_from(">4s4I", packed, 44 + 20 * at)
        data = packed[start : start + held]
        assert (data if held == whole else zlib.decompress(data)) == tables[tag]
