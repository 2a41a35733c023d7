"""NewsSpider: listings → articles → related articles."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import scrapy
from scrapy import signals
from scrapy.exceptions import CloseSpider, DownloadCancelledError, IgnoreRequest

from usstnews.archive.captures import PERMANENT
from usstnews.archive.frontier import LOOK, NOW
from usstnews.archive.requisite import OVERSIZE
from usstnews.archive.visit import Visit
from usstnews.archive.warc import warc_date
from usstnews.errors import UsstnewsError
from usstnews.extract.found import ARTICLES, LISTINGS, REQUISITES, Role
from usstnews.extract.kind import Kind
from usstnews.job import Job, whole_number
from usstnews.session import Session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from usstnews.archive.frontier import Due
    from usstnews.items import Article

BATCH = 100  # requests in memory at once
# How loud it is that a page is no article; each page is met once a run.
LEVELS = {
    Kind.LISTING: logging.DEBUG,
    Kind.OTHER: logging.DEBUG,
    Kind.CHALLENGE: logging.ERROR,
    "failed": logging.WARNING,
}


class NotAsked(IgnoreRequest):
    """A redirect leads to `target`, where nothing is to be asked for.

    `kind` is external (off the site), moved (to what is held) or circular.
    """

    def __init__(self, kind: str, target: str) -> None:
        super().__init__(f"redirected to {target}: {kind}")
        self.kind, self.target = kind, target


class NewsSpider(scrapy.Spider):
    """Asks for what the archive's state says is due, and lets the state know what comes back.

    Listings are walked to their end before the first article is asked for, so that an article is
    stored with all the URLs under which the listings know it, whenever a run was interrupted.
    """

    name = "news"

    def __init__(self, **arguments: str) -> None:
        """Check the arguments; raises what `Job.parse` raises."""
        super().__init__(self.name)
        self.job = Job.parse(arguments)
        site = self.job.site
        self.allowed_domains = [urlsplit(site.base_url).hostname, *site.media_hosts]
        self._listed = self._tried_again = False
        self._articles = 0
        self._failures = 0  # in a row
        self._failures_most = 1

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Check the settings beside the arguments; raises `BadArgument`."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        given = crawler.settings["FAILURES_MOST"]
        spider._failures_most = whole_number("FAILURES_MOST", given, 1)  # noqa: SLF001  (its own)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Draw what is due from the state, a batch as the queue empties."""
        while batch := await self._due():
            for due in batch:
                yield scrapy.Request(
                    due.url,
                    headers={"Referer": due.found_on} if due.found_on else None,
                    callback=self.parse,
                    errback=self.failed,
                    dont_filter=True,
                    meta={"asked": due.url, "role": due.role},
                )
            await self._empty()

    async def _due(self) -> list[Due]:
        """Wait until something is due; gives nothing when all is done and nothing under way."""
        while True:
            if batch := self._draw(LISTINGS, BATCH):
                return batch
            quiet = self._is_quiet()
            self._listed = self._listed or quiet
            if self._listed and (batch := self._next()):
                return batch
            if quiet and not self._goes_on():
                return []
            if not quiet:
                await self._empty()

    def _next(self) -> list[Due]:
        """Draw what comes after the listings: articles, second looks, requisites."""
        return (
            self._draw(ARTICLES, self._room())
            or self._draw(ARTICLES, self._room(), LOOK)
            or self._draw(REQUISITES, BATCH)
        )

    def _goes_on(self) -> bool:
        """Make more due when all is done: once what failed, since bursts of errors pass, then the
        ids that no page led to.
        """
        session = Session.of(self.crawler)
        self.crawler.stats.set_value("run/limited", int(self._room() == 0))
        if not self._tried_again and self.crawler.stats.get_value("pages/listing", 0):
            self._tried_again = True
            roles = (*LISTINGS, *REQUISITES, *(ARTICLES if self._room() else ()))
            if session.frontier.try_again(session.run, roles):
                return True
        return bool(self.job.fill and self._room() and session.intake.guess(BATCH))

    def _draw(self, roles: tuple[Role, ...], most: int, due: int = NOW) -> list[Due]:
        session = Session.of(self.crawler)
        batch = session.frontier.draw(roles, session.run, most, self.job.since, due)
        self._articles += sum(each.role in ARTICLES for each in batch)
        return batch

    def _room(self) -> int:
        """Say how many more articles may be asked for."""
        return BATCH if self.job.limit is None else min(BATCH, self.job.limit - self._articles)

    def _is_quiet(self) -> bool:
        engine = self.crawler.engine
        scraping = engine.scraper.slot
        return not engine.downloader.active and (scraping is None or scraping.is_idle())

    async def _empty(self) -> None:
        await self.crawler.signals.wait_for(signals.scheduler_empty)

    def parse(self, response: Response, **_: Any) -> list[Article]:
        """Take in a page; only an article goes on to the pipelines."""
        session, stats = Session.of(self.crawler), self.crawler.stats
        meta, site = response.meta, session.site
        visit = Visit(
            asked=site.canonical(meta["asked"]),
            url=site.canonical(response.url),
            status=response.status,
            body=response.body,
            content_type=_header(response, "Content-Type"),
            capture=meta["warc"],  # no capture, no article
            date=warc_date(meta["captured_at"]),
            etag=_header(response, "ETag"),
            modified=_header(response, "Last-Modified"),
            as_stated=meta["as_stated"],
            not_modified="not_modified" in meta,
            through=tuple(map(site.canonical, meta.get("redirect_urls", [])[1:])),
        )
        with self._keeping():
            taken = session.intake.take(visit)
        self._count_failures(has_failed=taken.kind == "failed")
        if meta["role"] is Role.REQUISITE:
            stats.inc_value(f"requisites/{taken.kind}")
            return []
        stats.inc_value(f"pages/{taken.kind}")
        if taken.article is not None:
            return [taken.article]
        self.logger.log(LEVELS.get(taken.kind, logging.INFO), "%s: %s", taken.kind, visit.url)
        if taken.kind == Kind.LISTING:
            stats.inc_value("reading/empty", taken.items == 0)
        if meta["role"] in ARTICLES:
            self._articles -= 1
        if meta["role"] is Role.ARTICLE:
            stats.inc_value(f"reading/unexpected/{taken.kind}")
        if taken.kind == Kind.CHALLENGE:
            raise CloseSpider("challenge")
        if taken.kind == Kind.RESTRICTED and session.intake.is_listing(visit.asked):
            raise CloseSpider("login")
        return []

    def failed(self, failure: Failure) -> None:
        """Note why a page could not be had."""
        session, stats = Session.of(self.crawler), self.crawler.stats
        request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        asked, reason = session.site.canonical(request.meta["asked"]), failure.value
        if request.meta["role"] in ARTICLES:
            self._articles -= 1
        kind = self._left_out(request, reason)
        if isinstance(reason, UsstnewsError) and kind is None:  # ours: the page stays due
            stats.set_value("run/finding", str(reason))
            raise CloseSpider(type(reason).__name__)
        with self._keeping():
            if kind is None:
                why = f"{type(reason).__name__}: {reason}".splitlines()[0]
                session.intake.fail(asked, why, datetime.now(UTC))
                self.logger.warning("failed: %s (%s)", asked, why)
            else:
                target = reason.target if isinstance(reason, NotAsked) else None
                moved = PERMANENT.issuperset(request.meta.get("redirect_reasons", [0]))
                permanent = kind == OVERSIZE or (moved and target is not None)
                now, hops = datetime.now(UTC), request.meta.get("redirect_urls", [])
                for hop in dict.fromkeys((asked, *map(session.site.canonical, hops))):
                    session.intake.leave_out(hop, kind, now, target, permanent=permanent)
        requisite = request.meta["role"] is Role.REQUISITE and kind is not None
        stats.inc_value(f"{'requisites' if requisite else 'pages'}/{kind or 'failed'}")
        self._count_failures(has_failed=kind is None)

    def _count_failures(self, *, has_failed: bool) -> None:
        """Leave a site alone where nothing can be had any more."""
        # What is tried for the second time failed before: those come one after the other.
        self._failures = self._failures + 1 if has_failed and not self._tried_again else 0
        if self._failures >= self._failures_most:
            raise CloseSpider("unreachable")

    @contextmanager
    def _keeping(self) -> Iterator[None]:
        """Take in a page whole or not at all; stop the run where the state cannot be written."""
        try:
            with Session.of(self.crawler).state.whole():
                yield
        except sqlite3.Error as error:
            self.crawler.stats.set_value("run/finding", str(error))
            raise CloseSpider("CaptureFailed") from error

    def _left_out(self, request: Request, reason: BaseException | None) -> str | None:
        """Say why a URL was not asked for, or not to its end; none where it should have been."""
        if isinstance(reason, NotAsked):
            return reason.kind
        requisite = request.meta["role"] is Role.REQUISITE
        if requisite and isinstance(reason, DownloadCancelledError):
            return OVERSIZE
        refused = isinstance(reason, IgnoreRequest) and "robots.txt" in str(reason)
        elsewhere = requisite and not Session.of(self.crawler).site.owns(request.url)
        if refused and (elsewhere or not isinstance(reason, UsstnewsError)):
            return "forbidden"
        return None


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return None if value is None else value.decode("latin-1")
