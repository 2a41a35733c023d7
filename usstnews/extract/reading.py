"""All that one answer of a site says: its kind, its article, and the URLs that it leads to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from usstnews.extract.article import extract
from usstnews.extract.found import Found, Role, columns, onward, refreshed
from usstnews.extract.kind import Kind, kind_at
from usstnews.extract.listing import Listing, extract_listing
from usstnews.extract.page import decode, parse
from usstnews.extract.places import article_places, listing_places
from usstnews.extract.requisites import (
    Requisite,
    decode_css,
    requisites,
    stylesheet_requisites,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from usstnews.items import Article
    from usstnews.sites.base import Site

HTML = ("text/html", "application/xhtml+xml")
CSS = "text/css"
DEEPEST = 8  # sheets that import sheets, and frames in frames


@dataclass(frozen=True)
class Reading:
    """What an answer says, apart from what the archive holds.

    `kind` goes by the page and its HTTP status; `article` is of an article page, its words as they
    are; `listing` the items of a listing or of a page that is neither; `columns` what its menu
    leads to, and `refreshed` where it refreshes to; `onward` the neighbours of an article;
    `requisites` what it needs to be shown again; `places` where the template sets out its parts.
    """

    kind: Kind
    is_page: bool = False
    article: Article | None = None
    listing: Listing | None = None
    columns: tuple[Found, ...] = ()
    refreshed: tuple[Found, ...] = ()
    onward: tuple[Found, ...] = ()
    requisites: tuple[Requisite, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)


def is_worth_reading(content_type: str | None) -> bool:
    """Tell whether reading an answer of this type is more than noting that it is no page."""
    return content_type is None or content_type.lower().startswith((*HTML, CSS))


def read(
    body: bytes,
    content_type: str | None,
    url: str,
    status: int,
    site: Site,
    *,
    is_sheet: bool = False,
) -> Reading:
    """Read one answer; `url` is canonical, `body` without its content-coding. What pages need as a
    style sheet is one unless it says that it is HTML.
    """
    stated = (content_type or "").lower()
    if not stated.startswith(HTML) and (stated or is_sheet):
        needed: Iterable[Requisite] = ()
        if stated.startswith(CSS) or is_sheet:
            needed = stylesheet_requisites(decode_css(body, content_type), url, site)
        return Reading(kind_at(Kind.OTHER, status), requisites=tuple(needed))
    page = parse(decode(body, content_type), url, site)
    kind = kind_at(page.kind, status)
    needed = tuple(requisites(page, site, body))
    if kind is Kind.ARTICLE:
        article = extract(page, site)
        return Reading(
            kind,
            True,
            article,
            onward=tuple(onward(page, article, site)),
            requisites=needed,
            places=article_places(page),
        )
    if kind in {Kind.LISTING, Kind.OTHER}:
        return Reading(
            kind,
            True,
            listing=extract_listing(page, site),
            columns=tuple(columns(page, site)),
            refreshed=tuple(refreshed(page, site)),
            requisites=needed,
            places=listing_places(page, site) if kind is Kind.LISTING else {},
        )
    return Reading(kind, True, requisites=needed)


def wanted(reading: Reading, site: Site, depth: int = 0) -> Iterator[Found]:
    """Give the requisites of an answer as URLs to ask for; those of other hosts are met alone.

    `depth` is that of the answer: 0 for a page, 1 for its sheets and frames. A frame in a frame in
    a frame, without an end, is a trap.
    """
    if depth >= DEEPEST:
        return
    for url, kind in reading.requisites:
        if site.may_ask(url):
            elsewhere = not site.serves(url)
            yield Found(url, Role.REQUISITE, external=elsewhere, needed=kind, depth=depth + 1)
