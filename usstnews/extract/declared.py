"""What a page declares in elements that show nothing themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

ON_SCREENS = re.compile(r"\s*(?:all|screen)?\s*", re.IGNORECASE)


class Declared(NamedTuple):
    """What stands in `<base>`, `<meta>` and `<style>`, read in one pass through the page."""

    base: str
    """The address that links start from; empty where none is given."""
    meta: dict[str, str]
    """By names in lower case: the first of each, unless empty."""
    sheets: tuple[str, ...]
    """The page's own style rules for screens."""


def declared(root: Element) -> Declared:
    """Read what a page declares."""
    base: str | None = None
    meta: dict[str, str] = {}
    sheets: list[str] = []
    for element in root.iter("meta", "style", "base"):
        if element.tag == "meta":
            name = element.get("name", "").lower()
            meta.setdefault(name, element.get("content", "").strip())
        elif element.tag == "style":
            if element.text and ON_SCREENS.fullmatch(element.get("media", "")):
                sheets.append(element.text)
        elif base is None:
            base = element.get("href")
    meta = {name: content for name, content in meta.items() if name and content}
    return Declared((base or "").strip(), meta, tuple(sheets))
