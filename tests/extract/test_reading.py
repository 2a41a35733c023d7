"""All that one answer says, in one call."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest
from recorded import BASE, CHALLENGE, HOME, HTML, MISSING, article_page, listing_page

from usstnews.extract import extract_article
from usstnews.extract.found import Found, Role
from usstnews.extract.kind import Kind
from usstnews.extract.reading import Reading, is_worth_reading, read, wanted
from usstnews.sites import USST

PAGE = BASE + "info/1/7.htm"


def urls(reading: Reading) -> list[str]:
    """Give the requisites, by path."""
    return [url.removeprefix(BASE) for url, _ in reading.requisites]


def test_an_article_says_itself_what_it_needs_and_where_it_leads() -> None:
    """The article is the one that a saved page gives."""
    more = '<img src=/x.png><p class="pre">上一条：<a href="../1/6.htm">Six</a></p>'
    page = article_page("Spring", more=more)
    reading = read(page, HTML, PAGE, 200, USST)
    assert (reading.kind, reading.is_page, urls(reading)) == (Kind.ARTICLE, True, ["x.png"])
    assert reading.article is not None
    assert reading.article.title == extract_article(page.decode(), PAGE, USST).title == "Spring"
    assert reading.listing is None


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (listing_page("info/1/7.htm"), 200, Kind.LISTING),
        (MISSING, 200, Kind.MISSING),
        (MISSING, 404, Kind.MISSING),
        (b"<p>gone", 410, Kind.MISSING),
        (CHALLENGE, 200, Kind.CHALLENGE),
        (b"<p>words", 200, Kind.OTHER),
        (b"", 200, Kind.OTHER),
    ],
)
def test_the_kind_goes_by_page_and_status(body: bytes, status: int, kind: Kind) -> None:
    """No other page gives an article."""
    reading = read(body, HTML, BASE + "x.htm", status, USST)
    assert (reading.kind, reading.article) == (kind, None)


def test_a_home_page_leads_to_columns_or_to_where_it_refreshes() -> None:
    """Each under what it is found as."""
    reading = read(HOME, HTML, BASE, 200, USST)
    assert Found(BASE + "News___Events.htm", Role.LISTING, walk=BASE + "News___Events.htm") in (
        reading.columns
    )
    refresh = b'<html><head><meta http-equiv=refresh content="0; url=en.htm"></head></html>'
    reading = read(refresh, HTML, BASE, 200, USST)
    assert reading.refreshed == (Found(BASE + "en.htm", Role.HOME),)


@pytest.mark.parametrize("charset", ["", "; charset=gbk"])
def test_a_sheet_needs_what_it_draws_and_imports(charset: str) -> None:
    """It is no page, and says nothing else."""
    css = "@import 'b.css'; p { background: url(图.png) }".encode("gbk" if charset else "utf-8")
    reading = read(css, f"text/css{charset}", BASE + "style/a.css", 200, USST)
    assert (reading.kind, reading.is_page) == (Kind.OTHER, False)
    assert urls(reading) == ["style/b.css", "style/%E5%9B%BE.png"]


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "application/javascript"])
def test_other_files_need_nothing(kind: str) -> None:
    """Whatever stands in them."""
    reading = read(article_page(more="<img src=/x.png>"), kind, BASE + "x", 200, USST)
    assert reading == Reading(Kind.OTHER)
    assert not is_worth_reading(kind)


@pytest.mark.parametrize("kind", [None, HTML, "TEXT/HTML", "application/xhtml+xml", "text/css"])
def test_pages_and_sheets_are_worth_reading(kind: str | None) -> None:
    """As is what does not say what it is."""
    assert is_worth_reading(kind)


def test_wanted_are_requisites_that_may_be_asked_for() -> None:
    """Those of other hosts are met alone, and what must never be asked for is not even met."""
    site = replace(USST, media_hosts=("img.example",), unasked=(r"/click\.jsp",))
    sources = (
        "/x.png",
        "https://img.example/y.png",
        "https://other.example/z.png",
        "/click.jsp?n=1",
    )
    page = article_page(more="".join(f"<img src={source}>" for source in sources))
    found = list(wanted(read(page, HTML, PAGE, 200, site), site))
    assert [(each.url, each.external) for each in found] == [
        (BASE + "x.png", False),
        ("https://img.example/y.png", False),
        ("https://other.example/z.png", True),
    ]
    assert {(each.role, each.needed) for each in found} == {(Role.REQUISITE, "image")}


def test_a_reading_goes_from_process_to_process() -> None:
    """Nothing in it holds on to the parsed page."""
    for body in (article_page(more="<img src=/x.png>"), listing_page("info/1/7.htm"), HOME):
        reading = read(body, HTML, PAGE, 200, USST)
        assert pickle.loads(pickle.dumps(reading)) == reading
