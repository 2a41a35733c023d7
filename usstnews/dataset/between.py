"""When undated articles were published, by the dates of the articles around them."""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from usstnews.archive.articles import read_articles
from usstnews.archive.layout import Archive

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date


class Between(NamedTuple):
    """The days within which an article was published, both included; an open end is None."""

    after: date | None
    before: date | None


def published_between(root: str | Path) -> dict[str, Between]:
    """Tell of each undated article of an archive between which days it was published.

    The key is `Article.key`. It is inferred, where `Article.published` is printed: the CMS numbers
    what is published one after the other, over all columns. Articles without an id have no
    neighbours, and are left out. Holds ids and days, not the articles. Raises `NoArchive`,
    `DamagedLine`.
    """
    days: dict[int, date | None] = {}
    for _, article in read_articles(Archive(Path(root)).must_exist().articles):
        if article.id is not None:
            days[article.id] = article.published
    return {str(number): found for number, found in between(days).items()}


def between(published: Mapping[int, date | None]) -> dict[int, Between]:
    """Tell of each undated id between which days it was published, from those of the others.

    Dates rise with ids, but for articles that were dated back or forth. What breaks the order is
    left out: only those dates count that are in every longest run of dates that never fall. Where
    it cannot be said which of two dates breaks the order, neither counts. Takes n log n steps.

    >>> from datetime import date
    >>> days = {1: date(2020, 1, 3), 2: None, 3: date(2020, 3, 1), 4: date(2012, 1, 1), 5: None}
    >>> [each and each.isoformat() for each in between(days)[2]]
    ['2020-01-03', '2020-03-01']

    What 4 says is not believed, and nothing comes after 5:

    >>> [each and each.isoformat() for each in between(days)[5]]
    ['2020-03-01', None]

    Of two dates that contradict each other, either may be wrong:

    >>> between({1: date(2020, 1, 3), 2: None, 3: date(2019, 1, 3)})
    {2: Between(after=None, before=None)}
    """
    dated = sorted((number, day) for number, day in published.items() if day is not None)
    sure = [
        pair
        for pair, is_sure in zip(dated, _in_order([day for _, day in dated]), strict=True)
        if is_sure
    ]
    numbers = [number for number, _ in sure]
    found = {}
    for number in sorted(number for number, day in published.items() if day is None):
        at = bisect_right(numbers, number)
        found[number] = Between(
            sure[at - 1][1] if at else None, sure[at][1] if at < len(sure) else None
        )
    return found


def _in_order(days: Sequence[date]) -> list[bool]:
    """Tell of each day whether it is in every longest run of days that never fall."""
    ordinals = [day.toordinal() for day in days]
    before = _longest(ordinals)
    behind = _longest([-each for each in reversed(ordinals)])[::-1]
    whole = max(before, default=0)
    place = [up if up + down - 1 == whole else 0 for up, down in zip(before, behind, strict=True)]
    # A run has one day at each place: who shares a place with none is in all of them.
    shared = [0] * (whole + 1)
    for each in place:
        shared[each] += 1
    return [each > 0 and shared[each] == 1 for each in place]


def _longest(numbers: Sequence[int]) -> list[int]:
    """Measure for each number the longest run of numbers that never fall and end with it."""
    ends: list[int] = []  # the lowest end of a run of each length
    lengths = []
    for number in numbers:
        length = bisect_right(ends, number)
        ends[length : length + 1] = [number]
        lengths.append(length + 1)
    return lengths
