"""When undated articles were published, as far as their neighbours tell."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded import stored

from usstnews.archive.articles import ArticleLog, DamagedLine
from usstnews.archive.layout import Archive, NoArchive
from usstnews.dataset import Between, between, published_between

# Ids and dates of the university's own site, over three columns, and ids of undated articles.
SEEN = """
    1571:2019-03-13 1619:2019-05-05 1621:2019-05-05 1634:2019-05-24 1635:2019-05-24
    1640:2019-06-05 1657:2019-06-30 1709:2019-08-28 1710:2019-09-04 1726:2019-09-18
    1753:2019-10-21 1759:2019-10-28 1762:2019-11-06 1773:2019-11-18 1824:2019-12-31
    1827:2020-01-01 1829:2020-01-03 1836:2020-01-13 1846:2020-01-18 1851:2020-01-21
    1856:2020-01-24 1898:2020-03-16 1907:2020-03-19 1938:2020-04-29 1952:2020-05-11
    1967:2020-05-25 1983:2020-06-06 1987:2020-06-09 2007:2020-06-23 2035:2020-07-29
    2044:2020-08-13 2048:2020-08-18 2065:2020-09-04 2068:2020-09-09 2078:2020-09-10
    2101:2020-10-09 2112:2020-10-23 2113:2020-10-25 2116:2020-10-28 2136:2020-11-04
    2140:2020-11-13 2145:2020-11-22 2174:2020-12-31 2243:2021-04-04 2296:2021-06-03
    2356:2021-09-16 2404:2021-11-30 2411:2021-12-13 2433:2022-01-05 2495:2022-06-26
    2506:2022-07-10 2509:2022-07-27 2523:2022-08-27 2527:2022-09-08 2532:2022-09-14
    2535:2022-09-19 2550:2022-10-18 2564:2022-11-09 2565:2022-11-11 2567:2022-11-14
    2588:2022-11-23 2602:2022-12-15 2617:2023-01-06 2656:2023-03-07 2665:2023-03-24
    2694:2023-05-10 2722:2023-06-13 2723:2023-06-17 2788:2023-08-08 2793:2023-08-29
    2833:2023-10-30 2837:2023-11-09 2871:2023-12-15 2880:2024-01-01 2913:2024-03-16
    2948:2024-06-03 3032:2024-12-13 3118:2025-10-10
"""
UNDATED = """
    1254 1257 1263 1392 1393 1396 1401 1588 1628 1658 1688 1750 1819 1820 1997 2329 2457 2739 2855
    2874 2995 3036 3119
"""
PUBLISHED = {
    int(number): date.fromisoformat(day)
    for number, _, day in (pair.partition(":") for pair in SEEN.split())
}
ALL: dict[int, date | None] = {**PUBLISHED, **dict.fromkeys(map(int, UNDATED.split()))}
FIRST, LAST = min(PUBLISHED), max(PUBLISHED)


def is_within(day: date, found: Between) -> bool:
    """Tell whether a day lies between two others, where there are any."""
    return (found.after or day) <= day <= (found.before or day)


@pytest.mark.parametrize("hidden", PUBLISHED)
def test_a_hidden_date_lies_within(hidden: int) -> None:
    """Each real date that is kept back lies between what its neighbours say; inside, both do."""
    found = between(ALL | {hidden: None})[hidden]
    assert is_within(PUBLISHED[hidden], found)
    assert (found.after is None, found.before is None) == (hidden == FIRST, hidden == LAST)


@given(st.sets(st.sampled_from(sorted(PUBLISHED)), max_size=len(PUBLISHED) - 2))
def test_hidden_dates_lie_within(hidden: set[int]) -> None:
    """However many are kept back: what is told of fewer dates is told less exactly, not wrongly."""
    found = between(ALL | dict.fromkeys(hidden))
    assert found.keys() == hidden | {number for number, day in ALL.items() if day is None}
    assert all(is_within(PUBLISHED[number], found[number]) for number in hidden)


def test_the_undated_articles_of_the_site() -> None:
    """Those before the first date are open towards the past, those behind the last to the future."""
    found = between(ALL)
    assert found[1254] == Between(None, date(2019, 3, 13))
    assert found[1658] == Between(date(2019, 6, 30), date(2019, 8, 28))
    assert found[3036] == Between(date(2024, 12, 13), date(2025, 10, 10))
    assert found[3119] == Between(date(2025, 10, 10), None)


@given(
    st.sets(st.sampled_from(sorted(PUBLISHED)), min_size=1, max_size=12),
    st.integers(400, 4000),
    st.booleans(),
)
def test_dates_that_break_the_order_do_no_harm(moved: set[int], days: int, is_back: bool) -> None:
    """Articles dated back or forth by a year and more widen what is told, and falsify nothing."""
    span = timedelta(days=-days if is_back else days)
    mixed = ALL | {number: PUBLISHED[number] + span for number in moved}
    right = between(ALL)
    for number, found in between(mixed).items():
        (after, before), (low, high) = found, right[number]
        # A date that was moved and breaks nothing cannot be told from a right one.
        believed = {mixed[each] for each in moved}
        assert after in believed or after is None or (low is not None and after <= low)
        assert before in believed or before is None or (high is not None and before >= high)


small = st.lists(st.integers(0, 6), max_size=9)


@given(small)
def test_only_what_no_longest_run_leaves_out_counts(days: list[int]) -> None:
    """By trying all runs: the dates that count are those that every longest one has."""
    start = date(2020, 1, 1)
    dated = [(2 * place, day) for place, day in enumerate(days)]
    rising: list[set[int]] = [set()]
    for size in range(len(dated), 0, -1):
        runs = [run for run in combinations(dated, size) if list(run) == sorted(run, key=_day)]
        if runs:
            rising = [{number for number, _ in run} for run in runs]
            break
    sure = set.intersection(*rising)
    given_days = {number: start + timedelta(day) for number, day in dated}
    found = between({**given_days, **{2 * place - 1: None for place in range(len(days) + 1)}})
    for number, each in found.items():
        below = [other for other in sure if other < number]
        above = [other for other in sure if other > number]
        assert each.after == (given_days[max(below)] if below else None)
        assert each.before == (given_days[min(above)] if above else None)


def _day(pair: tuple[int, int]) -> int:
    return pair[1]


def test_without_dates_nothing_is_told() -> None:
    """No evidence and no articles are no error."""
    assert between({}) == {}
    assert between({7: None}) == {7: Between(None, None)}
    assert between({7: date(2020, 1, 1)}) == {}


def test_an_archive_tells_of_its_undated_articles(tmp_path: Path) -> None:
    """By key, of the latest version of each; what has no id is left out, whatever its date."""
    archive = Archive(tmp_path).make()
    with ArticleLog(archive.articles) as log:
        for number, day in ((5, None), (1, "2020-01-01"), (3, "2020-03-01"), (7, "2020-07-01")):
            log.append(stored(number, published=day and date.fromisoformat(day)))
        log.append(stored(3, version=2, published=date(2020, 4, 1)))
        log.append(stored(7, version=2, published=None))
        log.append(stored(4, id=None, url="https://h/4.htm", published=date(2021, 1, 1)))
        log.append(stored(6, id=None, url="https://h/6.htm", published=None))

    told = published_between(str(tmp_path))

    assert told == {
        "5": Between(date(2020, 4, 1), None),
        "7": Between(date(2020, 4, 1), None),
    }


def test_what_is_no_archive_is_an_error(tmp_path: Path) -> None:
    """As for `load`: a mistyped path, and a damaged line."""
    with pytest.raises(NoArchive):
        published_between(tmp_path / "exports")
    Archive(tmp_path).make().articles.write_bytes(b"{}\n")
    with pytest.raises(DamagedLine):
        published_between(tmp_path)
