"""Cleaning on the real pages: what it changes there, and that it changes nothing else."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import pytest
from dirty import ENCODINGS
from real import PAGES, SITE, needs_pages, needs_site, real_pages

from usstnews.extract import NotAnArticle, decode, extract, parse
from usstnews.sites import VSB, origin
from usstnews.text.clean import clean, clean_text
from usstnews.text.mojibake import repair

if TYPE_CHECKING:
    from usstnews.items import Article

pytestmark = [needs_site, needs_pages]


@cache
def raw_articles() -> list[Article]:
    """Read every article of the mirror and of the saved pages, their words as they are."""
    at = {
        VSB.at("https://sz1cz.gusuedu.cn/").base_url + file.relative_to(SITE).as_posix(): file
        for file in sorted(SITE.glob("info/*/*.htm"))
    }
    at |= {page.url: PAGES / page.file for page in real_pages()}
    articles = []
    for url, file in at.items():
        site = VSB.at(origin(url))
        try:
            articles.append(extract(parse(decode(file.read_bytes()), url, site), site))
        except NotAnArticle:
            continue
    assert len(articles) > 370
    return articles


def seen(text: str) -> list[str]:
    """List what a reader sees of a text, without its blanks."""
    return [char for char in unicodedata.normalize("NFC", text) if not char.isspace()]


def test_real_words_lose_nothing() -> None:
    """But for blanks, what these pages say comes out as it stands there: they have no dirt else."""
    for raw in raw_articles():
        article = clean(raw).article
        assert seen(article.text) == seen(raw.text), raw.url
        assert seen(article.title) == seen(raw.title), raw.url
        assert seen(article.html) == seen(raw.html), raw.url
        assert clean(article) == (article, {}), raw.url


def test_real_pages_need_few_rules() -> None:
    """Only blanks, edges and no-break spaces have work here, as the docs say."""
    changed = Counter(name for raw in raw_articles() for name in clean(raw).counts)
    assert set(changed) == {"edges", "blanks", "no_break_spaces"}
    assert max(changed.values()) < len(raw_articles()) / 5


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_real_lines_that_are_read_wrongly_come_back(encoding: str) -> None:
    """Nearly all do and none as another; what was read rightly is not touched."""
    lines = {line for article in raw_articles() for line in article.text.split("\n")}
    lines = {line for line in lines if not line.isascii()}
    assert all(repair(line) == line for line in lines)
    misread = {line: line.encode().decode(encoding) for line in lines}
    assert all(repair(read) in {line, read} for line, read in misread.items())
    came_back = sum(repair(read) == line for line, read in misread.items())
    assert came_back > 0.9 * len(lines) > 1000


def test_all_text_of_all_pages_is_stable() -> None:
    """Also menus, scripts and source as text: to clean it twice is to clean it once."""
    for page in real_pages():
        source = decode(page.read())
        once = clean_text(source)
        assert clean_text(once) == once
        assert seen(once.replace("\u200d", "")) == seen(
            source.translate(dict.fromkeys(map(ord, "\u200b\u200d\ufeff")))
        )
