"""Where an article stands on its page: its title, and the box around title and body."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from usstnews.extract.select import first, holding, words
from usstnews.extract.tags import UNSEEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from usstnews.extract.page import Page

LARGEST = 40  # elements in a title
ENCLOSED = "data-enclosed"
HIGHEST = 4  # the first word of a title, a font, an emphasis, a heading


def titles(page: Page, title: str) -> Iterator[Element]:
    """Find the elements above the body that show a title and nothing else; links are none."""
    # Where no `<body>` is written, the parser may set none before elements of HTML 5.
    wanted, start = squeezed(title), first(page.root, ("body",))
    around = holding((page.body,))
    for element in (page.root if start is None else start).iter() if wanted else ():
        if element is page.body:
            break
        if element.tag not in UNSEEN and _begins(element.text, wanted):
            yield from _whole(element, wanted)
        if element not in around and _begins(element.tail, wanted):
            yield from _whole(element.getparent(), wanted)


def box_of(page: Page, title: str) -> Element | None:
    """Find the smallest element that holds both the body and the title nearest above it.

    It is None where that is the whole page.
    """
    if page.body is None:
        return None
    *_, above = (None, *titles(page, title))
    around = holding((page.body,))
    box = None if above is None else next(up for up in above.iterancestors() if up in around)
    return None if box is None or box.tag in {"body", "html"} else box


def shown_above(element: Element) -> Iterator[Element]:
    """Find elements with words that stand before another and not around it, the nearest first."""
    for up in (element, *element.iterancestors()):
        yield from filter(words, up.itersiblings(preceding=True))


def enclose(parent: Element, elements: list[Element]) -> Element:
    """Put elements that follow each other in one into an element of their own, marked as such."""
    inside = etree.Element("div", {ENCLOSED: ""})
    if elements:
        parent.insert(parent.index(elements[0]), inside)
    else:
        parent.append(inside)
    inside.extend(elements)
    return inside


def squeezed(text: str) -> str:
    """Leave out all blanks.

    >>> squeezed("A Day\\n of Wind")
    'ADayofWind'
    """
    return "".join(text.split())


def _begins(text: str | None, wanted: str) -> bool:
    """Tell whether a text is the beginning of a title, or the whole of it."""
    said = squeezed(text or "")
    return bool(said) and wanted.startswith(said)


def _whole(element: Element | None, wanted: str) -> Iterator[Element]:
    """Find the smallest element around the first words of a title that shows all of it."""
    if element is None or next(element.iterancestors("a"), element).tag == "a":
        return
    for up in (element, *islice(element.iterancestors(), HIGHEST - 1)):
        if len(list(islice(up.iter(), LARGEST))) == LARGEST:
            return
        said = squeezed(words(up))
        if said == wanted:
            yield up
        if not wanted.startswith(said) or said == wanted:
            return
