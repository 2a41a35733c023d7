"""How an element stands among words: as a block, in the line, with its own line breaks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from usstnews.extract.tags import BLOCKS, FIXED

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

DISPLAY = re.compile(r"(?:^|;)\s*display\s*:\s*([a-z-]+)", re.IGNORECASE)
WHITE_SPACE = re.compile(r"(?:^|;)\s*white-space\s*:\s*([a-z-]+)", re.IGNORECASE)
AS_BLOCK = frozenset({"block", "flex", "grid", "table", "list-item", "flow-root", "-webkit-box"})
KEEPING = frozenset({"pre", "pre-wrap", "pre-line", "break-spaces"})


def is_block(element: Element) -> bool:
    """Tell whether an element parts the words in it from those around it.

    Its own style goes before its name, but for the parts of lists and tables: what was pasted from
    chat programs is made of spans shown as blocks, and of blocks shown in the line.
    """
    style = element.get("style")
    stated = None if style is None else DISPLAY.search(style)
    if stated is None or element.tag in FIXED:
        return element.tag in BLOCKS
    shown = stated[1].lower()
    if shown.startswith("inline") or shown == "contents":
        return False
    return shown in AS_BLOCK or element.tag in BLOCKS


def keeps_lines(element: Element) -> bool | None:
    """Tell whether line breaks of the source show in an element; None where it says nothing."""
    style = element.get("style")
    if style is not None and (stated := WHITE_SPACE.search(style)):
        shown = stated[1].lower()
        return None if shown == "inherit" else shown in KEEPING
    return True if element.tag in {"pre", "listing"} else None
