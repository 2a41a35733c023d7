"""Which page needs what to be shown again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from usstnews.archive.frontier import Frontier
    from usstnews.archive.state import State
    from usstnews.extract.found import Found

KNOWN = 20_000  # rows kept in memory


class Needs:
    """The requisites of pages, style sheets and frames, each entered in the frontier."""

    def __init__(self, state: State, frontier: Frontier) -> None:
        self._db, self._frontier = state.db, frontier
        # The pages of a site need the same files over and over.
        self._known: dict[str, int] = {}

    def note(self, page: str, found: Iterable[Found], run: int) -> None:
        """Note all that a page needs, and forget what it needed before."""
        row = self._db.execute("SELECT id FROM pages WHERE url = ?", (page,)).fetchone()
        if row is None:
            return
        needed = {self._row_of(each, run, page) for each in found} - {row[0]}
        rows = self._db.execute("SELECT requisite FROM needs WHERE page = ?", row)
        before = {requisite for (requisite,) in rows}
        if before == needed:
            return
        added = [(*row, each) for each in sorted(needed - before)]
        self._db.executemany("INSERT INTO needs VALUES (?, ?)", added)
        gone = [(*row, each) for each in before - needed]
        self._db.executemany("DELETE FROM needs WHERE page = ? AND requisite = ?", gone)
        self._db.execute("UPDATE pages SET stale = 1 WHERE id = ?", row)

    def move(self, old: str, new: str) -> None:
        """Get ready for `address.move`: a row whose URL is another's new name will go, so
        what needs it needs that other.
        """
        self._known.clear()
        pairs = self._db.execute(
            "SELECT stays.id, goes.id FROM pages AS stays JOIN pages AS goes"
            " ON goes.url = ?1 || substr(stays.url, ?2) WHERE substr(stays.url, 1, ?2 - 1) = ?3",
            (new, len(old) + 1, old),
        ).fetchall()
        for column in ("page", "requisite"):
            self._db.executemany(
                f"UPDATE OR IGNORE needs SET {column} = ? WHERE {column} = ?",  # noqa: S608
                pairs,
            )
            gone = [(goes,) for _, goes in pairs]
            self._db.executemany(f"DELETE FROM needs WHERE {column} = ?", gone)  # noqa: S608

    def _row_of(self, found: Found, run: int, page: str) -> int:
        if found.url not in self._known:
            if len(self._known) >= KNOWN:
                self._known.clear()
            self._known[found.url] = self._frontier.enter(found, run, page)[0]
        return self._known[found.url]
