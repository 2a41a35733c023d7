"""Dates as pages print them."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"[0-9]{1,2}(?:\s?(?:st|nd|rd|th)\b)?"
# Four digits first, then the Chinese or numeric separators; then the two English orders.
FULL = re.compile(
    rf"(?<![0-9])(?P<y1>[0-9]{{4}})\s?[-/.年]\s?(?P<m1>[0-9]{{1,2}})\s?[-/.月]\s?(?P<d1>[0-9]{{1,2}})"
    rf"(?![0-9])\s?日?"
    rf"|(?<!\w)(?P<m2>{_MONTH})\s?(?P<d2>{_DAY})\s?[,，]?\s?(?P<y2>[0-9]{{4}})(?![0-9])"
    rf"|(?<![0-9])(?P<d3>{_DAY})\s?(?P<m3>{_MONTH})\s?[,，]?\s?(?P<y3>[0-9]{{4}})(?![0-9])",
    re.IGNORECASE,
)
_TIME = r"(?:\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
_LABEL = r"(?:(?:发布|发表|更新)?(?:时间|日期)|date|time)\s?[:：]\s?"
# Listings print nothing but the date, in brackets or behind a label; or they part it in two,
# as in `03/10` above `2025`, `10` above `2025-03`, or `2025` above `03-10`.
ALONE = re.compile(
    rf"[\[(（【]?\s?(?:{_LABEL})?(?P<full>{FULL.pattern}){_TIME}\s?[\])）】]?", re.IGNORECASE
)
PARTED = re.compile(
    r"(?P<m1>[0-9]{1,2})[-/.](?P<d1>[0-9]{1,2})\s(?P<y1>[0-9]{4})"
    r"|(?P<d2>[0-9]{1,2})\s?(?P<y2>[0-9]{4})\s?[-/.年]\s?(?P<m2>[0-9]{1,2})月?"
    r"|(?P<y3>[0-9]{4})\s(?P<m3>[0-9]{1,2})[-/.](?P<d3>[0-9]{1,2})"
)


class Printed(NamedTuple):
    """A date as it stands in a text; `value` is None where the calendar has no such day."""

    value: date | None
    start: int
    end: int


def find_date(text: str) -> Printed | None:
    """Find the first full date in a line of text.

    >>> find_date("Published on March 16 , 2018")
    Printed(value=datetime.date(2018, 3, 16), start=13, end=28)
    >>> find_date("发布时间：2016年09月05日 16:54").value
    datetime.date(2016, 9, 5)
    >>> find_date("February 30, 2020").value
    >>> find_date("12 of 2020")
    """
    match = FULL.search(text)
    return Printed(_value(match), match.start(), match.end()) if match else None


def parse_listed(text: str) -> date | None:
    """Read the date that a listing prints beside an item; one without a year is None.

    >>> parse_listed("[2023-03-02]")
    datetime.date(2023, 3, 2)
    >>> parse_listed("03/10 2025")
    datetime.date(2025, 3, 10)
    >>> parse_listed("08 2026-09")
    datetime.date(2026, 9, 8)
    >>> parse_listed("[05-12]")
    """
    match = ALONE.fullmatch(text) or PARTED.fullmatch(text)
    return _value(match) if match else None


def _value(match: re.Match[str]) -> date | None:
    """Make a date of whichever of a pattern's three orders has matched."""
    groups = match.groupdict()
    for order in "123":
        year, month, day = (groups[part + order] for part in "ymd")
        if year:
            named = month[:3].lower() in MONTHS
            number = MONTHS.index(month[:3].lower()) + 1 if named else int(month)
            try:
                return date(int(year), number, int(re.sub(r"\D", "", day)))
            except ValueError:
                return None
    return None
