"""The roll of everything published: ids, columns and dates in one sequence, as the CMS keeps it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from random import Random
from typing import Literal, NamedTuple

from usstnews.replica.dateline import habit
from usstnews.replica.recipes import BANNER, NEWS, RECIPES, RESEARCH, Recipe, chosen

__all__ = ["Kind", "Roll", "Slot"]

Kind = Literal["article", "restricted", "external", "missing", "soft", "redirecting", "void"]

FIRST_ID = 1254
UNDATED = date(2018, 11, 30), date(2019, 4, 27)
DATED = date(2019, 5, 5), date(2025, 10, 10)
COLUMNS = (NEWS, BANNER, NEWS, RESEARCH, NEWS, NEWS, BANNER, NEWS, RESEARCH, NEWS)
EXTRAS: tuple[tuple[Kind, int, float], ...] = (
    ("redirecting", NEWS, 0.35),
    ("missing", RESEARCH, 0.5),
    ("soft", BANNER, 0.62),
    ("void", NEWS, 0.74),
    ("external", NEWS, 0.86),
    ("restricted", NEWS, 0.97),
)
BODIES = (
    *["plain"] * 6,
    *["captioned"] * 2,
    *(
        "subheads",
        "joined",
        "figures",
        "pasted",
        "lists",
        "table",
        "word",
        "seams",
        "links",
        "hidden",
    ),
)


class Draft(NamedTuple):
    """Something to publish, with its place in time; below 0 is the time before date lines."""

    when: float
    kind: Kind
    recipe: Recipe
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """One entry of the roll."""

    id: int
    column: int
    day: date
    kind: Kind
    recipe: Recipe
    content: int
    """The id of the entry whose words it has: its own, unless it was posted again."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Give its addresses: the first is its own, the others lead to the same article."""
        if self.kind == "void":
            return ("javascript:void(0)",)
        if self.kind == "external":
            return (f"https://mp.weixin.qq.com/s/Replica{self.id}",)
        static = f"/info/{self.column}/{self.id}.htm"
        match "dynamic" if self.kind == "restricted" else self.recipe.post:
            case "dynamic":
                query = f"urltype=news.NewsContentUrl&wbtreeid={self.column}&wbnewsid={self.id}"
                return (f"/content.jsp?{query}",)
            case "two columns":
                return static, f"/info/{BANNER}/{self.id}.htm"
            case "moved":
                return static, f"/info/{RESEARCH}/{self.id}.htm"
            case _:
                return (static,)

    @property
    def readable(self) -> bool:
        """Tell whether it is an article."""
        return self.kind == "article"


def drafts(pages: int, rng: Random) -> list[Draft]:
    """Choose what is published, the oldest first."""
    drawn = [Draft(when, kind, Recipe(), column) for kind, column, when in EXTRAS]
    for recipe in chosen(pages):
        when = rng.random() if recipe.when is None else recipe.when
        drawn.append(Draft(when - (recipe.dateline == "none"), "article", recipe, recipe.column))
        pages -= recipe.cost
    for _ in range(pages):
        early = rng.random() < 0.04
        recipe = Recipe(rng.choice(BODIES), "none" if early else "")
        drawn.append(Draft(rng.random() - early, "article", recipe))
    return sorted(drawn, key=lambda draft: draft.when)


def spread(span: tuple[date, date], count: int, rng: Random) -> list[date]:
    """Draw days in order, spread evenly over a span."""
    length = (span[1] - span[0]).days
    return [span[0] + timedelta(int(length * (n + rng.random()) / count)) for n in range(count)]


class Roll:
    """All entries, in the order of their ids."""

    def __init__(self, pages: int, seed: int) -> None:
        if pages < 1:
            raise ValueError(f"a replica has at least one article, not {pages}")
        self.rng = Random(f"{seed}/roll")
        self.columns = cycle(COLUMNS)
        self.slots: list[Slot] = []
        self.by_id: dict[int, Slot] = {}
        self.chains: dict[int, list[int]] = {NEWS: [], BANNER: [], RESEARCH: []}
        drawn = drafts(pages, self.rng)
        early = sum(draft.when < 0 for draft in drawn)
        days = spread(UNDATED, early, self.rng) + spread(DATED, len(drawn) - early, self.rng)
        for draft, day in zip(drawn, days, strict=True):
            self.add(draft, day)
        self.founding = len(self.slots)
        self.aside = [slot for slot in self.slots if slot.recipe.found == "related"]
        self.hosts = [slot for slot in self.slots if slot.recipe is RECIPES[0]] + self.aside[:-1]

    def add(self, draft: Draft, day: date) -> Slot:
        """Enter one draft, and its repetition if it is posted again."""
        column = draft.column or next(self.columns)
        recipe = draft.recipe
        if recipe.dateline == "":
            recipe = recipe._replace(dateline=habit(day, self.rng))
        slot = self.enter(draft.kind, column, day, recipe, None)
        if recipe.post == "again":
            self.enter(draft.kind, NEWS, day, recipe, slot.id)
        return slot

    def enter(self, kind: Kind, column: int, day: date, recipe: Recipe, of: int | None) -> Slot:
        """Give the next id."""
        last = self.slots[-1].id if self.slots else FIRST_ID - 1
        number = last + self.rng.choice((1, 1, 2, 3, 4, 7)) if self.slots else FIRST_ID
        slot = Slot(number, column, day, kind, recipe, of or number)
        self.slots.append(slot)
        self.by_id[number] = slot
        if slot.readable and recipe.found != "related":
            self.chains[column].append(number)
            if recipe.post == "two columns":
                self.chains[BANNER].append(number)
        return slot

    def publish(self) -> Slot:
        """Enter one more ordinary article, a day after the last."""
        recipe = Recipe(self.rng.choice(BODIES), "")
        return self.add(Draft(1, "article", recipe), self.slots[-1].day + timedelta(1))

    def neighbours(self, number: int, column: int) -> tuple[Slot | None, Slot | None]:
        """Give the next newer and the next older article of a column."""
        chain = self.chains[column]
        at = bisect_left(chain, number)
        inside = at < len(chain) and chain[at] == number
        newer = chain[at + inside] if at + inside < len(chain) else None
        older = chain[at - 1] if at else None
        return (
            None if newer is None else self.by_id[newer],
            None if older is None else self.by_id[older],
        )

    def related(self, slot: Slot, rng: Random) -> list[Slot]:
        """Choose what a page lists as related; many pages list nothing."""
        chosen_slots: list[Slot] = []
        for host, guest in zip(self.hosts, self.aside, strict=False):
            if slot is host:
                chosen_slots.append(guest)
            elif slot is guest:
                chosen_slots.append(host)
        if chosen_slots or rng.random() < 0.4:
            for _ in range(4):
                other = self.slots[rng.randrange(self.founding)]
                if other.readable and other.recipe.found == "listing" and other is not slot:
                    chosen_slots.append(other)
        return list(dict.fromkeys(chosen_slots))
