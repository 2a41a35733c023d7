"""Ways to find a part of an article: each part has some, tried in a declared order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from usstnews.extract.page import Page
    from usstnews.sites.base import Site


@dataclass(frozen=True)
class Context:
    """Where a part is looked for; `title` is empty while the title itself is looked for."""

    page: Page
    site: Site
    title: str = ""


C = TypeVar("C", bound=Context)
T = TypeVar("T")


@dataclass(frozen=True)
class Strategy(Generic[C, T]):
    """One way to find a part of an article; `find` gives None where it finds none.

    `looks_at` says in a few words where it looks. A body that no element holds is put into one of
    its own, so those strategies change the tree that they find something in.
    """

    name: str
    looks_at: str
    find: Callable[[C], T | None]


class Result(NamedTuple, Generic[T]):
    """What was found, and the name of the strategy that found it."""

    value: T
    by: str


def first_result(strategies: Iterable[Strategy[C, T]], context: C) -> Result[T] | None:
    """Try strategies in their order until one finds something."""
    for strategy in strategies:
        value = strategy.find(context)
        if value is not None:
            return Result(value, strategy.name)
    return None
