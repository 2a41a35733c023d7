"""state.db again from the WARC files and articles.jsonl."""

from __future__ import annotations

import os
import sqlite3
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from usstnews.archive.articles import ArticleLog
from usstnews.archive.captures import Originals, digest_of, site_of_file
from usstnews.archive.cdxj import index_archive
from usstnews.archive.durable import sync_directory
from usstnews.archive.fixity import must_be_whole
from usstnews.archive.frontier import Frontier
from usstnews.archive.intake import Intake
from usstnews.archive.layout import Archive, ArchiveUnwritable, Lock
from usstnews.archive.nearness import REMEMBERED, near_of
from usstnews.archive.readahead import ReadAhead
from usstnews.archive.recover import catch_up, mend_files
from usstnews.archive.state import State, StateUnusable
from usstnews.errors import UsstnewsError
from usstnews.extract.article import EXTRACTOR

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


PAGES = "SELECT count(*) FROM pages WHERE role != 'requisite'"


class Rebuilt(NamedTuple):
    """What a rebuilt state holds, and how many lines were missing of what the records say."""

    articles: int
    urls: int
    lines: int


def rebuild(
    root: str | Path,
    now: datetime,
    progress: Callable[[int], object] = lambda _: None,
    jobs: int = 1,
) -> Rebuilt:
    """Make `state.db` again; `jobs` processes read the pages, `progress` is told the bytes of WARC
    files read.

    The old one is used until the new one is whole: killed at any point, the archive is as it was.
    Raises `NoArchive`, `MissingFile`, `ArchiveInUse`, `ArchiveUnwritable`, `UnknownOrigin`,
    `DamagedArchive`, `DamagedLine`.
    """
    archive = Archive(Path(root)).must_exist()
    must_be_whole(archive)
    try:
        with ExitStack() as held:
            lock = Lock(archive.lock, now)
            held.callback(lock.release)
            return _rebuild(archive, progress, jobs)
    except (OSError, sqlite3.Error, StateUnusable, ArchiveUnwritable) as error:
        cause = error.__cause__ if isinstance(error, UsstnewsError) else error
        raise ArchiveUnwritable(
            f"cannot write the archive {root}: {getattr(cause, 'strerror', None) or cause};"
            " make room there and let it be written; nothing was lost"
        ) from error


def _rebuild(archive: Archive, progress: Callable[[int], object], jobs: int) -> Rebuilt:
    mend_files(archive)
    index_archive(archive)
    draft = archive.state.with_name(f"{archive.state.name}.tmp")
    remove(draft)
    try:
        made = _make(archive, draft, progress, jobs)
        put_in_place(draft, archive)
    finally:
        remove(draft)
    return made


def _make(archive: Archive, draft: Path, progress: Callable[[int], object], jobs: int) -> Rebuilt:
    files = archive.warc_files()
    with (
        State(draft) as state,
        ArticleLog(archive.articles) as log,
        ReadAhead(jobs) as ahead,
    ):
        lines = 0
        state.remember(REMEMBERED, f"{near_of(archive):g}")
        if files:
            site, originals = site_of_file(files[-1]), Originals(archive, state)
            intake = Intake(
                site,
                state,
                Frontier(state),
                log,
                run=0,
                reread=lambda capture: digest_of(originals, site, capture),
            )
            lines = catch_up(archive, intake, ahead=ahead, progress=progress)
            known = {"site": site.name, "base_url": intake.site.base_url, "extractor": EXTRACTOR}
            for name, value in (*known.items(), ("run", str(intake.run))):
                state.remember(name, value)
        (urls,) = state.db.execute(PAGES).fetchone()
        return Rebuilt(state.count_articles(), urls, lines)


def put_in_place(draft: Path, archive: Archive) -> None:
    """Give the new state its name, once it is on the disk; the old one's log must not stay, for
    SQLite would take it for the new one's.
    """
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    try:
        with closing(sqlite3.connect(archive.state)) as old:
            old.execute("PRAGMA journal_mode = DELETE").fetchall()
    except sqlite3.Error:
        remove(archive.state)
    for path in archive.state_files()[1:]:
        path.unlink(missing_ok=True)
    draft.replace(archive.state)
    sync_directory(archive.root)


def remove(state: Path) -> None:
    """Remove a database and what SQLite keeps beside it."""
    for end in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            state.with_name(state.name + end).unlink()
