"""What became of the URLs that a run met."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded import stored

from usstnews.archive.accounts import (
    ASKED,
    CLASSES,
    WHY,
    Account,
    account,
    changes,
    failed,
    first_failure,
    kinds,
    progress,
    waiting,
)
from usstnews.archive.frontier import LOOK, NOW, Frontier
from usstnews.archive.listings import Listings
from usstnews.archive.state import State
from usstnews.archive.warc import warc_date
from usstnews.extract.found import Found, Role, listing

BASE = "https://en.usst.edu.cn/"
TODAY = datetime(2024, 6, 1, 3, tzinfo=UTC)
DAY = timedelta(days=1)
SECONDS = int(TODAY.timestamp())
RUN = 5


@pytest.fixture
def state() -> Iterator[State]:
    """Open a state of its own."""
    with State("") as opened:
        yield opened


def article(number: int, listed: date | None = None) -> Found:
    """Find an article by its number."""
    return Found(stored(number).url, Role.ARTICLE, str(number), f"Title {number}", listed)


def settled(state: State, number: int, kind: str, *, at: datetime, run: int = RUN) -> None:
    """Ask for an article in a run, and note what it was."""
    frontier = Frontier(state)
    frontier.meet(article(number), run, None)
    url = article(number).url
    state.db.execute("UPDATE pages SET due = ?, asked = 0 WHERE url = ?", (NOW, url))
    frontier.draw((Role.ARTICLE,), run, 1)
    frontier.settle(url, kind, at=warc_date(at), article=str(number))


ROW = st.fixed_dictionaries(
    {
        "role": st.sampled_from(list(Role)),
        "kind": st.sampled_from(
            [None, "article", "listing", "missing", "restricted", "external", "other", "moved"]
        ),
        "outcome": st.none() | st.sampled_from([*CLASSES, *ASKED, *WHY, "listing", "media", "-x"]),
        "error": st.none() | st.just("HTTP 500"),
        "due": st.sampled_from([None, NOW, LOOK, LOOK + 1, SECONDS, SECONDS + 1]),
        "met": st.sampled_from([RUN - 1, RUN]),
        "asked": st.sampled_from([0, RUN - 2, RUN - 1, 1 - RUN, RUN, -RUN]),
        "listed": st.sampled_from([None, "2023-12-31", "2024-01-01"]),
        "article": st.sampled_from([None, "1", "2", "3"]),
    }
)


@given(
    st.lists(ROW, max_size=30),
    st.none() | st.just("2024-01-01"),
    st.fixed_dictionaries(
        {"limited": st.booleans(), "reported": st.sampled_from([RUN - 1, RUN - 2])}
    ),
    st.booleans(),
    st.dictionaries(
        st.integers(0, 9).map(lambda at: f"{BASE}{at}"),
        st.sampled_from(["new", "duplicate", "changed"]),
        max_size=5,
    ),
)
def test_every_url_is_in_exactly_one_class(
    rows: list[dict[str, object]],
    since: str | None,
    asked: dict[str, Any],
    held: bool,
    before: dict[str, str],
) -> None:
    """Whatever the rows say and earlier runs stored, the classes sum to what was met, and so do
    their parts; what was new in a run of which no report tells is so now.
    """
    with State("") as state:
        if held:
            state.hold(stored(1))
        state.db.executemany(
            "INSERT INTO pages (url, role, kind, outcome, error, due, met, asked, listed, article,"
            " first_run) VALUES (:url, :role, :kind, :outcome, :error, :due, :met, :asked, :listed,"
            " :article, 1)",
            [
                {**row, "url": f"{BASE}{at}", "role": str(row["role"])}
                for at, row in enumerate(rows)
            ],
        )
        made = account(state, RUN, SECONDS, since=since, stored=before, **asked)
    met = [
        row["met"] == RUN or (row["met"] == RUN - 1 > asked["reported"]) or f"{BASE}{at}" in before
        for at, row in enumerate(rows)
    ]
    there = [what for url, what in before.items() if int(url.removeprefix(BASE)) < len(rows)]
    counted = dict(made.urls)
    assert counted.pop("met") == sum(met)
    assert all(made.urls[each] >= there.count(each) for each in ("new", "duplicate"))
    assert all(number <= made.urls[name] for name, number in made.earlier.items())
    assert set(counted) == set(CLASSES)
    assert sum(counted.values()) == made.urls["met"]
    assert sum(made.left_out.values()) == made.urls["left_out"]
    assert sum(made.other.values()) == made.urls["other"]


def test_a_run_that_met_nothing_has_an_account_of_noughts(state: State) -> None:
    """All classes are there, so that reports can be compared."""
    assert account(state, RUN, SECONDS) == Account({"met": 0, **dict.fromkeys(CLASSES, 0)})


@pytest.mark.parametrize(
    ("kind", "outcome", "expected"),
    [
        ("article", "new", "new"),
        ("article", "changed", "changed"),
        ("article", "unchanged", "unchanged"),
        ("article", "duplicate", "duplicate"),
        ("article", "alias", "unchanged"),
        ("missing", None, "gone"),
        ("restricted", None, "restricted"),
        ("moved", None, "moved"),
        ("external", None, "external"),
        ("forbidden", None, "left_out"),
        ("oversize", None, "left_out"),
        ("circular", None, "left_out"),
        ("listing", None, "other"),
        ("media", None, "other"),
        ("challenge", None, "other"),
    ],
)
def test_what_was_asked_for_is_classed_by_what_it_was(
    state: State, kind: str, outcome: str | None, expected: str
) -> None:
    """An article by what it was to the archive, all else by its kind."""
    frontier = Frontier(state)
    frontier.meet(article(1), RUN, None)
    frontier.draw((Role.ARTICLE,), RUN, 1)
    frontier.settle(article(1).url, kind, at=warc_date(TODAY), outcome=outcome)
    made = account(state, RUN, SECONDS)
    assert {name for name, count in made.urls.items() if count} == {"met", expected}
    assert made.other == ({kind: 1} if expected == "other" else {})
    assert list(made.left_out) == ([WHY[kind]] if expected == "left_out" else [])


def test_an_article_that_fails_is_failed_whatever_it_was(state: State) -> None:
    """That it is held does not make it known: it was asked for."""
    settled(state, 1, "article", at=TODAY - DAY, run=RUN - 1)
    frontier = Frontier(state)
    frontier.ask(article(1).url)
    frontier.draw((Role.ARTICLE,), RUN, 1)
    frontier.fail(article(1).url, "HTTP 500", TODAY)
    assert account(state, RUN, SECONDS).urls["failed"] == 1
    assert (failed(state, RUN), first_failure(state, RUN)) == (1, article(1).url)
    assert (failed(state, RUN - 1), first_failure(state, RUN - 1)) == (0, None)


def test_what_failed_before_and_waits_is_counted(state: State) -> None:
    """From the run after on, until its day has come."""
    frontier = Frontier(state)
    frontier.meet(article(1), RUN - 1, None)
    frontier.draw((Role.ARTICLE,), RUN - 1, 1)
    frontier.fail(article(1).url, "HTTP 500", TODAY)
    assert waiting(state, RUN - 1, SECONDS) == 0
    assert waiting(state, RUN, SECONDS) == 1
    assert waiting(state, RUN, SECONDS + 2 * 86400) == 0


def test_a_listing_page_that_is_not_walked_again_was_asked_for(state: State) -> None:
    """Its walk began once more and came to its end before it; the first page is still to come."""
    frontier, listings = Frontier(state), Listings(state)
    for url in (BASE + "News.htm", BASE + "News/1.htm"):
        frontier.meet(listing(url, BASE + "News.htm"), RUN, None)
        frontier.draw((Role.LISTING,), RUN, 1)
        frontier.settle(url, "listing", at=warc_date(TODAY))
    listings.walk_again(BASE + "News.htm", RUN)
    made = account(state, RUN, SECONDS)
    assert {name: count for name, count in made.urls.items() if count} == {
        "met": 2,
        "pending": 1,
        "other": 1,
    }
    assert made.other == {"listing": 1}
    assert len(frontier.draw((Role.LISTING,), RUN, 9)) == 1


@pytest.mark.parametrize(
    ("kind", "again", "expected"),
    [
        ("restricted", False, "restricted"),
        ("missing", False, "gone"),
        ("missing", True, "pending"),
        ("failed", False, "left_out"),
    ],
)
def test_what_a_run_met_that_left_no_report_is_accounted_for_in_the_next(
    state: State, kind: str, again: bool, expected: str
) -> None:
    """By what it turned out to be then; what failed waits, and what is due once more is pending."""
    frontier, url = Frontier(state), article(1).url
    frontier.meet(article(1), RUN - 1, None)
    frontier.draw((Role.ARTICLE,), RUN - 1, 1)
    if kind == "failed":
        frontier.fail(url, "HTTP 500", TODAY)
    else:
        frontier.settle(url, kind, at=warc_date(TODAY), again=True)
    if again:
        frontier.ask(url)
    assert account(state, RUN, SECONDS).urls["met"] == 0
    made = account(state, RUN, SECONDS, reported=RUN - 2)
    assert {name for name, count in made.urls.items() if count} == {"met", expected}
    assert made.earlier == ({expected: 1} if expected in {"restricted", "gone"} else {})


@pytest.mark.parametrize(
    ("before", "outcome", "expected"),
    [
        ("new", "unchanged", "new"),
        ("new", "changed", "new"),
        ("duplicate", "alias", "duplicate"),
        ("changed", "unchanged", "changed"),
        ("changed", "missing", "gone"),
    ],
)
def test_what_is_told_for_the_first_time_is_told_as_what_it_was(
    state: State, before: str, outcome: str, expected: str
) -> None:
    """An article that a run stored which died is new in the report of the next, which saw it, too;
    else the articles of all reports would not sum up to those held.
    """
    settled(state, 1, outcome, at=TODAY)
    made = account(state, RUN, SECONDS, stored={article(1).url: before})
    assert {name for name, count in made.urls.items() if count} == {"met", expected}
    assert made.earlier == ({} if expected == "gone" else {expected: 1})


def test_the_failure_that_is_named_is_of_the_url_met_first(state: State) -> None:
    """However many fail, and in whatever order."""
    frontier = Frontier(state)
    for number in (3, 9, 5):
        frontier.meet(article(number), RUN, None)
    frontier.draw((Role.ARTICLE,), RUN, 9)
    for number in (9, 5, 3):
        frontier.fail(article(number).url, "HTTP 500", TODAY)
    assert (failed(state, RUN), first_failure(state, RUN)) == (3, article(3).url)


def test_what_was_met_and_not_asked_for_says_why(state: State) -> None:
    """Known and waiting; pending; off the site; too old for `since`; beyond the budget; on a page
    of a listing that its walk did not come to; or a guess at what is held elsewhere.
    """
    frontier = Frontier(state)
    frontier.meet(article(1), RUN, None)
    frontier.settle(article(1).url, "article", at=warc_date(TODAY - DAY), article="1")
    frontier.meet(article(2), RUN, None)
    frontier.settle(article(2).url, "missing", at=warc_date(TODAY), again=True)
    frontier.meet(article(3), RUN, None)
    frontier.meet(Found("https://mp.weixin.qq.com/s/x", Role.ARTICLE, external=True), RUN, None)
    frontier.meet(article(4, date(2023, 12, 31)), RUN, None)
    frontier.meet(article(5), RUN, None)
    frontier.settle(article(5).url, "missing", at=warc_date(TODAY - 2 * DAY), again=True)
    frontier.meet(listing(BASE + "News/1.htm", BASE + "News.htm"), RUN, None)
    frontier.make_due([], everything=False)
    state.hold(stored(6))
    frontier.meet(Found(BASE + "info/9/6.htm", Role.GUESS, "6"), RUN, None)
    made = account(state, RUN, SECONDS, since="2024-01-01")
    counts = {name: count for name, count in made.urls.items() if count}
    assert counts == {"met": 8, "known": 2, "pending": 1, "external": 1, "left_out": 4}
    assert made.left_out == {
        "before since": 1,
        "no room for second looks": 1,
        "beyond where its listing was walked to": 1,
        "held at another URL": 1,
    }


def test_at_its_limit_a_run_leaves_out_what_it_would_have_asked_for(state: State) -> None:
    """What is pending then is so by the user's wish; what waits for its day is known."""
    frontier = Frontier(state)
    for number in (1, 2, 3):
        frontier.meet(article(number), RUN, None)
    frontier.settle(article(2).url, "article", at=warc_date(TODAY - DAY), due=LOOK)
    frontier.settle(article(3).url, "article", at=warc_date(TODAY - DAY))
    assert account(state, RUN, SECONDS).urls["pending"] == 2
    made = account(state, RUN, SECONDS, limited=True)
    assert (made.urls["pending"], made.urls["known"]) == (0, 1)
    assert made.left_out == {"limit reached": 2}


def test_a_page_under_way_when_the_run_was_stopped_is_pending(state: State) -> None:
    """It was drawn and neither answered nor failed; what it was at an earlier look is no answer."""
    settled(state, 1, "article", at=TODAY - DAY, run=RUN - 1)
    frontier = Frontier(state)
    frontier.ask(article(1).url)
    frontier.meet(article(2), RUN, None)
    frontier.draw((Role.ARTICLE,), RUN, 9)
    assert account(state, RUN, SECONDS).urls["pending"] == 2


def test_progress_counts_what_is_done_and_what_is_left(state: State) -> None:
    """Second looks are left to do, and what nobody answered yet; what is due some other day is not;
    what failed is done.
    """
    frontier = Frontier(state)
    for number in range(1, 7):
        frontier.meet(article(number), 1, None)
    frontier.settle(article(1).url, "restricted", at=warc_date(TODAY), due=5000)
    frontier.settle(article(2).url, "article", at=warc_date(TODAY), due=LOOK)
    assert progress(state, 1) == (0, 5)
    drawn = frontier.draw((Role.ARTICLE,), 1, 3)
    assert progress(state, 1) == (0, 5)
    frontier.settle(drawn[0].url, "article", at=warc_date(TODAY))
    frontier.fail(drawn[1].url, "no answer", TODAY)
    assert progress(state, 1) == (2, 3)


def test_kinds_are_counted_and_the_rest_is_pending(state: State) -> None:
    """The report's numbers of pages: one kind each; what pages need is none of them."""
    frontier = Frontier(state)
    for number in (1, 2, 3):
        frontier.meet(article(number), 1, None)
    frontier.meet(Found(BASE + "a.png", Role.REQUISITE), 1, None)
    frontier.settle(article(1).url, "article", at=warc_date(TODAY))
    frontier.settle(article(2).url, "missing", at=warc_date(TODAY), again=True)
    assert kinds(state) == {"article": 1, "missing": 1, "pending": 1}


@pytest.mark.parametrize(
    ("was", "kind", "what"),
    [
        ("article", "missing", "gone"),
        ("article", "restricted", "restricted"),
        ("article", "moved", "moved"),
        ("missing", "article", "back"),
        ("restricted", "article", "opened"),
        ("restricted", "missing", "gone"),
        ("missing", "restricted", "restricted"),
        ("article", "article", None),
        ("missing", "missing", None),
        ("article", "other", None),
        ("other", "article", None),
    ],
)
def test_what_became_of_an_article_is_told_once(
    state: State, was: str, kind: str, what: str | None
) -> None:
    """In the run in which it became so, and neither in the one before nor in the one after."""
    settled(state, 1, was, at=TODAY - 2 * DAY, run=1)
    settled(state, 1, kind, at=TODAY - DAY, run=2)
    found = list(changes(state, warc_date(TODAY - DAY - timedelta(seconds=1))))
    expected = [] if what is None else [(what, article(1).url, "Title 1")]
    assert [(each.what, each.url, each.title) for each in found] == expected
    settled(state, 1, kind, at=TODAY, run=3)
    assert list(changes(state, warc_date(TODAY - timedelta(seconds=1)))) == []


def test_what_is_seen_for_the_first_time_is_no_change(state: State) -> None:
    """A page that was gone when it was first looked at did not go."""
    settled(state, 1, "missing", at=TODAY)
    assert list(changes(state, warc_date(TODAY - DAY))) == []
