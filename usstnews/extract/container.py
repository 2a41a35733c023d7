"""The element that holds the body of an article."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from usstnews.extract.below import by_title
from usstnews.extract.breadcrumb import BREADCRUMB
from usstnews.extract.dateplace import PRINTED, Head
from usstnews.extract.general import TRAFILATURA, by_trafilatura
from usstnews.extract.kind import Kind
from usstnews.extract.neighbours import RELATED, neighbours
from usstnews.extract.select import css
from usstnews.extract.strategy import Context, Strategy, first_result
from usstnews.extract.title import TITLE

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from usstnews.extract.page import Page
    from usstnews.sites.base import Selectors, Site


@lru_cache(maxsize=16)
def hooks(selectors: Selectors) -> tuple[Strategy[Context, Element], ...]:
    """Give a strategy for each container that a site names: in the article's form, else anywhere.

    The outermost element comes first in the page: the CMS nests two of them in some templates.
    """
    return (
        *(Strategy(each, "the article's form", partial(_in_form, each)) for each in selectors),
        *(Strategy(f"page, {each}", "the page", partial(_on_page, each)) for each in selectors),
    )


def _in_form(selector: str, context: Context) -> Element | None:
    form = context.page.form
    return None if form is None else next(iter(css(selector)(form)), None)


def _on_page(selector: str, context: Context) -> Element | None:
    return next(iter(css(selector)(context.page.root)), None)


UNHOOKED: tuple[Strategy[Context, Element], ...] = (
    Strategy("below title", "the page, from the title to where the article ends", by_title),
    Strategy(TRAFILATURA, "the page, as a general extractor reads it", by_trafilatura),
)
"""For pages on which no container of the site is left."""


def unhooked(page: Page, site: Site) -> Page:
    """Find the body of an article on which no container of the site is left.

    Without the CMS's stamp a page is an article only at the URL of one, and if it shows a date
    line, a breadcrumb, its neighbours or related articles: a notice that stands in for an article
    shows none.
    """
    stamped = page.kind is Kind.ARTICLE
    if not stamped and not _may_be_article(page, site):
        return page
    title = first_result(TITLE, Context(page, site))
    head = Head(page, site, title.value if title else "")
    found = first_result(UNHOOKED, head)
    if found is None:
        return page
    article = replace(page, kind=Kind.ARTICLE, body=found.value, body_by=found.by)
    return article if stamped or _shows_signs(replace(head, page=article)) else page


def _shows_signs(head: Head) -> bool:
    """Tell whether a page shows beside its body what only an article's shows."""
    return (
        first_result(PRINTED, head) is not None
        or first_result(BREADCRUMB, head) is not None
        or bool(neighbours(head.page, head.site))
        or first_result(RELATED, head) is not None
    )


def _may_be_article(page: Page, site: Site) -> bool:
    at_article = site.article_ref(page.url) is not None
    return at_article and page.kind is Kind.OTHER and page.stamp is None
