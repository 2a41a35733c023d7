"""What Chromium shows of articles in each design is what the truth says, line by line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from browser.chromium import browsing

from usstnews.replica import Replica, serve
from usstnews.replica.designs import DESIGNS

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def squeezed(words: str) -> str:
    """Bring words on one line, without characters of no width."""
    return " ".join(re.sub("[\u200b\u200c\u200d\u2060\ufeff]", "", words).split())


def lines(page: Page, url: str) -> list[str]:
    """Give the lines that a visitor reads on a page."""
    page.goto(url, wait_until="domcontentloaded")
    return [squeezed(line) for line in page.evaluate("document.body.innerText").split("\n")]


@pytest.mark.parametrize("name", DESIGNS)
def test_each_line_of_an_article_is_a_line_on_the_page(name: str, tmp_path: Path) -> None:
    """The title, each caption, and the lines of the text in their order, but for rows of tables;
    the date line stands in one piece.
    """
    with serve(Replica(articles=60, seed=1, design=name)) as server:
        truth = server.replica.truth(server.base_url)
        with browsing(tmp_path) as page:
            page.route(
                "**/*",
                lambda route: (
                    route.continue_() if route.request.is_navigation_request() else route.abort()
                ),
            )
            for one in truth["articles"]:
                shown = lines(page, one["url"])
                captions = {squeezed(image["caption"] or "") for image in one["images"]}
                assert {squeezed(one["title"]), *captions} - {""} <= set(shown), one["url"]
                ahead = iter(shown)
                for line in filter(None, one["text"].split("\n")):
                    assert "\t" in line or squeezed(line) in ahead, (one["url"], line)
                told = re.sub(r"\s", "", one["published_raw"] or "")
                assert told in re.sub(r"\s", "", "".join(shown)), one["url"]
