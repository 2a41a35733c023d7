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
    r"(?:^|\s)(?:foot|footer|nav|navbar|menu)(?:$|[\s_-])"
    r"|(?:^|\s)(?!swiper)\w+[_-]?(?:nav|menu|footer)(?:$|\s)",
    re.IGNORECASE,
)
BUTTON = re.compile(r"\s*(?:javascript:|#)", re.IGNORECASE)
# What stands before such a row, or is the first of its links.
TOOLS = re.compile(
    r"[\s\[(（【]*(?:share(?: (?:to|on|with|this))?|分享到?|转发到?|font(?: ?size)?|字体|字号|print"
    r"|打印|close|关闭)(?: ?(?:page|article|window|本[页文]|窗口))?[\s:：\])）】]*",
    re.IGNORECASE,
)
OWNED = re.compile(
    r"(?:©|copyright|版权所有)(?:\s|©|\(c\)|版权所有)*(?:[0-9]{4}\s?[-–]\s?)?(?:19|20)[0-9]{2}",
    re.IGNORECASE,
)
OURS = r"[上下前后]一(?:条|篇|页|个|则)"
ENGLISH = r"(?:previous|prev|next)\b(?: (?:article|news|post|page|one))?"
NEIGHBOUR = re.compile(rf"\s*(?:{OURS}|{ENGLISH})\s*(?:[:：]|$)", re.IGNORECASE)
# Only the CMS says the first of these; the other is ordinary English.
STEP = re.compile(rf"\s*(?:(?P<ours>{OURS})|{ENGLISH})\s*[:：]?\s*", re.IGNORECASE)
SENTENCE = re.compile(r"[.。!！?？][”\"’']?\s*$")
BLANK = " :："
# `上一条：`, `Related articles`, the day of each: what stands beside links that lead elsewhere.
FEW = 20
LONGEST_FOOTER = 500  # an address, and whose the page is; prose may name a copyright, too


def is_furniture(element: Element) -> bool:
    """Tell whether an element is a menu or a footer."""
    return element.tag in {"header", "footer", "nav"} or bool(
        FURNITURE.search(element.get("class", ""))
    )


def is_button(link: Element) -> bool:
    """Tell whether a link does something on the page that it is on."""
    return BUTTON.match(link.get("href", "")) is not None


def ends_article(element: Element, page: Page, site: Site) -> bool:
    """Tell whether an element below the title shows that the article has ended before it.

    That is a menu or footer, a link to a neighbour behind its label, or the heading of others.
    """
    if is_furniture(element):
        return True
    said = words(element)
    if said.rstrip(BLANK).casefold() in {each.casefold() for each in site.related_headings}:
        return True
    return STEP.match(said) is not None and leads_on(element, page, site)


def leads_on(element: Element, page: Page, site: Site) -> bool:
    """Tell whether an element does no more than lead to other articles."""
    links = [link for link in LINKS(element) if not is_button(link)]
    if not links:
        return False
    said = words(element)
    if SENTENCE.search(said) and not said.endswith(words(links[-1])):
        return False
    urls = {page.link(link.get("href", ""), site) for link in links} - {None, page.url}
    led = sum(1 for url in urls if url and site.article_ref(url))
    return led > 0 and words_outside_links(element) <= FEW * (led + 1)


def is_aside(element: Element, site: Site) -> bool:
    """Tell whether an element is a row of buttons, or a list of attachments."""
    links = LINKS(element)
    if not links or words_outside_links(element) > FEW * (len(links) + 1):
        return False
    attached = set(find(element, site.attachments))
    return _are_tools(element, links) or all(link in attached or is_button(link) for link in links)


def _are_tools(element: Element, links: list[Element]) -> bool:
    """Tell whether links are buttons by what they are called, wherever they lead: `分享：微博`."""
    said, named = words(element), words(links[0])
    label = (said.partition(named)[0] if named else said).strip() or named
    outside = words_outside_links(element)
    signs = 2 * len(links)  # a blank and a bar between two
    return (
        TOOLS.fullmatch(label) is not None
        and outside <= len(label) + signs
        and SENTENCE.search(said) is None
    )


def is_behind(element: Element, page: Page, site: Site) -> bool:
    """Tell whether an element that nothing follows is no longer the article's: it leads to others,
    stands aside, or says whose the page is.
    """
    if element.tag == "aside" or leads_on(element, page, site):
        return True
    said = words(element)
    return len(said) <= LONGEST_FOOTER and OWNED.search(said) is not None


def words_outside_links(element: Element) -> int:
    """Count the characters that an element shows outside of links."""
    within = sum(len(words(link)) for link in LINKS(element))
    return max(0, len(words(element)) - within)
