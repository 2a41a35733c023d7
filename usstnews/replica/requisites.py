"""The replica's truth about what each page needs to be shown again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from usstnews.replica import notices, render
from usstnews.replica.assets import ABSENT, leads
from usstnews.replica.content import article_needs
from usstnews.replica.listing import COLUMNS, pages
from usstnews.replica.listpage import list_needs
from usstnews.replica.media import recoded
from usstnews.replica.needs import reached

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from usstnews.replica.needs import Need
    from usstnews.replica.site import Replica

__all__ = ["PUBLIC", "tell_requisites"]

PUBLIC = [path for path in notices.SINGLE if not path.startswith("/private/")]


def kept(replica: Replica) -> Iterator[tuple[str, Iterable[Need]]]:
    """Give the pages that a crawl keeps, each with what it needs itself."""
    home = notices.home_needs(render.slides(replica))
    yield from (("/", home), ("/index.htm", home))
    yield from ((path, notices.single_needs(path)) for path in PUBLIC)
    for column in COLUMNS.values():
        count = pages(len(replica.listed[column.id]))
        for page in range(1, count + 1):
            shown = render.shown(replica, column, page)
            yield column.path(page, count), list_needs(column, shown, replica.template)
    for slot in replica.roll.slots:
        if slot.readable:
            article = replica.article(slot)
            needs = [*replica.design.needs(article), *article_needs(article)]
            # Where an article was moved from, nothing is kept but the way to it.
            yield from ((path, needs) for path in slot.pages)


def guarded(replica: Replica) -> set[str]:
    """Give the addresses of the files that are not given without a captcha."""
    offered = {notices.FORM.path}
    for slot in replica.roll.slots:
        if slot.readable and slot.recipe.attachments:
            offered |= {one.path for one in replica.article(slot).attachments if one.guarded}
    return offered


def tell_requisites(replica: Replica, base: str) -> dict[str, Any]:
    """Tell what each page needs, what of it a browser asks for by itself, and what becomes of it.

    `base` is the site's address without its last slash.
    """
    blocked = guarded(replica)
    requisites: dict[str, list[str]] = {}
    immediate: dict[str, list[str]] = {}
    kinds: dict[str, str] = {}
    for path, needs in kept(replica):
        page = base + path
        requisites[page], immediate[page] = [], []
        for address, at_once in reached(needs, leads()).items():
            external = not address.startswith("/")
            url = address if external else base + address
            kinds[url] = "external" if external else kind_of(address, blocked)
            if not external:
                requisites[page].append(url)
                if at_once:
                    immediate[page].append(url)
    return {"requisites": requisites, "immediate": immediate, "requisite_kinds": kinds}


def kind_of(address: str, blocked: set[str]) -> str:
    """Tell what a request for a file of the site comes to."""
    if address in ABSENT:
        return "missing"
    if address in blocked:
        return "blocked"
    return "mismatch" if address == recoded()[0] else "captured"
