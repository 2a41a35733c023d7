"""Decoding, parsing, and telling pages apart."""

from __future__ import annotations

import pytest
from real import RealPage, needs_pages, real_pages

from usstnews.extract import Kind, NotAnArticle, decode, extract_article, kind_at, parse
from usstnews.sites import USST

URL = "https://en.usst.edu.cn/info/1023/2065.htm"
STAMP = "<script>_jsq_(1023,'/content.jsp',{},1000000000)</script>"
FORM = "<form name='_newscontent_fromname'><h1>Title</h1>{}</form>"
SKIP = "<script>NewsvoteDWR.getNewsLinkUrl(7,'1','vsb',newsSkip);</script>"
BODY = "<div id='vsb_content'><div class='v_news_content'>{}</div></div>"
PAGER = "<div class='pb_sys_common'><span class='p_no_d'>1</span></div>"


@needs_pages
@pytest.mark.parametrize("page", real_pages(), ids=lambda page: page.file)
def test_real_pages_are_of_the_kind_that_they_are(page: RealPage) -> None:
    """Each saved page is what its collector says."""
    assert parse(decode(page.read()), page.url, USST).kind == page.kind


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        (STAMP.format(2065) + FORM.format(BODY.format("Text")), "article"),
        (STAMP.format(2065), "article"),
        (FORM.format(BODY.format("Text")), "article"),
        ("<meta name=pageType content=3>", "article"),
        (SKIP + FORM.format(BODY.format("<p>&#10;</p>")), "redirecting"),
        (SKIP + STAMP.format(2065) + FORM.format(""), "redirecting"),
        (SKIP + FORM.format(BODY.format("Text")), "article"),
        (SKIP + FORM.format(BODY.format("<img src=a.png>")), "article"),
        (STAMP.format(-1) + PAGER, "listing"),
        (PAGER, "listing"),
        ("<script>function f(){_simple_list_gotopage_fun(3,'a',2)}</script>", "listing"),
        (STAMP.format(-1) + BODY.format("One page"), "other"),
        (STAMP.format(-1), "other"),
        ("<title>系统提示</title>", "restricted"),
        ("<title>系统提示-USST</title>" + STAMP.format(7), "article"),
        ("由于您的IP地址非校内地址，因此被限制访问", "restricted"),
        (STAMP.format(7) + FORM.format(BODY.format("请登录后访问")), "article"),
        ("<title>404错误提示</title>", "missing"),
        ('<script>var challengeId="x"; var answer=7;</script>', "challenge"),
        ("<script>$_ts=window['$_ts'];</script>", "challenge"),
        (STAMP.format(7) + "<script>var challengeId=1</script>", "article"),
        ("", "other"),
        ("<!-- _jsq_(1,'/content.jsp',7,1) -->", "other"),
        ("\0", "other"),
    ],
)
def test_a_kind_is_told_by_its_marks(html: str, kind: str) -> None:
    """Stamp, form, pager, title and scripts tell what a page is, in that order."""
    assert parse(html, URL, USST).kind == kind


@pytest.mark.parametrize(
    ("kind", "status", "told"),
    [
        (Kind.ARTICLE, 200, Kind.ARTICLE),
        (Kind.ARTICLE, 404, Kind.MISSING),
        (Kind.OTHER, 410, Kind.MISSING),
        (Kind.OTHER, 403, Kind.RESTRICTED),
        (Kind.CHALLENGE, 403, Kind.CHALLENGE),
        (Kind.CHALLENGE, 412, Kind.CHALLENGE),
        (Kind.LISTING, 500, Kind.LISTING),
    ],
)
def test_the_status_has_its_say(kind: Kind, status: int, told: Kind) -> None:
    """What is gone or forbidden is so whatever the page looks like, but a challenge is one."""
    assert kind_at(kind, status) is told


def test_the_stamp_is_read_in_all_its_spellings() -> None:
    """Quotes, blanks and a mirror's comment do not matter; the last of two stamps is the page's."""
    html = (
        "<script>_jsq_(1054,'http://other/x.jsp',2224,1326541694)</script>"
        """<script>_jsq_( 1050, "../news.jsp"/*tpa=x*/ , 1671 ,1676231333 )</script>"""
    )
    stamp = parse(html, URL, USST).stamp
    assert stamp is not None
    assert tuple(stamp) == (1050, "../news.jsp", 1671, 1676231333)


def test_no_article_is_told_by_its_kind() -> None:
    """What is raised for another page says what that is, in a line."""
    with pytest.raises(NotAnArticle) as caught:
        extract_article("<title>系统提示</title>", URL)
    assert caught.value.kind is Kind.RESTRICTED
    assert str(caught.value) == f"{URL} is no article but restricted"


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("张柳".encode(), None, "张柳"),
        ("张柳".encode("gbk"), "text/html; charset=GB2312", "张柳"),
        (b"<meta charset=gbk>" + "镕".encode("gb18030"), None, "<meta charset=gbk>镕"),
        (b"\xef\xbb\xbfA" + "ü".encode(), "text/html; charset=gbk", "Aü"),
        ("ü".encode("utf-16"), None, "ü"),
        (b"A\xffB", None, "A\ufffdB"),
        (b"A\0B", "text/html", "A\0B"),
        (b"x", "text/html; charset=no-such", "x"),
        (b"", None, ""),
    ],
)
def test_bytes_are_decoded_as_browsers_do(body: bytes, content_type: str, text: str) -> None:
    """A BOM goes before the header, the header before `<meta>`; nothing is refused."""
    assert decode(body, content_type) == text


def test_lost_characters_show_where_they_were() -> None:
    """NUL and lone surrogates come out as U+FFFD."""
    html = FORM.format(BODY.format("A\0B\ud800C"))
    assert extract_article(html, URL).text == "A\ufffdB\ufffdC"


def test_a_page_may_say_where_its_links_start() -> None:
    """`<base>` changes what links resolve against, and not what the page is called."""
    html = "<base href='https://cdn.example/x/'>" + FORM.format(BODY.format("<img src=a.png>"))
    article = extract_article(html, URL)
    assert article.images[0].url == "https://cdn.example/x/a.png"
    assert article.url == URL
