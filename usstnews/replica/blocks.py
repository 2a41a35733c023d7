"""Pieces of an article's body, each written three times: as published, as read, as sanitised.

The truth about a page is thus what its writer meant, and never what some parser made of the page.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from usstnews.replica.needs import Need

__all__ = [
    "BASE", "UP", "Block", "File", "Image", "Inline", "Link",
    "gap", "headline", "hidden", "items", "newline", "paragraph", "say", "styled", "table", "tidy",
]  # fmt: skip

BASE = "\ue000"
"""Stands for the site's address without its last slash, until a page is served."""
UP = "\ue001"
"""Stands for the way from the page up to the site's root: `../../`, `../` or nothing."""

ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


def tidy(text: str) -> str:
    """Spell published text as a reader must give it: single blanks, nothing invisible."""
    visible = unicodedata.normalize("NFC", text.replace("\xa0", " ").translate(ZERO_WIDTH))
    return "\n".join(re.sub(" +", " ", line).strip() for line in visible.split("\n")).strip()


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in a body."""

    url: str
    alt: str
    caption: str | None
    md5: str | None


@dataclass(frozen=True, slots=True)
class File:
    """An attachment, a file linked in the body, or an embedded PDF (which has no name)."""

    url: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a body that leads to a page."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Inline:
    """A run of text within a block."""

    published: str
    text: str
    html: str
    link: Link | None = None
    file: File | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list, table or picture of a body."""

    published: str
    text: str = ""
    html: str = ""
    images: tuple[Image, ...] = field(default=())
    files: tuple[File, ...] = field(default=())
    videos: tuple[str, ...] = field(default=())
    links: tuple[Link, ...] = field(default=())
    needs: tuple[Need, ...] = field(default=())
    """The files that it needs, but for its images."""


def say(text: str) -> Inline:
    """Write plain text; a no-break space is published as the CMS's editor writes it."""
    markup = escape(text, quote=False).replace("\xa0", "&nbsp;")
    return Inline(markup, text, markup)


def styled(text: str, tag: str) -> Inline:
    """Write text in an inline tag; `span` and `font` are not kept by the sanitiser."""
    inner = say(text)
    kept = inner.html if tag in {"span", "font"} else f"<{tag}>{inner.html}</{tag}>"
    style = ' style="font-size: 16px"' if tag == "span" else ""
    return Inline(f"<{tag}{style}>{inner.published}</{tag}>", text, kept)


def hidden(text: str) -> Inline:
    """Write text that the page hides."""
    return Inline(f'<span style="line-height: 0px; display: none;">{text}</span>', "", "")


def newline() -> Inline:
    """Break the line within a paragraph."""
    return Inline("<br>", "\n", "<br>")


def gap() -> Block:
    """Write an empty paragraph, as editors do to make room."""
    return Block("<p>&nbsp;</p>", "", "<p>&nbsp;</p>")


def paragraph(*runs: Inline | str, attributes: str = "", tag: str = "p") -> Block:
    """Write a paragraph, or another block that holds runs of text."""
    parts = [say(run) if isinstance(run, str) else run for run in runs]
    published = "".join(part.published for part in parts)
    return Block(
        f"<{tag}{attributes}>{published}</{tag}>",
        tidy("".join(part.text for part in parts)),
        f"<{tag}>{''.join(part.html for part in parts)}</{tag}>",
        links=tuple(part.link for part in parts if part.link),
        files=tuple(part.file for part in parts if part.file),
    )


def headline(text: str, level: int) -> Block:
    """Write a sub-heading."""
    return paragraph(text, tag=f"h{level}")


def items(texts: Iterable[str], *, tag: str = "ul") -> Block:
    """Write a list."""
    blocks = [paragraph(text, tag="li") for text in texts]
    return Block(
        f"<{tag}>\n" + "\n".join(block.published for block in blocks) + f"\n</{tag}>",
        "\n".join(block.text for block in blocks),
        f"<{tag}>{''.join(block.html for block in blocks)}</{tag}>",
    )


def table(rows: Sequence[Sequence[str]], heading: str) -> Block:
    """Write a table as Word pastes it: a paragraph in each cell, a heading over all columns."""
    span = f' colspan="{len(rows[0])}"'
    cell = '<td style="border:1px solid windowtext;padding:0 7px"{}>{}</td>'
    word = '<p class="MsoNormal" style="margin:0"><span>{}</span></p>'
    published = [f"<tr>{cell.format(span, word.format(say(heading).published))}</tr>"]
    html = [f"<tr><td{span}><p>{say(heading).html}</p></td></tr>"]
    for row in rows:
        cells = (cell.format("", word.format(say(text).published)) for text in row)
        published.append(f"<tr>{''.join(cells)}</tr>")
        html.append(f"<tr>{''.join(f'<td><p>{say(text).html}</p></td>' for text in row)}</tr>")
    lines = [heading, *("\t".join(map(tidy, row)) for row in rows)]
    return Block(
        '<table class="MsoTableGrid" border="1" cellspacing="0"><tbody>\n'
        + "\n".join(published)
        + "\n</tbody></table>",
        "\n".join(lines),
        f"<table><tbody>{''.join(html)}</tbody></table>",
    )
