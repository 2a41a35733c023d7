"""Selectors and words: the two ways in which every other module asks a tree."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree
from parsel.csstranslator import HTMLTranslator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from usstnews.sites.base import Selectors

# What a browser folds into one blank. A no-break space is not among it: `clean` decides on that.
SPACE = re.compile(r"[ \t\n\r\f]+")


@lru_cache(maxsize=256)
def css(selector: str) -> etree.XPath:
    """Compile a CSS selector."""
    return etree.XPath(HTMLTranslator().css_to_xpath(selector))


@lru_cache(maxsize=256)
def xpath(expression: str) -> etree.XPath:
    """Compile an XPath expression; string results are plain strings."""
    return etree.XPath(expression, smart_strings=False)


def find(node: Element, selectors: Selectors) -> Iterator[Element]:
    """Find elements by the first selector first, each in the order of the page."""
    for selector in selectors:
        yield from css(selector)(node)


def first(node: Element, selectors: Selectors) -> Element | None:
    """Find the first element that the earliest selector finds."""
    return next(find(node, selectors), None)


def fold(text: str) -> str:
    """Put text on one line as a browser does.

    >>> fold(" March\\n\\n 16 ")
    'March 16'
    """
    return SPACE.sub(" ", text).strip(" ")


def words(node: Element) -> str:
    """Read the words of an element on one line, without scripts and styles."""
    return fold("".join(xpath(".//text()[not(parent::script or parent::style)]")(node)))


def meta(root: Element, name: str) -> str | None:
    """Read the first `<meta>` of that name, in whatever case, unless it is empty."""
    for element in xpath("//meta[@name and @content]")(root):
        if element.get("name").lower() == name.lower():
            return element.get("content").strip() or None
    return None
