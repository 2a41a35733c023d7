"""Where the date line stands: between title and body, around the title, or below the body."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from usstnews.extract.box import ENCLOSED, box_of, squeezed
from usstnews.extract.dateline import Dateline, is_all_dateline, parse_dateline
from usstnews.extract.datelines import MOST_LINES, first_line, is_date, last_line
from usstnews.extract.dates import find_date
from usstnews.extract.ends import is_aside, is_button, leads_on
from usstnews.extract.select import find, holding, is_hidden, words
from usstnews.extract.strategy import Context, Strategy
from usstnews.extract.text import text_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

BLANKS = re.compile(r"[^\S\t]+")
MOST_ABOVE = 2  # without a box: a date line in two parts


class Head(Context):
    """What stands around the body, line by line: in the article's form and on its page."""

    @cached_property
    def box(self) -> Element | None:
        """The smallest element around title and body, where no form holds both."""
        box = box_of(self.page, self.title)
        return None if self.page.form in holding((box,)) else box

    @cached_property
    def in_form(self) -> list[str]:
        """The lines of the form, up to the body."""
        form = self.page.form
        return [] if form is None else _lines(text_of(form, _is_gone, stop=self.page.body))

    @cached_property
    def on_page(self) -> list[str]:
        """The lines of the box, else of the page, up to the form, or to the body without one."""
        start = self.page.body if self.page.form is None else self.page.form
        around = self.page.root if self.box is None else self.box
        return [] if start is None else _lines(text_of(around, _is_gone, stop=start))

    @cached_property
    def below_body(self) -> list[str]:
        """The lines below the body within the form or box, up to links to other articles."""
        lines: list[str] = []
        around = {self.page.form, self.box} - {None}
        up = self.page.body if around else None
        while up is not None and up not in around:
            for each in up.itersiblings():
                if leads_on(each, self.page, self.site):
                    return lines
                if not is_aside(each, self.site):
                    lines += _lines(text_of(each, is_hidden))
            up = up.getparent()
        return lines

    @cached_property
    def titled_in_form(self) -> tuple[int, int] | None:
        """Which lines of the form are the title."""
        return _find_title(self.in_form, self.title)

    @cached_property
    def titled_on_page(self) -> tuple[int, int] | None:
        """Which lines of the page are the title, if none in the form are."""
        return None if self.titled_in_form else _find_title(self.on_page, self.title, last=True)

    @cached_property
    def line_below(self) -> Dateline | None:
        """The date line below the title, in the form or on the page."""
        if place := self.titled_in_form:
            return first_line(self.in_form[place[1] :])
        place = self.titled_on_page
        return first_line(self.on_page[place[1] :]) if place else None

    @cached_property
    def line_above(self) -> Dateline | None:
        """The date line above the title; on a page without a box all but the next are others'."""
        if place := self.titled_in_form:
            return first_line(self.in_form[max(0, place[0] - MOST_LINES) : place[0]])
        if place := self.titled_on_page:
            above = self.on_page[max(0, place[0] - MOST_LINES) : place[0]]
            return first_line(above) if self.box is not None else last_line(above[-MOST_ABOVE:])
        return None


def _selected(head: Head) -> Dateline | None:
    for element in find(head.page.root, head.site.dateline):
        if said := words(element):
            return parse_dateline(said)
    return None


def _around_title(head: Head) -> Dateline | None:
    below = head.line_below
    if below is None or below.published or head.line_above is None:
        return None
    published, raw = head.line_above.published, head.line_above.raw
    return replace(below, published=published, raw=f"{raw} {below.raw}") if published else None


def _below_title(head: Head) -> Dateline | None:
    return head.line_below if head.titled_in_form else None


def _above_title(head: Head) -> Dateline | None:
    return head.line_above if head.titled_in_form else None


def _untitled(head: Head) -> Dateline | None:
    return None if head.titled_in_form else first_line(head.in_form)


def _page_below(head: Head) -> Dateline | None:
    return None if head.titled_in_form else head.line_below


def _page_above(head: Head) -> Dateline | None:
    return None if head.titled_in_form else head.line_above


def _below_body(head: Head) -> Dateline | None:
    """Read what says no more than a date line does.

    Where that is a date and nothing else, no other words may follow, and the body must be in a
    container of its own, in which all stands that its author wrote: who signs a notice sets a date
    below it, too.
    """
    lines, body = head.below_body, head.page.body
    held = body is not None and ENCLOSED not in body.attrib

    def is_sure(line: str) -> bool:
        return is_all_dateline(line) and (not is_date(line) or (held and lines == [line]))

    return first_line(lines, is_sure)


def _stated(head: Head) -> Dateline | None:
    """Read the date that sites of governments state in the head of a page; it is not printed."""
    stated = find_date(head.page.meta.get("pubdate", ""))
    return Dateline(stated.value) if stated and stated.value else None


PRINTED: tuple[Strategy[Head, Dateline], ...] = (
    Strategy("selected", "the site's own element for it", _selected),
    Strategy("around title", "a date above the title, names below it", _around_title),
    Strategy("below title", "the form, between title and body", _below_title),
    Strategy("above title", "the form, the lines before the title", _above_title),
    Strategy("form", "the form above the body, where it has no title", _untitled),
    Strategy("page, below title", "the page, between title and form or body", _page_below),
    Strategy("page, above title", "the page, the lines before the title", _page_above),
    Strategy("below body", "what follows the body, up to links to other articles", _below_body),
)
DATELINE = (*PRINTED, Strategy("stated", "the head's PubDate", _stated))


def _is_gone(element: Element) -> bool:
    """Tell whether an element is hidden, or a button: `【打印】`."""
    return is_hidden(element) or (element.tag == "a" and is_button(element))


def _lines(text: str) -> list[str]:
    """Part a text into lines, blanks folded but for the tabs between cells."""
    return [said for line in text.split("\n") if (said := BLANKS.sub(" ", line).strip())]


def _find_title(lines: list[str], title: str, *, last: bool = False) -> tuple[int, int] | None:
    """Find the lines that are the title, which may be broken into several."""
    wanted = squeezed(title)
    found = None
    for first, line in enumerate(lines):
        said, end = squeezed(line), first + 1
        while said and said != wanted and wanted.startswith(said) and end < len(lines):
            said, end = said + squeezed(lines[end]), end + 1
        if said and said == wanted:
            found = first, end
            if not last:
                break
    return found
