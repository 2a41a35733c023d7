"""Pairs as alike as pairs that were seen on the site.

Written without a look at the code that is measured, and not changed to please it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pairs import Pairs
    from writers import Body, Sentence

# The pairs that were measured on the site, and whether they are one article.
SEEN = (
    (0.98, 0.94, True),
    (0.85, 0.74, True),
    (0.83, 0.70, True),
    (0.81, 0.67, True),
    (0.49, 0.32, False),
    (0.25, 0.14, False),
    (0.13, 0.06, False),
)


def shaped(make: Pairs, containment: float, jaccard: float, *, same: bool) -> tuple[str, str]:
    """Make a pair of so large a containment and Jaccard of its shingles, to a hundredth."""
    while True:
        made = _same(make, jaccard) if same else _alike(make, jaccard)
        measured = measure(*made)
        if abs(measured[0] - containment) < 0.012 and abs(measured[1] - jaccard) < 0.01:
            return made


def _same(make: Pairs, jaccard: float) -> tuple[str, str]:
    """Edit sentence by sentence: other words for some, in its place or as a whole."""
    body = make.body(make.rng.randint(16, 30))
    sentences = list(body.sentences)
    one = body.text
    order = list(range(1, len(sentences)))
    make.rng.shuffle(order)
    for at in order:
        whole = make.rng.random() < 0.5
        sentences[at] = make.rewritten(sentences[at]) if whole else _touched(make, sentences[at])
        if measure(one, _joined(body, sentences))[1] < jaccard + 0.008:
            break
    return one, _joined(body, sentences)


def _touched(make: Pairs, sentence: Sentence) -> Sentence:
    """Replace a word or two of a sentence, never a figure."""
    parts = list(sentence)
    for _ in range(make.rng.randint(1, 2)):
        at = make.rng.randrange(len(parts))
        part = parts[at]
        if isinstance(part, str):
            parts[at] = make.language.words(1)[0]
        elif part.kind == "place":  # a centre goes by another name there
            parts[at] = make.other(part)
    return tuple(parts)


def _alike(make: Pairs, jaccard: float) -> tuple[str, str]:
    """Fill a frame twice, beside as much of each one's own as it takes."""
    size = make.rng.randint(16, 30)
    opening = make.language.sentence([make.language.slot("date"), make.language.slot("ordinal")])
    frame = [opening, *(make.sentence() for _ in range(size - 1))]
    one = make.laid_out(frame)
    sentences = [make.refilled(each) for each in frame]
    for at in range(len(sentences) - 1, 0, -1):
        if measure(one.text, _joined(one, sentences))[1] < jaccard + 0.008:
            break
        sentences[at] = make.sentence()
    return one.text, _joined(one, sentences)


def _joined(body: Body, sentences: list[Sentence]) -> str:
    return replace(body, paragraphs=(tuple(sentences),)).text


def measure(one: str, other: str) -> tuple[float, float]:
    """Measure containment and Jaccard of shingles of four words; a Han character is a word."""
    mine, theirs = _shingles(one), _shingles(other)
    common = len(mine & theirs)
    return common / min(len(mine), len(theirs)), common / len(mine | theirs)


def _shingles(text: str) -> set[tuple[str, ...]]:
    spread = "".join(f" {each} " if "\u4e00" <= each <= "\u9fff" else each for each in text)
    words = spread.lower().replace("。", " ").replace(".", " ").replace(",", " ").split()
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))
