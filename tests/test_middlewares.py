"""What not to ask for, not again, or not so soon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from recorded import BASE, article_page, exchange, keep, opened, visit
from scrapy import Request, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.settings import Settings
from scrapy.utils.test import get_reactor_settings

from usstnews.archive.intake import Intake
from usstnews.archive.layout import Archive
from usstnews.extract.found import Found, Role
from usstnews.middlewares import (
    IncompleteResponse,
    NotAllowed,
    RedirectTargets,
    Robots,
    Unmodified,
    WholeResponses,
)
from usstnews.session import Session
from usstnews.sites import USST
from usstnews.spiders.news import NewsSpider, NotAsked

ASKED = BASE + "info/9/7.htm"


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Intake]:
    """Open an archive of one article, info/1/7.htm."""
    with opened(Archive(tmp_path)) as intake:
        keep(intake, visit("info/1/7.htm", article_page()))
        yield intake


def target(url: str, **meta: object) -> Request:
    """Ask for the target of a redirect of `ASKED`."""
    given = {"asked": ASKED, "role": Role.ARTICLE, "redirect_urls": [ASKED]}
    return Request(url, meta={**given, **meta})


def targets_of(intake: Intake, run: int) -> RedirectTargets:
    """Make the middleware for a run."""
    intake.run = run
    return RedirectTargets(intake)


@pytest.mark.parametrize(
    ("url", "kind", "why"),
    [
        (BASE + "info/1/8.htm", None, ""),
        (ASKED, "circular", ": circular"),
        (BASE + "info/1/7.htm", "moved", f"redirected to {BASE}info/1/7.htm: moved"),
        ("http://en.usst.edu.cn:80/info/1/7.htm#x", "moved", "info/1/7.htm: moved"),
        ("https://mp.weixin.qq.com/s/x", "external", "redirected to https://mp."),
        ("https://en.usst.edu.cn.example.org/", "external", ": external"),
    ],
)
def test_a_redirect_leads_only_to_what_is_not_held(
    intake: Intake, url: str, kind: str | None, why: str
) -> None:
    """Pages of the site that this run has not seen go through; the rest has its kind."""
    targets = targets_of(intake, 2)
    if kind is None:
        assert targets.process_request(target(url)) is None
        return
    with pytest.raises(NotAsked) as raised:
        targets.process_request(target(url))
    assert raised.value.kind == kind
    assert why in str(raised.value)


def test_what_this_run_asked_for_is_not_asked_for_through_a_redirect(intake: Intake) -> None:
    """A page under way will be had; in the next run it may be asked for again."""
    url = BASE + "info/1/8.htm"
    intake.meet([Found(url, Role.ARTICLE, "8")], None)
    intake.frontier.draw((Role.ARTICLE,), 1, 9)
    with pytest.raises(NotAsked):
        targets_of(intake, 1).process_request(target(url))
    assert targets_of(intake, 2).process_request(target(url)) is None


@pytest.mark.parametrize("meta", [{"asked": ASKED}, {"redirect_urls": [BASE]}, {}])
def test_other_requests_pass(intake: Intake, meta: dict[str, object]) -> None:
    """What the frontier gave out, and robots.txt with its redirects, are none of its business."""
    request = Request("https://example.org/", meta=meta)
    assert targets_of(intake, 1).process_request(request) is None


@pytest.fixture
def crawler(tmp_path: Path) -> Iterator[Crawler]:
    """Make a crawler with the project's settings, and an engine with one slot."""
    settings = Settings()
    settings.setmodule("usstnews.settings")
    settings.update({**get_reactor_settings(), "ARCHIVE_DIR": str(tmp_path / "a")}, "cmdline")
    settings.set("DOWNLOAD_DELAY", 0.25)
    settings.set("EXTENSIONS", {})
    crawler = Crawler(NewsSpider, settings)
    crawler.spider = crawler._create_spider()
    crawler._apply_settings()
    # What the middleware uses of the engine; the slot is Scrapy's own.
    crawler.engine = SimpleNamespace(  # type: ignore[assignment]
        downloader=SimpleNamespace(
            slots={"h": Slot(2, 0.25, 0.5)},
            per_slot_settings={"h": {"concurrency": 1}},
            get_slot_key=lambda request: request.meta["download_slot"],
        )
    )
    yield crawler
    crawler.signals.send_catch_log(signals.engine_stopped)


PAGE = Request("http://h/", meta={"asked": "http://h/", "download_slot": "h"})
ROBOTS = Request("http://h/robots.txt", meta={"download_slot": "h"})


def robots_say(crawler: Crawler, text: bytes) -> Robots:
    """Let robots.txt arrive at a middleware that is made from the crawler."""
    delay = Robots.from_crawler(crawler)
    parser = ProtegoRobotParser.from_crawler(crawler, text)
    crawler.signals.send_catch_log(signals.robots_parsed, robotparser=parser, request=ROBOTS)
    return delay


def test_a_crawl_delay_is_a_floor_under_the_delay(crawler: Crawler) -> None:
    """After robots.txt no delay is shorter and none varies, also in a slot that is made anew."""
    delay = robots_say(crawler, b"User-agent: *\nCrawl-delay: 3\n")
    slot = crawler.engine.downloader.slots["h"]
    assert (slot.delay, slot.jitter) == (3.05, 0)
    assert crawler.engine.downloader.per_slot_settings["h"] == {
        "concurrency": 1,
        "delay": 3.05,
        "jitter": 0,
    }
    assert crawler.stats.get_value("robotstxt/crawl_delay") == 3
    assert delay.process_request(PAGE) is None
    for throttled, kept in ((0.5, 3.05), (7.0, 7.0)):
        slot.delay, slot.jitter = throttled, 0.5
        crawler.signals.send_catch_log(
            signals.response_downloaded, request=PAGE, response=Response(PAGE.url)
        )
        assert (slot.delay, slot.jitter) == (kept, 0)


def test_a_short_crawl_delay_does_not_shorten_ours(crawler: Crawler) -> None:
    """Half as long as DOWNLOAD_DELAY changes nothing but the jitter."""
    robots_say(crawler, b"User-agent: *\nCrawl-delay: 0.1\n")
    slot = crawler.engine.downloader.slots["h"]
    assert (slot.delay, slot.jitter) == (0.25, 0)


@pytest.mark.parametrize(
    "text", [b"", b"User-agent: *\nDisallow: /x", b"User-agent: other\nCrawl-delay: 9\n"]
)
def test_without_a_crawl_delay_for_us_delays_stay(crawler: Crawler, text: bytes) -> None:
    """Nothing is set where robots.txt asks for nothing, or asks it of others."""
    robots_say(crawler, text)
    crawler.signals.send_catch_log(
        signals.response_downloaded, request=PAGE, response=Response(PAGE.url)
    )
    slot = crawler.engine.downloader.slots["h"]
    assert (slot.delay, slot.jitter) == (0.25, 0.5)
    assert crawler.engine.downloader.per_slot_settings == {"h": {"concurrency": 1}}


def test_other_hosts_keep_their_delay(crawler: Crawler) -> None:
    """A floor is the floor of one slot; a slot that is gone is no error."""
    robots_say(crawler, b"User-agent: *\nCrawl-delay: 3\n")
    other = Slot(2, 0.25, 0.5)
    crawler.engine.downloader.slots["other"] = other
    for slot in ("other", "gone", None):
        request = Request("http://o/", meta={"download_slot": slot} if slot else {})
        crawler.signals.send_catch_log(
            signals.response_downloaded, request=request, response=Response(request.url)
        )
    assert (other.delay, other.jitter) == (0.25, 0.5)


def test_a_crawl_delay_that_is_too_long_refuses_every_page(crawler: Crawler) -> None:
    """The error says how long and what to set; robots.txt itself still goes through."""
    delay = robots_say(crawler, b"User-agent: *\nCrawl-delay: 90\n")
    with pytest.raises(NotAllowed) as raised:
        delay.process_request(PAGE)
    assert str(raised.value) == (
        "robots.txt asks for a Crawl-delay of 90 s; to wait that long, crawl with"
        " -s CRAWL_DELAY_MOST=90 (now 60)"
    )
    assert delay.process_request(ROBOTS) is None


def test_redirect_targets_are_judged_by_the_session_of_the_crawler(crawler: Crawler) -> None:
    """Made from a crawler, it knows the crawl's site and frontier."""
    targets = RedirectTargets.from_crawler(crawler)
    keep(Session.of(crawler).intake, visit("info/1/7.htm", article_page()))
    assert targets.process_request(target(BASE + "info/1/8.htm")) is None
    with pytest.raises(NotAsked):
        targets.process_request(target(BASE + "info/1/7.htm"))


def test_a_robots_txt_that_cannot_be_had_forbids_everything(crawler: Crawler) -> None:
    """A server error is no permission, until a second try answers."""
    robots = Robots.from_crawler(crawler)
    for status in (503, 200):
        crawler.signals.send_catch_log(
            signals.response_downloaded,
            request=ROBOTS,
            response=Response(ROBOTS.url, status=status),
        )
        if status == 503:
            with pytest.raises(NotAllowed, match=r"robots\.txt answers HTTP 503"):
                robots.process_request(PAGE)
    assert robots.process_request(PAGE) is None


def test_a_site_that_goes_over_to_https_is_followed(intake: Intake) -> None:
    """Where a page redirects to itself under another scheme, the site is there from now on."""
    intake.move_to(USST.at("http://en.usst.edu.cn/"))
    asked = "http://en.usst.edu.cn/info/9/7.htm"
    request = Request(
        "https://en.usst.edu.cn/info/9/7.htm",
        meta={"asked": asked, "role": Role.ARTICLE, "redirect_urls": [asked]},
    )
    assert targets_of(intake, 1).process_request(request) is None
    assert intake.site.base_url == BASE
    assert intake.frontier.find(BASE + "info/1/7.htm") is not None


def test_a_response_that_broke_off_is_asked_for_again(crawler: Crawler) -> None:
    """Without its capture a response goes nowhere; in the end it has failed."""
    whole = WholeResponses.from_crawler(crawler)
    response = Response(PAGE.url)
    captured = PAGE.replace(meta={**PAGE.meta, "warc": "the record"})
    assert whole.process_response(captured, response) is response
    again = whole.process_response(PAGE, response)
    assert isinstance(again, Request)
    assert again.meta["retry_times"] == 1
    with pytest.raises(IncompleteResponse, match="breaks off"):
        whole.process_response(PAGE.replace(meta={**PAGE.meta, "retry_times": 3}), response)


PICTURE = b"\x89PNG\r\n\x1a\n"
HELD = BASE + "x.png"


@pytest.fixture
def held(crawler: Crawler) -> Session:
    """Hold a picture that came with an ETag."""
    session = Session.of(crawler)
    session.intake.meet([Found(HELD, Role.REQUISITE, needed="image")], None)
    headers = [("Content-Type", "image/png"), ("ETag", '"x"'), ("Server", "theirs")]
    shown = session.archive_exchange(exchange("x.png", PICTURE, headers=headers))
    assert shown is not None
    capture = shown.capture
    picture = visit("x.png", PICTURE, content_type="image/png", etag='"x"', capture=capture)
    session.intake.take(picture)
    return session


def asked_for(url: str, **more: object) -> Request:
    """Ask for a URL as the spider does."""
    return Request(url, meta={"asked": url, "role": Role.REQUISITE, **more})


def conditions(request: Request) -> dict[bytes, bytes]:
    """Give the conditions of a request."""
    names = (b"If-None-Match", b"If-Modified-Since")
    return {name: request.headers[name] for name in names if name in request.headers}


def test_what_is_held_is_asked_for_on_conditions(crawler: Crawler, held: Session) -> None:
    """By what it came with; robots.txt, other URLs and second tries are asked for as they are."""
    unmodified = Unmodified.from_crawler(crawler)
    request = asked_for(HELD)
    assert unmodified.process_request(request) is None
    assert conditions(request) == {b"If-None-Match": b'"x"'}
    for other in (Request(HELD), asked_for(BASE + "y.png"), asked_for(HELD, unconditional=True)):
        unmodified.process_request(other)
        assert conditions(other) == {}
    assert held.recorder.conditions(HELD) == {"If-None-Match": '"x"'}


def test_a_redirect_does_not_take_conditions_along(crawler: Crawler, held: Session) -> None:
    """Scrapy copies the headers of a redirected request; the target has validators of its own."""
    unmodified = Unmodified.from_crawler(crawler)
    request = asked_for(HELD)
    unmodified.process_request(request)
    target = request.replace(url=BASE + "y.png")
    unmodified.process_request(target)
    assert conditions(target) == {}
    assert held.recorder.conditions(BASE + "y.png") == {}


def test_a_304_is_answered_out_of_the_archive(crawler: Crawler, held: Session) -> None:
    """The spider gets body, type and validators of what is held, and is told that it is that."""
    unmodified = Unmodified.from_crawler(crawler)
    request = asked_for(HELD)
    shown = held.archive_exchange(exchange("x.png", status=304, headers=[("ETag", '"x"')]))
    assert shown is not None
    request.meta.update(warc=shown.capture, as_stated=shown.as_stated)
    given = unmodified.process_response(request, Response(HELD, status=304))
    assert isinstance(given, Response)
    assert (given.status, given.body) == (200, PICTURE)
    assert dict(given.headers.to_unicode_dict()) == {"Content-Type": "image/png", "Etag": '"x"'}
    assert request.meta["not_modified"] is True
    assert crawler.stats.get_value("capture/not_modified") == 1


@pytest.mark.parametrize("status", [200, 404, 500])
def test_other_answers_pass(crawler: Crawler, held: Session, status: int) -> None:
    """They are what the site has now."""
    response = Response(HELD, status=status)
    request = asked_for(HELD, warc="the record")
    assert Unmodified.from_crawler(crawler).process_response(request, response) is response
    assert held.frontier.kind(HELD) == "requisite"


def test_a_304_of_nothing_is_asked_again_once(crawler: Crawler, held: Session) -> None:
    """Without conditions, past the filter of duplicates; a second one is let through."""
    unmodified = Unmodified.from_crawler(crawler)
    shown = held.archive_exchange(exchange("never.png", status=304))
    assert shown is not None
    response = Response(BASE + "never.png", status=304)
    again = unmodified.process_response(asked_for(response.url, warc=shown.capture), response)
    assert isinstance(again, Request)
    assert again.dont_filter
    unmodified.process_request(again)
    assert conditions(again) == {}
    assert unmodified.process_response(again, response) is response


def test_requisites_may_redirect_within_their_hosts(intake: Intake) -> None:
    """Files stand outside a site's folder; pages do not. What must not be asked for is not."""
    site = USST.at(BASE + "en/")
    intake.move_to(replace(site, unasked=(r"/click\.jsp",)))
    targets = targets_of(intake, 1)
    file = target(BASE + "system/x.png", role=Role.REQUISITE)
    assert targets.process_request(file) is None
    for url, role in ((BASE + "zh/1.htm", Role.ARTICLE), (BASE + "click.jsp", Role.REQUISITE)):
        with pytest.raises(NotAsked, match="external"):
            targets.process_request(target(url, role=role))


def test_of_requisites_that_lead_to_one_place_one_goes_there(intake: Intake) -> None:
    """All at once, before it answers; a second try of the one that went is let through."""
    targets = targets_of(intake, 1)
    first = target(BASE + "login.htm", role=Role.REQUISITE)
    assert targets.process_request(first) is None
    again = first.replace(meta=dict(first.meta))
    assert targets.process_request(again) is None
    other = target(BASE + "login.htm", role=Role.REQUISITE, asked=BASE + "other.png")
    with pytest.raises(NotAsked, match="moved"):
        targets.process_request(other)
    further = again.replace(url=BASE + "info/1/7.htm")
    with pytest.raises(NotAsked, match="moved"):
        targets.process_request(further)
