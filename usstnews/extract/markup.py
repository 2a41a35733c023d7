"""The body's HTML, with what a reader may trust and nothing else."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import nh3
from lxml import etree

from usstnews.extract.body import UNSEEN
from usstnews.extract.media import image_source
from usstnews.extract.select import xpath

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from usstnews.extract.page import Page

TAGS = set(
    "p br h1 h2 h3 h4 h5 h6 ul ol li table caption thead tbody tfoot tr td th a img strong b em i u s"
    " sub sup blockquote pre code figure figcaption div hr".split()
)
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
SCHEMES = {"http", "https", "mailto"}
ADDRESSED = xpath(".//a[@href] | .//img")


def sanitised(page: Page, body: Element, out: set[Element]) -> str:
    """Write the inner HTML of a body, its addresses absolute, without what is left out."""
    marked = [index for index, each in enumerate(body.iter()) if each in out or each.tag in UNSEEN]
    copy = deepcopy(body)
    elements = list(copy.iter()) if marked else []
    for index in marked:
        _drop(elements[index])
    for element in ADDRESSED(copy):
        name = "href" if element.tag == "a" else "src"
        address = image_source(element) if name == "src" else element.get(name, "")
        if url := page.resolve(address) if address else None:
            element.set(name, url)
        elif not address.lower().strip().startswith("mailto:"):
            element.attrib.pop(name, None)
    copy.attrib.clear()  # so that its own tags are known, to be cut off
    whole = etree.tostring(copy, encoding="unicode", method="html", with_tail=False)
    inner = whole.removeprefix(f"<{copy.tag}>").removesuffix(f"</{copy.tag}>")
    return nh3.clean(
        inner,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=None,
        strip_comments=True,
    )


def _drop(element: Element) -> None:
    """Take an element out of a tree, and leave the words behind it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)
