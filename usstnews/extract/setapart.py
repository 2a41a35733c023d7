"""Furniture of the CMS that stands amid the words of a body, put into elements of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from usstnews.extract.ends import OURS
from usstnews.extract.select import xpath
from usstnews.extract.writable import writable

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

FURNITURE = "data-furniture"
# An attachment: `附件【<a>name</a>】已下载<span>…</span>次`.
OPENED = re.compile(r"附件\s*+[0-9]*+\s*+[:：]?\s*+【\s*+$")
CLOSED = re.compile(r"\s*】(?:\s*已下载)?")
TIMES = re.compile(r"\s*次")
# A neighbour on a line of its own: `上一条：<a>title</a>`.
STEP = re.compile(rf"(?:^|(?<=\s)){OURS}\s*+[:：]\s*+$")
BLANK = re.compile(r"(?=\s*(?:$|[上下前后]一))")

DOWNLOADS = xpath(".//a[contains(@href, 'download.jsp')]")
BARE = xpath("a")


def set_apart(body: Element) -> None:
    """Put each attachment and neighbour amid the words of a body into a hidden element.

    So what is not the article's is known by its element, also where it is a part of a line.
    """
    for link in DOWNLOADS(body):
        _wrap(link, OPENED, CLOSED)
    for link in BARE(body):
        following = link.getnext()
        if following is None or following.tag in {"br", "a", "p", "div"}:
            _wrap(link, STEP, BLANK)


def _wrap(link: Element, before: re.Pattern[str], behind: re.Pattern[str]) -> None:
    """Wrap a link, its label, and the counter behind it, if label and end are as they should be."""
    earlier, parent = link.getprevious(), link.getparent()
    if parent is None:
        return
    said = writable((parent.text if earlier is None else earlier.tail) or "")
    tail = writable(link.tail or "")
    opened, closed = before.search(said), behind.match(tail)
    if not opened or not closed:
        return
    parts, rest = [link], tail[closed.end() :]
    link.tail = closed[0]
    counter = link.getnext()
    if closed[0].endswith("已下载") and not rest.strip() and counter is not None:
        tail = writable(counter.tail or "")
        times = TIMES.match(tail)
        rest = tail[times.end() if times else 0 :]
        counter.tail = times[0] if times else None
        parts.append(counter)
    apart = etree.Element("span", {"hidden": "", FURNITURE: ""})
    parent.insert(parent.index(link), apart)
    apart.extend(parts)
    apart.text, apart.tail = opened[0], rest
    if earlier is None:
        parent.text = said[: opened.start()]
    else:
        earlier.tail = said[: opened.start()]
