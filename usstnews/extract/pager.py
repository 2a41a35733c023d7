"""The pager of a listing, in the two families that the CMS prints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from usstnews.extract.kind import SCRIPTS
from usstnews.extract.select import css, find, words, xpath

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from usstnews.extract.page import Page
    from usstnews.sites.base import Site

# `共54条  1/3`: how many items, and which page of how many.
ITEMS = re.compile(
    r"共\s*([0-9]{1,9})\s*条|\btotal\D{0,3}([0-9]{1,9})|\b([0-9]{1,9}) items\b", re.IGNORECASE
)
OF = re.compile(r"(?<![0-9/])([0-9]{1,6})\s*/\s*([0-9]{1,6})(?![0-9/])")
# The number of pages, and how they are published: 1 dynamic, 2 static.
GOTO = re.compile(r"_list_gotopage_fun\(\s*([0-9]{1,6})\s*,[^)]*?,\s*([12])\s*\)")
CALLS = xpath("(//@onclick | //@onkeydown)[contains(., '_list_gotopage_fun(')]")
NUMBERED = re.compile(r"(.*)/([1-9][0-9]*)(\.html?)")
NAMED = re.compile(r"(.*)(\.html?)")

NEXT = css(".p_next a[href]")
OLDER_NEXT = css("a.Next[href]")
CURRENT = css(".p_no_d")
NUMBERS = css(".p_no, .p_no_d")
ENDED = css(".p_next_d, .NextDisabled")


class Pager(NamedTuple):
    """Where a listing goes on: `next_url` is canonical, and None on the last page."""

    next_url: str | None
    page_number: int | None
    total_pages: int | None
    total_items: int | None


def find_pagers(page: Page, site: Site) -> list[Element]:
    """Find the pagers of a page, outermost elements only; some templates print two."""
    found = []
    for element in find(page.root, site.pager):
        table = next((up for up in element.iterancestors() if up.tag == "table"), None)
        found.append(
            table if table is not None and element.get("id", "").startswith("fanye") else element
        )
    return found


def read_pager(page: Page, site: Site, pagers: list[Element]) -> Pager:
    """Read the pagers by class and position; labels are in any language.

    Where neither family fits, the next page follows from the CMS's own rule (`gotopage.js`):
    static pages count down, so that page k of N is `NAME/(N-k+1).htm`; dynamic ones count up.
    """
    said = " ".join(map(words, pagers))
    total, mode = _goto(page)
    number, pages = None, total
    if of := OF.search(said):
        number, pages = int(of[1]), int(of[2])
    numbers = [
        int(text) for each in pagers for one in NUMBERS(each) if (text := words(one)).isdecimal()
    ]
    current = [
        int(text) for each in pagers for one in CURRENT(each) if (text := words(one)).isdecimal()
    ]
    number = number or next(iter(current), None) or _number_in(page.url, pages)
    pages = pages or max(numbers, default=None)
    items = ITEMS.search(said)
    following = _linked(page, site, pagers)
    if following is None and not any(ENDED(each) for each in pagers):
        following = _derived(page.url, number, pages, mode)
    return Pager(
        following if following != page.url else None,
        number,
        pages,
        int(next(filter(None, items.groups()))) if items else None,
    )


def _linked(page: Page, site: Site, pagers: list[Element]) -> str | None:
    """Follow the link to the next page: the older family's last page is a `Next` as well."""
    for pager in pagers:
        for link in (*NEXT(pager), *OLDER_NEXT(pager)[:1]):
            url = page.link(link.get("href", ""), site)
            if url and site.owns(url):
                return url
    return None


def _goto(page: Page) -> tuple[int | None, int | None]:
    """Read the number of pages and the mode from the call behind the box for a page number."""
    for text in (*SCRIPTS(page.root), *CALLS(page.root)):
        if match := GOTO.search(text):
            return int(match[1]), int(match[2])
    return None, None


def _number_in(url: str, pages: int | None) -> int | None:
    """Tell the number of a page by its URL."""
    match = NUMBERED.fullmatch(urlsplit(url).path)
    if not match:
        return 1
    return pages - int(match[2]) + 1 if pages and int(match[2]) < pages else None


def _derived(url: str, number: int | None, pages: int | None, mode: int | None) -> str | None:
    """Make the next page's URL by the CMS's rule."""
    if not mode or not number or not pages or number >= pages:
        return None
    parts = urlsplit(url)
    if mode == 1:
        query = dict(parse_qsl(parts.query)) | {"PAGENUM": str(number + 1), "totalpage": str(pages)}
        return urlunsplit(parts._replace(query=urlencode(sorted(query.items()))))
    match = NUMBERED.fullmatch(parts.path) if number > 1 else NAMED.fullmatch(parts.path)
    if not match:
        return None
    return urlunsplit(
        parts._replace(path=f"{match[1]}/{pages - number}{match[match.lastindex or 0]}")
    )
