"""What stands around a body: title, date line, breadcrumb, neighbours, related articles."""
# ruff: noqa: E501  (a page in one line reads better than in three)

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from usstnews.extract import extract_article, neighbours, parse
from usstnews.sites import USST

if TYPE_CHECKING:
    from collections.abc import Callable

URL = "https://en.usst.edu.cn/info/1023/2065.htm"
INFO = "https://en.usst.edu.cn/info/1023/"
BODY = "<div id='vsb_content'><div class='v_news_content'><p>Text</p></div></div>"


def form(above: str, below: str = "") -> str:
    """Write an article's form."""
    return f"<form name='_newscontent_fromname'>{above}{BODY}{below}</form>"


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<meta name=pageTitle content='A-B'><title>A-B-USST</title>" + form("<h1>A</h1>"), "A-B"),
        ("<title>USST-Dijiang A-B-USST</title>" + form("<h1>USST-Dijiang A-B</h1>"), "USST-Dijiang A-B"),
        ("<title>USST-Dijiang Day-USST</title>" + form(""), "USST-Dijiang Day"),
        ("<title>A-B-Site</title><meta name=keywords content='Site,C,A'>" + form(""), "A-B"),
        ("<title>A-B-C</title>" + form(""), "A-B-C"),
        ("<title>A-B-C</title>" + form("<div>A-B</div><h3>A</h3>"), "A-B"),
        ("<title>放假-通知公告-大学</title>" + form("<h2>通知公告</h2><h3>放假</h3>"), "放假"),
        ("<title>111</title>" + form("<h3> The\n head </h3>", "<h1>上一篇</h1>"), "The head"),
        ("<title>赵月-Lab<body ></title><meta name=keywords content='Lab,x'>" + form(""), "赵月"),
        ("<meta name=pageTitle content=''><title>T-USST</title>" + form("<h2></h2>"), "T"),
        ("<title>USST-Dijiang A-USST</title>" + form("<div class=logo>USST</div><h2>USST-Dijiang A!</h2>"), "USST-Dijiang A!"),
        ("<title>A long title-Its Site</title>" + form("<div>A long title</div>"), "A long title"),
        ("<title>111</title>" + form("<h1>One<br>two<span hidden>no</span></h1>"), "One two"),
        (form(""), ""),
    ],
)  # fmt: skip
def test_the_title_is_the_articles_own(html: str, title: str) -> None:
    """Stated title, heading, and `<title>` less the site's name are asked in turn."""
    assert extract_article(html, URL).title == title


@pytest.mark.parametrize(
    ("above", "raw"),
    [
        ("<h1>T</h1><p>May 24, 2019</p>", "May 24, 2019"),
        ("<h1>T</h1><p><span>May 24, 2019</span> | <span>By Li Rui</span></p>", "May 24, 2019 | By Li Rui"),
        ("<h1>T</h1><p>May 24, 2019<br>| By Li Rui</p>", "May 24, 2019 | By Li Rui"),
        ("<h1>T</h1><p>May 24, 2019</p><p>| By Li Rui</p>", "May 24, 2019 | By Li Rui"),
        ("<h1>T</h1><p>Of 2019-05-20</p><p>发布日期：2019-05-24</p>", "发布日期：2019-05-24"),
        ("<h1>May 1, 2019</h1><p>May 24, 2019</p>", "May 24, 2019"),
        ("<h1>T</h1><h4>佚名\n2019-05-24 09:09:59</h4>", "佚名 2019-05-24 09:09:59"),
        ("<h1>T</h1><p>May 24, 2019</p><div>Clicks: <span></span></div>", "May 24, 2019"),
        ("<p>May 24, 2019</p><p>| By Li Rui</p><h1>T</h1>", "May 24, 2019 | By Li Rui"),
        ("<h1>T</h1><p>May 24, 2019 | By Li Rui</p><div>T</div>", "May 24, 2019 | By Li Rui"),
        ("<h1>T</h1><p>May 24, 2019 | By Li Rui,<br>Dong Xiaofei | Copyedited by William,<br>Zhang Liu</p><p>Not</p>", "May 24, 2019 | By Li Rui, Dong Xiaofei | Copyedited by William, Zhang Liu"),
        ("<h1>T</h1><p style='display:none'>January 1, 1970</p><p>May 24, 2019</p>", "May 24, 2019"),
        ("<h1>T</h1><p>Friday, May 24, 2019</p>", "Friday, May 24, 2019"),
        ("<h1>T</h1><p>Posted on May 24, 2019</p>", "Posted on May 24, 2019"),
        ("<h1>T</h1><p>Release time 2019-05-24</p>", "Release time 2019-05-24"),
        ("<h1>T</h1><p>24</p><p>May</p><p>2019</p><p>| By Li Rui</p>", "24 May 2019 | By Li Rui"),
        ("<h1>T</h1><dl><dt>Date</dt><dd>May 24, 2019</dd><dt>Editor</dt><dd>Li Rui</dd></dl>", "Date May 24, 2019 Editor Li Rui"),
        ("<h1>T</h1><dl><dt></dt><dd>May 24, 2019</dd><dt>By </dt><dd>Li Rui</dd><dt>Copyedited by </dt><dd>William</dd></dl>", "May 24, 2019 By Li Rui Copyedited by William"),
        ("<h1>T</h1><table><tr><td>Released</td><td>24 May 2019</td></tr><tr><td>Source</td><td>News</td></tr></table>", "Released 24 May 2019 Source News"),
        ("<h1>T</h1><time>May 24, 2019</time> · <address>By Li Rui · Copyedited by William</address>", "May 24, 2019 · By Li Rui · Copyedited by William"),
        ("<p>May 24, 2019</p><h1>T</h1><p>By Li Rui</p>", "May 24, 2019 By Li Rui"),
        ("<p>May 24, 2019</p><p>By Li Rui</p><div>Share: <a href=#>Chat</a></div><h1>T</h1>", "May 24, 2019 By Li Rui"),
        ("<h1>T</h1><p>May 1, 2019 marks the end of an era</p><p>May 24, 2019</p>", "May 24, 2019"),
        ("<h1>T</h1><p>May 24, 2019 marks the end of an era</p>", None),
        ("<h1>T</h1><p>May 1, 2019, the day before, was cold.</p><p>May 24, 2019</p>", "May 24, 2019"),
        ("<h1>T</h1><p>May 1, 2019: A day to remember</p><p>May 24, 2019</p>", "May 24, 2019"),
        ("<h1>T</h1><p>2018年12月31日上午，学校召开会议，校长出席。</p><p>发布时间：2019-05-24</p>", "发布时间：2019-05-24"),
        ("<ul><li>2012-01-01 <a href=/info/1023/1.htm>Old news</a></li></ul><h1>T</h1>", None),
        ("<h1>T</h1><p>时间：2019年6月1日 地点：图书馆</p>", None),
        ("<h1>T</h1><p>时间：2019年6月1日</p><p>地点：图书馆</p>", None),
        ("<h1>T</h1><p>2019-05-24 作者：张三 字体 大 中 小 【打印】【关闭】</p>", "2019-05-24 作者：张三"),
        ("<h1>T</h1><p>2019-05-24 作者：张三 <a href='javascript:close()'>【关闭】</a></p>", "2019-05-24 作者：张三"),
        ("<h1>T</h1><p>2019-05-24</p><p>May 1, 2020 | By Li Rui</p>", "2019-05-24"),
        ("<h1>T</h1><h4>-- Speech given on June 30, 2019</h4>", None),
        ("<h1>T</h1><div>Updated 2020-01-01 12:00</div>", None),
        ("<div>Updated 2020-01-01 12:00</div><h1>T</h1>", None),
        ("<h1>T</h1><p hidden>May 24, 2019</p>", None),
        ("<h1>T</h1><h4>By the people, for the people</h4>", None),
        ("<h1>T</h1>", None),
        ("<h1>T</h1><p>A subtitle</p>", None),
    ],
)  # fmt: skip
def test_the_date_line_is_between_title_and_body(above: str, raw: str | None) -> None:
    """It may be of several elements; without one there is no date, whatever the body says."""
    article = extract_article("<title>T-USST</title>" + form(above), URL)
    assert article.published_raw == raw
    assert article.published == (date(2019, 5, 24) if raw else None)


@pytest.mark.parametrize(
    ("below", "raw"),
    [
        ("<ul><li>发布时间：2019-05-24</li><li>编辑：Li Rui</li></ul>", "发布时间：2019-05-24 编辑：Li Rui"),
        ("<p><b>Date: May 24, 2019</b></p>", "Date: May 24, 2019"),
        ("<footer>Published on May 24, 2019 | by Li Rui</footer>", "Published on May 24, 2019 | by Li Rui"),
        ("<p>May 24, 2019</p>", "May 24, 2019"),
        ("<p>Done.</p><p>May 24, 2019</p>", None),
        ("<p>May 24, 2019</p><p>Deadline for papers</p>", None),
        ("<p>会议时间：2019-05-24</p>", None),
        ("<p>Next: <a href=1.htm>A</a></p><p>Date: May 24, 2019</p>", None),
        ("<p>Date: May 24, 2019, the day that all had waited for, from the first to the last.</p>", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "around", [form, lambda above, below: f"<body><main>{above}{BODY}{below}</main>"]
)
def test_a_date_line_may_stand_below_the_body(
    below: str, raw: str | None, around: Callable[[str, str], str]
) -> None:
    """If it says that it is one, or follows the body directly: other words may have a day, too."""
    stamp = "<title>T-USST</title><script>_jsq_(1023,'/content.jsp',2065,1)</script>"
    article = extract_article(stamp + around("<h1>T</h1>", below), URL)
    assert article.published_raw == raw
    assert article.published == (date(2019, 5, 24) if raw else None)
    above = extract_article(stamp + around("<h1>T</h1><p>May 1, 2019</p>", below), URL)
    assert above.published == date(2019, 5, 1)


def test_no_date_of_the_body_is_taken_for_that_of_the_article() -> None:
    """Though the form has no line of its own that is the title, and the body repeats it."""
    told = "<div class=v_news_content><p>Spring</p><p>June 6, 2020</p><p>One.</p></div>"
    for above in ("<div>[News] <span>Spring</span></div>", "<h1 hidden>Spring</h1>"):
        html = f"<title>Spring-USST</title><form name=_newscontent_fromname><div>{above}{told}</div></form>"
        article = extract_article(html, URL)
        assert (article.title, article.published) == ("Spring", None)


def test_a_line_below_the_body_may_stand_outside_the_box_around_the_title() -> None:
    """The form is what holds an article, if there is one."""
    below = "<div>Posted on: May 24, 2019</div>"
    html = f"<form name=_newscontent_fromname><div><h1>T</h1>{BODY}</div>{below}</form>"
    assert extract_article(html, URL).published == date(2019, 5, 24)


def test_the_day_of_a_page_is_not_that_of_its_article() -> None:
    """The header tells today's, above a breadcrumb; the line at the title is another."""
    today = "<div>Friday, May 1, 2026</div><div>Home &gt; News &gt; Content</div><h1>T</h1>"
    stamp = "<title>T-USST</title><script>_jsq_(1023,'/content.jsp',2065,1)</script><body>"
    assert extract_article(stamp + today + BODY, URL).published is None
    dated = today.replace("<h1>", "<p>May 24, 2019</p><p>| By Li Rui</p><h1>")
    assert extract_article(stamp + dated + BODY, URL).published == date(2019, 5, 24)


def test_a_page_may_lack_its_body_tag() -> None:
    """The parser sets none before elements of HTML 5."""
    html = f"<title>T-USST</title><script>_jsq_(1,'/c.jsp',2065,1)</script><main><h1>T</h1><p>May 24, 2019</p>{BODY}</main>"
    assert extract_article(html, URL).published == date(2019, 5, 24)


def test_dates_beside_the_article_are_none_of_it() -> None:
    """A contact box above the title may bear one; it is not in the box of title and body."""
    box = "<div><b>Contact</b><p>Tel. 5527</p><p>May 1, 2012</p></div>"
    html = f"<title>T-USST</title>{box}<main><p>Home &gt; News</p><h1>T</h1>{BODY}</main>"
    stamp = "<script>_jsq_(1023,'/content.jsp',2065,1)</script>"
    assert extract_article(stamp + html, URL).published is None
    dated = html.replace("<h1>", "<p>May 24, 2019</p><p>News</p><p>Campus</p><h1>")
    assert extract_article(stamp + dated, URL).published == date(2019, 5, 24)


def test_a_date_line_is_found_without_a_form() -> None:
    """Then the line must stand behind the title; dates in menus and headers do not count."""
    html = "<title>T-USST</title><p>2020-01-01</p><h2>T</h2><p>May 24, 2019</p>" + BODY
    stamp = "<script>_jsq_(1023,'/content.jsp',2065,1)</script>"
    assert extract_article(stamp + html, URL).published == date(2019, 5, 24)
    assert extract_article(stamp + html.replace("<h2>T</h2>", ""), URL).published is None


@pytest.mark.parametrize(
    "above",
    [
        "<h2>One two</h2><p>May 24, 2019</p>",
        "<h2>One<br>two</h2><p>May 24, 2019</p>",
        "<p>May 24, 2019</p><h2>One two</h2>",
        "<p>2020-01-01</p><p>Home</p><p>A menu</p><h2>One two</h2><p>May 24, 2019</p>",
    ],
)
def test_title_and_date_line_may_stand_above_the_form(above: str) -> None:
    """Then the line is the one at the title: behind it, else directly before it."""
    html = f"<title>One two-USST</title>{above}{form('')}"
    assert extract_article(html, URL).published == date(2019, 5, 24)
    far = f"<title>One two-USST</title><p>2020-01-01</p><p>A</p><p>B</p><h2>One two</h2>{form('')}"
    assert extract_article(far, URL).published is None


def test_metas_of_government_sites_are_read_where_no_line_is() -> None:
    """`PubDate` and `ContentSource` speak for a page without a date line."""
    metas = "<meta name=PubDate content='2026-10-08 10:59'><meta name=ContentSource content=News>"
    article = extract_article(metas + form("<h1>T</h1>"), URL)
    assert (article.published, article.published_raw, article.source) == (
        date(2026, 10, 8),
        None,
        "News",
    )
    printed = extract_article(metas + form("<h1>T</h1><p>February 30, 2020</p>"), URL)
    assert (printed.published, printed.published_raw) == (None, "February 30, 2020")


HOME = "<a href='../../index.htm'>Home</a>"


@pytest.mark.parametrize(
    ("crumbs", "parts"),
    [
        (f"<div>{HOME} · <a href=x.htm>News & Events</a> · Content</div>", ["Home", "News & Events", "Content"]),
        (f"<ul><li>{HOME}</li><li><a>A / B</a></li><li>Content</li></ul>", ["Home", "A / B", "Content"]),
        ("<p>当前位置：<a>首页</a><span>-></span><a>招生</a> >> 正文</p>", ["首页", "招生", "正文"]),
        ("<div><h2>Col</h2><span>当前位置：</span><a>首页</a> <i>&gt;</i> <a>Col</a> &gt; <a>正文</a></div>", ["首页", "Col", "正文"]),
        ("<p>您当前的位置：首页&gt;&gt; 大会&gt;&gt; <i>正文</i></p>", ["首页", "大会", "正文"]),
        ("<SPAN><a>网站首页</a> | <a>人事</a> | 正文</SPAN>人事", ["网站首页", "人事", "正文"]),
        ("<p>Home · News &amp; Events · Content</p>", ["Home", "News & Events", "Content"]),
        ("<p>Location: Home > News &amp; Events > Content</p>", ["Home", "News & Events", "Content"]),
        (f"<p>{HOME} · <a>Col</a> · T</p>", ["Home", "Col", "T"]),
        ("<p><a href='../../index.htm'><img src=h.png></a> · <a>Col</a> · Content</p>", ["Col", "Content"]),
        (f"<ul><li>{HOME}</li><li><a>News</a></li><li><a>Research</a></li></ul>", []),
        (f"<p>{HOME} | <a>News</a> | <a>Contact</a></p>", []),
        (f"<p>{HOME} | <a href=n.htm>News</a></p>", []),
        ("<p><a href='/'>USST</a> » <a>News</a> » T</p>", ["USST", "News", "T"]),
        ("<p>Position: Professor · Dean</p>", []),
        ("<p>Position: <a href=x.htm>Professor</a> · Dean</p>", []),
        (f"<p>{HOME} · <a href='http://www.usst.edu.cn/'>A</a> · <a href='https://mail.cn/'>Mail</a></p>", []),
        (f"<p>{HOME} &gt; <a>News</a> &gt; Content <span>Font: A A+</span></p>", ["Home", "News", "Content"]),
        ("<div class=breadcrumb-menu><a href=l.htm>Login</a> <a href=r.htm>Register</a></div>", []),
        ("<p>Home is where the heart is: it is > all</p>", []),
        ("<ul><li><a>Academics</a></li><li><a>Content</a></li></ul>", []),
        ("", []),
    ],
)  # fmt: skip
def test_the_breadcrumb_is_parted_at_its_links_and_separators(
    crumbs: str, parts: list[str]
) -> None:
    """The label goes, the last part stays, and the section is the part before it."""
    article = extract_article(crumbs + form("<h1>T</h1>"), URL)
    assert article.breadcrumb == parts
    assert article.section == (parts[-2] if parts else None)


def test_a_title_with_arrows_is_one_part_of_the_breadcrumb() -> None:
    """Signs that part a breadcrumb may stand in titles, too."""
    crumbs = f"<p>{HOME} &gt; <a>News</a> &gt; From A &gt; B to C</p>"
    html = crumbs + form("<h1>From A &gt; B to C</h1>")
    assert extract_article(html, URL).breadcrumb == ["Home", "News", "From A > B to C"]


@pytest.mark.parametrize(
    "crumbs",
    [
        f"<p>{HOME} · <a>News</a></p>",
        f"<nav class=breadcrumb><ul><li>{HOME}</li><li><a>News</a></li></ul></nav>",
        f"<nav aria-label=Breadcrumb>{HOME} <a>News</a></nav>",
        f"<a href=n.htm>News</a><p>{HOME} | <a href=n.htm>News</a></p>",
        f"<a href=n.htm>News</a><p>{HOME}-&gt;<a href=n.htm>News</a></p><p>Font: <a href=#>A</a></p>",
    ],
    ids=[
        "pointing",
        "called so",
        "labelled so",
        "of a column that is in the menu",
        "before buttons",
    ],
)
def test_a_breadcrumb_may_end_in_the_column(crumbs: str) -> None:
    """Then its last part is the section."""
    article = extract_article(crumbs + form("<h1>T</h1>"), URL)
    assert (article.breadcrumb, article.section) == (["Home", "News"], "News")


def test_a_site_may_say_where_its_lines_are() -> None:
    """Its own selectors for date line, breadcrumb and related articles go before all guesses."""
    site = replace(USST, dateline=(".day",), breadcrumb=(".way",), related=(".more",))
    html = (
        "<p class=way>Start / News / This</p>"
        + form("<h1>T</h1><p>May 1, 2019</p>", "<p class=day>May 24, 2019</p>")
        + "<div class=more><a href='8.htm'>A</a><a href='https://h.cn/'>B</a></div>"
    )
    article = extract_article(html, URL, site)
    assert article.published_raw == "May 24, 2019"
    assert article.breadcrumb == ["Start", "News", "This"]
    assert article.related == [f"{INFO}8.htm"]


@pytest.mark.parametrize(
    "below",
    [
        "<p>上一条：<a href='1.htm'>A</a></p><p>下一条：<a href='2.htm'>B</a></a></p>",
        "<dl><dd>上一条：<a href='1.htm'>A</a> 下一条：<a href='2.htm'>B</a></dd></dl>",
        "<h1><a href='1.htm'><span>上一篇：</span>A</a></h1><h1><a href='2.htm'>下一篇：B</a></h1>",
        "<li><lable>上一篇：</lable><a href='1.htm'>A</a></li><li>Next: <a href='2.htm'>B</a></li>",
        "<p>Previous：<a href='1.htm'>A</a></p><p>Next：<span><a href='2.htm'>B</a></span></p>",
    ],
)
def test_neighbours_are_the_links_behind_their_labels(below: str) -> None:
    """Labels stand before the link, within it, or in an element of their own."""
    page = parse(form("<h1>T</h1>", below), URL, USST)
    assert neighbours(page, USST) == [f"{INFO}1.htm", f"{INFO}2.htm"]


def test_neighbours_are_the_sites_own_articles() -> None:
    """Other hosts, other pages, and what the prose calls next are no neighbours."""
    body = BODY.replace("Text", "Next: <a href='9.htm'>no</a>")
    below = (
        "下一条：<a href='https://www.usst.edu.cn/info/1/2.htm'>A</a><p>上一条：没有了</p>"
        "<p>Hot: <a href='8.htm'>B</a></p><p>Next: <a href='javascript:void(0)'>C</a></p>"
        "<p>下一条：<a href='x.jsp?urltype=news.NewsContentUrl&wbtreeid=1023&wbnewsid=7'>D</a></p>"
    )
    html = f"<form name='_newscontent_fromname'>{body}{below}</form>"
    page = parse(html, "https://en.usst.edu.cn/content.jsp?wbnewsid=1", USST)
    assert neighbours(page, USST) == [
        "https://en.usst.edu.cn/x.jsp?urltype=news.NewsContentUrl&wbtreeid=1023&wbnewsid=7"
    ]


LIST = "<ul><li><a href='../1178/7.htm'>A</a></li><li><a href='8.htm'>B</a></li></ul>"


@pytest.mark.parametrize(
    ("behind", "related"),
    [
        (f"<div><h3>Related articles</h3>{LIST}</div><div><h3>Stay Connected</h3></div>", True),
        (f"<div><div><h3><span>相关新闻：</span></h3></div>{LIST}</div>", True),
        (f"<div><h3>Related articles</h3><ul></ul></div><div class='footer'>{LIST}</div>", False),
        (f"<div><h3>Hot news</h3>{LIST}</div>", False),
        (f"<div><h3>Related articles</h3><ul></ul><h3>Latest News</h3>{LIST}</div>", False),
        (f"<div><h3>Related articles</h3>{LIST}<h3>Hot</h3><a href='9.htm'>C</a></div>", True),
        (f"<div><div class=t>Related news</div><div class=t>Hot</div>{LIST}</div>", False),
        (f"<div><div><span>Related</span> articles</div>{LIST}</div>", True),
        (f"<div><h3>Related articles</h3><i class=swiper-nav></i>{LIST}</div>", True),
        (f"<div><h3>Related articles</h3></div><div class='side menu'>{LIST}</div>", False),
    ],
)
def test_related_articles_stand_under_their_heading(behind: str, related: bool) -> None:
    """An empty list stays empty, whatever comes behind it."""
    article = extract_article(f"<div>{form('<h1>T</h1>')}{behind}</div>", URL)
    want = ["https://en.usst.edu.cn/info/1178/7.htm", f"{INFO}8.htm"]
    assert article.related == (want if related else [])


def test_ids_are_those_of_the_url_else_of_the_stamp() -> None:
    """A dynamic or unknown address is completed by what the CMS stamps on the page."""
    stamp = "<script>_jsq_(1061,'/content.jsp',7,1)</script>"
    read = [
        extract_article(stamp + form(""), f"https://en.usst.edu.cn/{path}")
        for path in ("info/1023/2065.htm", "content.jsp?wbnewsid=7", "odd.htm")
    ]
    assert [(one.column, one.id) for one in read] == [(1023, 2065), (1061, 7), (1061, 7)]


@pytest.mark.parametrize(
    ("lang", "language"), [("zh-CN", "zh"), ("EN", "en"), ("", "en"), ("klingon", "en")]
)
def test_the_language_is_declared_by_page_or_site(lang: str, language: str) -> None:
    """It is never guessed from the words."""
    assert extract_article(f"<html lang='{lang}'>{form('')}", URL).language == language


def test_keywords_are_parted_at_commas() -> None:
    """Commas of both kinds part them, and empty ones are dropped."""
    html = "<META Name='keywords' Content='USST，News & Events, ,A B' />" + form("")
    assert extract_article(html, URL).keywords == ["USST", "News & Events", "A B"]
