"""What not to ask for, not again, or not so soon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest, NotConfigured

from usstnews.errors import UsstnewsError
from usstnews.extract.found import ARTICLES
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
        if not intake.site.owns(url):
            raise NotAsked("external", url)
        if request.url in hops:
            raise NotAsked("circular", url)
        # A listing is looked at in every run, wherever it redirects to.
        articles = request.meta["role"] in ARTICLES
        seen = intake.frontier.is_done if articles else intake.frontier.was_asked
        if url != intake.site.canonical(request.meta["asked"]) and seen(url, intake.run):
            raise NotAsked("moved", url)


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
        self._refused: str | None = None
        self._missing: str | None = None

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
            self._refused = (
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
        refused = self._refused or self._missing
        if refused is not None and "asked" in request.meta:
            raise NotAllowed(refused)

    def response_downloaded(self, request: Request, response: Response) -> None:
        """Raise the delay again where AutoThrottle lowered it."""
        self._raise(str(request.meta.get("download_slot")))
        if "asked" not in request.meta:  # it is robots.txt, maybe for the second time
            self._missing = (
                f"{request.url} answers HTTP {response.status}, so nothing may be asked for; try"
                " later"
                if response.status >= 500
                else None
            )

    def _raise(self, key: str) -> None:
        slot = self._downloader().slots.get(key)
        if slot is not None and key in self._floors:
            slot.delay = max(slot.delay, self._floors[key])
            slot.jitter = 0
