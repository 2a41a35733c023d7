"""What a capture is, given what is held. Pure: the crawl and re-extraction decide alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

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


@dataclass(frozen=True)
class Held:
    """The latest version of an article, as far as the next capture has to know it.

    `digest` is that of the capture as `extractor` reads it.
    """

    version: int
    digest: str
    extractor: str


def judge(article: Article, held: Held | None, twin: str | None) -> tuple[Verdict, Article]:
    """Say what a capture is, and give the article its version and `duplicate_of`.

    `held` is the same article's latest version, read by the present extractor; `twin` the URL of
    another article with the same digest. A duplicate is a new article that repeats another.
    """
    if held is not None and held.digest == article.digest:
        return Verdict.UNCHANGED, replace(article, version=held.version)
    marked = replace(
        article,
        version=1 if held is None else held.version + 1,
        duplicate_of=twin,
        duplicate_score=None if twin is None else 1.0,
    )
    if held is not None:
        return Verdict.CHANGED, marked
    return (Verdict.NEW if twin is None else Verdict.DUPLICATE), marked
