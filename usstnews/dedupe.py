"""Duplicates found again over a whole archive, after the fact."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from usstnews.archive.articles import read_articles
from usstnews.archive.history import mark
from usstnews.archive.layout import LINES, Archive, ArchiveUnwritable, Lock
from usstnews.archive.names import Names
from usstnews.archive.nearness import (
    REMEMBERED,
    BadThreshold,
    check,
    choose,
    near_of,
    put_threshold,
)
from usstnews.archive.recover import is_ahead, mend_files
from usstnews.archive.replacing import draft_of_lines, replace_by_draft
from usstnews.archive.state import State, StateUnusable
from usstnews.archive.wordings import Wordings
from usstnews.rebuild import put_in_place, remove

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from usstnews.items import Article

HELD = (
    "SELECT count(*), count(DISTINCT duplicate_of),"
    " count(*) FILTER (WHERE duplicate_of IS NOT NULL) FROM articles"
)

# What a look gave that showed an article for the first time.
OUTCOMES = (
    "UPDATE pages SET outcome = iif(duplicate_of IS NULL, 'new', 'duplicate') FROM articles"
    " WHERE key = article AND version = 1 AND outcome IN ('new', 'duplicate')"
)


@dataclass
class Deduped:
    """What became of the marks.

    Of the `articles` held, `repeating` ones repeat `originals`. Lines of any version were `marked`
    that were not, `unmarked` that were, or `remarked` with another original or score. The old lines
    are `kept` in a file of their own, if any changed; `has_state` tells whether `state.db` is there
    still, `is_other` whether the threshold is another than the archive had.
    """

    near: float
    articles: int = 0
    originals: int = 0
    repeating: int = 0
    marked: int = 0
    unmarked: int = 0
    remarked: int = 0
    kept: Path | None = None
    has_state: bool = True
    is_other: bool = False

    @property
    def changed(self) -> int:
        """How many lines say something else."""
        return self.marked + self.unmarked + self.remarked

    def count(self, before: str | None, after: str | None) -> None:
        """Count a line that says something else."""
        self.marked += before is None
        self.unmarked += after is None
        self.remarked += before is not None and after is not None


def dedupe(
    root: str | Path,
    now: datetime,
    near: float | None = None,
    progress: Callable[[int], object] = lambda _: None,
    *,
    dry: bool = False,
) -> Deduped:
    """Find again which articles repeat others, those as alike as `near` (Jaccard similarity of
    their shingles; with 1 equal ones alone), else as the archive has it.

    The lines are replaced where any changes, and the old ones kept, else they are not touched; the
    WARC files are not read. From then on the archive's threshold is this one. A `dry` run changes
    nothing. `progress` is told the bytes of lines read. Killed at any point, the archive is as it
    was or as it shall be. Raises `NoArchive`, `BadThreshold`, `DamagedLine`, `ArchiveInUse`,
    `ArchiveUnwritable`.
    """
    archive = Archive(Path(root)).must_exist()
    chosen = near_of(archive) if near is None else check(near)
    if dry:
        done = Deduped(chosen, is_other=not _is_chosen(archive, chosen))
        with State("") as state:
            for _ in _marked(archive, state, done, progress):
                pass
        return done
    lock = Lock(archive.lock, now)
    try:
        mend_files(archive)
        return _replace(archive, now, chosen, progress)
    except (OSError, ArchiveUnwritable) as error:
        reason = getattr(error, "strerror", None) or error
        raise ArchiveUnwritable(
            f"cannot write the archive {root}: {reason}; make room there and let it be written;"
            " nothing was lost"
        ) from error
    finally:
        lock.release()


def _replace(
    archive: Archive, now: datetime, near: float, progress: Callable[[int], object]
) -> Deduped:
    done = Deduped(near, is_other=not _is_chosen(archive, near))
    draft = archive.state.with_name(f"{archive.state.name}.tmp")
    with State("") as found, draft_of_lines(archive) as out:
        for article in _marked(archive, found, done, progress):
            found.note_line(article, out.tell())
            out.write(article.to_json().encode() + b"\n")
        found.have_read(LINES, out.tell())
        if not (done.changed or done.is_other):
            return done
        try:
            done.has_state = _copy_state(archive, draft)
            if done.has_state:
                _bring_up(draft, found, lines=done.changed > 0)
            if done.changed:
                choose(archive, near)
                done.kept = replace_by_draft(archive, out, now)
            else:
                remove(archive.state)  # who is parted from whom depends on the threshold
                put_threshold(archive, near)
            if done.has_state:
                put_in_place(draft, archive)
        except sqlite3.Error as error:
            raise ArchiveUnwritable(str(error)) from error
        finally:
            remove(draft)
    return done


def _marked(
    archive: Archive, state: State, done: Deduped, progress: Callable[[int], object]
) -> Iterator[Article]:
    """Give the lines as they shall be; an empty `state` comes to hold what they say."""
    state.remember(REMEMBERED, f"{done.near:g}")
    # So that what repeats an article may name it as it did.
    wordings, names = Wordings(state), Names(archive, state.db)
    with suppress(StateUnusable, sqlite3.Error), State.to_read(archive.state) as known:
        names.note(known.db.execute("SELECT url, key FROM articles"))
    read = 0
    for offset, line in read_articles(archive.articles):
        progress(offset - read)
        read = offset
        repeated = wordings.repeated(line)
        if repeated and line.duplicate_of and _is_one(names, repeated.url, line.duplicate_of):
            repeated = repeated._replace(url=line.duplicate_of)
        article = mark(line, repeated)
        if article != line:
            done.count(line.duplicate_of, article.duplicate_of)
        state.hold(article)
        wordings.hold(article)
        names.note((url, line.key) for url in (line.url, *line.aliases))
        yield article
    done.articles, done.originals, done.repeating = state.db.execute(HELD).fetchone()


def _is_one(names: Names, url: str, other: str) -> bool:
    """Tell whether two URLs are of one article."""
    return url == other or ((key := names.key_of(url)) is not None and key == names.key_of(other))


def _is_chosen(archive: Archive, near: float) -> bool:
    """Tell whether the archive has this threshold already; a damaged one is none."""
    try:
        return near_of(archive) == near
    except BadThreshold:
        return False


def _copy_state(archive: Archive, draft: Path) -> bool:
    """Copy the state, if it is whole and knows each line; else it is made again from the archive
    by the next run.
    """
    remove(draft)
    lines = archive.articles.stat().st_size if archive.articles.exists() else 0
    try:
        with State.to_read(archive.state) as state, closing(sqlite3.connect(draft)) as copy:
            if state.read_to(LINES) != lines or is_ahead(archive, state):
                return False
            state.db.backup(copy)
    except sqlite3.OperationalError:  # there is no room for it
        raise
    except (StateUnusable, sqlite3.DatabaseError):
        return False
    return True


def _bring_up(draft: Path, found: State, *, lines: bool) -> None:
    """Have a copied state hold the marks and who is found by whom; and where the `lines` begin, if
    these are replaced.
    """
    with State(draft) as state:
        if lines:
            begins = found.db.execute("SELECT offset, record_id FROM lines")
            state.db.executemany("UPDATE lines SET offset = ? WHERE record_id = ?", begins)
            state.have_read(LINES, found.read_to(LINES))
        marks = found.db.execute("SELECT duplicate_of, key FROM articles")
        state.db.executemany("UPDATE articles SET duplicate_of = ? WHERE key = ?", marks)
        state.db.execute(OUTCOMES)
        for table, columns in (("bands", 2), ("wordings", 3)):
            state.db.execute(f"DELETE FROM {table}")  # noqa: S608  (names of ours)
            state.db.executemany(
                f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})",  # noqa: S608
                found.db.execute(f"SELECT * FROM {table}"),  # noqa: S608
            )
        state.remember(REMEMBERED, found.value(REMEMBERED) or "")
