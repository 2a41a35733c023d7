"""Pages that bear no mark of the CMS: a general extractor finds the body, and the line says so."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

import pytest

from usstnews.extract import EXTRACTOR, Kind, NotAnArticle, extract_article
from usstnews.extract import general as under_test
from usstnews.sites import USST

URL = "https://en.usst.edu.cn/info/1023/2065.htm"
STAMP = "<script>_jsq_(1023,'/content.jsp',2065,1507336284)</script>"
CRUMBS = "<div><a href='/'>Home</a> » <a href='/News.htm'>News &amp; Events</a></div>"
FIRST = "On May 20, a delegation visited the campus and met students of the School of Engineering."
LAST = "The president said that cooperation mattered to both sides, and would go on for years."
BODY = f"""<p>{FIRST}</p><p><img src="a.jpg"></p><p style="text-align: center">The delegation</p>
<p>They spoke of wind.</p><p>{LAST}</p>"""
TEXT = f"{FIRST}\n\nThey spoke of wind.\n\n{LAST}"


def page(
    title: str = "<h1><img src='title.png'></h1>",
    line: str = "<p class=meta>May 24, 2019 | By Li Rui</p>",
    body: str = f"<section>{BODY}</section>",
    around: str = CRUMBS,
) -> str:
    """Write a page after a relaunch: HTML of another kind, the title in the head alone."""
    return f"""<html><head><title>A Day of Wind-USST</title></head><body>
<nav><a href="/">Home</a> <a href="/News.htm">News</a> <a href="/About.htm">About</a></nav>{around}
<main>{title}{line}{body}<div class="share">Share: <a href="#">WeChat</a></div></main>
<aside><h3>Hot news</h3><ul><li><a href="1.htm">Of days long past</a> 2019-01-01</li></ul></aside>
<footer>Copyright 2018, 516 Jungong Road. All rights reserved.</footer></body></html>"""


def test_the_body_is_found_and_read_by_the_same_rules() -> None:
    """Its words without date line and furniture; captions go to their images as ever."""
    article = extract_article(page(), URL)
    assert article.text == TEXT
    assert [(image.url, image.caption) for image in article.images] == [
        ("https://en.usst.edu.cn/info/1023/a.jpg", "The delegation")
    ]
    assert (article.title, article.breadcrumb) == ("A Day of Wind", ["Home", "News & Events"])
    assert "Share" not in article.html


def test_the_line_says_what_found_the_body() -> None:
    """Its strategy by name, its version behind that of the extractor."""
    article = extract_article(page(), URL)
    assert article.found_by["body"] == "trafilatura"
    assert article.extractor == f"{EXTRACTOR}+trafilatura-{version('trafilatura')}"
    hooked = extract_article(STAMP + page(body=f"<div class=v_news_content>{BODY}</div>"), URL)
    assert (hooked.found_by["body"], hooked.extractor) == (
        "page, .v_news_content",
        EXTRACTOR,
    )
    assert hooked.text == article.text


@pytest.mark.parametrize(
    ("html", "url"),
    [
        (page(around=""), URL),  # a notice: it tells neither when nor where
        (page(), "https://en.usst.edu.cn/About.htm"),
        ("<script>_jsq_(1023,'/list.jsp',-1,1507336284)</script>" + page(), URL),
        ("<html><body></body></html>", URL),
    ],
    ids=["notice", "no article's URL", "stamped as a listing", "empty"],
)
def test_what_is_no_article_does_not_become_one(html: str, url: str) -> None:
    """A page without the stamp is one at an article's URL alone, and not without date or place."""
    with pytest.raises(NotAnArticle):
        extract_article(html, url)


def test_without_the_library_an_article_keeps_what_else_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A stamped page has its title and no text, nor a date, which might be the text's; another
    is no article.
    """

    def missing(_: str) -> str:
        raise PackageNotFoundError

    monkeypatch.setattr(under_test, "version", missing)
    article = extract_article(STAMP + page(), URL, USST)
    assert (article.title, article.published) == ("A Day of Wind", None)
    assert (article.text, article.html, article.extractor) == ("", "", EXTRACTOR)
    assert "body" not in article.found_by
    with pytest.raises(NotAnArticle) as refused:
        extract_article(page(), URL)
    assert refused.value.kind is Kind.OTHER
