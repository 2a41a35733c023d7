"""Shingles, and bands that those share who share many."""

from __future__ import annotations

import subprocess
import sys
from random import Random

import pytest

from usstnews.text.similarity import LEAST_WORDS, bands, in_order, jaccard, shingles
from usstnews.text.wording import spelling, wording

STOCK = [f"{a}{b}" for a in "bcdfghklm" for b in ("a", "elo", "iru", "om", "ust")]


def text(rng: Random, number: int) -> list[str]:
    """Draw running words."""
    return [rng.choice(STOCK) + rng.choice(STOCK) for _ in range(number)]


@pytest.mark.parametrize("number", [0, 3, 4, 5, 6, 7, 30, 101])
def test_shingles_are_four_words_each(number: int) -> None:
    """As many as a plain loop finds, the same where the words are the same."""
    codes = spelling(wording(" ".join(text(Random(number), number))))
    plain = [tuple(codes[at : at + 4]) for at in range(number - 3)]
    found = in_order(codes)
    assert len(found) == len(plain)
    assert len(set(zip(plain, found, strict=True))) == len(set(plain)) == len(set(found))


def test_few_words_have_no_shingles() -> None:
    """One word more or less would be half of them."""
    said = text(Random(1), LEAST_WORDS)
    assert shingles(wording(" ".join(said)))
    assert not shingles(wording(" ".join(said[1:])))
    assert jaccard(frozenset(), frozenset()) == 0


@pytest.mark.parametrize(
    ("share", "least", "most"), [(0.8, 1.0, 1.0), (0.65, 0.98, 1.0), (0.1, 0, 0.05)]
)
def test_who_shares_many_shingles_shares_a_band(share: float, least: float, most: float) -> None:
    """About as often as the theory of MinHash says, over pairs of an exact Jaccard similarity."""
    rng, met = Random(5), 0
    for _ in range(200):
        common = [rng.getrandbits(56) for _ in range(round(600 * share / (1 + share)))]
        one, other = (
            frozenset([*common, *(rng.getrandbits(56) for _ in range(300 - len(common)))])
            for _ in range(2)
        )
        assert jaccard(one, other) == pytest.approx(share, abs=0.01)
        met += bool(set(bands(one)) & set(bands(other)))
    assert least <= met / 200 <= most


def test_bands_are_the_same_in_every_process() -> None:
    """A state is read by other processes than the one that wrote it."""
    code = (
        "from usstnews.text.similarity import bands, shingles;"
        "from usstnews.text.wording import wording;"
        "print(bands(shingles(wording('the quick brown fox and so on ' * 5 + 'to the end'))))"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]
    assert all(-(1 << 31) <= int(each) < 1 << 31 for each in said[0].strip("[]\n").split(","))
