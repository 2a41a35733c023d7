"""What a body shows, read by another parser than the package's, and by rules of its own.

The tree is Lexbor's, which is that of HTML5; how elements are shown is taken from the chapter
"Rendering" of the HTML standard. The form is the contract's: paragraphs parted by a blank line,
the lines of a paragraph, list or table by a newline, the cells of a row by a tab.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode as Node

PICTURE = "\ufffc"
BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd"}
    | {"details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure"}
    | {"footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr"}
    | {"html", "legend", "li", "listing", "main", "menu", "nav", "ol", "optgroup"}
    | {"option", "p", "plaintext", "pre", "search", "section", "summary", "ul", "xmp"}
)
LISTS = frozenset({"ul", "ol", "menu", "dir", "dl"})
ITEMS = frozenset({"li", "dd", "dt"})
NOT_SHOWN = frozenset(
    {"area", "base", "basefont", "datalist", "head", "link", "meta", "noembed"}
    | {"noframes", "noscript", "param", "rp", "script", "style", "template", "title"}
)
# Drawn in the place of what they hold: players, pictures, the browser's own boxes.
REPLACED = frozenset(
    {"audio", "button", "canvas", "embed", "iframe", "object", "select", "svg"}
    | {"textarea", "video"}
)
NONE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
FOLDED = re.compile(r"[ \t\n\r\f]+")
NOTHING = re.compile(rf"(?:[\s\u200b-\u200d\u2060\ufeff]|{PICTURE}[^{PICTURE}]*{PICTURE})*")
PROSE = 200  # characters in a cell of several lines: words laid out in a table, no table of words


def body_of(html: str) -> Node | None:
    """Find the outermost container of a page's body."""
    return LexborHTMLParser(html).css_first(".v_news_content")


def heading_of(html: str) -> str:
    """Read the first heading of the form that holds the article."""
    heading = LexborHTMLParser(html).css_first("form[name=_newscontent_fromname] h3")
    return heading.text() if heading else ""


def seen(body: Node) -> str:
    """Read what a body shows, each picture as its source between two U+FFFC."""
    return "\n\n".join(_paragraphs(body))


def _paragraphs(block: Node, *, verbatim: bool = False) -> list[str]:
    """Read a block: its paragraphs, each of one or more lines."""
    done: list[str] = []
    line = ""
    for piece in (*_pieces(block, verbatim=verbatim), []):
        if isinstance(piece, str):
            line += piece
        else:
            said = re.sub(" ?\n ?", "\n", re.sub(" +", " ", line)).strip(" ")
            done += [said] if said.strip() else []
            done += piece
            line = ""
    return done


def _pieces(node: Node, *, verbatim: bool) -> Iterator[str | list[str]]:
    """Go through a node: words of the line, and the paragraphs of whole blocks."""
    child = node.child
    while child is not None:
        tag = str(child.tag)
        if tag == "-text":
            words = child.text_content or ""
            yield words if verbatim else FOLDED.sub(" ", words)
        elif tag == "br":
            yield "\n"
        elif tag in NOT_SHOWN | REPLACED or tag.startswith("-") or _is_hidden(child):
            pass
        elif tag == "img":
            yield f"{PICTURE}{child.attributes.get('src') or ''}{PICTURE}"
        elif tag == "table":
            yield _table(child)
        elif tag in BLOCKS:
            inner = _paragraphs(child, verbatim=verbatim or tag == "pre")
            yield ["\n".join(inner)] if inner and tag in LISTS | ITEMS else inner
        else:
            yield from _pieces(child, verbatim=verbatim)
        child = child.next


def _table(table: Node) -> list[str]:
    """Read a table: what stands above its rows, then the rows, one on a line.

    Rows that hold tables, and those whose words are but laid out in cells, are read as blocks.
    """
    rows = [row for row in table.css("tr") if _nearest(row, "table") == table]
    done: list[str] = []
    for caption in table.css("caption"):
        done += _paragraphs(caption) if _nearest(caption, "table") == table else []
    reaching: dict[int, int] = {}
    after_row = False
    for row in rows:
        cells = [cell for cell in row.css("td, th") if _nearest(cell, "tr") == row]
        read = [_paragraphs(cell) for cell in cells]
        if _is_laid_out(row, read, len(rows)):
            done += [paragraph for paragraphs in read for paragraph in paragraphs]
            after_row = False
            continue
        line = "\t".join(_row(cells, read, reaching))
        if _is_something(line):
            done[-1:] = [f"{done[-1]}\n{line}"] if after_row else [*done[-1:], line]
            after_row = True
        elif line.strip():  # pictures alone
            done.append(line)
            after_row = False
    return done


def _is_laid_out(row: Node, read: list[list[str]], rows: int) -> bool:
    """Tell whether the cells of a row are there to lay out paragraphs."""
    lines = [[line for line in "\n".join(each).split("\n") if _is_something(line)] for each in read]
    filled = [each for each in lines if each]
    several = [each for each in filled if len(each) > 1]
    column = len(filled) == 1 and bool(several)
    grid = rows == 1 and any(len(each) > 1 for each in read)
    prose = any(sum(map(len, each)) > PROSE for each in several)
    return row.css_first("table") is not None or column or grid or prose


def _row(cells: list[Node], read: list[list[str]], reaching: dict[int, int]) -> list[str]:
    """Set the cells of a row into their columns; `reaching` tells which those above still fill."""
    columns: list[str] = []
    for cell, said in zip(cells, read, strict=True):
        while reaching.get(len(columns)):
            reaching[len(columns)] -= 1
            columns.append("")
        wide, high = (_span(cell, name) for name in ("colspan", "rowspan"))
        reaching.update(dict.fromkeys(range(len(columns), len(columns) + wide), high - 1))
        columns += [" ".join(said).replace("\n", " "), *[""] * (wide - 1)]
    return columns


def _span(cell: Node, name: str) -> int:
    """Read how many columns or rows a cell takes."""
    stated = re.match(r"\s*([0-9]+)", cell.attributes.get(name) or "")
    return max(1, int(stated[1])) if stated else 1


def _nearest(node: Node, tag: str) -> Node | None:
    """Find the innermost element of a name that holds a node."""
    above = node.parent
    while above is not None and above.tag != tag:
        above = above.parent
    return above


def _is_hidden(node: Node) -> bool:
    """Tell whether an element's own attributes hide it."""
    return "hidden" in node.attributes or bool(NONE.search(node.attributes.get("style") or ""))


def _is_something(text: str) -> bool:
    """Tell whether anything is to be seen of a text."""
    return not NOTHING.fullmatch(text)
