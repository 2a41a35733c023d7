"""The words of a body, for comparison alone."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usstnews.text.wording import DATE, NAME, NUMBER, spelling, wording, words

TEXT = st.text("ab AB.,’'“”-—\n 三第届十月年19thé《》张学院\u00a0\U0001f600\ud800")


@pytest.mark.parametrize(
    "other",
    [
        "the STUDENTS’ union met on october 20 and 40300 people came",
        "The students' union met on October 20th -- and 40,300 people came.",
        "The students' union\n\nmet  on “October”twenty,and 40300 people came",
    ],
)
def test_spelling_makes_no_difference(other: str) -> None:
    """Case, quotes, dashes, blanks, ends of lines, thousands and ordinals."""
    said = wording("The students’ union met on October 20 and 40,300 people came.")
    if "october" in other:  # a month has a capital, the verbs that look like one have none
        assert len(spelling(wording(other))) == len(said)
    else:
        assert spelling(wording(other)) == spelling(said)


def test_full_width_characters_are_those_that_they_stand_for() -> None:
    """As Chinese editors type them, and half of an umlaut by itself."""
    assert wording("ＵＳＳＴ　第１８届") == wording("USST 第18届")
    assert wording("fu\u0308r") == wording("für")


def test_kinds_are_told_apart() -> None:
    """Words, names, numbers and dates; a name is spelt as the word is."""
    kinds = [code & DATE for code in wording("the Green 18th May 2019")]
    assert kinds == [0, NAME, NUMBER, DATE, DATE]
    assert spelling(wording("Green")) == wording("green")


def test_names_in_chinese_are_told_by_what_stands_about_them() -> None:
    """The character before what an institution is called, all of a title, and surnames."""
    said = "在南湖大学和实验室看《红楼》，去王府"
    kinds = dict(zip(words(said), (code & DATE for code in wording(said)), strict=True))
    assert {each for each, kind in kinds.items() if kind == NAME} == set("湖和红楼王")
    assert wording("大学") == spelling(wording("大学"))


@given(TEXT)
def test_any_text_has_a_wording(text: str) -> None:
    """Of codes of 16 bits, no more of them than words, whatever the text; blanks change nothing."""
    said = wording(text)
    assert said.typecode == "H"
    assert len(said) <= len(words(text))
    assert array("H", said.tobytes()) == said
    assert wording(f"\n {text} \t") == said
