"""Figures in running words, however they are spelt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usstnews.text.figures import figure
from usstnews.text.wording import words


def figures(text: str) -> list[str]:
    """Read all figures of a text, by their values."""
    found, at, values = words(text), 0, []
    while at < len(found):
        read = figure(found, at)
        if read is not None:
            values.append(read.value)
        at = at + 1 if read is None else read.end
    return values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("On May 22nd, 2019, the 18th festival", ["m5", "22", "2019", "18"]),
        ("the eighteenth of the festivals, the first of its kind", ["18", "1"]),
        ("40,300 clicks, 40300clicks, 3.5%, 1,234.5", ["40300", "40300", "3.5", "1234.5"]),
        ("March 3th, and the 31th", ["m3", "3", "31"]),
        ("students may march on Monday in May", ["d1", "m5"]),
        ("on october 20, tuesday; MARCH 3, SEPT 4", ["m10", "20", "d2", "m3", "3", "m9", "4"]),
        (
            "Mon. Tue. Tues. Wed. Thu. Thur. Thurs. Fri. Sat.",
            [f"d{n}" for n in (1, 2, 2, 3, 4, 4, 4, 5, 6)],
        ),
        ("OCT dec thu FRI", ["m10", "m12", "d4", "d5"]),
        ("they may march and wed where Professor Sun sat in the sun", []),
        ("one hundred and five, two thousand three hundred", ["105", "2300"]),
        ("twenty one, Twenty-First, two three", ["21", "21", "2", "3"]),
        ("nineteen hundred people, a hundred and more", ["1900", "100"]),
        ("2020.10.3 and 2020-08-03", ["2020", "m10", "3", "2020", "m8", "3"]),
        ("2019-05-22, 2019/5/22, 2019 13 1", [*["2019", "m5", "22"] * 2, "2019", "13", "1"]),
        ("3 million, 3.5 Million, 12,000 hundred", ["3000000", "3500000", "1200000"]),
        (
            "3万, 3.25亿, 2百万, 0.5万, 1.23456万",
            ["30000", "325000000", "2000000", "5000", "12345.6"],
        ),
        ("XIV, XIX, III, IX, II; I am V", ["14", "19", "3", "9", "2"]),
        ("初三、九年级，最初一起，年初一", ["3", "9", "1"]),
        ("第三届、第3届，第十五次", ["3", "3", "15"]),
        ("二〇二一年十月二十日星期三", ["2021", "m10", "20", "d3"]),
        ("2024年5月21日，三百二十人", ["2024", "m5", "21", "320"]),
        ("两万三千元，40万", ["23000", "400000"]),
        ("一起统一，十分，千万", ["10000000"]),
        ("周三，三周", ["d3", "3"]),
        ("五支队伍获一等奖，三家企业，八台设备", ["5", "1", "3", "8"]),
    ],
)
def test_figures_are_read_however_they_are_spelt(text: str, values: list[str]) -> None:
    """In digits and in words, English and Chinese; what only looks so is none."""
    assert figures(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "one hundred and " * 9000,
        "billion " * 9000,
        "三" * 9000,
        "三百万亿" * 9000,
        "7" * 9000,
        "7" * 9000 + "万",
        "7" + "亿" * 9000,
        "X" * 9000,
    ],
)
def test_what_has_no_end_is_read_all_the_same(text: str) -> None:
    """Python refuses to write integers of more than some thousand digits."""
    assert figures(f"第{text}号")


@given(st.integers(0, 9999))
def test_any_number_is_read_in_words_as_in_digits(number: int) -> None:
    """A number spelt by hand here, independently of the reader."""
    assert figures(spelt(number)) == figures(str(number)) == [str(number)]
    assert figures(f"第{han(number)}号") == [str(number)]


NAMES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
ONES = NAMES.split()
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spelt(number: int) -> str:
    """Spell a number below ten thousand in English."""
    if number < 20:
        return ONES[number]
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if number >= size:
            head, rest = divmod(number, size)
            joint = " and " if rest and size == 100 else " "
            return f"{spelt(head)} {name}{joint}{spelt(rest) if rest else ''}".strip()
    head, rest = divmod(number, 10)
    return TENS[head] + (f"-{ONES[rest]}" if rest else "")


def han(number: int) -> str:
    """Spell a number below ten thousand in Chinese."""
    digits = "零一二三四五六七八九"
    if number == 0:
        return "零"
    said, zero = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            said += ("零" if zero and said else "") + digits[digit] + name
        zero = not digit
    return said
