"""Bring an archive's later stores up to its earlier ones: WARC, then lines, then state."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from usstnews.archive.articles import mend_articles, read_articles
from usstnews.archive.captures import PERMANENT, answers, site_of_file
from usstnews.archive.history import NOTHING_NEW
from usstnews.archive.layout import LINES, OPEN
from usstnews.archive.warc import mend
from usstnews.extract.found import Role
from usstnews.text.clean import clean_article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from usstnews.archive.intake import Intake
    from usstnews.archive.layout import Archive
    from usstnews.archive.visit import Visit
    from usstnews.items import Article
    from usstnews.sites.base import Site

logger = logging.getLogger(__name__)


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
    made, redirects = 0, Redirects()
    for path in archive.warc_files():
        size = path.stat().st_size
        if state.read_to(path.name) != size:
            intake.run += afresh
            made += sum(1 for _ in replay(path, intake, redirects, archive.articles))
            state.have_read(path.name, size)
    redirects.settle(intake)
    intake.move_to(site)
    for key, offset in newest.items():
        _, article = next(read_articles(archive.articles, offset))
        held = state.latest(key)
        if held is None or article.version is None or held.held.version < article.version:
            intake.hold(article)
    if archive.articles.exists():
        state.have_read(LINES, archive.articles.stat().st_size)
    state.commit()
    return made


class Hop(NamedTuple):
    """A redirect that was met: the URL first asked for, and when."""

    asked: str
    date: str


class Redirects:
    """The redirects met in a replay, by where they lead."""

    def __init__(self) -> None:
        self._hops: dict[str, list[Hop]] = {}

    def follow(self, intake: Intake, visit: Visit, location: str) -> None:
        """Remember where a URL leads; off the site nothing was asked for."""
        target = urljoin(visit.url, location)
        intake.follow_scheme(visit.url, target)
        url, link = intake.site.canonical(visit.url), intake.site.link(target, visit.url)
        hops = self._hops.pop(url, None) or [Hop(url, visit.date)]
        if link is not None and intake.site.owns(link):
            self._hops.setdefault(link, []).extend(hops)
            return
        permanent = visit.status in PERMANENT
        at = datetime.fromisoformat(visit.date)
        for hop in hops:
            intake.leave_out(hop.asked, "external", at, permanent=permanent)

    def origin(self, url: str) -> str:
        """Give the URL that was asked for when `url` answered."""
        hops = self._hops.pop(url, None)
        return url if hops is None else hops[-1].asked

    def settle(self, intake: Intake) -> None:
        """Note which redirects led to what was held, so that it was not asked for again.

        Any other was cut off by the run's end, and is asked for again, with its target.
        """
        for target, hops in self._hops.items():
            if intake.frontier.is_done(target, intake.run):
                for hop in hops:
                    intake.leave_out(hop.asked, "moved", datetime.fromisoformat(hop.date), target)


def replay(
    path: Path, intake: Intake, redirects: Redirects, lines: Path | None = None
) -> Iterator[Article]:
    """Take in the records of one WARC file in the order of capture; gives the articles stored.

    A record that was taken in before is passed over; one that a line in `lines` cites has that
    line taken in; any other page is read and judged as in a crawl.
    """
    intake.move_to(site_of_file(path))
    for visit, location in answers(path):
        if intake.state.was_taken(visit.capture.record_id) or is_robots(visit.url):
            continue
        if location is not None:
            redirects.follow(intake, visit, location)
            continue
        url = intake.site.canonical(visit.url)
        visit = replace(visit, url=url, asked=redirects.origin(url))  # noqa: PLW2901  (as spelt here)
        try:
            stored = _take(intake, visit, lines)
        except Exception as error:  # noqa: BLE001  (whatever one page does must not lock all others)
            logger.error("%s cannot be read: %r in %s", url, error, visit.capture)  # noqa: TRY400
            intake.frontier.fail(visit.asked, repr(error))
            continue
        if stored is not None:
            yield stored


def is_robots(url: str) -> bool:
    """Tell whether a URL is that of a robots.txt, which is no page."""
    return urlsplit(url).path == "/robots.txt"


def _take(intake: Intake, visit: Visit, lines: Path | None) -> Article | None:
    asked = intake.frontier.find(visit.asked)
    if asked is not None and asked.role is Role.LISTING and asked.walk == visit.asked:
        intake.begin_walk(visit.asked)
    article = intake.take(visit).article
    if article is None:
        return None
    offset = intake.state.line_of(visit.capture.record_id)
    if offset is not None and lines is not None:
        intake.hold(next(read_articles(lines, offset)).article)
        return None
    verdict, judged = intake.judge(clean_article(article))
    if verdict in NOTHING_NEW:
        intake.seen(judged)
        return None
    intake.store(judged)
    return judged
