"""Politeness, read off the clock of the site that is asked."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from crawls import run_crawl

from usstnews.replica import Replica, serve

pytestmark = pytest.mark.usefixtures("uncounted")


def test_the_crawl_delay_is_a_floor(tmp_path: Path) -> None:
    """With `Crawl-delay: 1` and a `Disallow` no two requests arrive closer than a second,
    AutoThrottle or not, and nothing disallowed is asked for. Eight requests show it.
    """
    with serve(Replica(articles=12, crawl_delay=1)) as server:
        done = run_crawl(
            tmp_path,
            f"base_url={server.base_url}",
            "listings=private/index.htm,Research.htm,Banner.htm",
            "limit=5",
            settings=(
                "AUTOTHROTTLE_ENABLED=1",
                "AUTOTHROTTLE_START_DELAY=0",
                "CLOSESPIDER_PAGECOUNT=8",
            ),
        )

    times = [when for when, _, _ in server.requests]
    assert done.status == 2, "it was stopped"
    assert len(times) > 6
    assert not any(path.startswith("/private") for _, _, path in server.requests)
    assert min(later - earlier for earlier, later in pairwise(times)) >= 1.0


def test_disallowed_pages_are_not_asked_for(tmp_path: Path) -> None:
    """A listing that robots.txt disallows is left out, and the run says what became of it."""
    with serve(Replica(articles=12)) as server:
        done = run_crawl(
            tmp_path, f"base_url={server.base_url}", "listings=private/index.htm,Research.htm"
        )

    assert not any(path.startswith("/private") for _, _, path in server.requests)
    assert done.status == 0
    assert done.report["pages"]["forbidden"] == 1


def test_a_delay_beyond_a_minute_stops_the_run_before_its_first_page(tmp_path: Path) -> None:
    """Only robots.txt is asked for; the reason names the delay and the setting."""
    with serve(Replica(articles=12, crawl_delay=61)) as server:
        done = run_crawl(tmp_path, f"base_url={server.base_url}")

    assert [path for _, _, path in server.requests] == ["/robots.txt"]
    assert done.status == 2
    assert "Crawl-delay of 61 s" in done.reason
    assert "CRAWL_DELAY_MOST" in done.reason


def test_a_challenge_page_stops_the_run(tmp_path: Path) -> None:
    """A page that only a person may pass ends the run with status 2, and is no article."""
    with serve(Replica(articles=12, challenge=True)) as server:
        done = run_crawl(tmp_path, f"base_url={server.base_url}")

    assert done.status == 2
    assert "challenge" in done.reason
    assert done.articles() == []
    assert len(server.requests) <= 3


def test_the_defaults_are_polite() -> None:
    """Two requests at a time, throttled, robots.txt obeyed, and a name to complain to."""
    from scrapy.settings import Settings

    settings = Settings()
    settings.setmodule("usstnews.settings")

    assert settings.getbool("ROBOTSTXT_OBEY")
    assert settings.getbool("AUTOTHROTTLE_ENABLED")
    assert settings.getint("CONCURRENT_REQUESTS") == 2
    assert settings.getfloat("DOWNLOAD_DELAY") > 0
    assert re.fullmatch(r"usstnews/[\d.]+ \(\+https://\S+\)", settings["USER_AGENT"])
