"""WARC → articles, with no crawl and no network."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from usstnews.archive.articles import read_articles
from usstnews.archive.captures import Originals, digest_of, site_of_file
from usstnews.archive.fixity import must_be_whole
from usstnews.archive.frontier import Frontier
from usstnews.archive.intake import Intake
from usstnews.archive.layout import OPEN, Archive, ArchiveUnwritable, Lock
from usstnews.archive.nearness import REMEMBERED, near_of
from usstnews.archive.readahead import ReadAhead
from usstnews.archive.recover import mend_files
from usstnews.archive.replacing import draft_of_lines, replace_by_draft
from usstnews.archive.replay import Replay
from usstnews.archive.state import State
from usstnews.compare import Difference, compare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from usstnews.items import Article


class _Nowhere:
    """A log for those who only want to see what would be written."""

    size = 0

    def append(self, article: Article) -> int:  # noqa: ARG002  (where it would begin)
        return 0


def reextract(
    root: str | Path, progress: Callable[[int], object] = lambda _: None, jobs: int = 1
) -> Iterator[Article]:
    """Read every version of every article again from the WARC files of an archive.

    What a capture is, is judged as in the crawl, in the order of capture; `jobs` processes read
    the pages. `progress` is told the bytes of WARC files read. With more than one
    job, the caller's own script needs `if __name__ == "__main__":`, as for all of
    `multiprocessing`. Raises `NoArchive`, `MissingFile`, `UnknownOrigin`, `DamagedArchive`.
    """
    archive = Archive(Path(root)).must_exist()
    must_be_whole(archive)
    files = archive.warc_files()
    if not files:
        return
    # An unnamed SQLite database lives in a temporary file, so the archive need not fit in memory.
    with State("") as state, ReadAhead(jobs) as ahead:
        state.remember(REMEMBERED, f"{near_of(archive):g}")
        site, originals = site_of_file(files[0]), Originals(archive, state)
        intake = Intake(
            site,
            state,
            Frontier(state),
            _Nowhere(),
            run=1,
            reread=lambda capture: digest_of(originals, site, capture),
        )
        replay = Replay(intake, originals, ahead=ahead, progress=progress)
        for path in files:
            yield from replay.take(path)


def differences(
    root: str | Path, progress: Callable[[int], object] = lambda _: None, jobs: int = 1
) -> Iterator[Difference]:
    """Compare the lines of an archive with what its WARC files give now: which would change, which
    would be new, and last which would go. A crawl may run beside: what it captures since is left
    out. Raises `DamagedLine` beside what `reextract` raises.
    """
    archive = Archive(Path(root)).must_exist()
    lines = archive.articles
    # A record is written before its line: what these lines cite is in the files as they are next.
    size = lines.stat().st_size if lines.exists() else 0
    sizes = {each.name.removesuffix(OPEN): each.stat().st_size for each in archive.warc_files()}
    with State("") as uncited:
        last = _note_lines(uncited, lines, -1)
        for article in reextract(root, progress, jobs):
            cited = article.warc
            at = uncited.take_line(cited.record_id) if cited else None
            if at is None and cited and cited.offset < sizes.get(cited.file, 0):
                last = _note_lines(uncited, lines, last)
                at = uncited.take_line(cited.record_id)
            elif at is None:
                continue
            line = None if at is None else next(read_articles(lines, at)).article
            if (difference := compare(line, article)) is not None:
                yield difference
        for left in uncited.line_offsets():
            if left < size:
                yield Difference(next(read_articles(lines, left)).article, lost=True)


def _note_lines(uncited: State, lines: Path, last: int) -> int:
    """Note the lines behind the one that begins at `last`; gives where the last one begins."""
    for offset, article in read_articles(lines, max(last, 0)):
        if offset > last:
            uncited.note_line(article, offset)
            last = offset
    return last


def replace_lines(
    root: str | Path,
    now: datetime,
    progress: Callable[[int], object] = lambda _: None,
    jobs: int = 1,
) -> tuple[int, Path | None]:
    """Make `articles.jsonl` again from the WARC files; gives the number of lines, and where the
    old ones are kept.

    `state.db` goes before the old lines do, and comes again with the next run: killed at any
    point, the archive is whole. Raises `ArchiveInUse`, `ArchiveUnwritable` beside what `reextract`
    raises.
    """
    archive = Archive(Path(root)).must_exist()
    must_be_whole(archive)
    try:
        return _replace(archive, now, progress, jobs)
    except (OSError, sqlite3.OperationalError, ArchiveUnwritable) as error:
        cause = error if isinstance(error, OSError) else error.__cause__
        raise ArchiveUnwritable(
            f"cannot write the archive {root}: {getattr(cause, 'strerror', None) or error};"
            " make room there and let it be written, or have the lines elsewhere with -o FILE"
        ) from error


def _replace(
    archive: Archive, now: datetime, progress: Callable[[int], object], jobs: int
) -> tuple[int, Path | None]:
    lock = Lock(archive.lock, now)
    try:
        mend_files(archive)
        written = 0
        with draft_of_lines(archive) as out:
            for article in reextract(archive.root, progress, jobs):
                out.write(article.to_json().encode() + b"\n")
                written += 1
            return written, replace_by_draft(archive, out, now)
    finally:
        lock.release()
