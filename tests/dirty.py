"""Words to clean: any text at all, text as pages hold it, and text that was read wrongly."""

from __future__ import annotations

import unicodedata

import ftfy.bad_codecs  # noqa: F401  (brings `sloppy-windows-1252`)
from hypothesis import strategies as st

ENCODINGS = ("sloppy-windows-1252", "latin-1")
anything = st.text(st.characters(codec=None))


def _letters(*blocks: tuple[int, int]) -> st.SearchStrategy[str]:
    """Draw words of the letters of these blocks, as they are spelt: small, capitalised, capital."""
    held = [
        char
        for first, last in blocks
        for char in map(chr, range(first, last + 1))
        if unicodedata.category(char) in {"Ll", "Lo"}
    ]
    words = st.text(st.sampled_from(held), min_size=2, max_size=9)
    return words | words.map(str.capitalize) | words.map(str.upper)


latin = _letters((0x61, 0x7A), (0xDF, 0xFF), (0x100, 0x24F))
western = _letters((0x61, 0x7A), (0xDF, 0xFF))
greek = _letters((0x386, 0x3CE))
cyrillic = _letters((0x400, 0x45F))
han = _letters((0x4E00, 0x9FFF))
word = western | latin | greek | cyrillic | han
number = st.integers(0, 99_999).map(str)
amount = st.builds("{}{}".format, st.sampled_from("€£¥§¶±"), number) | st.builds(
    "{}{}".format, number, st.sampled_from(["€", "%", "°C", "½", "×½", "㎡", " m²", " km³", "‰"])
)
marked = st.builds("{}{}".format, word, st.sampled_from("™®©²³¹†‡…·»’”›"))
quoted = st.builds(
    "{0[0]}{1}{0[1]}".format, st.sampled_from(["“”", "‘’", "«»", "„“", "‹›", "（）", "《》"]), word
)
apart = st.sampled_from(
    [" ", " ", "\u00a0", ", ", " — ", "–", "—", "…", "• ", "\n", "．", "’", "-"]
)
prose = st.lists(
    st.tuples(word | number | amount | marked | quoted, apart).map("".join), max_size=8
).map("".join)
"""Lines as they are written and printed in these scripts, none of them ever read wrongly."""

misread = st.builds(
    lambda text, encoding: text.encode().decode(encoding), prose, st.sampled_from(ENCODINGS)
)
dirt = st.text(
    st.sampled_from(
        "\0\x07\x0b\x0c\r\n\t \x7f\x80\x85\x92\x9d\xa0\xad\u034f\u061c\u180e\u1680\u200b\u200c"
        "\u200d\u200e\u2003\u2028\u202e\u202f\u2060\u2067\u206f\u3000\ufe0f\ufeff\ufffa\ufffc\ufffd\uffff"
        "\ud83d\udc69\u0301\u0323\u0345\u1112\u1161\u11ab\u212b\u0958\uf9dc\U0002f81a\u0627\u0653"
        "\u0915\u094d\u1820\U0001f468\U0001f52c\U000e0067âÃ€™aZ1"
    ),
    max_size=12,
)
any_words = anything | dirt | st.lists(anything | prose | misread | dirt, max_size=4).map("".join)
