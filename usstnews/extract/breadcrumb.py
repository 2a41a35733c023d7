"""The way from the home page to an article: `Home · News & Events · Content`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from usstnews.extract.body import visible
from usstnews.extract.select import find, fold, labels, labels_above, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from usstnews.extract.page import Page
    from usstnews.sites.base import Site

# Arrows part anywhere; signs that also stand within names do so only between blanks.
SEPARATOR = re.compile(r"\s*(?:-+>|[>»›→]+|::)\s*|(?:^|\s+)[|/\\·•-](?=\s|$)\s*")
# The last part is no column but says that this is the article itself.
LAST = re.compile(
    r"[\s>»›→·•|/\\:-]*"
    r"(?:(?:文章)?(?:正文|内容|详情)(?:内容)?|contents?|(?:main )?text|details?|article)\s*",
    re.IGNORECASE,
)
HOME = re.compile(r"(?:网站)?首页|主页|home(?: ?page)?|index", re.IGNORECASE)
LABEL = re.compile(
    r".*(?:位置|you are here|current (?:position|location)|location|position)\s*[:：]",
    re.IGNORECASE,
)
LONGEST_PART = 80
MOST_PARTS = 9


def find_breadcrumb(page: Page, site: Site) -> list[str]:
    """Read the parts of the breadcrumb, its label left out, the last part (`Content`) kept."""
    for element in find(page.root, site.breadcrumb):
        if parts := read_parts(element)[0]:
            return parts
    for element in _candidates(page):
        parts, labelled = read_parts(element)
        if (
            1 < len(parts) <= MOST_PARTS
            and (labelled or HOME.fullmatch(parts[0]))
            and all(len(part) <= LONGEST_PART for part in parts)
        ):
            return parts
    return []


def _candidates(page: Page) -> Iterator[Element]:
    """Find the elements around each text that ends a breadcrumb, the nearest to the body first."""
    start = page.form if page.body is None else page.body
    for text, within in labels(page.root) if start is None else labels_above(start):
        if LAST.fullmatch(text):
            holder: Element | None = within
            while holder is not None and LAST.fullmatch(words(holder)):
                holder = holder.getparent()
            if holder is not None:
                yield holder


def read_parts(element: Element) -> tuple[list[str], bool]:
    """Part a breadcrumb, and tell whether it has a label (`当前位置：`).

    Each link is a part, whatever signs are in it, and so is what stands between separators.
    """
    parts: list[str] = []
    labelled = False
    link: Element | None = None
    for event, node in visible(element, set()):
        if event == "start" and node.tag == "a" and link is None:
            link = node
            parts.append(words(node))
        elif event == "end" and node is link:
            link = None
        if link is not None or (event != "start" and node is element):
            continue
        text = fold((node.text if event == "start" else node.tail) or "")
        if label := LABEL.match(text):
            labelled = True
            parts.clear()
            text = text[label.end() :]
        parts += SEPARATOR.split(text)
    return [part for part in parts if part.strip()], labelled
