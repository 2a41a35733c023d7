"""One clean spelling of what was published, with not a letter less."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import ftfy
from ftfy.badness import is_bad

from usstnews.items import File, Image, Link
from usstnews.text.digest import content_digest

if TYPE_CHECKING:
    from usstnews.items import Article

NO_BREAK = re.compile("[\u00a0\u202f]")
# Joiners are letters of a kind in Arabic and Indic scripts, and make one picture of several emoji.
_JOINED = (
    "[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af"
    "\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]"
)
ZERO_WIDTH = re.compile(
    "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    f"|(?<!{_JOINED})[\u200c\u200d]|[\u200c\u200d](?!{_JOINED})"
)
TURNED = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
TEXT = re.compile(r"(?:(?<=>)|^)[^<>]+")
NEWLINE = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
LOST = re.compile("[\0\ud800-\udfff]")
BLANKS = re.compile(r"[^\S\t\n]+")
# What any mojibake of UTF-8 has: a first byte and a second, as Windows-1252 or Latin-1 shows them.
MISREAD = re.compile("[\u00c2-\u00f4][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
CELL = re.compile(r" *\t *")


class Cleaning(NamedTuple):
    """A clean article, and how many characters of each sort were mended."""

    article: Article
    counts: Counter[str]


def repair(text: str) -> str:
    r"""Undo mojibake, only where it is certain.

    It is when the whole text, written back as Windows-1252 or Latin-1, is valid UTF-8: correct
    curly quotes and Chinese never are.

    >>> repair("People\u00e2\u20ac\u2122s 40 m\u00c2\u00b2"), repair("“Happy USST” — Ä")
    ('People’s 40 m²', '“Happy USST” — Ä')
    """
    if not MISREAD.search(text) or not is_bad(text):
        return text
    fixed = ftfy.fix_encoding(text)
    written = fixed.encode("utf-8", "surrogatepass")
    for encoding in ("sloppy-windows-1252", "latin-1"):
        try:
            if fixed != text and text.encode(encoding) == written:
                return fixed
        except UnicodeEncodeError:
            continue
    return text


def clean_text(text: str) -> str:
    r"""Clean paragraphs: parted by one blank line, with single blanks, nothing invisible.

    >>> clean_text("One\u00a0 two\u200b \n\n\n three\tfour ")
    'One two\n\nthree\tfour'
    """
    while (cleaner := _paragraphs(clean_characters(text))) != text:
        text = cleaner
    return text


def clean_line(text: str) -> str:
    """Clean what stands on one line: titles, names, captions.

    >>> clean_line(" A Month(July/ August)  of\u00a0USST ")
    'A Month(July/ August) of USST'
    """
    return " ".join(clean_text(text).split())


def clean_characters(text: str) -> str:
    r"""Mend single characters, and leave blanks as they are but for one spelling of each.

    >>> clean_characters("A\0B\u200bC\u00adD")
    'A\ufffdBCD'
    """
    # Taking out a character may join others to something that is to be mended in its turn.
    while (cleaner := _characters(text)) != text:
        text = cleaner
    return text


def clean_markup(html: str) -> str:
    r"""Mend what no text may hold; in words also mojibake and marks that turn their direction.

    Blanks, invisible letters, tags and addresses stay as published.

    >>> clean_markup('<p title="\u202e">\u202eA 40 m\u00c2\u00b2</p>')
    '<p title="\u202e">A 40 m²</p>'
    """
    html = CONTROL.sub("", LOST.sub("\ufffd", html))
    if MISREAD.search(html) or TURNED.search(html):
        html = TEXT.sub(lambda match: repair(TURNED.sub("", match[0])), html)
    return html.strip()


def _characters(text: str) -> str:
    """Mend single characters, once."""
    text = NEWLINE.sub("\n", LOST.sub("\ufffd", text))
    if MISREAD.search(text):
        text = "\n".join(map(repair, text.split("\n")))
    text = ZERO_WIDTH.sub("", CONTROL.sub("", NO_BREAK.sub(" ", text)))
    return unicodedata.normalize("NFC", text)


def _paragraphs(text: str) -> str:
    """Set lines and paragraphs: blank lines part paragraphs, tabs part cells."""
    paragraphs: list[list[str]] = [[]]
    for line in text.split("\n"):
        tidy = CELL.sub("\t", BLANKS.sub(" ", line)).strip(" ").rstrip("\t")
        if tidy:
            paragraphs[-1].append(tidy)
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)


def count_dirt(text: str) -> Counter[str]:
    r"""Count the characters of a text that cleaning takes out or replaces.

    >>> sorted(count_dirt("a\u00a0b\u200b\0").items())
    [('lost', 1), ('no_break_spaces', 1), ('zero_width', 1)]
    """
    sorts = {
        "no_break_spaces": NO_BREAK,
        "zero_width": ZERO_WIDTH,
        "control": CONTROL,
        "lost": LOST,
    }
    counts = Counter({name: len(found.findall(text)) for name, found in sorts.items()})
    if MISREAD.search(text):
        counts["mojibake"] = sum(repair(line) != line for line in text.split("\n"))
    return +counts


def clean(article: Article) -> Cleaning:
    """Clean every word of an article, digest what it says, and count what was mended."""
    cleaned = replace(
        article,
        title=clean_line(article.title),
        published_raw=_maybe(article.published_raw),
        authors=_lines(article.authors),
        copyeditors=_lines(article.copyeditors),
        unit=_maybe(article.unit),
        source=_maybe(article.source),
        breadcrumb=_lines(article.breadcrumb),
        section=_maybe(article.section),
        text=clean_text(article.text),
        html=clean_markup(article.html),
        keywords=_lines(article.keywords),
        images=[
            Image(each.url, clean_line(each.alt), _maybe(each.caption), each.md5)
            for each in article.images
        ],
        files=[File(each.url, _maybe(each.name)) for each in article.files],
        links=[Link(each.url, clean_line(each.text)) for each in article.links],
    )
    counts = count_dirt(article.title) + count_dirt(article.text)
    counts["articles_changed"] = int(cleaned != article)
    return Cleaning(replace(cleaned, digest=content_digest(cleaned)), +counts)


def clean_article(article: Article) -> Article:
    """Clean every word of an article, and digest what it says."""
    return clean(article).article


def _maybe(text: str | None) -> str | None:
    """Clean a line that may be missing; one with nothing left is missing too."""
    return clean_line(text) or None if text else None


def _lines(texts: list[str]) -> list[str]:
    """Clean lines, and drop those with nothing left."""
    return [line for line in map(clean_line, texts) if line]
