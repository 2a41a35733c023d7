"""The replica: a model of the whole site, its pages rendered when they are asked for."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Any

from usstnews.replica.blocks import tidy
from usstnews.replica.content import compose, summary, title_of
from usstnews.replica.listing import entries
from usstnews.replica.listpage import Line
from usstnews.replica.roll import Roll
from usstnews.replica.routes import route
from usstnews.replica.truth import tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from usstnews.replica.answer import Answer
    from usstnews.replica.content import Article
    from usstnews.replica.listing import Entry
    from usstnews.replica.roll import Slot

__all__ = ["Replica"]


class Replica:
    """A small site of the CMS, generated from a seed.

    `articles` is the number of readable article pages. Neither the clock nor the network enters:
    the same arguments give the same site.
    """

    def __init__(
        self,
        articles: int = 60,
        seed: int = 1,
        crawl_delay: float | None = None,
        *,
        challenge: bool = False,
    ) -> None:
        self.seed = seed
        self.crawl_delay = crawl_delay
        self.challenge = challenge
        self.edits: dict[int, int] = {}
        self.roll = Roll(articles, seed)
        self._renew()

    def _renew(self) -> None:
        """Begin afresh with all that follows from the roll and the edits."""
        self.listed = entries(self.roll)
        self.article: Callable[[Slot], Article] = lru_cache(256)(self._article)
        self._answer: Callable[[str, str], Answer] = lru_cache(512)(self._route)

    def answer(self, target: str, base_url: str) -> Answer:
        """Answer a request for a path with its query; `base_url` is where the visitor came."""
        return self._answer(target, base_url)

    def truth(self, base_url: str) -> dict[str, Any]:
        """Tell what an archive of this site must hold, its addresses beginning with `base_url`."""
        return tell(self, base_url)

    def edit(self, number: int) -> None:
        """Change the text of the article with this id, at an unchanged address."""
        if number not in self.roll.by_id or not self.roll.by_id[number].readable:
            raise KeyError(number)
        self.edits[number] = self.edits.get(number, 0) + 1
        self._renew()

    def publish(self, count: int = 1) -> list[int]:
        """Add new articles, and give their ids."""
        numbers = [self.roll.publish().id for _ in range(count)]
        self._renew()
        return numbers

    def title(self, slot: Slot) -> str:
        """Give a headline, on one line."""
        return tidy(title_of(slot, self.seed))

    def related(self, slot: Slot) -> list[Slot]:
        """Give the articles that an article's page lists as related."""
        return self.roll.related(slot, Random(f"{self.seed}/{slot.id}/related"))

    def line(self, entry: Entry) -> Line:
        """Give the words that a listing prints for an entry."""
        words = summary(self.article(entry.slot), 90) if entry.slot.readable else ""
        return Line(entry, self.title(entry.slot), words)

    def _article(self, slot: Slot) -> Article:
        return compose(slot, self.seed, self.edits.get(slot.id, 0))

    def _route(self, target: str, base_url: str) -> Answer:
        return route(self, target, base_url)
