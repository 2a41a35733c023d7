"""Cleaning: what it takes out, and that it takes out no more."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
import zlib
from collections import Counter
from dataclasses import replace
from html import escape, unescape

import pytest
from dirty import any_words
from hypothesis import given, settings
from hypothesis import strategies as st

from usstnews.items import Article, File, Image, Link, Video
from usstnews.replica import Replica
from usstnews.text.clean import (
    clean,
    clean_article,
    clean_characters,
    clean_line,
    clean_markup,
    clean_text,
)
from usstnews.text.digest import content_digest, local_digest

LOST = re.compile("[\0\ud800-\udfff]")
C1 = re.compile("[\x80-\x9f]")
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
        ("\u3000\u3000张柳\u3000李锐。\n\u3000二", "张柳 李锐。\n二"),
        ("People\x92s", "People’s"),
        ("Peopleâ\u200b€™s", "People’s"),
        ("葛\U000e0100 ☃\ufe0e \ue000 \ufffc \ufffd", "葛\U000e0100 ☃\ufe0e \ue000 \ufffc \ufffd"),
    ],
)
def test_text_is_spelt_in_one_way(published: str, clean_spelling: str) -> None:
    """Blanks, lines and invisible characters are settled; punctuation stays as published."""
    assert clean_text(published) == clean_spelling


@given(any_words)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """What is clean is left alone, by every function that cleans."""
    for cleaned in (clean_text, clean_line, clean_characters, clean_markup):
        once = cleaned(text)
        assert cleaned(once) == once, cleaned
    assert clean_text(clean_line(text)) == clean_line(text)
    assert clean_characters(clean_text(text)) == clean_text(text)


@given(any_words)
def test_nothing_that_a_reader_sees_is_removed(text: str) -> None:
    """Of a text that is no mojibake, all but blanks, controls and format characters comes out as it
    went in, in its order: every letter, digit, mark, sign and point.
    """
    read = LOST.sub("\ufffd", C1.sub(lambda match: unescape(f"&#{ord(match[0])};"), text))
    for cleaned in (clean_text, clean_line, clean_characters):
        counts = Counter[str]()
        words = cleaned(text, counts)
        if not counts["mojibake"]:
            assert seen(words) == seen(read), cleaned


@given(any_words)
def test_markup_loses_nothing_but_what_no_text_may_hold(text: str) -> None:
    """In tags and words, with its blanks; only blanks of HTML go from both ends."""
    read = LOST.sub("\ufffd", C1.sub(lambda match: unescape(f"&#{ord(match[0])};"), text))
    blank = [char for char in read if char.isspace() and char not in "\x1c\x1d\x1e\x1f\x85"]
    counts = Counter[str]()
    html = f'<p title="{escape(text)}">{escape(text)}</p>'
    cleaned = clean_markup(html, counts)
    if not counts["mojibake"]:
        assert seen(cleaned) == seen(f'<p title="{escape(read)}">{escape(read)}</p>')
        assert [char for char in cleaned if char.isspace()] == [" ", *blank, *blank]


def seen(text: str) -> str:
    """Give the characters that a reader sees, whose categories are neither C nor Z, marks and
    letters apart: what stood between a letter and its mark may be gone.
    """
    shown = (char for char in text if unicodedata.category(char)[0] not in "CZ")
    return unicodedata.normalize("NFD", "".join(shown))


@given(any_words)
def test_clean_text_can_be_stored(text: str) -> None:
    """UTF-8 and XML can hold it, but for noncharacters; its lines and blanks have one spelling."""
    cleaned = clean_text(text)
    assert cleaned.encode().decode() == cleaned
    assert not {char for char in cleaned if unicodedata.category(char) in {"Cc", "Zs"}} - set(
        " \n\t"
    )
    assert cleaned.splitlines() == cleaned.split("\n") or not cleaned
    assert not re.search(r"  |\n{3}|[ \t]\n|\n |^[ \n]|[ \t\n]$", cleaned)
    line = clean_line(text)
    assert line == " ".join(line.split())


lines = st.lists(any_words, max_size=2)
dirty_articles = st.builds(
    replace,
    st.just(ARTICLE),
    title=any_words,
    published_raw=st.none() | any_words,
    authors=lines,
    unit=st.none() | any_words,
    breadcrumb=lines,
    text=any_words,
    html=any_words.map("<p>{}</p>".format) | any_words,
    images=st.lists(st.builds(Image, st.just("https://h.cn/a.png"), any_words, any_words)),
    files=st.lists(st.builds(File, st.just("https://h.cn/a.pdf"), st.none() | any_words)),
    links=st.lists(st.builds(Link, st.just("https://h.cn/"), any_words)),
)


@settings(max_examples=50)
@given(dirty_articles)
def test_a_clean_article_stays_as_it_is(article: Article) -> None:
    """In every field, its digest too; then there is nothing to count, and its line can be read."""
    cleaned = clean_article(article)
    assert clean(cleaned) == (cleaned, {})
    assert Article.from_json(cleaned.to_json().encode()) == cleaned


def test_an_article_is_cleaned_in_every_field_and_counted() -> None:
    """Each word of an article is clean, and where each rule had work is counted once."""
    dirty = replace(
        ARTICLE,
        title=" A\u00a0title\u200b ",
        text="One\u00a0two\0",
        html="<p>One\u00a0two\0</p>",
        authors=[" Zhang  Liu ", "\u200b"],
        breadcrumb=["Home\u00a0"],
        unit=" \u00a0",
        images=[Image("https://h.cn/a.png", " alt ", " A\u00a0caption ")],
        files=[File("https://h.cn/a.pdf", "Report\u00a0.pdf")],
        links=[Link("https://h.cn/", " the  site ")],
    )
    article, counts = clean(dirty)
    assert (article.title, article.text) == ("A title", "One two\ufffd")
    assert article.html == "<p>One\u00a0two\ufffd</p>"
    assert (article.authors, article.unit, article.breadcrumb) == (["Zhang Liu"], None, ["Home"])
    assert article.images == [Image("https://h.cn/a.png", "alt", "A caption")]
    assert article.files == [File("https://h.cn/a.pdf", "Report .pdf")]
    assert article.links == [Link("https://h.cn/", "the site")]
    assert counts == {"no_break_spaces": 6, "zero_width": 2, "lost": 1, "blanks": 3, "edges": 7}


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
