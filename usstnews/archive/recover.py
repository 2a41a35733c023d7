"""Bring an archive's later stores up to its earlier ones: WARC, then lines, then state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usstnews.archive.articles import mend_articles, read_articles
from usstnews.archive.captures import Originals
from usstnews.archive.layout import LINES, OPEN
from usstnews.archive.replay import Replay
from usstnews.archive.warc import mend

if TYPE_CHECKING:
    from usstnews.archive.intake import Intake
    from usstnews.archive.layout import Archive
    from usstnews.sites.base import Site


def mend_files(archive: Archive) -> int:
    """Cut what a crash tore off, and give open WARC files their names; returns the bytes cut."""
    cut = mend_articles(archive.articles)
    for path in archive.warc_files():
        if path.name.endswith(OPEN):
            cut += mend(path).bytes_dropped
    return cut


def catch_up(archive: Archive, intake: Intake, site: Site) -> int:
    """Take in the lines and records that the state does not know, without a request; returns how
    many lines were made that were missing.

    So a run that was killed between record and line gets its line now. Each file is read as of
    where the site was served when it was written; in the end the archive is of `site`, where it
    is served now. To an empty state each file is a run of its own, which is what it mostly was.
    """
    state = intake.state
    afresh = state.value("run") is None
    newest: dict[str, int] = {}
    for offset, article in read_articles(archive.articles, state.read_to(LINES)):
        state.note_line(article, offset)
        newest[article.key] = offset
    made, replay = 0, Replay(intake, Originals(archive, state), lines=archive.articles)
    for path in archive.warc_files():
        size = path.stat().st_size
        if state.read_to(path.name) != size:
            intake.run += afresh
            made += sum(1 for _ in replay.take(path))
            state.have_read(path.name, size)
    replay.redirects.settle(intake)
    intake.move_to(site)
    for key, offset in newest.items():
        _, article = next(read_articles(archive.articles, offset))
        held = state.latest(key)
        if held is None or article.version is None or held.held.version < article.version:
            intake.versions.hold(article)
    if archive.articles.exists():
        state.have_read(LINES, archive.articles.stat().st_size)
    state.commit()
    return made
