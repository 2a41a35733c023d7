"""Bodies of made-up words that are as alike as a test wants them."""

from __future__ import annotations

from random import Random

STOCK = [f"{a}{b}{c}" for a in "bdfgklmnrt" for b in "aeiou" for c in ("lo", "rin", "st", "nu")]


def body(seed: int, sentences: int = 12) -> list[str]:
    """Write the sentences of a body, of ten words each and without figures."""
    rng = Random(seed)
    return [" ".join(rng.choices(STOCK, k=10)) + "." for _ in range(sentences)]


def edited(seed: int, dropped: int = 2, sentences: int = 12) -> str:
    """Write such a body without some of its first sentences."""
    return " ".join(body(seed, sentences)[dropped:])


def whole(seed: int, sentences: int = 12) -> str:
    """Write all of such a body."""
    return edited(seed, 0, sentences)
