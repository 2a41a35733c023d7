"""The line under a title: `January 3, 2020 | By SBC: An Yi | Copyedited By 张柳`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from usstnews.extract.dates import plain
from usstnews.extract.labels import read_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from usstnews.extract.dates import Printed
    from usstnews.extract.labels import Part

OF_ARTICLE = r"(?:发布|发表|刊发|发稿|创建|录入|上传|更新|修改|修订)?(?:时间|日期)"
# What may stand before a date that is the article's: the author's name, or that it was published.
BEFORE_DATE = re.compile(
    r"\s*(?:(?![\u3400-\u9fff]*(?:时间|日期))[\u3400-\u9fff·]{2,4}"
    rf"|{OF_ARTICLE}|(?:(?:release|publish(?:ing)?|publication|post(?:ing)?) )?(?:date|time)"
    r"|(?:posted|published|released|issued)(?: on| at)?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)?[\s,，:：\[(（【]*",
    re.IGNORECASE,
)
UNIT = re.compile(r"(?P<unit>[^:：]{1,60})[:：]\s?(?P<names>.*)")
# A label that is not known ends what stands before it: `作者：张柳 职务：教授`.
FURTHER = re.compile(r"\s[^\s:：]{1,12}\s?[:：](?!//).*")
NAME = re.compile(r"[\u3400-\u9fff·]{2,}|[^\W\d_a-z][\w'’.-]*(?: [^\W\d_a-z][\w'’.-]*){0,4}")
HAN_NAMES = re.compile(r"[\u3400-\u9fff·]{2,}(?: [\u3400-\u9fff·]{2,})+")
# `管理学院 张柳` is of one name, and which part of it is, is not said.
HAN_UNIT = re.compile(
    r"\S*(?:学院|大学|中学|小学|学校|中心|办公室|学生会|委员会|协会|研究[所院]|实验室|工作室|图书馆"
    r"|团委|党委|支部|记者[团站]|通讯社|新闻[网社]|[^\s]{2}[部处系])"
)
AND = re.compile(r"\s?[,，、;；/&]\s?|\sand\s")
# `School of Optics and Photonics` is one.
COMMA = re.compile(r"\s?[,，、;；/]\s?")
ENGLISH_UNIT = re.compile(
    r"\b(?:school|college|office|department|institute|cent(?:er|re)|faculty|division|academy"
    r"|union|association|laborator(?:y|ies))\b",
    re.IGNORECASE,
)
STATED = re.compile(
    r"(?:发布|发表|刊发)(?:于|时间|日期)?|(?:posted|published|released|issued)(?: on)?"
)
REVISED = re.compile(r"(?:更新|修改|修订)(?:于|时间|日期)?|(?:updated|modified|revised)(?: on)?")
GLUED_LABEL = re.compile(r"(?:时间|日期)\s?[:：]?$")
EDGES = " ,;:，；：、-—–|｜·•/"
BRACKETS = (("[", "]"), ("(", ")"), ("（", "）"), ("【", "】"))
LONGEST_NAME = 60  # also of a source
LONGEST_LINE = 300


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
    raw, said = read_line(text)
    if not raw:
        return Dateline()
    printed = _published(said)
    unit, authors, copyeditors, source = None, list[str](), list[str](), None
    for part in said:
        if part.role in {"by", "authors"}:
            named, listed = _byline(part)
            unit, authors = unit or named, authors + listed
        elif part.role == "copyeditors":
            copyeditors += names(_value(part))
        elif part.role == "source":
            source = source or _value(part) or None
    return Dateline(
        printed.value if printed else None,
        raw,
        unit,
        list(dict.fromkeys(authors)),
        list(dict.fromkeys(copyeditors)) or _unlabelled(said),
        source,
    )


def _published(said: Sequence[Part]) -> Printed | None:
    """Choose the date of publication: the one that is called so, else the first of no other name.

    A date of a change, of a meeting, or behind any label that is not known, is none.
    """
    plainly: Printed | None = None
    for number, (before, part) in enumerate(pairwise(said)):
        if part.printed is None:
            continue
        words = plain(before.said).strip(" ,[(【")
        if (before.role == "published" and not words) or STATED.fullmatch(words):
            return part.printed
        if before.role == "updated" or REVISED.fullmatch(words):
            continue
        if before.role == "dated" and number and _names_it(said[number - 1]):
            continue
        named = GLUED_LABEL.search(words)
        if before.role != "authors" and (
            words.endswith(":") or (named and not re.fullmatch(OF_ARTICLE, words))
        ):
            continue
        plainly = plainly or part.printed
    return plainly


def _names_it(before: Part) -> bool:
    """Tell whether words before `time:` or `date:` make it that of something else: `Meeting`."""
    return before.role in {"start", "bar", "date"} and before.said.strip(f"{EDGES}[(（【") != ""


def _byline(part: Part) -> tuple[str | None, list[str]]:
    """Read `SBC: An Yi, Li Rui`: the unit, and the names."""
    value = _value(part)
    unit = UNIT.fullmatch(value)
    listed = names(unit["names"] if unit else value)
    return unit["unit"].strip() if unit else None, [UNIT.sub(r"\g<names>", each) for each in listed]


def _unlabelled(said: Sequence[Part]) -> list[str]:
    """Read copyeditors whose label is missing: what a bar parts from a byline before it."""
    for before, part in pairwise(said):
        value = plain(part.said)
        if before.role == "by" and part.role == "bar":
            is_label = ":" in value or re.search(r"\bby\b", value)
            dated_after = any(each.printed for each in said[said.index(part) :])
            listed = names(_value(part))
            are_names = all(map(NAME.fullmatch, listed))
            return [] if is_label or dated_after or not are_names else listed
    return []


def has_names(line: str) -> bool:
    """Tell whether a line that begins with `By` goes on with names, and not with prose.

    >>> has_names("By SBC: An Yi, Li Rui"), has_names("By the people, for the people")
    (True, False)
    """
    said = parse_dateline(line)
    return all(NAME.fullmatch(name) for name in (*said.authors, *said.copyeditors))


def is_all_dateline(line: str) -> bool:
    """Tell whether a line says no more than a date line does: when, who, where from.

    >>> is_all_dateline("May 24, 2019 | By SBC: An Yi"), is_all_dateline("May 24, 2019 was a day.")
    (True, False)
    """
    _, said = read_line(line)
    roles = {part.role for part in said}
    return (
        not roles.isdisjoint({"date", "by", "authors"})
        and not is_of_another_day(line)
        and all(_is_said(part) for part in said)
    )


def is_of_another_day(line: str) -> bool:
    """Tell whether the dates of a line are said to be something else's than the article's.

    >>> is_of_another_day("会议时间：2019-05-24"), is_of_another_day("更新时间：2019-05-24")
    (True, False)
    """
    _, said = read_line(line)
    return (
        any(part.printed and part.printed.value for part in said)
        and _published(said) is None
        and all(part.role != "updated" for part in said)
    )


def _is_said(part: Part) -> bool:
    """Tell whether what stands behind a mark is of the sort that the mark announces."""
    value = _value(part)
    if part.role == "start":
        return BEFORE_DATE.fullmatch(part.said) is not None
    if part.role in {"by", "authors", "copyeditors", "bar"}:
        return all(NAME.fullmatch(name) for name in _byline(part)[1])
    return len(value) <= LONGEST_NAME if part.role in {"source", "other"} else not value


def _value(part: Part) -> str:
    """Give what stands behind a mark, without what encloses it and without a label unknown."""
    value = part.said.strip(EDGES)
    if part.role != "by":
        value = FURTHER.sub("", value)
    value = GLUED_LABEL.sub("", value).strip(EDGES)
    for opening, closing in BRACKETS:
        if value.startswith(opening) and value.find(closing) in {-1, len(value) - 1}:
            value = value.removeprefix(opening).removesuffix(closing)
        elif opening not in value:
            value = value.removesuffix(closing)
        elif closing not in value:
            value = value.removesuffix(opening)
    return value.strip(EDGES)


def names(text: str) -> list[str]:
    """Part a list of names.

    >>> names("Li Rui, Dong Xiaofei"), names("张三、李四"), names("张三 李四")
    (['Li Rui', 'Dong Xiaofei'], ['张三', '李四'], ['张三', '李四'])
    >>> names("管理学院 张柳")
    ['管理学院 张柳']
    """
    text = " ".join(text.split())
    if HAN_NAMES.fullmatch(text):
        listed = text.split(" ")
        return [text] if any(map(HAN_UNIT.fullmatch, listed)) else listed
    parted = COMMA if ENGLISH_UNIT.search(text) else AND
    return [part for part in parted.split(text) if part]
