"""What the style rules that a page carries in itself hide of its body."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cssselect import SelectorError, parse
from cssselect.parser import CombinedSelector
from lxml import etree
from parsel.csstranslator import HTMLTranslator

from usstnews.extract.flow import DISPLAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

HIDING = re.compile(r"display\s*:\s*none", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
# Rules of an @media hold on some screens only, and then they might hide what others show.
AT_RULE = re.compile(r"@[^{};]*+(?:;|\{(?:[^{}]*+\{[^{}]*+\})*+[^{}]*+\}?)")
STYLE_RULE = re.compile(r"([^{}]++)\{([^{}]*+)\}")
FUNCTION = re.compile(r":[\w-]+\([^()]*\)")
MOST = 100  # selectors that say how something is displayed: no page of its own hand has as many


class Rule(NamedTuple):
    """A selector, and whether what it finds is not displayed; the stronger rule comes later."""

    weight: tuple[bool, tuple[int, int, int], int]
    found: etree.XPath
    hides: bool


def hidden_by_rules(body: Element) -> set[Element]:
    """Find the elements below a body that the page's own `<style>` takes out of display.

    Where several rules speak of an element, the strongest holds, and its own `style` before all
    but `!important`, as in a browser. Rules for some screens only are passed over.
    """
    hidden: dict[Element, Rule] = {}
    sheets = (each.text or "" for each in body.getroottree().iter("style"))
    rules = _rules("\n".join(each for each in sheets if HIDING.search(each)))
    for rule in rules:
        if rule.hides:
            hidden.update((each, rule) for each in rule.found(body) if _is_below(each, body, rule))
    if hidden:
        for rule in rules:
            for each in rule.found(body) if not rule.hides else ():
                if each in hidden and rule.weight > hidden[each].weight:
                    del hidden[each]
    return set(hidden)


def _is_below(element: Element, body: Element, rule: Rule) -> bool:
    """Tell whether an element stands in a body, and leaves its display to the page's rules."""
    if not rule.weight[0] and DISPLAY.search(element.get("style", "")):
        return False
    return any(above is body for above in element.iterancestors())


@lru_cache(maxsize=64)  # the pages of a site carry the same rules
def _rules(css: str) -> tuple[Rule, ...]:
    """Read the rules that say how something is displayed; none where they are too many."""
    rules = sorted(_displaying(AT_RULE.sub("", COMMENT.sub("", css))), key=lambda rule: rule.weight)
    return tuple(rules) if len(rules) <= MOST else ()


def _displaying(css: str) -> Iterator[Rule]:
    """Give the selectors of the rules that state a display.

    Those that ask for more than the element itself, `.a .b` or `:not(.a)`, take a time that no
    page may claim. They hide nothing, and show whatever their last part finds.
    """
    for order, (selectors, declared) in enumerate(STYLE_RULE.findall(css)):
        stated = DISPLAY.search(declared)
        if stated is None:
            continue
        hides = stated[1].lower() == "none"
        important = "!important" in declared[stated.end() :].partition(";")[0].replace(" ", "")
        try:
            parsed = parse(FUNCTION.sub("", selectors.strip()))
        except SelectorError:  # what this parser does not know, a browser may
            continue
        for selector in parsed:
            tree = selector.parsed_tree
            last = tree.subselector if isinstance(tree, CombinedSelector) else tree
            if selector.pseudo_element or (hides and (last is not tree or "(" in selectors)):
                continue
            path = f"//{HTMLTranslator().xpath(last)}"
            yield Rule((important, selector.specificity(), order), etree.XPath(path), hides)
