"""What bodies show, as Chromium shows it."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from browser.chromium import browsing
from real import SITE, needs_site
from shown import OTHERWISE, RULED, SHOWN, ruled

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def test_the_words_are_those_that_a_browser_shows(tmp_path: Path) -> None:
    """Word for word and in order; where the text is another on purpose, it is."""
    with browsing(tmp_path / "profile") as page:
        for body, text in [*SHOWN, *OTHERWISE]:
            page.set_content(f"<!DOCTYPE html><main>{body}</main>")
            shown = page.inner_text("main")
            assert (shown.split() == text.split()) == ((body, text) in SHOWN), body


def test_rules_hide_what_they_hide_in_a_browser(tmp_path: Path) -> None:
    """The strongest rule holds there, too."""
    with browsing(tmp_path / "profile") as page:
        for css, text in RULED:
            page.set_content(ruled(css))
            assert page.inner_text(".v_news_content").split() == text.split(), css


@needs_site
def test_the_benchmark_judges_by_what_a_browser_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On every article of the mirrored site, visible.py reads the words of innerText."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    visible = import_module("visible")
    picture = re.compile(f"{visible.PICTURE}[^{visible.PICTURE}]*{visible.PICTURE}")
    files = sorted(SITE.glob("info/*/*.htm"))
    with browsing(tmp_path / "profile") as page:
        for file in files:
            html = file.read_text("utf-8-sig")
            page.set_content(html, wait_until="commit")
            shown = page.locator(".v_news_content").first.inner_text()
            read = picture.sub("", visible.seen(visible.body_of(html)))
            assert read.split() == shown.split(), file.name
    assert len(files) == 360
