"""What not to ask for, not again, or not so soon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest, NotConfigured

from usstnews.archive.captures import as_stated
from usstnews.archive.warc.http1 import decode_content
from usstnews.errors import UsstnewsError
from usstnews.extract.found import LISTINGS, Role
from usstnews.session import Session
from usstnews.spiders.news import NotAsked

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request, Spider
    from scrapy.core.downloader import Downloader
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser
    from scrapy.statscollectors import StatsCollector

    from usstnews.archive.intake import Intake
    from usstnews.archive.recorder import Recorder


CONDITIONS = ("If-None-Match", "If-Modified-Since")
KEPT = frozenset({b"content-type", b"etag", b"last-modified"})  # of a response read from a record


class RedirectTargets:
    """Lets a redirect through only to a page of the site that this run has not seen yet."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the archive that the crawler's session opened."""
        return cls(Session.of(crawler).intake)

    def process_request(self, request: Request) -> None:
        """Refuse the target of a redirect where it is off the site or held."""
        if "redirect_urls" not in request.meta or "asked" not in request.meta:
            return
        intake, hops = self._intake, request.meta["redirect_urls"]
        intake.follow_scheme(hops[-1], request.url)
        url = intake.site.canonical(request.url)
        requisite = request.meta["role"] is Role.REQUISITE
        here = intake.site.serves(url) if requisite else intake.site.owns(url)
        if not here or (requisite and not intake.site.may_ask(url)):
            raise NotAsked("external", url)
        if request.url in hops:
            raise NotAsked("circular", url)
        if requisite:
            self._let_through(request, url)
            return
        # A listing is looked at in every run, wherever it redirects to.
        listing = request.meta["role"] in LISTINGS
        seen = intake.frontier.was_asked if listing else intake.frontier.is_settled
        if url != intake.site.canonical(request.meta["asked"]) and seen(url, intake.run):
            raise NotAsked("moved", url)

    def _let_through(self, request: Request, url: str) -> None:
        """Let one of the requisites through that lead to one place, like a login; none to a page,
        which is asked for as such.
        """
        frontier, run, asked = self._intake.frontier, self._intake.run, request.meta["asked"]
        if request.meta.get("let_through") == url:  # after a time-out, or without conditions
            return
        known = frontier.find(url)
        is_page = known is not None and known.role is not Role.REQUISITE
        if is_page or (url != self._intake.site.canonical(asked) and frontier.is_done(url, run)):
            raise NotAsked("moved", url)
        request.meta["let_through"] = url
        frontier.take_on(url, asked, run)


class Unmodified:
    """Asks for a page by the validators that it came with, and answers a 304 out of the archive.

    Scrapy's own HTTP cache would answer before the capture, and keep a second archive.
    """

    def __init__(self, recorder: Recorder, stats: StatsCollector) -> None:
        self._recorder, self._stats = recorder, stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the archive that the crawler's session opened."""
        return cls(Session.of(crawler).recorder, crawler.stats)

    def process_request(self, request: Request) -> None:
        """Make a request conditional; one that was redirected brings another URL's conditions."""
        for name in CONDITIONS:
            request.headers.pop(name, None)
        if "asked" in request.meta and "unconditional" not in request.meta:
            request.headers.update(self._recorder.conditions(request.url))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Put what is held in the place of a 304, or ask again without conditions."""
        asked_for = response.status == 304 and "unconditional" not in request.meta
        if not asked_for or "warc" not in request.meta:
            return response
        message = self._recorder.unmodified(request.meta["warc"])
        if message is None:
            meta = {**request.meta, "unconditional": True}
            return request.replace(meta=meta, dont_filter=True)
        self._stats.inc_value("capture/not_modified")
        request.meta["not_modified"] = True
        request.meta["as_stated"] = as_stated(request.url, message)
        headers = [(name, value) for name, value in message.headers if name.lower() in KEPT]
        return response.replace(
            status=message.status, headers=headers, body=decode_content(message)
        )


class IncompleteResponse(Exception):
    """A response broke off, again and again; what came of it is in the WARC, marked as cut."""


class WholeResponses:
    """Asks again for a response that broke off where Scrapy does not notice: one whose length only
    the connection's end tells.
    """

    def __init__(self, spider: Spider) -> None:
        self._spider = spider

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Serve the crawl's spider; raises `NotConfigured` where nothing is archived."""
        if crawler.spider is None:
            raise NotConfigured
        Session.of(crawler)
        return cls(crawler.spider)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Let a captured response through; raises `IncompleteResponse` in the end."""
        if "warc" in request.meta:
            return response
        again = get_retry_request(request, spider=self._spider, reason="incomplete")
        if again is None:
            raise IncompleteResponse(f"{request.url} breaks off")
        return again


class NotAllowed(IgnoreRequest, UsstnewsError):
    """robots.txt asks for more time than we are willing to wait, or cannot be had."""


class Robots:
    """Makes the Crawl-delay of robots.txt a floor under every delay, and its absence a stop.

    Scrapy parses the delay and leaves it at that, AutoThrottle pulls a slot's delay back after each
    good answer, and the jitter of delays would undercut it. A server error is no permission: where
    robots.txt cannot be had, everything is disallowed (RFC 9309, 2.3.1.4).
    """

    # Seconds between two of our writes; what the second gains on the way must not undercut it.
    MARGIN = 0.05

    def __init__(
        self,
        downloader: Callable[[], Downloader],
        stats: StatsCollector,
        *,
        user_agent: str,
        least: float,
        most: float,
    ) -> None:
        self._downloader, self._stats = downloader, stats
        self._user_agent, self._least, self._most = user_agent, least, most
        self._floors: dict[str, float] = {}
        self._refused: dict[str, str] = {}
        self._missing: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen for robots.txt, and to each response after AutoThrottle did."""
        settings = crawler.settings
        robots = cls(
            lambda: crawler.engine.downloader,
            crawler.stats,
            user_agent=settings["USER_AGENT"],
            least=settings.getfloat("DOWNLOAD_DELAY"),
            most=settings.getfloat("CRAWL_DELAY_MOST"),
        )
        crawler.signals.connect(robots.robots_parsed, signals.robots_parsed)
        crawler.signals.connect(robots.response_downloaded, signals.response_downloaded)
        return robots

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Set the floor of a host's slot, or refuse every page where it is too high."""
        delay = robotparser.crawl_delay(self._user_agent)
        if not delay:
            return
        self._stats.set_value("robotstxt/crawl_delay", delay)
        if delay > self._most:
            self._refused[_host(request)] = (
                f"robots.txt asks for a Crawl-delay of {delay:g} s; to wait that long, crawl with"
                f" -s CRAWL_DELAY_MOST={delay:g} (now {self._most:g})"
            )
        downloader = self._downloader()
        key = downloader.get_slot_key(request)
        self._floors[key] = max(delay + self.MARGIN, self._least)
        # A slot that stays idle for a minute is dropped and made anew from these.
        given = downloader.per_slot_settings.get(key, {})
        downloader.per_slot_settings[key] = {**given, "delay": self._floors[key], "jitter": 0}
        self._raise(key)

    def process_request(self, request: Request) -> None:
        """Let a page wait for its turn; raises `NotAllowed`."""
        host = _host(request)
        refused = self._refused.get(host) or self._missing.get(host)
        if refused is not None and "asked" in request.meta:
            raise NotAllowed(refused)

    def response_downloaded(self, request: Request, response: Response) -> None:
        """Raise the delay again where AutoThrottle lowered it."""
        self._raise(str(request.meta.get("download_slot")))
        if "asked" not in request.meta:  # it is robots.txt, maybe for the second time
            self._missing.pop(_host(request), None)
            if response.status >= 500:
                self._missing[_host(request)] = (
                    f"{request.url} answers HTTP {response.status}, so nothing may be asked for;"
                    " try later"
                )

    def _raise(self, key: str) -> None:
        slot = self._downloader().slots.get(key)
        if slot is not None and key in self._floors:
            slot.delay = max(slot.delay, self._floors[key])
            slot.jitter = 0


def _host(request: Request) -> str:
    return urlsplit(request.url).netloc
