"""The replica: a model of the whole site, its pages rendered when they are asked for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from usstnews.replica.content import summary
from usstnews.replica.designs import HOUSE
from usstnews.replica.listpage import Line
from usstnews.replica.newsroom import Newsroom
from usstnews.replica.routes import route
from usstnews.replica.truth import tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from usstnews.replica.answer import Answer
    from usstnews.replica.listing import Entry

__all__ = ["Replica"]


class Replica(Newsroom):
    """A small site of the CMS, generated from a seed.

    `articles` is the number of readable article pages. Neither the clock nor the network enters:
    the same arguments and the same changes give the same site. It may be changed while it is read.
    `design` names the look of its article pages; raises `UnknownDesign`.
    """

    def __init__(
        self,
        articles: int = 60,
        seed: int = 1,
        crawl_delay: float | None = None,
        *,
        challenge: bool = False,
        design: str = HOUSE.name,
    ) -> None:
        super().__init__(articles, seed, design)
        self.crawl_delay = crawl_delay
        self.challenge = challenge
        self._answer: Callable[[str, str, int], Answer] = lru_cache(512)(self._route)

    def answer(self, target: str, base_url: str) -> Answer:
        """Answer a request for a path with its query; `base_url` is where the visitor came."""
        with self.lock:
            return self._answer(target, base_url, len(self.changes))

    def truth(self, base_url: str) -> dict[str, Any]:
        """Tell what an archive of this site must hold, its addresses beginning with `base_url`."""
        with self.lock:
            return tell(self, base_url)

    def line(self, entry: Entry) -> Line:
        """Give the words that a listing prints for an entry."""
        words = summary(self.article(entry.slot), 90) if entry.slot.founded == "article" else ""
        return Line(entry, self.title(entry.slot), words)

    def _route(self, target: str, base_url: str, _changes: int) -> Answer:
        return route(self, target, base_url)
