"""A site that is served at another address: what is known of it goes along."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from recorded import START, stored

from usstnews.archive.address import move
from usstnews.archive.frontier import Due, Frontier
from usstnews.archive.listings import Listings
from usstnews.archive.looks import Looks, choose
from usstnews.archive.state import State
from usstnews.archive.walk import Walk
from usstnews.archive.warc import warc_date
from usstnews.extract.found import Found, Role, listing

BASE = "https://en.usst.edu.cn/"
ELSEWHERE = "http://127.0.0.1:8000/m/"
ANY = (Role.HOME, Role.LISTING, Role.ARTICLE)


@pytest.fixture
def state() -> Iterator[State]:
    """Open a state of its own."""
    with State("") as opened:
        yield opened


def test_a_site_that_moves_takes_its_urls_along(state: State) -> None:
    """URLs, walks and listings are below the new base; those of other sites stay."""
    frontier = Frontier(state)
    frontier.meet(listing(BASE + "News.htm", BASE + "News.htm"), 1, None)
    frontier.meet(listing(BASE + "News/1.htm", BASE + "News.htm"), 1, None)
    Listings(state).save(BASE + "News.htm", Walk(2, complete=True, items=12))
    frontier.meet(Found("https://en.usst.edu.cnx/", Role.ARTICLE, external=True), 1, None)
    move(state, BASE, ELSEWHERE)
    assert frontier.find(BASE + "News.htm") is None
    page = Due(ELSEWHERE + "News/1.htm", Role.LISTING, ELSEWHERE + "News.htm")
    assert frontier.find(page.url) == page
    assert Listings(state).walk(ELSEWHERE + "News.htm") == Walk(2, complete=True, items=12)
    assert frontier.find("https://en.usst.edu.cnx/") is not None
    move(state, ELSEWHERE, BASE)
    back = Due(BASE + "News/1.htm", Role.LISTING, BASE + "News.htm")
    assert frontier.find(back.url) == back


def test_what_is_held_is_looked_at_again_at_the_new_address(state: State) -> None:
    """Its row of URLs and the article go together, and so does what it repeats."""
    frontier, urls = Frontier(state), [f"{BASE}info/1/{number}.htm" for number in (7, 8)]
    for number, url in zip((7, 8), urls, strict=True):
        frontier.meet(Found(url, Role.ARTICLE, str(number)), 1, None)
        state.hold(stored(number, duplicate_of=urls[0] if number == 8 else None))
        frontier.settle(url, "article", at=warc_date(START), article=str(number))
    move(state, BASE, ELSEWHERE)
    assert choose(state, Looks({36500: 1}), (START + timedelta(days=2)).timestamp()) == 2
    held = list(state.db.execute("SELECT url, duplicate_of FROM articles ORDER BY key"))
    first = ELSEWHERE + "info/1/7.htm"
    assert held == [(first, None), (ELSEWHERE + "info/1/8.htm", first)]


def test_a_base_with_signs_that_sql_knows_moves_only_itself(state: State) -> None:
    """`%` and `_` in an address are letters."""
    frontier = Frontier(state)
    for url in ("http://h_1/a%20b/x.htm", "http://hx1/a%20b/x.htm", "http://h_1/aZZ20b/x.htm"):
        frontier.meet(Found(url, Role.ARTICLE), 1, None)
    move(state, "http://h_1/a%20b/", "http://new/")
    found = [due.url for due in frontier.draw(ANY, 1, 9)]
    assert found == ["http://h_1/aZZ20b/x.htm", "http://hx1/a%20b/x.htm", "http://new/x.htm"]


def test_a_site_that_moves_leaves_nothing_due_at_the_old_address(state: State) -> None:
    """Where the new address was met before as another site's, the old one goes all the same."""
    frontier = Frontier(state)
    frontier.meet(Found(BASE + "info/1/7.htm", Role.ARTICLE, "7"), 1, None)
    frontier.meet(Found("http://mirror/info/1/7.htm", Role.ARTICLE, external=True), 1, None)
    move(state, BASE, "http://mirror/")
    assert [due.url for due in frontier.draw(ANY, 1, 9)] == ["http://mirror/info/1/7.htm"]
