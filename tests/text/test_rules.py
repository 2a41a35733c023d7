"""The rules of cleaning: their table, what the docs say of them, and other programs' opinion."""

from __future__ import annotations

import ast
import html
import re
import sys
import unicodedata

import pytest
from crawls import PROJECT
from dirty import any_words
from ftfy.fixes import remove_control_chars
from hypothesis import given
from hypothesis import strategies as st

from usstnews.text import rules
from usstnews.text.clean import SETTLED, clean_characters, clean_text
from usstnews.text.mojibake import may_be_mojibake
from usstnews.text.rules import CHARACTERS, RULES, SUSPECT

DOC = (PROJECT / "docs" / "cleaning.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## `(\w+)`\n(.*?)(?=^## |\Z)", DOC, re.MULTILINE | re.DOTALL))
EXAMPLE = re.compile(r'`(".*?")` becomes `(".*?")`')
ALL = [chr(number) for number in range(sys.maxunicode + 1)]
MENDS = {rule.name: rule.mend for rule in RULES}


def test_the_docs_tell_each_rule_in_its_order() -> None:
    """Each rule has a section with its reason, and no section is without its rule."""
    assert list(SECTIONS) == [rule.name for rule in RULES]
    for rule in RULES:
        said = " ".join(SECTIONS[rule.name].split())
        assert f"Why: {rule.why}." in said, rule.name


def test_the_examples_of_the_docs_are_true() -> None:
    """Each rule does by itself what its example says, and undoes nothing that it did."""
    for name, section in SECTIONS.items():
        before, after = map(ast.literal_eval, EXAMPLE.findall(section)[0])
        mended, places = MENDS[name](before)
        assert (mended, places > 0) == (after, True), name
        assert MENDS[name](after) == (after, 0), name


def test_each_rule_bears_its_own_name() -> None:
    """The name in the table, the function and its doctest are one."""
    for rule in RULES:
        assert rule.mend.__name__ == rule.name
        assert ">>> " in (rule.mend.__doc__ or "")


@given(any_words)
def test_what_is_counted_was_changed(text: str) -> None:
    """A rule counts nothing if and only if it leaves the text as it was."""
    for rule in RULES:
        mended, places = rule.mend(text)
        assert (places == 0) == (mended == text), rule.name


@pytest.mark.no_cover
def test_no_rule_is_passed_over() -> None:
    """What lets a text pass unlooked at knows all single characters that a rule would change."""
    suspects = set(SUSPECT.findall("".join(ALL)))
    steady = [char for char in ALL if unicodedata.is_normalized("NFC", char)]
    for rule in CHARACTERS:
        assert {char for char in steady if rule.mend(char)[1]} <= suspects, rule.name


@given(any_words)
def test_a_text_that_is_passed_over_has_nothing_to_change(text: str) -> None:
    """The quick look and the rules agree."""
    if SUSPECT.search(text) or may_be_mojibake(text) or not unicodedata.is_normalized("NFC", text):
        return
    assert all(rule.mend(text) == (text, 0) for rule in CHARACTERS)


@given(st.from_regex(SETTLED, fullmatch=True))
def test_a_line_that_is_settled_has_nothing_to_change(line: str) -> None:
    """What a line is made of most of the time is what every rule leaves as it is."""
    assert all(rule.mend(line) == (line, 0) for rule in RULES)


@given(st.text(" \t\na"))
def test_ragged_lines_are_known_at_a_look(text: str) -> None:
    """A line is trimmed wherever blanks stand at its ends or around a tab, a tab at its end."""
    ragged = re.compile("(?m)^ +| +$|[ \t]+$| +(?=\t)|(?<=\t) +")
    assert (MENDS["edges"](text)[1] > 0) == (ragged.search(text) is not None)


def test_blanks_are_those_of_unicode() -> None:
    """What Unicode calls a separator becomes a blank or a newline; HTML's blanks are among it."""
    for char in ALL:
        if unicodedata.category(char) in {"Zs", "Zl", "Zp"}:
            want = "a b" if unicodedata.category(char) == "Zs" else "a\nb"
            assert clean_text(f"a{char}b") == want, hex(ord(char))
    assert {clean_text(f"a{blank}b") for blank in " \t\n\f\r"} == {"a b", "a\tb", "a\nb"}


def test_c1_controls_are_read_as_html_reads_references_to_them() -> None:
    """Python's own table of HTML says the same of all 32."""
    for number in range(0x80, 0xA0):
        read = html.unescape(f"&#{number};")
        mended = rules.windows_1252(chr(number))[0]
        assert mended == (chr(number) if read in {chr(number), ""} else read)
        assert clean_characters(chr(number)) in {read, ""}


def test_ftfy_finds_no_control_left() -> None:
    """Of what ftfy takes out, only the marks of ruby and the place of an object stay."""
    left = "".join(char for char in ALL if unicodedata.is_normalized("NFC", char))
    cleaned = clean_characters(left)
    assert set(cleaned) - set(remove_control_chars(cleaned)) == set("\ufff9\ufffa\ufffb\ufffc")


def test_no_character_is_exchanged_for_another() -> None:
    """What NFC would replace where it stands alone stays, also beside what is composed."""
    singles = [char for char in ALL if not unicodedata.is_normalized("NFC", char)]
    assert len(singles) > 1000
    for char in singles:
        if char in "\u2000\u2001":
            continue  # blanks, of which there is one
        text = f"Cafe\u0301 {char} x"
        assert clean_text(text) == f"Café {char} x", hex(ord(char))


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ("e\u0301", "é"),
        ("Vie\u0302\u0323t", "Việt"),
        ("か\u3099", "が"),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"),
        ("\u0627\u0653", "آ"),
        ("\u0646\u064b\u0651", "\u0646\u064b\u0651"),
    ],
)
def test_letters_in_parts_are_composed(parts: str, whole: str) -> None:
    """Latin, kana, Hangul and Arabic letters are one character where Unicode has one."""
    assert clean_text(parts) == whole == unicodedata.normalize("NFC", parts)


@pytest.mark.parametrize(
    "joined",
    [
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "\U0001f469\U0001f3fd\u200d\U0001f4bb",
        "\U0001f408\u200d\u2b1b",
        "\U0001f642\u200d\u2194\ufe0f",
        "\u2764\ufe0f\u200d\U0001f525",
        "\U0001f3f3\ufe0f\u200d\U0001f308",
        "\U0001f9d1\u200d\u2695\ufe0f",
        "می\u200cخواهم",
        "ܐ\u200dܒ",
        "क्\u200dष",
        "ශ්\u200dරී",
        "ᠬᠠᠭ\u180eᠠ",
    ],
)
def test_what_is_joined_stays_joined(joined: str) -> None:
    """Pictures of several emoji, and the scripts in which joiners are part of the spelling."""
    assert clean_text(f"A {joined} b") == f"A {joined} b"
    assert clean_text(f"A\u200d {joined}\u200d b") == f"A {joined} b"
