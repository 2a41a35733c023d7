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

    def forget_rows(self) -> None:
        """Look every row up again: the frontier has renamed its URLs."""
        self._known.clear()

    def _row_of(self, found: Found, run: int, page: str) -> int:
        if found.url not in self._known:
            if len(self._known) >= KNOWN:
                self._known.clear()
            self._known[found.url] = self._frontier.enter(found, run, page)[0]
        return self._known[found.url]
