"""The columns that a page's menus lead to."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from usstnews.extract.media import is_file
from usstnews.extract.pager import find_pagers
from usstnews.extract.select import fold, words, xpath
from usstnews.urls import article_ref

if TYPE_CHECKING:
    from usstnews.extract.page import Page
    from usstnews.sites.base import Site

LINKS = xpath("//a[@href]")
COLUMN = re.compile(r".*\.html?", re.IGNORECASE)
HOME = re.compile(r"/(?:(?:index|home|default)\.(?:html?|jsp))?", re.IGNORECASE)
SYSTEM = re.compile(r"(?:system|_\w+|info)/")


class MenuLink(NamedTuple):
    """A link to a column that may be a listing; `url` is canonical."""

    url: str
    text: str


def menu_links(page: Page, site: Site) -> list[MenuLink]:
    """List the site's columns that a page links, each once, in its order.

    All links count but those of the body and the pager, and those to articles, files and the
    home page: templates name their menus as they like, and a column more is only looked at.
    """
    body = page.body
    blocks = [*find_pagers(page, site), *([] if body is None else [body])]
    inside = {link for block in blocks for link in block.iter("a")}
    found: dict[str, str] = {}
    for link in LINKS(page.root):
        href = link.get("href", "").strip()
        if link in inside or not href or href.startswith("#"):
            continue
        url = page.link(href, site)
        if url and site.owns(url) and _is_column(url, site.base_url):
            found[url] = found.get(url) or fold(link.get("title", "")) or words(link)
    return [MenuLink(url, text) for url, text in found.items()]


@lru_cache(maxsize=8192)  # every page repeats the menus
def _is_column(url: str, base: str) -> bool:
    """Tell whether a canonical URL of the site at `base` may be that of a listing."""
    if article_ref(url, base) or is_file(url):
        return False
    path, _, query = url.removeprefix(base).partition("?")
    if HOME.fullmatch(f"/{path}") or SYSTEM.match(path):
        return False
    if path.lower().endswith(".jsp"):
        return (
            "wbtreeid=" in query
            and "lucenenewssearchkey" not in query
            and "tree.TreeTempUrl" in query
        )
    return COLUMN.fullmatch(path) is not None and bool(urlsplit(url).path)
