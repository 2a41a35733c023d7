"""Pages with their addresses filled in, their bytes and their dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from usstnews.replica import notices
from usstnews.replica.answer import Answer
from usstnews.replica.blocks import BASE, UP
from usstnews.replica.designs.design import Matter, Surroundings
from usstnews.replica.listing import PAGE_SIZE, pages
from usstnews.replica.listpage import list_page
from usstnews.replica.moments import Fact, http_date, seconds
from usstnews.replica.recipes import BANNER, NEWS

if TYPE_CHECKING:
    from usstnews.replica.listing import Column, Entry
    from usstnews.replica.site import Replica
    from usstnews.replica.slot import Slot

__all__ = [
    "BUILT", "HTML", "home", "listing", "reading", "shown", "single", "slides", "static", "stub",
]  # fmt: skip

HTML = "text/html; charset=UTF-8"
BUILT = seconds(date(2019, 1, 9))
"""When the site was set up: the date of what does not change."""
BODY = Fact("template", "body")


def addressed(markup: str, path: str, base_url: str) -> str:
    """Fill in the site's address, and the way from the page up to the root."""
    way = "../" * (path.count("/") - 1)
    return markup.replace(BASE, base_url.rstrip("/")).replace(UP, way)


def static(markup: str, path: str, base_url: str, moment: int, *, chunked: bool = False) -> Answer:
    """Give a page that was last written at a moment."""
    body = addressed(markup, path, base_url).encode()
    return Answer(200, HTML, body, http_date(moment), chunked=chunked)


def single(replica: Replica, path: str, base_url: str) -> Answer:
    """Render a page that is a column by itself; each states its date or a tag, not both."""
    markup = notices.single_page(path, replica.template)
    answer = static(markup, path, base_url, replica.moments.latest(BUILT, BODY))
    if path.startswith("/About"):
        return replace(answer, tagged=False)
    return replace(answer, modified=None, tagged=True)


def stub(replica: Replica, slot: Slot, path: str, base_url: str) -> Answer:
    """Render a page that a script leaves at once."""
    title = replica.title(slot)
    markup = notices.stub_page(title, slot.column, slot.id, replica.template)
    return static(markup, path, base_url, replica.moments.latest(seconds(slot.day), BODY))


def first(replica: Replica, column: int, count: int) -> list[Entry]:
    """Give the first entries of a column that can be read."""
    return [entry for entry in replica.listed[column] if entry.slot.readable][:count]


def slides(replica: Replica) -> list[Entry]:
    """Give the entries in the home page's carousel."""
    return first(replica, BANNER, 3)


def shown(replica: Replica, column: Column, page: int) -> list[Entry]:
    """Give the entries on a page of a listing."""
    return replica.listed[column.id][(page - 1) * PAGE_SIZE : page * PAGE_SIZE]


def home(replica: Replica, path: str, base_url: str) -> Answer:
    """Render the home page."""
    pictured, news = (
        [replica.line(entry) for entry in entries]
        for entries in (slides(replica), first(replica, NEWS, 6))
    )
    facts = [Fact("words", line.entry.slot.id) for line in (*pictured, *news)]
    facts += [Fact("column", NEWS), Fact("column", BANNER)]
    moment = replica.moments.latest(replica.moments.founded, *facts)
    return static(notices.home_page(pictured, news), path, base_url, moment)


def listing(replica: Replica, column: Column, number: int, base_url: str) -> Answer | None:
    """Render a page of a listing by the number in its address, 0 for the first page."""
    listed = replica.listed[column.id]
    count = pages(len(listed))
    if number >= count and number:
        return None
    page = count - number + 1 if number else 1
    lines = [replica.line(entry) for entry in shown(replica, column, page)]
    markup = list_page(column, lines, page, count, total=len(listed), template=replica.template)
    # A new entry moves every item by one, and so rewrites every page.
    facts = [Fact("words", line.entry.slot.id) for line in lines]
    facts += [Fact("column", column.id), Fact("template", "pager")]
    moment = replica.moments.latest(replica.moments.founded, *facts)
    return static(markup, column.path(page, count), base_url, moment, chunked=page % 2 == 0)


def inside(slot: Slot, column: int) -> str:
    """Give an article's address in a column, where it has several."""
    within = [path for path in slot.pages if path.startswith(f"/info/{column}/")]
    return within[0] if within else slot.pages[0]


def reading(replica: Replica, slot: Slot, path: str, base_url: str) -> Answer:
    """Render an article's page."""
    dynamic = path.startswith("/content.jsp")
    column = slot.column if dynamic else int(path.split("/")[2])
    newer, older = replica.roll.neighbours(slot.id, column)
    suggested = replica.suggested(slot)
    latest = [entry.slot for entry in first(replica, NEWS, 6)] if replica.design.latest else []
    around = Surroundings(
        column,
        (replica.title(newer), inside(newer, column)) if newer else None,
        (replica.title(older), inside(older, column)) if older else None,
        [(replica.title(other), other.pages[0]) for other in suggested if other.readable],
        tuple((replica.title(one), one.pages[0], one.day) for one in latest),
    )
    matter = Matter(replica.article(slot), around, replica.template, dynamic)
    markup = replica.design.write(matter)
    facts = [Fact("name", other.id) for other in (newer, older, *suggested) if other]
    facts += [Fact("words", slot.id), Fact("around", slot.id), BODY, Fact("template", "dateline")]
    if replica.design.latest:
        facts += [Fact("column", NEWS), *(Fact("name", one.id) for one in latest)]
    # The page is written again when its next neighbour is published.
    moment = replica.moments.latest(seconds((newer or slot).day), *facts)
    coding = slot.recipe.coding
    return Answer(
        200,
        "text/html" if coding == "gbk" or slot.id % 3 == 0 else HTML,
        addressed(markup, path, base_url).encode(coding, "xmlcharrefreplace"),
        None if dynamic else http_date(moment),
        chunked=dynamic or slot.id % 4 == 1,
    )
