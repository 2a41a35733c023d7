"""What stands above a body: title, date line, breadcrumb."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from usstnews.extract.dateline import BY, COPYEDITED, LABEL, Dateline, parse_dateline
from usstnews.extract.dates import find_date
from usstnews.extract.select import find, fold, words, xpath
from usstnews.extract.text import text_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from usstnews.extract.page import Page
    from usstnews.sites.base import Site

LEAKED = re.compile(r"<body\b[^>]*>", re.IGNORECASE)  # some templates close `<title>` too late
CONTINUED = re.compile(r"\s*[|｜]")
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
        sure = [said for each in above if (said := words(each)) and _begins(whole, said)]
        if sure:
            return max(sure, key=len)
        heads = [
            said for each in find(page.form, site.title) if each in above and (said := words(each))
        ]
        if heads:
            return heads[0]
    return short


def _begins(whole: str, said: str) -> bool:
    """Tell whether `<title>` is a heading, with or without a site's name behind it."""
    rest = whole.removeprefix(said).lstrip()
    return whole.startswith(said) and (not rest or rest.startswith("-"))


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
    lines = [line for line in _lines_above(page, title) if len(line) <= LONGEST_LINE]
    for begins in (True, False):  # a subtitle may have a date in it, too
        for index, line in enumerate(lines):
            if is_dateline(line, begins=begins):
                rest = [part for part in lines[index + 1 : index + 4] if is_continued(part)]
                return parse_dateline(" ".join([line, *rest]))
    return Dateline()


def is_dateline(line: str, *, begins: bool) -> bool:
    """Tell whether a line above a body begins with, or else has, a date; or begins with a label."""
    printed = find_date(line)
    if not begins:
        return printed is not None
    return (printed is not None and printed.start == 0) or is_continued(line)


def is_continued(line: str) -> bool:
    """Tell whether a line begins as parts of a date line do: `| By …`, `来源：…`."""
    return any(label.match(line) for label in (CONTINUED, BY, COPYEDITED, LABEL))


def _lines_above(page: Page, title: str) -> list[str]:
    """Read the lines between title and body, if the page shows where the article begins."""
    if page.form is None and page.body is None:
        return []
    above = text_of(page.root if page.form is None else page.form, set(), stop=page.body)
    lines = [said for line in above.split("\n") if (said := " ".join(line.split()))]
    starts = [index for index, line in enumerate(lines) if line == " ".join(title.split())]
    if starts:
        return lines[starts[-1] + 1 :]
    return lines if page.form is not None else []
