"""Dates within a line, in the forms that pages have."""
# ruff: noqa: E501  (a form in one line reads better than in three)

from __future__ import annotations

from datetime import date

import pytest

from usstnews.extract.dates import find_date, find_dates, plain

DAY = date(2020, 9, 4)


@pytest.mark.parametrize(
    "text",
    [
        *("2020-09-04", "2020-9-4", "2020/09/04", "2020.9.4", "2020 - 09 - 04", "[2020-09-04]"),
        *("2020年9月4日", "2020年09月04日 16:54", "2020 年 9 月 4 日", "2020年9月4号", "2020年9月4"),
        *("二〇二〇年九月四日", "二○二○年九月四日", "二零二零年九月四日", "２０２０年９月４日", "2020年九月四日"),
        *("２０２０－０９－０４", "２０２０．９．４", "2020–09–04", "2020\u200b-09-04"),
        *("September 4, 2020", "September 4,2020", "September4,2020", "September 4 , 2020"),
        *("Sept. 4, 2020", "Sep 4 2020", "SEPTEMBER 4, 2020", "September 4，2020", "Sept 4th. 2020"),
        *("September 4th, 2020", "September 4 th, 2020", "September 4st, 2020", "September  4, \u200b2020"),
        *("4 September 2020", "4September2020", "4th of September, 2020", "4 Sept., 2020"),
        *("04-Sep-2020", "Sep-04-2020", "2020 September 4", "2020, Sept. 4", "Friday, September 4, 2020"),
        *("发布时间September 4, 2020", "Time:2020-09-04Views", "2020-09-04作者：", "September 4, 2020By Li"),
        *("2020-09-04（星期五）10:15:00", "2020-09-04 下午3:15", "2020-09-04 16时54分", "2020-09-04 16:54:03.125"),
        *("2020-09-0435", "2020-09-0409:15", "2020/09/04120", "2020-09-04T23:30:00", "2020年09月0435"),
        *("Fri, 4 Sep 2020 10:00:00 GMT", "2020-09-04T10:00:00Z", "2020-09-04 09:00-10:00"),
        *("04/09/2020 2020-09-04", "9 of 2020, 2020-09-04"),
    ],
)  # fmt: skip
def test_a_printed_day_is_read(text: str) -> None:
    """Whatever separates its parts; another date in front that cannot be read is told as such."""
    assert DAY in [found.value for found in find_dates(text)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("13/04/2020", date(2020, 4, 13)),
        ("04/13/2020", date(2020, 4, 13)),
        ("13.04.2020", date(2020, 4, 13)),
        ("04-04-2020", date(2020, 4, 4)),
        ("March 3th, 2023", date(2023, 3, 3)),
        ("December 31th, 2020", date(2020, 12, 31)),
        ("二〇二〇年十二月三十一日", date(2020, 12, 31)),
        ("二〇二〇年十月二十日", date(2020, 10, 20)),
        ("一九九九年十一月十日", date(1999, 11, 10)),
        ("2023-08-0335", date(2023, 8, 3)),
        ("2025-07-3010", date(2025, 7, 30)),
        ("2025-10-3010:15", date(2025, 10, 30)),
        ("Copyright 2019 May 24, 2020", date(2020, 5, 24)),
    ],
)
def test_what_can_be_read_in_one_way_only_is_read(text: str, day: date) -> None:
    """Of two numbers one is above 12, or both are equal; a zero in front tells how long a day is."""
    found = find_date(text)
    assert found is not None
    assert found.value == day


@pytest.mark.parametrize(
    "text",
    [
        *("03/04/2020", "3.4.2020", "03-04-2020", "２０２０年２月３０日", "2020-02-30", "31/02/2020"),
        *("February 29, 2021", "April 31th, 2020", "2020-13-01", "2020年0月1日", "二〇二〇年十三月一日"),
        *("2023-10-1512", "2023-8-123", "2023年10月1512"),
        *("2020-09-04 - 2020-09-06", "2020-09-04至2020-09-06", "2020.9.4-9.6", "2020年9月4日-6日"),
        *("4-6 September 2020", "September 4 - September 6, 2020", "September 4th to 6th of September, 2020"),
    ],
)  # fmt: skip
def test_what_is_printed_and_no_day_is_none(text: str) -> None:
    """Neither the order of day and month nor the day is guessed; a span of days is no day."""
    found = list(find_dates(text))
    assert found
    assert {each.value for each in found} == {None}


@pytest.mark.parametrize(
    "text",
    [
        *("", "2020", "2020-09", "September 2020", "2020年9月", "20200904", "20-09-04", "9月4日", "[05-12]"),
        *("Dismay 24, 2019", "12019-05-24", "12 of 2020", "2020.9-10", "May 24, 20199", "September 4-6, 2020"),
        *("0000-00-00", "0001-01-01", "ſept 4, 2020", "²⁰²⁰-09-04", "Room 3100-90-20", "二千年九月四日"),
    ],
)  # fmt: skip
def test_what_is_no_full_date_is_not_found(text: str) -> None:
    """Parts of dates, numbers and words with a month in them are none."""
    assert find_date(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-09-04T23:30:00Z", 5),
        ("2020-09-04T15:59:59Z", 4),
        ("2020-09-04T16:00:00+00:00", 5),
        ("2020-09-04T00:30:00+0900", 3),
        ("2020-09-04T23:30:00-05:00", 5),
        ("2020-09-04 23:30 +08:00", 4),
        ("2020-09-04 23:30 GMT+8", 4),
        ("2020-09-04 23:30 (UTC)", 5),
        ("4 Sep 2020 11:30 PM GMT", 5),
        ("4 Sep 2020 12:30 AM UTC", 4),
        ("2020-09-04 下午11:30 UTC", 5),
        ("2020-09-04 23:30", 4),
        ("2020-09-04 22:00-23:30", 4),
        ("2020-09-04T23:30:00+99:00", 4),
        ("2020-09-04T25:30:00Z", 4),
        ("2020-09-04 UTC", 4),
    ],
)
def test_an_instant_is_the_day_in_shanghai(text: str, day: int) -> None:
    """Only where time and zone are both printed, and both are possible."""
    found = find_date(text)
    assert found is not None
    assert found.value == date(2020, 9, day)


def test_a_date_is_found_where_it_stands() -> None:
    """Its place is that in the text as given, its time with it."""
    text = "发布时间：　２０２０－０９－０４ 16:54 作者"
    (found,) = find_dates(text)
    assert text[found.start : found.end] == "２０２０－０９－０４ 16:54"


def test_a_plain_spelling_has_each_character_in_its_place() -> None:
    """Of all characters there are, none becomes two or none."""
    everything = "".join(map(chr, range(0x11000)))
    assert len(plain(everything)) == len(everything)
