"""Pages with their addresses filled in, their bytes and their dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from email.utils import formatdate
from typing import TYPE_CHECKING

from usstnews.replica import notices
from usstnews.replica.answer import Answer
from usstnews.replica.articlepage import Surroundings, article_page
from usstnews.replica.blocks import BASE, UP
from usstnews.replica.listing import PAGE_SIZE, pages
from usstnews.replica.listpage import list_page
from usstnews.replica.recipes import BANNER, NEWS

if TYPE_CHECKING:
    from usstnews.replica.listing import Column, Entry
    from usstnews.replica.roll import Slot
    from usstnews.replica.site import Replica

__all__ = [
    "BUILT", "HTML", "home", "listing", "reading", "shown", "single", "slides", "stamp", "static",
]  # fmt: skip

HTML = "text/html; charset=UTF-8"
EPOCH = date(1970, 1, 1)
BUILT = date(2019, 1, 9)
"""When the site was set up: the date of what does not change."""


def stamp(day: date, hours: int = 0) -> str:
    """Write a moment as HTTP headers do: eight o'clock on a day, and some hours."""
    return formatdate((day - EPOCH) / timedelta(seconds=1) + 3600 * (8 + hours), usegmt=True)


def addressed(markup: str, path: str, base_url: str) -> str:
    """Fill in the site's address, and the way from the page up to the root."""
    way = "../" * (path.count("/") - 1)
    return markup.replace(BASE, base_url.rstrip("/")).replace(UP, way)


def static(markup: str, path: str, base_url: str, day: date, *, chunked: bool = False) -> Answer:
    """Give a page that stays as it is until something is published."""
    body = addressed(markup, path, base_url).encode()
    return Answer(200, HTML, body, stamp(day), chunked=chunked)


def single(path: str, base_url: str) -> Answer:
    """Render a page that is a column by itself; each states its date or a tag, not both."""
    answer = static(notices.single_page(path), path, base_url, BUILT)
    if path.startswith("/About"):
        return replace(answer, tagged=False)
    return replace(answer, modified=None, tagged=True)


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
    markup = notices.home_page(pictured, news)
    return static(markup, path, base_url, replica.roll.slots[-1].day)


def listing(replica: Replica, column: Column, number: int, base_url: str) -> Answer | None:
    """Render a page of a listing by the number in its address, 0 for the first page."""
    listed = replica.listed[column.id]
    count = pages(len(listed))
    if number >= count and number:
        return None
    page = count - number + 1 if number else 1
    lines = [replica.line(entry) for entry in shown(replica, column, page)]
    markup = list_page(column, lines, page, count, len(listed))
    # A new entry moves every item by one, and so rewrites every page.
    day = replica.roll.slots[-1].day
    return static(markup, column.path(page, count), base_url, day, chunked=page % 2 == 0)


def inside(slot: Slot, column: int) -> str:
    """Give an article's address in a column, where it has several."""
    within = [path for path in slot.paths if path.startswith(f"/info/{column}/")]
    return within[0] if within else slot.paths[0]


def reading(replica: Replica, slot: Slot, path: str, base_url: str) -> Answer:
    """Render an article's page."""
    dynamic = path == "/content.jsp"
    column = slot.column if dynamic else int(path.split("/")[2])
    newer, older = replica.roll.neighbours(slot.id, column)
    around = Surroundings(
        column,
        (replica.title(newer), inside(newer, column)) if newer else None,
        (replica.title(older), inside(older, column)) if older else None,
        [(replica.title(other), other.paths[0]) for other in replica.related(slot)],
    )
    markup = article_page(replica.article(slot), around, dynamic=dynamic)
    coding = slot.recipe.coding
    # The page is written again when its next neighbour is published.
    modified = stamp(newer.day if newer else slot.day, replica.edits.get(slot.id, 0))
    return Answer(
        200,
        "text/html" if coding == "gbk" or slot.id % 3 == 0 else HTML,
        addressed(markup, path, base_url).encode(coding, "xmlcharrefreplace"),
        None if dynamic else modified,
        chunked=dynamic or slot.id % 4 == 1,
    )
