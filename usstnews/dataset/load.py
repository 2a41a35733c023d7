"""Articles as a researcher wants them: the latest version of each, each once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from usstnews.archive.articles import read_articles
from usstnews.archive.layout import Archive
from usstnews.archive.names import Names
from usstnews.archive.nearness import near_of
from usstnews.text.contradiction import contradict
from usstnews.text.similarity import jaccard, shingles
from usstnews.text.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usstnews.items import Article

TABLES = """
CREATE TABLE latest (
    key TEXT PRIMARY KEY, offset INTEGER NOT NULL, digest TEXT NOT NULL, duplicate_of TEXT
) WITHOUT ROWID;
CREATE INDEX latest_repeating ON latest (offset) WHERE duplicate_of IS NOT NULL;
CREATE TABLE left_out (key TEXT PRIMARY KEY, original TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE posted (key TEXT NOT NULL, url TEXT NOT NULL);
CREATE INDEX posted_key ON posted (key);
"""
LATEST = "INSERT OR REPLACE INTO latest VALUES (?, ?, ?, ?)"
REPEATING = (
    "SELECT key, offset, duplicate_of FROM latest WHERE duplicate_of IS NOT NULL"
    " ORDER BY offset DESC"
)
LEFT_OUT = "SELECT key, offset FROM left_out JOIN latest USING (key) ORDER BY offset"


def load(root: str | Path, *, history: bool = False, duplicates: bool = False) -> Iterator[Article]:
    """Read the articles of an archive, in the order in which they were stored.

    Gives the latest version of each article, or with `history` all of them; articles that repeat
    another are left out unless `duplicates` asks for them. Where one is left out, its URLs, one for
    each column that it was posted in, are among the `aliases` of the one that it repeats.
    Raises `NoArchive`, `DamagedLine`, `BadThreshold`.
    """
    archive = Archive(Path(root)).must_exist()
    # A temporary file, for an archive may not fit in memory. Who reads on may be another thread.
    with closing(sqlite3.connect("", isolation_level=None, check_same_thread=False)) as db:
        held = _Held(archive, db)
        if not duplicates:
            held.leave_out()
        for offset, article in read_articles(archive.articles):
            if held.is_latest(offset, article):
                if not held.is_left_out(article.key):
                    urls = [url for url in held.posted(article.key) if url not in article.aliases]
                    yield replace(article, aliases=[*article.aliases, *urls]) if urls else article
            elif history and (duplicates or not held.is_repeating(offset, article)):
                yield article


class _Held:
    """Where the latest version of each article is, and what repeats what."""

    def __init__(self, archive: Archive, db: sqlite3.Connection) -> None:
        self._path, self._near, self._db = archive.articles, near_of(archive), db
        self._names = Names(archive, db)
        db.executescript(f"{TABLES} BEGIN")
        for offset, line in read_articles(self._path):
            db.execute(LATEST, (line.key, offset, line.digest, line.duplicate_of))
            self._names.note([(line.url, line.key)])

    def leave_out(self) -> None:
        """Leave out the articles that repeat others, and note where these were posted, too."""
        for key, offset, url in self._db.execute(REPEATING):
            original = self._names.key_of(url)
            # Of those that repeat each other in a circle, the first stored stays.
            in_circle = original is not None and self._end(original) == key
            if not in_circle and self.is_repeating(offset, self._line(offset)):
                self._db.execute("INSERT INTO left_out VALUES (?, ?)", (key, original))
        for key, offset in self._db.execute(LEFT_OUT):
            first, article = self._end(key), self._line(offset)
            rows = [(first, url) for url in (article.url, *article.aliases)]
            self._db.executemany("INSERT INTO posted VALUES (?, ?)", rows)

    def is_latest(self, offset: int, article: Article) -> bool:
        """Tell whether a line is the latest of its article; none added since the first look is."""
        row = self._latest(article.key)
        return row is not None and row[0] == offset

    def is_left_out(self, key: str) -> bool:
        """Tell whether an article is left out."""
        query = "SELECT 1 FROM left_out WHERE key = ?"
        return self._db.execute(query, (key,)).fetchone() is not None

    def posted(self, key: str) -> list[str]:
        """Give the URLs of those that were left out because they repeat an article."""
        query = "SELECT url FROM posted WHERE key = ? ORDER BY rowid"
        return [url for (url,) in self._db.execute(query, (key,))]

    def is_repeating(self, offset: int, article: Article) -> bool:
        """Tell whether an article still repeats what it did when it was stored: that may have been
        edited since.
        """
        original = self._names.key_of(article.duplicate_of or "")
        held = None if original in {None, article.key} else self._latest(original)
        if held is None:
            return False
        at, digest = held
        if at < offset or digest == article.digest:
            return True
        return _are_alike(self._line(at).text, article.text, self._near)

    def _latest(self, key: str) -> tuple[int, str] | None:
        query = "SELECT offset, digest FROM latest WHERE key = ?"
        row: tuple[int, str] | None = self._db.execute(query, (key,)).fetchone()
        return row

    def _end(self, key: str) -> str:
        """Follow what repeats what to its end."""
        query = "SELECT original FROM left_out WHERE key = ?"
        while row := self._db.execute(query, (key,)).fetchone():
            key = row[0]
        return key

    def _line(self, offset: int) -> Article:
        return next(read_articles(self._path, offset)).article


def _are_alike(one: str, other: str, near: float) -> bool:
    mine, theirs = wording(one), wording(other)
    shared = jaccard(shingles(mine), shingles(theirs))
    return near < 1 and shared >= near and not contradict(mine, theirs)
