"""The listings of a site, and what the archive lacks of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from recorded import stored

from usstnews.archive.frontier import Frontier
from usstnews.archive.listings import Listings, Shortfall
from usstnews.archive.state import State
from usstnews.archive.walk import Walk
from usstnews.extract.found import LISTINGS, Found, Role, listing

BASE = "https://en.usst.edu.cn/"
NEWS, BANNER = BASE + "News.htm", BASE + "Banner.htm"
AT = "2024-01-01T00:00:00Z"


@pytest.fixture
def state() -> Iterator[State]:
    """Open a state of its own."""
    with State("") as opened:
        yield opened


def meet(state: State, number: int, kind: str | None = None, *, external: bool = False) -> str:
    """Meet an item of a listing, and note what it was, if anything; gives its URL."""
    url = "https://mp.weixin.qq.com/s/x" if external else stored(number).url
    key = None if external else str(number)
    Frontier(state).meet(Found(url, Role.ARTICLE, key, external=external), 1, None)
    if kind == "article":
        state.hold(stored(number))
    if kind is not None:
        Frontier(state).settle(url, kind, at=AT)
    return url


def test_a_walk_is_kept_as_it_was_saved(state: State) -> None:
    """All of a walk comes back, and a later one takes its place."""
    listings, walk = Listings(state), Walk(3, complete=True, to_end=False, rewalks=2, items=54)
    assert listings.walk(NEWS) is None
    listings.save(NEWS, walk)
    assert listings.walk(NEWS) == walk
    listings.save(NEWS, Walk())
    listings.save(BANNER, walk)
    assert list(listings.walks()) == [(BANNER, walk), (NEWS, Walk())]


def test_a_walk_that_begins_again_asks_for_its_pages_once_more(state: State) -> None:
    """The first page is due in the same run, the later ones when the walk meets them; other
    listings are left alone.
    """
    frontier = Frontier(state)
    for url, first in ((NEWS, NEWS), (BASE + "News/1.htm", NEWS), (BANNER, BANNER)):
        frontier.meet(listing(url, first), 1, None)
    assert len(frontier.draw(LISTINGS, 1, 9)) == 3
    Listings(state).walk_again(NEWS, 1)
    assert [due.url for due in frontier.draw(LISTINGS, 1, 9)] == [NEWS]
    assert frontier.draw(LISTINGS, 1, 9) == []
    frontier.ask(BASE + "News/1.htm")
    assert [due.url for due in frontier.draw(LISTINGS, 1, 9)] == [BASE + "News/1.htm"]
    assert frontier.draw(LISTINGS, 1, 9) == []


def test_a_listing_that_is_dropped_leaves_its_items(state: State) -> None:
    """Nothing of it is remembered but the pages that it led to."""
    listings = Listings(state)
    for url in (NEWS, BANNER):
        listings.save(url, Walk(1, complete=True))
        listings.note_items(url, [meet(state, 7)], [9], 1)
    listings.drop(NEWS)
    assert listings.walk(NEWS) is None
    assert [each.url for each in listings.shortfalls(1)] == [BANNER]
    assert Frontier(state).find(stored(7).url) is not None
    for table in ("listed", "unlinked"):
        assert state.db.execute(f"SELECT DISTINCT walk FROM {table}").fetchall() == [(BANNER,)]


def test_it_is_told_how_many_items_a_listing_shows_for_the_first_time(state: State) -> None:
    """Each counts once for each listing, however often it is shown, and whoever met it first."""
    listings, one, two = Listings(state), meet(state, 1, "article"), meet(state, 2)
    assert listings.note_items(NEWS, [one, one], [], 1) == 1
    assert listings.note_items(NEWS, [one, two], [], 2) == 1
    assert listings.note_items(NEWS, [], [], 2) == 0
    assert listings.note_items(BANNER, [two, one], [], 2) == 2
    assert {row[0] for row in state.db.execute("SELECT run FROM listed")} == {2}


def test_what_a_listing_lacks_is_counted_and_named(state: State) -> None:
    """What is held, elsewhere, closed or gone is accounted for; what is pending or is no article
    is missing, and so are ids that the page counts clicks for without linking them.
    """
    listings = Listings(state)
    items = [
        meet(state, 1, "article"),
        meet(state, 2, "missing"),
        meet(state, 3, "restricted"),
        meet(state, 4, external=True),
        meet(state, 5, "moved"),
        meet(state, 6, "redirecting"),
        pending := meet(state, 7),
        odd := meet(state, 8, "other"),
    ]
    meet(state, 30, "article")
    listings.save(NEWS, Walk(2, complete=True, items=11))
    listings.note_items(NEWS, items[:5], [30, 9, 41], 1)
    listings.note_items(NEWS, items[5:], [], 1)
    assert list(listings.shortfalls(1)) == [
        Shortfall(
            NEWS,
            announced=11,
            listed=8,
            held=1,
            external=1,
            restricted=1,
            gone=1,
            other=2,
            missing=(pending, odd, "id 9", "id 41"),
            missing_most=4,
        )
    ]


@pytest.mark.parametrize(
    ("announced", "ids", "external", "most"),
    [
        (3, [9], False, None),  # an id that no item has: it is missing
        (4, [9, 41], True, 1),  # one of them is that of the item elsewhere
        (5, [9, 41], True, 2),  # the total says that two are hidden
        (3, [9, 41], True, 1),  # whatever it says, one item has one id
        (None, [9, 41], True, 2),
        (4, [9, 41, 1], True, 1),  # what is held is not missing
    ],
)
def test_ids_that_may_be_those_of_items_elsewhere_are_missing_up_to_a_number(
    state: State, announced: int | None, ids: list[int], external: bool, most: int | None
) -> None:
    """The click counter asks for these too, and nothing ties an id to a link that leads off."""
    listings = Listings(state)
    items = [meet(state, 1, "article"), meet(state, 2, "article")]
    items += [meet(state, 3, "article"), meet(state, 4, external=True)][external:][:1]
    listings.save(NEWS, Walk(1, complete=True, items=announced))
    listings.note_items(NEWS, items, ids, 1)
    (found,) = listings.shortfalls(1)
    assert (found.listed, found.missing_most) == (3, most)
    assert set(found.missing) == {"id 9", "id 41"} & {f"id {each}" for each in ids}


def test_an_item_that_is_held_at_another_url_is_held(state: State) -> None:
    """What matters is that the archive has the article."""
    listings, url = Listings(state), BASE + "info/9/1.htm"
    meet(state, 1, "article")
    Frontier(state).meet(Found(url, Role.ARTICLE, "1"), 1, None)
    listings.save(NEWS, Walk(1, complete=True))
    listings.note_items(NEWS, [url], [], 1)
    (found,) = listings.shortfalls(1)
    assert (found.held, found.missing) == (1, ())


@pytest.mark.parametrize(
    "walk", [Walk(2, complete=False), Walk(2, complete=True, to_end=False)], ids=["cut", "short"]
)
def test_a_listing_that_was_not_walked_to_its_end_lacks_nothing(state: State, walk: Walk) -> None:
    """How much there is behind its last page that was seen, nobody knows."""
    listings = Listings(state)
    listings.save(NEWS, walk)
    listings.note_items(NEWS, [meet(state, 7)], [9], 1)
    assert list(listings.shortfalls(1)) == []


def test_only_the_items_of_this_run_count(state: State) -> None:
    """What a listing showed in an earlier run it may have dropped since."""
    listings = Listings(state)
    listings.save(NEWS, Walk(1, complete=True))
    listings.note_items(NEWS, [meet(state, 7), meet(state, 8, "article")], [9], 1)
    listings.note_items(NEWS, [stored(8).url], [], 2)
    (found,) = listings.shortfalls(2)
    assert (found.listed, found.held, found.missing) == (1, 1, ())
    assert list(listings.shortfalls(3)) == []


def test_an_item_that_two_pages_show_is_one(state: State) -> None:
    """Pinned items are on each page."""
    listings = Listings(state)
    listings.save(NEWS, Walk(2, complete=True))
    for _ in range(2):
        listings.note_items(NEWS, [meet(state, 7, "article")], [9], 1)
    (found,) = listings.shortfalls(1)
    assert (found.listed, found.held, found.missing) == (1, 1, ("id 9",))
