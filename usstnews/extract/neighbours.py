"""The other articles that an article's page leads to: previous, next, related."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from usstnews.extract.body import NEIGHBOUR, left_out
from usstnews.extract.select import css, find, fold, labels_below, words, xpath

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from usstnews.extract.page import Page
    from usstnews.sites.base import Site

LINKS = xpath("descendant::a[@href]")
FURNITURE = css("header, footer, nav, [class*=foot], [class*=nav], [class*=menu]")
BLANK = " :："
ARTICLE = re.compile(r"[0-9]\.html?|wbnewsid=")
HIGHEST = 4  # a heading, its box, a row of the box, the column


def neighbours(page: Page, site: Site) -> list[str]:
    """List the canonical URLs of the previous and next articles, as far as the site owns them.

    A link is one of them if `上一条：`, `Next:` or the like stands directly before it or begins it.
    """
    body = page.body
    inside: set[Element] = set()
    if body is not None:  # prose may say "Next:", but not what the CMS has put into the body
        out = left_out(body)
        inside = {each for each in LINKS(body) if not any(up in out for up in each.iterancestors())}
    found: dict[str, None] = {}
    for link in LINKS(page.root):
        if link in inside or not ARTICLE.search(link.get("href", "")):
            continue
        if NEIGHBOUR.fullmatch(_before(link)) or NEIGHBOUR.match(words(link)):
            _take(found, page, site, link)
    return list(found)


def _before(link: Element) -> str:
    """Read the words directly before a link, within its row."""
    node: Element | None = link
    for _ in range(HIGHEST):
        if node is None:
            break
        for before in node.itersiblings(preceding=True):
            if text := fold(before.tail or "") or words(before):
                return text
        node = node.getparent()
        if node is not None and (text := fold(node.text or "")):
            return text
    return ""


def related(page: Page, site: Site) -> list[str]:
    """List the canonical URLs of the site's articles under "Related articles".

    Where the list is empty or filled in by a script, what follows it is not taken for it.
    """
    found: dict[str, None] = {}
    for element in find(page.root, site.related):
        for link in LINKS(element):
            _take(found, page, site, link)
    headings = {heading.casefold() for heading in site.related_headings}
    start = page.form if page.body is None else page.body
    for text, element in () if start is None else labels_below(start):
        if text.rstrip(BLANK).casefold() in headings:
            for link in _links_under(element, page):
                _take(found, page, site, link)
    found.pop(page.url, None)
    return list(found)


def _links_under(heading: Element, page: Page) -> list[Element]:
    """Find the links in the box that a heading heads: the smallest around it with any link."""
    box = heading
    for _ in range(HIGHEST):
        parent = box.getparent()
        if parent is None or parent.tag == "body":
            return []
        box = parent
        around = set(box.iter())
        if page.body in around or page.form in around or FURNITURE(box):
            return []
        own = set(heading.iter())
        if links := [link for link in LINKS(box) if link not in own]:
            return links
    return []


def _take(found: dict[str, None], page: Page, site: Site, link: Element) -> None:
    """Take in a link, if it leads to an article of this site."""
    url = page.link(link.get("href", ""), site)
    if url and site.article_ref(url):
        found[url] = None
