"""The text of a body: blocks parted by a blank line, list items and table rows one per line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from usstnews.extract.body import visible
from usstnews.extract.select import SPACE

if TYPE_CHECKING:
    from collections.abc import Collection

    from lxml.etree import _Element as Element

    Words = tuple[Element, bool]
    """A run of text: that within an element before its children, or that after it (True)."""

LISTS = frozenset({"ul", "ol", "menu", "dir", "dl"})
ITEMS = frozenset({"li", "dd", "dt"})
CELLS = frozenset({"td", "th"})
ROWS = frozenset({"tbody", "thead", "tfoot"})
BLOCKS = frozenset(
    {"p", "pre", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "center", "address", "hr"}
    | {"section", "article", "aside", "header", "footer", "main", "nav", "details", "summary"}
    | {"figure", "figcaption", "form", "fieldset", "legend", "table", "caption", "tr", "body"}
    | LISTS
    | ITEMS
    | CELLS
    | ROWS
)
# Elements whose content is drawn in their stead, or is there for browsers that cannot draw them.
REPLACED = frozenset(
    {"iframe", "object", "video", "audio", "canvas", "select", "textarea", "button"}
)
BREAK = "\0"  # no tree holds one
AROUND_BREAK = re.compile(" *\0 *")
# Word and chat programs leave no-break spaces and zero-width characters on otherwise empty lines.
PARTING = re.compile(r"\n(?:[^\S\n]|[\u200b-\u200d\u2060\ufeff])*\n\s*")
EMPTY = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]*")


@dataclass
class Frame:
    """A block that is being read: its paragraphs so far, and the words of the next."""

    tag: str
    paragraphs: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    nested: bool = False
    last_is_row: bool = False

    def flush(self) -> None:
        """End the paragraph; two line breaks in a row have parted it."""
        if not self.line:
            return
        text = SPACE.sub(" ", "".join(self.line))
        self.line.clear()
        if BREAK in text:
            text = AROUND_BREAK.sub("\n", text)
            for part in PARTING.split(text):
                if not EMPTY.fullmatch(part):
                    self.add(part.strip(" \n"))
        elif not EMPTY.fullmatch(text):
            self.add(text.strip(" "))

    def add(self, *paragraphs: str) -> None:
        """Take in finished paragraphs."""
        self.paragraphs += paragraphs
        self.last_is_row = False

    def add_row(self, line: str) -> None:
        """Take in a row of a table, on the line after the row before."""
        if self.last_is_row:
            self.paragraphs[-1] += f"\n{line}"
        else:
            self.paragraphs.append(line)
        self.last_is_row = True


def text_of(
    root: Element,
    out: set[Element],
    silent: Collection[Words] = (),
    stop: Element | None = None,
) -> str:
    """Read the text below `root`, up to `stop`, without the elements and words that are left out.

    It reads as a browser shows it: `<br>` breaks the line within its paragraph, and words are
    neither joined nor parted where the page does not. A table row is one line with a tab between
    cells, unless a cell holds several paragraphs: then the table is there for layout.
    """
    frames = [Frame("")]
    verbatim = 0
    for event, element in visible(root, out):
        if element is stop:
            break
        if event == "start":
            verbatim += element.tag == "pre"
            _open(frames, element)
            words = None if element.tag in REPLACED else element.text
        else:
            if event == "end":
                verbatim -= element.tag == "pre"
                if element.tag in BLOCKS:
                    _close(frames)
            words = None if element is root else element.tail
        if words and (element, event != "start") not in silent:
            frames[-1].line.append(_keep(words) if verbatim else words)
    while len(frames) > 1:
        _close(frames)
    frames[0].flush()
    return "\n\n".join(frames[0].paragraphs)


def _open(frames: list[Frame], element: Element) -> None:
    """Begin a block, or break the line."""
    if element.tag in BLOCKS:
        frames[-1].flush()
        frames.append(Frame(str(element.tag)))
    elif element.tag == "br":
        frames[-1].line.append(BREAK)


def _keep(text: str) -> str:
    """Keep the lines of preformatted text."""
    return text.replace("\r\n", "\n").replace("\n", BREAK)


def _close(frames: list[Frame]) -> None:
    """End the innermost block, and hand what it holds to the block around it."""
    frame = frames.pop()
    frame.flush()
    parent = frames[-1]
    if frame.tag in CELLS:
        parent.cells.append(frame.paragraphs)
        parent.nested |= frame.nested
    elif frame.tag == "tr":
        _close_row(frame, parent)
    elif frame.tag in LISTS or frame.tag in ITEMS:
        if frame.paragraphs:
            parent.add("\n".join(frame.paragraphs))
    elif frame.tag in ROWS and frame.last_is_row and len(frame.paragraphs) == 1:
        parent.add_row(frame.paragraphs[0])
    elif frame.paragraphs:
        parent.add(*frame.paragraphs)
        parent.last_is_row = frame.tag in ROWS and frame.last_is_row
    parent.nested |= frame.nested or frame.tag == "table"


def _close_row(row: Frame, table: Frame) -> None:
    """End a table row: a line of cells, or the blocks of a layout."""
    cells = [*row.cells, row.paragraphs] if row.paragraphs else row.cells
    if row.nested or any(len(paragraphs) > 1 for paragraphs in cells):
        table.add(*(paragraph for paragraphs in cells for paragraph in paragraphs))
        return
    line = "\t".join(cell[0].replace("\n", " ") if cell else "" for cell in cells)
    if line.strip("\t"):
        table.add_row(line)
