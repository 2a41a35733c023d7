"""The words of the replica's articles: names, figures, titles and sentences, drawn from a seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usstnews.replica.phrases import LISTS, PERSON_GIVEN, PERSON_SURNAMES, SENTENCES, TITLES

if TYPE_CHECKING:
    from random import Random

__all__ = ["Prose"]

SURNAMES, GIVEN_NAMES = PERSON_SURNAMES.split(), PERSON_GIVEN.split()

NUMBERS = {
    "few": (2, 9),
    "some": (11, 48),
    "many": (60, 480),
    "lots": (520, 9800),
    "percent": (12, 96),
    "day": (1, 28),
    "clock": (8, 17),
}
FIGURES = frozenset({*NUMBERS, "month"})


class Prose(dict[str, str]):
    """Draw words; also the mapping that fills the blanks of a sentence's pattern.

    With `others` the days and figures are drawn from there, and none is what it was.
    """

    def __init__(self, rng: Random, others: Random | None = None) -> None:
        super().__init__()
        self.rng, self.others = rng, others
        self.last: dict[str, str] = {}

    def __missing__(self, blank: str) -> str:
        """Fill one blank, never with the same word twice running; a digit at its end is ignored."""
        kind = blank.rstrip("0123456789")
        if kind == "person":
            return self.person()
        word = drawn(self.rng, kind)
        while word == self.last.get(kind):
            word = drawn(self.rng, kind)
        if kind not in NUMBERS:
            self.last[kind] = word
        if self.others is None or kind not in FIGURES:
            return word
        while (other := drawn(self.others, kind)) == word:
            pass
        return other

    def person(self) -> str:
        """Name a person, family name first."""
        return f"{self.rng.choice(SURNAMES)} {self.rng.choice(GIVEN_NAMES)}"

    def fill(self, pattern: str) -> str:
        """Fill the blanks of one pattern."""
        return pattern.format_map(self)

    def title(self) -> str:
        """Write a headline."""
        return self.fill(self.rng.choice(TITLES))

    def sentences(self, count: int) -> list[str]:
        """Write sentences of which no two have the same pattern."""
        return [self.fill(pattern) for pattern in self.rng.sample(SENTENCES, count)]

    def paragraphs(self, count: int) -> list[str]:
        """Write paragraphs of one to four sentences."""
        sizes = [self.rng.choice((1, 2, 2, 3, 3, 4)) for _ in range(count)]
        drawn = self.sentences(sum(sizes))
        written: list[str] = []
        for size in sizes:
            written.append(" ".join(drawn[:size]))
            drawn = drawn[size:]
        return written

    def line(self) -> str:
        """Write a short bare line, as captions and sub-heads are: no stop at its end."""
        return self.fill(
            self.rng.choice(
                (
                    "{person} delivers a speech at the opening",
                    "Students from the {school} in the {place}",
                    "Group photo of the {event}",
                    "{person} presents the {prize}",
                    "A corner of the {place}",
                    "Guests visit the {lab}",
                    "The {field} team during the {event}",
                )
            )
        )


def drawn(rng: Random, kind: str) -> str:
    """Draw a figure or a word of some kind."""
    if kind in NUMBERS:
        return f"{rng.randint(*NUMBERS[kind]):d}"
    return rng.choice(LISTS[kind])
