"""Bodies of pages that bear no mark of the CMS, as a general extractor finds them."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from lxml import etree

from usstnews.extract.box import enclose, squeezed
from usstnews.extract.datelines import is_dateline
from usstnews.extract.select import words
from usstnews.extract.tags import LISTS, TABULAR, UNSEEN

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from usstnews.extract.strategy import Context

TRAFILATURA = "trafilatura"
MOST = 0.9  # of what the library takes for the text; it may take a line of the template along
ROWED = LISTS | TABULAR  # which hold nothing but their own parts


def installed() -> str | None:
    """Give the version of the general extractor, None where the extra `fallback` is left out."""
    try:
        return version(TRAFILATURA)
    except PackageNotFoundError:
        return None


def by_trafilatura(context: Context) -> Element | None:
    """Find the element that holds what trafilatura takes for the text.

    The library says which words are the article's; how they are read is left to the rules that all
    bodies are read by.
    """
    if installed() is None:
        return None
    page = context.page
    html = etree.tostring(page.root, encoding="unicode", method="html")
    found = import_module(TRAFILATURA).bare_extraction(html, include_comments=False)
    said = found.text.split("\n") if found and found.text else []
    lines = {squeezed(line) for line in said if not is_dateline(line)} - {""}
    lines -= {squeezed(words(link)) for link in page.root.iter("a")}
    lines.discard(squeezed(context.title))
    return _holder(page.root if page.form is None else page.form, lines) if lines else None


def _holder(root: Element, lines: set[str]) -> Element | None:
    """Find the smallest element that holds most of some lines, their blanks left out.

    Where it holds more before and behind them, such as the title, what is between becomes one.
    """
    wanted = MOST * sum(map(len, lines))
    holder, inner = None, _child(root, lines, wanted)
    while inner is not None:
        holder = inner
        inner = _child(holder, lines, wanted)
    if holder is None or holder.tag in ROWED:
        return holder
    ours = [at for at, each in enumerate(holder) if _held(each, lines)]
    if not ours or ours[-1] - ours[0] + 1 == len(holder):
        return holder
    return enclose(holder, holder[ours[0] : ours[-1] + 1])


def _child(element: Element, lines: set[str], wanted: float) -> Element | None:
    """Find the child that holds enough of some lines."""
    return next((each for each in element if _held(each, lines) >= wanted), None)


def _held(element: Element, lines: set[str]) -> int:
    """Count the characters of those lines that an element holds."""
    if not isinstance(element.tag, str) or element.tag in UNSEEN:
        return 0
    said = "".join(words(element).split())
    return sum(len(line) for line in lines if line in said)
