"""The words of a body in so few octets that a state may keep them, for comparison alone."""

from __future__ import annotations

import re
import unicodedata
from array import array
from zlib import crc32

from usstnews.text.figures import HAN_NUMERALS, NAMED, ROMAN, WORDS, figure

# A word is 14 bits of its digest, with two bits of what it is.
BITS = 14
WORD, NAME, NUMBER, DATE = (kind << BITS for kind in range(4))
_SPELLING = (1 << BITS) - 1
_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
_LETTERS = "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0300-\u1fff"
_TOKEN = re.compile(
    rf"[{HAN_NUMERALS}]+|[{_CJK}]|[{_LETTERS}]+(?:'[{_LETTERS}]+)*"
    r"|(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d.]\d)|(?<!\d\.)\d+(?:\.\d+)?(?!\.?\d)|\d+)"
    r"(?:(?:st|nd|rd|th)\b)?"
)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
_KNOWN = 1 << 16  # words whose codes are kept in memory
_UNSURE = -1
# The hundred or so that most people bear. A place where two bodies have different ones between the
# same words is one where they name different people; by themselves they may be any word.
HAN_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任"
    "沈姚卢姜崔钟谭陆汪范石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱严覃武戴莫孔向汤"
)
# Chinese has no capitals; these tell names, too. Of a title all characters are a name's, and so is
# the one before what an institution is called.
_TITLE = re.compile("《([^《》]+)》")
_CALLED = (
    "大学 学院 书院 中学 小学 学校 医院 银行 公司 集团 中心 协会 学会"
    " 研究院 研究所 实验室 基金会 委员会"
)
INSTITUTIONS = frozenset(_CALLED.split())
# What else tells one from the other: its first character is a date, or as good as a name.
_TELLING = {
    **dict.fromkeys(["上半年", "下半年", "国庆", "劳动节", "中秋", "端午", "春节", "元旦"], DATE),
    **dict.fromkeys(["博士", "硕士"], NAME),
}
_FIRST = frozenset(each[0] for each in (*INSTITUTIONS, *_TELLING))


def words(text: str) -> list[str]:
    """Split a text into words, each Han character one, and each numeral; blanks, quotes and dashes
    part them.

    >>> words("“Happy”USST’s 40,300 clicks---2020.10.3，张柳，十五")
    ['Happy', "USST's", '40,300', 'clicks', '2020', '10', '3', '张', '柳', '十五']
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_QUOTES))
    return _TOKEN.findall(text)


def wording(text: str) -> array[int]:
    """Give the codes of a text's words, one of 16 bits to a word or figure.

    What case, quotes, dashes, blanks and the spelling of figures do makes no difference.

    >>> spelling(wording("The 18th “Sports---Culture” festival")) == spelling(
    ...     wording("the eighteenth sports culture Festival"))
    True
    """
    found, marked = _words_and_marks(text)
    codes = [_CODES[word] for word in found]
    for at, kind in marked:
        if 0 <= codes[at] < NUMBER:
            codes[at] = kind + (codes[at] & _SPELLING)
    codes.append(_UNSURE)  # so that there is an end to the search
    made = array("H")
    at = 0
    while (unsure := codes.index(_UNSURE, at)) < len(found):
        made.extend(codes[at:unsure])
        read = figure(found, unsure)
        if read is None:
            made.append(_digest(found[unsure].lower()))
            at = unsure + 1
        else:
            made.append((DATE if read.is_date else NUMBER) + _digest(read.value))
            at = read.end
    made.extend(codes[at:-1])
    return made


def spelling(codes: array[int]) -> array[int]:
    """Give the codes without the difference between names and other words."""
    return array("H", [code & _SPELLING if code < NUMBER else code for code in codes])


def _words_and_marks(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """Split a text into words; tell which are a name's, or a date, by what stands about them in
    Chinese.
    """
    if text.isascii():
        return words(text), []
    found: list[str] = []
    marked: list[tuple[int, int]] = []
    for number, part in enumerate(_TITLE.split(text)):
        said = words(part)
        if number % 2:
            marked.extend((at, NAME) for at in range(len(found), len(found) + len(said)))
        found += said
    for at in [at for at, word in enumerate(found) if word in _FIRST]:
        long = "".join(found[at : at + 3])
        for called in (long, long[:2]):
            if called in _TELLING:
                marked.append((at, _TELLING[called]))
            elif called in INSTITUTIONS and at:
                marked.append((at - 1, NAME))
    return found, marked


class _Codes(dict[str, int]):
    """The codes of words, kept for those met last: what a word is, is asked once."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _KNOWN:
            self.clear()
        code = self[word] = _code(word)
        return code


_CODES = _Codes()


def _code(word: str) -> int:
    """Give a word's code, unless those beside it say what it is."""
    is_numeral = word[0].isdecimal() or word[0] in HAN_NUMERALS or ROMAN.fullmatch(word)
    if is_numeral or word in NAMED or word.lower() in WORDS:
        return _UNSURE
    is_name = word[0].isupper() or word in HAN_SURNAMES
    return (NAME if is_name else WORD) + _digest(word.casefold())


def _digest(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass")) & (1 << BITS) - 1
