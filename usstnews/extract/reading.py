"""All that one answer of a site says: its kind, its article, and the URLs that it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from usstnews.extract.article import extract
from usstnews.extract.found import Found, Role, columns, onward, refreshed
from usstnews.extract.kind import Kind, kind_at
from usstnews.extract.listing import Listing, extract_listing
from usstnews.extract.page import decode, parse
from usstnews.extract.requisites import (
    Requisite,
    decode_css,
    requisites,
    stylesheet_requisites,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from usstnews.items import Article
    from usstnews.sites.base import Site

HTML = ("text/html", "application/xhtml+xml")
CSS = "text/css"


@dataclass(frozen=True)
class Reading:
    """What an answer says, apart from what the archive holds.

    `kind` goes by the page and its HTTP status; `article` is of an article page, its words as they
    are; `listing` the items of a listing or of a page that is neither; `columns` what its menu
    leads to, and `refreshed` where it refreshes to; `onward` the neighbours of an article;
    `requisites` what it needs to be shown again.
    """

    kind: Kind
    is_page: bool = False
    article: Article | None = None
    listing: Listing | None = None
    columns: tuple[Found, ...] = ()
    refreshed: tuple[Found, ...] = ()
    onward: tuple[Found, ...] = ()
    requisites: tuple[Requisite, ...] = ()


def is_worth_reading(content_type: str | None) -> bool:
    """Tell whether reading an answer of this type is more than noting that it is no page."""
    return content_type is None or content_type.lower().startswith((*HTML, CSS))


def read(body: bytes, content_type: str | None, url: str, status: int, site: Site) -> Reading:
    """Read one answer; `url` is canonical, `body` without its content-coding."""
    if content_type and not content_type.lower().startswith(HTML):
        needed: Iterable[Requisite] = ()
        if content_type.lower().startswith(CSS):
            needed = stylesheet_requisites(decode_css(body, content_type), url, site)
        return Reading(kind_at(Kind.OTHER, status), requisites=tuple(needed))
    page = parse(decode(body, content_type), url, site)
    kind = kind_at(page.kind, status)
    needed = tuple(requisites(page, site, body))
    if kind is Kind.ARTICLE:
        article = extract(page, site)
        return Reading(
            kind, True, article, onward=tuple(onward(page, article, site)), requisites=needed
        )
    if kind in {Kind.LISTING, Kind.OTHER}:
        return Reading(
            kind,
            True,
            listing=extract_listing(page, site),
            columns=tuple(columns(page, site)),
            refreshed=tuple(refreshed(page, site)),
            requisites=needed,
        )
    return Reading(kind, True, requisites=needed)


def wanted(reading: Reading, site: Site) -> Iterator[Found]:
    """Give the requisites of an answer as URLs to ask for; those of other hosts are met alone."""
    for url, kind in reading.requisites:
        if site.may_ask(url):
            yield Found(url, Role.REQUISITE, external=not site.serves(url), needed=kind)
