"""Which lines above a body are its date line, and which of them go on with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from usstnews.extract.dateline import (
    BEFORE_DATE,
    EDGES,
    LONGEST_LINE,
    NAME,
    has_names,
    is_of_another_day,
    parse_dateline,
)
from usstnews.extract.dates import find_date
from usstnews.extract.labels import BY, COPYEDITED, COUNTER, LABEL, punctuated

if TYPE_CHECKING:
    from collections.abc import Callable

    from usstnews.extract.dateline import Dateline

CONTINUED = re.compile(r"\s*[|｜]")
UNFINISHED = re.compile(r"[,，、|｜·•]\s*$")
LABEL_LAST = re.compile(
    rf"(?:{LABEL.pattern}|\b(?:{COPYEDITED.pattern}|(?:edited |written )?{BY.pattern}))$",
    re.IGNORECASE,
)
# What may follow a date; a subtitle may begin with a day, too: `May 24, 2019 marks the end`.
GOES_ON = re.compile(
    rf"\s*[|｜·•/\-—\[(（【]|[\s,，;；)\])】]*(?:{LABEL.pattern}|{COPYEDITED.pattern}|{BY.pattern}"
    r"|(?:edited|written|posted|source)\b)",
    re.IGNORECASE,
)
WHEN = re.compile(r"\s*(?:时间|日期|time|date)\s?[:：]", re.IGNORECASE)
_PLACE = r"(?:地\s?点|会\s?场|主讲人?|报告人|place|venue|location|speakers?|lecturers?)\s?[:：]"
WHERE = re.compile(rf"\s*{_PLACE}", re.IGNORECASE)
WHERE_LATER = re.compile(_PLACE, re.IGNORECASE)
LONGEST_PART = 12  # of a date in several elements
MOST_LINES = 9  # a label and a value each: when, who, from where, edited by whom


def first_line(lines: list[str], is_one: Callable[[str], bool] | None = None) -> Dateline | None:
    """Read the first of some lines that is a date line, with those that it goes on in."""
    for index in range(len(lines)):
        line, following = begun(lines[index : index + MOST_LINES])
        after = following[0] if following else ""
        if len(line) <= LONGEST_LINE and is_dateline(line) and not is_event(line, after):
            whole = _joined(line, following)
            if is_one is None or is_one(whole):
                return parse_dateline(whole)
    return None


def last_line(lines: list[str]) -> Dateline | None:
    """Read the date line that some lines end in: with others between, it is not the title's."""
    for index, line in enumerate(lines):
        whole = _joined(line, lines[index + 1 :]) if is_dateline(line) else ""
        if whole.count("\n") == len(lines) - index - 1 and whole:
            return parse_dateline(whole)
    return None


def begun(lines: list[str]) -> tuple[str, list[str]]:
    """Join the first lines if they are the parts of a date: a day, a month, a year."""
    for parts in (3, 2):
        begun = lines[:parts]
        line = " ".join(begun)
        if len(begun) == parts and max(map(len, begun)) <= LONGEST_PART and is_date(line):
            return line, lines[parts:]
    return lines[0], lines[1:]


def is_date(line: str) -> bool:
    """Tell whether a line is a date and nothing else."""
    printed = find_date(line)
    return printed is not None and (printed.start, printed.end) == (0, len(line))


def _joined(line: str, following: list[str]) -> str:
    """Join a date line to the lines that it goes on in.

    They begin as its parts do, or hold what a label or a comma at its end leaves open, or the date
    that it lacks.
    """
    for part in following:
        if len(part) > LONGEST_LINE:
            break
        is_value = LABEL_LAST.search(punctuated(line)) and not LABEL.match(part)
        is_dated, has_date = is_dateline(part), find_date(line) is not None
        begins = is_continued(part) and not (has_date and find_date(part))
        lacks = is_dated and not has_date and _begins_dated(part)
        if not (is_value or begins or lacks or (not is_dated and UNFINISHED.search(line))):
            break
        line = f"{line}\n{part}"
    return line


def is_dateline(line: str) -> bool:
    """Tell whether a line above a body is the article's date line.

    It begins with a date, or with a label; before a date a name may stand, but no other words,
    for a subtitle may have a date in it, too. A byline is one if it goes on with names.

    >>> is_dateline("佚名 2019-05-24"), is_dateline("-- Speech given on June 30, 2019")
    (True, False)
    """
    line = COUNTER.sub(" ", punctuated(line))
    if (printed := find_date(line)) and not is_of_another_day(line):
        behind = line[printed.end :].strip().strip(f"{EDGES})]）】")
        if behind and not GOES_ON.match(line[printed.end :]) and not NAME.fullmatch(behind):
            return False
        before = line[: printed.start]
        return bool(BEFORE_DATE.fullmatch(before) or LABEL.search(before)) or is_continued(line)
    return is_continued(line)


def is_event(line: str, following: str) -> bool:
    """Tell whether a line says when something takes place: the next, or its own rest, says where.

    >>> is_event("时间：2019年6月1日", "地点：图书馆"), is_event("时间：2019-06-01", "作者：张柳")
    (True, False)
    """
    return bool(WHEN.match(line) and (WHERE.match(following) or WHERE_LATER.search(line)))


def _begins_dated(line: str) -> bool:
    """Tell whether a line begins with a date, or with its label."""
    printed = find_date(line)
    return LABEL.match(punctuated(line)) is not None or (
        printed is not None and BEFORE_DATE.fullmatch(line[: printed.start]) is not None
    )


def is_continued(line: str) -> bool:
    """Tell whether a line begins as parts of a date line do: `| By …`, `来源：…`."""
    line = punctuated(line)
    if BY.match(line) or COPYEDITED.match(line):
        return has_names(line)
    return bool(CONTINUED.match(line) or LABEL.match(line))
