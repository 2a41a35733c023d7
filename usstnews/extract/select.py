"""Selectors and words: the two ways in which every other module asks a tree."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree
from parsel.csstranslator import HTMLTranslator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from usstnews.sites.base import Selectors

# What a browser folds into one blank. A no-break space is not among it: `clean` decides on that.
SPACE = re.compile(r"[ \t\n\r\f]+")

LONGEST_LABEL = 40


class Label(NamedTuple):
    """A short text and the element that it stands in."""

    text: str
    within: Element


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


def metas(root: Element) -> dict[str, str]:
    """Read the `<meta>` elements by their names in lower case: the first of each, unless empty."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        found.setdefault(element.get("name", "").lower(), element.get("content", "").strip())
    return {name: content for name, content in found.items() if name and content}


def labels(root: Element) -> Iterator[Label]:
    """List the short texts in and behind an element, blanks around them cut off."""
    for element in root.iter():
        if (
            (text := element.text)
            and len(text) < 200
            and 0 < len(text := text.strip()) <= LONGEST_LABEL
        ):
            yield Label(text, element)
        parent = element.getparent()
        if (
            parent is not None
            and (text := element.tail)
            and len(text) < 200
            and 0 < len(text := text.strip()) <= LONGEST_LABEL
        ):
            yield Label(text, parent)


def labels_above(node: Element) -> Iterator[Label]:
    """List the short texts that stand before an element, those around it first."""
    for up in (node, *node.iterancestors()):
        for before in up.itersiblings(preceding=True):
            yield from labels(before)
        if (parent := up.getparent()) is not None and parent.text:
            yield Label(parent.text.strip(), parent)


def labels_below(node: Element) -> Iterator[Label]:
    """List the short texts that stand behind an element, those around it first."""
    for up in (node, *node.iterancestors()):
        for behind in up.itersiblings():
            yield from labels(behind)
