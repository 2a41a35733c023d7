"""When what a page shows last changed, so that no visitor's validator outlives the bytes."""

from __future__ import annotations

from datetime import date, timedelta
from email.utils import formatdate
from typing import Literal, NamedTuple

__all__ = ["Fact", "Moments", "http_date", "seconds"]

EPOCH = date(1970, 1, 1)

Aspect = Literal["name", "words", "around", "column", "template"]


class Fact(NamedTuple):
    """Something that pages show.

    `name`: an article's title and addresses; `words`: all it says, its title too; `around`: which
    articles its page leads to; `column`: what a listing lists; `template`: how pages look.
    """

    aspect: Aspect
    of: int | str


def seconds(day: date) -> int:
    """Give eight o'clock on a day, in seconds since 1970."""
    return (day - EPOCH) // timedelta(seconds=1) + 3600 * 8


def http_date(moment: int) -> str:
    """Write a moment as HTTP headers do.

    >>> http_date(seconds(date(2019, 1, 9)))
    'Wed, 09 Jan 2019 08:00:00 GMT'
    """
    return formatdate(moment, usegmt=True)


class Moments:
    """A clock that never shows the same second twice, and the last change of each fact.

    All that was there when the site was founded changed on the founding day at the latest.
    """

    def __init__(self, founded: date) -> None:
        self.founded = seconds(founded)
        self.last = self.founded
        self.changed: dict[Fact, int] = {}

    def mark(self, day: date, *facts: Fact) -> None:
        """Note that facts change on a day; days come in order."""
        self.last = max(self.last + 1, seconds(day))
        self.changed.update(dict.fromkeys(facts, self.last))

    def latest(self, founded: int, *facts: Fact) -> int:
        """Give the last change of a page that shows some facts, and was `founded` at a moment."""
        return max(founded, *(self.changed.get(fact, 0) for fact in facts))
