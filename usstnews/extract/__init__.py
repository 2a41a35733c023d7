"""From HTML to values: pure functions, with no network, no clock and no Scrapy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usstnews.extract.article import EXTRACTOR, NotAnArticle, extract, release
from usstnews.extract.dateline import Dateline, parse_dateline
from usstnews.extract.kind import Kind, Stamp, kind_at
from usstnews.extract.listing import Item, Listing, extract_listing
from usstnews.extract.media import local_digest
from usstnews.extract.menu import MenuLink, menu_links
from usstnews.extract.neighbours import neighbours
from usstnews.extract.page import Page, decode, parse
from usstnews.extract.plain import extract_plain
from usstnews.sites import origin, site_of
from usstnews.text.clean import clean_article

if TYPE_CHECKING:
    from usstnews.items import Article
    from usstnews.sites.base import Site

__all__ = [
    "EXTRACTOR",
    "Dateline",
    "Item",
    "Kind",
    "Listing",
    "MenuLink",
    "NotAnArticle",
    "Page",
    "Stamp",
    "decode",
    "extract",
    "extract_article",
    "extract_listing",
    "extract_plain",
    "kind_at",
    "local_digest",
    "menu_links",
    "neighbours",
    "parse",
    "parse_dateline",
    "release",
]


def extract_article(html: str, url: str, site: Site | None = None) -> Article:
    """Read an article from its page, clean, as it is stored.

    `site` defaults to the one known at the URL's host, else to the CMS as such. Raises
    `NotAnArticle` for any other page; its `kind` says what that is.

    >>> page = "<form name=_newscontent_fromname><h1>Hi</h1><div class=v_news_content><p>One</form>"
    >>> article = extract_article(page, "https://en.usst.edu.cn/info/1023/2065.htm")
    >>> article.site, article.id, article.title, article.text
    ('usst', 2065, 'Hi', 'One')
    """
    site = site or site_of(url)
    if not site.base_url:
        site = site.at(origin(url))
    return clean_article(extract(parse(html, url, site), site))
