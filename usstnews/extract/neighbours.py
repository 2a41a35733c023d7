"""The other articles that an article's page leads to: previous, next, related."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from usstnews.extract.body import left_out
from usstnews.extract.ends import BLANK, NEIGHBOUR, is_furniture
from usstnews.extract.select import find, fold, labels_above, labels_below, visible, words, xpath
from usstnews.extract.strategy import Context, Strategy
from usstnews.extract.tags import HEADINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element as Element

    from usstnews.extract.page import Page
    from usstnews.extract.select import Label
    from usstnews.sites.base import Site

LINKS = xpath("descendant::a[@href]")
TEXT = xpath("string()")
NAMED = xpath("descendant-or-self::*[@class or self::header or self::footer or self::nav]")
ARTICLE = re.compile(r"[0-9]\.html?|wbnewsid=")
MOST_BEFORE = 5
MOST_HEADINGS = 5
LARGEST = 12  # elements in a heading
HIGHEST = 4  # a heading, its box, a row of the box, the column


def neighbours(page: Page, site: Site) -> list[str]:
    """List the canonical URLs of the previous and next articles, as far as the site owns them.

    A link is one of them if `上一条：`, `Next:` or the like stands directly before it or begins it.
    """
    inside = _of_the_body(page, site)
    found: dict[str, None] = {}
    said: dict[Element, str] = {}
    for link in LINKS(page.root):
        if link in inside or not ARTICLE.search(link.get("href", "")):
            continue
        if NEIGHBOUR.fullmatch(_before(link, said)) or NEIGHBOUR.match(words(link)):
            _take(found, page, site, link)
    return list(found)


def _of_the_body(page: Page, site: Site) -> set[Element]:
    """Find the links of the body: its prose may say "Next:", but not what the CMS puts into it."""
    if page.body is None:
        return set()
    out = left_out(page, site)
    if not out:
        return set(page.body.iter("a"))
    seen = visible(page.body, out.__contains__)
    return {each for event, each in seen if event == "start" and each.tag == "a"}


def _before(link: Element, said: dict[Element, str]) -> str:
    """Read the words directly before a link, within its row; `said` remembers those of others."""
    node: Element | None = link
    for _ in range(HIGHEST):
        if node is None:
            break
        for before in islice(node.itersiblings(preceding=True), MOST_BEFORE):
            if text := fold(before.tail or ""):
                return text
            if before not in said:
                said[before] = words(before)
            if said[before]:
                return said[before]
        node = node.getparent()
        if node is not None and (text := fold(node.text or "")):
            return text
    return ""


def _selected(context: Context) -> list[str] | None:
    lists = find(context.page.root, context.site.related)
    return _articles((link for each in lists for link in LINKS(each)), context)


def _below(context: Context) -> list[str] | None:
    """Find the links under a heading such as "Related articles", below the body."""
    start = _start(context.page)
    return None if start is None else _headed(labels_below(start), context)


def _above(context: Context) -> list[str] | None:
    """Find them above the body: in a column beside it that comes first in the page."""
    start, said = _start(context.page), TEXT(context.page.root)
    if start is None or not any(word in said for word in _spelt(context.site.related_headings)):
        return None  # most pages have none, and what stands above is long
    return _headed(labels_above(start), context)


def _start(page: Page) -> Element | None:
    """Find what the headings stand below or above."""
    return page.form if page.body is None else page.body


def _headed(found: Iterable[Label], context: Context) -> list[str] | None:
    """Find the links under those of some texts that are headings of related articles.

    Where the list is empty or filled in by a script, what follows it is not taken for it.
    """
    headings, beginnings = _folded(context.site.related_headings)
    under: list[Element] = []
    tried = 0
    for text, within in found:
        if text.rstrip(BLANK).casefold() not in beginnings:
            continue
        tried += 1
        if (heading := _heading(within, headings)) is not None:
            under += _links_under(heading, context.page)
        if tried == MOST_HEADINGS:
            break
    return _articles(under, context)


RELATED: tuple[Strategy[Context, list[str]], ...] = (
    Strategy("selected", "the site's own element for it", _selected),
    Strategy("headed", "the links below a heading like “Related articles”", _below),
    Strategy("headed, above", "those below such a heading that stands above the body", _above),
)


def _articles(links: Iterable[Element], context: Context) -> list[str] | None:
    """List the canonical URLs of the site's other articles among some links, if any."""
    found: dict[str, None] = {}
    for link in links:
        _take(found, context.page, context.site, link)
    found.pop(context.page.url, None)
    return list(found) or None


@lru_cache(maxsize=16)
def _folded(headings: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Fold the case of headings, and give all that they may begin with."""
    folded = frozenset(heading.casefold() for heading in headings)
    return folded, frozenset(each[:end] for each in folded for end in range(2, len(each) + 1))


@lru_cache(maxsize=16)
def _spelt(headings: tuple[str, ...]) -> frozenset[str]:
    """Give the first words of headings as they may be spelt; in Chinese the first two signs."""
    words = (heading.split()[0] for heading in headings)
    first = {word if word.isascii() else word[:2] for word in words}
    return frozenset(spelt for word in first for spelt in (word, word.lower(), word.upper()))


def _heading(element: Element, headings: frozenset[str]) -> Element | None:
    """Find the whole of a heading that begins with an element: `<span>Related</span> articles`."""
    found: Element | None = None
    up: Element | None = element
    for _ in range(HIGHEST):
        if up is None or up.tag == "body" or sum(1 for _ in islice(up.iter(), LARGEST)) == LARGEST:
            break
        if words(up).rstrip(BLANK).casefold() in headings:
            found = up
        elif found is not None:
            break
        up = up.getparent()
    return found


def _links_under(heading: Element, page: Page) -> list[Element]:
    """Find the links that a heading heads: in what stands behind it in the smallest box around it
    that has any.

    They end where the next heading of its kind begins, or the article, a menu or a footer.
    """
    around = {page.body, page.form}
    up: Element | None = heading
    for _ in range(HIGHEST):
        if up is None or up.tag == "body":
            break
        links: list[Element] = []
        for behind in up.itersiblings():
            if not around.isdisjoint(behind.iter()) or any(map(is_furniture, NAMED(behind))):
                return links
            for each in behind.iter():
                if _is_next(each, heading):
                    return links
                if each.tag == "a" and each.get("href"):
                    links.append(each)
        if links:
            return links
        up = up.getparent()
    return []


def _is_next(element: Element, heading: Element) -> bool:
    """Tell whether an element is a heading like another: as high, or with the same class.

    The headings of a list's items are in their links or have them.
    """
    head = next((each for each in heading.iter() if each.tag in HEADINGS), heading)
    if head.tag in HEADINGS:
        alike = element.tag in HEADINGS and str(element.tag) <= str(head.tag)
    else:
        named = head.get("class")
        alike = bool(named) and element.tag == head.tag and element.get("class") == named
    return (
        alike
        and not any(ARTICLE.search(link.get("href", "")) for link in LINKS(element))
        and not any(up.tag == "a" for up in islice(element.iterancestors(), HIGHEST))
    )


def _take(found: dict[str, None], page: Page, site: Site, link: Element) -> None:
    """Take in a link, if it leads to an article of this site."""
    url = page.link(link.get("href", ""), site)
    if url and site.article_ref(url):
        found[url] = None
