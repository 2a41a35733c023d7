"""No word of a body is lost, doubled or joined to another, whatever the markup around it."""

from __future__ import annotations

from bodies import CENTRED, read
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

OPENED = [
    *("p", "div", "span", "b", "section", "blockquote", "center", "h3", "pre", "a href=x.htm"),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "tbody", "thead", "tr", "td", "th"),
    *("td colspan=3", "td rowspan=2", "td rowspan=9", "figure", "figcaption", "font", "details"),
    *(f"p {CENTRED}", f"td {CENTRED}", "p class=vsbcontent_img", "ruby", "rt", "form", "address"),
    *("span style='display:block'", "div style='display:inline'", "p style='white-space:pre'"),
]
UNSEEN = [
    *("p hidden", "span style='display:none'", "div style='visibility:hidden'", "script"),
    *("style", "template", "noscript", "select", "video", "i style='font-size:0'", "dialog"),
]
tags = st.sampled_from([f"<{each}>" for each in OPENED])
NAMES = {each.partition(" ")[0] for each in OPENED} - {"div", "form"}  # they end the body
ends = st.sampled_from([f"</{name}>" for name in sorted(NAMES)])
others = st.sampled_from(["<br>", "<hr>", "<img src=a.png>", "\n", " ", "&nbsp;", "<!-- no -->"])
unseen = st.sampled_from(UNSEEN).map(lambda each: f"<{each}>no</{each.partition(' ')[0]}>")
pieces = st.lists(st.just("WORD") | tags | ends | others | unseen, max_size=60)


def numbered(pieces: list[str]) -> str:
    """Give each word its number, and a blank on either side."""
    return "".join(f" w{at} " if each == "WORD" else each for at, each in enumerate(pieces))


@given(pieces)
def test_every_word_is_read_once(pieces: list[str]) -> None:
    """Each stands in the text or in a caption, once, and nothing that is not seen does."""
    article = read(numbered(pieces))
    said = [article.text, *(image.caption or "" for image in article.images)]
    assert sorted(" ".join(said).split()) == sorted(
        f"w{at}" for at, each in enumerate(pieces) if each == "WORD"
    )


@given(pieces.filter(lambda pieces: not any("<t" in each for each in pieces)))
def test_words_keep_their_order(pieces: list[str]) -> None:
    """But for tables, whose stray words a browser sets before them."""
    words = read(numbered(pieces)).text.split()
    assert words == sorted(words, key=lambda word: int(word[1:]))


@given(pieces)
def test_html_says_what_the_text_says(pieces: list[str]) -> None:
    """Whoever reads the sanitised HTML reads each word once, too."""
    kept = html.fragment_fromstring(read(numbered(pieces)).html, create_parent="div")
    assert sorted(kept.text_content().split()) == sorted(
        f"w{at}" for at, each in enumerate(pieces) if each == "WORD"
    )
