"""No page may stop a crawl: whatever it holds, it is read or refused by name."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from real import PAGES, SITE, real_pages

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
from usstnews.sites import USST

URL = "https://en.usst.edu.cn/info/1023/2065.htm"
REAL = [page.read() for page in real_pages()]
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
    *("<div id=div_vote_id>", "附件【", "<h1>", "</h1>", "<td><p>", "<html lang='zh-CN'>", "2020"),
]
pieces = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map("".join)
anything = st.text(st.characters(codec=None)) | pieces


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
    if article.published:
        digits = re.findall("[0-9]+", html.replace("&#", " "))
        assert any(str(article.published.year) in each for each in digits)
        assert any(int(each) == article.published.day for each in digits if len(each) < 9)


@given(anything)
def test_any_text_is_read_or_refused_by_name(html: str) -> None:
    """Nothing but `NotAnArticle` is raised, and no date that is not printed."""
    read(html)


@given(st.binary() | st.sampled_from(REAL or [b""]), st.text(max_size=30) | st.none())
def test_any_bytes_are_decoded(body: bytes, content_type: str | None) -> None:
    """No byte and no header stops decoding."""
    assert isinstance(decode(body, content_type), str)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_cut_pages_are_read_or_refused_by_name(data: st.DataObject) -> None:
    """A page that ends anywhere, or lacks a piece, is read as far as it goes."""
    body = data.draw(st.sampled_from(REAL or [b"<form name=_newscontent_fromname>"]))
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(body))] * 2)))
    read(decode(body[:end] if data.draw(st.booleans()) else body[:start] + body[end:]))


@given(anything)
def test_any_line_may_be_a_date_line(text: str) -> None:
    """A date line is one line, and a date is read or not."""
    line = parse_dateline(text)
    assert line.raw is None or "\n" not in line.raw
    parse_listed(text)


def test_no_page_nests_too_deep() -> None:
    """Thousands of nested elements are read without recursion."""
    deep = "<div>" * 3000 + "deep" + "</div>" * 3000
    html = f"<form name=_newscontent_fromname><div class=v_news_content>Top{deep}</form>"
    page = parse(html, URL, USST)
    assert extract(page, USST).text == "Top\n\ndeep"


def test_the_real_pages_are_at_hand_or_not_together() -> None:
    """Either all of the real data is there, or none, so that no test passes on half of it."""
    assert PAGES.is_dir() == SITE.is_dir() == bool(REAL)
