"""No page may stop a crawl: whatever it holds, it is read or refused by name."""

from __future__ import annotations

import codecs
import gzip
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printed import printed_days
from real import PAGES, SITE, needs_site, real_pages

from usstnews.extract import (
    NotAnArticle,
    decode,
    extract,
    extract_article,
    extract_listing,
    menu_links,
    neighbours,
    parse,
    parse_dateline,
)
from usstnews.extract.dates import parse_listed
from usstnews.extract.reading import read as answered
from usstnews.replica import Replica
from usstnews.sites import USST

URL = "https://en.usst.edu.cn/info/1023/2065.htm"
REAL = [page.read() for page in real_pages()]
REPLICA = Replica(articles=60, seed=1)
MADE = [
    REPLICA.answer(slot.paths[0], USST.base_url).body
    for slot in REPLICA.roll.by_id.values()
    if slot.readable
]
WHOLE = REAL + MADE
PIECES = [
    *("<form name=_newscontent_fromname>", "</form>", "<div id=vsb_content>", "</div>"),
    *("<div class=v_news_content>", "<p style='text-align:center'>", "</p>", "<img src=a.png>"),
    *("<img data-src='http://[' src=''>", "<a href='http://['>", "<a href='//h:x/info/1/2.htm'>"),
    *("<a href='../info/1023/7.htm' title=T>", "<a href=download.jsp?a=1>", "<table>", "<tr>"),
    *("<td>", "</table>", "<ul>", "<li id=line_u1_0>", "<br>", "<br>", "<pre>", "<figure>"),
    *("<figcaption>", "<span hidden>", "<script>showVsbpdfIframe('/a.pdf')</script>", "<iframe"),
    *("<script>_jsq_(1,'/a.jsp',7,1)</script>", "<script>_jsq_(1,'/a.jsp',-1,1)</script>"),
    *("<div class=pb_sys_common>", "<span class=p_next><a href=1.htm>", "<title>", "</title>"),
    *("<body >", "January 3, 2020", " | By ", "上一条：", "当前位置：", "正文", "Related articles"),
    *("<meta name=keywords content=','>", "<base href='http://['>", "\0", "\ud800", "&#0;", ">>"),
    *("<style>.a{display:none}</style>", "<p class=a>", "<span style='display:block'>", "<dialog>"),
    *(
        "<td rowspan=9 colspan=9>",
        "<tr>",
        "<thead>",
        "<caption>",
        "<dl><dt>",
        "<ruby><rp>(",
        "<hr>",
    ),
    *("<p style='white-space:pre'>", "<i style='font-size:0'>", "<select><option>", "<details>"),
    *("<div id=div_vote_id>", "附件【", "<h1>", "</h1>", "<td><p>", "<html lang='zh-CN'>", "2020"),
]
pieces = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map("".join)
anything = st.text(st.characters(codec=None)) | pieces


def as_bytes(pieces: list[str]) -> bytes:
    """Put pieces of a page together."""
    return "".join(pieces).encode("utf-8", "surrogatepass")


def spliced(body: bytes, rng: Random) -> str:
    """Go on with another page in the middle of one."""
    other = rng.choice(WHOLE)
    return decode(body[: rng.randrange(len(body))] + other[rng.randrange(len(other)) :])


def shuffled(body: bytes, rng: Random) -> str:
    """Put the tags of a page, with the words behind each, in any order."""
    pieces = decode(body).split("<")
    rng.shuffle(pieces)
    return "<".join(pieces)


def in_other_order(body: bytes, rng: Random) -> str:
    """Put the blocks of a page in any order."""
    pieces = decode(body).split("<div")
    rng.shuffle(pieces)
    return "<div".join(pieces)


def garbled(body: bytes, rng: Random) -> str:
    """Change one byte in a hundred."""
    broken = bytearray(body)
    for _ in range(len(body) // 100 + 1):
        broken[rng.randrange(len(body))] = rng.randrange(256)
    return decode(bytes(broken))


def misread(body: bytes, rng: Random) -> str:
    """Decode a page as its server wrongly states."""
    charsets = ("gbk", "utf-16", "utf-32", "latin-1", "shift_jis", "utf-7", "iso-2022-jp", "none")
    return decode(body, f"text/html; charset={rng.choice(charsets)}")


def twice(body: bytes, rng: Random) -> str:
    """Encode a page that was already misread."""
    wrong = body.decode(rng.choice(("latin-1", "cp437", "gb18030")), "replace")
    return decode(wrong.encode("utf-8"))


def marked(body: bytes, rng: Random) -> str:
    """Begin with the byte order mark of any encoding, or with two, and strew NULs in."""
    marks = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE)
    at = rng.randrange(len(body))
    return decode(rng.choice(marks) * rng.choice((1, 2)) + body[:at] + b"\0\0" + body[at:])


def packed(body: bytes, rng: Random) -> str:
    """Leave a page packed, or begin with one that is."""
    gzipped = gzip.compress(body, mtime=0)
    return decode(gzipped + rng.choice((b"", body)))


def repeated(body: bytes, rng: Random) -> str:
    """Say one part of a page fifty times."""
    start, end = sorted(rng.randrange(len(body)) for _ in range(2))
    return decode(body[:start] + body[start : min(end, start + 2000)] * 50 + body[end:])


Damage = Callable[[bytes, Random], str]
DAMAGE: list[Damage] = [
    *(spliced, shuffled, in_other_order, garbled, misread, twice, marked, packed, repeated),
]


def read(html: str) -> None:
    """Read a page as everything that a crawl takes it for."""
    page = parse(html, URL, USST)
    extract_listing(page, USST)
    menu_links(page, USST)
    neighbours(page, USST)
    try:
        article = extract_article(html, URL)
    except NotAnArticle:
        return
    assert article.digest.startswith("sha256:")
    assert article.to_json().encode()
    assert article.published is None or article.published in printed_days(html)


@given(anything)
def test_any_text_is_read_or_refused_by_name(html: str) -> None:
    """Nothing but `NotAnArticle` is raised, and no date that is not printed."""
    read(html)


@given(st.binary() | st.sampled_from(WHOLE), st.text(max_size=30) | st.none())
def test_any_bytes_are_decoded(body: bytes, content_type: str | None) -> None:
    """No byte and no header stops decoding."""
    assert isinstance(decode(body, content_type), str)


@settings(max_examples=150)
@given(st.data())
def test_cut_pages_are_read_or_refused_by_name(data: st.DataObject) -> None:
    """A page that ends anywhere, or lacks a piece, is read as far as it goes."""
    body = data.draw(st.sampled_from(WHOLE))
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(body))] * 2)))
    read(decode(body[:end] if data.draw(st.booleans()) else body[:start] + body[end:]))


@settings(max_examples=40)
@given(st.sampled_from(DAMAGE), st.integers(0, 1 << 32))
def test_damaged_pages_are_read_or_refused_by_name(damage: Damage, seed: int) -> None:
    """A page is spliced, shuffled, garbled or mis-decoded, and still read or refused."""
    rng = Random(seed)
    read(damage(rng.choice(WHOLE), rng))


@pytest.mark.slow
@pytest.mark.timeout(900)
@needs_site
def test_every_real_page_may_be_damaged_in_every_way() -> None:
    """All pages of the mirrored site, all single ones and the replica's, each in each way."""
    files = [*SITE.rglob("*.htm"), *PAGES.glob("*.html")]
    assert len(files) > 600
    rng = Random(5)
    for body in (*(file.read_bytes() for file in files), *MADE):
        for damage in DAMAGE:
            read(damage(body, rng))


@pytest.mark.slow
@settings(max_examples=3000)
@given(st.binary(max_size=2000) | st.lists(st.sampled_from(PIECES), max_size=300).map(as_bytes))
def test_any_bytes_are_read_or_refused_by_name(body: bytes) -> None:
    """Whatever bytes answer, at any length and in any order of tags."""
    read(decode(body))
    answered(body, "text/html", URL, 200, USST)


@pytest.mark.no_cover
@pytest.mark.parametrize("wide", ["", " rowspan=99999999999 colspan=99999999999", " rowspan=50"])
def test_tables_of_any_width_are_read(wide: str) -> None:
    """Thousands of cells that claim to span the world, nested and bare."""
    row = f"<tr><td{wide}>a</td><td{wide}><table><tr><td>b</td></tr></table></td></tr>"
    cells = f"<tr>{f'<td{wide}>a</td>' * 3000}</tr>"
    for inner in (row * 300, cells, f"<table>{row}" * 300):
        html = f"<form name=_newscontent_fromname><div class=v_news_content><table>{inner}</table>"
        read(html)
        assert "a" in extract_article(html, URL).text


@pytest.mark.parametrize("char", [*map(chr, range(1, 0xA0)), "\u2028", "\ufffe", "\uffff"])
def test_any_character_may_stand_anywhere(char: str) -> None:
    """Also those that a parser lets in, and that no tree may be given."""
    page = "<form name=_newscontent_fromname><h1>T</h1><div class=v_news_content>{}</form>"
    for each in (char, f"&#{ord(char)};"):
        for attribute in ("<img src='a{}b.png'", "<a href='a{}b'>x", "<a href='mailto:a{}b'>x"):
            read(page.format(attribute.format(each)))
        link = f"附件【<a href=download.jsp>{each}</a>】{each}"
        read(page.format(f"<p>{each}{link}已下载<i>{each}</i>次{each}</p>"))
        read(f"<title>T</title><h1>T</h1>May 3, 2020<br>{each}Bare{each}<p>{'Words. ' * 60}</p>")
        read(page.format(f"<img src=a.png alt='a{each}b'><p style='{each}' title='{each}'>"))


@given(anything)
def test_any_line_may_be_a_date_line(text: str) -> None:
    """A date line is one line, and a date is read or not."""
    line = parse_dateline(text)
    assert line.raw is None or "\n" not in line.raw
    parse_listed(text)


def test_no_page_nests_too_deep() -> None:
    """Thousands of nested elements are read without recursion."""
    for tag in ("div", "span", "table><tr><td", "ul><li", "b style='display:block'"):
        deep = f"<{tag}>" * 5000 + "deep"
        html = f"<form name=_newscontent_fromname><div class=v_news_content>Top{deep}</form>"
        page = parse(html, URL, USST)
        assert extract(page, USST).text.split() in (["Top", "deep"], ["Topdeep"])
        read(html)


@pytest.mark.parametrize(
    "inner",
    [
        "<div>" * 100_000 + "end",
        "<p style='display:none'>" * 100_000 + "end",
        "<table><tr><td>" * 30_000 + "end",
        f"<p title='{'x' * 5_000_000}' style='{'y:z;' * 500_000}'>end",
        f"<a href='{'a/../' * 500_000}'>link</a><img src='{'../' * 500_000}a.png'>end",
        f"<p {' '.join(f'a{number}=1' for number in range(10_000))}>end",
        "word " * 2_000_000 + "end",
        "字" * 3_000_000 + " end",
        " " * 10_000_000 + "end",
        "<br>" * 300_000 + "end",
        "附件" + " " * 1_000_000 + "<a href=download.jsp>x</a> end",
        "<style>p{display:none" + "@a" * 200_000 + "</style>end",
        f"<style>{'.a' * 100_000}{{display:none}}</style>end",
    ],
    ids=lambda inner: f"{inner[:12]} {len(inner)}",
)
def test_pages_may_be_of_any_size(inner: str) -> None:
    """Millions of characters in one line, one attribute or one rule; as many levels as tags.

    A time that grew with the square of any of them would not end.
    """
    html = f"<form name=_newscontent_fromname><h1>T</h1><div class=v_news_content>{inner}</form>"
    assert extract_article(html, URL).text.endswith("end") != ("display:none'" in inner)


def test_the_real_pages_are_at_hand_or_not_together() -> None:
    """Either all of the real data is there, or none, so that no test passes on half of it."""
    assert PAGES.is_dir() == SITE.is_dir() == bool(REAL)
