"""The text of a body: blocks parted by a blank line, list items and table rows one per line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from usstnews.extract.flow import flow_of
from usstnews.extract.select import BLANKS, folded, visible
from usstnews.extract.tags import CELLS, ITEMS, LISTS, ROWS, TABULAR

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from lxml.etree import _Element as Element

    from usstnews.extract.flow import Flow

    Words = tuple[Element, bool]
    """A run of text: that within an element before its children, or that after it (True)."""

WIDEST = 50  # no table of a page spans more; what claims to is not believed
# Characters in a cell of several lines. What has more is no table, but words laid out in one.
LONGEST_CELL = 200
BREAK = "\0"  # no tree holds one
AROUND_BREAK = re.compile(" *\0 *")
# Word and chat programs leave no-break spaces and zero-width characters on otherwise empty lines.
PARTING = re.compile(r"\n(?:[^\S\n]|[\u200b-\u200d\u2060\ufeff])*\n\s*")
EMPTY = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]*")


@dataclass(slots=True)
class Frame:
    """A block that is being read: its paragraphs so far, and the words of the next."""

    tag: str
    paragraphs: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    spans: dict[int, int] = field(default_factory=dict)
    """How many more rows a cell reaches down, by column."""
    alone: bool = False
    """Whether a row is its table's only one."""
    wide: int = 1
    high: int = 1
    nested: bool = False
    last_is_row: bool = False

    def flush(self) -> None:
        """End the paragraph; two line breaks in a row have parted it."""
        if not self.line:
            return
        text = "".join(self.line)
        self.line.clear()
        if text.isspace():
            return
        text = folded(text)
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
    cells, unless the table is there for layout.
    """
    reader = Reader()
    for event, element in visible(root, gone):
        if element is stop:
            break
        if event == "start":
            reader.enter(element)
            words = element.text
        else:
            if event == "end":
                reader.leave()
            words = None if element is root else element.tail
        if words and (not silent or (element, event != "start") not in silent):
            reader.say(words)
    return reader.read()


@dataclass(slots=True)
class Reader:
    """What stands open while a text is read."""

    frames: list[Frame] = field(default_factory=lambda: [Frame("")])
    flows: list[Flow] = field(default_factory=list)
    verbatim: list[bool] = field(default_factory=lambda: [False])
    replaced: int = 0

    def enter(self, element: Element) -> None:
        """Begin an element: a block, a line, or words within the line."""
        flow = flow_of(element)
        self.flows.append(flow)
        if flow.block:
            self.frames[-1].flush()
            self.frames.append(_framed(element, self.frames[-1]))
        elif element.tag == "br":
            self.frames[-1].line.append(BREAK)
        elif flow.replaced:
            self.replaced += 1
        if flow.verbatim is not None:
            self.verbatim.append(flow.verbatim)

    def leave(self) -> None:
        """End the innermost element."""
        flow = self.flows.pop()
        if flow.block:
            _close(self.frames)
        elif flow.replaced:
            self.replaced -= 1
        if flow.verbatim is not None:
            self.verbatim.pop()

    def say(self, words: str) -> None:
        """Take in words, unless something is drawn in their stead."""
        line = self.frames[-1].line
        if not self.replaced and (line or words.strip(BLANKS)):
            line.append(_keep(words) if self.verbatim[-1] else words)

    def read(self) -> str:
        """End all that is open, and give the text."""
        while len(self.frames) > 1:
            _close(self.frames)
        self.frames[0].flush()
        return "\n\n".join(self.frames[0].paragraphs)


def _framed(element: Element, parent: Frame) -> Frame:
    """Begin a block."""
    frame = Frame(str(element.tag))
    if element.tag == "tr":
        _end_row(parent)
        frame.alone = _is_alone(element)
    elif element.tag in CELLS and element.attrib:
        frame.wide, frame.high = (_span(element, name) for name in ("colspan", "rowspan"))
    return frame


def _is_alone(row: Element) -> bool:
    """Tell whether a row is the only one of its table."""
    group = row.getparent()
    if row.getprevious() is not None or row.getnext() is not None or group is None:
        return False
    groups = (group.getprevious(), group.getnext()) if group.tag in ROWS else ()
    return not any(each is not None and each.tag in ROWS for each in groups)


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
    parent.nested |= frame.nested or frame.tag == "table"
    if frame.tag == "tr":
        _close_row(frame, parent)
        return
    if frame.cells:
        _end_row(frame)
    if frame.tag in CELLS and parent.tag in TABULAR:  # elsewhere they are like any block
        _place(frame, parent)
    elif not frame.paragraphs:
        return
    elif frame.tag in LISTS or frame.tag in ITEMS:
        parent.add("\n".join(frame.paragraphs))
    elif frame.tag in ROWS and frame.last_is_row and len(frame.paragraphs) == 1:
        parent.add_row(frame.paragraphs[0])
    else:
        parent.add(*frame.paragraphs)
        parent.last_is_row = frame.tag in ROWS and frame.last_is_row


def _end_row(table: Frame) -> None:
    """End the row of cells that stand in none: a browser makes one around them."""
    if table.cells:
        row = Frame("tr", cells=table.cells, nested=table.nested)
        table.cells = []
        _close_row(row, table)


def _close_row(row: Frame, table: Frame) -> None:
    """End a table row: a line of cells, the lines in each joined, or the blocks of a layout.

    Words of a row that stand in no cell of it come before it, as in a browser.
    """
    if row.paragraphs:
        table.add(*row.paragraphs)
    cells = _spanned(row.cells, row.spans, table.spans)
    if row.nested or _is_laid_out(cells, alone=row.alone):
        table.add(*(paragraph for paragraphs in cells for paragraph in paragraphs))
        return
    line = "\t".join(" ".join(cell).replace("\n", " ") for cell in cells)
    if line.strip("\t"):
        table.add_row(line)


def _is_laid_out(cells: list[list[str]], *, alone: bool) -> bool:
    """Tell whether the cells of a row lay out paragraphs, and are no row of a table.

    They do if there is but one cell with words, if a table of one row has several paragraphs in a
    cell, and if a cell of several lines is long.
    """
    filled = [cell for cell in cells if cell]
    broken = [cell for cell in filled if len(cell) > 1 or "\n" in cell[0]]
    return bool(broken) and (
        len(filled) == 1
        or (alone and any(len(cell) > 1 for cell in broken))
        or any(sum(map(len, cell)) > LONGEST_CELL for cell in broken)
    )


def _place(cell: Frame, row: Frame) -> None:
    """Set a cell into its row, with empty ones where it is wide; note how far down it reaches."""
    if cell.high > 1 and row.tag == "tr":
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
