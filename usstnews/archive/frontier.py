"""Every URL that was met: what it was at the last look, and when to ask for it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from usstnews.extract.found import Found, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from usstnews.archive.state import State

# A URL is due at once (a second look, if the run's budget has room), or from a time on: seconds
# since 1970, which `looks.choose` compares with the clock when a run begins.
NOW, LOOK = 0, 1
ONCE_MORE = "once more"  # for an outcome, until what failed before in the run answers
# Of the run in which a URL was asked for last, `asked` is the number; below zero it may be asked
# for in that run again: what failed, at the run's end, and pages of a listing that is walked again,
# when they are met.
# A guess at an article that is held under another column.
ELSEWHERE = "role = 'guess' AND EXISTS (SELECT 1 FROM articles WHERE key = article)"
AGAIN_LEAST, AGAIN_MOST = 86400, 30 * 86400
# What was closed or gone is asked for again after a day, then after as long as it has been so.
AGAIN = (
    f"CAST(strftime('%s', :at) AS INTEGER) + max({AGAIN_LEAST}, min({AGAIN_MOST},"
    " CAST(strftime('%s', :at) AS INTEGER) - CASE WHEN kind IS :kind"
    " THEN CAST(strftime('%s', since) AS INTEGER) ELSE CAST(strftime('%s', :at) AS INTEGER) END))"
)


class Due(NamedTuple):
    """A URL to ask for; `found_on` is the page that led to it first."""

    url: str
    role: Role
    walk: str | None
    found_on: str | None = None
    needed: str | None = None
    depth: int = 0


class Frontier:
    """The table of URLs, each with what it was at the last look and when it is due."""

    def __init__(self, state: State) -> None:
        self._db = state.db

    def meet(self, found: Found, run: int, found_on: str | None) -> bool:
        """Enter a URL; returns whether it was unknown before this run."""
        return self.enter(found, run, found_on)[1] == run

    def enter(self, found: Found, run: int, found_on: str | None) -> tuple[int, int]:
        """Enter a URL; gives its row and the run that first met it as what it is now.

        What was a requisite until a page led to it (a document in a frame), or a guess that missed,
        is a page from now on.
        """
        listed = found.listed.isoformat() if found.listed else None
        upgraded = (
            "(pages.role = 'requisite' AND excluded.role != 'requisite' OR pages.role = 'guess'"
            " AND pages.kind IS NOT 'article' AND excluded.role NOT IN ('guess', 'requisite'))"
        )
        row = self._db.execute(
            "INSERT INTO pages (url, role, kind, article, title, listed, found_on, walk, needed,"  # noqa: S608
            " depth, first_run, met, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?11, ?11, ?)"
            " ON CONFLICT (url) DO UPDATE SET met = excluded.met,"
            " depth = min(depth, excluded.depth),"
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
        self,
        roles: tuple[Role, ...],
        run: int,
        limit: int,
        since: date | None = None,
        due: int = NOW,
    ) -> list[Due]:
        """Take up to `limit` URLs that are due now, or to be looked at again, each once a run: the
        newest articles first, in an order that does not depend on which listing answered first.
        """
        given = {"due": due, "run": run, "since": since and since.isoformat(), "limit": limit}
        in_time = "(:since IS NULL OR {0}.listed IS NULL OR {0}.listed >= :since)"
        # That something is due at all stands apart, for the index of what is due asks for it.
        eligible = (
            "page.due IS NOT NULL AND (page.due = :due AND page.asked != :run"
            f" OR page.asked = -:run AND page.error IS NOT NULL) AND {in_time.format('page')}"
        )
        awaited = (
            "(twin.due = :due AND (twin.asked != :run OR twin.error IS NULL)"
            " OR twin.asked = -:run AND twin.error IS NOT NULL"
            f" OR twin.asked = :run AND twin.outcome = '{ONCE_MORE}')"
            f" AND {in_time.format('twin')}"
        )
        # The URLs of one article are asked for one after the other, so that which of them the
        # article is stored under does not depend on which is answered first; that where it is held
        # leads, for where it redirects to is the article's own from then on.
        held = "(SELECT url FROM articles WHERE key = page.article)"
        sooner = f"(twin.url IS NOT {held}, twin.url) < (page.url IS NOT {held}, page.url)"
        rows = self._db.execute(
            "SELECT id, url, role, walk, found_on FROM pages AS page"  # noqa: S608  (names of ours)
            f" WHERE {eligible} AND role IN ({', '.join(f':{role}' for role in roles)})"
            " AND NOT EXISTS (SELECT 1 FROM pages AS twin WHERE twin.article = page.article"
            f" AND twin.id != page.id AND NOT ({ELSEWHERE}) AND {awaited} AND {sooner})"
            f" AND NOT ({ELSEWHERE})"
            " ORDER BY CAST(article AS INTEGER) DESC, url LIMIT :limit",
            {**given, **{str(role): role for role in roles}},
        ).fetchall()
        self._db.executemany(
            "UPDATE pages SET asked = ?1, met = ?1,"  # noqa: S608  (text of ours)
            f" outcome = CASE WHEN asked = -?1 AND error IS NOT NULL THEN '{ONCE_MORE}' END,"
            " error = CASE WHEN asked = -?1 THEN error END WHERE id = ?2",
            [(run, row[0]) for row in rows],
        )
        return [Due(url, Role(role), *rest) for _, url, role, *rest in rows]

    def take_on(self, url: str, asked: str, run: int) -> None:
        """Note that a URL is asked for in this run as what a requisite redirects to."""
        known = self.find(asked)
        found = Found(url, Role.REQUISITE, needed=None if known is None else known.needed)
        row, _ = self.enter(found, run, asked)
        self._db.execute(
            "UPDATE pages SET asked = ?, outcome = NULL, error = NULL WHERE id = ?", (run, row)
        )

    def answered(self, url: str, run: int) -> None:
        """Note that a URL answered in this run, to which another led by a redirect."""
        self._db.execute("UPDATE pages SET asked = ?1, met = ?1 WHERE url = ?2", (run, url))

    def settle(
        self,
        url: str,
        kind: str,
        *,
        at: str,
        due: int | None = None,
        again: bool = False,
        article: str | None = None,
        outcome: str | None = None,
    ) -> None:
        """Note what a URL was at a look, and when to look `again`: after a day, then after as long
        as it has been what it is, up to 30 days; else when it is `due`, if ever by itself.

        `outcome` says what an article was to the archive.
        """
        self._db.execute(
            "UPDATE pages SET stale = stale OR kind IS NOT :kind,"  # noqa: S608  (text of ours)
            f" due = CASE WHEN :again THEN {AGAIN} ELSE :due END,"
            " since = CASE WHEN kind IS :kind THEN since ELSE :at END,"
            " was = CASE WHEN kind IS :kind THEN was ELSE kind END,"
            " role = CASE WHEN role = 'guess' AND :kind = 'article' THEN 'article' ELSE role END,"
            " kind = :kind, fetched_at = :at, error = NULL, outcome = coalesce(:outcome, :kind),"
            " article = coalesce(:article, article) WHERE url = :url",
            {
                "url": url, "kind": kind, "at": at, "due": due, "again": again,
                "article": article, "outcome": outcome,
            },
        )  # fmt: skip

    def find(self, url: str) -> Due | None:
        """Look up what a URL is asked for as."""
        row = self._db.execute(
            "SELECT role, walk, needed, depth FROM pages WHERE url = ?", (url,)
        ).fetchone()
        if row is None:
            return None
        return Due(url, Role(row[0]), row[1], needed=row[2], depth=row[3])

    def move_away(self, url: str, target: str, *, at: str) -> None:
        """Note that a URL redirects to a held one: for good where that is a requisite or an
        article, which the URL names then, else until it is looked at again.
        """
        row = self._db.execute(
            "SELECT article, kind IN ('article', 'requisite', 'media') FROM pages WHERE url = ?",
            (target,),
        ).fetchone()
        article, for_good = row or (None, False)
        self.settle(url, "moved", at=at, again=not for_good, article=article)

    def kind(self, url: str) -> str | None:
        """Look up what a URL was at its last look."""
        row = self._db.execute("SELECT kind FROM pages WHERE url = ?", (url,)).fetchone()
        return None if row is None else row[0]

    def fail(self, url: str, error: str, at: datetime) -> None:
        """Note why a URL could not be had; it is asked for again after a day."""
        self._db.execute(
            "UPDATE pages SET error = ?, due = ?, outcome = NULL, stale = 1 WHERE url = ?",
            (error, int(at.timestamp()) + AGAIN_LEAST, url),
        )

    def try_again(self, run: int, roles: tuple[Role, ...]) -> int:
        """Let what failed in this run be drawn once more; returns how many there are.

        Each counts as failed until it has answered, and waits for its day if it never comes to
        that: `asked` is the run's number below zero.
        """
        return self._db.execute(
            "UPDATE pages SET asked = -asked WHERE asked = ? AND error IS NOT NULL"  # noqa: S608
            f" AND role IN ({', '.join('?' * len(roles))})",
            (run, *roles),
        ).rowcount

    def ask_aliases(self, article: str, url: str) -> None:
        """Make the other URLs of an article due that is no longer at this one."""
        self._db.execute(
            "UPDATE pages SET due = ? WHERE article = ? AND url != ? AND kind = 'article'",
            (NOW, article, url),
        )

    def was_asked(self, url: str, run: int) -> bool:
        """Tell whether a URL was asked for in this run; one that may be asked for once more, as
        its listing is walked again, was not.
        """
        row = self._db.execute("SELECT asked FROM pages WHERE url = ?", (url,)).fetchone()
        return bool(row and row[0] == run)

    def was_seen_after(self, url: str, date: str) -> bool:
        """Tell whether a URL showed what it is after a date (a WARC-Date)."""
        row = self._db.execute("SELECT fetched_at > ? FROM pages WHERE url = ?", (date, url))
        return bool((row.fetchone() or (False,))[0])

    def is_done(self, url: str, run: int) -> bool:
        """Tell whether a URL was asked for in this run, or is held and not due."""
        row = self._db.execute(
            "SELECT asked = ? OR (kind IS NOT NULL AND due IS NULL) FROM pages WHERE url = ?",
            (run, url),
        ).fetchone()
        return bool(row and row[0])

    def is_settled(self, url: str, run: int) -> bool:
        """Tell whether a page was asked for in this run, or shows what is held; one that redirected
        may be where an article is again.
        """
        return self.is_done(url, run) and (self.was_asked(url, run) or self.kind(url) != "moved")

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
        self._db.execute(  # it could not be had when it was met
            "UPDATE pages SET due = ? WHERE role = 'listing' AND walk = url"
            " AND kind IS NULL AND error IS NOT NULL",
            (NOW,),
        )

    def urls(self, kind: str) -> Iterator[str]:
        """List the URLs of a kind."""
        for (url,) in self._db.execute("SELECT url FROM pages WHERE kind = ?", (kind,)):
            yield url

    def ask(self, url: str) -> None:
        """Make one URL due in this run even if it was looked at before."""
        self._db.execute("UPDATE pages SET due = ? WHERE url = ?", (NOW, url))
