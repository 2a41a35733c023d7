"""The body of an article: which element it is, and what in it is not the article's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from usstnews.extract.select import css, words, xpath

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

NEIGHBOUR = re.compile(
    r"\s*(?:[上下前后]一(?:条|篇|页|个|则)"
    r"|(?:previous|prev|next)\b(?: (?:article|news|post|page|one))?)"
    r"\s*(?:[:：]|$)",
    re.IGNORECASE,
)
CLOSE = re.compile(r"\s*【?\s*(?:关闭(?:窗口)?|打印(?:本页)?|close|print)\s*】?\s*", re.IGNORECASE)
INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "title", "svg", "math"})
# The parts of an article that the CMS shows one at a time bear ids that its own script makes.
PARTS = re.compile(r"seeContent\w*\(\s*['\"](\w+)['\"]")

STYLED = xpath("descendant-or-self::*[@style or @hidden]")
VOTE = css("#div_vote_id")
COUNTED = xpath(
    ".//*[starts-with(@id, 'nattach')] | .//script[contains(., 'getClickTimes(')]"
    " | .//a[contains(@href, 'download.jsp')]"
)
CALLS = xpath(
    "//script[contains(., 'seeContent')]/text() | //*[contains(@onclick, 'seeContent')]/@onclick"
)
IDENTIFIED = xpath(".//*[@id]")
LINKED = xpath(".//a")


def left_out(body: Element) -> set[Element]:
    """Find what stands in the body and is not of it: hidden elements, and the CMS's furniture.

    That is attachments, links to the previous and next article, the vote and the close button,
    which some templates put inside. The hidden parts of a paginated article are of it.
    """
    out = {each for each in STYLED(body) if each is not body and is_hidden(each)}
    parts = {match[1] for call in CALLS(body) for match in PARTS.finditer(call)} if out else set()
    if parts:
        out = {each for each in out if not _is_part(each.get("id", ""), parts)}
        out.update(each for each in IDENTIFIED(body) if each.get("id") in parts)  # page numbers
    for vote in VOTE(body):  # it ends the content; what follows is the template's
        out.update((vote, *vote.itersiblings()))
    out.update(row for mark in COUNTED(body) if (row := _attachment(mark, body)) is not None)
    for link in LINKED(body):
        block = _block(link, body)
        if block is not body and (NEIGHBOUR.match(said := words(block)) or CLOSE.fullmatch(said)):
            out.add(block)
    return out


def _is_part(name: str, parts: set[str]) -> bool:
    """Tell whether an id is that of a part: the id of the page numbers, and its own number."""
    return any(name.removeprefix(part).isdecimal() for part in parts if name.startswith(part))


def is_hidden(element: Element) -> bool:
    """Tell whether an element hides itself."""
    return element.get("hidden") is not None or bool(INVISIBLE.search(element.get("style", "")))


def visible(root: Element, out: set[Element]) -> Iterator[tuple[str, Element]]:
    """Walk what a reader sees below an element: `start` and `end` of each, in order.

    There is no recursion in it, so no page nests too deep.
    """
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start" and element is not root and (element in out or element.tag in UNSEEN):
            walk.skip_subtree()
            next(walk, None)  # its end
            yield "gone", element
        else:
            yield event, element


def _attachment(mark: Element, body: Element) -> Element | None:
    """Find the row that the CMS sets for an attachment: `附件【name】已下载…次`."""
    row = _block(mark, body)
    counted = xpath(
        "boolean(.//*[starts-with(@id, 'nattach')] | .//script[contains(., 'getClickTimes(')])"
    )
    return row if row is not body and (counted(row) or words(row).startswith("附件【")) else None


def _block(element: Element, body: Element) -> Element:
    """Find the paragraph, list item or the like that an element stands in."""
    while element is not body and element.tag not in {
        "p",
        "li",
        "dd",
        "dt",
        "div",
        "td",
        "h1",
        "h2",
        "h3",
    }:
        element = element.getparent()  # type: ignore[assignment]  # the body is above it
    return element
