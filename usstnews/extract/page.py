"""From bytes to a tree: one parse per page, shared by all that reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from lxml import etree
from w3lib.encoding import html_to_unicode

from usstnews.extract.container import hooks, unhooked
from usstnews.extract.declared import declared
from usstnews.extract.kind import Kind, Stamp, recognise
from usstnews.extract.select import first
from usstnews.extract.setapart import set_apart
from usstnews.extract.shallow import shallow
from usstnews.extract.strategy import Context, first_result
from usstnews.extract.writable import UNSPELLABLE

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from usstnews.sites.base import Site

SURROGATE = re.compile("[\ud800-\udfff]")
# huge_tree: pages pasted from Word nest deeper than the 256 levels that libxml2 allows otherwise.
PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)

CUT = etree.ErrorTypes.ERR_RESOURCE_LIMIT
DEEPEST = 1000


@dataclass(frozen=True, eq=False)
class Page:
    """A parsed page.

    `url` is canonical; links resolve against `base`, which is the same unless the page has a
    `<base>`. `form` holds all of an article but its breadcrumb, and `body` is in it; both may be
    missing. `meta` is by names in lower case, `sheets` are the page's own style rules; `body_by`
    names the strategy that found the body.
    """

    url: str
    root: Element
    base: str
    form: Element | None
    meta: dict[str, str]
    sheets: tuple[str, ...] = ()
    kind: Kind = Kind.OTHER
    stamp: Stamp | None = None
    body: Element | None = None
    body_by: str | None = None

    def resolve(self, href: str) -> str | None:
        """Give the absolute http(s) URL of a link on this page, spelt as published."""
        href = href.strip()
        # What a link means depends on the page's folder alone, unless it is a query or fragment.
        base = self.base if href[:1] in {"", "?", "#"} else self.base.rpartition("/")[0] + "/"
        return _join(base, href)

    def link(self, href: str, site: Site) -> str | None:
        """Give the canonical URL of a link on this page, if it leads to a page at all."""
        url = self.resolve(href)
        try:
            return url and site.canonical(url)
        except ValueError:  # a port that is no number
            return None


@lru_cache(maxsize=16384)  # the pages of a folder repeat the same menus
def _join(base: str, href: str) -> str | None:
    """Resolve a link; None for what is no http(s) URL."""
    try:
        url = urljoin(base, href)
    except ValueError:
        return None
    if not url.lower().startswith(("http://", "https://")):
        return None
    return UNSPELLABLE.sub(lambda match: quote(match[0]), url)


def decode(body: bytes, content_type: str | None = None) -> str:
    """Decode a page by its BOM, header or `<meta>`; UTF-8 where none says otherwise.

    Bytes that are none of the encoding become U+FFFD. GBK is read as its superset GB 18030.

    >>> decode("<p>张柳</p>".encode("gbk"), "text/html; charset=gbk")
    '<p>张柳</p>'
    """
    return html_to_unicode(content_type, body, default_encoding="utf-8")[1]


def parse(html: str, url: str, site: Site) -> Page:
    """Parse a page, whatever it holds; what no tree can hold becomes U+FFFD."""
    root = _tree(html)
    canonical = site.canonical(url)
    told = declared(root)
    resolved = _join(canonical, told.base) if told.base else None
    form = first(root, site.form)
    page = Page(canonical, root, resolved or canonical, form, told.meta, told.sheets)
    held = first_result(hooks(site.body), Context(page, site))
    body, by = held or (None, None)
    if body is not None:
        set_apart(body)
    kind, stamp = recognise(root, site, form, body, page.meta)
    page = replace(page, kind=kind, stamp=stamp, body=body, body_by=by)
    return unhooked(page, site) if body is None else page


def _tree(html: str) -> Element:
    """Build the tree of any string at all."""
    html = html.replace("\0", "\ufffd")
    try:
        data = html.encode()
    except UnicodeEncodeError:
        data = SURROGATE.sub("\ufffd", html).encode()
    root = _parsed(data)
    # The parser stops at 2,048 levels, huge_tree or not, and says so in its log alone.
    if data.count(b"<") > DEEPEST and any(each.type == CUT for each in PARSER.error_log):
        root = _parsed(shallow(data.decode()).encode())
    return etree.Element("html") if root is None else root


def _parsed(data: bytes) -> Element | None:
    """Build a tree, if there is anything to build it of."""
    try:
        return etree.fromstring(data, PARSER)
    except etree.XMLSyntaxError:
        return None
