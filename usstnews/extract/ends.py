"""What shows that an article has ended: its neighbours, related articles, the page's footer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from usstnews.extract.select import find, words, xpath

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from usstnews.extract.page import Page
    from usstnews.sites.base import Site

LINKS = xpath("descendant-or-self::a[@href]")
# Menus and footers by the names they bear; `swiper-nav` is the arrows of a list.
FURNITURE = re.compile(
    r"(?:^|\s)(?:foot(?!note)|nav|menu|\w+(?:nav|menu|footer)(?:\s|$))", re.IGNORECASE
)
BUTTON = re.compile(r"\s*(?:javascript:|#)", re.IGNORECASE)
TOOLS = re.compile(r"\s*(?:share|分享|转发|font|字体|字号|print|打印|close|关闭)", re.IGNORECASE)
OWNED = re.compile(
    r"(?:©|copyright|版权所有)(?:\s|©|\(c\)|版权所有)*(?:[0-9]{4}\s?[-–]\s?)?(?:19|20)[0-9]{2}",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"[.。!！?？][”\"’']?\s*$")
BLANK = " :："
# `上一条：`, `Related articles`, the day of each: what stands beside links that lead elsewhere.
FEW = 20
LONGEST_FOOTER = 500


def is_furniture(element: Element) -> bool:
    """Tell whether an element is a menu or a footer."""
    return element.tag in {"header", "footer", "nav"} or bool(
        FURNITURE.search(element.get("class", ""))
    )


def leads_on(element: Element, page: Page, site: Site) -> bool:
    """Tell whether an element does no more than lead to other articles, or announces that."""
    said, links = words(element), LINKS(element)
    if said.rstrip(BLANK).casefold() in {each.casefold() for each in site.related_headings}:
        return True
    if not links or (SENTENCE.search(said) and not said.endswith(words(links[-1]))):
        return False
    urls = (page.link(link.get("href", ""), site) for link in links)
    led = sum(1 for url in urls if url and site.article_ref(url))
    return led > 0 and words_outside_links(element) <= FEW * (led + 1)


def ends_article(element: Element, page: Page, site: Site) -> bool:
    """Tell whether an element below the title shows that the article has ended before it."""
    return (
        element.tag == "aside"
        or is_furniture(element)
        or leads_on(element, page, site)
        or (OWNED.search(said := words(element)) is not None and len(said) <= LONGEST_FOOTER)
    )


def is_aside(element: Element, site: Site) -> bool:
    """Tell whether an element is a row of buttons, or a list of attachments."""
    links = LINKS(element)
    if not links or words_outside_links(element) > FEW * (len(links) + 1):
        return False
    attached = set(find(element, site.attachments))
    return TOOLS.match(words(element)) is not None or all(
        link in attached or BUTTON.match(link.get("href", "")) for link in links
    )


def words_outside_links(element: Element) -> int:
    """Count the characters that an element shows outside of links."""
    within = sum(len(words(link)) for link in LINKS(element))
    return max(0, len(words(element)) - within)
