"""Date lines as templates print them: forms of the date, labels, and how the pieces are held."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from usstnews.replica.designs.design import Line, Said
from usstnews.replica.phrases import LISTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from usstnews.replica.content import Article

__all__ = [
    "CHINESE", "DAYS", "ENGLISH", "LABELLED", "Labels", "Piece",
    "apart", "as_filed", "broken", "cells", "definitions", "held", "inline", "one", "pieces",
    "spans",
]  # fmt: skip

MONTHS = LISTS["month"]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

DAYS: dict[str, Callable[[date], str]] = {
    "english": lambda day: f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
    "short": lambda day: f"{MONTHS[day.month - 1][:3]} {day.day}, {day.year}",
    "dotted": lambda day: f"{MONTHS[day.month - 1][:3]}. {day.day}, {day.year}",
    "british": lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    "weekday": lambda day: f"{WEEKDAYS[day.weekday()]}, {MONTHS[day.month - 1]} {day:%d, %Y}",
    "iso": lambda day: f"{day:%Y-%m-%d}",
    "bracketed": lambda day: f"[{day:%Y-%m-%d}]",
    "timed": lambda day: f"{day:%Y-%m-%d} {8 + day.day % 9:02d}:{day.day * 2:02d}:{day.month:02d}",
    "minute": lambda day: f"{day:%Y/%m/%d} {8 + day.day % 9:02d}:{day.day * 2:02d}",
    "slashes": lambda day: f"{day:%Y/%m/%d}",
    "dots": lambda day: f"{day:%Y.%m.%d}",
    "chinese": lambda day: f"{day.year}年{day.month:02d}月{day.day:02d}日",
    "chinese-short": lambda day: f"{day.year}年{day.month}月{day.day}日",
}
"""How a day is written."""


class Labels(NamedTuple):
    """What stands before date, authors, copyeditors and source, and between names."""

    date: str
    by: str
    copy: str
    source: str = ""
    comma: str = ", "


ENGLISH = Labels("", "By ", "Copyedited by ")
LABELLED = Labels("Date: ", "Author: ", "Editor: ", "Source: ")
CHINESE = Labels("发布时间：", "作者：", "编辑：", "来源：")


class Piece(NamedTuple):
    """One thing that a date line says."""

    kind: str
    """`date`, `by`, `copy` or `source`."""
    label: str
    value: str

    @property
    def words(self) -> str:
        """Give label and value."""
        return f"{self.label}{self.value}"


def pieces(
    article: Article, form: str, labels: Labels = ENGLISH, source: str = ""
) -> tuple[Piece, ...]:
    """Give what the date line of an article says: nothing if it is undated."""
    line = article.dateline
    if not line.raw:
        return ()
    names = labels.comma.join(line.authors)
    unit = f"{line.unit}: " if line.unit else ""
    found = [Piece("date", labels.date, DAYS[form](article.slot.day))]
    if source:
        found.append(Piece("source", labels.source, source))
    if names:
        found.append(Piece("by", labels.by, f"{unit}{names}"))
    if line.copyeditors:
        found.append(Piece("copy", labels.copy, labels.comma.join(line.copyeditors)))
    return tuple(found)


def source_of(told: Sequence[Piece]) -> str | None:
    """Give the source that is printed."""
    return next((piece.value for piece in told if piece.kind == "source"), None)


def held(told: Sequence[Piece], pattern: str, seam: str, words: str = " ") -> Line:
    """Write each piece by a pattern with `{label}`, `{value}`, `{kind}`; `seam` joins them."""
    if not told:
        return Line()
    markup = seam.join(
        pattern.format(
            label=escape(piece.label, quote=False),
            value=escape(piece.value, quote=False),
            kind=piece.kind,
        )
        for piece in told
    )
    return Line((Said(markup, words.join(piece.words for piece in told)),), source_of(told))


def inline(told: Sequence[Piece], seam: str = " | ") -> Line:
    """Write all in one run of text."""
    return held(told, "{label}{value}", seam, re.sub("&nbsp;|\u3000|<br>", " ", seam))


def spans(told: Sequence[Piece], tag: str = "span", seam: str = "\n", attributes: str = "") -> Line:
    """Write each piece in an element."""
    words = f" {re.sub('<[^>]*>|&nbsp;', ' ', seam)} "
    return held(told, f"<{tag}{attributes}>{{label}}{{value}}</{tag}>", seam, words)


def definitions(told: Sequence[Piece]) -> Line:
    """Write a list of definitions."""
    return held(told, "<dt>{label}</dt><dd>{value}</dd>", "\n")


def cells(told: Sequence[Piece]) -> Line:
    """Write label and value in cells of a row for each."""
    return held(told, '<tr><td class="k">{label}</td><td>{value}</td></tr>', "\n")


def broken(told: Sequence[Piece], tag: str = "span") -> Line:
    """Write the date over two elements and many lines, as one template of the CMS does."""
    if not told:
        return Line()
    (first, *others), month = told, "\n\n\n"
    name, day, year = first.value.replace(",", "").split()
    markup = f"<{tag}>{first.label}{month}{name}\n\n\n\n {day}\n</{tag}>,<{tag}>{year}</{tag}>"
    said = f"{first.label}{name} {day} ,{year}"
    for piece in others:
        markup += f"\n<{tag}>\n\n{escape(piece.words, quote=False)}\n</{tag}>"
        said += f" {piece.words}"
    return Line((Said(markup, said),), source_of(told))


def apart(told: Sequence[Piece], dated: str, named: str) -> Line:
    """Write the date by a pattern with `{label}`, `{value}`, the names by another, elsewhere."""
    if not told:
        return Line()
    first, *others = told
    parts = held([first], dated, "").parts
    if others:
        parts += held(others, named, "\n").parts
    return Line(parts, source_of(told))


def one(told: Sequence[Piece], pattern: str) -> Line:
    """Write one run of text, held by a pattern with `{}`."""
    line = inline(told)
    if not line.parts:
        return line
    return Line((Said(pattern.format(line.markup), line.parts[0].words),), line.source)


def as_filed(article: Article) -> Line:
    """Print the date line in the words and the markup in which it was filed."""
    line = article.dateline
    return Line((Said(line.published, line.raw),)) if line.raw else Line()
