"""Where a template sets out the parts of a page: what stays when the words change.

A redesign shows here before it shows in what is read, also where all is still found. Numbers in
names are left out, since the CMS counts its components.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from usstnews.extract.listing import scope
from usstnews.extract.pager import find_pagers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from usstnews.extract.page import Page
    from usstnews.sites.base import Site

NUMBER = re.compile("[0-9]+")
LEVELS = 4  # of what surrounds a body
MOST = 12  # elements beside it, on each level


def article_places(page: Page) -> dict[str, str]:
    """Say where the body of an article stands, and what stands above it, such as its date line."""
    if page.body is None:
        return {"body": "none"}
    return {
        "body": path(page.body),
        "above": " ".join(_above(page.body)),
    }


def listing_places(page: Page, site: Site) -> dict[str, str]:
    """Say where the pager of a listing stands, and its items."""
    pagers = find_pagers(page, site)
    lists = scope(page, site, pagers)
    return {
        "pager": path(pagers[0]) if pagers else "none",
        "items": path(lists[0]) if lists else "none",
    }


def path(element: Element) -> str:
    """Spell an element and those around it, from the document's body down."""
    around = [_name(each) for each in element.iterancestors() if each.tag not in {"html", "body"}]
    return " > ".join([*reversed(around), _name(element)])


def _above(body: Element) -> Iterator[str]:
    """Spell what stands before a body, level by level: each element, and what is directly in it."""
    level = body
    for _ in range(LEVELS):
        up = level.getparent()
        if up is None or level.tag == "body":
            return
        for each in islice(level.itersiblings(preceding=True), MOST):
            if isinstance(each.tag, str) and each.tag not in {"script", "style", "link", "br"}:
                inner = sorted({_name(child) for child in each if isinstance(child.tag, str)})
                yield f"{_name(each)}({' '.join(inner)})" if inner else _name(each)
        level = up


def _name(element: Element) -> str:
    """Spell an element by its tag, id and classes."""
    name = str(element.tag)
    if given := element.get("id", "").strip():
        name += f"#{given}"
    classes = sorted(set(element.get("class", "").split()))
    return NUMBER.sub("", "".join([name, *(f".{each}" for each in classes)]))
