"""How far a listing is walked."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usstnews.archive.walk import MOST_IDLE, MOST_PINNED, MOST_REWALKS, Step, Walk, advance, begin


@dataclass
class Shown:
    """A listing as it shows itself: how many of each page's items are unknown."""

    unknown: list[int]

    def walk(
        self, walk: Walk, *, full: bool = False, dies_at: int | None = None
    ) -> tuple[Walk, int]:
        """Walk it as a crawl does; gives the walk and the pages seen."""
        walk = begin(walk, full=full)
        for number, unknown in enumerate(self.unknown):
            if number == dies_at:
                return walk, number
            walk, step = advance(
                walk,
                pages=len(self.unknown),
                unknown=unknown,
                has_next=number + 1 < len(self.unknown),
                first=number == 0,
            )
            if step is Step.END:
                return walk, number + 1
        raise AssertionError("a listing's last page ends every walk")


def test_the_first_walk_goes_to_the_end() -> None:
    """Pages of known items do not end it: articles are also met elsewhere."""
    walk, seen = Shown([0, 0, 0, 0]).walk(Walk())
    assert (seen, walk.complete, walk.pages) == (4, True, 4)


def test_a_later_walk_ends_at_the_first_page_of_known_items() -> None:
    """What lies behind was seen by the walk before."""
    held, _ = Shown([1, 1, 1]).walk(Walk())
    walk, seen = Shown([2, 1, 0, 1, 1]).walk(held)
    assert (seen, walk.complete) == (3, True)


def test_nothing_new_costs_one_page() -> None:
    """An update run with nothing new asks for the first page only."""
    held, _ = Shown([1, 1, 1]).walk(Walk())
    walk, seen = Shown([0, 0, 0]).walk(held)
    assert (seen, walk.complete, walk.to_end) == (1, True, False)


def pages_seen(walk: Walk, *pages: list[int]) -> tuple[int, Walk]:
    """Walk pages of known items by their days; gives how many were seen, and the walk."""
    walk = begin(walk, full=False)
    for number, days in enumerate(pages):
        walk, step = advance(
            walk,
            pages=len(pages),
            unknown=0,
            has_next=number + 1 < len(pages),
            first=number == 0,
            days=days,
        )
        if step is Step.END:
            return number + 1, walk
    raise AssertionError("a listing's last page ends every walk")


def test_a_page_of_nothing_but_pinned_items_does_not_end_a_walk() -> None:
    """Nothing is as new as what was on top, so some pages more are seen until something is."""
    held = Walk(complete=True, to_end=False, newest=30)
    assert pages_seen(held, [4, 2], [30, 29], [28, 27])[0] == 2
    assert pages_seen(held, [4, 2], [3, 1], [30, 29], [28, 27])[0] == 3
    assert pages_seen(held, [30, 4], [29, 28])[0] == 1
    assert pages_seen(held, [], [30, 29])[0] == 1, "where no date is told, nothing is of pins"
    assert pages_seen(held, *[[4, 2]] * 20)[0] == MOST_PINNED + 1


def test_a_listing_that_announces_more_than_was_found_is_walked_on() -> None:
    """Behind two pages of pinned items, or back-dated between older ones: as long as something is
    lacking, but for a few pages in a row with nothing new.
    """
    held = Walk(complete=True, to_end=False, last=100)

    def pages(walk: Walk, announced: int, *unknown: int) -> tuple[int, Walk]:
        walk = begin(walk, full=False)
        for number, new in enumerate(unknown):
            walk, step = advance(
                walk,
                pages=9,
                unknown=new,
                fresh=new,
                has_next=True,
                first=number == 0,
                items=announced,
            )
            if step is Step.END:
                return number + 1, walk
        raise AssertionError("it goes on for ever")

    assert pages(held, 102, 0, 0, 1, 1, 0)[0] == 4 + 1
    assert pages(held, 101, 0, 0, 0, 1, 0, 0)[0] == 5
    assert pages(held, 100, 0, 0)[0] == 1
    assert pages(held, 99, 1, 0)[0] == 2
    seen, walk = pages(held, 101, *[0] * 2 * MOST_IDLE)
    assert seen == MOST_IDLE + 1, "what is never found is not looked for without an end"
    assert pages(walk, 101, 0)[0] == 1, "nor in each run"


def test_what_was_met_elsewhere_is_not_looked_for() -> None:
    """Growth is explained by what the listing shows for the first time, though it was known."""
    held = begin(Walk(complete=True, to_end=False, last=30), full=False)
    given = {"pages": 3, "unknown": 0, "has_next": True, "first": True, "items": 31}
    assert advance(held, **given, fresh=0)[1] is Step.NEXT
    assert advance(held, **given, fresh=1)[1] is Step.END


def test_where_the_newest_was_taken_away_more_pages_are_seen_once() -> None:
    """The next walk knows another newest; where one as new is left, none is seen."""
    held = Walk(complete=True, to_end=False, newest=30)
    assert pages_seen(held, [30, 28], [27, 26], [25, 24])[0] == 1
    seen, walk = pages_seen(held, [28, 27], [26, 25], [24])
    assert seen == 3
    assert pages_seen(walk, [28, 27], [26, 25], [24])[0] == 1


def test_pinned_items_do_not_end_a_walk() -> None:
    """Known items on top of a page end nothing as long as one item of it is unknown."""
    held, _ = Shown([1, 1, 1]).walk(Walk())
    _, seen = Shown([1, 1, 0]).walk(held)
    assert seen == 3


@pytest.mark.parametrize("dies_at", [1, 2, 3])
def test_a_walk_goes_on_after_an_interrupted_one(dies_at: int) -> None:
    """What the dead walk had not shown may hide behind known items, so the next goes to the end."""
    held, _ = Shown([1, 1, 1, 1]).walk(Walk())
    dead, _ = Shown([1, 1, 1, 1]).walk(held, dies_at=dies_at)
    assert not dead.complete
    walk, seen = Shown([0, 0, 0, 0]).walk(dead)
    assert (seen, walk.complete) == (4, True)
    assert Shown([0, 0, 0, 0]).walk(walk)[1] == 1


def test_a_full_walk_goes_to_the_end_once() -> None:
    """`full` walks every page, and the next update is short again."""
    held, _ = Shown([1, 1, 1]).walk(Walk())
    full, seen = Shown([0, 0, 0]).walk(held, full=True)
    assert seen == 3
    assert Shown([0, 0, 0]).walk(full)[1] == 1


def test_a_listing_that_grows_during_a_walk_is_walked_again() -> None:
    """One page more renames all pages, so the link in hand leads too far."""
    walk = Walk(pages=3, complete=False, to_end=False)
    walk, step = advance(walk, pages=4, unknown=1, has_next=True, first=False)
    assert (step, walk) == (Step.AGAIN, Walk(pages=None, to_end=False, rewalks=1))
    walk, step = advance(walk, pages=4, unknown=1, has_next=True, first=True)
    assert (step, walk.pages) == (Step.NEXT, 4)


def test_a_walk_begins_again_at_most_three_times() -> None:
    """A listing that grows all the time is in the end walked as it comes."""
    walk, steps = begin(Walk(), full=False), []
    for pages in range(10, 20):
        walk, _ = advance(walk, pages=pages, unknown=1, has_next=True, first=True)
        walk, step = advance(walk, pages=pages + 1, unknown=1, has_next=True, first=False)
        steps.append(step)
        if step is not Step.AGAIN:
            break
    assert steps == [Step.AGAIN] * 3 + [Step.NEXT]
    assert MOST_REWALKS == 3


@pytest.mark.parametrize(
    ("walk", "items", "step"),
    [
        (Walk(3, to_end=False, items=30), 30, Step.END),
        (Walk(3, to_end=False, items=30), 31, Step.AGAIN),
        (Walk(3, to_end=False, items=30), 29, Step.AGAIN),
        (Walk(3, to_end=False, items=30), None, Step.END),
        (Walk(3, to_end=False, items=None), 31, Step.END),
        (Walk(3, to_end=True, items=30), 31, Step.AGAIN),
        (Walk(3, to_end=True, items=30), 30, Step.END),
        (Walk(3, to_end=False, rewalks=MOST_REWALKS, items=30), 31, Step.END),
    ],
)
def test_a_short_walk_looks_on_top_again_when_the_number_of_items_changed(
    walk: Walk, items: int | None, step: Step
) -> None:
    """So does one that has reached the end, and both stay what they were."""
    after, found = advance(walk, pages=3, unknown=0, has_next=False, first=False, items=items)
    assert (found, after.to_end) == (step, walk.to_end)
    assert after.rewalks == walk.rewalks + (step is Step.AGAIN)
    assert after.ended == (walk.to_end and step is Step.AGAIN)


def test_a_walk_that_was_at_the_end_looks_on_top_for_what_came_meanwhile() -> None:
    """No further than it shows something for the first time: in a first run all is unknown."""
    walk, steps = begin(Walk(), full=False), []
    for at, (items, fresh) in enumerate([(25, 10), (25, 10), (26, 5), (26, 1), (26, 0)]):
        shown = {"unknown": 10, "fresh": fresh, "items": items}
        walk, step = advance(walk, pages=3, first=at in {0, 3}, has_next=at != 2, **shown)
        steps.append(step)
    assert steps == [Step.NEXT, Step.NEXT, Step.AGAIN, Step.NEXT, Step.END]
    assert (walk.complete, walk.to_end, walk.items, walk.last) == (True, True, 26, 26)
    assert not walk.ended


def test_a_walk_to_the_end_begins_again_when_an_item_is_taken_away() -> None:
    """Those behind it move up, and one of them to a page that was seen."""
    given = {"pages": 3, "unknown": 1, "has_next": True, "first": False, "items": 29}
    walk, step = advance(Walk(3, items=30), **given)
    assert (step, walk.rewalks) == (Step.AGAIN, 1)
    assert advance(Walk(3, to_end=False, items=30), **given)[1] is Step.NEXT
    assert advance(Walk(3, items=30, rewalks=MOST_REWALKS), **given)[1] is Step.NEXT
    assert advance(Walk(3, items=None), **given)[1] is Step.NEXT


def test_a_new_walk_may_begin_again_as_often_as_the_last() -> None:
    """What one walk used up is not charged to the next."""
    assert begin(Walk(5, complete=True, to_end=True, rewalks=3), full=False) == Walk(to_end=False)


@given(
    st.data(),
    st.booleans(),
    st.builds(
        Walk,
        st.none() | st.integers(0, 9),
        st.booleans(),
        st.booleans(),
        st.booleans(),
        st.integers(0, 3),
        st.none() | st.integers(0, 3),
        newest=st.none() | st.integers(0, 3),
        last=st.none() | st.integers(0, 3),
    ),
)
def test_any_sequence_of_pages_ends(data: st.DataObject, full: bool, walk: Walk) -> None:
    """Whatever totals and items a listing of ten pages shows, a walk ends; if the listing stood
    still at last, it ends complete.
    """
    walk, number, step = begin(walk, full=full), 0, Step.NEXT
    for _ in range((MOST_REWALKS + 1) * 10):
        walk, step = advance(
            walk,
            pages=data.draw(st.none() | st.integers(0, 3)),
            items=data.draw(st.none() | st.integers(0, 3)),
            unknown=data.draw(st.integers(0, 2)),
            fresh=data.draw(st.integers(0, 2)),
            days=data.draw(st.lists(st.integers(0, 4), max_size=3)),
            has_next=number < 9 and data.draw(st.booleans()),
            first=number == 0,
        )
        number = 0 if step is Step.AGAIN else number + 1
        assert step is Step.END or not walk.complete
        if step is Step.END:
            break
    assert step is Step.END
    assert walk.complete or walk.rewalks == MOST_REWALKS
    assert walk.rewalks <= MOST_REWALKS


@pytest.mark.parametrize(("pages", "items"), [(11, 100), (10, 99)])
def test_what_moved_under_the_last_walk_is_looked_for_by_the_next(pages: int, items: int) -> None:
    """A listing whose pages never stand still was not seen whole: the next walk goes to its end."""
    walk = Walk(10, items=100, rewalks=MOST_REWALKS)
    given = {"unknown": 0, "has_next": False, "first": False}
    after, step = advance(walk, pages=pages, items=items, **given)
    assert (step, after.complete) == (Step.END, False)
    assert begin(after, full=False).to_end
    still, _ = advance(walk, pages=10, items=100, **given)
    assert not begin(still, full=False).to_end
