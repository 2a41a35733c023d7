"""What a page's own style rules hide of its body."""

from __future__ import annotations

import pytest

from usstnews.extract import extract_article

URL = "https://en.usst.edu.cn/info/1023/2065.htm"


def text_with(css: str) -> str:
    """Read three paragraphs of a page with a style sheet in its head."""
    return extract_article(
        f"<html><head><style>{css}</style></head><body class=page>"
        "<form name='_newscontent_fromname'><h1>Title</h1><div class='v_news_content'>"
        "<p class='x y' id=i>One</p><p class=y>Two</p><p class=x style='display:block'>Three</p>"
        "</div></form></body></html>",
        URL,
    ).text.replace("\n\n", " ")


@pytest.mark.parametrize(
    ("css", "text"),
    [
        (".x{display:none}", "Two Three"),
        ("/* .x{display:none} */", "One Two Three"),
        (".x{display:none} .y{display:block}", "One Two Three"),
        (".y{display:block} .x{DISPLAY: NONE}", "Two Three"),
        (".x,.z:hover{display:none!important} #i{display:block}", "Two"),
        ("#i{display:block} .x{display:none}", "One Two Three"),
        ("p{display:none}", "Three"),
        (".x{display:none} .q > .y{display:block}", "Two Three"),
        (".x{display:none} div > .y{display:block}", "One Two Three"),
        (".x{display:none} .y:first-child{display:block}", "One Two Three"),
        (".x{display:none} .y::after{display:block}", "Two Three"),
        (".x{content:'}';display:none}", "Two Three"),
        (".x{display:none;display:block}", "One Two Three"),
        (".x{display:none!important;display:block}", "Two"),
        ("<!-- .x{display:none} -->", "Two Three"),
        (".z|p,a|.x,\\1{display:none} .x{display:none}", "Two Three"),
        (".page .x{display:none}", "Two Three"),
        (".other .x{display:none}", "One Two Three"),
        ("body > form p.y{display:none}", "Three"),
        ("body > p{display:none}", "One Two Three"),
        ("p+p{display:none}", "One Three"),
        ("#i~.y{display:none}", "One Three"),
        ("h1~p{display:none}", "One Two Three"),
        ("[class='x y']{display:none}", "Two Three"),
        (".x:not(.y){display:none}", "One Two Three"),
        (".x::before{display:none}", "One Two Three"),
        ("@media print{.x{display:none}} .y{color:red}", "One Two Three"),
        ("@import 'a.css'; .x{display:none}", "Two Three"),
        (".x{display:none", "Two Three"),
        ("}{.x{display:none}", "One Two Three"),
        ("..x{display:none} .y{display:none}", "Three"),
        ("".join(f".a{n}{{display:block}}" for n in range(101)) + ".x{display:none}",
         "One Two Three"),
    ],
)  # fmt: skip
def test_rules_hide_what_a_browser_would_hide(css: str, text: str) -> None:
    """The strongest rule holds; what is not understood, or is for some screens, hides nothing."""
    assert text_with(css) == text
