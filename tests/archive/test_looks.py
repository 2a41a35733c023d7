"""Second looks: which articles a run visits again, and what it asks for whose time has come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded import stored

from usstnews.archive.frontier import LOOK, NOW, Frontier
from usstnews.archive.looks import Looks, choose
from usstnews.archive.state import State
from usstnews.archive.warc import warc_date
from usstnews.extract.found import Found, Role

BASE = "https://en.usst.edu.cn/"
TODAY = datetime(2024, 6, 1, 3, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
BRACKETS = Looks({7: 1, 30: 7, 365: 30})
ANY = (Role.HOME, Role.LISTING, Role.ARTICLE, Role.REQUISITE)


@pytest.fixture
def state() -> Iterator[State]:
    """Open a state of its own."""
    with State("") as opened:
        yield opened


def hold(
    state: State,
    number: int,
    *,
    published: timedelta | None = None,
    listed: timedelta | None = None,
    seen: timedelta = DAY,
    changed: timedelta | None = None,
    run: int = 1,
) -> None:
    """Hold an article; ages are counted back from `TODAY`, `changed` is that of an edit."""
    fetched = warc_date(TODAY - (changed or seen))
    made = stored(
        number,
        published=None if published is None else (TODAY - published).date(),
        version=1 if changed is None else 2,
        fetched_at=fetched,
    )
    day = None if listed is None else (TODAY - listed).date()
    frontier = Frontier(state)
    frontier.meet(Found(made.url, Role.ARTICLE, str(number), None, day), run, None)
    state.hold(made)
    frontier.settle(made.url, "article", at=warc_date(TODAY - seen), article=str(number))


def close(state: State, number: int, kind: str, *, seen: timedelta, again: bool = True) -> None:
    """Let a page be restricted, or gone, at its last look."""
    frontier, url = Frontier(state), stored(number).url
    frontier.meet(Found(url, Role.ARTICLE, str(number)), 1, None)
    frontier.settle(url, kind, at=warc_date(TODAY - seen), again=again)


def chosen(state: State, looks: Looks = BRACKETS, now: datetime = TODAY) -> list[int]:
    """Choose the second looks of a run that begins `now`; gives the ids, lowest first."""
    count = choose(state, looks, now.timestamp())
    found = [int(url.rpartition("/")[2].removesuffix(".htm")) for url in due(state, LOOK)]
    assert len(found) == count
    return sorted(found)


def due(state: State, when: int) -> list[str]:
    """List the URLs that are due now, or to be looked at again."""
    rows = state.db.execute("SELECT url FROM pages WHERE due = ? ORDER BY url", (when,))
    return [url for (url,) in rows]


@pytest.mark.parametrize(
    ("age", "waits"), [(0, 1), (7, 1), (8, 7), (30, 7), (31, 30), (365, 30), (366, None)]
)
def test_the_interval_goes_by_the_age_of_the_article(
    state: State, age: int, waits: int | None
) -> None:
    """Young articles are visited often, old ones rarely, and those older than all brackets never.

    The age is that of the run's beginning, counted from the day's first instant.
    """
    midnight = datetime(2024, 6, 1, tzinfo=UTC)
    hold(state, 1, published=TODAY - midnight + age * DAY, seen=age * DAY + 100 * DAY)
    young = [days for days in (1, 7, 30) if waits is not None and days >= waits]
    for days in (1, 7, 30):
        url, at = stored(1).url, warc_date(midnight - days * DAY)
        Frontier(state).settle(url, "article", at=at, article="1")
        assert chosen(state, now=midnight) == ([1] if days in young else [])


def test_a_run_that_starts_a_little_early_skips_no_day(state: State) -> None:
    """Six hours before its time an article is visited, seven hours before it waits."""
    for number, hours in ((1, 18), (2, 17)):
        hold(state, number, published=2 * DAY, seen=hours * HOUR)
    assert chosen(state) == [1]


def test_what_has_no_date_of_its_own_goes_by_the_listing(state: State) -> None:
    """And an article page's own date goes before the listing's."""
    hold(state, 1, listed=3 * DAY, seen=2 * DAY)
    hold(state, 2, listed=300 * DAY, seen=2 * DAY)
    hold(state, 3, published=300 * DAY, listed=3 * DAY, seen=2 * DAY)
    hold(state, 4, published=3 * DAY, listed=300 * DAY, seen=2 * DAY)
    assert chosen(state) == [1, 4]


def test_an_undated_article_is_as_old_as_its_turning_up_in_a_later_run(state: State) -> None:
    """What the archive's first run met may be of any age, so it counts as old."""
    hold(state, 1, seen=2 * DAY, run=2)
    hold(state, 2, seen=2 * DAY, run=1)
    assert chosen(state) == [1]
    every = Looks({7: 1, 36500: 180})
    close_by, far = TODAY + 170 * DAY, TODAY + 190 * DAY
    assert chosen(state, every, close_by) == []
    assert chosen(state, every, far) == [1, 2], "in the oldest bracket, both"


def test_an_edited_article_counts_as_young(state: State) -> None:
    """What was edited last week may be edited again; a first version makes nothing younger."""
    hold(state, 1, published=3000 * DAY, changed=3 * DAY, seen=2 * DAY)
    hold(state, 2, published=3000 * DAY, seen=2 * DAY)
    hold(state, 3, published=3000 * DAY, changed=20 * DAY, seen=2 * DAY)
    assert chosen(state) == [1]


def test_the_latest_by_their_own_measure_come_first(state: State) -> None:
    """A budget goes to those that have waited longest for what they are, not to the newest."""
    hold(state, 1, published=2 * DAY, seen=2 * DAY)  # two days instead of one
    hold(state, 2, published=20 * DAY, seen=21 * DAY)  # three weeks instead of one
    hold(state, 3, published=200 * DAY, seen=36 * DAY)  # 36 days instead of 30
    close(state, 4, "missing", seen=10 * DAY)  # ten days instead of one
    found = [chosen(state, Looks(BRACKETS.every, most)) for most in range(1, 5)]
    assert found == [[4], [2, 4], [1, 2, 4], [1, 2, 3, 4]]


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=12),
    st.integers(0, 8),
)
def test_a_run_keeps_to_its_budget_and_what_it_leaves_waits_longer(
    articles: list[tuple[int, int]], most: int
) -> None:
    """Never more than the budget, never fewer than are due within it, and in time all are seen."""
    with State("") as state:
        for number, (age, seen) in enumerate(articles):
            hold(state, number, published=age * DAY, seen=seen * DAY)
        with_room = Looks(BRACKETS.every, 1000)
        all_due = choose(state, with_room, TODAY.timestamp())
        assert choose(state, Looks(BRACKETS.every, most), TODAY.timestamp()) == min(all_due, most)
        seen_at_all: set[int] = set()
        for _ in range(all_due if most else 0):
            found = chosen(state, Looks(BRACKETS.every, most))
            seen_at_all |= set(found)
            for number in found:
                url = stored(number).url
                Frontier(state).settle(url, "article", at=warc_date(TODAY), article=str(number))
        assert len(seen_at_all) == (all_due if most else 0)


def test_no_budget_means_no_second_look(state: State) -> None:
    """Neither at what is held nor at what was gone."""
    hold(state, 1, published=DAY, seen=5 * DAY)
    close(state, 2, "missing", seen=5 * DAY)
    assert chosen(state, Looks(most=0)) == []


def test_without_brackets_only_what_was_closed_is_looked_at(state: State) -> None:
    """Articles are then never visited again."""
    hold(state, 1, published=DAY, seen=5 * DAY)
    close(state, 2, "restricted", seen=5 * DAY)
    assert chosen(state, Looks({})) == [2]


def test_what_an_interrupted_run_left_waits_in_line_with_the_others(state: State) -> None:
    """Looks that a run had chosen and did not come to are no more due than all others."""
    hold(state, 1, published=2 * DAY, seen=2 * DAY)
    close(state, 2, "missing", seen=2 * DAY)
    one = Looks(BRACKETS.every, 1)
    assert choose(state, Looks(BRACKETS.every, 9), TODAY.timestamp()) == 2
    hold(state, 3, published=2 * DAY, seen=6 * DAY)
    assert chosen(state, one) == [3]
    assert chosen(state, Looks({}, 9)) == [2], "no bracket, so the article is not looked at"


def test_a_page_that_stays_gone_is_asked_for_after_one_two_four_days_and_so_on(
    state: State,
) -> None:
    """After as long as it has been gone, and at least once in 30 days."""
    frontier, url = Frontier(state), stored(1).url
    frontier.meet(Found(url, Role.ARTICLE, "1"), 1, None)
    frontier.settle(url, "missing", at=warc_date(TODAY), again=True)
    asked = []
    for days in range(130):
        now = TODAY + days * DAY
        if choose(state, BRACKETS, now.timestamp()):
            asked.append(days)
            frontier.settle(url, "missing", at=warc_date(now), again=True)
    assert asked == [1, 2, 4, 8, 16, 32, 62, 92, 122]


def test_what_was_closed_waits_for_its_time_to_the_second(state: State) -> None:
    """At least 24 hours: the slack is for longer waits."""
    close(state, 1, "restricted", seen=DAY - timedelta(seconds=1))
    assert chosen(state) == []
    assert chosen(state, now=TODAY + timedelta(seconds=1)) == [1]


def test_a_page_that_is_gone_keeps_its_days_though_runs_start_early_or_late(state: State) -> None:
    """Looked at half a minute later than the day before, it waits no day longer for that."""
    close(state, 1, "missing", seen=2 * DAY)
    Frontier(state).settle(
        stored(1).url, "missing", at=warc_date(TODAY - DAY + HOUR / 120), again=True
    )
    assert chosen(state) == []
    assert chosen(state, now=TODAY + HOUR / 120) == [1]


def test_what_was_never_seen_and_requisites_need_no_budget(state: State) -> None:
    """A failed page whose time has come is no second look, nor is a missing picture."""
    frontier = Frontier(state)
    for number, hours in ((1, 24), (2, 23)):
        frontier.meet(Found(stored(number).url, Role.ARTICLE, str(number)), 1, None)
        frontier.draw(ANY, 1, 9)
        frontier.fail(stored(number).url, "HTTP 500", TODAY - hours * HOUR)
    for name, hours in (("a.png", 24), ("b.png", 23)):
        frontier.meet(Found(BASE + name, Role.REQUISITE), 1, None)
        frontier.settle(BASE + name, "missing", at=warc_date(TODAY - hours * HOUR), again=True)
    assert choose(state, Looks(most=0), TODAY.timestamp()) == 0
    found = frontier.draw(ANY, 2, 9)
    assert [each.url for each in found] == [stored(1).url, BASE + "a.png"]


def test_an_article_that_could_not_be_had_is_a_second_look_when_its_time_comes(
    state: State,
) -> None:
    """It is held already, so its failure a day ago does not put it before what is new."""
    hold(state, 1, published=3000 * DAY, seen=40 * DAY)
    Frontier(state).fail(stored(1).url, "HTTP 500", TODAY - DAY)
    assert chosen(state, Looks({}, 9)) == [1]


def test_an_article_that_could_not_be_had_waits_for_a_day_whatever_its_age(state: State) -> None:
    """By its bracket it would be due at once."""
    hold(state, 1, published=2 * DAY, seen=5 * DAY)
    Frontier(state).fail(stored(1).url, "HTTP 500", TODAY - 23 * HOUR)
    assert chosen(state) == []
    assert chosen(state, now=TODAY + HOUR) == [1]


def test_the_other_urls_of_an_article_are_not_visited(state: State) -> None:
    """An article is visited at the URL under which it is held, and nowhere else."""
    hold(state, 1, published=2 * DAY, seen=2 * DAY)
    alias = Found(BASE + "info/9/1.htm", Role.ARTICLE, "1")
    Frontier(state).meet(alias, 1, None)
    Frontier(state).settle(alias.url, "article", at=warc_date(TODAY - 9 * DAY), article="1")
    assert chosen(state) == [1]
    assert due(state, LOOK) == [stored(1).url]


def test_what_is_due_at_once_stays_so(state: State) -> None:
    """What is new or pending was never looked at, so it waits for nothing."""
    hold(state, 1, published=2 * DAY, seen=2 * DAY)
    Frontier(state).meet(Found(stored(2).url, Role.ARTICLE, "2"), 1, None)
    assert chosen(state) == [1]
    assert due(state, NOW) == [stored(2).url]


def test_a_date_in_the_future_makes_an_article_young(state: State) -> None:
    """A slip of the year does not keep an article from being visited."""
    hold(state, 1, published=-400 * DAY, seen=DAY)
    assert chosen(state) == [1]
