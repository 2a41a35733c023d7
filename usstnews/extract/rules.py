"""What the style rules that a page carries in itself hide of its body."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import tinycss2
from cssselect import SelectorError, parse
from cssselect.parser import Attrib, Class, CombinedSelector, Hash
from lxml import etree
from parsel.csstranslator import HTMLTranslator

from usstnews.extract.flow import DISPLAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cssselect.parser import Selector, Tree
    from lxml.etree import _Element as Element
    from tinycss2.ast import Node

HIDING = re.compile(r"display\s*:\s*none", re.IGNORECASE)
MOST = 100  # selectors that say how something is displayed: no page of its own hand has as many
LONGEST = 400  # characters before a brace: what is longer may nest too deep to be read
NAMESPACE = re.compile(r"\|(?!=)")  # HTML has one
NESTING = frozenset({"function", "() block", "[] block", "{} block"})


class Rule(NamedTuple):
    """What a selector finds, and whether that is taken out of display."""

    weight: tuple[bool, tuple[int, int, int], int]
    paths: tuple[etree.XPath, ...]
    """Its parts, `.a` and `p` of `.a > p`."""
    combinators: str
    """What stands between them."""
    hides: bool

    def found(self, body: Element) -> list[Element]:
        """List the elements of a body that it speaks of; the time is linear in the page."""
        *above, last = self.paths
        found: list[Element] = last(body)
        if not found or not above:
            return found
        root = body.getroottree().getroot()
        around: list[Element] = above[0](root)
        for combinator, path in zip(self.combinators, above[1:], strict=False):
            reached = _reached(around, combinator)
            around = [each for each in path(root) if each in reached]
        reached = _reached(around, self.combinators[-1])
        return [each for each in found if each in reached]


def hidden_by_rules(body: Element, sheets: tuple[str, ...]) -> set[Element]:
    """Find the elements below a body that the page's own `<style>` takes out of display.

    Where several rules speak of an element, the strongest holds, and its own `style` before all
    but `!important`, as in a browser. Rules for some screens only are passed over.
    """
    if not any(HIDING.search(sheet) for sheet in sheets):
        return set()
    hidden: dict[Element, Rule] = {}
    rules = _rules("\n".join(sheets))
    for rule in rules:
        if rule.hides:
            hidden.update((each, rule) for each in rule.found(body) if _obeys(each, rule))
    hidden.pop(body, None)
    if hidden:
        for rule in rules:
            for each in rule.found(body) if not rule.hides else ():
                if each in hidden and rule.weight > hidden[each].weight:
                    del hidden[each]
    return set(hidden)


def _obeys(element: Element, rule: Rule) -> bool:
    """Tell whether an element leaves its display to a rule."""
    return rule.weight[0] or not DISPLAY.search(element.get("style", ""))


def _reached(around: list[Element], combinator: str) -> set[Element]:
    """Find what a combinator leads to from elements that are in the order of the page."""
    reached: set[Element] = set()
    for each in around:
        if combinator == ">":
            reached.update(each)
        elif combinator == "+":
            reached.update(islice(each.itersiblings(), 1))
        elif each not in reached:  # what it leads to is reached already, too
            reached.update(each.iterdescendants() if combinator == " " else each.itersiblings())
    return reached


@lru_cache(maxsize=64)  # the pages of a site carry the same rules
def _rules(css: str) -> tuple[Rule, ...]:
    """Read the rules that say how something is displayed; none where they are too many."""
    rules = sorted(islice(_displaying(css), MOST + 1), key=lambda rule: rule.weight)
    return tuple(rules) if len(rules) <= MOST else ()


def _displaying(css: str) -> Iterator[Rule]:
    """Give the selectors of the rules that state a display.

    Those that ask for more than names, classes, ids and attributes, as `:not(.a)` and `:hover`,
    may hide nothing; but they show whatever they would find without that.
    """
    try:
        sheet = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    except ValueError:  # a number of more digits than Python converts
        return
    for order, rule in enumerate(sheet):
        if rule.type != "qualified-rule" or not _is_flat(rule.prelude):
            continue
        stated = _display(rule.content)
        selectors = tinycss2.serialize(rule.prelude).strip()
        if stated is None or len(selectors) > LONGEST or NAMESPACE.search(selectors):
            continue
        try:
            parsed = [(selector, *_parts(selector)) for selector in parse(selectors)]
        except (SelectorError, etree.XPathError, ValueError):
            continue  # a browser may know more, or what it names cannot be in a tree
        for selector, paths, combinators, exact in parsed:
            if selector.pseudo_element is None and (exact or not stated.hides):
                weight = (stated.important, selector.specificity(), order)
                yield Rule(weight, paths, combinators, stated.hides)


class Display(NamedTuple):
    """What a rule says of the display of an element."""

    important: bool
    hides: bool


def _is_flat(prelude: list[Node]) -> bool:
    """Tell whether nothing is nested in the functions and brackets of a selector."""
    blocks = (token for token in prelude if token.type in NESTING)
    inner = (
        token
        for block in blocks
        for token in (block.arguments if block.type == "function" else block.content)
    )
    return all(token.type not in NESTING for token in inner)


def _display(declarations: list[Node]) -> Display | None:
    """Read what the declarations of a rule say last, unless they said it with `!important`."""
    found = None
    for each in tinycss2.parse_blocks_contents(declarations):
        if each.type == "declaration" and each.lower_name == "display":
            said = [token.lower_value for token in each.value if token.type == "ident"]
            if said and (found is None or each.important >= found.important):
                found = Display(each.important, said == ["none"])
    return found


def _parts(selector: Selector) -> tuple[tuple[etree.XPath, ...], str, bool]:
    """Take a selector apart; the last value tells whether nothing of it was left away."""
    tree, compounds, combinators = selector.parsed_tree, [], ""
    while isinstance(tree, CombinedSelector):
        compounds.append(tree.subselector)
        combinators = tree.combinator + combinators
        tree = tree.selector
    plain = [_plain(each) for each in (tree, *reversed(compounds))]
    paths = (f"descendant-or-self::{HTMLTranslator().xpath(each)}" for each, _ in plain)
    return tuple(map(etree.XPath, paths)), combinators, all(exact for _, exact in plain)


def _plain(compound: Tree) -> tuple[Tree, bool]:
    """Leave names, classes, ids and attributes of a compound; tell whether there was no more.

    Whatever else there is may take a time that no page may claim.
    """
    if not hasattr(compound, "selector"):
        return compound, True
    inner, exact = _plain(compound.selector)
    if not isinstance(compound, Class | Hash | Attrib):
        return inner, False
    compound.selector = inner
    return compound, exact
