"""A run held against the runs before it: what is told, and what is not."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import pytest
from nightly import FIRST, a_run, judged, quiet

from usstnews.runs.alarms import find_alarms
from usstnews.runs.norm import PATIENCE
from usstnews.runs.report import Completeness, Reading, Report, Skeleton

HISTORY = [a_run(0, 1500, new=1500, published=1440), a_run(1, 500, published=480)]
"""2,000 articles, of which 96 % have dates."""
LAYOUT = Skeleton("article", "https://h.cn/1.htm", {"date": "p.info", "body": "div.v"})


def reading(run: Report, **changes: object) -> Report:
    """Change what a run read."""
    return replace(run, reading=replace(run.reading, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seed", "nights"),
    [(1, 150), *(pytest.param(seed, 1000, marks=pytest.mark.slow) for seed in (1, 2))],
)
def test_a_site_that_stays_as_it_is_raises_few_alarms(seed: int, nights: int) -> None:
    """Of 1,000 simulated nights, at most 3 alarm, the first run and the full runs included."""
    earlier: list[Report] = []
    for run in quiet(seed, nights):
        earlier.append(judged(run, earlier[-400:]))
    raised = [alarm for run in earlier for alarm in run.alarms]
    assert len(raised) <= math.ceil(3 * nights / 1000), raised
    assert not earlier[0].alarms


@pytest.fixture(scope="module")
def half_a_year() -> list[Report]:
    """Simulate the runs of half a year."""
    earlier: list[Report] = []
    for run in quiet(7, 180):
        earlier.append(judged(run, earlier))
    return earlier


@pytest.mark.parametrize("field", ["title", "text", "published"])
@pytest.mark.parametrize("a_night", [1, 2, 5])
def test_a_template_that_loses_a_field_is_told_within_days(
    half_a_year: list[Report], field: str, a_night: int
) -> None:
    """However few come: after at most four articles, or in the first night if it has more."""
    earlier = list(half_a_year)
    for night in range(1, 5):
        run = a_run(200 + night, a_night, new=a_night, **{field: 0, "authors": a_night})
        earlier.append(judged(reading(run, log_words=5.0 * a_night), earlier))
        if any(alarm.startswith(f"{field}: 0 of") for alarm in earlier[-1].alarms):
            break
    assert night * a_night <= max(4, a_night)


@pytest.mark.parametrize(
    ("articles", "dated", "alarms"), [(1, 0, 0), (2, 1, 0), (5, 0, 1), (9, 9, 0)]
)
def test_a_few_without_a_date(articles: int, dated: int, alarms: int) -> None:
    """One may happen; five of five do not."""
    found = find_alarms(a_run(2, articles, published=dated), HISTORY)
    assert len(found) == alarms
    if found:
        assert found == ("published: 0 of 5 articles have it, usually 96 %",)


def test_the_first_run_is_held_against_what_sites_are_like() -> None:
    """Without a history, dates on no page are told, and authors on no page are not."""
    assert find_alarms(a_run(0, 60, published=0, authors=0), []) == (
        "published: 0 of 60 articles have it, usually 70 %, as sites go",
    )
    assert find_alarms(a_run(0, 60, published=45), []) == ()


def test_a_field_that_no_article_has_may_be_left_out_of_the_counts() -> None:
    """What was usual and is not counted at all is missing."""
    run = reading(a_run(2, 7), filled={"title": 7, "text": 7})
    assert find_alarms(run, HISTORY) == ("published: 0 of 7 articles have it, usually 96 %",)


def test_a_full_run_is_held_against_full_runs() -> None:
    """Old pages lack what the latest have: what is usual in one mode is not in the other."""
    nights = [a_run(day, 10, published=10) for day in range(100)]
    full = a_run(100, 2000, mode="full", published=1200)
    again = replace(full, started=a_run(130).started)
    assert find_alarms(again, [*nights, full]) == ()
    assert find_alarms(replace(again, mode="update"), [*nights, full])


def test_an_alarm_is_repeated_for_a_week_of_runs_and_then_usual() -> None:
    """What nobody mends is told `PATIENCE` times in a row, then taken for what the site is like;
    from then on its loss would be told again.
    """
    earlier = list(HISTORY)
    told = []
    for day in range(2, 30):
        earlier.append(judged(a_run(day, 6, published=0), earlier))
        told.append(bool(earlier[-1].alarms))
    assert told == [True] * PATIENCE + [False] * (28 - PATIENCE)


def test_an_alarmed_run_is_no_part_of_what_is_usual() -> None:
    """A run of many bad articles does not lower the share that the next is held against."""
    bad = judged(a_run(2, 2000, published=0), HISTORY)
    assert bad.alarms
    assert find_alarms(a_run(3, 5, published=0), [*HISTORY, bad])[0].endswith("usually 96 %")


def test_a_mended_site_is_quiet_at_once() -> None:
    """The run after the last bad one has nothing to tell."""
    earlier = list(HISTORY)
    for day in range(2, 5):
        earlier.append(judged(a_run(day, 6, published=0), earlier))
    assert find_alarms(a_run(5, 6, published=6), earlier) == ()


def test_texts_of_another_length_are_told() -> None:
    """A container that holds a tenth of the text is seen, one long article is not."""
    short = reading(a_run(2, 20), log_words=20 * 2.0, log_words_squared=20 * 4.5)
    assert find_alarms(short, HISTORY) == ("text length: 6 words an article, usually 147",)
    long = reading(a_run(2, 1), log_words=8.5, log_words_squared=72.0)
    assert find_alarms(long, HISTORY) == ()


def test_listing_pages_without_an_item_are_told() -> None:
    """One of four columns is empty that never was; in an archive where one always is, none is."""
    nights = [*HISTORY, *(a_run(day, 1, new=1) for day in range(2, 102))]
    run = reading(a_run(102, 1, new=1), empty=1)
    assert find_alarms(run, nights) == ("listing pages: 1 of 4 have no item, usually 0 %",)
    always = [reading(each, empty=1) for each in nights]
    assert find_alarms(run, always) == ()


def test_pages_of_an_unexpected_kind_are_told() -> None:
    """A few restricted pages are usual; where half of what should be articles is, it is told."""
    nights = [reading(a_run(day, 20), unexpected={"restricted": 1}) for day in range(50)]
    assert find_alarms(reading(a_run(50, 3), unexpected={"restricted": 2}), nights) == ()
    assert find_alarms(reading(a_run(50, 3), unexpected={"restricted": 9}), nights) == (
        "restricted pages: 9 of 12 pages that should be articles are restricted, usually 5 %",
    )
    assert find_alarms(reading(a_run(50, 3), unexpected={"other": 6}), nights)[0].startswith(
        "other pages: 6 of 9"
    )
    assert find_alarms(reading(a_run(50, 3), unexpected={"failed": 90}), nights) == ()


def test_a_layout_never_met_is_told_once_the_archive_knows_its_site() -> None:
    """Not before a run was complete, nor by the reports of a release that saw no layouts."""
    run = replace(a_run(1, 9), skeletons=(LAYOUT,))
    (alarm,) = find_alarms(run, [a_run(0, 60)])
    assert alarm == (
        "layout: article page set out as none before: https://h.cn/1.htm (date in p.info, body in"
        " div.v)"
    )
    assert find_alarms(run, []) == ()
    assert find_alarms(run, [replace(a_run(0, 60), status=2)]) == ()
    assert find_alarms(run, [replace(a_run(0), reading=Reading())]) == ()
    assert len(find_alarms(replace(run, skeletons=(LAYOUT,) * 9), [a_run(0, 60)])) == 4


def test_a_walk_that_lost_its_way_is_told() -> None:
    """Against what the listing announces, and against the walk before."""
    url = "https://h.cn/News.htm"
    whole = replace(a_run(0, 60), completeness=(Completeness(url, 600, 600, 600),))
    part = replace(a_run(1), completeness=(Completeness(url, 600, 20, 20),))
    assert find_alarms(part, []) == (f"listing {url}: its walk found 20 items, it announces 600",)
    assert find_alarms(part, [whole]) == (
        f"listing {url}: its walk found 20 items, 600 in the walk before",
    )
    shrunk = replace(a_run(1), completeness=(Completeness(url, None, 590, 590),))
    assert find_alarms(shrunk, [whole]) == ()
    nothing = replace(a_run(1), completeness=(Completeness(url, None, 0, 0),))
    assert "found 0 items" in find_alarms(nothing, [whole])[0]


def test_far_more_new_articles_than_ever_are_told() -> None:
    """Not the first fill, not a busy day, not what gathered while the machine was off."""
    nights = [a_run(0, 2000, new=2000), *(a_run(day, 9, new=day % 8) for day in range(1, 30))]
    assert find_alarms(a_run(30, 30, new=30), nights) == ()
    assert find_alarms(a_run(30, 600, new=600), nights) == (
        "many new articles: 600 in one run, at most 7 in any run before",
    )
    assert find_alarms(a_run(60, 90, new=90), nights) == ()
    assert find_alarms(a_run(1, 600, new=600), nights[:1]) == ()


def test_a_silence_far_longer_than_any_is_told_and_not_for_ever() -> None:
    """A site that has news each few days is silent for a month: told, and again only when the
    silence has become far longer.
    """
    earlier = [a_run(0, 2000, new=2000), *(a_run(day, 3, new=day % 3) for day in range(1, 60))]
    told = []
    for day in range(60, 200):
        earlier.append(judged(a_run(day), earlier))
        told += [day for alarm in earlier[-1].alarms if alarm.startswith("no new article: ")]
    last = 59
    assert told[:PATIENCE] == list(range(last + 31, last + 31 + PATIENCE))
    assert told[PATIENCE] == last + 3 * (30 + PATIENCE) + 1
    assert earlier[last + 31].alarms == ("no new article: none for 31 days, at most 2 before",)


def test_what_was_found_otherwise_comes_first() -> None:
    """A missing WARC file goes before what the numbers say."""
    found = find_alarms(a_run(2, 5, published=0), HISTORY, ["a.warc.gz is missing"])
    assert found[0] == "a.warc.gz is missing"
    assert len(found) == 2


def test_every_alarm_is_one_line() -> None:
    """A scheduler's mail shows the first line."""
    run = replace(a_run(2, 50, published=0, title=0), skeletons=(LAYOUT,))
    found = find_alarms(reading(run, empty=4, unexpected={"other": 50}), HISTORY)
    assert len(found) == 5
    assert all("\n" not in alarm and ": " in alarm for alarm in found)


def test_runs_in_other_zones_are_the_same_moments() -> None:
    """Times are compared as moments, wherever the reports were written."""
    shifted = replace(
        a_run(2, 5),
        started=(FIRST + timedelta(days=2)).astimezone().isoformat(),
    )
    assert find_alarms(shifted, HISTORY) == ()
