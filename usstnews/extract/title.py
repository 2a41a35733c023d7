"""The title of an article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from usstnews.extract.select import find, first, fold, holding, words, xpath
from usstnews.extract.strategy import Context, Strategy
from usstnews.extract.tags import HEADINGS, UNSEEN

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from usstnews.extract.page import Page
    from usstnews.sites.base import Site

LEAKED = re.compile(r"<body\b[^>]*>", re.IGNORECASE)  # some templates close `<title>` too late
BEFORE_SITE = "-–—|_·"
STATED = ("pagetitle", "articletitle")


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


def _stated(context: Context) -> str | None:
    for name in STATED:
        if stated := fold(context.page.meta.get(name, "")):
            return stated
    return None


def _announced(context: Context) -> str | None:
    """Find the longest text above the body that `<title>` is, or else begins with."""
    whole, short = document_title(context.page, context.site)
    said_above = [(each, said) for each in _above(context.page) if (said := words(each))]
    sure = [said for _, said in said_above if said in {whole, short}]
    sure = sure or [said for each, said in said_above if _begins(whole, said, str(each.tag))]
    return max(sure, key=len, default=None)


def _headed(context: Context) -> str | None:
    """Find a heading above the body, in the form: on the page it may be the site's.

    One that the document's title begins with goes before the first, which may be the column's.
    """
    if context.page.form is None:
        return None
    above = set(_above(context.page))
    found = (words(each) for each in find(context.page.root, context.site.title) if each in above)
    heads = [said for said in found if said]
    whole, _ = document_title(context.page, context.site)
    sure = (said for said in heads if whole.startswith(said) and _sign(whole, said))
    return next(sure, heads[0] if heads else None)


def _documented(context: Context) -> str | None:
    return document_title(context.page, context.site)[1] or None


TITLE: tuple[Strategy[Context, str], ...] = (
    Strategy("stated", "the head's pageTitle and ArticleTitle", _stated),
    Strategy("announced", "what stands above the body and begins the document's title", _announced),
    Strategy("heading", "a heading above the body, in the article's form", _headed),
    Strategy("document", "the document's title, less the site's name", _documented),
)


def _begins(whole: str, said: str, tag: str) -> bool:
    """Tell whether `<title>` may be a heading and the name of a site behind it.

    What begins a title by chance, such as the site's name, leaves more of it than it says.
    """
    rest, sign = whole.removeprefix(said).lstrip(), _sign(whole, said)
    if not whole.startswith(said) or not sign:
        return False
    likely = tag in HEADINGS or len(rest) <= 2 * len(said)
    return len(rest) <= len(said) or (likely and rest.count(sign) == 1)


def _sign(whole: str, said: str) -> str:
    """Give the sign that parts what a title begins with from the rest, if there is one."""
    rest = whole.removeprefix(said).lstrip()
    return rest[0] if rest.startswith(tuple(BEFORE_SITE)) else ""


def _above(page: Page) -> list[Element]:
    """List the elements that stand before the body and do not hold it, in the article's form if
    there is one.
    """
    inside = []
    around = holding((page.body,))
    scope = first(page.root, ("body",)) if page.form is None else page.form
    for element in (page.root if scope is None else scope).iter():
        if element is page.body:
            break
        if element not in around and element.tag not in UNSEEN:
            inside.append(element)
    return inside
