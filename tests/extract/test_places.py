"""Where a template sets out the parts of a page."""

from __future__ import annotations

import pytest
from recorded import article_page, listing_page

from usstnews.extract.reading import Reading, read
from usstnews.replica import Replica
from usstnews.sites import USST

URL = "https://en.usst.edu.cn/info/1/7.htm"
DATED = "January 3, 2020 | By SBC: An Yi"


def reading(body: bytes | str, url: str = URL) -> Reading:
    """Read a page."""
    octets = body.encode() if isinstance(body, str) else body
    return read(octets, "text/html; charset=utf-8", url, 200, USST)


def article(
    *, around: str = "<div class=main>{}</div>", date: str = "<p class=d>{}</p>", words: str = "W."
) -> str:
    """Write an article page in a template of its own."""
    body = f"<div class=v_news_content><p>{words}</p></div>"
    form = f"<form name=_newscontent_fromname><h1>T</h1>{date.format(DATED)}{body}</form>"
    return f"<html><head><title>T-USST</title></head><body>{around.format(form)}</body></html>"


@pytest.mark.parametrize(
    "words",
    [
        "Other words.",
        "One.</p><p>Two.</p><p><img src=/x.png>",
        "<a href=/y.htm>y</a><b>z</b>",
        "三",
    ],
)
def test_words_are_no_part_of_the_template(words: str) -> None:
    """What an article says, shows and links changes nothing."""
    assert reading(article(words=words)).places == reading(article()).places


@pytest.mark.parametrize(
    "change",
    [
        {"around": "<div class=page>{}</div>"},
        {"around": "<section class=main>{}</section>"},
        {"around": "<div class=main><div>{}</div></div>"},
        {"around": "<div class=main id=m>{}</div>"},
        {"date": "<div class=d>{}</div>"},
        {"date": "<p class=when>{}</p>"},
        {"date": "<p class=d><span class=s>{}</span></p>"},
        {"date": ""},
    ],
    ids=lambda change: next(iter(change.values())) or "none",
)
def test_another_template_shows(change: dict[str, str]) -> None:
    """A container renamed, nested, or a date line that moved, also where all is still found."""
    assert reading(article(**change)).places != reading(article()).places


def test_numbers_and_the_order_of_classes_are_no_part_of_the_template() -> None:
    """The CMS counts its components page by page."""
    first = article(around='<div id="vsb_content_1001" class="a b">{}</div>')
    second = article(around='<div id="vsb_content_2" class="b  a">{}</div>')
    assert reading(first).places == reading(second).places


def test_what_stands_below_the_body_is_no_part_of_the_template() -> None:
    """Neighbours and related articles are there or not, as the article has some."""
    more = "<p>Next: <a href='6.htm'>Older</a></p><ul><li><a href='5.htm'>Kin</a></li></ul>"
    assert reading(article_page(more=more)).places == reading(article_page()).places


def test_a_page_says_in_words_where_its_parts_stand() -> None:
    """Each part is a path from the document's body down, for a person to read."""
    places = reading(article()).places
    assert set(places) == {"body", "above"}
    assert places["body"] == "div.main > form > div.v_news_content"
    assert "p.d" in places["above"].split()


def listing(*items: str, onward: str | None = None, of: tuple[int, int] = (1, 2)) -> str:
    """Write a listing page."""
    return listing_page(*items, of=of, onward=onward).decode()


def test_items_and_numbers_are_no_part_of_a_listings_template() -> None:
    """Neither how many there are, nor which page it is."""
    url = "https://en.usst.edu.cn/Banner.htm"
    first = reading(listing("info/1/7.htm 2024-01-01", onward="Banner/1.htm"), url).places
    last = reading(listing("info/1/6.htm", "info/1/5.htm", of=(2, 2)), url).places
    assert first == last
    assert set(first) == {"pager", "items"}
    assert "none" not in first.values()


@pytest.mark.parametrize(
    ("old", "new"), [("pb_sys_common", "pages pb_sys_common"), ("<ul>", "<ul class=rows>")]
)
def test_a_listing_in_another_template_shows(old: str, new: str) -> None:
    """Its pager, or its items, elsewhere."""
    url, page = "https://en.usst.edu.cn/Banner.htm", listing("info/1/7.htm", onward="Banner/1.htm")
    other = page.replace(f"class={old}", f'class="{new}"').replace(old, new, 1)
    assert other != page
    assert reading(other, url).places != reading(page, url).places


def test_other_pages_have_no_places() -> None:
    """A page that is gone or that is neither is set out as it likes."""
    assert reading("<p>hello").places == {}
    assert reading("<html><title>404错误提示</title></html>").places == {}


def test_a_site_has_few_templates() -> None:
    """All articles of a replica, whatever they show, are set out in a few ways."""
    replica, base, found = Replica(articles=120, seed=5), USST.base_url, []
    for known in replica.truth(base)["articles"]:
        answer = replica.answer("/" + known["url"].removeprefix(base), base)
        seen = read(answer.body, answer.content_type, known["url"], answer.status, USST)
        found.append(tuple(sorted(seen.places.items())))
    assert len(found) > 100
    assert len(set(found)) <= 12
