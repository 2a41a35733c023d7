"""Why an article reads as it does: each strategy that was there, and what it finds."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from usstnews.extract.breadcrumb import BREADCRUMB
from usstnews.extract.container import UNHOOKED, hooks
from usstnews.extract.dateplace import DATELINE, Head
from usstnews.extract.neighbours import RELATED
from usstnews.extract.places import path
from usstnews.extract.select import first
from usstnews.extract.strategy import C, Context, Strategy, T, first_result
from usstnews.extract.title import TITLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.etree import _Element as Element

    from usstnews.extract.page import Page
    from usstnews.sites.base import Site


class Tried(NamedTuple):
    """A strategy for a part of an article; `finds` is what it would give, None for nothing."""

    part: str
    strategy: str
    looks_at: str
    finds: str | None
    won: bool


def explain(page: Page, site: Site) -> Iterator[Tried]:
    """Try all strategies for all parts of an article, in the order in which they are asked."""
    title = first_result(TITLE, Context(page, site))
    head = Head(page, site, title.value if title else "")
    bare = replace(head, page=replace(page, body=None))
    yield from _tried("title", TITLE, Context(page, site), str)
    yield from _tried("dateline", DATELINE, head, lambda line: line.raw or str(line.published))
    yield from _tried("breadcrumb", BREADCRUMB, head, " · ".join)
    yield from _tried("body", (*hooks(site.body), *map(_on_a_copy, UNHOOKED)), bare, path)
    yield from _tried("related", RELATED, head, " ".join)


def _on_a_copy(strategy: Strategy[Context, Element]) -> Strategy[Context, Element]:
    """Have a strategy that puts a body into an element of its own do so in another tree."""

    def find(context: Context) -> Element | None:
        root = deepcopy(context.page.root)
        page = replace(context.page, root=root, form=first(root, context.site.form))
        return strategy.find(replace(context, page=page))

    return replace(strategy, find=find)


def _tried(
    part: str, strategies: Iterable[Strategy[C, T]], context: C, spell: Callable[[T], str]
) -> Iterator[Tried]:
    won = False
    for strategy in strategies:
        value = strategy.find(context)
        finds = None if value is None else spell(value)
        yield Tried(part, strategy.name, strategy.looks_at, finds, finds is not None and not won)
        won |= finds is not None
