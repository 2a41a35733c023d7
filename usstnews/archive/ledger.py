"""The ledger of each page: which of its requisites the archive holds, and what became of others."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from usstnews.extract.kind import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from usstnews.archive.state import State

FIELD = "requisite"
# What is not captured leaves a hole in the page, but for what was never the site's to give.
CAPTURED, MISMATCH, EXTERNAL, PENDING = "captured", "mismatch", "external", "pending"
CIRCULAR = "circular"
WHOLE = frozenset({CAPTURED, MISMATCH, EXTERNAL})
OUTCOMES = {
    Kind.MISSING: "missing",
    Kind.RESTRICTED: "failed",
    Kind.CHALLENGE: "blocked",
    **{name: name for name in (MISMATCH, EXTERNAL)},
    **{name: name for name in ("blocked", CIRCULAR, "failed", "forbidden", "oversize")},
}

# All that a page needs: what it names, and what its style sheets and frames need in turn.
NEEDED = (
    "WITH RECURSIVE needed (id) AS (SELECT requisite FROM needs WHERE page = ?1 UNION"
    " SELECT needs.requisite FROM needs JOIN needed ON needs.page = needed.id)"
    " SELECT id, url, kind, error FROM pages JOIN needed USING (id) WHERE id != ?1 ORDER BY url"
)
# The pages that need, through whatever, something that changed.
AFFECTED = (
    "WITH RECURSIVE affected (id) AS (SELECT id FROM pages WHERE stale UNION"
    " SELECT needs.page FROM needs JOIN affected ON needs.requisite = affected.id)"
    " SELECT id, url, record_id, ledger FROM pages JOIN affected USING (id)"
    # The sign has SQLite sort: whoever reads the rows writes to them as well.
    " WHERE role != 'requisite' AND record_id IS NOT NULL ORDER BY +id"
)
PAGES = "SELECT id, url FROM pages WHERE role != 'requisite' AND record_id IS NOT NULL ORDER BY url"


class Entry(NamedTuple):
    """One requisite of a page and what became of it."""

    url: str
    outcome: str


class Ledger(NamedTuple):
    """The requisites of a page, by their URLs; `record_id` is the record that shows the page."""

    url: str
    record_id: str
    entries: tuple[Entry, ...]

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Spell the ledger as fields of a metadata record: the outcome, then the URL."""
        return [(FIELD, f"{entry.outcome} {entry.url}") for entry in self.entries]

    @property
    def holes(self) -> list[Entry]:
        """List what the page lacks."""
        return [entry for entry in self.entries if entry.outcome not in WHOLE]


def outcome(kind: str | None, error: str | None) -> str:
    """Say what became of a requisite that is of a kind in the state.

    >>> outcome("requisite", None), outcome("missing", None), outcome(None, None)
    ('captured', 'missing', 'pending')
    """
    if kind is None:
        return "failed" if error else PENDING
    return OUTCOMES.get(kind, CAPTURED)


def fingerprint(fields: Iterable[tuple[str, str]]) -> str:
    """Digest a ledger's fields, to tell whether it says anything new."""
    return hashlib.sha256("".join(value for _, value in fields).encode()).hexdigest()


class Ledgers:
    """The ledgers of an archive, as its state knows them."""

    def __init__(self, state: State) -> None:
        self._db = state.db

    def unwritten(self) -> Iterator[Ledger]:
        """Give the ledgers that say something else than the last record of theirs, each noted as
        written by being asked for the next; pages with requisites yet to come are left for later.
        """
        for page, url, record_id, written in self._db.execute(AFFECTED):
            ledger = Ledger(url, record_id, self._entries(page))
            if not ledger.entries or any(entry.outcome == PENDING for entry in ledger.entries):
                continue
            says = fingerprint(ledger.fields)
            if says != written:
                yield ledger
                self._db.execute("UPDATE pages SET ledger = ? WHERE id = ?", (says, page))
        self._db.execute("UPDATE pages SET stale = 0 WHERE stale")

    def note(self, url: str, fields: Iterable[tuple[str, str]]) -> None:
        """Note a ledger that a record holds."""
        self._db.execute("UPDATE pages SET ledger = ? WHERE url = ?", (fingerprint(fields), url))

    def all(self) -> Iterator[Ledger]:
        """Give the ledger of every page that needs something."""
        for page, url in self._db.execute(PAGES):
            if entries := self._entries(page):
                yield Ledger(url, "", entries)

    def count(self) -> dict[str, int]:
        """Count the requisites by what became of them."""
        counts: dict[str, int] = {}
        rows = self._db.execute(
            "SELECT kind, error IS NOT NULL, count(*) FROM pages"
            " WHERE id IN (SELECT requisite FROM needs) GROUP BY 1, 2"
        )
        for kind, failed, number in rows:
            name = outcome(kind, "failed" if failed else None)
            counts[name] = counts.get(name, 0) + number
        return dict(sorted(counts.items()))

    def _entries(self, page: int) -> tuple[Entry, ...]:
        rows = self._db.execute(NEEDED, (page,)).fetchall()
        return tuple(
            Entry(url, CIRCULAR if kind == "moved" and not self._ends(row) else said)
            for row, url, kind, error in rows
            for said in (outcome(kind, error),)
        )

    def _ends(self, row: int) -> bool:
        """Tell whether a redirect leads anywhere but to other redirects."""
        kinds = self._db.execute(NEEDED, (row,))
        return any(kind != "moved" for _, _, kind, _ in kinds)
