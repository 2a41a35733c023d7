"""What not to ask for, not again, or not so soon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import IgnoreRequest

from usstnews.errors import UsstnewsError
from usstnews.extract.found import ARTICLES
from usstnews.session import Session

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

    from usstnews.archive.frontier import Frontier
    from usstnews.sites.base import Site


class NotAsked(IgnoreRequest):
    """A redirect leads to `target`, where nothing is to be asked for: off the site (`kind` is
    external), or to what is held (moved).
    """

    def __init__(self, kind: str, target: str) -> None:
        super().__init__(f"redirected to {target}: {kind}")
        self.kind, self.target = kind, target


class RedirectTargets:
    """Lets a redirect through only to a page of the site that this run has not seen yet."""

    def __init__(self, site: Site, frontier: Frontier, run: int) -> None:
        self._site, self._frontier, self._run = site, frontier, run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the archive that the crawler's session opened."""
        session = Session.of(crawler)
        return cls(session.job.site, session.frontier, session.run)

    def process_request(self, request: Request) -> None:
        """Refuse the target of a redirect where it is off the site or held."""
        if "redirect_urls" not in request.meta or "asked" not in request.meta:
            return
        url = self._site.canonical(request.url)
        if not self._site.owns(url):
            raise NotAsked("external", url)
        # A listing is looked at in every run, wherever it redirects to.
        articles = request.meta["role"] in ARTICLES
        seen = self._frontier.is_done if articles else self._frontier.was_asked
        if url != request.meta["asked"] and seen(url, self._run):
            raise NotAsked("moved", url)


class CrawlDelayTooLong(IgnoreRequest, UsstnewsError):
    """The site asks for more time between requests than we are willing to wait."""


class CrawlDelay:
    """Makes the Crawl-delay of robots.txt a floor under every delay.

    Scrapy parses it and leaves it at that, AutoThrottle pulls a slot's delay back after each good
    answer, and the jitter of delays would undercut it.
    """

    # Seconds between two of our writes; what the second gains on the way must not undercut it.
    MARGIN = 0.05

    def __init__(self, crawler: Crawler, most: float) -> None:
        self._crawler, self._most = crawler, most
        self._floors: dict[str, float] = {}
        self._refused: str | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen for robots.txt, and to each response after AutoThrottle did."""
        delay = cls(crawler, crawler.settings.getfloat("CRAWL_DELAY_MOST"))
        crawler.signals.connect(delay.robots_parsed, signals.robots_parsed)
        crawler.signals.connect(delay.response_downloaded, signals.response_downloaded)
        return delay

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Set the floor of a host's slot, or refuse every page where it is too high."""
        crawler, downloader = self._crawler, self._crawler.engine.downloader
        delay = robotparser.crawl_delay(crawler.settings["USER_AGENT"])
        if not delay:
            return
        crawler.stats.set_value("robotstxt/crawl_delay", delay)
        if delay > self._most:
            self._refused = (
                f"robots.txt asks for a Crawl-delay of {delay:g} s; to wait that long, crawl with"
                f" -s CRAWL_DELAY_MOST={delay:g} (now {self._most:g})"
            )
        key = downloader.get_slot_key(request)
        self._floors[key] = max(delay + self.MARGIN, crawler.settings.getfloat("DOWNLOAD_DELAY"))
        # A slot that stays idle for a minute is dropped and made anew from these.
        given = downloader.per_slot_settings.get(key, {})
        downloader.per_slot_settings[key] = {**given, "delay": self._floors[key], "jitter": 0}
        self._raise(key)

    def process_request(self, request: Request) -> None:
        """Let a page wait for its turn; raises `CrawlDelayTooLong`."""
        if self._refused is not None and "asked" in request.meta:
            raise CrawlDelayTooLong(self._refused)

    def response_downloaded(self, request: Request) -> None:
        """Raise the delay again where AutoThrottle lowered it."""
        self._raise(str(request.meta.get("download_slot")))

    def _raise(self, key: str) -> None:
        slot = self._crawler.engine.downloader.slots.get(key)
        if slot is not None and key in self._floors:
            slot.delay = max(slot.delay, self._floors[key])
            slot.jitter = 0
