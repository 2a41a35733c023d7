"""URLs that no page led to: the ids between those of articles held, under each column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usstnews.archive.frontier import NOW

if TYPE_CHECKING:
    from collections.abc import Collection

    from usstnews.archive.state import State


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
