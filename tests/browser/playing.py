"""One player, one browser: pages held against what they were, and the net log against both."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from browser.chromium import browsing, is_loopback, reached
from browser.players import pywb, replay_web_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from browser.origins import Origin
    from browser.players import Player
    from playwright.sync_api import Page

RWP = "ReplayWeb.page"
PLAYERS = [RWP, "pywb"]
SHOTS = os.environ.get("USSTNEWS_SHOTS")


@contextmanager
def played(player: str, archive: Path, folder: Path) -> Iterator[tuple[Player, Page]]:
    """Start a player and a browser; at the end, hold that the browser reached only the player."""
    log = folder / "net-log.json"
    with replay_web_page(archive) if player == RWP else pywb(archive, folder / "pywb") as serving:
        with browsing(folder / "profile", log) as page:
            yield serving, page
        hosts = reached(log)
    port = serving.url.split(":")[2].strip("/")
    assert f"127.0.0.1:{port}" in hosts, "the log tells nothing"
    assert {host for host in hosts if not is_loopback(host)} == set()
    assert {host for host in hosts if not host.endswith(f":{port}")} <= {"127.0.0.1"}


def differences(origin: Origin, player: str, folder: Path) -> dict[str, list[str]]:
    """Show an origin's pages; gives those that are not what they were, and where.

    With `USSTNEWS_SHOTS`, a folder, a picture of each is taken.
    """
    found = {}
    with played(player, origin.archive, folder) as (shown, page):
        for number, url in enumerate(origin.pages):
            found[url] = shown.show(page, url).against(origin.live[url])
            if SHOTS:
                name = f"{origin.name}-{player}-{number:02}.png"
                page.screenshot(path=Path(SHOTS) / name)
    return {url: different for url, different in found.items() if different}
