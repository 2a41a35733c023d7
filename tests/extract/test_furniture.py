"""What stands in a body and is not the article's, and what only looks so; pages of odd shapes."""
# ruff: noqa: E501  (a page in one line reads better than in three)

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest
from bodies import CENTRED, HOST, read

from usstnews.items import Link

ATTACHED = (
    "附件【<a href='/system/_content/download.jsp?wbfileid=7'>a.docx</a>】已下载"
    "<span id='nattach7'><script>getClickTimes(7)</script></span>次"
)


@pytest.mark.parametrize(
    ("body", "text", "html"),
    [
        (f"<p>By May 3. {ATTACHED} Please hand in.</p>", "By May 3. Please hand in.", "<p>By May 3.  Please hand in.</p>"),
        (f"Text.<br>{ATTACHED}", "Text.", "Text.<br>"),
        (f"<section>Long.<section>{ATTACHED}</section></section>", "Long.", "<div>Long.</div>"),
        (f"<p>One</p><ul><li>{ATTACHED}</li><li>{ATTACHED}</li></ul>", "One", "<p>One</p>"),
        ("<p>附件【<a href='download.jsp?a'>a.docx</a>】. By May 3.</p>", ". By May 3.", "<p>. By May 3.</p>"),
    ],
)  # fmt: skip
def test_an_attachment_goes_without_the_words_around_it(body: str, text: str, html: str) -> None:
    """Only label, link and counter are the CMS's, whatever they stand in."""
    article = read(body)
    assert (article.text, article.html) == (text, html)
    assert [file.name for file in article.files] == ["a.docx"]


@pytest.mark.parametrize(
    "body",
    [
        "<h4>Next: <a href='2.htm'>B</a></h4>",
        "<section>Previous article: <a href='2.htm' title='B in full'>B...</a></section>",
        "<blockquote><a href='2.htm'>Next</a></blockquote>",
        "<ul><li>上一条：<a href='https://other.example/'>A</a></li><li>下一条：<a href='2.htm'>B</a></li></ul>",
        "<p>上一条：<a href='1.htm'>A</a> 下一条：没有了</p>",
        "上一条：<a href='1.htm'>A</a><br>下一条：<a href='2.htm'>B</a>",
        "<p>【<a href='javascript:window.close()'>Close</a>】</p>",
    ],
)  # fmt: skip
def test_links_to_neighbours_are_not_of_the_body(body: str) -> None:
    """They go with their labels, in blocks of any kind."""
    article = read(f"<p>Text</p>{body}")
    assert (article.text, article.links) == ("Text", [])


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Next: <a href=2.htm>a link</a> and the rest that matters.</p>", "Next: a link and the rest that matters."),
        ("<p>Previous news: see <a href=2.htm>here</a>. More.</p>", "Previous news: see here. More."),
        ("<p>Next: <a href='https://h.cn/1.htm'>more</a></p>", "Next: more"),
        ("<p>Next: <a href='2.htm'>B</a>, <a href='https://h.cn/'>C</a></p>", "Next: B, C"),
        ("<div>Next <p>Long.</p><a href=x.htm>l</a></div>", "Next\n\nLong.\n\nl"),
        ("<p>上一条：<a href='1.htm'>A</a> of prose</p>", "上一条：A of prose"),
        ("<p><a name=x></a>Close</p><h3><a href='x.htm'>Print</a></h3>", "Close\n\nPrint"),
        ("<p>See <a href='download.jsp?a'>the form</a>, and 附件 text.</p>", "See the form, and 附件 text."),
    ],
)  # fmt: skip
def test_prose_that_looks_like_furniture_stays(body: str, text: str) -> None:
    """What has more in it than labels and links to articles is the article's."""
    assert read(body).text == text


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("Closer ties with <a href=x.htm>Oxford</a> follow.", "Closer ties with Oxford follow."),
        ("<a href=x.htm>Shared bikes</a> came to campus.", "Shared bikes came to campus."),
        ("<a href=x.htm>Printing technology at USST</a>", "Printing technology at USST"),
        ("Close <a href=x.htm>ties</a> with Oxford", "Close ties with Oxford"),
        ("关闭了<a href=x.htm>旧馆</a>。", "关闭了旧馆。"),
        ("Share: <a href=http://a.example/>Weibo</a> | <a href=http://b.example/>Chat</a>", ""),
        ("<a href=http://s.example/>Share</a> <a href=http://a.example/>Weibo</a>", ""),
        ("【分享到】<a href=http://a.example/>微博</a>", ""),
        ("<a href='javascript:window.print()'>Whatever it is called</a>", ""),
    ],
)  # fmt: skip
def test_rows_of_buttons_behind_a_body_are_known_by_label_or_address(row: str, text: str) -> None:
    """A sentence that begins as a label does is the author's."""
    article = read(f"<div class='v_news_content'><p>Text</p></div><p>{row}</p>")
    assert article.text == "\n\n".join(filter(None, ("Text", text)))


def test_no_nesting_loses_words() -> None:
    """The parser ends at 2,048 levels without a word; what is deeper and behind is read as well."""
    closed = "<div>" * 3000 + "<a href='7.htm'>deep</a>" + "</div>" * 3000
    article = read(f"<p>Top</p>{closed}<p>After</p>", "<p>Below the body</p>")
    assert article.text == "Top\n\ndeep\n\nAfter"
    assert article.links == [Link(f"{HOST}/info/1023/7.htm", "deep")]
    for unclosed in ("<p><span>x", "<b>x<br>", "<div>x", "<font>x<p>y</p>"):
        text = read(unclosed * 3000 + "<p>LAST</p>").text
        assert text.count("x") == 3000
        assert text.endswith("LAST")
    hidden = "<script>'<div>'</script><!-- <div> --><style>a</style>" * 900
    assert read(f"{hidden}<p>Top{closed}</p>After").text == "Top\n\ndeep\n\nAfter"


def test_pages_of_one_thing_many_times_take_no_longer_for_each() -> None:
    """Ten times as many links, files, headings or crumbs take some ten times as many calls."""

    def calls(body: str) -> int:
        counted = 0

        def count(_: FrameType, event: str, __: Any) -> None:
            nonlocal counted
            counted += event in {"call", "c_call"}

        before = sys.getprofile()
        sys.setprofile(count)
        try:
            read(body, "<div>Content</div>")
        finally:
            sys.setprofile(before)
        return counted

    for one in (
        "<a href='1.htm'>item</a> ",
        "<a href='download.jsp?x'>item</a> ",
        f"<p {CENTRED}><img src=a.jpg></p><p {CENTRED}>cap</p>",
        "<p hidden>no</p><a href='a.pdf'>x</a>",
        "<script>seeContent</script>",
    ):
        few, many = calls(f"<p>{one * 200}</p>"), calls(f"<p>{one * 2000}</p>")
        assert many <= 11 * few, one
