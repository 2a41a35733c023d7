"""URLs that no page led to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded import stored

from usstnews.archive.frontier import LOOK, Frontier
from usstnews.archive.guesses import guess
from usstnews.archive.looks import Looks, choose
from usstnews.archive.state import State
from usstnews.extract.found import Found, Role

BASE = "https://en.usst.edu.cn/"
AT = "2024-01-01T00:00:00Z"


@pytest.fixture
def state() -> Iterator[State]:
    """Open a state of its own."""
    with State("") as opened:
        yield opened


def hold(state: State, *numbers: int) -> None:
    """Hold articles by their numbers."""
    for number in numbers:
        made, frontier = stored(number), Frontier(state)
        frontier.meet(Found(made.url, Role.ARTICLE, str(number)), 1, None)
        state.hold(made)
        frontier.settle(made.url, "article", at=AT, article=str(number))


def drawn(state: State) -> list[str]:
    """Draw all guesses that are due, and miss; gives the paths."""
    frontier, found = Frontier(state), []
    while batch := frontier.draw((Role.GUESS,), 1, 9):
        for due in batch:
            frontier.settle(due.url, "missing", at=AT)
        found += [due.url.removeprefix(BASE) for due in batch]
    return found


def test_guesses_are_the_ids_between_the_known_ones_under_each_column(state: State) -> None:
    """What is known is not guessed, and a second guess adds nothing."""
    hold(state, 3, 5, 7)
    assert [guess(state, BASE, {1, 22}, 1, 99) for _ in range(2)] == [4, 0]
    assert drawn(state) == ["info/1/6.htm", "info/1/4.htm", "info/22/6.htm", "info/22/4.htm"]
    assert guess(state, BASE, {1, 22}, 1, 99) == 0


@given(st.sets(st.integers(1, 60), max_size=12), st.sets(st.integers(1, 9)), st.integers(1, 20))
def test_guesses_are_made_as_they_are_asked_for_and_never_twice(
    held: set[int], columns: set[int], most: int
) -> None:
    """So many ids at a time, the lowest first, under each column, until none is left."""
    with State("") as state:
        hold(state, *held)
        between = sorted(set(range(min(held), max(held))) - held) if held and columns else []
        found: list[int] = []
        while made := guess(state, BASE, columns, 1, most):
            paths = drawn(state)
            assert len(paths) == made == min(most, len(between) - len(found)) * len(columns)
            ids = {int(path.rpartition("/")[2][:-4]) for path in paths}
            assert paths == sorted(
                (f"info/{column}/{number}.htm" for number in ids for column in columns),
                key=paths.index,
            )
            found += sorted(ids)
        assert found == between


def test_what_was_met_at_any_url_is_not_guessed(state: State) -> None:
    """Whether it is pending, gone, restricted or under another column: a page led to it."""
    hold(state, 1, 6)
    frontier = Frontier(state)
    for number, kind in ((2, None), (3, "missing"), (4, "restricted")):
        frontier.meet(Found(f"{BASE}info/9/{number}.htm", Role.ARTICLE, str(number)), 1, None)
        if kind is not None:
            frontier.settle(f"{BASE}info/9/{number}.htm", kind, at=AT, again=True)
    assert guess(state, BASE, {1}, 1, 99) == 1
    assert drawn(state) == ["info/1/5.htm"]


def test_an_empty_archive_guesses_nothing(state: State) -> None:
    """Without a known id there is nothing between; without a column, nowhere to look."""
    assert guess(state, BASE, {1}, 1, 99) == 0
    hold(state, 3, 5)
    assert guess(state, BASE, set(), 1, 99) == 0
    assert drawn(state) == []


def test_articles_without_an_id_do_not_widen_the_guesses(state: State) -> None:
    """The key of such an article is its URL, which is no number to count from; nor does an id that
    was met, but never seen.
    """
    hold(state, 3, 5)
    state.hold(stored(1, id=None, url=BASE + "page.htm"))
    Frontier(state).meet(Found(stored(999_999).url, Role.ARTICLE, "999999"), 1, None)
    assert guess(state, BASE, {1}, 1, 99) == 1
    assert drawn(state) == ["info/1/4.htm"]


def test_of_the_guesses_at_one_id_the_others_end_when_one_is_an_article(state: State) -> None:
    """The id was found, so it is looked for under no other column."""
    hold(state, 3, 5)
    guess(state, BASE, {1, 22}, 1, 99)
    frontier = Frontier(state)
    (due,) = frontier.draw((Role.GUESS,), 1, 9)
    assert due.url == stored(4).url
    state.hold(stored(4))
    frontier.settle(due.url, "article", at=AT, article="4")
    assert drawn(state) == []


def test_a_guess_that_missed_is_asked_for_when_a_page_leads_to_it(state: State) -> None:
    """It counts as unknown then, for it was published since."""
    hold(state, 3, 5)
    guess(state, BASE, {1}, 1, 9)
    assert drawn(state) == ["info/1/4.htm"]
    frontier = Frontier(state)
    assert frontier.meet(Found(f"{BASE}info/1/4.htm", Role.ARTICLE, "4"), 2, None)
    assert [due.url for due in frontier.draw((Role.ARTICLE,), 2, 9)] == [f"{BASE}info/1/4.htm"]


def test_a_guess_that_was_an_article_is_looked_at_as_others_are(state: State) -> None:
    """What is chosen is drawn, so that the budget is spent on looks."""
    hold(state, 3, 5)
    guess(state, BASE, {1}, 1, 9)
    frontier = Frontier(state)
    (found,) = frontier.draw((Role.GUESS,), 1, 9)
    made = stored(4)
    state.hold(made)
    frontier.settle(found.url, "article", at=AT, article="4")
    later = datetime(2025, 1, 1, tzinfo=UTC).timestamp()
    assert choose(state, Looks(), later) == 3
    drawn_again = frontier.draw((Role.ARTICLE, Role.GUESS), 2, 9, due=LOOK)
    assert [due.url for due in drawn_again] == [
        f"{BASE}info/1/{number}.htm" for number in (5, 4, 3)
    ]
