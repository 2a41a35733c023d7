"""How an element stands among words: as a block or in the line, with line breaks of its own."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from usstnews.extract.select import LONGEST_STYLE
from usstnews.extract.tags import BLOCKS, FIXED, REPLACED

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

DISPLAY = re.compile(r"(?:^|;)\s*display\s*:\s*([a-z-]+)", re.IGNORECASE)
WHITE_SPACE = re.compile(r"(?:^|;)\s*white-space\s*:\s*([a-z-]+)", re.IGNORECASE)
AS_BLOCK = frozenset({"block", "flex", "grid", "table", "list-item", "flow-root", "-webkit-box"})
IN_LINE = frozenset({"inline", "inline-block", "inline-flex", "inline-table", "contents"})
KEEPING = frozenset({"pre", "pre-wrap", "pre-line", "break-spaces"})


class Flow(NamedTuple):
    """How an element is set; `verbatim` is None where the element around it decides."""

    block: bool
    replaced: bool
    verbatim: bool | None


@lru_cache(maxsize=4096)  # a page repeats the same few
def _flow(tag: str, style: str) -> Flow:
    """Tell how an element is set by its name and its style."""
    block, verbatim = tag in BLOCKS, True if tag in {"pre", "listing"} else None
    if tag not in FIXED and (shown := DISPLAY.search(style)):
        block = shown[1].lower() in AS_BLOCK or (block and shown[1].lower() not in IN_LINE)
    if (kept := WHITE_SPACE.search(style)) and kept[1].lower() != "inherit":
        verbatim = kept[1].lower() in KEEPING
    return Flow(block and tag not in REPLACED, tag in REPLACED, verbatim)


IN_THE_LINE = Flow(block=False, replaced=False, verbatim=None)
PLAIN = {tag: _flow(tag, "") for tag in BLOCKS | REPLACED}


def flow_of(element: Element) -> Flow:
    """Tell how an element is set among the words around it.

    Its own style goes before its name, but for the parts of lists and tables: what was pasted from
    chat programs is made of spans shown as blocks, and of blocks shown in the line.
    """
    style = element.get("style")
    if style is None:
        return PLAIN.get(str(element.tag), IN_THE_LINE)
    read = _flow if len(style) < LONGEST_STYLE else _flow.__wrapped__
    return read(str(element.tag), style)
