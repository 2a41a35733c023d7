"""URLs that no page led to: the ids between those of articles held, under each column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usstnews.archive.frontier import NOW
from usstnews.extract.kind import Kind

if TYPE_CHECKING:
    from collections.abc import Collection

    from usstnews.archive.frontier import Frontier
    from usstnews.archive.state import State
    from usstnews.sites.base import Site


class Guesses:
    """The guesses of a run. The columns are read off all articles once; those that come later are
    noted.
    """

    def __init__(self, state: State, frontier: Frontier) -> None:
        self._state, self._frontier = state, frontier
        self._columns: set[int] | None = None

    def note(self, url: str, site: Site) -> None:
        """Note that an article was found at a URL."""
        ref = site.article_ref(url)
        if self._columns is not None and ref is not None and ref.column is not None:
            self._columns.add(ref.column)

    def enter(self, site: Site, run: int, most: int) -> int:
        """Enter guesses at so many ids under the columns known; returns how many URLs."""
        if self._columns is None:
            self._columns = set()
            for url in self._frontier.urls(Kind.ARTICLE):
                self.note(url, site)
        return guess(self._state, site.base_url, self._columns, run, most)


def guess(state: State, base_url: str, columns: Collection[int], run: int, most: int) -> int:
    """Enter the lowest of the ids that were never met, `most` of them; returns how many URLs.

    A site may have hundreds of thousands: they are entered as they are asked for.
    """
    named = {f"column{at}": number for at, number in enumerate(sorted(columns))}
    values = ", ".join(f"(:{name})" for name in named) or "(NULL)"
    return state.db.execute(
        "INSERT OR IGNORE INTO pages (url, role, article, first_run, met, due)"  # noqa: S608
        # In front, or Python counts no rows.
        " WITH RECURSIVE held AS (SELECT min(CAST(key AS INTEGER)) AS least,"
        " max(CAST(key AS INTEGER)) AS most FROM articles WHERE key NOT GLOB '*[^0-9]*'),"
        " ids (id) AS (SELECT least FROM held WHERE least IS NOT NULL UNION ALL"
        " SELECT id + 1 FROM ids WHERE id < (SELECT most FROM held)),"
        " unmet AS (SELECT id FROM ids"
        " WHERE NOT EXISTS (SELECT 1 FROM pages WHERE article = CAST(ids.id AS TEXT)) LIMIT :most),"
        f" columns (number) AS (VALUES {values})"
        " SELECT :base || 'info/' || number || '/' || id || '.htm', 'guess', id, :run, :run, :due"
        " FROM unmet, columns WHERE number IS NOT NULL",
        {**named, "base": base_url, "run": run, "most": most, "due": NOW},
    ).rowcount
