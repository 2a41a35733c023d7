"""What of a body no reader sees: by its attributes, by the page's own rules, or by its kind."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

from usstnews.extract.rules import hidden_by_rules
from usstnews.extract.select import INVISIBLE, LONGEST_STYLE, holding, xpath

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

STYLED = xpath("descendant::*[@style][not(self::script)]")  # what a script shows counts
HIDDEN = xpath("descendant::*[@hidden]")
KINDS = ("noscript", "template", "svg", "dialog", "img")
DOT = frozenset({"0", "1"})  # pixels
GONE = re.compile(r"(?:^|;)\s*+display\s*+:\s*+none\b", re.IGNORECASE)
SIZELESS = re.compile(r"(?:^|;)\s*+font-size\s*+:\s*+0+(?:\.0+)?(?![\d.])", re.IGNORECASE)
# What shows within an element that is not to be seen, and what has a size within one of none.
SHOWN = xpath(".//*[contains(translate(@style, ' ', ''), 'visibility:visible')]")
SIZED = xpath(".//*[contains(@style, 'font') or self::font[@size] or self::img]")


class Sight(Enum):
    """How a style takes an element out of sight."""

    GONE = "with all that it holds"
    INVISIBLE = "but for what is made visible in it"
    SIZELESS = "but for what is given a size in it"


def hidden(body: Element, sheets: tuple[str, ...]) -> set[Element]:
    """Find the elements below a body that are not seen, and pictures of a single dot.

    An element that is not visible, or has no size, is seen where one in it is visible, or sized:
    chat programs take the size of a whole article away, and give it back to each line.
    """
    out = hidden_by_rules(body, sheets)
    out.update(HIDDEN(body), filter(_is_unseen, body.iter(*KINDS)))
    found: dict[Sight, list[Element]] = {}
    for each in STYLED(body):
        style = each.get("style", "")
        sight = _sight(style) if len(style) < LONGEST_STYLE else _sight.__wrapped__(style)
        if sight and not (sight is Sight.SIZELESS and each.tag == "img"):
            found.setdefault(sight, []).append(each)
    out.update(found.get(Sight.GONE, ()))
    for sight, seen in ((Sight.INVISIBLE, SHOWN), (Sight.SIZELESS, SIZED)):
        if sight in found:
            out.update(set(found[sight]) - holding(each.getparent() for each in seen(body)))
    return out


def _is_unseen(element: Element) -> bool:
    """Tell whether an element is of a kind that is not seen, a closed dialog, or a dot."""
    if element.tag == "img":
        return element.get("width") in DOT and element.get("height") in DOT
    return element.tag != "dialog" or element.get("open") is None


@lru_cache(maxsize=4096)  # a page repeats the same few
def _sight(style: str) -> Sight | None:
    """Tell how a style takes what bears it out of sight, if it does."""
    if GONE.search(style):
        return Sight.GONE
    if INVISIBLE.search(style):
        return Sight.INVISIBLE
    return Sight.SIZELESS if SIZELESS.search(style) else None
