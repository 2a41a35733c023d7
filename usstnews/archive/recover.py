"""Bring an archive's later stores up to its earlier ones: WARC, then lines, then state."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from usstnews.archive.articles import mend_articles, read_articles
from usstnews.archive.captures import Originals
from usstnews.archive.fixity import read_manifest
from usstnews.archive.layout import LINES, OPEN
from usstnews.archive.nearness import settle
from usstnews.archive.replacing import drop_names_of_lines
from usstnews.archive.replay import Replay
from usstnews.archive.state import State
from usstnews.archive.warc import continues, cut, measure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from usstnews.archive.intake import Intake
    from usstnews.archive.layout import Archive
    from usstnews.archive.readahead import ReadAhead
    from usstnews.archive.warc.members import Extent
    from usstnews.sites.base import Site

logger = logging.getLogger(__name__)

END = "end"  # under which the state remembers how far the WARC files had been written
# Lines that say more than the state does: of records that lie elsewhere. SQLite sorts them before
# the first is given, so the articles may be written to.
UNHELD = (
    "SELECT lines.offset FROM lines LEFT JOIN articles USING (key)"
    " WHERE lines.offset >= ? AND (articles.key IS NULL OR articles.version < lines.version)"
    " ORDER BY +lines.offset"
)


def mend_files(archive: Archive) -> int:
    """Cut what a crash or a power cut tore off, and give open WARC files their names; returns the
    bytes cut.

    The disk may have kept lines whose records it did not: these go, before the files do that say
    so. Killed at any point, it can be called again.
    """
    settle(archive)
    drop_names_of_lines(archive)
    for draft in archive.drafts():
        draft.unlink(missing_ok=True)
    abandoned = {path: measure(path) for path in archive.warc_files() if path.name.endswith(OPEN)}
    dropped = mend_articles(archive.articles, _is_there(archive, abandoned))
    return dropped + sum(cut(path, extent).bytes_dropped for path, extent in abandoned.items())


def _is_there(archive: Archive, abandoned: dict[Path, Extent]) -> Callable[[str, int], bool]:
    """Give a test of whether a record is in the WARC files, or in one that was put elsewhere: whose
    digest was taken, or which is older than those that are here.
    """
    sizes = {
        path.name.removesuffix(OPEN): abandoned[path].end
        if path in abandoned
        else path.stat().st_size
        for path in archive.warc_files()
    }
    elsewhere, newest = read_manifest(archive), max(sizes, default=None)

    def is_there(file: str, offset: int) -> bool:
        if (size := sizes.get(file)) is not None:
            return offset < size
        return newest is None or file < newest or file in elsewhere

    return is_there


def note_end(state: State, file: str, size: int) -> None:
    """Note how far the WARC files had been written, of which the state tells."""
    state.remember(END, f"{size} {file}")


def open_state(archive: Archive) -> State:
    """Open the state; where it tells of more than the disk kept of lines and records, an empty one
    takes its place, to be made again from these. Raises `StateUnusable`.
    """
    state = State(archive.state)
    if not is_ahead(archive, state):
        return state
    state.close()
    logger.warning("%s tells of what is not on the disk; it is made again", archive.state)
    for path in archive.state_files():  # the log last: the database may need it
        path.unlink(missing_ok=True)
    return State(archive.state)


def is_ahead(archive: Archive, state: State) -> bool:
    """Tell whether the state knows of lines or records that mended files do not hold."""
    lines = archive.articles.stat().st_size if archive.articles.exists() else 0
    if state.read_to(LINES) > lines:
        return True
    if (end := state.value(END)) is None:
        return False
    size, _, file = end.partition(" ")
    path = archive.warc / file
    if path.exists():
        return path.stat().st_size < int(size)
    return file not in read_manifest(archive)


def catch_up(
    archive: Archive,
    intake: Intake,
    site: Site | None = None,
    *,
    ahead: ReadAhead | None = None,
    progress: Callable[[int], object] = lambda _: None,
) -> int:
    """Take in the lines and records that the state does not know, without a request; returns how
    many lines were made that were missing.

    So a run that was killed between record and line gets its line now. Each file is read as of
    where the site was served when it was written; in the end the archive is of `site`, where it
    is served now, if that is given. To an empty state each file is a run of its own, but for those
    that go on where the one before was full. Pages are read `ahead` if so wished; `progress` is
    told the bytes read.
    """
    state, known = intake.state, intake.state.read_to(LINES)
    afresh = state.value("run") is None
    noted = made = 0
    for offset, article in read_articles(archive.articles, known):
        state.note_line(article, offset)
        noted += 1
    originals = Originals(archive, state)
    replay = Replay(intake, originals, ahead=ahead, lines=archive.articles, progress=progress)
    before: Path | None = None
    for path, size in unread(archive, state):
        intake.run += afresh and not (before and continues(path.name, before.name))
        before = path
        made += sum(1 for _ in replay.take(path))
        replay.redirects.settle(intake)
        state.have_read(path.name, size)
        note_end(state, path.name, size)
    if site is not None:
        intake.move_to(site)
    for (offset,) in state.db.execute(UNHELD, (known,)) if noted else ():
        _, article = next(read_articles(archive.articles, offset))
        held = state.latest(article.key)
        if held is None or article.version is None or held.held.version < article.version:
            intake.versions.hold(article)
    if archive.articles.exists():
        state.have_read(LINES, archive.articles.stat().st_size)
    state.commit()
    return made


def unread(archive: Archive, state: State) -> Iterator[tuple[Path, int]]:
    """Give the WARC files that the state has not taken in, with their sizes in bytes."""
    for path in archive.warc_files():
        size = path.stat().st_size
        if state.read_to(path.name) != size:
            yield path, size
