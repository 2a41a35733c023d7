"""Take the records of WARC files in as the crawl took in what the site answered."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from usstnews.archive.articles import read_articles
from usstnews.archive.captures import (
    PERMANENT,
    Originals,
    answer_of,
    is_oversize,
    ledger_of,
    site_of_file,
)
from usstnews.archive.history import NOTHING_NEW
from usstnews.archive.readahead import ReadAhead
from usstnews.archive.requisite import OVERSIZE
from usstnews.archive.warc import read_records
from usstnews.extract.found import Role
from usstnews.text.clean import clean_article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from usstnews.archive.captures import Answer
    from usstnews.archive.intake import Intake
    from usstnews.archive.visit import Visit
    from usstnews.extract.reading import Reading
    from usstnews.items import Article

logger = logging.getLogger(__name__)


class Hop(NamedTuple):
    """A redirect that was met: the URL that redirects, and when."""

    url: str
    date: str


class Note(NamedTuple):
    """What a record says that is no answer, to be noted in its turn: a page's ledger, or without
    one, that a file was too large.
    """

    url: str
    date: str
    ledger: list[tuple[str, str]] | None


class Redirects:
    """The redirects met in a replay: chains of hops, by where they lead."""

    def __init__(self) -> None:
        self._chains: dict[str, list[tuple[Hop, ...]]] = {}

    def follow(self, intake: Intake, visit: Visit, location: str) -> None:
        """Remember where a URL leads; off the site, and in a circle, nothing was asked for."""
        target = urljoin(visit.url, location)
        intake.follow_scheme(visit.url, target)
        url, link = intake.site.canonical(visit.url), intake.site.link(target, visit.url)
        hop = Hop(url, visit.date)
        chains = [(*chain, hop) for chain in self._chains.pop(url, [])] or [(hop,)]
        asked = intake.frontier.find(chains[-1][0].url)
        requisite = asked is not None and asked.role is Role.REQUISITE
        is_here = intake.site.serves if requisite else intake.site.owns
        known = None if link is None else intake.frontier.find(link)
        for chain in chains:
            if requisite and known is not None and known.role is not Role.REQUISITE:
                _leave_out(intake, chain, "moved", link)  # asked for as a page, if at all
            elif link is None or not is_here(link):
                _leave_out(intake, chain, "external", permanent=visit.status in PERMANENT)
            elif requisite and link in {each.url for each in chain}:
                _leave_out(intake, chain, "circular")
            else:
                self._chains.setdefault(link, []).append(chain)

    def origin(self, url: str) -> tuple[str, tuple[str, ...]]:
        """Give the URL that was asked for when `url` answered, and those in between."""
        chains = self._chains.get(url)
        # Others that lead there were not followed; `settle` sees to them.
        asked, *through = (hop.url for hop in chains.pop()) if chains else (url,)
        return asked, tuple(through)

    def settle(self, intake: Intake) -> None:
        """Note which redirects led to what was held, so that it was not asked for again.

        To be called behind each file, lest what it led to be taken for what a later file's
        redirects do. Any other was cut off there: by the next file, which has its target, or by the
        run's end, and is asked for again.
        """
        for target in list(self._chains):
            if intake.frontier.is_done(target, intake.run):
                for chain in self._chains.pop(target):
                    _leave_out(intake, chain, "moved", target)


def _leave_out(
    intake: Intake,
    chain: tuple[Hop, ...],
    kind: str,
    target: str | None = None,
    *,
    permanent: bool = False,
) -> None:
    for url, date in chain:
        at = datetime.fromisoformat(date)
        intake.leave_out(url, kind, at, target, permanent=permanent)


class Replay:
    """Takes WARC files in, one after the other, in the order in which they were written.

    A record that was taken in before is passed over; one that a line in `lines` cites has that
    line taken in; any other page is read, `ahead` of its turn if so wished, and judged as in a
    crawl. `progress` is told the bytes read.
    """

    def __init__(
        self,
        intake: Intake,
        originals: Originals,
        *,
        ahead: ReadAhead | None = None,
        lines: Path | None = None,
        progress: Callable[[int], object] = lambda _: None,
    ) -> None:
        self.redirects = Redirects()
        self._intake, self._originals = intake, originals
        self._ahead = ahead or ReadAhead()
        self._lines, self._progress = lines, progress

    def take(self, path: Path) -> Iterator[Article]:
        """Take in one file; gives the articles stored."""
        intake = self._intake
        intake.move_to(site_of_file(path))
        for said, reading, site in self._ahead.read(self._untaken(path), lambda: intake.site):
            if isinstance(said, Note):
                self._note(said)
                continue
            visit, location = said
            if location is not None:
                self.redirects.follow(intake, visit, location)
                continue
            url = intake.site.canonical(visit.url)
            asked, through = self.redirects.origin(url)
            spelt = replace(visit, url=url, asked=asked, through=through)
            try:
                stored = self._stored(spelt, reading if site == intake.site else None)
            except (OSError, sqlite3.OperationalError):  # of our own disk, not of the page
                raise
            except Exception as error:  # noqa: BLE001  (what one page does must not lock all others)
                logger.error("%s cannot be read: %r in %s", url, error, visit.capture)  # noqa: TRY400
                intake.frontier.fail(spelt.asked, repr(error), datetime.fromisoformat(spelt.date))
                continue
            if stored is not None:
                yield stored

    def _untaken(self, path: Path) -> Iterator[Answer | Note]:
        """Give what was not taken in; originals are noted on the way."""
        for record in read_records(path):
            self._progress(record.length)
            if self._intake.state.was_taken(record.id):
                continue
            self._originals.note(record)
            if record.url and ((ledger := ledger_of(record)) or is_oversize(record)):
                yield Note(record.url, record.date, ledger)
            answer = answer_of(record, self._originals)
            if answer is not None and not is_robots(answer.visit.url):
                yield answer

    def _note(self, note: Note) -> None:
        """Note which ledger was written, or that a requisite was too large, so that neither comes
        again.
        """
        intake = self._intake
        if note.ledger is not None:
            intake.note_ledger(note.url, note.ledger)
            return
        asked, _ = self.redirects.origin(intake.site.canonical(note.url))
        known = intake.frontier.find(asked)
        if known is not None and known.role is Role.REQUISITE:
            intake.leave_out(asked, OVERSIZE, datetime.fromisoformat(note.date), permanent=True)

    def _stored(self, visit: Visit, reading: Reading | None) -> Article | None:
        intake = self._intake
        # An error that a retry got over: the crawl did not take it in.
        if visit.status >= 400 and intake.frontier.was_seen_after(visit.asked, visit.date):
            return None
        asked = intake.frontier.find(visit.asked)
        if asked is not None and asked.role is Role.LISTING and asked.walk == visit.asked:
            intake.walks.begin(visit.asked)
        article = intake.take(visit, reading).article
        if article is None:
            return None
        offset = intake.state.line_of(visit.capture.record_id)
        if offset is not None and self._lines is not None:
            intake.versions.hold(next(read_articles(self._lines, offset)).article)
            return None
        verdict, judged = intake.versions.judge(clean_article(article))
        if verdict in NOTHING_NEW:
            intake.versions.seen(judged, verdict)
            return None
        intake.versions.store(judged)
        return judged


def is_robots(url: str) -> bool:
    """Tell whether a URL is that of a robots.txt, which is no page."""
    return urlsplit(url).path == "/robots.txt"
