"""The items of a listing, and where it goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from usstnews.extract.dates import find_date, parse_listed
from usstnews.extract.kind import SCRIPTS, Kind
from usstnews.extract.pager import find_pagers, read_pager
from usstnews.extract.select import find, fold, words, xpath

if TYPE_CHECKING:
    from datetime import date

    from lxml.etree import _Element as Element

    from usstnews.extract.page import Page
    from usstnews.sites.base import Site
    from usstnews.urls import ArticleRef

BATCH = re.compile(r"_showDynClickBatch\(\s*\[[^\]]*\]\s*,\s*\[([\d\s,]*)\]", re.ASCII)
LINKS = xpath("descendant-or-self::a[@href]")
HEADING = xpath("string((.//h1 | .//h2 | .//h3 | .//h4 | .//h5 | .//h6)[1])")
LISTED = xpath(
    "boolean(descendant-or-self::*[self::a or self::li or self::ul or self::ol or self::table])"
)
TEXTS = xpath(".//text()[normalize-space() != '']")
# Boxes of other components that some templates set beside the list.
ASIDE = re.compile(
    r"\b(?:nav|navbar|menu|sider?|sidebar|foot|footer|header|(?:bread)?crumbs?|position|location|hot|hotnews)\b",
    re.IGNORECASE,
)
HUMP = re.compile("(?<=[a-z])(?=[A-Z])|[-_]")
ASIDE_TAGS = frozenset({"nav", "header", "footer", "aside"})
MORE = re.compile(r"\W*(?:更多|详情|查看详情|阅读全文|(?:read )?more|details?)\W*", re.IGNORECASE)
LONGEST_DATE = 40


@dataclass(frozen=True)
class Item:
    """One item of a listing; `listed` is the date beside it, `url` canonical."""

    url: str
    title: str
    listed: date | None
    ref: ArticleRef | None
    external: bool


@dataclass(frozen=True)
class Listing:
    """What a listing page lists, in its order.

    `announced_ids` are the articles that the page's click counter asks for: those of restricted
    and of external items are among them.
    """

    items: list[Item] = field(default_factory=list)
    next_url: str | None = None
    page_number: int | None = None
    total_pages: int | None = None
    total_items: int | None = None
    announced_ids: list[int] = field(default_factory=list)


def extract_listing(page: Page, site: Site) -> Listing:
    """Read the items and the pager of a listing page.

    A hub or home page (`other`) is no listing, but some columns stand nowhere else: it lists the
    articles that it links. Pages of any other kind list nothing.
    """
    if page.kind is Kind.OTHER:
        return Listing(_linked(page, site))
    if page.kind is not Kind.LISTING:
        return Listing()
    pagers = find_pagers(page, site)
    pager = read_pager(page, site, pagers)
    holding = scope(page, site, pagers)
    links: dict[str, list[Element]] = {}
    for root in holding:
        for link in LINKS(root):
            if not _is_aside(link, root) and (url := _item_url(page, site, link)):
                links.setdefault(url, []).append(link)
    roots = set(holding)
    items = [_item(url, same, roots, page, site) for url, same in links.items()]
    return Listing(items, *pager, _announced(page, items))


def _linked(page: Page, site: Site) -> list[Item]:
    """List all articles of the site that a page links."""
    body = page.body
    own = set() if body is None else set(body.iter("a"))
    links: dict[str, list[Element]] = {}
    for link in LINKS(page.root):
        url = None if link in own else _item_url(page, site, link)
        if url and site.article_ref(url):
            links.setdefault(url, []).append(link)
    return [_item(url, same, {page.root}, page, site) for url, same in links.items()]


def scope(page: Page, site: Site, pagers: list[Element]) -> list[Element]:
    """Find the elements that hold the list: those before the pager, at the nearest level with any.

    Without a pager, they are the rows that the CMS numbers.
    """
    paging = set(pagers)
    for pager in reversed(pagers):
        level: Element | None = pager
        while level is not None and level.tag != "body":
            before = [
                each
                for each in level.itersiblings(preceding=True)
                if LISTED(each) and not any(inner in paging for inner in each.iter())
            ]
            if before:
                return [each for each in reversed(before) if not _is_box(each)]
            level = level.getparent()
    return [] if pagers else list(find(page.root, site.rows))


def _is_box(element: Element) -> bool:
    """Tell whether an element is some other component, by its tag or the names it bears."""
    return element.tag in ASIDE_TAGS or bool(
        ASIDE.search(HUMP.sub(" ", f"{element.get('class', '')} {element.get('id', '')}"))
    )


def _is_aside(link: Element, root: Element) -> bool:
    """Tell whether a link stands in another component within the list's element."""
    up: Element | None = link.getparent()
    while up is not None and link is not root:
        if _is_box(up):
            return True
        if up is root:
            break
        up = up.getparent()
    return False


def _item_url(page: Page, site: Site, link: Element) -> str | None:
    """Give the URL of an item: an article of the site, or a page elsewhere."""
    href = link.get("href", "").strip()
    url = page.link(href, site) if href and not href.startswith("#") else None
    if url and (site.article_ref(url) or not site.owns(url)):
        return url
    return None


def _item(url: str, links: list[Element], roots: set[Element], page: Page, site: Site) -> Item:
    """Make an item of all links in the list that lead to one URL."""
    title = _title(links)
    rows = [_row(link, url, roots, page, site) for link in links]
    listed = next((found for row in rows if (found := _listed(row, title))), None)
    return Item(url, title, listed, site.article_ref(url), not site.owns(url))


def _title(links: list[Element]) -> str:
    """Choose the title: in full in `@title`, else a heading's or the link's words."""
    for link in links:
        if title := fold(link.get("title", "")):
            return title
    for link in links:
        if title := fold(HEADING(link)):
            return title
    said = [text for link in links if (text := words(link)) and not MORE.fullmatch(text)]
    return max(said, key=len, default="")


def _row(link: Element, url: str, roots: set[Element], page: Page, site: Site) -> Element:
    """Find the whole of an item: the largest element around its link with no other item in it."""
    row = link
    while row not in roots and (up := row.getparent()) is not None:
        # Most often the first link is another's: to look at all of them at each level took long.
        if any(other != url for each in up.iter("a") if (other := _item_url(page, site, each))):
            break
        row = up
    return row


def _listed(row: Element, title: str) -> date | None:
    """Read the date beside an item; dates in its title and its summary are none."""
    for element in row.iter():
        # Parts of a date that stand in blocks of their own have no blank between them.
        said = fold(" ".join(TEXTS(element))) if len(element) < 6 else ""
        if 0 < len(said) <= LONGEST_DATE and (found := parse_listed(said)):
            return found
    texts = [fold(text) for text in TEXTS(row)]
    for text in (*texts, *map(" ".join, pairwise(texts))):
        if found := parse_listed(text):
            return found
    beside = words(row).replace(title, " ") if title else ""
    printed = find_date(beside) if len(beside) <= LONGEST_DATE else None
    return printed.value if printed else None


def _announced(page: Page, items: list[Item]) -> list[int]:
    """Read the ids of the click counter's call that fits these items best."""
    known = {item.ref.id for item in items if item.ref}
    batches = [
        [int(number) for number in re.findall(r"[0-9]{1,18}", match[1])]
        for script in SCRIPTS(page.root)
        for match in BATCH.finditer(script)
    ]
    return max(batches, key=lambda batch: (len(known.intersection(batch)), len(batch)), default=[])
