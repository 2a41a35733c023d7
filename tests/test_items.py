"""Articles as lines of JSON."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded import stored

from usstnews.items import Article, Capture, File, Image, Link, Video

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
MAYBE = st.none() | TEXT
ARTICLES = st.builds(
    Article,
    site=TEXT,
    id=st.none() | st.integers(1, 10**18),
    column=st.none() | st.integers(1, 10**18),
    url=TEXT,
    aliases=st.lists(TEXT, max_size=2),
    version=st.none() | st.integers(1),
    title=TEXT,
    published=st.none() | st.dates(),
    published_raw=MAYBE,
    text=TEXT,
    images=st.lists(st.builds(Image, TEXT, TEXT, MAYBE, MAYBE), max_size=2),
    files=st.lists(st.builds(File, TEXT, MAYBE), max_size=2),
    videos=st.lists(st.builds(Video, TEXT), max_size=2),
    links=st.lists(st.builds(Link, TEXT, TEXT), max_size=2),
    duplicate_of=MAYBE,
    duplicate_score=st.none() | st.floats(0, 1),
    warc=st.none() | st.builds(Capture, TEXT, st.integers(0), TEXT, MAYBE),
)


@given(ARTICLES)
def test_an_article_comes_back_from_its_line(article: Article) -> None:
    """Any article is one line of UTF-8 and comes back equal, from text and from bytes."""
    line = article.to_json()
    assert "\n" not in line
    assert "\r" not in line
    assert Article.from_json(line) == article
    assert Article.from_json(line.encode() + b"\n") == article


def test_a_line_is_what_the_contract_says() -> None:
    """Dates are ISO, parts are objects, unknown is null, other scripts are written as they are."""
    article = replace(
        stored(7, title="张柳"), published=date(2020, 1, 3), images=[Image("https://h/a.png")]
    )
    values = json.loads(article.to_json())
    assert list(values) == [field.name for field in fields(Article)]
    assert values["published"] == "2020-01-03"
    assert values["images"] == [{"url": "https://h/a.png", "alt": "", "caption": None, "md5": None}]
    assert values["warc"] == {
        "file": "made-up.warc.gz",
        "offset": 7,
        "record_id": "<urn:uuid:7>",
        "payload_digest": None,
    }
    assert values["source"] is None
    assert values["files"] == []
    assert '"title":"张柳"' in article.to_json()


@pytest.mark.parametrize(
    ("number", "key"), [(7, "7"), (None, "https://en.usst.edu.cn/info/1/7.htm")]
)
def test_an_article_is_known_by_its_id_else_by_its_url(number: int | None, key: str) -> None:
    """The column is no part of the identity."""
    assert replace(stored(7), id=number).key == key
    assert replace(stored(7), id=number, column=99).key == key


def test_items_are_frozen() -> None:
    """A stage gives a new article and changes none."""
    with pytest.raises(FrozenInstanceError):
        stored(7).title = "else"  # type: ignore[misc]


@pytest.mark.parametrize("line", ["", "{", "null", "[]", "5", '"x"', '{"published": 5}', "{}"])
def test_anything_else_is_no_article(line: str) -> None:
    """What is no article raises one of the two errors that are promised."""
    with pytest.raises((ValueError, TypeError)):
        Article.from_json(line)
