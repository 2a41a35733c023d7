"""With the replica gone, its pages are in two players what they were in the browser.

The truth is what Chromium showed of each page while the origin was there: words, images, linked
stylesheets, computed styles, backgrounds, fonts. Nothing but the player is asked for anything.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser.origins import PAGES
from browser.players import replayed
from browser.playing import PLAYERS, RWP, differences, played
from browser.seen import look

if TYPE_CHECKING:
    from browser.origins import Origin
    from playwright.sync_api import Page

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def captured(page: Page, url: str, when: str) -> str:
    """Ask what a player tells the page of itself: when the capture that it shows was made."""
    frame = replayed(page, url, when)
    assert frame is not None
    return str(frame.evaluate("wbinfo.timestamp"))


@pytest.mark.parametrize("player", PLAYERS)
def test_pages_are_what_they_were(player: str, replica: Origin, tmp_path: Path) -> None:
    """Twenty pages, with every image that the origin had."""
    assert len(replica.pages) == PAGES
    assert replica.drawn > 20
    assert differences(replica, player, tmp_path) == {}


@pytest.mark.parametrize("player", PLAYERS)
def test_each_capture_of_an_unchanged_page_replays(
    player: str, replica: Origin, tmp_path: Path
) -> None:
    """The second crawl's captures are revisits; at either time the page is whole."""
    urls = list(replica.live)[:4]
    with played(player, replica.archive, tmp_path) as (shown, page):
        for url in urls:
            times = replica.captures[url]
            assert len(times) == 2
            for when in times:
                assert shown.show(page, url, when).against(replica.live[url]) == [], (url, when)
                assert captured(page, url, when) == when


@pytest.mark.parametrize("player", PLAYERS)
def test_what_the_players_cannot_know(player: str, replica: Origin, tmp_path: Path) -> None:
    """A browser guesses the coding of a page that declares none, and asks for the images that it
    names so; the players rewrite its addresses as other letters. All else of it is there.
    """
    live = replica.live[replica.undeclared]
    with played(player, replica.archive, tmp_path) as (shown, page):
        seen = shown.show(page, replica.undeclared)
    crest = "%E6%A0%A1%E5%BE%BD.png"  # 校徽
    kept = [pair for pair in zip(live.images, seen.images, strict=True) if pair[0][0] != crest]
    assert dict(live.images)[crest] > 0
    assert len(kept) == len(live.images) - 1
    assert [f"images: {before}" for before, after in kept if before != after] == []
    assert [each for each in seen.against(live) if not each.startswith("images:")] == []


def test_replay_opens_at_the_home_page(replica: Origin, tmp_path: Path) -> None:
    """Without an address the viewer shows the archive's home page."""
    with played(RWP, replica.archive, tmp_path) as (shown, page):
        page.goto(shown.url)
        there = f"mp_/{replica.base_url}"
        home = look(page, lambda: next((f for f in page.frames if f.url.endswith(there)), None))
    assert home.against(replica.live[replica.base_url]) == []
