"""Which page needs what."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from usstnews.archive import address, needs
from usstnews.archive.frontier import Frontier
from usstnews.archive.needs import Needs
from usstnews.archive.state import State
from usstnews.extract.found import Found, Role

BASE = "https://h.cn/"
PAGE = BASE + "info/1/1.htm"


@pytest.fixture
def state() -> Iterator[State]:
    """Open a state that knows one page."""
    with State("") as opened:
        Frontier(opened).meet(Found(PAGE, Role.ARTICLE), 1, None)
        yield opened


def needed(*names: str) -> list[Found]:
    """Find files by name."""
    return [Found(BASE + name, Role.REQUISITE, needed="image") for name in names]


def noted(state: State) -> list[tuple[str, str]]:
    """Read which page needs what, by name."""
    rows = state.db.execute(
        "SELECT page.url, other.url FROM needs JOIN pages AS page ON page.id = page"
        " JOIN pages AS other ON other.id = requisite ORDER BY 1, 2"
    )
    return [(page.removeprefix(BASE), other.removeprefix(BASE)) for page, other in rows]


def is_stale(state: State) -> bool:
    """Tell whether the page's ledger is to be looked at, and say that it was."""
    (stale,) = state.db.execute("SELECT stale FROM pages WHERE url = ?", (PAGE,)).fetchone()
    state.db.execute("UPDATE pages SET stale = 0")
    return bool(stale)


def test_what_a_page_needs_is_due_and_led_to_by_the_page(state: State) -> None:
    """Each URL is entered as a requisite, with what it is needed as."""
    frontier = Frontier(state)
    Needs(state, frontier).note(PAGE, needed("a.png", "b.png"), 1)
    assert noted(state) == [("info/1/1.htm", "a.png"), ("info/1/1.htm", "b.png")]
    drawn = frontier.draw((Role.REQUISITE,), 1, 9)
    assert [(each.url, each.found_on) for each in drawn] == [
        (BASE + "a.png", PAGE),
        (BASE + "b.png", PAGE),
    ]
    found = frontier.find(BASE + "a.png")
    assert found is not None
    assert (found.role, found.needed) == (Role.REQUISITE, "image")


def test_a_later_look_replaces_what_was_needed(state: State) -> None:
    """What the page no longer names is not its need; only a change makes its ledger stale."""
    pages = Needs(state, Frontier(state))
    pages.note(PAGE, needed("a.png", "b.png"), 1)
    assert is_stale(state)
    pages.note(PAGE, needed("b.png", "a.png"), 2)
    assert not is_stale(state)
    pages.note(PAGE, needed("b.png", "c.png"), 2)
    assert is_stale(state)
    assert noted(state) == [("info/1/1.htm", "b.png"), ("info/1/1.htm", "c.png")]
    pages.note(PAGE, [], 3)
    assert (noted(state), is_stale(state)) == ([], True)


def test_no_page_needs_itself_and_no_unknown_page_anything(state: State) -> None:
    """A frame of the page in the page is none; a URL that nobody met has no needs."""
    pages = Needs(state, Frontier(state))
    pages.note(PAGE, [Found(PAGE, Role.REQUISITE)], 1)
    pages.note(BASE + "never-met.htm", needed("a.png"), 1)
    assert noted(state) == []
    found = Frontier(state).find(PAGE)
    assert found is not None
    assert found.role is Role.ARTICLE, "being needed makes no requisite of a page"


def test_after_a_move_the_urls_are_looked_up_again(state: State) -> None:
    """The rows are renamed; needs go on by the new names."""
    frontier = Frontier(state)
    pages = Needs(state, frontier)
    pages.note(PAGE, needed("a.png"), 1)
    pages.move(BASE, "https://h.cn/new/")
    address.move(state, BASE, "https://h.cn/new/")
    moved = Found(BASE + "new/a.png", Role.REQUISITE, needed="image")
    pages.note(BASE + "new/info/1/1.htm", [moved], 1)
    assert noted(state) == [("new/info/1/1.htm", "new/a.png")]
    pages.note(BASE + "new/info/1/1.htm", needed("a.png"), 1)
    assert noted(state) == [("new/info/1/1.htm", "a.png")]


def test_rows_in_memory_are_bounded(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many files a site has, as many are remembered and all are noted."""
    monkeypatch.setattr(needs, "KNOWN", 3)
    pages = Needs(state, Frontier(state))
    names = [f"{number}.png" for number in range(10)]
    pages.note(PAGE, needed(*names), 1)
    assert len(pages._known) <= 3
    assert [name for _, name in noted(state)] == names
