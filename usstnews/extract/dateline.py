"""The line under a title: `January 3, 2020 | By SBC: An Yi | Copyedited By 张柳`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from usstnews.extract.dates import find_date

if TYPE_CHECKING:
    from datetime import date

# The counter's number is fetched by a script, so only its label stands in the page.
COUNTER = re.compile(
    r"[\[(（【]?\s*(?:(?:点击|浏览|阅读|访问|播放|查看)(?:次数|人次|数|量|率)?\s*[:：]"
    r"|\b(?:views|hits|clicks|times of browsing)\s*[:：])"
    r"\s*[\[(（【]?\s*[0-9]*\s*[\])）】]?\s*次?\s*[\])）】]?",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"(?<![a-z])(?:"
    r"(?P<authors>文字作者|作\s?者|撰稿人?|撰文|authors?|reporters?)"
    r"|(?P<copyeditors>责任编辑|责编|编\s?辑|校对|copy-?editors?|editors?)"
    r"|(?P<source>(?:信息|文章|新闻|稿件)?来\s?源|出\s?处|稿源|source)"
    r"|(?P<other>(?:发布|发表|创建|更新|修改|录入)?(?:时间|日期)|发布[者人]|发布单位|摄影|图片|审核|供稿"
    r"|(?:release |publish )?(?:time|date)|publisher|photos?(?: by)?)"
    r")\s?[:：]\s?",
    re.IGNORECASE,
)
BY = re.compile(r"by\b\s*[:：]?\s*", re.IGNORECASE)
COPYEDITED = re.compile(r"copy-?\s?edited\s+by\b\s*[:：]?\s*", re.IGNORECASE)
UNIT = re.compile(r"(?P<unit>[^:：]{1,60})[:：]\s*(?P<names>.*)")
# Adjacent elements have no blank between them: `Dong XiaofeiCopyedited by William`.
BREAK = re.compile(r"\s*[|｜]\s*|\s*(?=copy-?\s?edited\s+by\b)", re.IGNORECASE)
# What another label begins is no name: `Photo by Wang`, `Text: Li Rui`.
LABELLED = re.compile(r"\bby\b|[:：]", re.IGNORECASE)
NAME = re.compile(r"[\u3400-\u9fff·]{2,}|[^\W\d_a-z][\w'’.-]*(?: [^\W\d_a-z][\w'’.-]*){0,4}")
DANGLING = re.compile(r"^[\s|｜]+|[\s|｜]+$|[|｜]\s*(?=[|｜])")
HAN_NAMES = re.compile(r"[\u3400-\u9fff·]{2,}(?: [\u3400-\u9fff·]{2,})+")


@dataclass(frozen=True)
class Dateline:
    """What a date line says; `raw` is the line as printed, on one line."""

    published: date | None = None
    raw: str | None = None
    unit: str | None = None
    authors: list[str] = field(default_factory=list)
    copyeditors: list[str] = field(default_factory=list)
    source: str | None = None


def parse_dateline(text: str) -> Dateline:
    """Read a date line in English or Chinese; what it does not say is None or empty.

    >>> line = parse_dateline("January 3, 2020 | By SBC:An Yi | Copyedited By 张柳")
    >>> line.published, line.unit, line.authors, line.copyeditors
    (datetime.date(2020, 1, 3), 'SBC', ['An Yi'], ['张柳'])
    >>> parse_dateline("June 6, 2020 | By Lu Wen | Zhang Liu").copyeditors
    ['Zhang Liu']
    >>> line = parse_dateline("发布时间：2023-01-28 11:03:11 作者：张柳 来源：新闻网 点击：次")
    >>> line.raw, line.authors, line.source
    ('发布时间：2023-01-28 11:03:11 作者：张柳 来源：新闻网', ['张柳'], '新闻网')
    >>> parse_dateline("February 30, 2020") == Dateline(raw="February 30, 2020")
    True
    """
    raw, counters = COUNTER.subn(" ", " ".join(text.split()))
    raw = " ".join((DANGLING.sub("", raw) if counters else raw).split())
    if not raw:
        return Dateline()
    printed = find_date(raw)
    unit, authors, copyeditors = _byline(raw[printed.end :] if printed else raw)
    labelled = _labelled(raw)
    return Dateline(
        printed.value if printed else None,
        raw,
        unit,
        authors or names(labelled.get("authors", "")),
        copyeditors or names(labelled.get("copyeditors", "")),
        labelled.get("source") or None,
    )


def _byline(rest: str) -> tuple[str | None, list[str], list[str]]:
    """Read `| By SBC: An Yi | Copyedited by William`, whose second label may be missing."""
    unit, authors, copyeditors = None, list[str](), list[str]()
    for part in BREAK.split(rest.strip()):
        if label := COPYEDITED.match(part):
            copyeditors = copyeditors or names(part[label.end() :])
        elif label := BY.match(part):
            named = UNIT.fullmatch(said := part[label.end() :])
            unit = named["unit"].strip() if named else unit
            listed = names(named["names"] if named else said)
            authors = [UNIT.sub(r"\g<names>", name) for name in listed]
        elif authors and not copyeditors and not LABELLED.search(part):
            copyeditors = names(part)
    return unit, authors, copyeditors


def has_names(line: str) -> bool:
    """Tell whether a line that begins with `By` goes on with names, and not with prose.

    >>> has_names("By SBC: An Yi, Li Rui"), has_names("By the people, for the people")
    (True, False)
    """
    said = parse_dateline(line)
    return all(NAME.fullmatch(name) for name in (*said.authors, *said.copyeditors))


def _labelled(raw: str) -> dict[str, str]:
    """Read what stands behind each label, up to the next label, date or bar."""
    found: dict[str, str] = {}
    labels = list(LABEL.finditer(raw))
    for label, after in zip_longest(labels, labels[1:]):
        end = after.start() if after else len(raw)
        value = BREAK.split(raw[label.end() : end])[0]
        printed = find_date(value)
        value = value[: printed.start] if printed else value
        found.setdefault(label.lastgroup or "other", value.strip(" ,;，；、[]【】()（）"))
    return found


def names(text: str) -> list[str]:
    """Part a list of names.

    >>> names("Li Rui, Dong Xiaofei"), names("张三、李四"), names("张三 李四")
    (['Li Rui', 'Dong Xiaofei'], ['张三', '李四'], ['张三', '李四'])
    """
    text = text.strip()
    if HAN_NAMES.fullmatch(text):
        return text.split(" ")
    parts = re.split(r"\s*[,，、;；/&]\s*|\s+and\s+", text)
    return [part for part in parts if part]
