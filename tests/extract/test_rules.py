"""What a page's own style rules hide of its body; tests/browser holds them against Chromium."""

from __future__ import annotations

import pytest
from shown import RULED, ruled

from usstnews.extract import extract_article

URL = "https://en.usst.edu.cn/info/1023/2065.htm"


def text_of(page: str) -> str:
    """Read the words of a page on one line."""
    return extract_article(page, URL).text.replace("\n\n", " ")


@pytest.mark.parametrize(("css", "text"), RULED)
def test_rules_hide_what_a_browser_hides(css: str, text: str) -> None:
    """The strongest rule holds, wherever it stands."""
    assert text_of(ruled(css)) == text


@pytest.mark.parametrize(
    ("css", "text"),
    [
        (".x:not(.z){display:none}", "One Two Three"),
        (".x:first-child{display:none}", "One Two Three"),
        ("@media screen and (min-width: 1px){.x{display:none}}", "One Two Three"),
        ("".join(f".a{n}{{display:block}}" for n in range(101)) + ".x{display:none}",
         "One Two Three"),
        (f"{'.x' * 201}{{display:none}}", "One Two Three"),
        (".z|p,a|.x,\\1{display:none} .x{display:none}", "Two Three"),
    ],
)  # fmt: skip
def test_rules_that_are_not_read_hide_nothing(css: str, text: str) -> None:
    """Those for states and some screens, those of many, those that no tree can answer."""
    assert text_of(ruled(css)) == text


def test_all_sheets_of_a_page_count_but_those_for_paper() -> None:
    """What one sheet hides another may show; a printer's hides nothing."""
    shown = "<style>.x{display:none}</style><style media=screen>.x{display:block}</style>"
    paper = "<style media=print>.x{display:none}</style>"
    for sheets in (shown, paper):
        assert text_of(sheets + ruled("")) == "One Two Three"
