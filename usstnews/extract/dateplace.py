"""Where the date line stands: between title and body, else directly above the title."""

from __future__ import annotations

import re
from functools import cached_property

from usstnews.extract.dateline import (
    BEFORE_DATE,
    BY,
    COPYEDITED,
    COUNTER,
    LABEL,
    Dateline,
    has_names,
    is_of_another_day,
    parse_dateline,
)
from usstnews.extract.dates import find_date
from usstnews.extract.select import find, is_hidden, words
from usstnews.extract.strategy import Context, Strategy
from usstnews.extract.text import text_of

CONTINUED = re.compile(r"\s*[|｜]")
UNFINISHED = re.compile(r"[,，、|｜]\s*$")
LABEL_LAST = re.compile(rf"{LABEL.pattern}$", re.IGNORECASE)
LONGEST_LINE = 300
MOST_LINES = 9  # a label and a value each: when, who, from where, edited by whom


class Head(Context):
    """What stands above the body, line by line: in the article's form, and on the page above it."""

    @cached_property
    def in_form(self) -> list[str]:
        """The lines of the form, up to the body."""
        form = self.page.form
        return [] if form is None else _lines(text_of(form, is_hidden, stop=self.page.body))

    @cached_property
    def on_page(self) -> list[str]:
        """The lines of the page, up to the form, or up to the body where there is no form."""
        start = self.page.body if self.page.form is None else self.page.form
        return [] if start is None else _lines(text_of(self.page.root, is_hidden, stop=start))

    @cached_property
    def titled_in_form(self) -> tuple[int, int] | None:
        """Which lines of the form are the title."""
        return _find_title(self.in_form, self.title)

    @cached_property
    def titled_on_page(self) -> tuple[int, int] | None:
        """Which lines of the page are the title, if none in the form are."""
        return None if self.titled_in_form else _find_title(self.on_page, self.title, last=True)


def _selected(head: Head) -> Dateline | None:
    for element in find(head.page.root, head.site.dateline):
        if said := words(element):
            return parse_dateline(said)
    return None


def _below_title(head: Head) -> Dateline | None:
    place = head.titled_in_form
    return _first_line(head.in_form[place[1] :]) if place else None


def _above_title(head: Head) -> Dateline | None:
    place = head.titled_in_form
    return _first_line(_before(head.in_form, place[0])) if place else None


def _untitled(head: Head) -> Dateline | None:
    return None if head.titled_in_form else _first_line(head.in_form)


def _page_below(head: Head) -> Dateline | None:
    place = head.titled_on_page
    return _first_line(head.on_page[place[1] :]) if place else None


def _page_above(head: Head) -> Dateline | None:
    place = head.titled_on_page
    return _first_line(_before(head.on_page, place[0])) if place else None


def _stated(head: Head) -> Dateline | None:
    """Read the date that sites of governments state in the head of a page; it is not printed."""
    stated = find_date(head.page.meta.get("pubdate", ""))
    return Dateline(stated.value) if stated and stated.value else None


PRINTED: tuple[Strategy[Head, Dateline], ...] = (
    Strategy("selected", "the site's own element for it", _selected),
    Strategy("below title", "the form, between title and body", _below_title),
    Strategy("above title", "the form, the two lines before the title", _above_title),
    Strategy("form", "the form above the body, where it has no title", _untitled),
    Strategy("page, below title", "the page, between title and form or body", _page_below),
    Strategy("page, above title", "the page, the two lines before the title", _page_above),
)
DATELINE = (*PRINTED, Strategy("stated", "the head's PubDate", _stated))


def _first_line(lines: list[str]) -> Dateline | None:
    """Read the first of some lines that is a date line, with those that it goes on in."""
    for index, line in enumerate(lines):
        if len(line) <= LONGEST_LINE and is_dateline(line):
            return parse_dateline(_joined(line, lines[index + 1 : index + MOST_LINES]))
    return None


def _before(lines: list[str], first: int) -> list[str]:
    """Take the two lines before a title: a date line and its wrapped rest."""
    return lines[max(0, first - 2) : first]


def _joined(line: str, following: list[str]) -> str:
    """Join a date line to the lines that it goes on in.

    They begin as its parts do, or hold what a label or a comma at its end leaves open, or the date
    that it lacks.
    """
    for part in following:
        if len(part) > LONGEST_LINE:
            break
        is_value = LABEL_LAST.search(line) and not LABEL.match(part)
        is_date = is_dateline(part)
        if not (
            is_value
            or is_continued(part)
            or (is_date and find_date(line) is None)
            or (not is_date and UNFINISHED.search(line))
        ):
            break
        line = f"{line} {part}"
    return line


def is_dateline(line: str) -> bool:
    """Tell whether a line above a body is the article's date line.

    It begins with a date, or with a label; before a date a name may stand, but no other words,
    for a subtitle may have a date in it, too. A byline is one if it goes on with names.

    >>> is_dateline("佚名 2019-05-24"), is_dateline("-- Speech given on June 30, 2019")
    (True, False)
    """
    line = COUNTER.sub(" ", line)
    if (printed := find_date(line)) and not is_of_another_day(line):
        before = line[: printed.start]
        return bool(BEFORE_DATE.fullmatch(before) or LABEL.search(before)) or is_continued(line)
    return is_continued(line)


def is_continued(line: str) -> bool:
    """Tell whether a line begins as parts of a date line do: `| By …`, `来源：…`."""
    if BY.match(line) or COPYEDITED.match(line):
        return has_names(line)
    return bool(CONTINUED.match(line) or LABEL.match(line))


def _lines(text: str) -> list[str]:
    """Part a text into lines, blanks folded."""
    return [said for line in text.split("\n") if (said := " ".join(line.split()))]


def _find_title(lines: list[str], title: str, *, last: bool = False) -> tuple[int, int] | None:
    """Find the lines that are the title, which may be broken into several."""
    wanted = "".join(title.split())
    found = None
    for first, line in enumerate(lines):
        said, end = "".join(line.split()), first + 1
        while said and said != wanted and wanted.startswith(said) and end < len(lines):
            said, end = said + "".join(lines[end].split()), end + 1
        if said and said == wanted:
            found = first, end
            if not last:
                break
    return found
