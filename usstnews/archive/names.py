"""Which article a URL means: the one that was met there, else the one whose number is in it."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from usstnews.archive.captures import site_of_file
from usstnews.errors import UsstnewsError
from usstnews.sites import site_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from usstnews.archive.layout import Archive
    from usstnews.sites.base import Site

TABLE = "CREATE TABLE names (url TEXT PRIMARY KEY, key TEXT NOT NULL) WITHOUT ROWID"
NAME = "INSERT OR REPLACE INTO names VALUES (?, ?)"


class Names:
    """The URLs of an archive's articles, in a table of a database that holds nothing else of it.

    An article may have moved since a line named it, or be named where no line tells of yet.
    """

    def __init__(self, archive: Archive, db: sqlite3.Connection) -> None:
        self._archive, self._db = archive, db
        db.execute(TABLE)

    def note(self, met: Iterable[tuple[str, str]]) -> None:
        """Note URLs, each with the key of the article that was met there last."""
        self._db.executemany(NAME, met)

    def key_of(self, url: str) -> str | None:
        """Find the key of the article that a URL means, whether or not that is held."""
        row = self._db.execute("SELECT key FROM names WHERE url = ?", (url,)).fetchone()
        if row is not None:
            return str(row[0])
        try:
            ref = (self._site or site_of(url)).article_ref(url)
        except (UsstnewsError, ValueError):  # no URL of a site
            return None
        return None if ref is None else str(ref.id)

    @cached_property
    def _site(self) -> Site | None:
        """The site as the archive's last WARC file names it, if that is there to be read."""
        with suppress(UsstnewsError, OSError):
            files = self._archive.warc_files()
            return site_of_file(files[-1]) if files else None
        return None
