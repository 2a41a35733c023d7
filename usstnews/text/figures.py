"""Figures in running words: numbers, dates, ordinals, however they are spelt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_FIRSTS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
    " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
# A number word's value, and whether it is an ordinal, which ends a number.
WORDS: dict[str, tuple[int, bool]] = {
    **{word: (value, False) for value, word in enumerate(_ONES.split())},
    **{word: (value, True) for value, word in enumerate(_FIRSTS.split())},
    **{word: (10 * value, False) for value, word in enumerate(_TENS.split(), 2)},
    **{f"{word[:-1]}ieth": (10 * value, True) for value, word in enumerate(_TENS.split(), 2)},
    **{word: (value, False) for word, value in _SCALES.items()},
    **{f"{word}th": (value, True) for word, value in _SCALES.items()},
}
_MONTHS = "January February March April May June July August September October November December"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_SHORT = "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat"
# In lower case, these are other words; "Sun" is a surname as well.
_CAPITAL = frozenset({"may", "march", "mar", "wed", "sat"})
_VALUES = {
    name[:3]: f"{letter}{number}"
    for letter, names in (("m", _MONTHS), ("d", _DAYS))
    for number, name in enumerate(names.split(), 1)
}
NAMED = {
    spelt: _VALUES[name[:3]]
    for name in f"{_MONTHS} {_DAYS} {_SHORT}".split()
    for spelt in (name, name.upper(), name.lower())
    if spelt not in _CAPITAL
}
HAN_DIGITS = {each: value for value, each in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
HAN_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
HAN_NUMERALS = "".join((*HAN_DIGITS, *HAN_SCALES))
# A single numeral is one of these things, or part of another word (一定, 统一).
_COUNTED = frozenset(
    "年月日号时点届次名个项位人周天岁级班期季度所条件篇场批轮元米吨倍组队节课卷章万亿"
    "支家台份辆户间座门首等部幅秒"
)
_WEEK = frozenset("周期拜")  # 星期, 礼拜
_SUFFIX = re.compile("(?:st|nd|rd|th)$")
_ROMAN = {"I": 1, "V": 5, "X": 10}
ROMAN = re.compile("[IVX]{2,}")  # one letter may be anything
_MULTIPLES = re.compile("[百千万亿]+")
# Behind these, 初 is no part of 初三 (of a school, of the moon's month).
_BEFORE_FIRST = frozenset("最当起")
_LONGEST = 24  # words, or Han scales, of one number; a row of more has no end and no meaning


class Figure(NamedTuple):
    """A figure that begins at some word: its one spelling, and the word behind it.

    Years (1900 to 2099), months and weekdays are dates.
    """

    value: str
    end: int
    is_date: bool


def figure(words: Sequence[str], at: int) -> Figure | None:
    """Read the figure that begins at a word; none where there is no such.

    Ordinals are as good as numbers, slips among them, and words as good as digits.

    >>> [figure(each.split(), 0) for each in ("40,300 clicks", "3th", "twenty first", "a 2")]
    [Figure(value='40300', end=1, is_date=False), Figure(value='3', end=1, is_date=False), \
Figure(value='21', end=2, is_date=False), None]
    >>> figure(["October"], 0), figure(["2019"], 0)
    (Figure(value='m10', end=1, is_date=True), Figure(value='2019', end=1, is_date=True))
    >>> figure(["十五", "届"], 0), figure(["周", "三"], 1)
    (Figure(value='15', end=1, is_date=False), Figure(value='d3', end=2, is_date=True))
    >>> figure(["一", "起"], 0), figure(["may"], 0)
    (None, None)
    >>> figure(["3.5", "million"], 0), figure(["2019", "05", "22"], 1)
    (Figure(value='3500000', end=2, is_date=False), Figure(value='m5', end=2, is_date=True))
    """
    word = words[at]
    if word in NAMED:
        return Figure(NAMED[word], at + 1, is_date=True)
    if word[0].isdecimal():
        return _digits(words, at)
    if ROMAN.fullmatch(word):
        return Figure(_roman(word), at + 1, is_date=False)
    if word[0] in HAN_NUMERALS:
        return _han(words, at)
    if word.lower() in WORDS:
        return _spelt(words, at)
    return None


def _digits(words: Sequence[str], at: int) -> Figure:
    """Read a number in digits: with a scale behind it (3 million, 3万), and as the month of a date
    in digits alone (2019-05-22).
    """
    number = _SUFFIX.sub("", words[at]).replace(",", "").lstrip("0") or "0"
    after = words[at + 1] if at + 1 < len(words) else ""
    if (zeros := _zeros(after)) and words[at][-1].isdecimal():
        return Figure(_shifted(number, zeros), at + 2, is_date=False)
    is_month = number.isdecimal() and len(number) <= 2 and 1 <= int(number) <= 12
    if is_month and at and _is_year(words[at - 1]) and re.fullmatch("[0-3]?[0-9]", after):
        return Figure(f"m{number}", at + 1, is_date=True)
    return _dated(number, words, at + 1)


def _zeros(scale: str) -> int:
    """Say how many zeros a scale stands for; none where a word is no scale."""
    if _MULTIPLES.fullmatch(scale):
        return sum(len(str(HAN_SCALES[each])) - 1 for each in scale[:_LONGEST])
    return len(str(_SCALES.get(scale.lower(), 1))) - 1


def _shifted(number: str, zeros: int) -> str:
    """Write a number behind whose digits, or fraction, so many zeros belong.

    >>> _shifted("3", 4), _shifted(".5", 2), _shifted("1.2345", 2)
    ('30000', '50', '123.45')
    """
    whole, _, part = number.partition(".")
    part = part.ljust(zeros, "0")
    whole = (whole + part[:zeros]).lstrip("0") or "0"
    return f"{whole}.{part[zeros:]}".rstrip(".")


def _roman(numeral: str) -> str:
    """Read a Roman numeral, in whatever order its letters are."""
    values = [_ROMAN[each] for each in numeral]
    after = [*values[1:], 0]
    return str(sum(-one if one < next_ else one for one, next_ in zip(values, after, strict=True)))


def _is_year(number: str) -> bool:
    return len(number) == 4 and number.isdecimal() and number[:2] in {"19", "20"}


def _dated(number: str, words: Sequence[str], end: int) -> Figure:
    """Tell a month (3月) and a year from other numbers."""
    if words[end : end + 1] == ["月"]:
        return Figure(f"m{number}", end, is_date=True)
    return Figure(number, end, is_date=_is_year(number))


def _spelt(words: Sequence[str], at: int) -> Figure:
    """Read a number in English words."""
    total = current = 0
    last = 0  # the value of the word before, for what may come behind it
    end = at
    while end < min(len(words), at + _LONGEST):
        # "one hundred and five"
        word = words[end].lower()
        joins = word == "and" and last >= 100 and words[end + 1 : end + 2] != []
        if joins and words[end + 1].lower() in WORDS:
            end += 1
            word = words[end].lower()
        if word not in WORDS:
            break
        value, is_ordinal = WORDS[word]
        if value >= 1000:
            total, current = total + max(current, 1) * value, 0
        elif value == 100:
            current = max(current, 1) * 100
        elif last and not (last >= 100 or (last >= 20 and value < 10)):
            break  # "two three": two numbers
        else:
            current += value
        last, end = value, end + 1
        if is_ordinal:
            break
    return _dated(str(total + current), words, end)


def _han(words: Sequence[str], at: int) -> Figure | None:
    """Read a Chinese numeral; none where a single character is part of another word."""
    numeral, end = words[at], at + 1
    before, after = words[at - 1] if at else "", words[end] if end < len(words) else ""
    if (
        before in _WEEK
        and len(numeral) == 1
        and (before != "期" or words[at - 2 : at - 1] == ["星"])
    ):
        return Figure(f"d{HAN_DIGITS.get(numeral, 0)}", end, is_date=True)
    is_first = before == "初" and not _BEFORE_FIRST & set(words[max(at - 2, 0) : at - 1])
    is_part = (
        before != "第"
        and not is_first
        and after[:1] not in _COUNTED
        and not before[-1:].isdecimal()
    )
    if len(numeral) == 1 and is_part:
        return None
    return _dated(_value(numeral), words, end)


def _value(numerals: str) -> str:
    if not HAN_SCALES.keys() & set(numerals):
        return "".join(str(HAN_DIGITS[each]) for each in numerals).lstrip("0") or "0"
    total = section = digit = 0
    for each in numerals:
        if each in HAN_DIGITS:
            digit = HAN_DIGITS[each]
        elif (scale := HAN_SCALES[each]) >= 10**4:
            total += max(section + digit, 1) * scale
            section = digit = 0
        else:
            section += max(digit, 1) * scale
            digit = 0
    return str(total + section + digit)
