"""Why an article reads as it does."""

from __future__ import annotations

import pytest
from lxml import etree
from real import RealPage, real_pages

from usstnews.extract import decode, extract_article, parse
from usstnews.extract.explain import explain
from usstnews.sites import USST, origin, site_of

URL = "https://en.usst.edu.cn/info/1023/2065.htm"
PAGE = """<title>Spring-USST</title><p><a href="/">Home</a> · <a href="n.htm">News</a> · Content</p>
<form name=_newscontent_fromname><p>May 24, 2019</p><h1>Spring</h1>
<div id=vsb_content><div class=v_news_content><p>Text.</p></div></div></form>"""
ARTICLES = [page for page in real_pages() if page.kind == "article"]


def test_each_part_names_what_was_tried_and_what_won() -> None:
    """In the order in which strategies are asked, also those that others came before."""
    page = parse(PAGE, URL, USST)
    tried = list(explain(page, USST))
    assert [each.part for each in tried] == sorted(
        (each.part for each in tried),
        key=["title", "dateline", "breadcrumb", "body", "related"].index,
    )
    found = {
        (each.part, each.strategy): (each.finds, each.won)
        for each in tried
        if each.finds is not None
    }
    assert found.pop(("body", "trafilatura"), None) is None
    assert found == {
        ("title", "announced"): ("Spring", True),
        ("title", "heading"): ("Spring", False),
        ("title", "document"): ("Spring", False),
        ("dateline", "above title"): ("May 24, 2019", True),
        ("breadcrumb", "above body"): ("Home · News · Content", True),
        ("body", "[id^=vsb_content] .v_news_content"): (
            "form > div#vsb_content > div.v_news_content",
            True,
        ),
        ("body", ".v_news_content"): ("form > div#vsb_content > div.v_news_content", False),
        ("body", "[id^=vsb_content]"): ("form > div#vsb_content", False),
        ("body", "page, [id^=vsb_content] .v_news_content"): (
            "form > div#vsb_content > div.v_news_content",
            False,
        ),
        ("body", "page, .v_news_content"): ("form > div#vsb_content > div.v_news_content", False),
        ("body", "page, [id^=vsb_content]"): ("form > div#vsb_content", False),
        ("body", "below title"): ("form > div#vsb_content", False),
    }


def test_to_explain_a_page_leaves_it_as_it_is() -> None:
    """Strategies that put a body into an element of its own do so elsewhere."""
    page = parse(PAGE.replace("<p>Text.", "<p>Words that stand here.</p><p>Text."), URL, USST)
    before = etree.tostring(page.root)
    tried = list(explain(page, USST))
    assert etree.tostring(page.root) == before
    assert list(explain(page, USST)) == tried


@pytest.mark.parametrize("real", ARTICLES, ids=lambda page: page.file)
def test_what_won_is_what_the_article_names(real: RealPage) -> None:
    """The explanation and the article's `found_by` are of one mind, on every real page."""
    html = decode(real.read())
    site = site_of(real.url).at(origin(real.url))
    tried = explain(parse(html, real.url, site), site)
    won = {each.part: each.strategy for each in tried if each.won}
    assert won == extract_article(html, real.url, site).found_by
