"""The URLs that a page leads to, and as what."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from usstnews.extract.menu import menu_links
from usstnews.extract.neighbours import neighbours

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from usstnews.extract.listing import Listing
    from usstnews.extract.page import Page
    from usstnews.items import Article
    from usstnews.sites.base import Site
    from usstnews.urls import ArticleRef


class Role(StrEnum):
    """What a URL is asked for as; a guess is an article that nothing led to, a requisite what a
    page needs to be shown again.
    """

    HOME = "home"
    LISTING = "listing"
    ARTICLE = "article"
    GUESS = "guess"
    REQUISITE = "requisite"


LISTINGS = (Role.HOME, Role.LISTING)
ARTICLES = (Role.ARTICLE, Role.GUESS)
REQUISITES = (Role.REQUISITE,)


class Found(NamedTuple):
    """A URL as it was met on a page.

    `article` is the key of the article that the URL names; `listed` the listing's date, which is
    not the article's; `walk` the first page of the listing that a listing page belongs to;
    `needed` what a page needs a requisite as, `depth` how far it is from the page.
    """

    url: str
    role: Role
    article: str | None = None
    title: str | None = None
    listed: date | None = None
    walk: str | None = None
    external: bool = False
    needed: str | None = None
    depth: int = 0


def home(site: Site) -> Found:
    """Give the site's home page."""
    return Found(site.base_url, Role.HOME)


def listing(url: str, walk: str | None = None) -> Found:
    """Give a page of a listing; without `walk` it is the first one."""
    return Found(url, Role.LISTING, walk=walk or url)


def items(page: Listing) -> Iterator[Found]:
    """Give the items of a listing page; those on other sites are met but never asked for."""
    for item in page.items:
        yield Found(
            item.url,
            Role.ARTICLE,
            article=_key(item.ref),
            title=item.title,
            listed=item.listed,
            external=item.external,
        )


def columns(page: Page, site: Site) -> Iterator[Found]:
    """Give the listings that a page's menu leads to.

    A site that names its columns has them looked up by name, each with its likely path to fall
    back on; of any other site every menu entry may be one.
    """
    links = menu_links(page, site)
    if not site.menu:
        yield from (listing(link.url) for link in links)
        return
    by_name = {link.text.casefold(): link.url for link in reversed(links)}
    for name, path in zip(site.menu, site.listings, strict=True):
        yield listing(by_name.get(name.casefold()) or site.canonical(path))


def refreshed(page: Page, site: Site) -> Iterator[Found]:
    """Give the home page proper where the one at the root only refreshes to it."""
    for meta in page.root.iter("meta"):
        if meta.get("http-equiv", "").lower() == "refresh":
            _, _, target = meta.get("content", "").partition("=")
            url = page.link(target.strip(" '\""), site)
            if url and site.owns(url) and url != page.url:
                yield Found(url, Role.HOME)


def onward(page: Page, article: Article, site: Site) -> Iterator[Found]:
    """Give the previous, next and related articles of an article."""
    urls: Iterable[str] = [*neighbours(page, site), *article.related]
    for url in urls:
        if ref := site.article_ref(url):
            yield Found(url, Role.ARTICLE, article=_key(ref))


def _key(ref: ArticleRef | None) -> str | None:
    return None if ref is None else str(ref.id)
