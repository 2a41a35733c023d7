"""state.db: what is held. An index of the WARC files and articles.jsonl that may be deleted."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, Self

from usstnews.archive.history import Held
from usstnews.archive.schema import SCHEMA, SCHEMA_VERSION
from usstnews.archive.warc.revisit import Original
from usstnews.errors import UsstnewsError
from usstnews.items import Capture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from usstnews.items import Article


class StateUnusable(UsstnewsError):
    """state.db is no state of ours, or of another version."""


class NoState(StateUnusable):
    """There is no state.db."""


class Latest(NamedTuple):
    """The latest version of an article, and the record it was read from."""

    url: str
    held: Held
    duplicate_of: str | None
    capture: Capture


class First(NamedTuple):
    """The first response that brought a payload, where it lies, and its HTTP status."""

    original: Original
    capture: Capture
    status: int


class State:
    """The open database. Changes are kept by `commit`, all that a page means in one go.

    A crash may take the last changes along; what they said is read again from the WARC files and
    articles.jsonl, since `read` says how far those were taken in. So commits need no `fsync`.
    """

    def __init__(self, path: Path | str) -> None:
        try:
            self.db = sqlite3.connect(path, isolation_level=None)
            # One without a path lives as long as a command, and needs no file while it is small.
            self.db.execute(f"PRAGMA journal_mode = {'WAL' if path else 'MEMORY'}")
            self.db.execute("PRAGMA synchronous = NORMAL")
            version = self.db.execute("PRAGMA user_version").fetchone()[0]
            if 0 <= version < SCHEMA_VERSION:
                self._create(afresh=version > 0)
            elif version != SCHEMA_VERSION:
                raise StateUnusable(
                    f"{path} has version {version}, this program knows {SCHEMA_VERSION};"
                    " delete it, and it is made again from the archive"
                )
        except sqlite3.OperationalError as error:
            raise StateUnusable(
                f"cannot use {path}: {error}; make room for it, or take away what is in its place"
            ) from error
        except sqlite3.DatabaseError as error:
            raise StateUnusable(
                f"{path} is damaged ({error}); delete it, and it is made again from the archive"
            ) from error
        self.db.execute("BEGIN")

    @classmethod
    def to_read(cls, path: Path) -> Self:
        """Open a state that a crawl may be writing at this moment; nothing is written beside it.

        Raises `NoState`, `StateUnusable`.
        """
        if not path.exists():
            raise NoState(f"there is no {path}; the next crawl makes it again")
        # Without a log there is no writer, and SQLite would make one beside it.
        still = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
        state = cls.__new__(cls)
        try:
            state.db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro{still}", uri=True)
            version = state.db.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.OperationalError as error:
            raise StateUnusable(
                f"cannot read {path}: {error}; see who may read it, or delete it:"
                " the next crawl makes it again"
            ) from error
        except sqlite3.Error as error:
            raise StateUnusable(
                f"{path} is damaged ({error}); delete it, the next crawl makes it again"
            ) from error
        if version != SCHEMA_VERSION:
            raise StateUnusable(
                f"{path} is of another release of usstnews; the next run makes it again"
            )
        return state

    def _create(self, *, afresh: bool) -> None:
        """Make the tables; those of an older release go, for all is made again from the archive."""
        old = self.db.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        drop = "".join(f"DROP TABLE {name};" for (name,) in old) if afresh else ""
        self.db.executescript(
            f"BEGIN; {drop} {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT"
        )

    def commit(self) -> None:
        """Keep what has changed since the last commit."""
        # SQLite itself ends the transaction in which the disk failed.
        if self.db.in_transaction:
            self.db.execute("COMMIT")
        self.db.execute("BEGIN")

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Keep all that is changed within, or none of it; what was changed before stays."""
        self.db.execute("SAVEPOINT whole")
        try:
            yield
            self.commit()
        except BaseException:
            # SQLite itself ends the transaction in which the disk failed.
            if self.db.in_transaction:
                self.db.execute("ROLLBACK TO whole")
                self.db.execute("RELEASE whole")
            else:
                self.db.execute("BEGIN")
            raise

    def close(self) -> None:
        """Keep everything and close; raises `sqlite3.Error` where it cannot be kept."""
        try:
            if self.db.in_transaction:
                self.db.execute("COMMIT")
        finally:
            self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def value(self, name: str) -> str | None:
        """Look up what the archive remembers under a name."""
        row = self.db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def remember(self, name: str, value: str) -> None:
        """Set what the archive remembers under a name."""
        self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def read_to(self, name: str) -> int:
        """Say up to which byte a file was taken in."""
        row = self.db.execute("SELECT size FROM read WHERE name = ?", (name,)).fetchone()
        return 0 if row is None else int(row[0])

    def have_read(self, name: str, size: int) -> None:
        """Note that a file was taken in up to byte `size`."""
        self.db.execute("INSERT OR REPLACE INTO read VALUES (?, ?)", (name, size))

    def latest(self, key: str) -> Latest | None:
        """Look up the latest version of an article."""
        row = self.db.execute("SELECT * FROM articles WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        _, url, version, digest, extractor, duplicate_of, _, _, *capture = row
        return Latest(url, Held(version, digest, extractor), duplicate_of, Capture(*capture))

    def twin(self, digest: str, key: str) -> str | None:
        """Find the URL of another article that says the same: the first of its group."""
        row = self.db.execute(
            "SELECT CASE WHEN duplicate_of IN (SELECT url FROM articles WHERE digest = ?1)"
            " THEN duplicate_of ELSE url END FROM articles WHERE digest = ?1 AND key != ?2"
            " ORDER BY duplicate_of IS NOT NULL, url LIMIT 1",
            (digest, key),
        ).fetchone()
        return None if row is None else str(row[0])

    def hold(self, article: Article) -> None:
        """Make a stored article the latest of its key."""
        if article.version is None or article.warc is None:
            raise ValueError(f"{article.url} was not stored")
        capture = article.warc
        self.db.execute(
            "INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article.key, article.url, article.version, article.digest, article.extractor,
                article.duplicate_of, article.published and article.published.isoformat(),
                article.fetched_at, capture.file, capture.offset, capture.record_id,
                capture.payload_digest,
            ),
        )  # fmt: skip

    def reread(self, key: str, digest: str, extractor: str) -> None:
        """Note how the present extractor reads the latest version, which its line does not say."""
        self.db.execute(
            "UPDATE articles SET digest = ?, extractor = ? WHERE key = ?", (digest, extractor, key)
        )

    def relocate(self, key: str, url: str) -> None:
        """Hold an article at another URL: its old one is no longer the site's."""
        self.db.execute("UPDATE articles SET url = ? WHERE key = ?", (url, key))

    def note_line(self, article: Article, offset: int) -> None:
        """Note where the line of a stored version begins."""
        if article.warc is not None:
            self.db.execute(
                "INSERT OR IGNORE INTO lines VALUES (?, ?, ?, ?)",
                (article.warc.record_id, article.key, article.version, offset),
            )

    def line_of(self, record_id: str) -> int | None:
        """Find the line that cites a record, by its offset in articles.jsonl."""
        row = self.db.execute(
            "SELECT offset FROM lines WHERE record_id = ?", (record_id,)
        ).fetchone()
        return None if row is None else int(row[0])

    def line_before(self, article: Article) -> int | None:
        """Find the line of the version before an article's, by its offset in articles.jsonl."""
        row = self.db.execute(
            "SELECT offset FROM lines WHERE key = ? AND version < ? ORDER BY version DESC LIMIT 1",
            (article.key, article.version),
        ).fetchone()
        return None if row is None else int(row[0])

    def take_line(self, record_id: str) -> int | None:
        """Find the line that cites a record, and forget it."""
        row = self.db.execute(
            "DELETE FROM lines WHERE record_id = ? RETURNING offset", (record_id,)
        ).fetchone()
        return None if row is None else int(row[0])

    def line_offsets(self) -> Iterator[int]:
        """Give the offsets of the lines, in their order."""
        for (offset,) in self.db.execute("SELECT offset FROM lines ORDER BY offset"):
            yield offset

    def note_capture(self, capture: Capture, url: str, kind: str) -> None:
        """Note that a record was taken in, and what it turned out to be."""
        self.db.execute(
            "INSERT OR IGNORE INTO captures VALUES (?, ?, ?, ?, ?)",
            (capture.record_id, capture.file, capture.offset, url, kind),
        )

    def was_taken(self, record_id: str) -> bool:
        """Tell whether a record was taken in."""
        found = self.db.execute("SELECT 1 FROM captures WHERE record_id = ?", (record_id,))
        return found.fetchone() is not None

    def note_original(self, original: Original, where: Capture, status: int) -> None:
        """Note the first response that brought a payload; later ones repeat it."""
        self.db.execute(
            "INSERT OR IGNORE INTO originals VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                original.payload_digest, original.url, original.date, where.file, where.offset,
                original.record_id, status,
            ),
        )  # fmt: skip

    def original(self, payload: str) -> First | None:
        """Find the response that brought a payload."""
        row = self.db.execute(
            "SELECT url, date, file, offset, record_id, status FROM originals WHERE payload = ?",
            (payload,),
        ).fetchone()
        if row is None:
            return None
        url, date, file, offset, record_id, status = row
        where = Capture(file, offset, record_id, payload)
        return First(Original(record_id, url, date, payload), where, status)

    def forget_original(self, payload: str) -> None:
        """Forget the response that brought a payload."""
        self.db.execute("DELETE FROM originals WHERE payload = ?", (payload,))

    def count_articles(self) -> int:
        """Count the articles held."""
        return int(self.db.execute("SELECT count(*) FROM articles").fetchone()[0])
