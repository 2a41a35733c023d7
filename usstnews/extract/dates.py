"""Dates as pages print them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
HAN = {sign: number for number, sign in enumerate("〇一二三四五六七八九")}
HAN |= dict.fromkeys("○零o", 0)
NO_NUMBER = 99
SHANGHAI = timedelta(hours=8)  # without summer time since 1992
FARTHEST = timedelta(hours=14)  # no zone is farther from UTC

# Character by character, so that what is found lies at the same place in both spellings.
_SPELT = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPELT |= dict.fromkeys(map(ord, "‐‑‒–—―−"), ord("-")) | dict.fromkeys(map(ord, "丨│∣¦"), ord("|"))
_SPELT |= dict.fromkeys(map(ord, "\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff"), ord(" "))
_SPELT |= {ord("∶"): ord(":"), ord("﹕"): ord(":")}
_SPELT |= {code: ord(chr(code - 0xFEE0).lower()) for code in range(0xFF21, 0xFF3B)}
_SPELT |= {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}

# Every repetition in these expressions is bounded: what they cost grows with the text's length.
_ = r"\s{0,3}"
_BY = rf"{_}[-,./]?{_}"
_YEAR = r"(?:19|20)[0-9]{2}"
_HAN_YEAR = r"(?:[一1][九9]|[二2][〇○零o0])[〇○零o一二三四五六七八九0-9]{2}"
_HAN_NUMBER = r"[一二三四五六七八九十]{1,3}"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_DAY = rf"[0-9]{{1,2}}(?:{_}(?:st|nd|rd|th)(?![a-z]))?"
# A number that stands behind a day with no blank counts views, or is the time. Where the day ends
# is sure if it or the month has a zero in front, as then both are of two digits, or if a time
# follows; else the calendar has no such day.
_LAST_DAY = r"[0-9]{1,2}(?![0-9])|0[1-9]|[0-9]{2}(?=[0-2][0-9]:[0-5][0-9])"
_UNSURE = "[0-9]{3,9}"
_YEAR_FIRST = (
    rf"(?<![0-9])(?P<y1>{_YEAR}){_}(?P<s1>[-/.]){_}(?P<m1>(?P<z1>0)[1-9]|[0-9]{{1,2}}){_}(?P=s1){_}"
    rf"(?P<d1>{_LAST_DAY}|(?(z1)[0-9]{{2}}|{_UNSURE}))"
)
_CHINESE = (
    rf"(?<![0-9])(?P<y2>{_HAN_YEAR}){_}年{_}(?P<m2>[0-9]{{1,2}}|{_HAN_NUMBER}){_}月{_}"
    rf"(?P<d2>{_LAST_DAY}|{_UNSURE}|{_HAN_NUMBER}(?={_}[日号])){_}[日号]?"
)
_ENGLISH = (
    rf"(?<![^\W_\u3400-\u9fff])(?P<m3>{_MONTH}){_BY}(?P<d3>{_DAY}){_BY}(?P<y3>{_YEAR})(?![0-9])"
    rf"|(?<![0-9])(?P<d4>{_DAY})(?:{_}of{_}|{_BY})(?P<m4>{_MONTH}){_BY}(?P<y4>{_YEAR})(?![0-9])"
    rf"|(?<![0-9])(?P<y5>{_YEAR}){_BY}(?P<m5>{_MONTH}){_BY}(?P<d5>{_DAY})(?![0-9]|{_BY}{_YEAR})"
)
_YEAR_LAST = (
    rf"(?<![0-9/.-])(?P<d6>[0-9]{{1,2}}){_}(?P<s6>[-/.]){_}(?P<m6>[0-9]{{1,2}}){_}(?P=s6){_}"
    rf"(?P<y6>{_YEAR})(?![0-9])"
)
FULL = re.compile(f"{_YEAR_FIRST}|{_CHINESE}|{_ENGLISH}|{_YEAR_LAST}")
_HAS_YEAR = re.compile(rf"{_YEAR}|年")  # most lines have none, and are looked at no further
_WEEKDAY = (
    rf"(?:{_}[,(]?{_}(?:(?:星期|周|礼拜)[一二三四五六日天]"
    rf"|(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?(?![a-z])\.?)\)?)?"
)
_CLOCK = (
    rf"(?:{_}(?P<t>t|,|\()?{_}(?P<noon>上午|下午|中午|晚上?|凌晨)?{_}(?P<h>[0-9]{{1,2}})[:时点]"
    rf"(?P<min>[0-9]{{2}})(?:[:分](?:[0-9]{{2}}(?:[.][0-9]{{1,9}})?秒?)?)?"
    rf"(?:{_}(?P<half>[ap])\.?m\b\.?)?"
    rf"(?:{_}\(?(?P<zone>(?:utc|gmt)?(?P<ahead>[-+])(?P<zh>[0-9]{{1,2}}):?(?P<zm>[0-9]{{2}})?"
    rf"|utc|gmt|z)(?![a-z0-9]))?\)?)?"
)
MOMENT = re.compile(rf"{_WEEKDAY}{_CLOCK}{_WEEKDAY}")
# A span of days is when something took place: none of them is the day of publication.
_SPAN = r"(?:-|~|to|until|and|&|至|到)"
TO_DAY = re.compile(
    rf"{_}{_SPAN}{_}(?:{FULL.pattern}|[0-9]{{1,2}}{_}(?:[-/.月]{_}[0-9]{{1,2}}(?![0-9])|[日号]))"
)
FROM_DAY = re.compile(rf"(?:[0-9](?:st|nd|rd|th)?|日){_}{_SPAN}{_}$")
NEAR = 12  # characters in which such a span begins
_TIME = r"(?:\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
_LABEL = r"(?:(?:发布|发表|更新)?(?:时间|日期)|date|time)\s?:\s?"
# Listings print nothing but the date, in brackets or behind a label; or they part it in two,
# as in `03/10` above `2025`, `10` above `2025-03`, or `2025` above `03-10`.
ALONE = re.compile(rf"[\[(【]?\s?(?:{_LABEL})?(?:{FULL.pattern}){_TIME}\s?[\])】]?")
PARTED = re.compile(
    r"(?P<m1>[0-9]{1,2})[-/.](?P<d1>[0-9]{1,2})\s(?P<y1>[0-9]{4})"
    r"|(?P<d2>[0-9]{1,2})\s?(?P<y2>[0-9]{4})\s?[-/.年]\s?(?P<m2>[0-9]{1,2})月?"
    r"|(?P<y3>[0-9]{4})\s(?P<m3>[0-9]{1,2})[-/.](?P<d3>[0-9]{1,2})"
)


class Printed(NamedTuple):
    """A date as it stands in a text, its time with it.

    `value` is None where the calendar has no such day, where day and month cannot be told apart,
    and where the date begins or ends a span of days.
    """

    value: date | None
    start: int
    end: int


def plain(text: str) -> str:
    """Spell letters in lower case, digits and punctuation as ASCII has them, one for one.

    >>> plain("Ｍay　４，２０２０｜By")
    'may 4,2020|by'
    """
    return text.translate(_SPELT)


def find_date(text: str) -> Printed | None:
    """Find the first full date in a line of text.

    >>> find_date("Published on March 16 , 2018")
    Printed(value=datetime.date(2018, 3, 16), start=13, end=28)
    >>> find_date("发布时间：2016年09月05日 16:54").value
    datetime.date(2016, 9, 5)
    >>> find_date("February 30, 2020").value
    >>> find_date("12 of 2020")
    """
    return next(find_dates(text), None)


def find_dates(text: str) -> Iterator[Printed]:
    """Find the full dates in a line of text, one after the other.

    A date with the time in a zone that it states is the day that it was in Shanghai.

    >>> [each.value.isoformat() for each in find_dates("2020-09-04T23:30:00Z, 二〇二〇年九月四日")]
    ['2020-09-05', '2020-09-04']
    >>> [each.value for each in find_dates("03/04/2020, 2020-09-04 to 2020-09-06")]
    [None, None, None]
    """
    said = plain(text)
    for match in FULL.finditer(said) if _HAS_YEAR.search(said) else ():
        moment = MOMENT.match(said, match.end())
        end = moment.end() if moment else match.end()
        value = _value(match)
        if FROM_DAY.search(said[max(0, match.start() - NEAR) : match.start()]) or TO_DAY.match(
            said, end
        ):
            value = None
        elif value and moment:
            value = _in_shanghai(value, moment)
        yield Printed(value, match.start(), end)


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
    said = plain(text)
    match = ALONE.fullmatch(said) or PARTED.fullmatch(said)
    return _value(match) if match else None


def _value(match: re.Match[str]) -> date | None:
    """Make a date of whichever of a pattern's orders has matched."""
    order = (match.lastgroup or "")[-1:]
    year, month, day = (_number(match[part + order]) for part in "ymd")
    if order == "6" and day != month:
        if (day > 12) == (month > 12):  # `03/04/2020` is read as either
            return None
        day, month = max(day, month), min(day, month)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(said: str) -> int:
    """Read a year, a month or a day, in digits, in words or in Han numerals."""
    if said.isdecimal():
        return int(said)
    if said[:3] in MONTHS:
        return MONTHS.index(said[:3]) + 1
    if "十" in said:
        tens, _, ones = said.partition("十")
        return 10 * HAN.get(tens, NO_NUMBER if tens else 1) + (
            HAN.get(ones, NO_NUMBER) if ones else 0
        )
    digits = (HAN.get(sign, sign) for sign in said if sign in HAN or sign.isdecimal())
    return int("".join(map(str, digits)))


def _in_shanghai(day: date, moment: re.Match[str]) -> date:
    """Give the day that it was in Shanghai, where a time and its zone stand behind a date."""
    if not moment["zone"]:
        return day
    said = moment.groupdict()
    # `09:00-10:00` is a span of hours: a zone behind a minus sign follows `T`, or `UTC`.
    if said["zone"][0] == "-" and said["t"] != "t":
        return day
    hour, minute, hours, minutes = (int(said[name] or 0) for name in ("h", "min", "zh", "zm"))
    if said["half"] or said["noon"] in {"下午", "晚", "晚上"}:
        hour = hour % 12 + 12 * (said["half"] != "a")
    offset = timedelta(hours=hours, minutes=minutes) * (-1 if said["ahead"] == "-" else 1)
    if hour > 23 or minute > 59 or minutes > 59 or abs(offset) > FARTHEST:
        return day
    return (datetime.combine(day, time(hour, minute)) - offset + SHANGHAI).date()
