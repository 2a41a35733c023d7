"""What a capture is, given what is held. Pure: the crawl and re-extraction decide alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from usstnews.items import Article


class Verdict(StrEnum):
    """What a capture is to the archive. An alias is another URL of an article that is held at its
    own: the CMS may print it by another template there, so it makes no versions.
    """

    NEW = "new"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    DUPLICATE = "duplicate"
    ALIAS = "alias"


NOTHING_NEW = frozenset({Verdict.UNCHANGED, Verdict.ALIAS})


class Repeated(NamedTuple):
    """What an article repeats, and how much: 1 where both say the same, less where nearly so."""

    url: str
    score: float


@dataclass(frozen=True)
class Held:
    """The latest version of an article, as far as the next capture has to know it.

    `digest` is that of the capture as `extractor` reads it.
    """

    version: int
    digest: str
    extractor: str


def judge(
    article: Article, held: Held | None, repeated: Repeated | None
) -> tuple[Verdict, Article]:
    """Say what a capture is, and give the article its version and `duplicate_of`.

    `held` is the same article's latest version, read by the present extractor; `repeated` another
    article that says the same, or nearly so. A duplicate is a new article that repeats another.
    """
    if held is not None and held.digest == article.digest:
        return Verdict.UNCHANGED, replace(article, version=held.version)
    marked = replace(mark(article, repeated), version=1 if held is None else held.version + 1)
    if held is not None:
        return Verdict.CHANGED, marked
    return (Verdict.NEW if repeated is None else Verdict.DUPLICATE), marked


def mark(article: Article, repeated: Repeated | None) -> Article:
    """Say in an article what it repeats."""
    url, score = repeated or (None, None)
    return replace(article, duplicate_of=url, duplicate_score=score)
