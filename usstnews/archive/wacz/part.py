"""Cut out of an archive what was captured since a day, so that it replays on its own.

Beside those captures it takes what they lean on: the originals of revisits, the targets of
redirects, what the pages need by their ledgers (a `metadata` record that refers to the page, with
lines `requisite: captured <url>`), and the home page to begin with. A record is copied as the gzip
member that it is, with the `warcinfo` of its file before it.
"""

from __future__ import annotations

import errno
import re
import sqlite3
from contextlib import closing
from itertools import chain, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from usstnews.archive.cdxj import is_capture, is_concurrent, pieces_of, redirect_of
from usstnews.archive.ledger import CAPTURED, FIELD, MISMATCH
from usstnews.archive.surt import surt
from usstnews.archive.warc import read_record, read_records

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from usstnews.archive.warc import StoredRecord

_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE captures (
    key TEXT NOT NULL, url TEXT NOT NULL, date TEXT NOT NULL, file INTEGER NOT NULL,
    offset INTEGER NOT NULL, late INTEGER NOT NULL, original TEXT, captured TEXT, target TEXT
);
CREATE TABLE ledgers (
    key TEXT PRIMARY KEY, date TEXT NOT NULL, file INTEGER NOT NULL, offset INTEGER NOT NULL,
    length INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE infos (
    file INTEGER, offset INTEGER, length INTEGER NOT NULL, PRIMARY KEY (file, offset)
) WITHOUT ROWID;
CREATE TABLE members (
    file INTEGER, offset INTEGER, length INTEGER NOT NULL, PRIMARY KEY (file, offset)
) WITHOUT ROWID;
CREATE TABLE wanted (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE);
"""
_FILE = 10**9  # octets: about as large as a WARC file should be
_NAME = re.compile(r"-\d{14}-\d{5}-.*|\.warc\.gz$")


class _Capture(NamedTuple):
    key: str
    url: str
    date: str
    file: int
    offset: int
    late: int
    original: str | None
    """Where the payload of a revisit was captured, and when."""
    captured: str | None
    target: str | None
    """Where a redirect leads."""


def cut(
    files: Sequence[Path],
    since: date,
    home: str | None,
    folder: Path,
    progress: Callable[[int], object] = lambda _: None,
) -> list[Path]:
    """Give the WARC files of a part: those wholly since the day, and new ones in `folder`.

    None if nothing was captured since. `progress` is told the octets of WARC files gone through.
    Raises `DamagedArchive`, OSError.
    """
    try:
        with closing(sqlite3.connect(folder / "part.db", isolation_level=None)) as db:
            db.executescript(_SCHEMA)
            part = _Part(db, files)
            for number in range(len(files)):
                part.survey(number, since.isoformat(), progress)
            if part.is_empty():
                return []
            part.complete(home)
            name = f"{_NAME.sub('', files[-1].name)}-part-{since:%Y%m%d}"
            return [*part.whole_files(), *part.copy(folder, name)]
    except sqlite3.OperationalError as error:
        raise OSError(errno.ENOSPC, str(error)) from error


class _Part:
    """What is marked as a part's, in a database: neither captures nor members fit in memory."""

    def __init__(self, db: sqlite3.Connection, files: Sequence[Path]) -> None:
        self._db = db
        self._files = files
        self._whole: set[int] = set()

    def survey(self, file: int, since: str, progress: Callable[[int], object]) -> None:
        """Note what a file holds, and mark what was captured since."""
        before = late = 0
        self._db.execute("BEGIN")
        for record in read_records(self._files[file]):
            progress(record.length)
            if record.type == "warcinfo":
                place = (file, record.offset, record.length)
                self._db.execute("INSERT INTO infos VALUES (?, ?, ?)", place)
                continue
            is_late = record.date >= since
            late += is_late
            before += not is_late
            if is_late:
                self._mark(file, record)
            self._note(file, record, late=is_late)
        self._db.execute("COMMIT")
        if late and not before:
            self._whole.add(file)

    def _note(self, file: int, record: StoredRecord, *, late: bool) -> None:
        if record.url is None:
            return
        if is_capture(record):
            capture = _Capture(
                surt(record.url),
                record.url,
                record.date,
                file,
                record.offset,
                late,
                record.header("WARC-Refers-To-Target-URI"),
                record.header("WARC-Refers-To-Date"),
                redirect_of(record),
            )
            self._db.execute("INSERT INTO captures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", capture)
        elif record.type == "metadata" and record.header("WARC-Refers-To"):
            self._db.execute(
                "INSERT INTO ledgers VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                " (date, file, offset, length) ="
                " (excluded.date, excluded.file, excluded.offset, excluded.length)"
                " WHERE excluded.date >= date",
                (surt(record.url), record.date, file, record.offset, record.length),
            )

    def _mark(self, file: int, record: StoredRecord) -> bool:
        """Mark a record as one to copy; tell whether it was not yet."""
        place = (file, record.offset, record.length)
        marked = self._db.execute("INSERT OR IGNORE INTO members VALUES (?, ?, ?)", place)
        return marked.rowcount == 1

    def is_empty(self) -> bool:
        """Tell whether nothing was captured since."""
        return self._db.execute("SELECT 1 FROM members LIMIT 1").fetchone() is None

    def complete(self, home: str | None) -> None:
        """Mark what the captures of the part need, and what that needs in turn."""
        self._db.execute("BEGIN")
        self._db.execute("CREATE INDEX captures_key ON captures (key, date)")
        if home is not None:
            self._want(home)
        self._db.execute("INSERT OR IGNORE INTO wanted (url) SELECT url FROM captures WHERE late")
        for row in self._db.execute("SELECT * FROM captures WHERE late"):
            self._lean(_Capture(*row))
        last = 0
        # What is wanted grows as it is gone through.
        while row := self._db.execute(
            "SELECT id, url FROM wanted WHERE id > ? ORDER BY id LIMIT 1", (last,)
        ).fetchone():
            last, url = row
            self._take(self._latest(url))
            self._open_ledger(url)
        self._db.execute("COMMIT")

    def _want(self, url: str) -> None:
        self._db.execute("INSERT OR IGNORE INTO wanted (url) VALUES (?)", (url,))

    def _latest(self, url: str) -> _Capture | None:
        """Find the latest capture of a URL, or of one that readers take for the same."""
        row = self._db.execute(
            "SELECT * FROM captures WHERE key = ? ORDER BY url = ? DESC, date DESC LIMIT 1",
            (surt(url), url),
        ).fetchone()
        return _Capture(*row) if row else None

    def _take(self, capture: _Capture | None) -> None:
        """Mark a capture from before, with its request and the circumstances."""
        if capture is None or capture.late:
            return
        group = read_records(self._files[capture.file], capture.offset)
        first = next(group)
        if not self._mark(capture.file, first):
            return
        for record in group:
            if not is_concurrent(record, first.id):
                break
            self._mark(capture.file, record)
        self._lean(capture)

    def _lean(self, capture: _Capture) -> None:
        """Take what a capture shows nothing without."""
        if capture.target is not None:
            self._want(capture.target)
        if capture.original is not None:
            row = self._db.execute(
                "SELECT * FROM captures WHERE key = ? AND date = ? AND url = ?",
                (surt(capture.original), capture.captured, capture.original),
            ).fetchone()
            self._take(_Capture(*row) if row else None)

    def _open_ledger(self, url: str) -> None:
        """Want what a page needs, and mark the ledger that says so."""
        row = self._db.execute(
            "SELECT file, offset FROM ledgers WHERE key = ?", (surt(url),)
        ).fetchone()
        if row is None:
            return
        ledger = read_record(self._files[row[0]], row[1])
        self._mark(row[0], ledger)
        for name, value in ledger.fields:
            outcome, _, needed = value.partition(" ")
            if name == FIELD and outcome in (CAPTURED, MISMATCH):
                self._want(needed)

    def whole_files(self) -> list[Path]:
        """Give the files in which there is nothing from before."""
        return [self._files[file] for file in sorted(self._whole)]

    def copy(self, folder: Path, name: str) -> list[Path]:
        """Copy what is marked in the other files, octet for octet, into new ones."""
        rows = self._db.execute("SELECT file, offset, length FROM members ORDER BY file, offset")
        made = 0
        for file, members in groupby(rows, itemgetter(0)):
            if file in self._whole:
                continue
            infos = self._db.execute("SELECT * FROM infos WHERE file = ? ORDER BY offset", (file,))
            path = folder / f"{name}-{made:05d}.warc.gz"
            with path.open("ab") as out, self._files[file].open("rb") as source:
                for _, offset, length in chain(infos, members):
                    source.seek(offset)
                    out.writelines(pieces_of(source, length))
                made += out.tell() >= _FILE
        return sorted(folder.glob("*.warc.gz"))
