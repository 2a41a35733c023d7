"""Every URL that was met: what it was at the last look, and when to ask for it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from usstnews.archive.walk import Walk
from usstnews.extract.found import Found, Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from usstnews.archive.state import State

NOW = 0  # due at once, whatever the clock says


class Due(NamedTuple):
    """A URL to ask for; `found_on` is the page that led to it first."""

    url: str
    role: Role
    walk: str | None
    found_on: str | None = None
    needed: str | None = None
    depth: int = 0


class Frontier:
    """The table of URLs. A URL is to be asked for when `due` (seconds since 1970) has come."""

    def __init__(self, state: State) -> None:
        self._db = state.db

    def meet(self, found: Found, run: int, found_on: str | None) -> bool:
        """Enter a URL; returns whether it was unknown before this run."""
        return self.enter(found, run, found_on)[1] == run

    def enter(self, found: Found, run: int, found_on: str | None) -> tuple[int, int]:
        """Enter a URL; gives its row and the run that first met it as what it is now.

        What was a requisite until a page led to it (a document in a frame) is a page from now on.
        """
        listed = found.listed.isoformat() if found.listed else None
        upgraded = "pages.role = 'requisite' AND excluded.role != 'requisite'"
        row = self._db.execute(
            "INSERT INTO pages (url, role, kind, article, title, listed, found_on, walk, needed,"  # noqa: S608
            " depth, first_run, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (url) DO UPDATE SET depth = min(depth, excluded.depth),"
            " title = coalesce(excluded.title, title),"
            " listed = coalesce(excluded.listed, listed),"
            f" first_run = CASE WHEN {upgraded} THEN excluded.first_run ELSE first_run END,"
            f" due = CASE WHEN {upgraded} OR (kind = 'external' AND asked = 0)"
            " THEN excluded.due ELSE due END,"
            f" article = CASE WHEN {upgraded} THEN excluded.article ELSE article END,"
            f" walk = CASE WHEN {upgraded} THEN excluded.walk ELSE walk END,"
            f" asked = CASE WHEN {upgraded} THEN 0 ELSE asked END,"
            f" role = CASE WHEN {upgraded} THEN excluded.role ELSE role END,"
            # A host that the site names by now; what redirects off the site was asked for.
            " kind = CASE WHEN kind = 'external' AND asked = 0 THEN excluded.kind ELSE kind END"
            " RETURNING id, first_run",
            (
                found.url, found.role, "external" if found.external else None, found.article,
                found.title, listed, found_on, found.walk, found.needed, found.depth, run,
                None if found.external else NOW,
            ),
        ).fetchone()  # fmt: skip
        return row[0], row[1]

    def draw(
        self, roles: tuple[Role, ...], run: int, now: float, limit: int, since: date | None = None
    ) -> list[Due]:
        """Take up to `limit` URLs that are due, each once a run: the newest articles first, in an
        order that does not depend on which listing answered first.
        """
        given = {"now": now, "run": run, "since": since and since.isoformat(), "limit": limit}
        eligible = (
            "{0}.due <= :now AND (:since IS NULL OR {0}.listed IS NULL OR {0}.listed >= :since)"
        )
        # The URLs of one article are asked for one after the other, so that which of them the
        # article is stored under does not depend on which is answered first.
        rows = self._db.execute(
            "SELECT id, url, role, walk, found_on FROM pages AS page"  # noqa: S608  (names of ours)
            f" WHERE {eligible.format('page')} AND asked != :run"
            f" AND role IN ({', '.join(f':{role}' for role in roles)})"
            " AND NOT EXISTS (SELECT 1 FROM pages AS twin WHERE twin.article = page.article"
            f" AND twin.url < page.url AND {eligible.format('twin')}"
            " AND (twin.asked != :run OR twin.error IS NULL))"
            " AND NOT (role = 'guess' AND EXISTS (SELECT 1 FROM articles WHERE key = article))"
            " ORDER BY CAST(article AS INTEGER) DESC, url LIMIT :limit",
            {**given, **{str(role): role for role in roles}},
        ).fetchall()
        self._db.executemany(
            "UPDATE pages SET asked = ?, error = NULL WHERE id = ?", [(run, row[0]) for row in rows]
        )
        return [Due(url, Role(role), *rest) for _, url, role, *rest in rows]

    def take_on(self, url: str, asked: str, run: int) -> None:
        """Note that a URL is asked for in this run as what a requisite redirects to."""
        known = self.find(asked)
        found = Found(url, Role.REQUISITE, needed=None if known is None else known.needed)
        row, _ = self.enter(found, run, asked)
        self._db.execute("UPDATE pages SET asked = ? WHERE id = ?", (run, row))

    def settle(
        self,
        url: str,
        kind: str,
        *,
        at: str,
        due: int | None = None,
        article: str | None = None,
        error: str | None = None,
    ) -> None:
        """Note what a URL was at a look, and when to look again (`None`: not by itself)."""
        self._db.execute(
            "UPDATE pages SET stale = stale OR kind IS NOT ?1, kind = ?1, due = ?2,"
            " fetched_at = ?3, error = ?4, article = coalesce(?5, article) WHERE url = ?6",
            (kind, due, at, error, article, url),
        )

    def find(self, url: str) -> Due | None:
        """Look up what a URL is asked for as."""
        row = self._db.execute(
            "SELECT role, walk, needed, depth FROM pages WHERE url = ?", (url,)
        ).fetchone()
        if row is None:
            return None
        return Due(url, Role(row[0]), row[1], needed=row[2], depth=row[3])

    def move_away(self, url: str, target: str, *, at: str, due: int | None) -> None:
        """Note that a URL redirects to a held one: for good where that is a requisite or an
        article, which the URL names then, else until `due`.
        """
        self._db.execute(
            "UPDATE pages SET (kind, fetched_at, error) = ('moved', ?, NULL), (article, due) ="
            " (SELECT coalesce(target.article, pages.article),"
            " CASE WHEN target.kind IN ('article', 'requisite', 'media') THEN NULL ELSE ? END"
            " FROM pages AS target WHERE target.url = ?) WHERE url = ?",
            (at, due, target, url),
        )

    def kind(self, url: str) -> str | None:
        """Look up what a URL was at its last look."""
        row = self._db.execute("SELECT kind FROM pages WHERE url = ?", (url,)).fetchone()
        return None if row is None else row[0]

    def fail(self, url: str, error: str) -> None:
        """Note why a URL could not be had; it stays due."""
        self._db.execute("UPDATE pages SET error = ?, stale = 1 WHERE url = ?", (error, url))

    def was_asked(self, url: str, run: int) -> bool:
        """Tell whether a URL was asked for in this run."""
        row = self._db.execute("SELECT asked FROM pages WHERE url = ?", (url,)).fetchone()
        return bool(row and row[0] == run)

    def is_done(self, url: str, run: int) -> bool:
        """Tell whether a URL was asked for in this run, or is held and not due."""
        row = self._db.execute(
            "SELECT asked = ? OR (kind IS NOT NULL AND due IS NULL) FROM pages WHERE url = ?",
            (run, url),
        ).fetchone()
        return bool(row and row[0])

    def aliases(self, article: str, url: str) -> list[str]:
        """List the other URLs at which an article was met, in the order they were met."""
        rows = self._db.execute(
            "SELECT url FROM pages WHERE article = ? AND url != ?"
            " AND (role != 'guess' OR kind = 'article') ORDER BY id",
            (article, url),
        )
        return [row[0] for row in rows]

    def make_due(self, walks: Iterable[str], *, everything: bool) -> None:
        """Make the first pages of some listings due, and every other page of the site if so asked,
        but for files that are held as their URL states them, or were too large; a listing's later
        pages wait until its walk comes to them.
        """
        if everything:
            self._db.execute(
                "UPDATE pages SET due = ? WHERE NOT (role = 'guess' AND kind = 'missing')"
                " AND coalesce(kind, '') NOT IN ('external', 'media', 'oversize')",
                (NOW,),
            )
        self._db.execute("UPDATE pages SET due = NULL WHERE url IN (SELECT url FROM listings)")
        self._db.execute("UPDATE pages SET due = NULL WHERE walk != url")
        self._db.executemany(
            "UPDATE pages SET due = ? WHERE url = ?", [(NOW, url) for url in walks]
        )

    def guess(self, base_url: str, columns: Collection[int], run: int) -> None:
        """Enter every id between those of articles held, under each column, that no page led to."""
        marks = ", ".join(["(?)"] * len(columns) or ["(NULL)"])
        self._db.execute(
            "WITH RECURSIVE met AS (SELECT CAST(article AS INTEGER) AS id, kind FROM pages"  # noqa: S608
            " WHERE article NOT GLOB '*[^0-9]*' AND role != 'guess'),"
            " held AS (SELECT min(id) AS least, max(id) AS most FROM met WHERE kind = 'article'),"
            " ids (id) AS (SELECT least FROM held UNION ALL"
            " SELECT id + 1 FROM ids WHERE id < (SELECT most FROM held)),"
            f" columns (number) AS (VALUES {marks})"
            " INSERT OR IGNORE INTO pages (url, role, article, first_run, due)"
            " SELECT ? || 'info/' || number || '/' || id || '.htm', 'guess', id, ?, ?"
            " FROM ids, columns WHERE number IS NOT NULL AND id NOT IN (SELECT id FROM met)",
            (*columns, base_url, run, NOW),
        )

    def urls(self, kind: str) -> Iterator[str]:
        """List the URLs of a kind."""
        for (url,) in self._db.execute("SELECT url FROM pages WHERE kind = ?", (kind,)):
            yield url

    def ask_again(self, walk: str) -> None:
        """Make a listing's first page due once more in this run, and the others when met."""
        self._db.execute(
            "UPDATE pages SET due = CASE url WHEN ? THEN ? END, asked = 0 WHERE walk = ?",
            (walk, NOW, walk),
        )

    def ask(self, url: str) -> None:
        """Make one URL due in this run even if it was looked at before."""
        self._db.execute("UPDATE pages SET due = ? WHERE url = ?", (NOW, url))

    def move(self, old: str, new: str) -> None:
        """Rename every URL below `old` to one below `new`: the site is served elsewhere now."""
        self._db.execute("UPDATE pages SET stale = 1 WHERE record_id IS NOT NULL")
        for table, column in (
            ("pages", "url"),
            ("pages", "walk"),
            ("pages", "found_on"),
            ("listings", "url"),
        ):
            renamed, below = f"?1 || substr({column}, ?2)", f"substr({column}, 1, ?2 - 1) = ?3"
            given = (new, len(old) + 1, old)
            if column == "url":  # what was met at the new address until now was not the site's
                self._db.execute(
                    f"DELETE FROM {table} WHERE url IN"  # noqa: S608  (names of ours)
                    f" (SELECT {renamed} FROM {table} WHERE {below})",
                    given,
                )
            self._db.execute(f"UPDATE {table} SET {column} = {renamed} WHERE {below}", given)  # noqa: S608

    def walk(self, url: str) -> Walk | None:
        """Look up the walk of the listing that begins at `url`."""
        row = self._db.execute(
            "SELECT pages, complete, to_end, rewalks FROM listings WHERE url = ?", (url,)
        ).fetchone()
        return None if row is None else Walk(row[0], bool(row[1]), bool(row[2]), row[3])

    def walks(self) -> Iterator[tuple[str, Walk]]:
        """List the listings and their walks."""
        for row in self._db.execute("SELECT * FROM listings ORDER BY url").fetchall():
            yield row[0], Walk(row[1], bool(row[3]), bool(row[4]), row[5])

    def save_walk(self, url: str, walk: Walk, items: int | None = None) -> None:
        """Keep the walk of the listing that begins at `url`, and how many items it announces."""
        self._db.execute(
            "INSERT INTO listings VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET"
            " pages = excluded.pages, items = coalesce(excluded.items, items),"
            " complete = excluded.complete, to_end = excluded.to_end, rewalks = excluded.rewalks",
            (url, walk.pages, items, walk.complete, walk.to_end, walk.rewalks),
        )

    def first_failure(self, run: int) -> str | None:
        """Name a URL that could not be had in this run, if there is one."""
        row = self._db.execute(
            "SELECT url FROM pages WHERE asked = ? AND error IS NOT NULL ORDER BY id LIMIT 1",
            (run,),
        ).fetchone()
        return None if row is None else str(row[0])

    def progress(self, run: int) -> tuple[int, int]:
        """Count the URLs asked for in this run, and those still due at once."""
        row = self._db.execute(
            "SELECT (SELECT count(*) FROM pages WHERE asked = ?),"
            " (SELECT count(*) FROM pages WHERE due = ? AND asked != ?)",
            (run, NOW, run),
        ).fetchone()
        return row[0], row[1]

    def kinds(self) -> dict[str, int]:
        """Count the pages of each kind; those not looked at yet are `pending`."""
        rows = self._db.execute(
            "SELECT coalesce(kind, 'pending'), count(*) FROM pages WHERE role != 'requisite'"
            " GROUP BY 1 ORDER BY 1"
        )
        return dict(rows)
