"""The body of an article: what stands in it that is not the article's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from usstnews.extract.ends import STEP, ends_article, is_aside, is_button, leads_on
from usstnews.extract.hidden import hidden
from usstnews.extract.select import css, holding, visible, words, xpath
from usstnews.extract.setapart import FURNITURE
from usstnews.extract.tags import BLOCKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from usstnews.extract.page import Page
    from usstnews.sites.base import Site

NONE = re.compile(r"(?:没有了|无|none)?\s*", re.IGNORECASE)
CLOSE = re.compile(r"\s*【?\s*(?:关闭(?:窗口)?|打印(?:本页)?|close|print)\s*】?\s*", re.IGNORECASE)
# The parts of an article that the CMS shows one at a time bear ids that its own script makes.
PARTS = re.compile(r"seeContent\w{0,30}\(\s*['\"](\w{1,60})['\"]")

VOTE = css("#div_vote_id")
CALLS = xpath(
    "//script[contains(., 'seeContent')]/text() | //*[contains(@onclick, 'seeContent')]/@onclick"
)
IDENTIFIED = xpath(".//*[@id]")
MEDIA = frozenset({"img", "iframe", "video", "embed", "object"})


def left_out(page: Page, site: Site) -> set[Element]:
    """Find what stands in the body and is not of it: hidden elements, and the CMS's furniture.

    That is attachments, links to the previous and next article, the vote and the close button,
    which some templates put inside. The hidden parts of a paginated article are of it.
    """
    body = page.body
    if body is None:
        return set()
    out = hidden(body, page.sheets)
    if out and (parts := {match[1] for call in CALLS(body) for match in PARTS.finditer(call)}):
        out = {each for each in out if not _is_part(each.get("id", ""), parts)}
        out.update(each for each in IDENTIFIED(body) if each.get("id") in parts)  # page numbers
    emptied = {_block(each, body) for each in out if FURNITURE in each.attrib}
    out |= _behind_containers(page, site, body)
    for vote in VOTE(body):  # it ends the content; what follows is the template's
        out.update((vote, *vote.itersiblings()))
    for block in _furniture(page, site, body):
        out.add(block)
        emptied.add(_block(block.getparent(), body))
    full = holding((body, *_showing(body, out))) if emptied else {body}
    for up in emptied:
        while up not in full:
            out.add(up)
            up = _block(up.getparent(), body)  # noqa: PLW2901  (climbs)
    return out


def _behind_containers(page: Page, site: Site, body: Element) -> set[Element]:
    """Find what a template puts behind a container that stands in another: files, neighbours."""
    found: set[Element] = set()
    seen: set[Element] = set()
    for held in css(", ".join(site.body))(body):
        parent = held.getparent()
        if held is body or parent is None or parent in seen:
            continue
        seen.add(parent)
        for each in parent.iterchildren(reversed=True):
            aside = is_aside(each, site) or leads_on(each, page, site)
            if aside or ends_article(each, page, site):
                found.add(each)
            elif each is held or words(each):
                break
    return found


def _is_part(name: str, parts: set[str]) -> bool:
    """Tell whether an id is that of a part: the id of the page numbers, and its own number."""
    return any(name.removeprefix(part).isdecimal() for part in parts if name.startswith(part))


def _furniture(page: Page, site: Site, body: Element) -> list[Element]:
    """List the blocks of a body that are buttons, or links to its neighbours."""
    links: dict[Element, list[Element]] = {}
    for link in body.iter("a"):
        links.setdefault(_block(link, body), []).append(link)
    links.pop(body, None)
    return [
        block for block, within in links.items() if _is_furniture(page, site, words(block), within)
    ]


def _is_furniture(page: Page, site: Site, said: str, links: list[Element]) -> bool:
    """Tell whether a block is a button, or nothing but links to neighbours behind their labels.

    In English the links must lead to articles of the site, for prose may say "Next:", too.
    """
    if CLOSE.fullmatch(said):
        return any(is_button(link) or link.get("onclick") for link in links)
    if not STEP.match(said):
        return False
    ours, rest = True, said
    for link in links:
        label = STEP.match(rest)
        if (named := words(link)) and label:
            ours &= label["ours"] is not None
            rest = rest[0 if STEP.match(named) else label.end() :].lstrip()
        if not rest.startswith(named):
            return False
        rest = rest[len(named) :].lstrip()
    last = STEP.match(rest)
    if not NONE.fullmatch(rest[last.end() if last else 0 :]):
        return False
    urls = (page.link(link.get("href", ""), site) for link in links)
    return ours or all(url and site.article_ref(url) for url in urls)


def _showing(body: Element, out: set[Element]) -> Iterator[Element | None]:
    """Give the elements that words and media stand in, but for what is left out."""
    for event, element in visible(body, out.__contains__):
        starts = event == "start"
        text = element.text if starts else element is not body and element.tail
        if (text and text.strip()) or (starts and element.tag in MEDIA):
            yield element if starts else element.getparent()


def _block(element: Element | None, body: Element) -> Element:
    """Find the paragraph, list item or the like that an element stands in."""
    while element is not None and element is not body and element.tag not in BLOCKS:
        element = element.getparent()
    return body if element is None else element
