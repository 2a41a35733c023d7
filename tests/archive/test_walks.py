"""The walks of a run through the listings, page by page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from recorded import BASE, listing_page, opened, visit

from usstnews.archive.intake import Intake
from usstnews.archive.layout import Archive
from usstnews.extract.found import LISTINGS

NEWS = BASE + "News___Events.htm"
CLICKS = b"<script>_showDynClickBatch([],[%s],'wbnews',1)</script></body>"


@pytest.fixture
def walked(archive: Archive) -> Iterator[Intake]:
    """Give the second run of an archive whose first walked three pages to their end."""
    with opened(archive) as intake:
        for number in (1, 2, 3):
            show(intake, number, f"info/1/{4 - number}.htm")
    with opened(archive, run=2) as intake:
        intake.walks.begin(NEWS)
        yield intake


def show(
    intake: Intake, number: int, *items: str, of: int = 3, was: int | None = None, total: int = 9
) -> list[str]:
    """Show page `number` of a listing, at the URL that it has or, while there `was` another number
    of pages, had; gives the paths of the listing pages that are due then.
    """
    path = "News___Events.htm" if number == 1 else f"News___Events/{(was or of) - number + 1}.htm"
    onward = f"/News___Events/{of - number}.htm" if number < of else None
    paths = (f"/{item}" for item in items)
    page = listing_page(*paths, of=(number, of), onward=onward, total=total)
    intake.take(visit(path, page, number=number))
    return due(intake)


def due(intake: Intake) -> list[str]:
    """Draw the listing pages that are due."""
    found = intake.frontier.draw(LISTINGS, intake.run, 9)
    return [each.url.removeprefix(BASE) for each in found]


def test_a_page_of_known_items_ends_a_walk_that_ended_before(walked: Intake) -> None:
    """With nothing new one page is asked for."""
    assert show(walked, 1, "info/1/3.htm") == []
    walk = walked.listings.walk(NEWS)
    assert walk is not None
    assert (walk.pages, walk.items, walk.complete, walk.rewalks) == (3, 9, True, 0)


def test_a_pinned_item_or_one_out_of_order_ends_nothing(walked: Intake) -> None:
    """One unknown item among known ones leads to the next page."""
    page = ("info/1/3.htm", "info/1/2.htm", "info/1/4.htm", "info/1/1.htm")
    assert show(walked, 1, *page) == ["News___Events/2.htm"]
    assert show(walked, 2, "info/1/3.htm") == []


def test_a_total_that_changes_during_a_walk_begins_it_again(walked: Intake) -> None:
    """Its pages have other names by now."""
    assert show(walked, 1, "info/1/4.htm") == ["News___Events/2.htm"]
    assert show(walked, 2, "info/1/5.htm", of=4, was=3) == ["News___Events.htm"]
    assert show(walked, 1, "info/1/4.htm", of=4) == ["News___Events/3.htm"]


def test_items_that_come_during_a_short_walk_are_looked_for_on_top(walked: Intake) -> None:
    """Where the number of items grew and that of pages did not, the first page is read again."""
    known = ("info/1/3.htm", "info/1/2.htm")
    assert show(walked, 1, "info/1/4.htm", total=9) == ["News___Events/2.htm"]
    assert show(walked, 2, *known, total=10) == ["News___Events.htm"]
    top = ("info/1/5.htm", "info/1/4.htm")
    assert show(walked, 1, *top, total=10) == ["News___Events/2.htm"]
    assert show(walked, 2, *known, total=10) == []
    walk = walked.listings.walk(NEWS)
    assert walk is not None
    assert (walk.pages, walk.items, walk.complete, walk.rewalks) == (3, 10, True, 1)


def test_what_comes_while_a_whole_listing_is_walked_is_looked_for_on_top(intake: Intake) -> None:
    """No further than the listing shows something for the first time; the walk was whole."""
    assert show(intake, 1, "info/1/3.htm", total=3) == ["News___Events/2.htm"]
    assert show(intake, 2, "info/1/2.htm", total=3) == ["News___Events/1.htm"]
    assert show(intake, 3, "info/1/1.htm", total=4) == ["News___Events.htm"]
    assert show(intake, 1, "info/1/4.htm", "info/1/3.htm", total=4) == ["News___Events/2.htm"]
    assert show(intake, 2, "info/1/3.htm", "info/1/2.htm", total=4) == []
    (found,) = intake.listings.shortfalls(1)
    assert (found.announced, found.listed) == (4, 4)


def test_an_item_that_is_taken_away_under_a_whole_walk_begins_it_again(intake: Intake) -> None:
    """What moved up to a page that was seen is seen there."""
    assert show(intake, 1, "info/1/9.htm", "info/1/8.htm", of=2) == ["News___Events/1.htm"]
    assert show(intake, 2, "info/1/6.htm", of=2, total=8) == ["News___Events.htm"]
    top = ("info/1/8.htm", "info/1/7.htm")
    assert show(intake, 1, *top, of=2, total=8) == ["News___Events/1.htm"]
    assert show(intake, 2, "info/1/6.htm", of=2, total=8) == []
    (found,) = intake.listings.shortfalls(1)
    assert found.listed == 4


def test_a_page_that_announces_no_total_begins_nothing_again(walked: Intake) -> None:
    """Where only some pages say how many items there are, that they do not agree says nothing."""
    assert show(walked, 1, "info/1/4.htm") == ["News___Events/2.htm"]
    page = listing_page("/info/1/3.htm", of=(2, 3)).replace("共1条".encode(), b"")
    walked.take(visit("News___Events/2.htm", page, number=9))
    assert due(walked) == []


def test_a_pager_that_leads_to_a_page_of_its_own_walk_is_at_its_end(intake: Intake) -> None:
    """A page that this walk has seen is not asked for twice."""
    intake.take(
        visit("News___Events.htm", listing_page("/info/1/9.htm", of=(1, 2), onward="2.htm"))
    )
    assert due(intake) == ["2.htm"]
    back = listing_page("/info/1/8.htm", of=(2, 2), onward="2.htm")
    intake.take(visit("2.htm", back, number=1))
    assert due(intake) == []
    walk = intake.listings.walk(NEWS)
    assert walk is not None
    assert walk.complete


def test_a_page_that_is_lost_on_the_way_begins_the_walk_again_three_times(intake: Intake) -> None:
    """A listing that shrank has other pages; one that keeps losing a page has failed."""
    first = visit("News___Events.htm", listing_page("/info/1/9.htm", of=(1, 2), onward="2.htm"))
    lost = visit("2.htm", b"", status=404, number=1)
    intake.take(first)
    for _ in range(3):
        assert due(intake) == ["2.htm"]
        assert intake.take(lost).kind == "missing"
        assert due(intake) == ["News___Events.htm"]
        intake.take(first)
    assert due(intake) == ["2.htm"]
    assert intake.take(lost).kind == "failed"
    assert due(intake) == []


def test_ids_that_a_page_announces_and_does_not_link_are_noted(intake: Intake) -> None:
    """The CMS counts clicks for each item; what it counts for and does not show is missing."""
    page = listing_page("info/1/9.htm", "info/1/8.htm").replace(b"</body>", CLICKS % b"9,8,7")
    intake.take(visit("News___Events.htm", page))
    (found,) = intake.listings.shortfalls(1)
    assert found.missing == (BASE + "info/1/8.htm", BASE + "info/1/9.htm", "id 7")


def test_an_id_may_be_that_of_an_item_on_another_site(intake: Intake) -> None:
    """Its link says no id, so as many announced ids as such items are there are no loss."""
    page = listing_page("info/1/9.htm", "https://mp.weixin.qq.com/s/x")
    intake.take(visit("News___Events.htm", page.replace(b"</body>", CLICKS % b"9,8")))
    (found,) = intake.listings.shortfalls(1)
    assert (found.external, found.missing) == (1, (BASE + "info/1/9.htm",))
