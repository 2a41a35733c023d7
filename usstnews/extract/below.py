"""Bodies of pages that bear no mark of the CMS: what stands below the title."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from usstnews.extract.box import enclose, titles
from usstnews.extract.dateline import LONGEST_LINE, is_all_dateline
from usstnews.extract.dateplace import is_dateline
from usstnews.extract.ends import ends_article, is_aside, words_outside_links
from usstnews.extract.labels import read_line
from usstnews.extract.select import is_hidden, xpath
from usstnews.extract.tags import HEADINGS, ROWS, UNSEEN
from usstnews.extract.text import text_of
from usstnews.extract.writable import writable

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from usstnews.extract.page import Page
    from usstnews.extract.strategy import Context
    from usstnews.sites.base import Site

SHOWING = xpath(
    "descendant-or-self::*[self::img or self::video or self::iframe or self::embed or self::object"
    " or self::script[@vurl or contains(., 'showVsb')]]"
)
AS_WORDS = 50  # how many characters an image counts as much as
# A summary may stand beside the title, and the body a level above: it says far more, then.
FAR_MORE = 3
MOST_LINES = 4  # of a date line: when, where from, who, edited by whom
MOST_TRIED = 5  # titles
MOST_BOXES = 20  # around a body, each with more than the body in it
ROWED = ROWS | {"table", "tr"}


class Stretch(NamedTuple):
    """What stands in `parent` behind `above`, or from its beginning: words, then elements.

    `ended` tells whether what follows shows that the article has ended.
    """

    parent: Element
    above: Element | None
    elements: list[Element]
    ended: bool

    @property
    def before(self) -> str:
        """The words before the first element."""
        text = self.parent.text if self.above is None else self.above.tail
        return (text or "").strip()

    @property
    def amount(self) -> int:
        """How much it says: characters outside of links, and images as so many."""
        shown = sum(len(SHOWING(each)) for each in self.elements)
        said = sum(words_outside_links(each) + len(_tail(each)) for each in self.elements)
        return said + len(self.before) + AS_WORDS * shown


def by_title(context: Context) -> Element | None:
    """Find the body from the title on: what follows it, up to what shows that the article ended.

    A heading goes before other words that are the title, and the last before those above it, which
    may be a breadcrumb's or a column's. The body is looked for beside the title, then beside each
    element around it. Date lines and buttons at either end are not of it. Where the article ends
    with nothing said, the body is empty.
    """
    page, site = context.page, context.site
    found = sorted(titles(page, context.title), key=lambda each: each.tag in HEADINGS)
    bodies = (_below(title, page, site) for title in found[: -MOST_TRIED - 1 : -1])
    return next((body for body in bodies if body is not None), None)


def _below(title: Element, page: Page, site: Site) -> Element | None:
    """Find the body below a title."""
    levels: list[Stretch] = []
    for up in (title, *title.iterancestors()):
        parent = up.getparent()
        if parent is None or up.tag == "body" or up is page.form:
            break
        if parent.tag != "header":
            levels.append(_stretch(parent, up, page, site))
            if levels[-1].ended:
                break
    enough = max((each.amount for each in levels), default=0) / FAR_MORE
    if not enough:
        return _enclosed(levels[-1]) if levels and levels[-1].ended else None
    return _held(next(each for each in levels if each.amount > enough), page, site)


def _stretch(parent: Element, above: Element | None, page: Page, site: Site) -> Stretch:
    """Take what is the article's of what follows an element, or of all that its parent holds."""
    taken: list[Element] = []
    ended = False
    for each in parent if above is None else above.itersiblings():
        if ended := ends_article(each, page, site):
            break
        taken.append(each)
    if not Stretch(parent, above, [], ended).before:
        leading = _others(taken, site, first=True)
        above, taken = (taken[leading - 1], taken[leading:]) if leading else (above, taken)
    trailing = _others(taken, site, first=False)
    return Stretch(parent, above, taken[: len(taken) - trailing], ended)


def _others(elements: list[Element], site: Site, *, first: bool) -> int:
    """Count the first or last of some elements that are not of the body, up to bare words.

    They are empty, rows of buttons, or date lines: of one element, or of several.
    """
    rest = list(elements)
    while rest and (first or not _tail(rest[-1])):
        most = min(MOST_LINES, len(rest))
        ends = (rest[:many] if first else rest[-many:] for many in range(most, 0, -1))
        found = next((each for each in ends if _are_none_of_it(each, site)), [])
        if not found:
            break
        rest = rest[len(found) :] if first else rest[: -len(found)]
        if first and _tail(found[-1]):
            break
    return len(elements) - len(rest)


def _are_none_of_it(elements: list[Element], site: Site) -> bool:
    """Tell whether elements at an end of the body are a date line; one, or nothing of its own.

    Of several elements each begins as a part of a date line does, with no bare words between.
    """
    if any(map(SHOWING, elements)) or any(map(_tail, elements[:-1])):
        return False
    only = elements[0] if len(elements) == 1 else None
    if only is not None and (only.tag in UNSEEN or is_hidden(only) or is_aside(only, site)):
        return True
    said = [text_of(each, is_hidden) for each in elements]
    if sum(map(len, said)) > LONGEST_LINE or (only is None and not all(map(is_dateline, said))):
        return False
    whole = "\n".join(said)
    return not read_line(whole)[0] or is_all_dateline(whole)


def _held(stretch: Stretch, page: Page, site: Site) -> Element:
    """Give the element that holds a stretch and no more: one of its own, if there is none."""
    for _ in range(MOST_BOXES):
        if len(stretch.elements) != 1 or stretch.before or _tail(stretch.elements[0]):
            return _enclosed(stretch)
        only = stretch.elements[0]
        inner = _stretch(only, None, page, site)
        whole = inner.above is None and len(inner.elements) == len(only)
        if not inner.amount or (only.tag in ROWED and len(inner.elements) > 1):
            return only
        if whole and only.tag not in ROWED:
            return only
        stretch = inner
    return _enclosed(stretch)


def _enclosed(stretch: Stretch) -> Element:
    """Put a stretch into an element of its own, with the words before its first element."""
    parent, above = stretch.parent, stretch.above
    inside = enclose(parent, stretch.elements)
    if above is None:
        inside.text, parent.text = writable(parent.text or ""), None
    else:
        inside.text, above.tail = writable(above.tail or ""), None
    return inside


def _tail(element: Element) -> str:
    """Read the words behind an element."""
    return (element.tail or "").strip()
