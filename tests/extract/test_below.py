"""Pages that bear no mark of the CMS: the body is what stands below the title."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from real import SITE, needs_site, real_pages

from usstnews.extract import (
    EXTRACTOR,
    Kind,
    NotAnArticle,
    decode,
    extract,
    extract_article,
    parse,
)
from usstnews.extract import page as under_test
from usstnews.extract.box import titles
from usstnews.sites import VSB, origin, site_of

URL = "https://en.usst.edu.cn/info/1023/2065.htm"
STAMP = "<script>_jsq_(1023,'/content.jsp',2065,1507336284)</script>"
FIRST = "On May 20, a delegation visited the campus and met students of the School of Engineering."
LAST = "The president said that cooperation mattered to both sides, and would go on for years."
BODY = f"""<p>{FIRST}</p><p><img src="a.jpg"></p><p style="text-align: center">The delegation</p>
<p>They spoke of wind.</p><p>{LAST}</p>"""
TEXT = f"{FIRST}\n\nThey spoke of wind.\n\n{LAST}"
TITLE = "<h1>A Day of Wind</h1>"
LINE = "<p class=meta>May 24, 2019 | By Li Rui</p>"
TABLE = """<table><tr><td>Date</td><td>May 24, 2019</td></tr>
<tr><td>Author</td><td>Li Rui</td></tr></table>"""
SHARE = '<div class="share">Share: <a href="https://weibo.example/">Weibo</a></div>'
NEXT = "<p>Next: <a href=2066.htm>Another Day, of Rain and of Snow, on the Campus</a></p>"
RELATED = "<h3>Related articles</h3><ul><li><a href=2001.htm>Of Wind</a> 2018-01-02</li></ul>"
FILES = (
    "<div><h4>Attachments</h4><a href='/system/_content/download.jsp?wbfileid=1'>A.pdf</a></div>"
)
ENDING = SHARE + NEXT + RELATED


def written(article: str, title: str = "A Day of Wind | USST") -> str:
    """Write a page after a relaunch: the words in HTML of another kind."""
    return f"""<html><head><title>{title}</title></head><body>
<nav><a href="/">Home</a> <a href="/News.htm">News</a> <a href="/About.htm">About</a></nav>
<div class=wrap><div class=side><b>Contact</b><p>Tel. 5527</p><p>May 1, 2012</p></div>
{article}</div>
<div>516 Jungong Road, Shanghai. Copyright 2018. All rights reserved.</div></body></html>"""


@pytest.mark.parametrize(
    "article",
    [
        f"<main>{TITLE}{LINE}<section>{BODY}</section>{ENDING}</main>",
        f"<main>{TITLE}{LINE}{BODY}{ENDING}</main>",
        f"<main>{LINE}{TITLE}{BODY}{ENDING}</main>",
        f"<main>{TITLE}{LINE}<div><div>{BODY}</div></div>{ENDING}</main>",
        f"<main>{TITLE}{LINE}<div><div>{BODY}</div>{ENDING}</div></main>",
        f"<main>{TITLE}<div>{LINE}{SHARE}<div>{BODY}</div>{ENDING}</div></main>",
        f"<main><header>{TITLE}{LINE}<p>All about it.</p></header><div>{BODY}</div>{ENDING}</main>",
        f"<main><div>{TITLE}<p>All about it.</p>{LINE}</div><div>{BODY}</div>{ENDING}</main>",
        f"<main>{TITLE}<div>{BODY}</div><footer>{LINE}</footer>{ENDING}</main>",
        f"<main>{TITLE}{LINE}<div>{BODY}</div>{FILES}{ENDING}</main>",
        f"<table><tr><td>{TITLE}{LINE}<table><tr><td>{BODY}</td></tr></table>{ENDING}</td></tr></table>",
        f"<main>{TITLE}{TABLE}{BODY}{ENDING}</main>",
        f"<main><p>Home › A Day of Wind</p><p>A Day of Wind</p>{TITLE}{LINE}{BODY}{ENDING}</main>",
        f"<main><font size=5><b>A Day<br>of Wind</b></font>{LINE}{BODY}{ENDING}</main>",
    ],
    ids=[
        "in a box",
        "among title and date",
        "date first",
        "boxes",
        "box with its end",
        "box with date line",
        "summary in the header",
        "summary beside the title",
        "date line below",
        "attachments",
        "cell",
        "table of who and when",
        "title thrice",
        "font",
    ],
)  # fmt: skip
def test_the_body_is_what_stands_below_the_title(article: str) -> None:
    """Whatever it is wrapped in; without date line, buttons, neighbours and related articles."""
    read = extract_article(written(article), URL)
    assert read.text == TEXT
    assert [(image.url, image.caption) for image in read.images] == [
        ("https://en.usst.edu.cn/info/1023/a.jpg", "The delegation")
    ]
    assert (read.title, read.published) == ("A Day of Wind", date(2019, 5, 24))
    assert read.authors == ["Li Rui"]
    assert "Share" not in read.html
    assert (read.found_by["body"], read.extractor) == ("below title", EXTRACTOR)
    assert [file.name for file in read.files] == (["A.pdf"] if FILES in article else [])


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Bare.</p>", "Bare."),
        ("Bare words,<br>a line<p>and a paragraph.</p>", "Bare words,\na line\n\nand a paragraph."),
        ("<p>See <a href=1.htm>another</a> and <a href=2.htm>more</a>, all of which say so.</p>",
         "See another and more, all of which say so."),
        ("<p><img src=a.jpg></p>", ""),
        ("<table><tr><td>A</td><td>B</td></tr><tr><td>C</td><td>D</td></tr></table>", "A\tB\nC\tD"),
        ("", ""),
    ],
    ids=["short", "bare", "links", "an image", "a table", "nothing"],
)  # fmt: skip
def test_short_bodies_are_not_lost_to_what_is_around_them(body: str, text: str) -> None:
    """The page's footer says more than they do."""
    article = extract_article(written(f"<main>{TITLE}{LINE}<div>{body}</div>{ENDING}</main>"), URL)
    assert (article.text, article.found_by["body"]) == (text, "below title")
    assert article.published == date(2019, 5, 24)
    assert article.related == ["https://en.usst.edu.cn/info/1023/2001.htm"]


NOTE = "<p>Words of the author.</p>"


@pytest.mark.parametrize(
    ("above", "below", "text"),
    [
        ("<div>Share: <a href='#'>Chat</a></div>", "", ""),
        ("<p>First.</p><p><a href='#n1'>[1]</a></p>", "", "First.\n\n[1]\n\n"),
        ("<p>See also: <a href=2001.htm>Of Rain</a></p>", "", "See also: Of Rain\n\n"),
        ("<p>The rights: copyright 2019 by her.</p>", "", "The rights: copyright 2019 by her.\n\n"),
        ("<aside><p>A pull quote.</p></aside>", "", "A pull quote.\n\n"),
        ("<p>Time: June 1, 2019 14:00</p>", "", "Time: June 1, 2019 14:00\n\n"),
        ("<p>By River and by Sea</p>", "", "By River and by Sea\n\n"),
        ("", "<p>May 25, 2019</p>", "\n\nMay 25, 2019"),
        ("", "<p>发布时间：2019-05-25</p>", "\n\n发布时间：2019-05-25"),
        ("", "<p>By Night</p>", "\n\nBy Night"),
    ],
)  # fmt: skip
def test_what_stands_at_either_end_of_a_body_is_not_lost(above: str, below: str, text: str) -> None:
    """What is no date line, or a second one, is the author's; so are links amid the text."""
    html = STAMP + written(f"<main>{TITLE}{LINE}{above}{NOTE}<p>More.</p>{below}{ENDING}</main>")
    article = extract_article(html, URL)
    whole = (
        f"Words of the author.\n\nMore.{text}" if below else f"{text}Words of the author.\n\nMore."
    )
    assert (article.text, article.published) == (whole, date(2019, 5, 24))
    assert article.authors == ["Li Rui"]


@pytest.mark.parametrize(
    "event",
    [
        "<p>时间：2019年6月1日14:00</p><p>地点：图书馆</p>",
        "<p>Time: June 1, 2019</p><p>Place: Hall</p>",
    ],
)
def test_when_something_takes_place_is_no_date_line(event: str) -> None:
    """A label of the place tells it from the day of publication."""
    article = extract_article(STAMP + written(f"<main>{TITLE}{event}{NOTE}{ENDING}</main>"), URL)
    assert article.published is None
    assert article.text.count("\n\n") == 2


def test_of_several_titles_the_one_with_a_date_line_is_the_articles() -> None:
    """A box of news may repeat it, as a heading as well."""
    again = "<div><h3>A Day of Wind</h3><p>A teaser of it.</p></div>"
    for html in (
        f"<main>{TITLE}{LINE}{BODY}</main>{again}",
        f"{again}<main>{TITLE}{LINE}{BODY}</main>",
    ):
        assert extract_article(STAMP + written(html), URL).text == TEXT


@pytest.mark.parametrize(
    ("around", "is_article"),
    [
        (LINE, True),
        (NEXT, True),
        (RELATED, True),
        ("<p>The page is being looked for.</p>", False),
        (SHARE, False),
    ],
    ids=["date line", "neighbours", "related", "notice", "buttons"],
)
def test_a_page_without_the_stamp_must_show_that_it_is_an_article(
    around: str, *, is_article: bool
) -> None:
    """By when it was published, by where it stands, or by its neighbours."""
    html = written(f"<main>{TITLE}<p>We are sorry.</p>{around}</main>")
    if is_article:
        assert extract_article(html, URL).text == "We are sorry."
    else:
        with pytest.raises(NotAnArticle) as refused:
            extract_article(html, URL)
        assert refused.value.kind is Kind.OTHER


def test_a_stamped_page_without_body_says_so() -> None:
    """Where the article ends below its title, no other words of the page become its text."""
    html = STAMP + written(f"<main>{TITLE}{LINE}{FILES}{NEXT}</main><p>{FIRST} {LAST}</p>")
    article = extract_article(html, URL)
    assert (article.text, article.published) == ("", date(2019, 5, 24))
    assert [file.name for file in article.files] == ["A.pdf"]


def hookless(html: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Take away what the CMS left on a page: its form, and the names of its containers."""
    monkeypatch.setattr(under_test, "hooks", lambda _: ())
    return html.replace("_newscontent_fromname", "")


def test_real_bodies_are_found_without_their_hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the title stands above the body: the same words, on pages of some twenty sites."""
    read: dict[str, list[str]] = {}
    for real in (each for each in real_pages() if each.kind == "article"):
        site, html = site_of(real.url).at(origin(real.url)), decode(real.read())
        page = parse(html, real.url, site)
        article = extract(page, site)
        if article.text and next(titles(page, article.title), None) is not None:
            read[real.file] = [article.text]
            with monkeypatch.context() as patched:
                bare = parse(hookless(html, patched), real.url, site)
            if bare.body_by == "below title":
                read[real.file].append(extract(bare, site).text)
    several = [texts for texts in read.values() if len(texts) > 1]
    assert not [file for file, texts in read.items() if len(set(texts)) > 1]
    assert len(several) > 5 or not read


@pytest.mark.no_cover
@needs_site
def test_a_whole_site_reads_the_same_without_its_hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """All articles of a mirrored site, whose title, date line and breadcrumb stand as ever."""
    site = VSB.at("https://sz1cz.gusuedu.cn/")
    files = sorted(SITE.glob("info/*/*.htm"))
    for file in files:
        url, html = site.canonical(file.relative_to(SITE).as_posix()), decode(file.read_bytes())
        hooked = extract_article(html, url, site)
        with monkeypatch.context() as patched:
            bare = extract_article(hookless(html, patched), url, site)
        assert bare.found_by["body"] == "below title"
        assert replace(bare, found_by={}, html="") == replace(hooked, found_by={}, html="")
    assert len(files) == 360
