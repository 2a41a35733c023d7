"""One clean spelling of what was published, with not a letter less."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from usstnews.items import File, Image, Link
from usstnews.text.digest import digest_of
from usstnews.text.mojibake import may_be_mojibake
from usstnews.text.rules import (
    CHARACTERS,
    LAYOUT,
    ONE_LINE,
    SUSPECT,
    Rule,
)

if TYPE_CHECKING:
    from usstnews.items import Article

__all__ = [
    "Cleaning",
    "clean",
    "clean_article",
    "clean_characters",
    "clean_line",
    "clean_markup",
    "clean_text",
]

WORDS = re.compile(r"(?:(?<=>)|^)[^<>]+")
_SIGNS = "[!-~\u4e00-\u9fff，。：；！？（）《》“”‘’、【】—…·]"
SETTLED = re.compile(rf"(?:{_SIGNS}++(?: {_SIGNS}++)*+)?")
"""A line in which no rule has anything to change, as in nearly all."""
HTML_BLANKS = " \t\n\f\r"
LINE = (*LAYOUT, ONE_LINE)
IN_WORDS = tuple(rule for rule in CHARACTERS if rule.name in {"mojibake", "direction"})
IN_MARKUP = tuple(rule for rule in CHARACTERS if rule.name in {"lost", "windows_1252", "control"})


class Cleaning(NamedTuple):
    """A clean article, and in how many places of its words each rule changed something."""

    article: Article
    counts: Counter[str]


def clean_text(text: str, counts: Counter[str] | None = None) -> str:
    r"""Clean paragraphs: parted by one blank line, with single blanks, nothing invisible.

    What each rule changes is added to `counts`, here and below.

    >>> clean_text("One\u00a0 two\u200b \n\n\n three\tfour ")
    'One two\n\nthree\tfour'
    """
    return _settle(text, LAYOUT, counts)


def clean_line(text: str, counts: Counter[str] | None = None) -> str:
    """Clean what stands on one line: titles, names, captions.

    >>> clean_line(" A Month(July/ August)  of\u00a0USST ")
    'A Month(July/ August) of USST'
    """
    return _settle(text, LINE, counts)


def clean_characters(text: str, counts: Counter[str] | None = None) -> str:
    r"""Mend single characters, and leave runs of blanks as they are.

    >>> clean_characters("A\0B\u200bC\u00adD  E")
    'A\ufffdBCD  E'
    """
    return _settle(text, (), counts)


def clean_markup(html: str, counts: Counter[str] | None = None) -> str:
    r"""Mend what no text may hold; in words also mojibake and marks that turn their direction.

    Blanks, invisible letters, tags and addresses stay as published.

    >>> clean_markup('<p title="\u202e">\u202eA 40 m\u00c2\u00b2</p>')
    '<p title="\u202e">A 40 m²</p>'
    """
    while (cleaner := _markup(html, counts)) != html:
        html = cleaner
    return html


def _settle(text: str, layout: tuple[Rule, ...], counts: Counter[str] | None) -> str:
    """Apply the rules until none has anything to change: to take out a character may join others
    to something that is to be mended in its turn.
    """
    if SETTLED.fullmatch(text):
        return text
    while True:
        before = text
        if not _is_plain(text):
            text = _apply(CHARACTERS, text, counts)
        text = _apply(layout, text, counts)
        if text == before:
            return text


def _is_plain(text: str) -> bool:
    """Tell that no rule for characters has anything to change."""
    return not (
        SUSPECT.search(text) or may_be_mojibake(text) or not unicodedata.is_normalized("NFC", text)
    )


def _apply(rules: Iterable[Rule], text: str, counts: Counter[str] | None) -> str:
    for rule in rules:
        text, changed = rule.mend(text)
        if changed and counts is not None:
            counts[rule.name] += changed
    return text


def _markup(html: str, counts: Counter[str] | None) -> str:
    """Mend markup, once."""
    if SUSPECT.search(html) or may_be_mojibake(html):
        html = WORDS.sub(lambda match: _apply(IN_WORDS, match[0], counts), html)
        html = _apply(IN_MARKUP, html, counts)
    return html.strip(HTML_BLANKS)


def clean(article: Article) -> Cleaning:
    """Clean every word of an article, digest what it says, and count what each rule changed.

    The markup's words are those of the text, and not counted again.
    """
    counts = Counter[str]()

    def line(text: str) -> str:
        return clean_line(text, counts)

    def maybe(text: str | None) -> str | None:
        """Clean a line that may be missing; one with nothing left is missing too."""
        return line(text) or None if text else None

    def lines(texts: list[str]) -> list[str]:
        """Clean lines, and drop those with nothing left."""
        return [cleaned for cleaned in map(line, texts) if cleaned]

    title, raw = line(article.title), maybe(article.published_raw)
    text = clean_text(article.text, counts)
    images = [
        Image(each.url, line(each.alt), maybe(each.caption), each.md5) for each in article.images
    ]
    files = [File(each.url, maybe(each.name)) for each in article.files]
    cleaned = replace(
        article,
        title=title,
        published_raw=raw,
        authors=lines(article.authors),
        copyeditors=lines(article.copyeditors),
        unit=maybe(article.unit),
        source=maybe(article.source),
        breadcrumb=lines(article.breadcrumb),
        section=maybe(article.section),
        text=text,
        html=clean_markup(article.html),
        keywords=lines(article.keywords),
        images=images,
        files=files,
        links=[Link(each.url, line(each.text)) for each in article.links],
        digest=digest_of(
            title=title,
            published_raw=raw,
            text=text,
            images=images,
            files=files,
            videos=article.videos,
        ),
    )
    return Cleaning(cleaned, counts)


def clean_article(article: Article) -> Article:
    """Clean every word of an article, and digest what it says."""
    return clean(article).article
