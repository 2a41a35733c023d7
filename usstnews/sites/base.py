"""A site is data: where it is, what it calls its columns, and where its pages keep what."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit

from cssselect import SelectorSyntaxError, parse

from usstnews.errors import UsstnewsError
from usstnews.urls import ArticleRef, article_ref, authority, canonical, is_below, web_address

if TYPE_CHECKING:
    from collections.abc import Iterator

Selectors = tuple[str, ...]
SELECTORS = frozenset(
    {"form", "title", "dateline", "breadcrumb", "body", "attachments", "related", "pager", "rows"}
)
NAME = re.compile(r"[\w.:\[\]-]+")


class BadSite(UsstnewsError):
    """A `Site` contradicts itself."""


@dataclass(frozen=True)
class Site:
    """What is known of one site. Selectors are CSS, tried in order, newest layout first.

    `base_url` ends in a slash; a CMS as such, which stands nowhere, has none. `hosts` are other
    names under which the site's own pages link to it. `menu` names the columns to archive as the
    home page's menu does; `listings` are the paths to fall back on when the menu does not name
    them. A site with neither is explored by its menus. `title_suffixes` are what the site appends
    to every `<title>`; `related_headings` stand above a list of other articles. `media_hosts`
    are other hosts that requisites are taken from, each as a URL spells it, with its port if it
    has one. `unasked` are regular expressions, each matched from the beginning of path and
    query, of addresses that must never be requested: counters, votes, captchas, logins.
    """

    name: str
    base_url: str = ""
    hosts: tuple[str, ...] = ()
    menu: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    title_suffixes: tuple[str, ...] = ()
    related_headings: tuple[str, ...] = ()
    language: str | None = None
    media_hosts: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()

    form: Selectors = ()
    title: Selectors = ()
    dateline: Selectors = ()
    breadcrumb: Selectors = ()
    body: Selectors = ()
    attachments: Selectors = ()
    related: Selectors = ()
    pager: Selectors = ()
    rows: Selectors = ()

    def __post_init__(self) -> None:
        """Refuse a site that cannot be crawled; raises `BadSite`."""
        for fault in self._faults():
            raise BadSite(f"site {self.name!r}: {fault}")

    def _faults(self) -> Iterator[str]:
        if not NAME.fullmatch(self.name):
            yield "its name becomes a folder's; use letters, digits, dots and dashes"
        if self.base_url and not _is_spelt(self.base_url):
            yield f"its base_url {self.base_url!r} is to be like https://host/, with the last slash"
        if self.menu and len(self.menu) != len(self.listings):
            yield "its menu and its listings are to be of one length, name by path"
        yield from self._requisite_faults()
        for name, value in vars(self).items():
            for selector in value if name in SELECTORS else ():
                try:
                    parse(selector)
                except SelectorSyntaxError as error:
                    yield f"its {name} {selector!r} is no CSS: {error}"

    def _requisite_faults(self) -> Iterator[str]:
        for host in self.media_hosts:
            if not _is_spelt(f"https://{host}/"):
                yield f"its media host {host!r} is to be like img.host.cn or img.host.cn:8080"
        for pattern in self.unasked:
            try:
                re.compile(pattern)
            except re.error as error:
                yield f"its unasked {pattern!r} is no regular expression: {error}"

    def at(self, base_url: str) -> Self:
        """Give the same site as it is served at `base_url`: a replica, a mirror.

        A CMS that stood nowhere is then a site of its own, named after its host and port.
        """
        name = self.name if self.base_url else urlsplit(base_url).netloc
        return replace(self, name=name, base_url=base_url)

    def canonical(self, url: str, page_url: str | None = None) -> str:
        """Spell `url`, resolved against the page it stands on, in its one canonical way.

        Raises `ValueError` for what is no URL, like `http://[`.
        """
        if not url.startswith(("http://", "https://")):
            url = urljoin(page_url or self.base_url, url)
        return canonical(url, self.base_url, self.hosts)

    def link(self, href: str, page_url: str) -> str | None:
        """Spell where a link of a page leads to, or give None where that is no http address."""
        try:
            url = self.canonical(href.strip(), page_url)
        except ValueError:
            return None
        return url if url.startswith(("http://", "https://")) else None

    def owns(self, url: str) -> bool:
        """Tell whether a canonical `url` is one of the site's own pages."""
        return is_below(url, self.base_url)

    def serves(self, url: str) -> bool:
        """Tell whether a canonical `url` may be a requisite of the site's pages.

        The whole of the site's host may, also where the site is but a folder of it: the CMS keeps
        its scripts and media at the root, `/system/…` and `/__local/…`. So may `media_hosts`.
        """
        if self.base_url and self.owns(url):
            return True
        try:
            where = authority(_netloc(url))
            homes = (_netloc(self.base_url), *self.media_hosts)
            return where[0] is not None and any(authority(each) == where for each in homes)
        except ValueError:  # a port that is no number
            return False

    def may_ask(self, url: str) -> bool:
        """Tell whether a canonical `url` may be asked for as a requisite."""
        _, _, path = url.partition("://")[2].partition("/")
        return not (self.unasked and _any_of(self.unasked).match(f"/{path}"))

    def article_ref(self, url: str) -> ArticleRef | None:
        """Read column and article id off a canonical `url` of this site."""
        return article_ref(url, self.base_url)


@lru_cache(maxsize=16)
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _netloc(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]


def _is_spelt(base_url: str) -> bool:
    try:
        return base_url.endswith("/") and web_address(base_url) == base_url
    except ValueError:
        return False
