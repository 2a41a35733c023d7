"""The body's HTML, with what a reader may trust and nothing else."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import nh3
from lxml import etree

from usstnews.extract.flow import flow_of
from usstnews.extract.media import image_source
from usstnews.extract.select import xpath
from usstnews.extract.tags import BLOCKS, HEADINGS, REPLACED, UNSEEN
from usstnews.extract.writable import writable
from usstnews.text.clean import clean_characters

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from usstnews.extract.page import Page

TAGS = {
    *("p", "br", "hr", "div", "blockquote", "pre", "code", "figure", "figcaption"),
    *("ul", "ol", "li", "dl", "dt", "dd", "a", "img"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"),
    *("strong", "b", "em", "i", "u", "s", "sub", "sup"),
    *HEADINGS,
}
PLAIN = {tag: "ul" if tag in {"menu", "dir"} else "div" for tag in BLOCKS - TAGS}
ATTRIBUTES = {
    "*": set[str](),
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
SCHEMES = {"http", "https", "mailto"}
CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags={"script", "style", *REPLACED},
    attributes=ATTRIBUTES,
    url_schemes=SCHEMES,
    link_rel=None,
    strip_comments=True,
)
ADDRESSED = xpath(".//a[@href] | .//img")
STYLED = xpath(".//*[contains(@style, 'isplay')]")


def sanitised(page: Page, body: Element, out: set[Element]) -> str:
    """Write the inner HTML of a body, its addresses absolute, without what is left out."""
    gone = out.union(body.iter(*UNSEEN))
    marked = [index for index, each in enumerate(body.iter()) if each in gone] if gone else []
    copy = deepcopy(body)
    elements = list(copy.iter()) if marked else []
    for index in marked:  # an empty element that is unwrapped leaves the words behind it in place
        elements[index].clear(keep_tail=True)
        elements[index].tag = "span"
    for element in ADDRESSED(copy):
        _address(element, page)
    for each in copy.iter(*PLAIN):  # to unwrap it would join its words with those around it
        each.tag = PLAIN[str(each.tag)]
    for each in STYLED(copy):
        is_block = flow_of(each).block
        if is_block != (each.tag in BLOCKS):
            each.tag = "div" if is_block else "span"
    copy.attrib.clear()  # so that its own tags are known, to be cut off
    whole: str = etree.tostring(copy, encoding="unicode", method="html", with_tail=False)
    inner = whole.partition(">")[2].rpartition("<")[0]
    return CLEANER.clean(inner)


def _address(element: Element, page: Page) -> None:
    """Make the address of a link or an image absolute; only `alt` stays beside it."""
    alt = element.get("alt")
    address = image_source(element) if element.tag == "img" else element.get("href", "")
    url = page.resolve(address) if address else None
    if url is None and address.strip().lower().startswith("mailto:"):
        url = writable(address.strip())
    element.attrib.clear()
    if url:
        element.set("src" if element.tag == "img" else "href", url)
    if alt is not None and element.tag == "img":
        element.set("alt", writable(clean_characters(alt)))
