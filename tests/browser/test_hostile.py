"""A page that tries every way out gets nothing out of the viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.chromium import UNRESOLVED, browsing, reached
from browser.hostile import HOSTILE, HOSTS
from browser.origins import files
from browser.playing import RWP, played
from recorded import exchange, record

from usstnews.archive.layout import Archive

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_a_page_that_wants_out_is_seen_to(tmp_path: Path) -> None:
    """Outside of a player the same page asks for all of its hosts, even those only prefetched."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_bytes(HOSTILE)
    log = tmp_path / "net-log.json"
    with files(tmp_path / "site") as url, browsing(tmp_path / "profile", log) as page:
        page.goto(url)
        page.wait_for_timeout(2000)
    hosts = reached(log)
    assert hosts >= HOSTS
    assert UNRESOLVED.lower() in {host.lower() for host in hosts}


def test_a_page_that_wants_out_gets_nothing_out(tmp_path: Path) -> None:
    """Sockets, beacons, workers, prefetching: nothing of it leaves this machine."""
    archive = Archive(tmp_path / "usst").make()
    record(archive, exchange("info/1/7.htm", HOSTILE))
    with played(RWP, archive.root, tmp_path) as (shown, page):
        seen = shown.show(page, "https://en.usst.edu.cn/info/1/7.htm")
        page.wait_for_timeout(2000)
    assert seen.text == "Hostile"
