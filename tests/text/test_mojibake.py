"""Mojibake: what was read wrongly comes back, and what was not is never touched."""

from __future__ import annotations

import ftfy
import pytest
from dirty import ENCODINGS, any_words, misread, prose
from hypothesis import given
from hypothesis import strategies as st

from usstnews.text.clean import clean_text
from usstnews.text.mojibake import _read_back, repair

AS_WINDOWS = {byte: bytes([byte]).decode("sloppy-windows-1252") for byte in range(0x80, 0xA0)}


@pytest.mark.parametrize(
    "line",
    [
        "People’s Olé",
        "“Happy USST” — the Song…",
        "A café of 40 m² at 20 °C",
        "naïve façade, Müller & Söhne, mañana, coração, São Paulo",
        "上海理工大学举行2020年毕业典礼。",
        "Привет из Шанхая",
        "Καλημέρα",
    ],
)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_was_read_wrongly_comes_back(line: str, encoding: str) -> None:
    """Once or twice over, and ftfy, which finds it its own way, says the same."""
    once = line.encode().decode(encoding)
    assert repair(once) == line == ftfy.fix_encoding(once)
    twice = once.encode().decode(encoding)
    assert clean_text(twice) == line
    assert clean_text(f"{line}\n{once}\n\n{twice}") == f"{line}\n{line}\n\n{line}"


@pytest.mark.parametrize(
    "line",
    [
        "MANHÃ”, disse",
        "MANHÃ\u00a0FM",
        "AU CAFÉ» dit-il",
        "ASTFEL DECÂ\u00a0EA",
        "« déjà\u00a0»",
        "voilà\u00a0»",
        "the café’” he said",
        "CAFÉ® opens, Nestlé®’s",
        "a room of 2×½ feet",
        "the operator Â² = xÂ²",
        "NAÏVE—£20, CAFÉ£5",
        "People’s — “über” 40 m² · 张柳",
        "SÃO PAULO",
        "â€™ 张",
        "“â€™",
    ],
)
def test_what_is_not_certain_stays(line: str) -> None:
    """Each of these would be valid UTF-8 in part or as a whole; some of them ftfy would change."""
    assert repair(line) == line


@given(prose)
def test_what_was_never_read_wrongly_is_not_touched(text: str) -> None:
    """Words, prices, units, quotes and dashes in Latin, Greek, Cyrillic and Han letters stay."""
    assert [repair(line) for line in text.split("\n")] == text.split("\n")


@given(any_words | misread)
def test_a_repair_loses_nothing(text: str) -> None:
    """Whoever reads the repaired line wrongly again has the line as it was published, but for
    which of the two encodings a character was read as.
    """
    for line in text.split("\n"):
        if (read := _read_back(line)) != line:
            assert read.encode().decode("sloppy-windows-1252") == line.translate(AS_WINDOWS)


@given(st.text(st.characters(max_codepoint=0x17F)))
def test_one_character_that_was_read_rightly_forbids_it(text: str) -> None:
    """A line with Chinese in it is never repaired."""
    line = f"{text}张".replace("\n", " ")
    assert repair(line) == line
