"""Articles from the plain text of their pages, whichever parts of it are missing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from real import PAGES, SEED, SITE, needs_pages, needs_seed, needs_site, real_pages

from usstnews.extract import NotAnArticle, decode, extract_article, parse
from usstnews.extract.kind import Kind
from usstnews.extract.plain import extract_plain
from usstnews.extract.select import is_hidden
from usstnews.extract.text import text_of
from usstnews.sites import USST, VSB

URL = "https://en.usst.edu.cn/info/1023/2065.htm"
CRUMBS = "Home · News & Events · Content"
DAY = date(2019, 5, 24)
LONG = "The campus is green, and so are the hills around it. " * 8


@needs_seed
def test_the_seed_comes_out_right() -> None:
    """The page that the project was given: each field, and each line of its body."""
    text = SEED.read_text("utf-8")
    article = extract_plain(text, URL)
    lines = [line for line in text.splitlines() if line]
    assert (
        article.title == lines[1] == "The Cooperation Promoted between USST and CCB Shanghai Branch"
    )
    assert (article.published, article.published_raw) == (date(2024, 1, 15), "January 15, 2024")
    assert article.breadcrumb == ["Home", "News & Events", "Content"]
    assert (article.site, article.id, article.column) == ("usst", 2065, 1023)
    assert (article.section, article.language) == ("News & Events", "en")
    assert article.text.splitlines() == [" ".join(line.split()) for line in lines[3:-2]]
    assert lines[-2:] == ["Related articles", "Stay Connected"]
    assert (article.authors, article.copyeditors, article.unit, article.source) == (
        [],
        [],
        None,
        None,
    )
    assert article.found_by == dict.fromkeys(
        ["title", "dateline", "breadcrumb", "body"], "plain-text"
    )
    assert (article.fetched_at, article.warc, article.version, article.html) == (
        None,
        None,
        None,
        "",
    )


@pytest.mark.parametrize(
    ("text", "title", "published"),
    [
        (f"{CRUMBS}\n\nA title\n\nMay 24, 2019\n\nBody", "A title", DAY),
        (f"{CRUMBS}\n\nA title\n\nBody", "A title", None),
        (f"{CRUMBS}\n\nMay 24, 2019\n\nBody", "", DAY),
        (f"{CRUMBS}\n\n{LONG}\n\nBody", "", None),
        (f"Home\nAbout\nNews\n{CRUMBS}\nA title\nMay 24, 2019\nBody", "A title", DAY),
        (f"Home · About · News\n{CRUMBS}\nA title\nMay 24, 2019\nBody", "A title", DAY),
        (f"{CRUMBS}\nNews & Events\nA title\nMay 24, 2019\nBody", "A title", DAY),
        (f"{CRUMBS}\nNews & Events\nBody", "News & Events", None),
        (f"{CRUMBS}\nNews & Events\nMay 24, 2019\nBody", "News & Events", DAY),
        ("当前位置： 首页 -> 新闻 -> 正文\nA title\n发布时间：2019-05-24\nBody", "A title", DAY),
        ("A title\n\nMay 24, 2019\n\nBody", "A title", DAY),
        ("A title\n\nMay 24, 2019 | By Li Rui\nBody", "A title", DAY),
        ("May 24, 2019\n\nBody", "", DAY),
        ("May 24, 2019 | By Li Rui\nBody", "", DAY),
        ("Menu\nMore\nA title\nMay 24, 2019 | By Li Rui\nBody", "A title", DAY),
        ("A title-USST\nMenu\nA title\nMay 24, 2019\nBody", "A title", DAY),
        ("A title-USST\nMenu\nBody\nA title\nMore", "A title", None),
        ("A-B title-A site-More\nMenu\nA-B title\nMay 24, 2019\nBody", "A-B title", DAY),
        (f"A title-A site\nMenu\n{CRUMBS}\nShare\nA title\nMay 24, 2019\nBody", "A title", DAY),
        (f"\ufeff{CRUMBS}\r\n\r\nA\u00a0title\r\n \r\nMay 24, 2019\r\nBody", "A title", DAY),
        (f"{CRUMBS}\nA title\nFebruary 30, 2019\nBody", "A title", None),
        ("A title\n\nBody", "", None),
        ("A title held by OECE-USST\n\nBody", "", None),
        (f"{LONG}\n\nMay 24, 2019\n\nBody", "", None),
        ("Dear all,\n\nBody\n\nMay 24, 2019", "", None),
        ("Dear new students,\nMay 24, 2019\nBody", "", None),
        (f"{CRUMBS}\nA title\nMay\n 24\n ,2019\n\nBody", "A title", DAY),
        (f"{CRUMBS}\nA lecture\nTime: May 24, 2019 14:00\nPlace: Hall\nBody", "A lecture", None),
        ("May 24, 2019 was a day.\nBody", "", None),
        ("On May 24, 2019\nBody", "", None),
        ("Body", "", None),
    ],
)
def test_title_and_date_are_told_or_missing(text: str, title: str, published: date | None) -> None:
    """A breadcrumb above, a date line below, `<title>` on top tell a title, and nothing else."""
    article = extract_plain(text, URL)
    assert (article.title, article.published) == (title, published)
    assert "Body" in article.text.splitlines()


@pytest.mark.parametrize(
    ("text", "raw", "body"),
    [
        (
            "May 24, 2019\n| By SBC: An Yi | 张柳\nBody",
            "May 24, 2019 | By SBC: An Yi | 张柳",
            "Body",
        ),
        ("May 24, 2019\n\n| By An Yi\n\nBody", "May 24, 2019 | By An Yi", "Body"),
        (
            "May 24, 2019\nBy An Yi\nCopyedited by W\nBody",
            "May 24, 2019 By An Yi Copyedited by W",
            "Body",
        ),
        ("May 24, 2019 | By An Yi,\nLi Rui\nBody", "May 24, 2019 | By An Yi, Li Rui", "Body"),
        ("May 24, 2019\nPhoto: The hall\nBody", "May 24, 2019", "Photo: The hall\nBody"),
        ("May 24, 2019\nTime: 2019-05-01\nBody", "May 24, 2019", "Time: 2019-05-01\nBody"),
        ("May 24, 2019\nBy the people we mean all.", "May 24, 2019", "By the people we mean all."),
        ("A subtitle\nMay 24, 2019\nBody", "May 24, 2019", "A subtitle\nBody"),
        ("It was so.\nMay 24, 2019\nBody", None, "It was so.\nMay 24, 2019\nBody"),
    ],
)
def test_a_date_line_ends_where_the_body_begins(text: str, raw: str | None, body: str) -> None:
    """It may be wrapped into several lines; a caption and a subtitle are none of it."""
    article = extract_plain(f"{CRUMBS}\nA title\n{text}", URL)
    assert (article.published_raw, article.text) == (raw, body)


FOOTER = (
    "Copyright@2018 University. All rights reserved. 沪ICP备08108292号-5 沪公网安备:31009102000040"
)


@pytest.mark.parametrize(
    ("tail", "kept"),
    [
        ("", ""),
        ("\n\nRelated articles\n\n\nStay Connected", ""),
        ("\n\nStay Connected\n", ""),
        (f"\nRelated articles\nStay Connected\nWeChat | Weibo\nTel: 021-55\n{FOOTER}", ""),
        (f"\nStay Connected\n{FOOTER}\nAddress: 516 Jungong Road", ""),
        (f"\n{FOOTER}", ""),
        ("\n上一条：A\n下一条：B", ""),
        ("\nPrevious: A\nNext: B", ""),
        ("\n前一篇：A\n下一页：B", ""),
        ("\nPrevious page: A\nNext one: B", ""),
        ("\nPREV：A\n\nNext article : B\nStay Connected", ""),
        ("\nNext: B\nThat is what she said.", "\nNext: B\nThat is what she said."),
        ("\nNext to it: B", "\nNext to it: B"),
        ("\nRelated articles\nSpring\nStay Connected", "\nRelated articles\nSpring"),
        ("\nStay Connected\nThat is what she said.", "\nStay Connected\nThat is what she said."),
        ("\nWe stay connected\nStay Connected!", "\nWe stay connected\nStay Connected!"),
        ("\nTel: 021-55", "\nTel: 021-55"),
        ("\nCopyright is a right.", "\nCopyright is a right."),
    ],
)
def test_the_tail_is_cut_where_nothing_but_boilerplate_follows(tail: str, kept: str) -> None:
    """Its headings are ordinary English, and what stands below them may be the body's."""
    assert extract_plain(f"{CRUMBS}\nA title\nBody{tail}", URL).text == f"Body{kept}"


def test_lines_are_neither_joined_nor_parted() -> None:
    """One newline stays one, blank lines become one blank line, table cells stay lines."""
    body = "One\nTwo  words\n\n\n\nCell\n \t\nOf   USST"
    article = extract_plain(f"{CRUMBS}\nA title\nMay 24, 2019\n{body}", URL)
    assert article.text == "One\nTwo words\n\nCell\n\nOf USST"


def test_prose_with_dots_is_no_breadcrumb() -> None:
    """Only a whole line that begins at home, or ends in what stands for the article, is one."""
    for line in ("We sang Happiness · Dream-chasers", "Location: A · B", "Home is where · we are"):
        assert extract_plain(f"{line}\nBody", URL).breadcrumb == []


def test_an_article_that_was_never_on_the_web_is_of_the_sites_default() -> None:
    """A file's address names it; without a URL there are no ids."""
    article = extract_plain("May 24, 2019\nBody", "file:///home/me/a.txt")
    assert (article.site, article.id, article.url) == ("usst", None, "file:///home/me/a.txt")
    named = extract_plain("Body", "http://h.cn/info/1/7.htm", VSB)
    assert (named.site, named.id, named.column) == ("h.cn", 7, 1)
    assert extract_plain("Body", "http://en.usst.edu.cn/info/1/7.htm").url.startswith(USST.base_url)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Kind.OTHER),
        (" \n\u200b\r\n\ufeff", Kind.OTHER),
        ("404错误提示\n您访问的页面不存在", Kind.MISSING),
        ("系统提示\n无权访问", Kind.RESTRICTED),
    ],
)
def test_what_is_no_article_is_refused_by_name(text: str, kind: Kind) -> None:
    """Nothing at all, and the CMS's own notices by their titles."""
    with pytest.raises(NotAnArticle) as raised:
        extract_plain(text, URL)
    assert raised.value.kind is kind


LINES = [
    *(CRUMBS, "A title", "May 24, 2019", "| By Li Rui", "Body", "", " ", "Related articles", LONG),
    *("Stay Connected", FOOTER, "A title-USST", "Tel: 1", "Photo: X", "By An Yi", "2019-05-2435"),
    *("会议时间：2019-05-24", "News & Events", "\0", "\ud800", "Home", "·", "Time: May 1, 2020"),
]
texts = st.lists(st.sampled_from(LINES) | st.text(max_size=8), max_size=14).map("\n".join)


@given(texts | st.text(st.characters(codec=None)))
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    """Whatever it holds."""
    try:
        article = extract_plain(text, URL)
    except NotAnArticle:
        return
    assert article.to_json().encode()
    assert article.digest.startswith("sha256:")


@given(st.lists(st.sampled_from([line for line in LINES if line.isprintable()]), max_size=14))
def test_each_line_of_an_article_is_one_of_the_page(lines: list[str]) -> None:
    """In order, none twice; and without anything that tells a head, none is left out."""
    try:
        article = extract_plain("\n".join(lines), URL)
    except NotAnArticle:
        assert not any(map(str.strip, lines))
        return
    page = iter([line.strip() for line in lines])
    assert all(line in page for line in article.text.split("\n") if line)
    if not article.title and not article.published_raw and not article.breadcrumb:
        first = next(line for line in lines if line.strip())
        assert article.text == "" or article.text.startswith(first.strip())


def as_text(html: str, url: str) -> str:
    """Write a page as plain text the way WET files have it: `<title>`, then all lines."""
    page = parse(html, url, VSB.at("https://h.cn/"))
    title = "".join(page.root.xpath("descendant::title//text()"))
    return f"{' '.join(title.split())}\n" + text_of(page.root, is_hidden).replace("\n\n", "\n")


@pytest.mark.no_cover
@needs_site
def test_a_real_site_says_the_same_in_plain_text() -> None:
    """Of 360 articles, menus and footers around them: each field, and no word of the body less."""
    files = sorted(SITE.glob("info/*/*.htm"))
    assert len(files) == 360
    for file in files:
        html, url = decode(file.read_bytes()), f"https://h.cn/{file.relative_to(SITE).as_posix()}"
        shown, read = extract_article(html, url), extract_plain(as_text(html, url), url)
        for name in (
            "id",
            "column",
            "title",
            "published",
            "published_raw",
            "authors",
            "source",
            "section",
        ):
            assert getattr(read, name) == getattr(shown, name), (url, name)
        assert not set(shown.text.split()) - set(read.text.split()), url


# What their plain text does not tell: no title is printed, or other lines stand before the date.
UNTOLD = {"fmac_article.html", "excerpt_gdut_linkarticle.html"}
FAR = {"scrtvu_video_article_english_title.html"}


@needs_pages
def test_real_pages_say_the_same_in_plain_text() -> None:
    """Title and day of pages of some ten templates, or nothing; never another day."""
    told = []
    for each in real_pages():
        html = decode(each.read())
        try:
            shown = extract_article(html, each.url)
        except NotAnArticle:
            continue
        read = extract_plain(as_text(html, each.url), each.url)
        told.append(each.file)
        assert read.published == (None if each.file in FAR else shown.published), each.file
        assert (read.title == shown.title) == (each.file not in UNTOLD), each.file
    assert len(told) >= 12
    assert (PAGES / told[0]).is_file()
