"""Why an article reads as it does: each strategy that was there, and what it finds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from usstnews.extract.breadcrumb import BREADCRUMB
from usstnews.extract.container import UNHOOKED, hooks
from usstnews.extract.dateplace import DATELINE, Head
from usstnews.extract.neighbours import RELATED
from usstnews.extract.places import path
from usstnews.extract.strategy import C, Context, Strategy, T, first_result
from usstnews.extract.title import TITLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

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
    yield from _tried("body", (*hooks(site.body), *UNHOOKED), bare, path)
    yield from _tried("related", RELATED, head, " ".join)


def _tried(
    part: str, strategies: Iterable[Strategy[C, T]], context: C, spell: Callable[[T], str]
) -> Iterator[Tried]:
    won = False
    for strategy in strategies:
        value = strategy.find(context)
        finds = None if value is None else spell(value)
        yield Tried(part, strategy.name, strategy.looks_at, finds, finds is not None and not won)
        won |= finds is not None
