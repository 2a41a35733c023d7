"""What the records of an archive are and what they refer to, in a temporary database."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, NamedTuple, Self

from usstnews.verify.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from usstnews.archive.warc.record import StoredRecord

_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE records (
    file TEXT NOT NULL, offset INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, url TEXT,
    date TEXT NOT NULL, payload TEXT
);
CREATE TABLE refers (
    file TEXT NOT NULL, offset INTEGER NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, url TEXT,
    date TEXT, payload TEXT
);
CREATE TABLE damages (
    file TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL
);
CREATE TABLE lines (line BLOB NOT NULL, file TEXT NOT NULL, offset INTEGER NOT NULL);
CREATE TABLE shown (line BLOB NOT NULL, offset INTEGER NOT NULL);
CREATE TABLE pages (url TEXT NOT NULL, stamp TEXT NOT NULL);
CREATE TABLE cited (
    id TEXT PRIMARY KEY, offset INTEGER NOT NULL, again INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
"""
_ORIGINALS = (
    "SELECT refers.*, records.file, records.offset, records.type, records.url, records.date,"
    " records.payload FROM refers LEFT JOIN records USING (id) ORDER BY refers.rowid"
)
_REPEATED = (
    "SELECT file, offset, id, type FROM records WHERE EXISTS (SELECT 1 FROM records AS other"
    " WHERE other.id = records.id AND other.rowid < records.rowid) ORDER BY rowid"
)


class Place(NamedTuple):
    """Where a record lies, and what a line that cites it says again."""

    file: str
    offset: int
    type: str
    url: str | None
    date: str
    payload: str | None


class Catalogue:
    """Filled record by record; asked when all are in. Lies in a file without a name as it grows."""

    def __init__(self) -> None:
        self.db = sqlite3.connect("", isolation_level=None)
        self.db.executescript(_SCHEMA)
        self.db.execute("BEGIN")
        self.is_damaged = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.db.close()

    def add(self, record: StoredRecord) -> None:
        """Enter a record, and what it refers to."""
        at = (record.file, record.offset)
        payload = record.header("WARC-Payload-Digest")
        row = (*at, record.id, record.type, record.url, record.date, payload)
        self.db.execute("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        refers_to = record.header("WARC-Refers-To")
        if refers_to is None:
            return
        if record.type == "revisit":
            url, date = (record.header(f"WARC-Refers-To-{what}") for what in ("Target-URI", "Date"))
        else:
            url, date, payload = record.url, None, None
        self.db.execute(
            "INSERT INTO refers VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*at, record.type, refers_to, url, date, payload),
        )

    def damage(self, file: str, start: int = 0, end: int = 1 << 62) -> None:
        """Enter a part of a file in which nothing can be read; by default all of it."""
        self.is_damaged = True
        self.db.execute("INSERT INTO damages VALUES (?, ?, ?)", (file, start, end))

    def complete(self) -> None:
        """Make what has been entered quick to find."""
        self.db.execute("CREATE INDEX records_id ON records (id)")
        self.db.execute("CREATE INDEX records_place ON records (file, offset)")
        self.db.execute("CREATE INDEX damages_file ON damages (file)")

    def find(self, record_id: str) -> Place | None:
        """Find a record by its id."""
        row = self.db.execute(
            "SELECT file, offset, type, url, date, payload FROM records WHERE id = ?", (record_id,)
        ).fetchone()
        return Place(*row) if row else None

    def was_at(self, file: str, offset: int) -> bool:
        """Tell whether a place lies in damage, so that what points there may well be right."""
        row = self.db.execute(
            "SELECT 1 FROM damages WHERE file = ? AND start <= ? AND ? < end",
            (file, offset, offset),
        )
        return row.fetchone() is not None

    def repeated(self, *, of_parts: bool) -> Iterator[Fault]:
        """Give the records whose ids were used before; the files of a part of an archive begin
        with the warcinfo of other files, the same one perhaps.
        """
        for file, offset, record_id, kind in self.db.execute(_REPEATED):
            if not (of_parts and kind == "warcinfo"):
                yield Fault(file, offset, f"another record has the id {record_id} too")

    def dangling(self, *, of_parts: bool) -> Iterator[Fault]:
        """Give the records that refer to what is not there, or is something else."""
        for row in self.db.execute(_ORIGINALS):
            file, offset, kind, record_id, *said = row[:7]
            found = Place(*row[7:]) if row[7] is not None else None
            # A part of an archive has a page's ledger without the older captures of the page;
            # else what is not there may be what the damage took.
            excused = self.is_damaged or (kind == "metadata" and of_parts)
            if found is None:
                if not excused:
                    yield Fault(file, offset, f"it refers to {record_id}, which is not there")
                continue
            at = None if of_parts else (file, offset)
            of_ledger = kind == "metadata"
            findings = _of_ledger(found, said[0]) if of_ledger else _of_revisit(found, said, at)
            for finding in findings:
                yield Fault(file, offset, f"it refers to {record_id}, {finding}")


def _of_ledger(found: Place, url: str) -> Iterator[str]:
    """Say what is wrong with the page that a ledger is of."""
    if found.type not in {"response", "revisit"}:
        yield f"a {found.type} record"
    elif found.url != url:
        yield f"a capture of {found.url}"


def _of_revisit(found: Place, said: list[str], at: tuple[str, int] | None) -> Iterator[str]:
    """Say what is wrong with the original of a revisit; `at` is where that lies, in an archive."""
    if found.type != "response":
        yield f"a {found.type} record"
    elif at is not None and (found.file, found.offset) >= at:
        yield "which comes only after it"
    names = ("Target-URI", "Date", "Payload-Digest")
    there = (found.url, found.date, found.payload)
    for name, value, is_so in zip(names, said, there, strict=True):
        if value != is_so:
            yield f"whose {name} is {is_so}, not {value}"
