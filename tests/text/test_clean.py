"""Cleaning: what it takes out, and that it takes out no more."""

from __future__ import annotations

import hashlib
import json
import unicodedata
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usstnews.items import Article, File, Image, Link, Video
from usstnews.replica import Replica
from usstnews.text.clean import (
    clean,
    clean_article,
    clean_line,
    clean_text,
    count_dirt,
    repair,
)
from usstnews.text.digest import content_digest, local_digest

# The first bytes of UTF-8 as Latin-1 shows them: only they begin what a repair would rewrite.
MISREADABLE = "".join(map(chr, range(0xC2, 0xF5)))
anything = st.text(st.characters(codec=None))
ARTICLE = Article("usst", 2065, 1023, "https://en.usst.edu.cn/info/1023/2065.htm")


@pytest.mark.parametrize(
    ("published", "clean_spelling"),
    [
        ("of\u00a0\u00a0 USST", "of USST"),
        ("One \n two", "One\ntwo"),
        ("One\n \u3000\n\n\nTwo", "One\n\nTwo"),
        ("\u200bz\u200de\ufeffro\u2060", "zero"),
        (
            "\U0001f468\u200d\U0001f469 می\u200cخ क्\u200dष x\u200d\u200cم",
            "\U0001f468\u200d\U0001f469 می\u200cخ क्\u200dष xم",
        ),
        ("co\u00adop\x07er\x1bate", "cooperate"),
        ("A\0B\ud800C", "A\ufffdB\ufffdC"),
        ("cafe\u0301", "café"),
        ("No.\tTeam\t\n1 \t A\u00a0B\t3", "No.\tTeam\n1\tA B\t3"),
        ("“Happy USST”—the ‘Song’ ...... 3,200㎡", "“Happy USST”—the ‘Song’ ...... 3,200㎡"),
        ("张柳，（中文）。", "张柳，（中文）。"),
        ("a\r\nb\u2028c", "a\nb\nc"),
    ],
)
def test_text_is_spelt_in_one_way(published: str, clean_spelling: str) -> None:
    """Blanks, lines and invisible characters are settled; punctuation stays as published."""
    assert clean_text(published) == clean_spelling


@pytest.mark.parametrize("text", ["People’s — “über” 40 m² · 张柳", "naïve façade", "SÃO PAULO"])
def test_mojibake_is_undone_where_it_is_certain(text: str) -> None:
    """Text misread as Windows-1252 comes back as it was, and correct text stays."""
    assert repair(text) == text
    misread = "People’s Olé".encode().decode("windows-1252")
    assert repair(misread) == "People’s Olé"


@given(anything)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """Clean text is left alone."""
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(st.text(st.characters(codec=None, exclude_characters=MISREADABLE)))
def test_no_letter_or_digit_is_removed(text: str) -> None:
    """Letters and digits come out as they went in, in their order."""
    assert letters(clean_text(text)) == letters(text)
    assert letters(clean_line(text)) == letters(text)


def letters(text: str) -> list[str]:
    """List the letters and digits of a text, marks taken off them."""
    return [char for char in unicodedata.normalize("NFD", text) if char.isalnum()]


@given(anything)
def test_clean_text_can_be_stored(text: str) -> None:
    """Nothing is left that UTF-8 cannot hold, or that no reader sees."""
    cleaned = clean_text(text)
    assert cleaned.encode().decode() == cleaned
    assert not count_dirt(cleaned)


def test_an_article_is_cleaned_in_every_field_and_counted() -> None:
    """Each word of an article is clean, and what was mended is told by sort."""
    dirty = replace(
        ARTICLE,
        title=" A\u00a0title\u200b ",
        text="One\u00a0two\0",
        authors=[" Zhang  Liu ", "\u200b"],
        breadcrumb=["Home\u00a0"],
        unit=" \u00a0",
        images=[Image("https://h.cn/a.png", " alt ", " A\u00a0caption ")],
        files=[File("https://h.cn/a.pdf", "Report\u00a0.pdf")],
        links=[Link("https://h.cn/", " the  site ")],
    )
    article, counts = clean(dirty)
    assert (article.title, article.text) == ("A title", "One two\ufffd")
    assert (article.authors, article.unit, article.breadcrumb) == (["Zhang Liu"], None, ["Home"])
    assert article.images == [Image("https://h.cn/a.png", "alt", "A caption")]
    assert article.files == [File("https://h.cn/a.pdf", "Report .pdf")]
    assert article.links == [Link("https://h.cn/", "the site")]
    assert counts == {"no_break_spaces": 2, "zero_width": 1, "lost": 1, "articles_changed": 1}


def test_the_digest_is_over_what_is_said() -> None:
    """Words and media change the digest; places, ids and keywords do not."""
    said = content_digest(ARTICLE)
    stands = replace(ARTICLE, id=1, column=2, url="http://x/", keywords=["k"], links=[Link("u")])
    assert content_digest(stands) == said
    for changed in (
        replace(ARTICLE, title="T"),
        replace(ARTICLE, published_raw="May 24, 2019"),
        replace(ARTICLE, text="t"),
        replace(ARTICLE, images=[Image("https://h.cn/a.png")]),
        replace(ARTICLE, files=[File("https://h.cn/a.png")]),
        replace(ARTICLE, videos=[Video("https://h.cn/a.png")]),
    ):
        assert content_digest(changed) != said


def test_a_medium_is_known_by_its_digest_or_its_path() -> None:
    """The host of a medium is not in the digest, nor is its path where the URL states an MD5."""
    path = "/__local/8/2D/02/FC81249B9542AD2196AE37C97FA_9A6586AB_17DFD.png"
    stated = local_digest(path)
    assert stated is not None
    here, there = (
        replace(ARTICLE, images=[Image(f"https://{host}", md5=stated.md5)])
        for host in (f"h.cn{path}", f"x.cn{path}?e=.png")
    )
    assert content_digest(here) == content_digest(there)
    files = [replace(ARTICLE, files=[File(f"https://{at}")]) for at in ("a/f.pdf", "b/f.pdf")]
    assert content_digest(files[0]) == content_digest(files[1])
    other = replace(ARTICLE, files=[File("https://a/f.pdf?v=2")])
    assert content_digest(other) != content_digest(files[0])


def test_the_digest_is_a_known_one() -> None:
    """The digest of an article is SHA-256 over JSON that anyone can write."""
    import hashlib

    said = {
        "files": [],
        "images": [],
        "published_raw": None,
        "text": "é",
        "title": "",
        "videos": [],
    }
    spelt = json.dumps(said, separators=(",", ":"), ensure_ascii=False)
    want = hashlib.sha256(spelt.encode()).hexdigest()
    assert clean_article(replace(ARTICLE, text="é")).digest == f"sha256:{want}"


def test_the_stated_digest_is_that_of_the_file() -> None:
    """MD5, CRC-32 and size in a URL are those of the bytes that a site serves under it."""
    base = "http://127.0.0.1/"
    replica = Replica(articles=60, seed=1)
    urls = {
        image["url"]
        for article in replica.truth(base)["articles"]
        for image in article["images"]
        if image["url"].startswith(f"{base}__local/")
    }
    for url in urls:
        body = replica.answer("/" + url.removeprefix(base), base).body
        measured = (hashlib.md5(body).hexdigest().upper(), zlib.crc32(body), len(body))
        assert local_digest(url) == measured
    assert len(urls) > 10
