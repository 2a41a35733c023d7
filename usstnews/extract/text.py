"""The text of a body: blocks parted by a blank line, list items and table rows one per line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from usstnews.extract.select import SPACE, visible
from usstnews.extract.tags import BLOCKS, CELLS, ITEMS, LISTS, REPLACED, ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from lxml.etree import _Element as Element

    Words = tuple[Element, bool]
    """A run of text: that within an element before its children, or that after it (True)."""

WIDEST = 50  # no table of a page spans more; what claims to is not believed
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
    spans: dict[int, int] = field(default_factory=dict)
    """How many more rows a cell reaches down, by column."""
    wide: int = 1
    high: int = 1
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
    gone: Callable[[Element], object],
    silent: Collection[Words] = (),
    stop: Element | None = None,
) -> str:
    """Read the text below `root`, up to `stop`, without what is `gone` and the `silent` words.

    It reads as a browser shows it: `<br>` breaks the line within its paragraph, and words are
    neither joined nor parted where the page does not. A table row is one line with a tab between
    cells, unless a cell holds several paragraphs: then the table is there for layout.
    """
    frames = [Frame("")]
    verbatim = 0
    for event, element in visible(root, gone):
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
        frame = Frame(str(element.tag))
        if element.tag in CELLS and element.attrib:
            frame.wide, frame.high = (_span(element, name) for name in ("colspan", "rowspan"))
        frames.append(frame)
    elif element.tag == "br":
        frames[-1].line.append(BREAK)


def _span(cell: Element, name: str) -> int:
    """Read how many columns or rows a cell spans."""
    stated = cell.get(name, "").strip()
    number = int(stated) if stated.isdecimal() and len(stated) < WIDEST else 1
    return min(max(number, 1), WIDEST)


def _keep(text: str) -> str:
    """Keep the lines of preformatted text."""
    return text.replace("\r\n", "\n").replace("\n", BREAK)


def _close(frames: list[Frame]) -> None:
    """End the innermost block, and hand what it holds to the block around it."""
    frame = frames.pop()
    frame.flush()
    parent = frames[-1]
    if frame.tag in CELLS:
        _place(frame, parent)
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
    cells = _spanned(cells, row.spans, table.spans)
    if row.nested or any(len(paragraphs) > 1 for paragraphs in cells):
        table.add(*(paragraph for paragraphs in cells for paragraph in paragraphs))
        return
    line = "\t".join(cell[0].replace("\n", " ") if cell else "" for cell in cells)
    if line.strip("\t"):
        table.add_row(line)


def _place(cell: Frame, row: Frame) -> None:
    """Set a cell into its row, with empty ones where it is wide; note how far down it reaches."""
    if cell.high > 1:
        row.spans |= dict.fromkeys(range(len(row.cells), len(row.cells) + cell.wide), cell.high - 1)
    row.cells += [cell.paragraphs, *([] for _ in range(cell.wide - 1))]


def _spanned(
    cells: list[list[str]], spans: dict[int, int], above: dict[int, int]
) -> list[list[str]]:
    """Add empty cells where those of the rows above reach down into this row."""
    if not spans and not above:
        return cells
    placed: list[list[str]] = []
    rest = iter(enumerate(cells))
    while True:
        column = len(placed)
        if above.get(column):
            above[column] -= 1
            placed.append([])
        elif (following := next(rest, None)) is not None:
            placed.append(following[1])
            if following[0] in spans:
                above[column] = spans[following[0]]
        else:
            return placed
