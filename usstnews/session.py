"""What one crawl holds open: its job, and the archive that it writes."""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self
from weakref import WeakKeyDictionary

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.conf import closest_scrapy_cfg

from usstnews.archive.address import site_here
from usstnews.archive.articles import ArticleLog, read_articles
from usstnews.archive.captures import Originals, digest_of, warcinfo
from usstnews.archive.cdxj import index_archive
from usstnews.archive.durable import sync_directory, sync_state
from usstnews.archive.fixity import missing_files
from usstnews.archive.frontier import Frontier
from usstnews.archive.intake import Intake
from usstnews.archive.layout import LINES, Archive, Lock, unwritable
from usstnews.archive.looks import Looks
from usstnews.archive.nearness import REMEMBERED, near_of
from usstnews.archive.readahead import ReadAhead, reading_of
from usstnews.archive.recorder import Recorder
from usstnews.archive.recover import catch_up, mend_files, open_state, unread
from usstnews.archive.reported import find_reported, note_begun
from usstnews.archive.warc import WarcWriter
from usstnews.errors import UsstnewsError
from usstnews.extract.article import EXTRACTOR
from usstnews.extract.found import home, listing
from usstnews.job import Job, second_looks, whole_number
from usstnews.runs.past import read_reports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from usstnews.archive.recorder import Shown
    from usstnews.archive.warc.exchange import Exchange
    from usstnews.items import Article
    from usstnews.sites.base import Site

logger = logging.getLogger(__name__)

_MUCH = 1 << 25  # octets of WARC files that are worth several processes


class Session:
    """One run's hold on the archive: opened before the first request, closed after the last.

    A crawler's components share the one that `Session.of(crawler)` gives them.
    """

    def __init__(
        self,
        job: Job,
        archive: Archive,
        started: datetime,
        info: Mapping[str, str] | None = None,
        *,
        warc_size: int = 10**9,
        looks: Looks | None = None,
    ) -> None:
        """Take the archive for one run and bring it up to date; raises `UsstnewsError`."""
        self.job = job
        self.started = started
        self.archive = archive.make()
        self._looks = looks
        with ExitStack() as opened:
            lock = Lock(archive.lock, started)
            opened.callback(lock.release)
            try:
                self._open(opened, info or {}, warc_size)
            except (OSError, sqlite3.Error) as error:
                raise unwritable(archive.root, error) from error
            self._opened = opened.pop_all()

    @property
    def site(self) -> Site:
        """The site as it is served now; the job may have named it by another scheme."""
        return self.intake.site

    def _canonical(self, url: str) -> str:
        return self.site.canonical(url)

    @classmethod
    def of(cls, crawler: Crawler) -> Session:
        """Give a crawler's session; the first to ask opens it, so raises `UsstnewsError`."""
        if crawler not in _SESSIONS:
            _SESSIONS[crawler] = cls.from_crawler(crawler)
        return _SESSIONS[crawler]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open the archive of the crawler's spider."""
        job: Job | None = getattr(crawler.spider, "job", None)
        if job is None:  # `scrapy fetch` and `scrapy shell` archive nothing
            raise NotConfigured
        settings = crawler.settings
        session = cls(
            job,
            Archive(archive_root(settings.get("ARCHIVE_DIR"), job.site.name)),
            datetime.now(UTC),
            {
                "software": f"usstnews/{settings['USSTNEWS_VERSION']} Scrapy/{scrapy.__version__}",
                "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
                "http-header-user-agent": settings["USER_AGENT"],
                **{
                    name: settings[key]
                    for name, key in (
                        ("operator", "ARCHIVE_OPERATOR"),
                        ("http-header-from", "ARCHIVE_CONTACT"),
                    )
                    if settings[key]
                },
            },
            warc_size=whole_number("WARC_SIZE", settings["WARC_SIZE"], 1),
            looks=second_looks(settings["SECOND_LOOKS"], settings["SECOND_LOOKS_MOST"]),
        )
        crawler.signals.connect(session.close, signals.engine_stopped)
        return session

    def _open(self, opened: ExitStack, info: Mapping[str, str], warc_size: int) -> None:
        archive = self.archive
        self._missing = missing_files(archive)
        for name in self._missing:
            logger.error(
                "%s is missing: what repeats its records can be neither read nor replayed; put back"
                " a copy of it",
                archive.warc / name,
            )
        cut = mend_files(archive)
        index_archive(archive)  # what a killed run left, or a release before there was an index
        self.state = open_state(archive)
        opened.callback(self._close, self.state.close)
        self.state.remember(REMEMBERED, f"{near_of(archive):g}")
        site = site_here(self.state, archive, self.job.site, self.job.site_spec)
        self.frontier = Frontier(self.state)
        originals = Originals(archive, self.state)
        self._log = log = ArticleLog(archive.articles)
        opened.callback(self._close, log.close)
        sync_directory(archive.root)  # the names of both
        self.intake = Intake(
            site.at(self.state.value("base_url") or site.base_url),
            self.state,
            self.frontier,
            log,
            run=int(self.state.value("run") or 0),
            reread=lambda capture: digest_of(originals, site, capture),
            by_menu=not self.job.listings,
        )
        left = sum(size for _, size in unread(archive, self.state))
        lines = self.state.read_to(LINES)
        with ReadAhead(os.cpu_count() or 1 if left > _MUCH else 1) as ahead:
            made = catch_up(archive, self.intake, site, ahead=ahead)
        if cut or made:
            logger.warning(
                "mended after an interrupted run: %d torn bytes cut, %d lines made", cut, made
            )
        self._find_reported(lines)
        self.run = self.intake.run = self.intake.run + 1
        self.judged = int(self.state.value("judged") or self.run - 1)
        # What another extractor saw has to be seen again, before it can be told from what is new.
        self.learning = self.run == 1 or not (
            self.state.value("extractor") in {None, EXTRACTOR}
            or self.intake.skeletons.learn_again(partial(reading_of, originals, self.site))
        )
        known = {"site": site.name, "base_url": site.base_url, "extractor": EXTRACTOR}
        for name, value in known.items():
            self.state.remember(name, value)
        self.state.remember("run", str(self.run))
        note_begun(self.state, self.reported, self.started)
        self._seed()
        info = {**warcinfo(site, self.job.site_spec), **info}
        prefix = site.name.replace(":", "_")  # a port's colon is no letter of a file's name
        self._writer = writer = WarcWriter(archive.warc, prefix, info, warc_size)
        self.recorder = Recorder(originals, self.state, writer, self._canonical)
        opened.callback(self._close, partial(index_archive, archive))
        opened.callback(self._close, writer.close)
        opened.callback(self._close, self._write_ledgers)

    def _find_reported(self, lines: int) -> None:
        """Find what the report of this run has to tell of runs before it that left none; `lines`
        is how far the state knew articles.jsonl.
        """
        reports = read_reports(self.archive.runs, 1)
        last = reports[-1].ended if reports else None
        run, state = self.intake.run, self.state
        self.reported = find_reported(self.archive, state, run=run, lines=lines, last=last)
        self.since = min(last, self.started) if last else None
        self._lines = state.read_to(LINES)

    def untold(self) -> Iterator[Article]:
        """Give the articles that runs before this one stored and no report tells of."""
        for line in read_articles(self.archive.articles, self.reported.lines):
            if line.offset >= self._lines:
                return
            yield line.article

    def _seed(self) -> None:
        """Make due what this run shall look at."""
        listings = [self.site.canonical(url) for url in self.job.listings]
        self.intake.begin(self.started, full=self.job.full, listings=listings, looks=self._looks)
        if listings:
            self.intake.meet(map(listing, listings), None)
            for url in listings:
                self.frontier.ask(url)
        elif self.job.full or not any(self.intake.listings.walks()):
            self.intake.meet([home(self.site)], None)
            self.frontier.ask(self.site.base_url)
        self.state.commit()

    def before(self, article: Article) -> Article | None:
        """Read the version before a stored one."""
        offset = self.state.line_before(article)
        if offset is None:
            return None
        return next(read_articles(self.archive.articles, offset)).article

    def findings(self) -> Iterator[str]:
        """Give what is alarming by itself, whatever earlier runs were like."""
        for name in self._missing:
            yield f"the WARC file {name} is missing; put back a copy of it"
        for url in self.intake.dropped:
            yield f"the listing {url} is gone, also from the menu; is all of it elsewhere?"
        for url, _ in self.intake.listings.walks():
            kind = self.frontier.kind(url)
            if self.frontier.was_asked(url, self.run) and kind not in {"listing", "moved"}:
                yield f"{url} was a listing and is none any more ({kind}); has the site changed?"
        for url in self.intake.listings.emptied(self.run):
            yield f"the listing {url} has no item any more; has its layout changed?"

    def has_judged(self) -> None:
        """Remember that what this run met was told; raises `sqlite3.Error`."""
        self.state.remember("judged", str(self.run))
        self.state.commit()

    def archive_exchange(self, exchange: Exchange) -> Shown | None:
        """Write the records of an exchange; gives the one that shows the answer, if it is whole."""
        return self.recorder.record(exchange)

    def sync(self) -> None:
        """Have the disk hold what was written so far: records, lines, then the state that tells of
        them. Raises OSError, `sqlite3.Error`.
        """
        self._writer.sync()
        self._log.sync()
        sync_state(self.state)

    def finish(self, *, whole: bool = False) -> None:
        """Write what comes last, and have the disk hold all of it; raises OSError, `sqlite3.Error`,
        `UsstnewsError`.

        That all which was written was taken in as a `whole` saves the next start reading it.
        """
        self._write_ledgers()
        self._writer.close()
        index_archive(self.archive)
        for name in self._writer.written if whole else ():
            self.state.have_read(name, (self.archive.warc / name).stat().st_size)
        self.sync()

    def _write_ledgers(self) -> None:
        self.recorder.write_ledgers(datetime.now(UTC))

    def close(self) -> None:
        """Put everything on the disk and let the next run in."""
        self._opened.close()

    @staticmethod
    def _close(close: Callable[[], object]) -> None:
        try:
            close()
        except (OSError, sqlite3.Error, UsstnewsError) as error:
            # The next start mends what is torn and makes up for what is missing.
            logger.error("the archive was not closed in good order: %s", error)  # noqa: TRY400


_SESSIONS: WeakKeyDictionary[Crawler, Session] = WeakKeyDictionary()


def archive_root(given: str | None, site: str) -> Path:
    """Find the archive's folder: the one given, or `exports/<site>` beside `scrapy.cfg`."""
    if given:
        return Path(given)
    project = closest_scrapy_cfg()
    return (Path(project).parent if project else Path()) / "exports" / site
