"""Captions: the CMS does not mark them, but editors centre them below the image."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from usstnews.extract.select import fold, holding, visible, xpath
from usstnews.extract.tags import BLOCKS, CELLS, HEADINGS, REPLACED, UNSEEN
from usstnews.extract.text import EMPTY, WIDEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from usstnews.extract.text import Words

# Two lines of body type. What is longer is told, not shown: a centred paragraph of the article.
LONGEST = 200
# A whole sentence of more than a line is told, too; Han characters are as wide as two others.
LONGEST_SENTENCE = 80
SENTENCE = re.compile(r"[.。!！?？][”\"’]?$")
HAN = re.compile("[\u3400-\u9fff]")
CENTRED = re.compile(r"text-align\s*:\s*(?:-webkit-|-moz-)?center", re.IGNORECASE)
PICTURE = "vsbcontent_img"  # the CMS's class for a paragraph with a picture
HOLDERS = frozenset(
    {"p", "div", "td", "th", "li", "center", "figure", "figcaption", "section", "blockquote"}
)
BOLD = HEADINGS | {"strong", "b"}
MOST_RUNS = 100  # of words before and behind an image
HIGHEST = 4  # a paragraph alone in a box, alone in a cell
IMAGES = xpath("descendant-or-self::img")


class Run(NamedTuple):
    """An image, or some words, in the order in which they are seen."""

    place: Words
    text: str | None


class Captions(NamedTuple):
    """The captions of a body by their image, and the words that they take out of its text."""

    of: dict[Element, str]
    words: set[Words]


def find_captions(body: Element, out: set[Element]) -> Captions:
    """Find the caption of each image.

    It is what its `figcaption` says, or the words behind the image in the same centred paragraph
    or the same cell of a row, or a centred paragraph or cell directly below one that holds nothing
    but images; never a bare or a bold line, which may be a sub-heading, nor a long sentence.
    """
    found = Captions({}, set())
    if not IMAGES(body):
        return found
    runs = list(_runs(body, out))

    speaking = holding(
        run.place[0].getparent() if run.place[1] else run.place[0]
        for run in runs
        if run.text is not None and not EMPTY.fullmatch(run.text)
    )

    @cache
    def captions_of(figure: Element | None) -> set[Element]:
        if figure is None:
            return set()
        return {node for each in figure.iter("figcaption") for node in each.iter()}

    pictures = [index for index, run in enumerate(runs) if run.text is None]
    for at, index in enumerate(pictures):
        place = runs[index].place
        end = pictures[at + 1] if at + 1 < len(pictures) else len(runs)
        behind = runs[index + 1 : min(end, index + 1 + MOST_RUNS)]
        before = runs[max(pictures[at - 1] + 1 if at else 0, index - MOST_RUNS) : index]
        within = captions_of(_figure(place, body))
        caption = _of_figure(within, behind, body) or _of_figure(within, before, body)
        caption = [run for run in caption if run.place not in found.words]
        sure = bool(caption)
        if not caption:
            following = runs[end] if end < len(runs) else None
            caption = _beside(place, behind, body)
            if not caption and (following is None or not _is_within(following, place, body)):
                later = runs[index + 1 : index + 1 + MOST_RUNS]
                caption = _of_paragraph_below(place, later, body, out, speaking)
        said = fold("".join(run.text or "" for run in caption))
        if not EMPTY.fullmatch(said) and len(said) <= LONGEST and (sure or not _is_told(said)):
            found.of[place[0]] = said
            found.words.update(run.place for run in caption)
    return found


def _figure(place: Words, body: Element) -> Element | None:
    """Find the figure that an image stands in."""
    return next((node for node in _ancestors(place, body) if node.tag == "figure"), None)


def _of_figure(within: set[Element], runs: list[Run], body: Element) -> list[Run]:
    """Find the words that are an image's caption in HTML's own way, with all that holds them."""
    if not within:
        return []
    return [run for run in runs if next(_ancestors(run.place, body), None) in within]


def _is_within(run: Run, place: Words, body: Element) -> bool:
    """Tell whether a run stands in the same paragraph as an image."""
    return _holder(run.place, body) is _holder(place, body)


def _beside(place: Words, runs: list[Run], body: Element) -> list[Run]:
    """Find the words behind an image in the same paragraph, if that ties them."""
    holder = _holder(place, body)
    if holder is None or not (_ties(holder) or PICTURE in holder.get("class", "").split()):
        return []
    beside = []
    for run in runs:
        around = _holder(run.place, body)
        if around is holder:
            beside.append(run)
        elif around is None or holder not in around.iterancestors():
            break
    return beside


def _of_paragraph_below(
    place: Words,
    later: list[Run],
    body: Element,
    out: set[Element],
    speaking: set[Element],
) -> list[Run]:
    """Find the words centred below an image that has its paragraph to itself."""
    holder = _holder(place, body)
    if holder in speaking:  # the words may be in a block of it
        above = [place[0], *_ancestors(place, body)]
        holder = above[above.index(holder) - 1]
        if holder in speaking:
            return []
    below = None if holder is None else _below(holder, body, out)
    if below is None:
        return []
    caption, bold = [], True
    for run in later:
        above = list(_ancestors(run.place, body))
        if below in above:
            caption.append(run)
            bold &= not (run.text or "").strip() or any(node.tag in BOLD for node in above)
        elif caption:
            break
    return [] if bold else caption


def _is_told(said: str) -> bool:
    """Tell whether words are a sentence too long to be a caption."""
    return (
        SENTENCE.search(said) is not None and len(said) + len(HAN.findall(said)) > LONGEST_SENTENCE
    )


def _runs(body: Element, out: set[Element]) -> Iterator[Run]:
    """List images and words in the order in which they are seen, a blank before a new line."""
    replaced, parted = 0, ""
    for event, element in visible(body, out.__contains__):
        starts = event == "start"
        if event != "gone":
            if element.tag in BLOCKS or element.tag == "br":
                parted = " "
            elif element.tag in REPLACED:
                replaced += 1 if starts else -1
            elif starts and element.tag == "img":
                yield Run((element, False), None)
                continue
        text = element.text if starts else element is not body and element.tail
        if text and not replaced:
            yield Run((element, not starts), parted + text)
            parted = ""


def _ancestors(place: Words, body: Element) -> Iterator[Element]:
    """Climb from a run of words to the body."""
    element, tail = place
    node = element.getparent() if tail else element
    while node is not None and node is not body:
        yield node
        node = node.getparent()


def _holder(place: Words, body: Element) -> Element | None:
    """Find the paragraph or the like that words or an image stand in."""
    return next((node for node in _ancestors(place, body) if node.tag in HOLDERS), None)


def _is_centred(element: Element) -> bool:
    """Tell whether a paragraph is centred."""
    return (
        element.tag == "center"
        or element.get("align", "").lower() == "center"
        or CENTRED.search(element.get("style", "")) is not None
    )


def _ties(element: Element) -> bool:
    """Tell whether an image and the words below it in one element belong together.

    They do if it is centred, or is one of several cells of a row.
    """
    row = element.getparent()
    return _is_centred(element) or (element.tag in CELLS and row is not None and len(row) > 1)


def _below(holder: Element, body: Element, out: set[Element]) -> Element | None:
    """Find the centred paragraph or cell of words directly below one of images."""
    for _ in range(HIGHEST):
        parent = holder.getparent()
        if parent is None:
            break
        first = not any(True for _ in _seen(holder, out, preceding=True))
        behind = _seen(holder, out)
        below = _cell_below(holder, parent) if holder.tag in CELLS else next(behind, None)
        if holder.tag not in CELLS and _says(holder, below):
            break
        if below is None and first and parent is not body:
            holder = parent
            continue
        if below is None or below.tag not in HOLDERS or below in out or IMAGES(below):
            break
        pair = first and parent is not body and _ties(parent) and next(behind, None) is None
        return below if pair or _is_centred_within(below) else None
    return None


def _says(element: Element, end: Element | None) -> bool:
    """Tell whether bare words stand behind an element, up to another."""
    for each in chain((element,), element.itersiblings()):
        if each is end:
            break
        if (each.tail or "").strip():
            return True
    return False


def _seen(element: Element, out: set[Element], *, preceding: bool = False) -> Iterator[Element]:
    """List the elements beside one that a reader sees."""
    for each in element.itersiblings(preceding=preceding):
        if each not in out and each.tag not in UNSEEN:
            yield each


def _cell_below(cell: Element, row: Element) -> Element | None:
    """Find the cell below another: in the next row, if that has as many."""
    following = row.getnext()
    if following is None or len(row) > WIDEST or len(row) != len(following):
        return None
    return following[row.index(cell)]


def _is_centred_within(element: Element) -> bool:
    """Tell whether an element, or all that it holds, is centred."""
    while not _is_centred(element):
        if len(element) != 1 or (element.text or "").strip():
            return False
        element = element[0]
    return True
