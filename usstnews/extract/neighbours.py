"""The other articles that an article's page leads to: previous, next, related."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usstnews.extract.body import NEIGHBOUR, find_body, left_out, visible
from usstnews.extract.select import css, find, first, fold, words, xpath

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from usstnews.extract.page import Page
    from usstnews.sites.base import Site

LINKS = xpath("descendant::a[@href]")
FURNITURE = css("header, footer, nav, [class*=foot], [class*=nav], [class*=menu]")
BLANK = " \t\r\n\f\u00a0:："
HIGHEST = 4  # a heading, its box, a row of the box, the column


def neighbours(page: Page, site: Site) -> list[str]:
    """List the canonical URLs of the previous and next articles, as far as the site owns them.

    A link is one of them if `上一条：`, `Next:` or the like stands directly before it or begins it.
    """
    body = find_body(page, site)
    inside: set[Element] = set()
    if body is not None:  # prose may say "Next:", but not what the CMS has put into the body
        out = left_out(body)
        inside = {each for each in LINKS(body) if not any(up in out for up in each.iterancestors())}
    found: dict[str, None] = {}
    label = ""
    for event, element in visible(page.root, set()):
        if event == "start" and element.tag == "a" and element not in inside:
            if NEIGHBOUR.fullmatch(label) or NEIGHBOUR.match(words(element)):
                _take(found, page, site, element)
            label = ""
        text = element.text if event == "start" else element.tail
        if text and text.strip():
            label = fold(text)
    return list(found)


def related(page: Page, site: Site) -> list[str]:
    """List the canonical URLs of the site's articles under "Related articles".

    Where the list is empty or filled in by a script, what follows it is not taken for it.
    """
    found: dict[str, None] = {}
    body = find_body(page, site)
    for element in find(page.root, site.related):
        for link in LINKS(element):
            _take(found, page, site, link)
    headings = {heading.casefold() for heading in site.related_headings}
    for element in page.root.iter():
        if element.text and element.text.strip(BLANK).casefold() in headings:
            for link in _links_under(element, body, page, site):
                _take(found, page, site, link)
    found.pop(page.url, None)
    return list(found)


def _links_under(heading: Element, body: Element | None, page: Page, site: Site) -> list[Element]:
    """Find the links in the box that a heading heads: the smallest around it with any link."""
    box = heading
    form = first(page.root, site.form)
    for _ in range(HIGHEST):
        parent = box.getparent()
        if parent is None or parent.tag == "body":
            return []
        box = parent
        around = set(box.iter())
        if body in around or form in around or FURNITURE(box):
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
