"""A site that is served at another address than before."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from usstnews.archive.state import State

URLS = (
    ("pages", "url"),
    ("pages", "walk"),
    ("pages", "found_on"),
    ("listings", "url"),
    ("listed", "walk"),
    ("unlinked", "walk"),
    ("articles", "url"),
    ("articles", "duplicate_of"),
)


def move(state: State, old: str, new: str) -> None:
    """Rename what is asked for and held below `old` to the same below `new`: the site is served
    there from now on. Captures stay where they were made.
    """
    state.db.execute("UPDATE pages SET stale = 1 WHERE record_id IS NOT NULL")
    for table, column in URLS:
        renamed, below = f"?1 || substr({column}, ?2)", f"substr({column}, 1, ?2 - 1) = ?3"
        given = (new, len(old) + 1, old)
        # What was met at the new address until now was not the site's.
        if column == "url" and table != "articles":
            state.db.execute(
                f"DELETE FROM {table} WHERE url IN"  # noqa: S608  (names of ours)
                f" (SELECT {renamed} FROM {table} WHERE {below})",
                given,
            )
        state.db.execute(f"UPDATE {table} SET {column} = {renamed} WHERE {below}", given)  # noqa: S608
