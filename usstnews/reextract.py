"""WARC → articles, with no crawl and no network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from usstnews.archive.captures import digest_of, site_of_file
from usstnews.archive.frontier import Frontier
from usstnews.archive.intake import Intake
from usstnews.archive.layout import Archive
from usstnews.archive.recover import Redirects, replay
from usstnews.archive.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from usstnews.items import Article


class _Nowhere:
    """A log for those who only want to see what would be written."""

    size = 0

    def append(self, article: Article) -> int:  # noqa: ARG002  (where it would begin)
        return 0


def reextract(
    root: str | Path, progress: Callable[[int], None] = lambda _: None
) -> Iterator[Article]:
    """Read every version of every article again from the WARC files of an archive.

    What a capture is, is judged as in the crawl, in the order of capture. `progress` is told the
    bytes of each file when it has been read. Raises `NoArchive`, `UnknownOrigin`, `DamagedArchive`.
    """
    archive = Archive(Path(root)).must_exist()
    files = archive.warc_files()
    if not files:
        return
    # An unnamed SQLite database lives in a temporary file, so the archive need not fit in memory.
    with State("") as state:
        site = site_of_file(files[0])
        intake = Intake(
            site,
            state,
            Frontier(state),
            _Nowhere(),
            run=1,
            reread=lambda capture: digest_of(archive, site, capture),
        )
        redirects = Redirects()
        for path in files:
            yield from replay(path, intake, redirects)
            progress(path.stat().st_size)
