"""The parts of a date line: what its labels, dates and bars set apart from each other."""

from __future__ import annotations

import re
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from usstnews.extract.dates import Printed, find_dates, plain
from usstnews.text.rules import UNSEEN

if TYPE_CHECKING:
    from collections.abc import Iterator

# The counter's number is fetched by a script, so only its label stands in the page; where another
# CMS prints it, it is not of the article. A date behind an empty label is none of its digits.
_NUMBER = (
    r"(?:[0-9]++(?!\s?[-/.:年]\s?[0-9]|\s?(?:st|nd|rd|th)?\s?(?:jan|feb|mar|apr|may|jun|jul|aug"
    r"|sep|oct|nov|dec)))?"
)
COUNTER = re.compile(
    r"[\[(（【]?\s?(?:已?(?:点击|浏览|阅读|访问|播放|查看)(?:次数|人次|人数|数|量|率)?"
    r"(?:\s?[:：]|\s(?=[0-9]))"
    r"|(?<![a-z])(?:(?:page ?)?views?|hits|clicks?|visits|reads"
    r"|(?:times|number) of (?:browsing|reading|views|hits|clicks|visits)"
    r"|(?:browsing|reading) times)\s?[:：])"
    rf"\s?[\[(（【]?\s?{_NUMBER}\s?[\])）】]?\s?(?:次|times)?\s?[\])）】]?",
    re.IGNORECASE,
)
# Buttons stand in the same line, as words where a script makes them.
TOOLS = re.compile(
    r"[\s|｜\[(（【]+(?:字体|字号)(?:[\s:：\[(（【].*)?$"
    r"|[\s|｜\[(（【]+(?:打印|关闭|收藏|分享到?|转发)(?:本[页文]|窗口)?[\])）】]?\s?[:：]?(?=[\s|｜\[(（【]|$)"
    r"|[\s|｜]+font(?: ?size)?\s?[:：].*$"
    r"|(?:[\s|｜]+(?:print|share|close|[0-9]{1,6} comments?))+\s*$",
    re.IGNORECASE,
)
# Behind more Chinese, `时间` alone is that of something else: `会议时间` is a meeting's.
_LABELS = (
    r"(?:(?<![a-z])|(?=[\u3400-\u9fff]))(?:"
    r"(?P<authors>文字作者|作\s?者|撰稿人?|撰文|(?<![\u3400-\u9fff])文字?|图文|记\s?者|通讯员"
    r"|authors?|reporters?|writers?)"
    r"|(?P<other>发布[者人]|发布单位|(?:图片|摄影|美术|视频)编辑|摄影|图片?|审核|审稿|供稿"
    r"|publisher|photos?(?: by)?|photographers?)"
    r"|(?P<copyeditors>责任编辑|责编|编\s?辑|校对|copy[- ]?editors?|editors?)"
    r"|(?P<source>(?:信息|文章|新闻|稿件)?来\s?源|出\s?处|稿源|source|from)"
    r"|(?P<published>(?:发布|发表|刊发|发稿)(?:时间|日期)"
    r"|(?:release|publish(?:ed|ing)?|publication|post(?:ed|ing)?|issued?) (?:time|date|on)"
    r"|(?:date )?(?:published|posted|released))"
    r"|(?P<updated>(?:更新|修改|修订)(?:时间|日期)"
    r"|(?:updated?|modified) (?:time|date|on)|(?:last |date )?(?:updated|modified))"
    r"|(?P<dated>(?:创建|录入|上传|(?<![\u3400-\u9fff]))(?:时间|日期)|time|date)"
    r")"
)
LABEL = re.compile(rf"{_LABELS}\s?(?:[:：]|(?<=[文图])/)\s?", re.IGNORECASE)
# Where the page sets labels apart by elements, they need no colon.
ALONE = re.compile(rf"^[^\S\n]*{_LABELS}(?=[^\S\n\t]*(?:[\n\t]|\Z))", re.IGNORECASE | re.MULTILINE)
BY = re.compile(r"by(?![a-z])\s?[:：]?\s?", re.IGNORECASE)
COPYEDITED = re.compile(r"copy-?\s?edited\s+by(?![a-z])\s?[:：]?\s?", re.IGNORECASE)
# Adjacent elements have no blank between them: `Dong XiaofeiCopyedited by William`.
MARK = re.compile(
    rf"(?P<bar>\|)|{LABEL.pattern}|(?P<copyedited>{COPYEDITED.pattern})|(?<![a-z])(?:"
    r"(?:(?P<edited>edited|proofread)|(?P<written>written|reported|text|words|story)"
    r"|(?P<done>photo(?:s|graph(?:s|ed)?)?|pictures?|images?|videos?|posted|published|released"
    rf"|issued|translated|reviewed|provided|supplied|designed)) {BY.pattern}|(?P<by>{BY.pattern}))"
)
ROLES = {"copyedited": "copyeditors", "edited": "copyeditors", "written": "by", "done": "other"}
GLUED = re.compile(rf"[0-9]+(?=$|[\s|]|{LABEL.pattern})")
DANGLING = re.compile(r"^[\s|｜丨│∣¦]+|[\s|｜丨│∣¦]+$|[|｜丨│∣¦]\s?(?=[|｜丨│∣¦])")
# What is longer is no date line. What such a line costs does not depend on the page, then.
LONGEST = 2000


class Part(NamedTuple):
    """What stands behind a mark, up to the next.

    `role` is `start` at the beginning of the line, `date`, `bar`, `by`, or what a label names:
    `authors`, `copyeditors`, `source`, `published`, `updated`, `dated` (`时间`, `date`), `other`.
    """

    role: str
    said: str
    printed: Printed | None = None


def read_line(text: str) -> tuple[str, tuple[Part, ...]]:
    """Set a date line on one line, without counters of views, and part it.

    >>> read_line("Author:Views:Time:\\n2025-04-17 ")[0], read_line("2023-08-0335")[0]
    ('Author: Time: 2025-04-17', '2023-08-03')
    >>> [(part.role, part.said) for part in read_line("June 6, 2020 | By Lu Wen | Zhang Liu")[1]]
    [('start', ''), ('date', ' '), ('bar', ' '), ('by', 'Lu Wen '), ('bar', ' Zhang Liu')]
    """
    return _read(text) if len(text) <= LONGEST else ("", ())


def punctuated(text: str) -> str:
    """Set colons behind labels that stand on a line, or in a cell, of their own.

    >>> punctuated("Date\\tMay 24, 2019\\nEditor\\nLi Rui")
    'Date:\\tMay 24, 2019\\nEditor:\\nLi Rui'
    """
    return ALONE.sub(r"\g<0>:", text)


@lru_cache(maxsize=64)  # a line is looked at before it is read
def _read(text: str) -> tuple[str, tuple[Part, ...]]:
    text = UNSEEN.sub("", text)
    line, dates = _uncounted(text)
    said = line
    if (labelled := punctuated(text)) != text:
        said, dates = _uncounted(labelled)
    return line, tuple(_parts(said, dates))


def _uncounted(text: str) -> tuple[str, tuple[Printed, ...]]:
    """Set a text on one line, without counters of views; give its dates as well."""
    line = " ".join(text.split())
    dates = tuple(find_dates(line))
    if cuts := _counters(line, dates):
        for start, end in sorted(cuts, reverse=True):
            line = f"{line[:start]} {line[end:]}"
        line = " ".join(DANGLING.sub("", line).split())
        dates = tuple(find_dates(line))
    return line, dates


def _counters(line: str, dates: tuple[Printed, ...]) -> list[tuple[int, int]]:
    """Find the buttons in a line, and counters of views, whose numbers are not the article's."""
    said = plain(line)
    glued = (GLUED.match(said, each.end) for each in dates)
    found = (*COUNTER.finditer(said), *TOOLS.finditer(said), *filter(None, glued))
    return [match.span() for match in found]


def _parts(line: str, dates: tuple[Printed, ...]) -> Iterator[Part]:
    """Part a line at its dates, labels and bars."""
    said = plain(line)
    marks: list[tuple[int, int, str, Printed | None]] = [
        (each.start, each.end, "date", each) for each in dates
    ]
    for match in MARK.finditer(said):
        start, end = match.span()
        if not any(each.start < end and start < each.end for each in dates):
            name = match.lastgroup or "other"
            marks.append((start, end, ROLES.get(name, name), None))
    role, at, printed = "start", 0, None
    for start, end, name, date in sorted(marks, key=itemgetter(0)):
        before = said[at:start].strip(" ,;·•/-()[]")
        if name == "by" and before and (role not in {"source", "other"} or line[start] != "B"):
            continue  # `Compiled by`, `Stand by Me`
        yield Part(role, line[at:start], printed)
        role, at, printed = name, end, date
    yield Part(role, line[at:], printed)
