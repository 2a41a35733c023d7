"""Selectors and words: the two ways in which every other module asks a tree."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree
from parsel.csstranslator import HTMLTranslator

from usstnews.extract.tags import BLOCKS, UNSEEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.etree import _Element as Element

    from usstnews.sites.base import Selectors

# What a browser folds into one blank. A no-break space is not among it: `clean` decides on that.
BLANKS = " \t\n\r\f"
SPACE = re.compile(f"[{BLANKS}](?:[{BLANKS}]+|(?<! ))")  # all but a single blank

LONGEST_LABEL = 200
LONGEST_STYLE = 500  # what is longer carries pictures in it, and is not worth remembering
INVISIBLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.IGNORECASE
)


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


def folded(text: str) -> str:
    r"""Put each run of blanks as one, as a browser does; most texts have nothing to change.

    >>> folded("\n March\n\n 16")
    ' March 16'
    """
    return text if text.isprintable() and "  " not in text else SPACE.sub(" ", text)


def fold(text: str) -> str:
    r"""Put text on one line as a browser does.

    >>> fold(" March\n\n 16 ")
    'March 16'
    """
    return folded(text).strip(" ")


@lru_cache(maxsize=4096)  # a page repeats the same few
def _hides(style: str) -> bool:
    """Tell whether a style hides what bears it."""
    return INVISIBLE.search(style) is not None


def is_hidden(element: Element) -> bool:
    """Tell whether an element hides itself."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    if style is None:
        return False
    return _hides(style) if len(style) < LONGEST_STYLE else _hides.__wrapped__(style)


def visible(root: Element, gone: Callable[[Element], object]) -> Iterator[tuple[str, Element]]:
    """Go through what a reader sees below an element: `start` and `end` of each, in order.

    What is `gone` comes once, as such. There is no recursion in it, so no page nests too deep.
    """
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        if event == "start" and element is not root and (element.tag in UNSEEN or gone(element)):
            events.skip_subtree()
            next(events, None)  # its end
            yield "gone", element
        else:
            yield event, element


def holding(elements: Iterable[Element | None]) -> set[Element]:
    """Collect elements, and all that they stand in."""
    found: set[Element] = set()
    for element in elements:
        while element is not None and element not in found:
            found.add(element)
            element = element.getparent()  # noqa: PLW2901  (climbs)
    return found


def words(node: Element) -> str:
    """Read the words that an element shows, on one line, with a blank wherever a line ends."""
    if not len(node):
        return fold(node.text or "")
    said: list[str] = []
    for event, element in visible(node, is_hidden):
        if event != "gone" and (element.tag in BLOCKS or element.tag == "br"):
            said.append(" ")
        if text := element.text if event == "start" else element is not node and element.tail:
            said.append(text)
    return fold("".join(said))


def labels(root: Element) -> Iterator[Label]:
    """List the short texts in and behind an element, blanks around them cut off."""
    for element in root.iter():
        if (text := element.text) and len(text) < LONGEST_LABEL and (text := text.strip()):
            yield Label(text, element)
        parent = element.getparent()
        if (
            parent is not None
            and (text := element.tail)
            and len(text) < LONGEST_LABEL
            and (text := text.strip())
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
