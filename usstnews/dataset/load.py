"""Articles as a researcher wants them: the latest version of each, each once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from usstnews.archive.articles import read_articles
from usstnews.archive.layout import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usstnews.items import Article


def load(root: str | Path, *, history: bool = False, duplicates: bool = False) -> Iterator[Article]:
    """Read the articles of an archive, in the order in which they were stored.

    Gives the latest version of each article, or with `history` all of them; articles that repeat
    another are left out unless `duplicates` asks for them. Raises `NoArchive`, `DamagedLine`.
    """
    path = Archive(Path(root)).must_exist().articles
    # Offsets and digests, not the articles: an archive may not fit in memory.
    latest: dict[str, int] = {}
    digests: dict[str, str] = {}
    for offset, article in read_articles(path):
        latest[article.key] = offset
        digests[article.url] = article.digest
    for offset, article in read_articles(path):
        if not history and latest.get(article.key) != offset:
            continue
        # An article that was edited since is no longer what its twin repeats.
        original = digests.get(article.duplicate_of or "")
        if duplicates or original is None or _parted(article, original):
            yield article


def _parted(article: Article, original: str) -> bool:
    return article.duplicate_score == 1.0 and article.digest != original
