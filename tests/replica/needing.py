"""A small reader of what pages need, from their markup, style sheets and frames."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit

import lxml.html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ADDRESSES = (
    "//img/@src | //img/@data-src | //img/@data-original | //img/@orisrc | //script/@src"
    " | //link[contains(@rel, 'stylesheet') or contains(@rel, 'icon')]/@href | //iframe/@src"
    " | //video/@src | //video/@poster | //source/@src | //input[@type='image']/@src"
    " | //@background | //script/@vurl"
    " | //a/@href[contains(., 'download.jsp') or contains(., '/__local/')]"
)
LITERAL = re.compile(r'"([^"\\]+\.(?:png|pdf|mp4)(?:\?e=\.\w+)?)"')
IN_STYLE = re.compile(
    r"""url\(\s*(?:["']([^"']+)["']|([^"')]+?))\s*\)|@import\s+["']([^"']+)["']"""
)


def spelled(base: str, address: str) -> str:
    """Resolve an address and spell it as a browser asks for it."""
    return quote(urljoin(base, address.strip()), safe="%/:?&=#+,;@!$*()~")


def path_of(url: str) -> str:
    """Give path and query."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def tree_of(page: Any) -> Any:
    """Parse a page, without its word on its coding."""
    words = re.sub(r"<meta[^>]*charset[^>]*>", "", page.text, flags=re.IGNORECASE)
    return lxml.html.document_fromstring(words)


def in_styles(css: str) -> Iterator[str]:
    """Read the addresses in a style sheet."""
    for found in IN_STYLE.findall(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)):
        address = "".join(found)
        if not address.startswith("data:"):
            yield address


def in_page(tree: Any) -> Iterator[str]:
    """Read the addresses in a page."""
    yield from filter(None, tree.xpath(ADDRESSES))
    for listed in tree.xpath("//@srcset"):
        yield from (part.split()[0] for part in listed.split(","))
    for css in tree.xpath("//style/text() | //@style"):
        yield from in_styles(css)
    for code in tree.xpath("//script/text()"):
        yield from LITERAL.findall(code)


class Visitor:
    """A reader of pages that goes on into style sheets and frames."""

    def __init__(self, visit: Callable[..., Any]) -> None:
        self.visit = visit
        self.inner: dict[str, list[str]] = {}

    def needs(self, url: str) -> set[str]:
        """Read what a page needs."""
        found: set[str] = set()
        ahead = [spelled(url, address) for address in in_page(tree_of(self.visit(url)))]
        while ahead:
            one = ahead.pop()
            if one not in found:
                found.add(one)
                ahead += self.within(one)
        return found

    def within(self, url: str) -> list[str]:
        """Read what a style sheet or framed page needs; nothing is inside other files."""
        path = urlsplit(url).path
        if not path.endswith((".css", ".htm")):
            return []
        if url not in self.inner:
            page = self.visit(url)
            read = in_styles(page.text) if path.endswith(".css") else in_page(tree_of(page))
            self.inner[url] = [spelled(url, one) for one in read] if page.status == 200 else []
        return self.inner[url]
