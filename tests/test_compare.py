"""What re-extraction would change, field by field."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from recorded import stored

from usstnews.compare import Change, Difference, changed, compare, spell
from usstnews.items import Article, File, Image, Link, Video


def test_equal_lines_do_not_differ() -> None:
    """Nor do those of another release that reads the same: its name is not what they say."""
    assert compare(stored(7), stored(7)) is None
    assert compare(stored(7), stored(7, extractor="another")) is None


def test_each_field_that_differs_is_named_with_both_values() -> None:
    """In the order of the fields, spelt as in the lines."""
    before = stored(7, authors=["An Yi"], images=[])
    after = replace(before, title="Other", authors=["张柳"], images=[Image("https://h/i.png")])
    found = compare(before, after)
    assert found is not None
    assert (found.article, found.lost, found.gained) == (after, False, False)
    assert [change.field for change in found.changes] == ["title", "authors", "images"]
    assert found.changes[0] == Change("title", "Title 7", "Other")
    assert found.changes[2].after[0]["url"] == "https://h/i.png"


def test_a_line_that_is_none_yet_is_gained() -> None:
    """There is nothing to compare it with."""
    assert compare(None, stored(7)) == Difference(stored(7), gained=True)


OTHERWISE = {
    **dict.fromkeys(("site", "url", "title", "text", "html", "digest", "fetched_at"), "other"),
    **dict.fromkeys(("published_raw", "unit", "source", "section", "language"), "other"),
    **{name: ["other"] for name in ("aliases", "authors", "copyeditors", "breadcrumb")},
    **{name: ["other"] for name in ("keywords", "related")},
    **dict.fromkeys(("id", "column", "version"), 99),
    "published": date(2020, 1, 1),
    "images": [Image("https://h/i.png")],
    "files": [File("https://h/f.pdf")],
    "videos": [Video("https://h/v.mp4")],
    "links": [Link("https://h/")],
    "duplicate_of": "https://h/info/1/1.htm",
    "duplicate_score": 0.5,
    "found_by": {"title": "other"},
    "warc": None,
}


def test_no_field_is_passed_over() -> None:
    """Whatever differs in the JSON differs here."""
    assert OTHERWISE.keys() | {"extractor"} == {field.name for field in fields(Article)}
    before = stored(7)
    for name, value in OTHERWISE.items():
        after = replace(before, **{name: value})
        assert [change.field for change in changed(before, after)] == [name]


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (Change("title", "A", "B"), ["- A", "+ B"]),
        (Change("unit", None, "SBC"), ["+ SBC"]),
        (Change("unit", "SBC", None), ["- SBC"]),
        (Change("authors", ["A", "B"], ["B", "C"]), ["- A", "+ C"]),
        (Change("images", [], [{"url": "图.png"}]), ['+ {"url": "图.png"}']),
        (Change("version", 1, 2), ["- 1", "+ 2"]),
        (Change("text", "A\n\nB\n\nC", "A\n\nC"), ["- B"]),
    ],
)
def test_a_change_is_spelt_by_what_goes_and_what_comes(change: Change, lines: list[str]) -> None:
    """What stays is left out, and so are the hints at single letters."""
    assert list(spell(change)) == lines
