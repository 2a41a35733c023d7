"""The days that a page prints, read with no parser and no rule of the package.

It is generous: any year, month and day that stand side by side, in any order and with any signs
between them, count as a day that is printed; so does what a `<meta>` says. A day that it does not
find is not on the page.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from html import unescape
from itertools import permutations

TAG = re.compile(r"<[a-zA-Z/!?][^>]*>")
META = re.compile(r"<meta\b[^>]*>", re.IGNORECASE)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
HAN = "〇一二三四五六七八九"
HAN_NUMBER = re.compile("[〇零○一二三四五六七八九十]+")
PART = re.compile("[0-9]+|[A-Za-z]+")
BETWEEN = frozenset({"st", "nd", "rd", "th", "of"})


def printed_days(html: str) -> set[date]:
    """List every day that a page may be said to print."""
    days: set[date] = set()
    stated = " | ".join(META.findall(html))
    for gap in ("", " "):  # tags may stand in a word, and between two
        said = unescape(f"{TAG.sub(gap, html)} | {stated}")
        days |= _days(said) | _days(HAN_NUMBER.sub(lambda match: _number(match[0]), said))
    return days


def _days(said: str) -> set[date]:
    """List the days among the numbers and the names of months in a text."""
    said = "".join(str(int(char)) if char.isdecimal() else char for char in said)
    parts = [part for part in PART.findall(said) if part.lower() not in BETWEEN]
    triples = zip(parts, parts[1:], parts[2:], strict=False)
    return {day for each in triples for order in permutations(each) for day in _day(*order)}


def _day(year: str, month: str, day: str) -> set[date]:
    """Read a day; a count may be glued behind it, as in `2023-08-0335`."""
    if not (year.isdecimal() and day.isdecimal() and len(year) >= 4):
        return set()
    if month.isdecimal() and len(month) <= 2:
        number = int(month)
    elif month.lower()[:3] in MONTHS:
        number = MONTHS.index(month.lower()[:3]) + 1
    else:
        return set()
    found = set()
    for digits in {day[:2], day[:1]}:
        with suppress(ValueError):
            found.add(date(int(year[:4]), number, int(digits)))
    return found


def _number(written: str) -> str:
    """Read a number in Han characters: figure by figure, or with tens."""
    tens, ten, ones = written.replace("零", "〇").replace("○", "〇").partition("十")
    if not ten:
        return "".join(str(HAN.index(char)) for char in tens)
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return " "
    return str((HAN.index(tens) if tens else 1) * 10 + (HAN.index(ones) if ones else 0))
