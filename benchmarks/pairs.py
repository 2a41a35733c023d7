"""Pairs of articles whose truth is known: copies, edits and cross-posts; look-alikes of one series.

Written without a look at the code that is measured, and not changed to please it; but for
`lectures`, which came of a review of that code.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from shapes import SEEN, shaped
from writers import Body, Chinese, English, Sentence, Slot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

KINDS = ("date", "weekday", "year", "ordinal", "number", "number", "person", "person", "place")
FIGURES = frozenset({"date", "weekday", "year", "ordinal", "number"})
TELLING = ("date", "year", "ordinal")


class Pairs:
    """Makes pairs in one language."""

    def __init__(self, language: English) -> None:
        self.language, self.rng = language, language.rng

    def sentence(self, slotted: float = 0.45) -> Sentence:
        """Write a sentence, by chance with one to three dates, figures or names."""
        rng = self.rng
        number = rng.choice([1, 1, 2, 3]) if rng.random() < slotted else 0
        return self.language.sentence(
            [self.language.slot(rng.choice(KINDS)) for _ in range(number)]
        )

    def body(self, number: int | None = None) -> Body:
        """Write an article of so many sentences."""
        number = number or self.rng.randint(*self.language.sentences)
        told = self.language.sentence([self.language.slot("date"), self.language.slot("person")])
        return self.laid_out([told, *(self.sentence() for _ in range(number - 1))])

    def laid_out(self, sentences: list[Sentence]) -> Body:
        """Part sentences into paragraphs."""
        paragraphs, left = [], list(sentences)
        while left:
            size = self.rng.randint(1, 5)
            paragraphs.append(tuple(left[:size]))
            left = left[size:]
        return Body(tuple(paragraphs), self.language.write, self.language.between)

    # The same article

    def copied(self) -> tuple[str, str]:
        """Copy an article, with what a conversion does: quotes, blanks, a lost drop cap."""
        one = self.body().text
        other = one.replace(" ", "  ") if self.rng.random() < 0.5 else one.replace("\n\n", "\n")
        return one, other[1:] if self.rng.random() < 0.5 else other

    def edited(self) -> tuple[str, str]:
        """Edit an article by 5 to 20 % in whole sentences or paragraphs."""
        one = self.body()
        return one.text, self.edit(one, self.rng.uniform(0.05, 0.2)).text

    def retitled(self) -> tuple[str, str]:
        """Post an article again, with a touch here or there; the title is another."""
        one = self.body()
        return one.text, self.edit(one, 0.04).text if self.rng.random() < 0.3 else one.text

    def edit(self, body: Body, share: float) -> Body:
        """Change so large a share of a body's words, each sentence or paragraph as a whole."""
        rng = self.rng
        paragraphs = [list(paragraph) for paragraph in body.paragraphs]
        total = sum(map(len, body.sentences))
        left = share * total
        touched: set[int] = set()
        by_paragraph = rng.random() < 0.3
        for _ in range(200):
            at = rng.randrange(len(paragraphs))
            place = rng.randrange(len(paragraphs[at])) if paragraphs[at] else 0
            if not paragraphs[at] or id(paragraphs[at][place]) in touched:
                continue
            of = paragraphs[at] if by_paragraph else [paragraphs[at][place]]
            size = sum(map(len, of))
            if size > left * 1.1 or any(id(each) in touched for each in of):
                by_paragraph = False
                if left < 0.02 * total:
                    break
                continue
            left -= size
            start = 0 if by_paragraph else place
            how = rng.choice(["drop", "insert", "move", "rewrite", "rewrite"])
            made = self.changed(how, of, paragraphs[at], start, len(of))
            if how == "move":
                paragraphs.insert(rng.randint(0, len(paragraphs)), made)
            touched.update(map(id, made))
        kept = tuple(tuple(each) for each in paragraphs if each)
        return replace(body, paragraphs=kept)

    def changed(
        self, how: str, of: list[Sentence], paragraph: list[Sentence], start: int, size: int
    ) -> list[Sentence]:
        """Change some sentences of a paragraph in place; gives those that are not to be touched."""
        if how in {"drop", "move"}:
            moved = list(of)
            del paragraph[start : start + size]
            return moved
        if how == "insert":
            new = [self.sentence() for _ in of]
            paragraph[start:start] = new
            return [*new, *of]
        new = [self.rewritten(each) for each in of]
        paragraph[start : start + size] = new
        return new

    def rewritten(self, sentence: Sentence) -> Sentence:
        """Say the same in other words: what figures and names there are mostly stay."""
        slots = [part for part in sentence if isinstance(part, Slot) and self.rng.random() < 0.85]
        return self.language.sentence(slots)

    # Another one of the series

    def siblings(self, fields: frozenset[str] | None = None) -> tuple[str, str]:
        """Fill one frame twice, with other dates, figures and names; beside the frame each has a
        part of its own, which may be small or most of it.
        """
        rng = self.rng
        size = rng.randint(*self.language.sentences)
        own = round(size * rng.choice([0, 0, rng.uniform(0, 0.25), rng.uniform(0.1, 0.7)]))
        slotted = rng.uniform(0.15, 0.6)
        opening = [self.language.slot(rng.choice(TELLING)), self.language.slot("person")]
        frame = [self.language.sentence(opening)]
        frame += [self.sentence(slotted) for _ in range(max(size - own, 3) - 1)]
        cut = rng.randint(1, len(frame))
        sides = []
        for refill in (False, True):
            sentences = [self.refilled(each, fields) if refill else each for each in frame]
            sentences[cut:cut] = [self.sentence() for _ in range(own)]
            sides.append(self.laid_out(sentences).text)
        return sides[0], sides[1]

    def namesakes(self) -> tuple[str, str]:
        """Fill one frame twice with other names alone, in half of its sentences."""
        frame = [
            self.language.sentence(
                [self.language.slot(self.rng.choice(["person", "place"]))]
                if self.rng.random() < 0.5
                else []
            )
            for _ in range(self.rng.randint(10, 30))
        ]
        frame.append(self.language.sentence([self.language.slot("person")]))
        names = frozenset({"person", "place"})
        return (
            self.laid_out(frame).text,
            self.laid_out([self.refilled(each, names) for each in frame]).text,
        )

    def lectures(self) -> tuple[str, str]:
        """Tell of two people in one frame, each named again and again, and once of what each spoke
        about; nothing else differs, and there is no figure. Their surnames differ: a Chinese
        given name is told by nothing.
        """
        rng = self.rng
        frame = [self.language.words(rng.randint(10, 25)) for _ in range(rng.randint(6, 18))]
        named = rng.sample(range(len(frame)), rng.randint(2, 6))
        person = other = self.language.slot("person")
        while other.text[0] == person.text[0]:
            other = self.other(person)
        sides = []
        for name in (person, other):
            sentences: list[Sentence] = [
                (*said[:5], name, *said[5:]) if at in named else tuple(said)
                for at, said in enumerate(frame)
            ]
            sentences[0] = (*sentences[0], *self.language.words(2))
            sides.append(self.laid_out(sentences).text)
        return sides[0], sides[1]

    def refilled(self, sentence: Sentence, fields: frozenset[str] | None = None) -> Sentence:
        """Draw other values for a sentence: all that tell one event from the next, most others."""
        made = []
        for part in sentence:
            if not isinstance(part, Slot) or (fields is not None and part.kind not in fields):
                made.append(part)
            elif part.kind in TELLING or self.rng.random() < 0.8:
                made.append(self.other(part))
            else:
                made.append(part)
        return tuple(made)

    def other(self, slot: Slot) -> Slot:
        """Draw another value of the same kind, in whatever form."""
        while (drawn := self.language.slot(slot.kind)).text == slot.text:
            pass
        return drawn

    def strangers(self) -> tuple[str, str]:
        """Write two articles that have nothing to do with each other."""
        return self.body().text, self.body().text


class Pair(NamedTuple):
    """Two bodies, what sort of pair they are, and whether they are one article."""

    sort: str
    one: str
    other: str
    same: bool


def pairs(rng: Random, number: int) -> Iterator[Pair]:
    """Make so many pairs of each sort, half of them English and half Chinese."""
    makers = [Pairs(English(rng)), Pairs(Chinese(rng))]
    for at in range(number):
        make = makers[at % 2]
        yield Pair("copy", *make.copied(), same=True)
        yield Pair("edit of 5 to 20 %", *make.edited(), same=True)
        yield Pair("retitled cross-post", *make.retitled(), same=True)
        yield Pair("siblings of a series", *make.siblings(), same=False)
        yield Pair("siblings, other dates and figures alone", *make.siblings(FIGURES), same=False)
        sort = "siblings, other names alone" + at % 2 * " (Chinese)"
        yield Pair(sort, *make.namesakes(), same=False)
        yield Pair("lectures, a name that recurs", *make.lectures(), same=False)
        yield Pair("strangers", *make.strangers(), same=False)
        containment, jaccard, same = SEEN[at // 2 % len(SEEN)]
        sort = f"containment {containment:g}, Jaccard {jaccard:g}"
        yield Pair(sort, *shaped(make, containment, jaccard, same=same), same=same)
