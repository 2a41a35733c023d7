"""The listings of a site: how far each is walked, and what it announces."""

from __future__ import annotations

from dataclasses import astuple, fields
from typing import TYPE_CHECKING, NamedTuple

from usstnews.archive.frontier import NOW
from usstnews.archive.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from usstnews.archive.state import State

WALK = ", ".join(each.name for each in fields(Walk))
# What an item of a listing is to the archive.
ITEMS = (
    "SELECT page.url, page.kind, EXISTS (SELECT 1 FROM articles WHERE key = page.article) AS held"
    " FROM listed JOIN pages AS page ON page.id = listed.page"
    " WHERE listed.walk = ? AND listed.run = ? ORDER BY page.url"
)


class Shortfall(NamedTuple):
    """What a listing announces and shows against what the archive holds: counts of items, and the
    URLs and ids of those `missing`; of these at most `missing_most` are, where that is known of
    them alone: ids without a link may be those of items on other sites.
    """

    url: str
    announced: int | None
    listed: int
    held: int
    external: int
    restricted: int
    gone: int
    other: int
    missing: tuple[str, ...]
    missing_most: int | None = None


class Listings:
    """The table of listings, each by the URL of its first page."""

    def __init__(self, state: State) -> None:
        self._db = state.db

    def walk(self, url: str) -> Walk | None:
        """Look up the walk of the listing that begins at `url`."""
        row = self._db.execute(
            f"SELECT {WALK} FROM listings WHERE url = ?",  # noqa: S608  (names of ours)
            (url,),
        ).fetchone()
        return None if row is None else _walk(*row)

    def walks(self) -> Iterator[tuple[str, Walk]]:
        """List the listings and their walks."""
        rows = self._db.execute(f"SELECT url, {WALK} FROM listings ORDER BY url")  # noqa: S608
        for url, *row in rows.fetchall():
            yield url, _walk(*row)

    def save(self, url: str, walk: Walk) -> None:
        """Keep the walk of the listing that begins at `url`."""
        self._db.execute(
            f"INSERT OR REPLACE INTO listings (url, {WALK}) VALUES (?{', ?' * len(fields(Walk))})",  # noqa: S608
            (url, *astuple(walk)),
        )

    def walk_again(self, url: str, run: int) -> None:
        """Make a listing's first page due once more in this run, and the others when met; those
        that were asked for stay so for the run's account.
        """
        self._db.execute(
            "UPDATE pages SET due = CASE url WHEN ?1 THEN ?2 END,"
            " asked = CASE WHEN abs(asked) = ?3 THEN -?3 ELSE 0 END WHERE walk = ?1",
            (url, NOW, run),
        )

    def drop(self, url: str) -> None:
        """Forget a listing that the site no longer has, and ask for it no more; its items stay."""
        self._db.execute("UPDATE pages SET due = NULL WHERE walk = ?", (url,))
        for table, column in (("listings", "url"), ("listed", "walk"), ("unlinked", "walk")):
            self._db.execute(f"DELETE FROM {table} WHERE {column} = ?", (url,))  # noqa: S608

    def note_items(self, url: str, items: Iterable[str], unlinked: Iterable[int], run: int) -> int:
        """Note what a page of a listing shows, and the ids that it announces without a link;
        returns how many of its items this listing never showed before.
        """
        shown = [(url, run, item) for item in items]
        fresh = self._db.executemany(
            "INSERT OR IGNORE INTO listed SELECT ?, id, ? FROM pages WHERE url = ?", shown
        ).rowcount
        self._db.executemany(
            "UPDATE listed SET run = ?2"
            " WHERE walk = ?1 AND page = (SELECT id FROM pages WHERE url = ?3)",
            shown,
        )
        self._db.executemany(
            "INSERT OR REPLACE INTO unlinked VALUES (?, ?, ?)",
            [(url, number, run) for number in unlinked],
        )
        return fresh

    def emptied(self, run: int) -> Iterator[str]:
        """Give the listings that a run walked and found empty, and that were not so before."""
        rows = self._db.execute(
            "SELECT url FROM listings JOIN pages USING (url) WHERE complete AND asked = ?1"
            " AND EXISTS (SELECT 1 FROM listed WHERE walk = listings.url)"
            " AND NOT EXISTS (SELECT 1 FROM listed WHERE walk = listings.url AND run = ?1)"
            " ORDER BY url",
            (run,),
        )
        for (url,) in rows.fetchall():
            yield url

    def shortfalls(self, run: int) -> Iterator[Shortfall]:
        """Say of each listing that was walked to its end in a run what the archive lacks of it."""
        rows = self._db.execute(
            "SELECT url, items FROM listings WHERE complete AND to_end ORDER BY url"
        )
        for url, announced in rows.fetchall():
            counts = dict.fromkeys(("listed", "held", "external", "restricted", "gone", "other"), 0)
            missing = []
            for item, kind, held in self._db.execute(ITEMS, (url, run)):
                counts["listed"] += 1
                known = "held" if held else {"missing": "gone"}.get(kind, kind)
                if known in {None, "other"}:
                    missing.append(item)
                else:
                    counts[known if known in counts else "other"] += 1
            ids = self._db.execute(
                "SELECT article, CAST(article AS TEXT) IN (SELECT key FROM articles) FROM unlinked"
                " WHERE walk = ? AND run = ? ORDER BY 1",
                (url, run),
            ).fetchall()
            unheld = [f"id {number}" for number, held in ids if not held]
            most = None
            if unheld and counts["external"]:
                hidden = len(ids) if announced is None else announced - counts["listed"]
                most = len(missing) + _most(
                    len(unheld), counts["external"], hidden - (len(ids) - len(unheld))
                )
            if counts["listed"]:
                yield Shortfall(
                    url, announced, missing=(*missing, *unheld), missing_most=most, **counts
                )


def _most(ids: int, external: int, unlisted: int) -> int:
    """Say how many of some ids without a link are items that the archive lacks, at most.

    The pager's total counts the items on other sites, which are listed: so as many as it announces
    and the pages do not show. But those that are more than the items on other sites are none of
    theirs, whatever the pager says.

    >>> _most(ids=2, external=1, unlisted=1), _most(ids=2, external=1, unlisted=5)
    (1, 2)
    >>> _most(ids=3, external=1, unlisted=0)
    2
    """
    return min(ids, max(unlisted, ids - external))


def _walk(pages: int | None, complete: int, to_end: int, ended: int, *counts: int) -> Walk:
    """Make a walk of its columns, which are in the order of its fields."""
    return Walk(pages, bool(complete), bool(to_end), bool(ended), *counts)
