"""Captions: the CMS does not mark them, but editors centre them below the image."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from usstnews.extract.body import visible
from usstnews.extract.select import fold, xpath
from usstnews.extract.text import EMPTY, REPLACED, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from usstnews.extract.text import Words

# Two lines of body type. What is longer is told, not shown: a centred paragraph of the article.
LONGEST = 200
CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
PICTURE = "vsbcontent_img"  # the CMS's class for a paragraph with a picture
HOLDERS = frozenset(
    {"p", "div", "td", "th", "li", "center", "figure", "figcaption", "section", "blockquote"}
)
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

    It is what a `figcaption` says, or the words behind the image in the same centred paragraph,
    or a centred paragraph directly below one that holds nothing but images; never a bare line,
    which may be a sub-heading.
    """
    found = Captions({}, set())
    if not IMAGES(body):
        return found
    runs = list(_runs(body, out))
    for index, (place, text) in enumerate(runs):
        if text is not None:
            continue
        behind, following = _until_image(runs[index + 1 :])
        holder = _holder(place, body)
        caption = [run for run in behind if _in_figcaption(run.place, body)]
        if not caption and holder is not None and _is_centred(holder):
            caption = [run for run in behind if _holder(run.place, body) is holder]
        last = following is None or _holder(following.place, body) is not holder
        if not caption and last and holder is not None and not text_of(holder, out):
            below = _below(holder, out)
            caption = [
                run for run in behind if any(node is below for node in _ancestors(run.place, body))
            ]
        said = fold("".join(run.text or "" for run in caption))
        if not EMPTY.fullmatch(said) and len(said) <= LONGEST:
            found.of[place[0]] = said
            found.words.update(run.place for run in caption)
    return found


def _runs(body: Element, out: set[Element]) -> Iterator[Run]:
    """List images and words in the order in which they are seen."""
    for event, element in visible(body, out):
        if event == "start":
            if element.tag == "img":
                yield Run((element, False), None)
            elif element.text and element.tag not in REPLACED:
                yield Run((element, False), element.text)
        elif element.tail and element is not body:
            yield Run((element, True), element.tail)


def _until_image(runs: list[Run]) -> tuple[list[Run], Run | None]:
    """Part runs at the next image: the words before it, and it."""
    for index, run in enumerate(runs):
        if run.text is None:
            return runs[:index], run
    return runs, None


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


def _in_figcaption(place: Words, body: Element) -> bool:
    """Tell whether words are set as a caption in HTML's own way."""
    return any(node.tag == "figcaption" for node in _ancestors(place, body))


def _is_centred(element: Element) -> bool:
    """Tell whether a paragraph is centred, or of the kind that the CMS makes for pictures."""
    return (
        element.tag == "center"
        or element.get("align", "").lower() == "center"
        or CENTRED.search(element.get("style", "")) is not None
        or PICTURE in element.get("class", "").split()
    )


def _below(holder: Element, out: set[Element]) -> Element | None:
    """Find the centred paragraph of words directly below one of images."""
    below = holder.getnext()
    if below is None or below in out or below.tag != "p" or not _is_centred(below):
        return None
    return None if IMAGES(below) else below
