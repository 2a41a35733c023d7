"""Bodies of English and Chinese looks, made of words that mean nothing.

Written without a look at the code that is measured, and not changed to please it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
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
