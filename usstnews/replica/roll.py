"""The roll of everything published: ids and columns in one sequence, as the CMS keeps it, and dates
that follow it but for what was dated back.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle, islice
from operator import attrgetter
from random import Random
from typing import NamedTuple

from usstnews.replica.dateline import habit
from usstnews.replica.listing import places
from usstnews.replica.recipes import BANNER, NEWS, RECIPES, RESEARCH, Recipe, chosen
from usstnews.replica.slot import Edit, Kind, Repeat, Slot

__all__ = ["Roll"]

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
ASIDE: dict[Kind, Recipe] = {"restricted": Recipe(post="dynamic")}
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


def drafts(pages: int, rng: Random) -> list[Draft]:
    """Choose what is published, the oldest first."""
    drawn = [Draft(when, kind, ASIDE.get(kind, Recipe()), column) for kind, column, when in EXTRAS]
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
        self.aside = [slot.id for slot in self.slots if slot.recipe.found == "related"]
        self.hosts = [slot.id for slot in self.slots if slot.recipe is RECIPES[0]] + self.aside[:-1]
        news = [slot.id for slot in reversed(self.slots) if slot.readable and NEWS in places(slot)]
        self.pins: dict[int, list[int]] = {NEWS: news[len(news) // 2 :][:1]}
        """What stands on top of a column's listing, though it is older: one item from the start."""

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

    def repeat(self, slot: Slot, column: int, day: date, title: str, how: Repeat) -> Slot:
        """Post an article again, as it was first written, in one column; `title` is another."""
        recipe = slot.recipe._replace(post="once", found="listing")
        if how == "equal":
            day = slot.day
        else:
            recipe = recipe._replace(dateline=habit(day, self.rng), title=title)
        made = self.enter(slot.kind, column, day, recipe, slot.content)
        edits: tuple[Edit, ...] = ("changed",) if how == "edited" else ()
        figures = made.id if how == "next" else slot.figures
        self.put(made := replace(made, edits=edits, figures=figures))
        return made

    def enter(self, kind: Kind, column: int, day: date, recipe: Recipe, of: int | None) -> Slot:
        """Give the next id."""
        last = self.slots[-1].id if self.slots else FIRST_ID - 1
        number = last + self.rng.choice((1, 1, 2, 3, 4, 7)) if self.slots else FIRST_ID
        slot = Slot(number, column, day, kind, recipe, of or number, kind)
        self.slots.append(slot)
        self.by_id[number] = slot
        for within in strung(slot):
            self.chains[within].insert(self.place(number, within), number)
        return slot

    def publish(self, column: int | None, day: date) -> Slot:
        """Enter one more ordinary article."""
        recipe = Recipe(self.rng.choice(BODIES), "")
        return self.add(Draft(1, "article", recipe, column), day)

    def put(self, slot: Slot) -> set[int]:
        """Replace the entry of the same id; gives the ids of those who have another neighbour."""
        old = strung(self.by_id[slot.id])
        self.by_id[slot.id] = slot
        self.slots[bisect_left(self.slots, slot.id, key=attrgetter("id"))] = slot
        beside: set[int] = set()
        for column in old ^ strung(slot):
            chain, at = self.chains[column], self.place(slot.id, column)
            if column in old:
                del chain[at]
            else:
                chain.insert(at, slot.id)
            beside |= self.beside(slot.id, column)
        return beside

    def rank(self, number: int) -> tuple[date, int]:
        """Give what orders the entries: their dates, and their ids within a day."""
        return self.by_id[number].day, number

    def place(self, number: int, column: int) -> int:
        """Say at which place among a column's neighbours an entry stands, or would stand."""
        return bisect_left(self.chains[column], self.rank(number), key=self.rank)

    def latest(self) -> date:
        """Give the last day that an entry is dated."""
        return max(slot.day for slot in self.slots)

    def beside(self, number: int, column: int) -> set[int]:
        """Give the ids on whose pages in a column an entry is the neighbour, or would be."""
        newer, older = self.neighbours(number, column)
        ends = {one.id for one in (newer, older) if one}
        # Those in between have neighbours and are none.
        between = (
            one
            for one in self.aside
            if (newer is None or self.rank(one) < self.rank(newer.id))
            and (older is None or self.rank(older.id) < self.rank(one))
        )
        return ends | {one for one in between if self.by_id[one].column == column}

    def neighbours(self, number: int, column: int) -> tuple[Slot | None, Slot | None]:
        """Give the next newer and the next older article of a column."""
        chain, at = self.chains[column], self.place(number, column)
        inside = at < len(chain) and chain[at] == number
        newer = chain[at + inside] if at + inside < len(chain) else None
        older = chain[at - 1] if at else None
        return (
            None if newer is None else self.by_id[newer],
            None if older is None else self.by_id[older],
        )

    def pairs(self) -> list[tuple[int, int]]:
        """Give what only related lists lead to, each after the article that lists it.

        Where that one cannot be read, the oldest that can be stands in for it.
        """
        found: list[tuple[int, int]] = []
        for host, guest in zip(self.hosts, self.aside, strict=False):
            if self.by_id[host].readable:
                found.append((host, guest))
                continue
            able = (slot for slot in self.slots if slot.readable and slot.recipe.found == "listing")
            found += [(slot.id, guest) for slot in islice(able, 1)]
        return found

    def suggested(self, slot: Slot, rng: Random) -> list[Slot]:
        """Choose what a page lists as related, where it can be read; many pages list nothing."""
        found: list[int] = []
        for host, guest in self.pairs():
            if slot.id == host:
                found.append(guest)
            elif slot.id == guest:
                found.append(host)
        if found or rng.random() < 0.4:
            for _ in range(4):
                other = self.slots[rng.randrange(self.founding)]
                if other.recipe.found == "listing" and other.id != slot.id:
                    found.append(other.id)
        return [self.by_id[number] for number in dict.fromkeys(found)]


def strung(slot: Slot) -> set[int]:
    """Tell in which columns it is a neighbour of others."""
    if not slot.readable or slot.recipe.found == "related":
        return set()
    return {slot.column, BANNER} if slot.recipe.post == "two columns" else {slot.column}
