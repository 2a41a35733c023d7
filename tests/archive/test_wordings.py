"""Which held article another one repeats, by what the state knows of both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alike import body, edited, whole
from real import SITE, needs_site
from recorded import stored

from usstnews.archive.history import Repeated, mark
from usstnews.archive.nearness import REMEMBERED
from usstnews.archive.state import State
from usstnews.archive.wordings import Wordings
from usstnews.extract import extract_article
from usstnews.items import Article
from usstnews.sites import VSB
from usstnews.text.similarity import BANDS


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """Open an empty state."""
    with State(tmp_path / "state.db") as state:
        yield state


def hold(state: State, number: int, text: str, **changes: object) -> Article:
    """Judge an article and hold it, as a crawl does."""
    digest = f"sha256:{hash(text)}"
    article = stored(number, **{"text": text, "digest": digest, **changes})
    wordings = Wordings(state)
    article = mark(article, wordings.repeated(article))
    state.hold(article)
    wordings.hold(article)
    return article


def test_what_says_nearly_the_same_repeats_it(state: State) -> None:
    """The score is the share of shingles in common, to a hundredth, less than of equals."""
    first = hold(state, 1, whole(1))
    assert first.duplicate_of is None
    assert hold(state, 2, whole(2)).duplicate_of is None
    near = hold(state, 3, edited(1))
    # 98 of the 118 that begin at a word and reach to its end, less those dropped or cut.
    assert (near.duplicate_of, near.duplicate_score) == (first.url, round(97 / 117, 2))
    retitled = hold(state, 4, whole(1), digest="sha256:other")
    assert (retitled.duplicate_of, retitled.duplicate_score) == (first.url, 0.99)
    equal = hold(state, 5, whole(1))
    assert (equal.duplicate_of, equal.duplicate_score) == (first.url, 1.0)


def test_few_words_and_other_figures_are_left_alone(state: State) -> None:
    """They are duplicates only where they are equal."""
    hold(state, 1, "See the annex.")
    assert hold(state, 2, "See the annex.", digest="sha256:x").duplicate_of is None
    assert hold(state, 3, "See the annex.").duplicate_of is not None
    frame = whole(3) + " It was the {} festival of all."
    hold(state, 4, frame.format("18th"))
    assert hold(state, 5, frame.format("19th")).duplicate_of is None


def test_groups_are_stars(state: State) -> None:
    """What repeats something is no original, so nothing is reached over several steps."""
    first = hold(state, 1, whole(1))
    second = hold(state, 2, edited(1, 4))
    third = hold(state, 3, edited(1, 8))
    assert second.duplicate_of == first.url
    assert third.duplicate_of is None, "alike to the second alone, which repeats the first"
    assert hold(state, 4, edited(1, 4)).duplicate_of == first.url, "and equal to the second"
    assert hold(state, 5, edited(1, 7)).duplicate_of == third.url, "the most alike of all"


def test_of_several_alike_the_most_alike_is_named(state: State) -> None:
    """Whichever came first, and whatever their ids."""
    hold(state, 2, edited(1, 6))
    assert hold(state, 5, whole(1)).duplicate_of is None, "half of it is not enough"
    near = hold(state, 6, edited(1, 2))
    assert near.duplicate_of == stored(5).url
    assert hold(state, 1, edited(1, 4)).duplicate_of == stored(2).url


def test_of_many_in_one_frame_those_most_alike_are_looked_at(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few may be, a copy is found among a dozen of its series."""
    monkeypatch.setattr("usstnews.archive.wordings.CANDIDATES_MOST", 2)
    texts = [f"{whole(1)} It was festival no. {n}. {whole(100 + n, 3)}" for n in range(2, 14)]
    for number, text in enumerate(texts):
        assert hold(state, number, text).duplicate_of is None
    for number, text in enumerate(texts):
        copied = hold(state, 100 + number, text, digest=f"sha256:copy {number}")
        assert copied.duplicate_of == stored(number).url


def test_an_edit_takes_the_place_of_what_was_said(state: State) -> None:
    """Old words are not found any more, new ones are, and no row is left of them."""
    hold(state, 1, whole(1))
    hold(state, 1, whole(2), version=2)
    assert hold(state, 2, edited(1)).duplicate_of is None
    assert hold(state, 3, edited(2)).duplicate_of == stored(1).url
    assert state.db.execute("SELECT count(*) FROM wordings").fetchone() == (3,)
    assert state.db.execute("SELECT count(*) FROM bands").fetchone() == (2 * BANDS,)
    hold(state, 2, "Nothing.", version=2)
    assert state.db.execute("SELECT count(*) FROM bands").fetchone() == (BANDS,)


def test_who_repeats_an_article_that_was_edited_away_stands_for_itself(state: State) -> None:
    """So a third one finds it; an edit that leaves both alike changes nothing."""
    first = hold(state, 1, whole(1))
    assert hold(state, 2, edited(1)).duplicate_of == first.url
    hold(state, 1, edited(1, 1), version=2)
    assert hold(state, 3, edited(1)).duplicate_of == first.url
    hold(state, 1, whole(5), version=3)
    assert hold(state, 4, edited(1, 3)).duplicate_of == stored(2).url


def test_who_repeats_what_tells_of_another_event_by_now_stands_for_itself(state: State) -> None:
    """Though both are as alike as before, but for a figure."""
    frame = whole(3) + " It was the {} festival of all."
    first = hold(state, 1, frame.format("18th"))
    assert hold(state, 2, frame.format("18th") + " So it goes.").duplicate_of == first.url
    hold(state, 1, frame.format("19th"), version=2)
    assert hold(state, 3, frame.format("18th") + " So be it.").duplicate_of == stored(2).url


def test_equal_ones_are_found_where_the_first_of_them_was_edited(state: State) -> None:
    """Also those of few words, which nothing else finds."""
    first = hold(state, 1, "See the annex.")
    assert hold(state, 2, "See the annex.").duplicate_of == first.url
    hold(state, 1, "See the other annex.", version=2)
    assert hold(state, 3, "See the annex.").duplicate_of == stored(2).url


def test_nobody_repeats_what_repeats_it(state: State) -> None:
    """An article that was edited, and then set back, is the original that it was."""
    first = hold(state, 1, whole(1))
    for text, digest in ((whole(1), None), (edited(1), "sha256:near")):
        changes = {} if digest is None else {"digest": digest}
        assert hold(state, 2, text, **changes).duplicate_of == first.url
        assert hold(state, 1, whole(5), version=2).duplicate_of is None
        assert hold(state, 1, whole(1), version=3).duplicate_of is None


@pytest.mark.parametrize(
    ("least", "found"), [("0.5", [True, True]), ("0.7", [True, False]), ("1", [False, False])]
)
def test_the_state_says_how_alike_they_have_to_be(
    state: State, least: str, found: list[bool]
) -> None:
    """With 1, equal articles alone are duplicates."""
    state.remember(REMEMBERED, least)
    first = hold(state, 1, whole(1))
    near = [hold(state, 2, edited(1)), hold(state, 3, edited(1, 4))]
    assert [article.duplicate_of == first.url for article in near] == found
    assert hold(state, 4, whole(1)).duplicate_of == first.url
    retitled = hold(state, 5, whole(1), digest="sha256:retitled")
    assert (retitled.duplicate_of == first.url) is (least != "1")


def test_paragraphs_may_change_their_places(state: State) -> None:
    """Only the shingles at the seams are others."""
    said = body(7)
    first = hold(state, 1, " ".join(said))
    moved = hold(state, 2, "\n\n".join([*said[6:], *said[:6]]))
    assert moved.duplicate_of == first.url
    assert (moved.duplicate_score or 0) > 0.9


def test_an_article_repeats_none_of_its_own_versions(state: State) -> None:
    """Else every small edit would."""
    hold(state, 1, whole(1))
    assert hold(state, 1, edited(1, 1), version=2).duplicate_of is None
    assert Wordings(state).repeated(stored(1, text=whole(1))) is None
    assert Wordings(state).repeated(stored(2, text=whole(1), digest="")) == Repeated(
        stored(1).url, round(107 / 117, 2)
    )


# Read by eye: notices of admission of 2022, 2023 and 2024, each posted in several columns, one with
# the rules that go with it; calls for tenders, and the plan of a festival that was revised.
POSTED = {
    2521: {9541},
    2631: {8931, 9091},
    3131: {3141},
    6811: {6851},
    8881: {8901},
    8921: {8941},
    10652: {10662, 10672, 10682, 10692, 10702, 10722},
    11142: {11152},
}


@needs_site
def test_real_notices_of_each_year_are_one_article(state: State) -> None:
    """Of 360 pages in Chinese, held by their ids; tenders in one form stay apart."""
    pages = {int(page.stem): page for page in (SITE / "info").glob("*/*.htm")}
    assert len(pages) == 360
    found: dict[int, set[int]] = {}
    for number, page in sorted(pages.items()):
        url = f"https://h/info/{page.parent.name}/{page.name}"
        text = extract_article(page.read_text("utf-8"), url, VSB).text
        article = hold(state, number, text, digest=f"sha256:{number}")
        if article.duplicate_of is not None:
            found.setdefault(int(article.duplicate_of.split("/")[-1][:-4]), set()).add(number)
    assert found == POSTED
