"""The ledger of each page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest

from usstnews.archive.frontier import Frontier
from usstnews.archive.ledger import Entry, Ledger, Ledgers, outcome
from usstnews.archive.needs import Needs
from usstnews.archive.state import State
from usstnews.extract.found import Found, Role

BASE = "https://h.cn/"
AT = "2024-01-01T00:00:00Z"
AT_FIRST = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture
def state() -> Iterator[State]:
    """Open a state of its own."""
    with State("") as opened:
        yield opened


def page(state: State, name: str, *needed: str) -> None:
    """Hold a page that needs files, by name."""
    frontier = Frontier(state)
    frontier.meet(Found(BASE + name, Role.ARTICLE), 1, None)
    frontier.settle(BASE + name, "article", at=AT)
    state.db.execute("UPDATE pages SET record_id = ? WHERE url = ?", (f"<urn:{name}>", BASE + name))
    need(state, name, *needed)


def need(state: State, name: str, *needed: str) -> None:
    """Let a page or a sheet need files."""
    found = [Found(BASE + each, Role.REQUISITE, needed="image") for each in needed]
    Needs(state, Frontier(state)).note(BASE + name, found, 1)


def settle(state: State, **kinds: str) -> None:
    """Say what became of files; `a` is a file's name."""
    for name, kind in kinds.items():
        Frontier(state).settle(BASE + name, kind, at=AT)


def unwritten(state: State) -> Mapping[str, list[str]]:
    """Give what the ledgers say that are to be written, and take them for written."""
    return {
        ledger.url.removeprefix(BASE): [
            f"{told} {url.removeprefix(BASE)}" for url, told in ledger.entries
        ]
        for ledger in Ledgers(state).unwritten()
    }


@pytest.mark.parametrize(
    ("kind", "error", "told"),
    [
        ("requisite", None, "captured"),
        ("media", None, "captured"),
        ("article", None, "captured"),
        ("listing", None, "captured"),
        ("other", None, "captured"),
        ("moved", None, "captured"),
        ("mismatch", None, "mismatch"),
        ("missing", None, "missing"),
        ("blocked", None, "blocked"),
        ("challenge", None, "blocked"),
        ("failed", None, "failed"),
        ("restricted", None, "failed"),
        ("oversize", None, "oversize"),
        ("forbidden", None, "forbidden"),
        ("circular", None, "circular"),
        ("external", None, "external"),
        (None, None, "pending"),
        (None, "TimeoutError", "failed"),
        ("requisite", "TimeoutError", "captured"),
    ],
)
def test_the_outcome_of_each_kind(kind: str | None, error: str | None, told: str) -> None:
    """What the archive holds stays held, also when a later look failed."""
    assert outcome(kind, error) == told


def test_a_ledger_spells_its_fields_and_knows_its_holes() -> None:
    """A field is the outcome, then the URL, which has no blank; what is elsewhere is no hole."""
    told = ("captured", "mismatch", "external", "missing", "blocked", "failed", "pending")
    ledger = Ledger(
        "https://h/", "<urn:x>", tuple(Entry(f"https://h/{each}", each) for each in told)
    )
    assert ledger.fields[0] == ("requisite", "captured https://h/captured")
    assert [entry.outcome for entry in ledger.holes] == ["missing", "blocked", "failed", "pending"]


def test_a_ledger_goes_through_sheets_and_their_circles(state: State) -> None:
    """What a sheet needs, each page needs that uses it; sheets that import each other end."""
    page(state, "1.htm", "a.css")
    page(state, "2.htm", "own.png")
    need(state, "a.css", "b.css", "a.png")
    need(state, "b.css", "a.css", "b.png")
    settle(state, **dict.fromkeys(("a.css", "b.css", "a.png", "own.png"), "requisite"))
    settle(state, **{"b.png": "missing"})
    assert unwritten(state) == {
        "1.htm": ["captured a.css", "captured a.png", "captured b.css", "missing b.png"],
        "2.htm": ["captured own.png"],
    }
    assert unwritten(state) == {}


def test_a_ledger_waits_for_what_is_pending(state: State) -> None:
    """Only when everything was asked for is it written, also if that is in another run."""
    page(state, "1.htm", "a.png", "b.png")
    settle(state, **{"a.png": "requisite"})
    assert unwritten(state) == {}
    Frontier(state).fail(BASE + "b.png", "TimeoutError", AT_FIRST)
    assert unwritten(state) == {"1.htm": ["captured a.png", "failed b.png"]}
    settle(state, **{"b.png": "requisite"})
    assert unwritten(state) == {"1.htm": ["captured a.png", "captured b.png"]}


def test_only_pages_that_are_affected_are_written_again(state: State) -> None:
    """A change deep in a shared sheet touches the pages that use it and no other; a look that finds
    the same touches none.
    """
    for name in ("1.htm", "2.htm"):
        page(state, name, "shared.css")
    page(state, "3.htm", "own.png")
    need(state, "shared.css", "deep.png")
    settle(state, **dict.fromkeys(("shared.css", "deep.png", "own.png"), "requisite"))
    assert unwritten(state).keys() == {"1.htm", "2.htm", "3.htm"}
    settle(state, **dict.fromkeys(("shared.css", "deep.png", "own.png"), "requisite"))
    assert unwritten(state) == {}
    settle(state, **{"deep.png": "missing"})
    assert unwritten(state).keys() == {"1.htm", "2.htm"}


def test_a_page_without_needs_or_without_a_record_has_no_ledger(state: State) -> None:
    """One needs nothing, another is not held, and what a frame needs is in its page's."""
    page(state, "1.htm")
    Frontier(state).meet(Found(BASE + "2.htm", Role.ARTICLE), 1, None)
    need(state, "2.htm", "a.png")
    page(state, "3.htm", "frame.htm")
    need(state, "frame.htm", "b.png")
    settle(state, **dict.fromkeys(("a.png", "b.png", "frame.htm"), "requisite"))
    assert unwritten(state) == {"3.htm": ["captured b.png", "captured frame.htm"]}
    assert [ledger.url for ledger in Ledgers(state).all()] == [BASE + "3.htm"]


def test_what_a_record_says_is_not_written_again(state: State) -> None:
    """Read back from its record, a ledger that says the same is known; another one is not."""
    page(state, "1.htm", "a.png")
    settle(state, **{"a.png": "requisite"})
    Ledgers(state).note(BASE + "1.htm", [("requisite", f"captured {BASE}a.png")])
    assert unwritten(state) == {}
    Ledgers(state).note(BASE + "1.htm", [("requisite", f"missing {BASE}a.png")])
    state.db.execute("UPDATE pages SET stale = 1")
    assert unwritten(state) == {"1.htm": ["captured a.png"]}


def test_requisites_are_counted_once_each(state: State) -> None:
    """However many pages need them."""
    for name in ("1.htm", "2.htm"):
        page(state, name, "a.png", "b.png", "c.png", "d.png")
    settle(state, **{"a.png": "requisite", "b.png": "missing"})
    Frontier(state).fail(BASE + "c.png", "TimeoutError", AT_FIRST)
    assert Ledgers(state).count() == {"captured": 1, "failed": 1, "missing": 1, "pending": 1}
