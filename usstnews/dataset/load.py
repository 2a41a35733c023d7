"""Articles as a researcher wants them: the latest version of each, each once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from usstnews.archive.articles import read_articles
from usstnews.archive.layout import Archive
from usstnews.archive.nearness import near_of
from usstnews.text.contradiction import contradict
from usstnews.text.similarity import jaccard, shingles
from usstnews.text.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usstnews.items import Article


def load(root: str | Path, *, history: bool = False, duplicates: bool = False) -> Iterator[Article]:
    """Read the articles of an archive, in the order in which they were stored.

    Gives the latest version of each article, or with `history` all of them; articles that repeat
    another are left out unless `duplicates` asks for them. Where one is left out, its URLs, one for
    each column that it was posted in, are among the `aliases` of the one that it repeats.
    Raises `NoArchive`, `DamagedLine`, `BadThreshold`.
    """
    archive = Archive(Path(root)).must_exist()
    held = _Held(archive)
    if not duplicates:
        held.leave_out()
    for offset, article in read_articles(archive.articles):
        is_latest = held.latest.get(article.key) == offset
        if is_latest and offset not in held.left_out:
            posted = [url for url in held.posted.get(article.url, ()) if url not in article.aliases]
            yield replace(article, aliases=[*article.aliases, *posted]) if posted else article
        elif history and not is_latest and (duplicates or not held.is_repeating(offset, article)):
            yield article


class _Repeating(NamedTuple):
    offset: int
    url: str
    original: str


class _Held:
    """Where the latest version of each article is, and what repeats what: offsets and digests, not
    the articles, for an archive may not fit in memory.
    """

    def __init__(self, archive: Archive) -> None:
        self._path, self._near = archive.articles, near_of(archive)
        self.latest: dict[str, int] = {}
        self._at: dict[str, tuple[int, str]] = {}
        self._repeating: dict[str, _Repeating] = {}
        self.left_out: set[int] = set()
        self.posted: dict[str, list[str]] = {}
        for offset, article in read_articles(self._path):
            self.latest[article.key] = offset
            self._at[article.url] = offset, article.digest
            self._repeating.pop(article.key, None)
            if article.duplicate_of is not None:
                each = _Repeating(offset, article.url, article.duplicate_of)
                self._repeating[article.key] = each

    def leave_out(self) -> None:
        """Leave out the articles that repeat others, and note where these were posted, too."""
        originals: dict[str, str] = {}
        # Of those that repeat each other in a circle, the first stored stays.
        for each in sorted(self._repeating.values(), reverse=True):
            article = self._line(each.offset)
            first = _end(originals, each.original)
            if first == each.url or not self.is_repeating(each.offset, article):
                continue
            originals[each.url] = each.original
            self.left_out.add(each.offset)
        for each in sorted(self._repeating.values()):
            if each.offset in self.left_out:
                urls = self.posted.setdefault(_end(originals, each.url), [])
                urls += [each.url, *self._line(each.offset).aliases]

    def is_repeating(self, offset: int, article: Article) -> bool:
        """Tell whether an article still repeats what it did when it was stored: that may have been
        edited since.
        """
        original, digest = self._at.get(article.duplicate_of or "", (None, ""))
        if original is None:
            return False
        if original < offset or digest == article.digest:
            return True
        return _are_alike(self._line(original).text, article.text, self._near)

    def _line(self, offset: int) -> Article:
        return next(read_articles(self._path, offset)).article


def _end(originals: dict[str, str], url: str) -> str:
    """Follow what repeats what to its end."""
    while url in originals:
        url = originals[url]
    return url


def _are_alike(one: str, other: str, near: float) -> bool:
    mine, theirs = wording(one), wording(other)
    shared = jaccard(shingles(mine), shingles(theirs))
    return near < 1 and shared >= near and not contradict(mine, theirs)
