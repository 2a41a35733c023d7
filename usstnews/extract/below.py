"""Bodies of pages that bear no mark of the CMS: what stands below the title."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from usstnews.extract.box import enclose, titles
from usstnews.extract.dateline import LONGEST_LINE, is_all_dateline, parse_dateline
from usstnews.extract.datelines import is_date, is_dateline, is_event
from usstnews.extract.dates import find_date
from usstnews.extract.ends import BLANK, ends_article, is_aside, is_behind, words_outside_links
from usstnews.extract.labels import read_line
from usstnews.extract.select import is_hidden, words, xpath
from usstnews.extract.tags import HEADINGS, TABULAR, UNSEEN
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
MOST_ELEMENTS = 4  # of a date line: when, where from, who, edited by whom
MOST_TRIED = 5  # titles
HIGHEST = 20  # elements around a title
MOST_BOXES = 20  # around a body, each with more than the body in it


class Stretch(NamedTuple):
    """What stands in `parent` behind `above`, or from its beginning: words, then elements.

    `ended` tells whether what follows shows that the article has ended, `dated` whether a date line
    stands before it.
    """

    parent: Element
    above: Element | None
    elements: list[Element]
    ended: bool
    dated: bool = False

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

    A title with a date line below it goes before others that say the same, then a heading, then
    the last: those above it may be a column's, or a breadcrumb's. The body is looked for beside the
    title, then beside each element around it. The date line and buttons are not of it. Where the
    article ends with nothing said, the body is empty.
    """
    page, site = context.page, context.site
    found = sorted(titles(page, context.title), key=lambda each: each.tag in HEADINGS)
    below = [_below(title, page, site) for title in found[: -MOST_TRIED - 1 : -1]]
    chosen = [each for each in below if each is not None]
    best = next((each for each in chosen if each.dated), chosen[0] if chosen else None)
    return None if best is None else _held(best, page, site)


def _below(title: Element, page: Page, site: Site) -> Stretch | None:
    """Find what is the article's below a title, if anything is, or if nothing is and it ends."""
    levels: list[Stretch] = []
    for up in (title, *islice(title.iterancestors(), HIGHEST)):
        parent = up.getparent()
        if parent is None or up.tag == "body" or up is page.form:
            break
        if parent.tag != "header":
            levels.append(_stretch(parent, up, page, site))
            if levels[-1].ended:
                break
    amounts = [each.amount for each in levels]
    enough = max(amounts, default=0) / FAR_MORE
    if not enough:
        return levels[-1] if levels and levels[-1].ended else None
    found = levels[next(n for n, each in enumerate(amounts) if each > enough)]
    return found._replace(dated=any(each.dated for each in levels[: levels.index(found) + 1]))


def _stretch(parent: Element, above: Element | None, page: Page, site: Site) -> Stretch:
    """Take what is the article's of what follows an element, or of all that its parent holds."""
    taken: list[Element] = []
    ended = False
    for each in parent if above is None else above.itersiblings():
        if ended := ends_article(each, page, site):
            break
        taken.append(each)
    while taken and not _tail(taken[-1]) and is_behind(taken[-1], page, site):
        taken.pop()
        ended = True
    dated = False
    if not Stretch(parent, above, [], ended).before:
        leading, dated = _leading(taken, site)
        above, taken = (taken[leading - 1], taken[leading:]) if leading else (above, taken)
    kept = taken[: len(taken) - _trailing(taken, site, dated=dated)]
    return Stretch(parent, above, kept, ended, dated)


def _leading(elements: list[Element], site: Site) -> tuple[int, bool]:
    """Count the first of some elements that are not of the body, up to bare words.

    They are empty, rows of buttons, or a date line; tell whether there is one.
    """
    line = ""
    for count, each in enumerate(elements):
        said = _said(each)
        if not _is_nothing(each, said, site):
            following = _said(elements[count + 1]) if count + 1 < len(elements) else ""
            if not _continues(line, said) or is_event(said, following):
                return count, bool(line)
            line = f"{line}\n{said}"
        if _tail(each):
            return count + 1, bool(line)
    return len(elements), bool(line)


def _continues(line: str, said: str) -> bool:
    """Tell whether words are a date line, or go on with one.

    What a date line says once it does not say again: that is when something took place.
    """
    if not is_dateline(said) or not is_all_dateline(f"{line}\n{said}"):
        return False
    before, behind = parse_dateline(line), parse_dateline(said)
    return not (before.published and find_date(said)) and not (before.authors and behind.authors)


def _trailing(elements: list[Element], site: Site, *, dated: bool) -> int:
    """Count the last of some elements that are not of the body, back to bare words.

    They are empty, rows of buttons, or a date line, of one element or of several, if none stands
    above. Who signs a notice sets a name or a day below it, too: a line of that alone stays, unless
    all the rest is in a box of its own.
    """
    count = 0
    while count < len(elements) and not _tail(elements[-1 - count]):
        each = elements[-1 - count]
        if not _is_nothing(each, _said(each), site):
            kept = elements[: len(elements) - count]
            for many in () if dated else range(min(MOST_ELEMENTS, len(kept)), 0, -1):
                boxed = len(kept) == many + 1 and kept[0].tag != "p"
                if _is_dateline(kept[-many:], boxed=boxed):
                    return count + many
            break
        count += 1
    return count


def _said(element: Element) -> str:
    """Read the words of an element, if they may be a date line."""
    said = "" if SHOWING(element) else text_of(element, is_hidden)
    return said if len(said) <= LONGEST_LINE else ""


def _is_nothing(element: Element, said: str, site: Site) -> bool:
    """Tell whether an element at an end of the body is empty, hidden, or a row of buttons."""
    if SHOWING(element):
        return False
    if element.tag in UNSEEN or is_hidden(element) or is_aside(element, site):
        return True
    return not words(element).strip(BLANK) or (said != "" and not read_line(said)[0])


def _is_dateline(elements: list[Element], *, boxed: bool) -> bool:
    """Tell whether elements are a date line together; unless the body is in a box of its own, one
    that says more than a day or a name.
    """
    said = [_said(each) for each in elements]
    whole = "\n".join(said)
    return (
        all(map(is_dateline, said))
        and not any(map(_tail, elements[:-1]))
        and is_all_dateline(whole)
        and find_date(whole) is not None
        and (boxed or not is_date(whole))
    )


def _held(stretch: Stretch, page: Page, site: Site) -> Element:
    """Give the element that holds a stretch and no more: one of its own, if there is none."""
    for _ in range(MOST_BOXES):
        if len(stretch.elements) != 1 or stretch.before or _tail(stretch.elements[0]):
            return _enclosed(stretch)
        only = stretch.elements[0]
        inner = _stretch(only, None, page, site)
        whole = inner.above is None and len(inner.elements) == len(only)
        if not inner.amount or (only.tag in TABULAR and len(inner.elements) > 1):
            return only
        if whole and only.tag not in TABULAR:
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
