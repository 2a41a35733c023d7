"""Text as a browser shows it; tests/browser holds the same bodies against Chromium."""

from __future__ import annotations

import pytest
from bodies import read
from shown import OTHERWISE, SHOWN


@pytest.mark.parametrize(("body", "text"), [*SHOWN, *OTHERWISE])
def test_a_body_reads_as_it_is_shown(body: str, text: str) -> None:
    """No word is lost, doubled or moved; lines are neither joined nor parted."""
    assert read(body).text == text


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("<span style='display:block'>A</span>B", "<div>A</div>B"),
        ("<div style='display:inline'>A</div>B", "AB"),
        ("<p>A<b style='display:none'>no</b></p>", "<p>A</p>"),
        ("<section style='display:flex'>A</section>", "<div>A</div>"),
    ],
)
def test_html_keeps_what_is_a_block(body: str, html: str) -> None:
    """Where a style makes or unmakes a block, the HTML, which has no styles, says so by itself."""
    assert read(body).html == html
