"""The words of small bodies, as Chromium shows them."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.chromium import browsing
from shown import OTHERWISE, SHOWN

pytestmark = pytest.mark.slow


def test_the_words_are_those_that_a_browser_shows(tmp_path: Path) -> None:
    """Word for word and in order; where the text is another on purpose, it is."""
    with browsing(tmp_path / "profile") as page:
        for body, text in [*SHOWN, *OTHERWISE]:
            page.set_content(f"<!DOCTYPE html><main>{body}</main>")
            shown = page.inner_text("main")
            assert (shown.split() == text.split()) == ((body, text) in SHOWN), body
