"""What stands above a body: title, date line, breadcrumb."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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
from usstnews.extract.select import find, fold, is_hidden, words, xpath
from usstnews.extract.tags import HEADINGS
from usstnews.extract.text import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from usstnews.extract.page import Page
    from usstnews.sites.base import Site

LEAKED = re.compile(r"<body\b[^>]*>", re.IGNORECASE)  # some templates close `<title>` too late
CONTINUED = re.compile(r"\s*[|｜]")
UNFINISHED = re.compile(r"[,，、|｜]\s*$")
LONGEST_LINE = 300


def document_title(page: Page, site: Site) -> tuple[str, str]:
    """Read `<title>` whole, and less the site's name that the CMS appends to it.

    The name is the `Site`'s suffix, or the first of the page's keywords, where the CMS puts it.
    Nothing is cut at a dash as such, for titles have dashes of their own.
    """
    whole = fold(LEAKED.sub("", xpath("string(descendant::title)")(page.root)))
    name = page.meta.get("keywords", "").partition(",")[0].strip()
    for suffix in (*site.title_suffixes, *([f"-{name}"] if name else [])):
        if whole.endswith(suffix) and len(whole) > len(suffix):
            return whole, whole.removesuffix(suffix).strip()
    return whole, whole


def find_title(page: Page, site: Site) -> str:
    """Find the title: as the CMS states it, else the heading over the body, else `<title>`.

    Headings are plain elements of the template. One is sure when `<title>` begins with it; the
    longest of these, else the first heading, is the title.
    """
    if stated := page.meta.get("pagetitle"):
        return fold(stated)
    whole, short = document_title(page, site)
    if page.form is not None:
        above = _above(page.form, page.body)
        said_above = [(each, said) for each in above if (said := words(each))]
        sure = [said for _, said in said_above if said in {whole, short}]
        sure = sure or [said for each, said in said_above if _begins(whole, said, str(each.tag))]
        if sure:
            return max(sure, key=len)
        heads = [
            said for each in find(page.form, site.title) if each in above and (said := words(each))
        ]
        if heads:
            return heads[0]
    return short


def _begins(whole: str, said: str, tag: str) -> bool:
    """Tell whether `<title>` may be a heading and the name of a site behind it.

    What begins a title by chance, such as the site's name, leaves more of it than it says.
    """
    rest = whole.removeprefix(said).lstrip()
    if not whole.startswith(said) or not rest.startswith("-"):
        return False
    likely = tag in HEADINGS or len(rest) <= 2 * len(said)
    return len(rest) <= len(said) or (likely and rest.count("-") == 1)


def _above(form: Element, body: Element | None) -> list[Element]:
    """List the elements of the form that stand before the body and do not hold it."""
    inside = []
    holding = set() if body is None else {*body.iterancestors()}
    for element in form.iter():
        if element is body:
            break
        if element not in holding:
            inside.append(element)
    return inside


def find_dateline(page: Page, site: Site, title: str) -> Dateline:
    """Find the date line: the site's own element for it, else a line between title and body."""
    for element in find(page.root, site.dateline):
        if words(element):
            return parse_dateline(words(element))
    for lines in _places(page, title):
        for index, line in enumerate(lines):
            if len(line) <= LONGEST_LINE and is_dateline(line):
                return parse_dateline(_joined(line, lines[index + 1 : index + 4]))
    return Dateline()


def _joined(line: str, following: list[str]) -> str:
    """Join a date line to the lines that it goes on in."""
    for part in following:
        if len(part) > LONGEST_LINE:
            break
        if not is_continued(part) and (is_dateline(part) or not UNFINISHED.search(line)):
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


def _places(page: Page, title: str) -> Iterator[list[str]]:
    """List the lines where a date line may stand: below the title, else directly above it.

    The form is asked first, then the page above the form. Where no form shows where the article
    begins, the title must.
    """
    start = page.body if page.form is None else page.form
    if start is None:
        return
    if page.form is not None:
        lines = _lines(text_of(page.form, is_hidden, stop=page.body))
        if place := _find_title(lines, title):
            yield from _around(lines, place)
            return
        yield lines
    lines = _lines(text_of(page.root, is_hidden, stop=start))
    if place := _find_title(lines, title, last=True):
        yield from _around(lines, place)


def _lines(text: str) -> list[str]:
    """Part a text into lines, blanks folded."""
    return [said for line in text.split("\n") if (said := " ".join(line.split()))]


def _around(lines: list[str], place: tuple[int, int]) -> Iterator[list[str]]:
    """Give the lines behind a title, then the two before it: a date line and its wrapped rest."""
    first, end = place
    yield lines[end:]
    yield lines[max(0, first - 2) : first]


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
