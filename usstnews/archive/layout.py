"""Where the things of an archive lie, and the lock that keeps two runs apart."""

from __future__ import annotations

import fcntl
import json
import os
import re
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Self

from usstnews.archive.durable import make_folder, put
from usstnews.errors import UsstnewsError

LINES = "articles.jsonl"
KEPT = re.compile(r"articles\.[0-9]{8}T[0-9]{6}Z(?:-[0-9]+)?\.jsonl")
OPEN = ".open"
DRAFT = ".tmp"
NOTE = 1000  # octets: longer than what a holder says of itself
NAMED_WITHIN = 5.0  # seconds; a busy disk may keep even so short a note waiting


class NoArchive(UsstnewsError):
    """There is no archive at the path given."""


class ArchiveInUse(UsstnewsError):
    """Another run holds the archive."""


class ArchiveUnwritable(UsstnewsError):
    """The archive's folder cannot be made or written to."""


class OutputInArchive(UsstnewsError):
    """What a command makes would take the place of what the archive holds."""


class OtherSite(UsstnewsError):
    """The archive belongs to another site."""


@dataclass(frozen=True)
class Archive:
    """The folder of one site's archive; making this value touches nothing on disk."""

    root: Path

    @property
    def articles(self) -> Path:
        """One line per version of an article."""
        return self.root / LINES

    @property
    def warc(self) -> Path:
        """The folder of WARC files."""
        return self.root / "warc"

    @property
    def index(self) -> Path:
        """The folder of CDXJ files, one beside each WARC file."""
        return self.root / "index"

    def index_file(self, warc_name: str) -> Path:
        """Say where the CDXJ of a WARC file lies, by that file's final name."""
        return self.index / f"{warc_name.removesuffix('.warc.gz')}.cdxj"

    @property
    def manifest(self) -> Path:
        """The digests of the finished WARC files, as `sha256sum -c` reads them."""
        return self.root / "manifest-sha256.txt"

    @property
    def lines_draft(self) -> Path:
        """The lines that are to replace all of them, while they are written."""
        return self.articles.with_suffix(DRAFT)

    def kept_lines(self) -> list[Path]:
        """List the lines of before that were kept when all were replaced."""
        return sorted(path for path in self.root.glob("articles.*") if KEPT.fullmatch(path.name))

    def lines_to_keep(self, now: datetime) -> Path:
        """Say where lines that are replaced are to be kept."""
        stem = f"articles.{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        ends = (f"-{number}" if number else "" for number in count())
        paths = (self.root / f"{stem}{end}.jsonl" for end in ends)
        return next(path for path in paths if not path.exists())

    @property
    def near(self) -> Path:
        """How alike near-duplicates are, if another threshold than the usual was chosen."""
        return self.root / "near-duplicates"

    @property
    def near_chosen(self) -> Path:
        """A threshold that comes into force with the lines that were made by it."""
        return self.root / "near-duplicates.chosen"

    @property
    def state(self) -> Path:
        """The SQLite index, which may be deleted."""
        return self.root / "state.db"

    def state_files(self) -> list[Path]:
        """List what SQLite keeps the state in."""
        return [self.state.with_name(self.state.name + end) for end in ("", "-wal", "-shm")]

    def drafts(self) -> list[Path]:
        """List what a killed process left of files that had no name yet."""
        at_root = (self.manifest, self.last_success, self.metrics, self.near_chosen, self.state)
        found = [each.with_name(f"{each.name}{DRAFT}") for each in at_root]
        found += [self.lines_draft]
        found += [
            self.state.with_name(f"{self.state.name}{DRAFT}{end}") for end in ("-wal", "-shm")
        ]
        for folder in (self.index, self.runs):
            found += folder.glob(f"*{DRAFT}")
        return [path for path in found if path.exists()]

    @property
    def runs(self) -> Path:
        """The folder of run reports."""
        return self.root / "runs"

    @property
    def lock(self) -> Path:
        """The file that a run holds while it writes."""
        return self.root / "lock"

    @property
    def last_success(self) -> Path:
        """When the last run was complete."""
        return self.root / "last-success"

    @property
    def metrics(self) -> Path:
        """The numbers of the last run, for the textfile collector of Prometheus."""
        return self.root / "metrics.prom"

    def warc_files(self) -> list[Path]:
        """List the WARC files in the order in which they were written, finished or not."""
        found = [*self.warc.glob("*.warc.gz"), *self.warc.glob(f"*.warc.gz{OPEN}")]
        return sorted(found, key=lambda path: path.name.removesuffix(OPEN))

    def warc_file(self, name: str) -> Path:
        """Find a WARC file by its final name, which an open one does not bear yet."""
        path = self.warc / name
        return path if path.exists() else self.warc / (name + OPEN)

    def must_exist(self) -> Self:
        """Return the archive; raises `NoArchive` where the folder holds none."""
        if not self.articles.is_file() and not self.warc.is_dir():
            raise NoArchive(f"{self.root} holds no archive; give the folder that a crawl wrote")
        return self

    def keep_out(self, output: Path, *, instead: str = "") -> None:
        """Refuse an output that would lie in the archive's own stores: `OutputInArchive`.

        `instead` says what else could be meant.
        """
        path = output.resolve()
        folders = {each.resolve() for each in (self.warc, self.index, self.runs)}
        files = {
            self.articles,
            self.manifest,
            self.near,
            self.near_chosen,
            self.lock,
            self.last_success,
            self.metrics,
        }
        files.update(self.state_files())
        is_kept = path.parent == self.root.resolve() and KEPT.fullmatch(path.name)
        if is_kept or path in {each.resolve() for each in files} or folders & {path, *path.parents}:
            raise OutputInArchive(
                f"{output} would lie in the archive itself; name a file elsewhere{instead}"
            )

    def report(self, started: str) -> Path:
        """Say where the report of a run lies, by the time at which it started (RFC 3339)."""
        moment = datetime.fromisoformat(started).astimezone(UTC)
        return self.runs / f"{moment:%Y%m%dT%H%M%S.%fZ}.json"

    def write_report(self, started: datetime, text: str) -> Path:
        """Keep a run's report under the UTC time at which the run started."""
        path = self.report(started.isoformat())
        put(path, [text.encode()])
        return path

    def write_last_success(self, moment: str) -> None:
        """Note when the last run was complete, for those who watch."""
        put(self.last_success, [f"{moment}\n".encode()])

    def write_metrics(self, text: str) -> None:
        """Keep the numbers of the last run as Prometheus reads them."""
        put(self.metrics, [text.encode()])

    def make(self) -> Self:
        """Make the archive's folders; raises `ArchiveUnwritable`."""
        try:
            for folder in (self.root, self.warc, self.index, self.runs):
                make_folder(folder)
        except OSError as error:
            raise unwritable(self.root, error) from error
        return self


class Lock:
    """The one writer of an archive.

    The kernel drops an `flock` with the process that holds it, so a dead run never blocks; what
    the file says is only for people.
    """

    def __init__(self, path: Path, since: datetime) -> None:
        """Take the lock; raises `ArchiveInUse` with who has it since when, `ArchiveUnwritable`."""
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise unwritable(path.parent, error) from error
        if (held_by := _take(descriptor)) is not None:
            holder = _holder(held_by)
            os.close(descriptor)
            raise ArchiveInUse(
                f"the archive {path.parent} is in use by {holder or 'another run'};"
                " wait for it or stop it"
            )
        note = {"pid": os.getpid(), "host": socket.gethostname(), "since": since.isoformat()}
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, json.dumps(note).encode(), 0)
        except OSError as error:
            os.close(descriptor)
            raise unwritable(path.parent, error) from error
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Let the next run in, of which the file says nothing yet."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None


def unwritable(root: Path, error: Exception) -> ArchiveUnwritable:
    """Say that the archive cannot be written, and what to do."""
    reason = getattr(error, "strerror", None) or str(error)
    return ArchiveUnwritable(
        f"cannot write the archive {root}: {reason}; give another folder with -s ARCHIVE_DIR=DIR"
    )


def _take(descriptor: int) -> bytes | None:
    """Take the lock, or give the note of whoever has it. The note comes a moment after the lock,
    and until then the file is empty or names the holder before, which is dead.
    """
    until = time.monotonic() + NAMED_WITHIN
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return None
        note = os.pread(descriptor, NOTE, 0)
        if (_holder(note) and not _is_dead(note)) or time.monotonic() > until:
            return note
        time.sleep(0.01)


def _holder(note: bytes) -> str | None:
    with suppress(ValueError, KeyError, TypeError):
        values = json.loads(note)
        return f"process {values['pid']} on {values['host']} since {values['since']}"
    return None


def _is_dead(note: bytes) -> bool:
    """Tell whether a note is of a process of this machine that is no more."""
    values = json.loads(note)
    if values["host"] != socket.gethostname():
        return False
    try:
        os.kill(values["pid"], 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError, TypeError):
        return False
    return False
