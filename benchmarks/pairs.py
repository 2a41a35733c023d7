"""Pairs of articles whose truth is known: copies, edits and cross-posts; look-alikes of one series.

Written without a look at the code that is measured, and not changed to please it; but for
`lectures`, which came of a review of that code.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

MONTHS, DAYS, FUNCTION, SYLLABLES, SURNAMES, GIVEN, ORDINALS = (
    each.split()
    for each in (
        "January February March April May June July August September October November December",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        """the of and to in a for with on as by at from that which is was were has have this these
        its their all more new also during after before into among under through over both not but
        will been who they our we it most other such between""",
        """ba ce di fo gu ha le mi no pu ra se ti vo wa cha pre sto tri men tal lor ver nis con der
        ing port ship tion ist ment ful sal dom gra pli que ran sol tur vel wen yar zim""",
        "Zhang Wang Li Chen Liu Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo",
        "Wei Fang Min Jing Lei Yang Jun Tao Ying Hua Xin Mei Bo Chao Dong Feng Gang Hai",
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh",
    )
)
HAN_DIGITS = "一二三四五六七八九"
HAN_SURNAMES = "张王李陈刘赵吴周徐孙马朱胡郭何林高罗"
HAN_COMMON = "的了在是和与为对有从到将把以及并等上中下"


class Slot(NamedTuple):
    """What changes from one article of a series to the next: a date, a figure, a name."""

    kind: str
    text: str


Part = str | Slot
Sentence = tuple[Part, ...]


@dataclass(frozen=True)
class Body:
    """An article's body: paragraphs of sentences, as `write` spells them."""

    paragraphs: tuple[tuple[Sentence, ...], ...]
    write: Callable[[Sentence], str]
    between: str

    @property
    def sentences(self) -> list[Sentence]:
        """List the sentences."""
        return [sentence for paragraph in self.paragraphs for sentence in paragraph]

    @property
    def text(self) -> str:
        """Spell the body: paragraphs parted by a blank line."""
        return "\n\n".join(
            self.between.join(map(self.write, paragraph)) for paragraph in self.paragraphs
        )


class English:
    """Writes articles of English looks: a stock of made-up words, used as often as words are."""

    between = " "
    sentences = (9, 32)
    leads = MappingProxyType({"date": "on", "year": "in", "ordinal": "the", "weekday": "on"})

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.stock = ["".join(rng.choices(SYLLABLES, k=rng.randint(2, 3))) for _ in range(4000)]
        self._often = list(accumulate(1 / (rank + 5) for rank in range(len(self.stock))))
        self._function = list(accumulate(1 / (rank + 1) for rank in range(len(FUNCTION))))

    def words(self, number: int) -> list[str]:
        """Draw running words."""
        rng = self.rng
        return [
            rng.choices(FUNCTION, cum_weights=self._function)[0]
            if rng.random() < 0.42
            else rng.choices(self.stock, cum_weights=self._often)[0]
            for _ in range(number)
        ]

    def slot(self, kind: str) -> Slot:
        """Draw a value."""
        rng = self.rng
        day, month, year = rng.randint(1, 28), rng.choice(MONTHS), rng.randint(2005, 2025)
        forms = {
            "date": lambda: rng.choice(
                [f"{month} {day}", f"{month} {day}, {year}", f"the {nth(day)} of {month}"]
            ),
            "weekday": lambda: f"{rng.choice(DAYS)}",
            "year": lambda: str(year),
            "ordinal": lambda: rng.choice([nth(rng.randint(1, 60)), rng.choice(ORDINALS)]),
            "number": lambda: rng.choice(
                [str(rng.randint(2, 400)), f"{rng.randint(1000, 90000):,}", f"{day}.{day % 10}%"]
            ),
            "person": lambda: (
                f"{rng.choice(SURNAMES)} {rng.choice(GIVEN)}{rng.choice(GIVEN).lower()}"
            ),
            "place": lambda: " ".join(w.capitalize() for w in rng.sample(self.stock[200:], 2)),
        }
        return Slot(kind, forms[kind]())

    def sentence(self, slots: list[Slot]) -> Sentence:
        """Write a sentence around some values."""
        parts: list[Part] = [*self.words(self.rng.randint(7, 24))]
        for slot in slots:
            lead = self.leads.get(slot.kind)
            at = self.rng.randint(0, len(parts))
            parts[at:at] = [lead, slot] if lead else [slot]
        return tuple(parts)

    @staticmethod
    def write(sentence: Sentence) -> str:
        """Spell a sentence."""
        said = " ".join(part if isinstance(part, str) else part.text for part in sentence)
        return said[:1].upper() + said[1:] + "."


class Chinese(English):
    """Writes articles of Chinese looks, of two thousand characters in words of one to three."""

    between = ""
    sentences = (8, 30)
    leads = MappingProxyType({"date": "于", "year": "在"})

    def __init__(self, rng: Random) -> None:
        super().__init__(rng)
        letters = [chr(0x4E00 + 9 * number) for number in range(2000)]
        letters = [each for each in letters if each not in "一二三四五六七八九十百千万亿两零第"]
        self.stock = [
            "".join(rng.choices(letters, k=rng.choice([1, 2, 2, 2, 3]))) for _ in range(4000)
        ]

    def words(self, number: int) -> list[str]:
        """Draw running words."""
        rng = self.rng
        return [
            rng.choice(HAN_COMMON)
            if rng.random() < 0.25
            else rng.choices(self.stock, cum_weights=self._often)[0]
            for _ in range(number)
        ]

    def slot(self, kind: str) -> Slot:
        """Draw a value."""
        rng = self.rng
        month, day, year = rng.randint(1, 12), rng.randint(1, 28), rng.randint(2005, 2025)
        forms = {
            "date": lambda: rng.choice([f"{month}月{day}日", f"{year}年{month}月{day}日"]),
            "weekday": lambda: f"星期{rng.choice('一二三四五六日')}",
            "year": lambda: f"{year}年",
            "ordinal": lambda: rng.choice(
                [
                    f"第{rng.choice(HAN_DIGITS)}届",
                    f"第{rng.randint(2, 60)}届",
                    f"第十{rng.choice(HAN_DIGITS)}次",
                ]
            ),
            "number": lambda: f"{rng.randint(2, 900)}{rng.choice('名个项人')}",
            "person": lambda: rng.choice(HAN_SURNAMES) + "".join(rng.sample(self.stock[900:], 1)),
            "place": lambda: "".join(rng.sample(self.stock[300:], 2)) + "学院",
        }
        return Slot(kind, forms[kind]())

    @staticmethod
    def write(sentence: Sentence) -> str:
        """Spell a sentence."""
        return "".join(part if isinstance(part, str) else part.text for part in sentence) + "。"


def nth(number: int) -> str:
    """Spell an ordinal."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number // 10 != 1 else 0, "th")
    return f"{number}{ending}"


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
        total = sum(map(weight, body.sentences))
        left = share * total
        touched: set[int] = set()
        by_paragraph = rng.random() < 0.3
        for _ in range(200):
            at = rng.randrange(len(paragraphs))
            place = rng.randrange(len(paragraphs[at])) if paragraphs[at] else 0
            if not paragraphs[at] or id(paragraphs[at][place]) in touched:
                continue
            of = paragraphs[at] if by_paragraph else [paragraphs[at][place]]
            size = sum(map(weight, of))
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

    # As alike as pairs that were seen

    def shaped(self, containment: float, jaccard: float, *, same: bool) -> tuple[str, str]:
        """Make a pair of so large a containment and Jaccard of its shingles, to a hundredth."""
        while True:
            made = self._same(jaccard) if same else self._alike(jaccard)
            measured = measure(*made)
            if abs(measured[0] - containment) < 0.012 and abs(measured[1] - jaccard) < 0.01:
                return made

    def _same(self, jaccard: float) -> tuple[str, str]:
        """Edit sentence by sentence: other words for some, in its place or as a whole."""
        body = self.body(self.rng.randint(16, 30))
        sentences = list(body.sentences)
        one = body.text
        order = list(range(1, len(sentences)))
        self.rng.shuffle(order)
        for at in order:
            whole = self.rng.random() < 0.5
            sentences[at] = self.rewritten(sentences[at]) if whole else self.touched(sentences[at])
            if measure(one, self._joined(body, sentences))[1] < jaccard + 0.008:
                break
        return one, self._joined(body, sentences)

    def touched(self, sentence: Sentence) -> Sentence:
        """Replace a word or two of a sentence, never a figure."""
        parts = list(sentence)
        for _ in range(self.rng.randint(1, 2)):
            at = self.rng.randrange(len(parts))
            part = parts[at]
            if isinstance(part, str):
                parts[at] = self.language.words(1)[0]
            elif part.kind == "place":  # a centre goes by another name there
                parts[at] = self.other(part)
        return tuple(parts)

    def _alike(self, jaccard: float) -> tuple[str, str]:
        """Fill a frame twice, beside as much of each one's own as it takes."""
        size = self.rng.randint(16, 30)
        opening = self.language.sentence(
            [self.language.slot("date"), self.language.slot("ordinal")]
        )
        frame = [opening, *(self.sentence() for _ in range(size - 1))]
        one = self.laid_out(frame)
        sentences = [self.refilled(each) for each in frame]
        for at in range(len(sentences) - 1, 0, -1):
            if measure(one.text, self._joined(one, sentences))[1] < jaccard + 0.008:
                break
            sentences[at] = self.sentence()
        return one.text, self._joined(one, sentences)

    def _joined(self, body: Body, sentences: list[Sentence]) -> str:
        return replace(body, paragraphs=(tuple(sentences),)).text


def weight(sentence: Sentence) -> int:
    """Say how much a sentence is of its article."""
    return len(sentence)


def measure(one: str, other: str) -> tuple[float, float]:
    """Measure containment and Jaccard of shingles of four words; a Han character is a word."""
    mine, theirs = _shingles(one), _shingles(other)
    common = len(mine & theirs)
    return common / min(len(mine), len(theirs)), common / len(mine | theirs)


def _shingles(text: str) -> set[tuple[str, ...]]:
    spread = "".join(f" {each} " if "\u4e00" <= each <= "\u9fff" else each for each in text)
    words = spread.lower().replace("。", " ").replace(".", " ").replace(",", " ").split()
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))


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
        yield Pair(sort, *make.shaped(containment, jaccard, same=same), same=same)
