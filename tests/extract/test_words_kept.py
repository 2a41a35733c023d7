"""No word of a body is lost, doubled or joined to another, whatever the markup around it."""

from __future__ import annotations

from bodies import CENTRED, read
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

FLOW = [
    *("p", "div", "span", "b", "section", "blockquote", "center", "h3", "pre", "a href=x.htm"),
    *("ul", "ol", "li", "dl", "dt", "dd", "font", "details", "ruby", "rt", "form", "address"),
    *("span style='display:block'", "div style='display:inline'", "p style='white-space:pre'"),
]
TABLES = [
    *("table", "caption", "tbody", "thead", "tr", "td", "th", "td colspan=3", "td rowspan=2"),
    *("td rowspan=9", "p", "table"),
]
PICTURES = [
    *("figure", "figcaption", f"p {CENTRED}", f"td {CENTRED}", "p class=vsbcontent_img", "tr"),
    *("center", "b", f"div {CENTRED}"),
]
UNSEEN = [
    *("p hidden", "span style='display:none'", "div style='visibility:hidden'", "script"),
    *("style", "template", "noscript", "select", "video", "i style='font-size:0'", "dialog"),
]
OTHERS = ["<br>", "<hr>", "<img src=a.png>", "\n", " ", "&nbsp;", "<!-- no -->"]
ENDLESS = {"div", "form"}  # their ends would end the body


def made_of(tags: list[str]) -> st.SearchStrategy[list[str]]:
    """Make bodies of words and a few tags, so that these stand in each other in every way."""
    names = [tag.partition(" ")[0] for tag in tags]
    around = [f"<{tag}>" for tag in tags] + [f"</{name}>" for name in names if name not in ENDLESS]
    unseen = [f"<{tag}>no</{tag.partition(' ')[0]}>" for tag in UNSEEN]
    others = st.sampled_from(OTHERS) | st.sampled_from(unseen)
    return st.lists(st.just("WORD") | st.sampled_from(around) | others, min_size=9)


def bodies(tags: list[str]) -> st.SearchStrategy[list[str]]:
    """Draw a few tags, and bodies made of them."""
    return st.lists(st.sampled_from(tags), min_size=2, max_size=4).flatmap(made_of)


flowing = bodies(FLOW)
pieces = flowing | bodies(TABLES) | bodies(PICTURES) | bodies(FLOW + TABLES + PICTURES)


def numbered(pieces: list[str]) -> str:
    """Give each word its number, and a blank on either side."""
    return "".join(f" w{at} " if each == "WORD" else each for at, each in enumerate(pieces))


@settings(max_examples=500)
@given(pieces)
def test_every_word_is_read_once(pieces: list[str]) -> None:
    """Each stands in the text or in a caption, once, and nothing that is not seen does."""
    article = read(numbered(pieces))
    said = [article.text, *(image.caption or "" for image in article.images)]
    assert sorted(" ".join(said).split()) == sorted(
        f"w{at}" for at, each in enumerate(pieces) if each == "WORD"
    )


@settings(max_examples=500)
@given(flowing)
def test_words_keep_their_order(pieces: list[str]) -> None:
    """But for tables, whose stray words a browser sets before them."""
    words = read(numbered(pieces)).text.split()
    assert words == sorted(words, key=lambda word: int(word[1:]))


@settings(max_examples=500)
@given(pieces)
def test_html_says_what_the_text_says(pieces: list[str]) -> None:
    """Whoever reads the sanitised HTML reads each word once, too."""
    kept = html.fragment_fromstring(read(numbered(pieces)).html, create_parent="div")
    assert sorted(kept.text_content().split()) == sorted(
        f"w{at}" for at, each in enumerate(pieces) if each == "WORD"
    )
