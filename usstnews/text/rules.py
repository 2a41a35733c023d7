"""The rules of cleaning: each by its name, with its reason, in the order in which they apply."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import groupby
from typing import NamedTuple

from usstnews.text.mojibake import may_be_mojibake, repair

Mended = tuple[str, int]
"""A text, and in how many places it was changed."""


class Rule(NamedTuple):
    """A rule of cleaning: it is counted as `clean/<name>`, and `mend` is all that it does."""

    name: str
    why: str
    mend: Callable[[str], Mended]


LOST = re.compile("[\0\ud800-\udfff]")
WINDOWS_1252 = re.compile("[\u0080\u0082-\u008c\u008e\u0091-\u009c\u009e\u009f]")
NEWLINES = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
NO_BREAK = re.compile("[\u00a0\u202f]")
SOFT_HYPHEN = re.compile("\u00ad")
ZERO_WIDTH = re.compile("[\u200b\u2060-\u2064\u206a-\u206f\ufeff]")
DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# The scripts from Arabic to Mandaic, those of India and its neighbours, Mongolian, Adlam; pictures.
_JOINED = (
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1a20-\u1cff\ua840-\uabff"
    "\U00011000-\U00011fff\U0001e900-\U0001e95f\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\ufe0f"
    "\U0001f000-\U0001faff]"
)
_JOINER = "[\u180e\u200c\u200d]"
JOINERS = re.compile(f"{_JOINER}(?:(?<!{_JOINED}{_JOINER})|(?!{_JOINED}))")
UNSEEN = re.compile(
    "|".join(each.pattern for each in (SOFT_HYPHEN, ZERO_WIDTH, DIRECTION, JOINERS))
)
"""What a reader never sees."""
_WIDTHS = "\u1680\u2000-\u200a\u205f\u3000"  # blanks of other widths
WIDE = re.compile(f"[{_WIDTHS}]")
BLANKS = re.compile(f"[ {_WIDTHS}]{{2,}}|[{_WIDTHS}]")
AROUND_TAB = re.compile(" +(?=\t)|(?<=\t) +")
RAGGED = (" \n", "\t\n", "\n ", " \t", "\t ")  # blanks at the ends of lines and around tabs
GAP = re.compile("\n{3,}")
BREAK = re.compile("[\t\n]+")

SUSPECT = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff"
    "\ud800-\udfff]"
)
"""What the rules for characters change, but for mojibake and letters in parts."""


def mojibake(text: str) -> Mended:
    r"""Read a line as the UTF-8 that it was, where that is certain; see `repair`.

    >>> mojibake("People\u00e2\u20ac\u2122s")
    ('People’s', 1)
    """
    if not may_be_mojibake(text):
        return text, 0
    lines = text.split("\n")
    repaired = [repair(line) for line in lines]
    changed = sum(old != new for old, new in zip(lines, repaired, strict=True))
    return "\n".join(repaired), changed


def lost(text: str) -> Mended:
    r"""Set U+FFFD for what is no character: NUL and unpaired surrogates.

    >>> lost("A\0B\ud800C")
    ('A\ufffdB\ufffdC', 2)
    """
    return LOST.subn("\ufffd", text)


def windows_1252(text: str) -> Mended:
    r"""Read C1 controls as the characters that Windows-1252 has in their places.

    >>> windows_1252("the university\u0092s “Song\u0085”")
    ('the university’s “Song…”', 2)
    """
    return WINDOWS_1252.subn(lambda match: match[0].encode("latin-1").decode("cp1252"), text)


def newlines(text: str) -> Mended:
    r"""Write every end of a line as one newline.

    >>> newlines("One\r\ntwo\rthree\u2028four\vfive")
    ('One\ntwo\nthree\nfour\nfive', 4)
    """
    return NEWLINES.subn("\n", text)


def control(text: str) -> Mended:
    r"""Take out controls, but for tab and newline.

    >>> control("cooper\x07ate\u009d")
    ('cooperate', 2)
    """
    return CONTROL.subn("", text)


def no_break_spaces(text: str) -> Mended:
    r"""Write no-break spaces as blanks.

    >>> no_break_spaces("of\u00a0USST, 40\u202f300 clicks")
    ('of USST, 40 300 clicks', 2)
    """
    return NO_BREAK.subn(" ", text)


def soft_hyphens(text: str) -> Mended:
    r"""Take out soft hyphens.

    >>> soft_hyphens("Uni\u00adver\u00adsity")
    ('University', 2)
    """
    return SOFT_HYPHEN.subn("", text)


def zero_width(text: str) -> Mended:
    r"""Take out what has no width: zero-width spaces, word joiners, byte order marks, and the
    operators and format characters from U+2061 to U+206F that nobody sees.

    >>> zero_width("\ufeffze\u200bro\u2060")
    ('zero', 3)
    """
    return ZERO_WIDTH.subn("", text)


def direction(text: str) -> Mended:
    r"""Take out marks that turn the direction of writing.

    >>> direction("\u202aTel. 021\u202c\u200e")
    ('Tel. 021', 3)
    """
    return DIRECTION.subn("", text)


def joiners(text: str) -> Mended:
    r"""Take out zero-width joiners and non-joiners, and the Mongolian vowel separator, but where
    both neighbours are of a script that is joined, or of pictures.

    >>> joiners("\u200dsta\u200crt")
    ('start', 2)
    >>> joiners("می\u200cخواهم \U0001f469\u200d\U0001f52c")[1]
    0
    """
    return JOINERS.subn("", text)


def composed(text: str) -> Mended:
    r"""Write a letter with its marks as one character where Unicode has one (NFC), and put its
    marks in order. A character that NFC would exchange for another stays as it is.

    >>> composed("cafe\u0301"), composed("5 \u2126, \uf9dc")[1]
    (('café', 1), 0)
    """
    if unicodedata.is_normalized("NFC", text):
        return text, 0
    whole = "".join(
        unicodedata.normalize("NFC", "".join(run)) if steady else "".join(run)
        for steady, run in groupby(text, _is_steady)
    )
    return whole, max(len(text) - len(whole), int(whole != text))


def _is_steady(char: str) -> bool:
    """Tell whether a character by itself is its own NFC."""
    return unicodedata.is_normalized("NFC", char)


def blanks(text: str) -> Mended:
    r"""Write a run of blanks of whatever width as one blank; tabs part cells, and stay.

    >>> blanks("of  University\u3000\u2003of")
    ('of University of', 2)
    """
    if "  " not in text and (text.isascii() or not WIDE.search(text)):
        return text, 0
    return BLANKS.subn(" ", text)


def edges(text: str) -> Mended:
    r"""Take blanks off the ends of lines and from around tabs, and tabs off the end.

    An empty first cell keeps its tab.

    >>> edges(" One \n1 \t 40 \t\n\t41")
    ('One\n1\t40\n\t41', 2)
    """
    if not (
        text.startswith(" ") or text.endswith((" ", "\t")) or any(each in text for each in RAGGED)
    ):
        return text, 0
    lines = text.split("\n")
    trimmed = [_trimmed(line) for line in lines]
    return "\n".join(trimmed), sum(map(str.__ne__, lines, trimmed))


def _trimmed(line: str) -> str:
    if "\t" not in line:
        return line.strip(" ")
    return AROUND_TAB.sub("", line.rstrip(" \t").lstrip(" "))


def paragraphs(text: str) -> Mended:
    r"""Part paragraphs by one blank line, with none before the first or after the last.

    >>> paragraphs("\nOne\n\n\n\nTwo\nthree\n")
    ('One\n\nTwo\nthree', 3)
    """
    inner = text.strip("\n")
    whole, gaps = GAP.subn("\n\n", inner) if "\n\n\n" in inner else (inner, 0)
    return whole, gaps + text.startswith("\n") + text.endswith("\n")


def one_line(text: str) -> Mended:
    r"""Set on one line what is one line by nature: titles, names, captions, the words of links.

    >>> one_line("A Month\n(October)")
    ('A Month (October)', 1)
    """
    return BREAK.subn(lambda match: " " if match.start() else "", text)


CHARACTERS = (
    Rule("mojibake", "UTF-8 was read as something else on its way into the CMS", mojibake),
    Rule("lost", "no file in UTF-8 can hold it, and what stood there is not known", lost),
    Rule("windows_1252", "HTML gives these numbers that meaning, and none other", windows_1252),
    Rule("newlines", "one spelling, so that lines can be counted", newlines),
    Rule("control", "it was meant for a terminal or a printer, and XML cannot hold it", control),
    Rule("no_break_spaces", "editors leave them for layout, and words must part", no_break_spaces),
    Rule("soft_hyphens", "a word is one word wherever its line was to end", soft_hyphens),
    Rule("zero_width", "nobody sees it, and no search finds the word around it", zero_width),
    Rule("direction", "letters are in the order in which they are read", direction),
    Rule("joiners", "where nothing is joined it is a leftover of pasting", joiners),
    Rule("composed", "the same letter is to be the same characters in every article", composed),
)
LAYOUT = (
    Rule("blanks", "how wide a gap was drawn says nothing", blanks),
    Rule("edges", "indents and what is left at the end of a line say nothing", edges),
    Rule("paragraphs", "empty paragraphs are there for looks", paragraphs),
)
ONE_LINE = Rule("one_line", "a break in a title is one of layout", one_line)
RULES = (*CHARACTERS, *LAYOUT, ONE_LINE)
