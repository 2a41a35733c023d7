"""UTF-8 that was read as Windows-1252 or Latin-1, and when that is certain."""

from __future__ import annotations

import re

# Of what Windows-1252 and Latin-1 show of the later bytes of UTF-8, that which no writing sets
# straight after an accented letter. Left out are letters, blanks, dashes, quotes, points, soft
# hyphens, and the signs that follow a word in print: ™ ® © ° ² ³ ¹ † ‡ · « ».
C1 = "\u0080-\u009f"
BARE = "‰˜¦§¨¯´¶¸¼½¾"
SIGNS = f"{BARE}€¡¢£¤¥¬±¿"  # after capitals too, where a blank is missing or in a formula
CAPITALS = "Â-ÖØ-ß"  # × stands before ½ in print
LEAD = re.compile(f"[{CAPITALS}à-ô]")
TELLTALE = re.compile(
    f"[{CAPITALS}à-ô][{C1}]|[à-ô][{SIGNS}]|[{CAPITALS}][{BARE}]|[a-z][{CAPITALS}][{SIGNS}]"
    f"|[{CAPITALS}][{SIGNS}][{CAPITALS}]"
    # A capital among small letters, or where a unit has its power or its degree.
    "|Ã[£¡¢][a-z]|[a-z]Ã[©®]|[a-z]{2}Ã[°²³¹]|(?:[a-z]{2}|[.,;:!?])Â\u00a0"
    "|[0-9] ?[ck]?mÂ[²³]|[0-9] ?Â°|Ã[ƒ‚][ÂÃ]"
)
WINDOWS = {ord(bytes([byte]).decode("cp1252", "replace")): byte for byte in range(0x80, 0xA0)}
"""The bytes that Windows-1252 shows as other characters than Latin-1 does. Those that it leaves
undefined are read as Latin-1 reads them.
"""
del WINDOWS[0xFFFD]


def may_be_mojibake(text: str) -> bool:
    """Tell that somewhere an accented letter is followed by what no writing sets there."""
    return not text.isascii() and bool(LEAD.search(text) and TELLTALE.search(text))


def repair(line: str) -> str:
    r"""Read a line as the UTF-8 that it was, only where it is certain that it was read wrongly.

    It is when both hold: an accented letter is followed by what no writing sets there
    (`TELLTALE`); and the line as a whole, written back as Windows-1252 or Latin-1, is valid UTF-8,
    so that each of its characters beyond ASCII takes part. One Chinese character or one opening
    quote that was read rightly forbids it. What was read wrongly twice is read back twice.

    >>> repair("People\u00e2\u20ac\u2122s 40 m\u00c2\u00b2"), repair("“Happy USST” — Ä")
    ('People’s 40 m²', '“Happy USST” — Ä')
    >>> repair("MANHÃ”"), repair("MANHÃ\u00a0FM"), repair("2×½ = Â²")
    ('MANHÃ”', 'MANHÃ\xa0FM', '2×½ = Â²')
    """
    while (fixed := _read_back(line)) != line:
        line = fixed
    return line


def _read_back(line: str) -> str:
    """Undo one wrong reading."""
    if not may_be_mojibake(line):
        return line
    try:
        return line.translate(WINDOWS).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return line
