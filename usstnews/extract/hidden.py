"""What of a body no reader sees: by its attributes, by the page's own rules, or by its kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from usstnews.extract.rules import hidden_by_rules
from usstnews.extract.select import is_hidden, xpath
from usstnews.extract.tags import UNSEEN

if TYPE_CHECKING:
    from lxml.etree import XPath
    from lxml.etree import _Element as Element

SUSPECT = xpath(
    "descendant::*[@style or @hidden or self::noscript or self::template or self::svg"
    " or self::dialog[not(@open)]"
    " or (self::img and (@width = '0' or @width = '1') and (@height = '0' or @height = '1'))]"
)
GONE = re.compile(r"(?:^|;)\s*+display\s*+:\s*+none\b", re.IGNORECASE)
SIZELESS = re.compile(r"(?:^|;)\s*+font-size\s*+:\s*+0+(?:\.0+)?(?![\d.])", re.IGNORECASE)
# What shows within an element that is not to be seen, and what has a size within one of none.
SHOWN = xpath(".//*[contains(translate(@style, ' ', ''), 'visibility:visible')]")
SIZED = xpath(".//*[contains(@style, 'font') or self::font[@size] or self::img]")


def hidden(body: Element) -> set[Element]:
    """Find the elements below a body that are not seen, and pictures of a single dot.

    An element that is not visible, or has no size, is seen where one in it is visible, or sized:
    chat programs take the size of a whole article away, and give it back to each line.
    """
    out = hidden_by_rules(body)
    unseen: list[Element] = []
    sizeless: list[Element] = []
    for each in SUSPECT(body):
        style = each.get("style", "")
        if each.tag in UNSEEN:  # what a script shows counts
            if each.tag not in {"script", "style"}:
                out.add(each)
        elif is_hidden(each):
            is_gone = each.get("hidden") is not None or GONE.search(style)
            if is_gone or each.tag == "img":
                out.add(each)
            else:
                unseen.append(each)
        elif _is_dot(each) or (each.tag == "dialog" and each.get("open") is None):
            out.add(each)
        elif "font-size" in style and SIZELESS.search(style):
            sizeless.append(each)
    if unseen:
        out.update(set(unseen) - _above(SHOWN, body))
    if sizeless:
        out.update(set(sizeless) - _above(SIZED, body))
    return out


def _is_dot(element: Element) -> bool:
    """Tell whether an element is a picture of a dot, or of nothing."""
    width, height = element.get("width"), element.get("height")
    return element.tag == "img" and width in {"0", "1"} and height in {"0", "1"}


def _above(path: XPath, body: Element) -> set[Element]:
    """Find all elements that hold one of those that a path finds in a body."""
    above: set[Element] = set()
    for each in path(body):
        for up in each.iterancestors():
            if up is body or up in above:
                break
            above.add(up)
    return above
