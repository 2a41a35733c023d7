"""The newsroom: what is published, and everything that can become of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from itertools import count
from random import Random
from threading import RLock
from typing import TYPE_CHECKING, Any, Literal, get_args

from usstnews.replica.blocks import tidy
from usstnews.replica.changelog import Change
from usstnews.replica.content import compose, title_of
from usstnews.replica.designs import HOUSE
from usstnews.replica.designs import design as design_of
from usstnews.replica.impossible import ImpossibleChange, known
from usstnews.replica.listing import COLUMNS, entries, places
from usstnews.replica.moments import Fact, Moments
from usstnews.replica.prose import Prose
from usstnews.replica.redesign import PARTS, Template
from usstnews.replica.roll import Roll
from usstnews.replica.slot import Edit, Repeat

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from usstnews.replica.content import Article
    from usstnews.replica.listing import Entry
    from usstnews.replica.slot import Kind, Slot

__all__ = ["GONE", "Newsroom"]

GONE: dict[str, Kind] = {"404": "missing", "410": "gone", "soft": "soft"}
"""How a page can be gone, and the kind that its entry is then."""


class Newsroom:
    """The model of the site and the changes to it.

    Changes and readers hold `lock`, so that nobody sees half of a change.
    """

    def __init__(self, articles: int, seed: int, design: str = HOUSE.name) -> None:
        self.seed = seed
        self.lock = RLock()
        self.roll = Roll(articles, seed)
        self.template = Template()
        self.design = design_of(design)
        self.changes: list[Change] = []
        self.moments = Moments(self.roll.latest())
        self.article: Callable[[Slot], Article] = lru_cache(4096)(lambda slot: compose(slot, seed))
        self._day: date | None = None
        self._listed: dict[int, list[Entry]] | None = None

    @property
    def day(self) -> date:
        """Give the site's day: the one advanced to, else the last that an article is dated."""
        return self._day or self.roll.latest()

    @property
    def listed(self) -> dict[int, list[Entry]]:
        """Give what each column lists."""
        if self._listed is None:
            self._listed = entries(self.roll)
        return self._listed

    def title(self, slot: Slot) -> str:
        """Give a headline, on one line."""
        return tidy(title_of(slot, self.seed))

    def suggested(self, slot: Slot) -> list[Slot]:
        """Give what an article's page lists as related, where it can be read."""
        return self.roll.suggested(slot, Random(f"{self.seed}/{slot.id}/related"))

    def log(self, base_url: str) -> list[dict[str, Any]]:
        """Tell all changes in order, addresses beginning with `base_url`."""
        with self.lock:
            changes = list(self.changes)
        return [change.tell(base_url.rstrip("/")) for change in changes]

    def advance(self, day: date | None = None, *, days: int = 1) -> date:
        """Go on to a day, or by some days; what is published from then on is dated that day."""
        with self.lock:
            ahead = day or self.day + timedelta(days)
            if ahead < self.day:
                raise ImpossibleChange(f"it is {self.day} on this site; {ahead} is past")
            self._day = ahead
            self._note("day", None)
            return ahead

    def publish(
        self,
        count: int = 1,
        column: int | None = None,
        *,
        pinned: bool = False,
        day: date | None = None,
    ) -> list[int]:
        """Add articles, spread over the columns or in one, and give their ids.

        They are dated the site's day; as long as nobody advanced it, each comes a day after the
        last. Dated back to a `day`, they stand among what was published then.
        """
        with self.lock:
            if column is not None:
                known("column", column, COLUMNS)
            if day is not None and day > self.day:
                raise ImpossibleChange(f"it is {self.day} on this site; {day} is to come")
            made = (self.roll.publish(column, day or self._next_day()) for _ in range(count))
            return [self._entered(slot, "new", {"pinned": pinned}) for slot in made]

    def repeat(self, number: int, column: int, how: Repeat = "retitled") -> int:
        """Post an article again in a column, under an id of its own, which is given."""
        with self.lock:
            known("way to repeat", how, get_args(Repeat))
            known("column", column, COLUMNS)
            slot = self._entry(number, "article")
            made = self.roll.repeat(slot, column, self._next_day(), self._other_title(slot), how)
            return self._entered(made, "repeated", {"repeats": number, "how": how})

    def edit(self, number: int, how: Edit = "added") -> None:
        """Add a paragraph to an article, or change the first, at an unchanged address."""
        with self.lock:
            known("edit", how, get_args(Edit))
            slot = self._entry(number, "article")
            before = self.article(slot).text.split("\n\n")
            slot = self._put(replace(slot, edits=(*slot.edits, how)), "words")
            after = self.article(slot).text.split("\n\n")
            self._note(
                "edited",
                slot,
                {
                    "how": how,
                    "paragraphs_added": [one for one in after if one not in before],
                    "paragraphs_removed": [one for one in before if one not in after],
                },
            )

    def retitle(self, number: int, title: str | None = None) -> None:
        """Give an article another title: the one given, or one drawn."""
        with self.lock:
            slot = self._entry(number, "article")
            if title is not None and not tidy(title):
                raise ImpossibleChange(f"article {number} needs a title that is not blank")
            recipe = slot.recipe._replace(title=title or self._other_title(slot))
            self._note("retitled", self._put(replace(slot, recipe=recipe), "name", "words"))

    def remove(self, number: int, how: str = "404", *, listed: bool = False) -> None:
        """Take an article away: its page answers 404 or 410, or is `soft`; it may stay listed."""
        with self.lock:
            known("way to be gone", how, GONE)
            slot = self._entry(number, "article")
            self._note(
                "gone",
                self._put(replace(slot, kind=GONE[how], listed=listed), "name", "words"),
                {"how": how, "listed": listed},
            )

    def restore(self, number: int) -> None:
        """Bring back an article that was gone, listed as it was."""
        with self.lock:
            slot = self._entry(number, *GONE.values())
            slot = self._put(replace(slot, kind="article", listed=True), "name", "words")
            self._note("back", slot)

    def restrict(self, number: int) -> None:
        """Show an article to members of the university only; its listings keep it."""
        with self.lock:
            slot = self._entry(number, "article")
            slot = self._put(replace(slot, kind="restricted"), "name", "words")
            self._note("restricted", slot)

    def open(self, number: int) -> None:
        """Show a restricted article to everyone, at the same address."""
        with self.lock:
            slot = self._entry(number, "restricted")
            self._note("opened", self._put(replace(slot, kind="article"), "name", "words"))

    def move(self, number: int, column: int) -> None:
        """Move an article to another column; all addresses it had redirect to the one there."""
        with self.lock:
            slot = self._entry(number, "article")
            known("column", column, COLUMNS)
            if column == slot.column:
                raise ImpossibleChange(f"article {number} is in column {column}; name another")
            post = slot.recipe.post if slot.recipe.post == "again" else "once"
            new = replace(slot, column=column, recipe=slot.recipe._replace(post=post), former=())
            former = tuple(path for path in slot.paths if path not in new.pages)
            new = self._put(replace(new, former=former), "name", "words")
            self._note("moved", new, left=slot.pages[0])

    def pin(self, number: int, column: int) -> None:
        """Put an entry on top of a column that lists it."""
        with self.lock:
            self._pin(self._entry(number), column)
            self._note("pinned", self.roll.by_id[number], {"pinned_in": column})

    def unpin(self, number: int, column: int) -> None:
        """Put a pinned entry back to its place in a column."""
        with self.lock:
            slot = self._entry(number)
            if number not in self.roll.pins.get(column, []):
                raise ImpossibleChange(f"entry {number} is not pinned in column {column}")
            self.roll.pins[column].remove(number)
            self._changed(Fact("column", column))
            self._note("unpinned", slot, {"pinned_in": column})

    def redesign(self, part: str, *, on: bool = True) -> None:
        """Give one part of all pages its new look, or its old one; `none` brings all back.

        Listings have another pager in any design; the other parts are those of the site's own.
        """
        with self.lock:
            known("part of the template", part, (*PARTS, "none"))
            if part in {"dateline", "body"} and self.design is not HOUSE:
                raise ImpossibleChange(
                    f"the {part} has one look in the design {self.design.name}; "
                    f"serve {HOUSE.name} to change it"
                )
            parts = PARTS if part == "none" else (part,)
            self.template = self.template._replace(**dict.fromkeys(parts, on and part != "none"))
            self._changed(*(Fact("template", one) for one in parts))
            self._note("template", None, {"template": self.template._asdict()})

    def _entry(self, number: int, *kinds: Kind) -> Slot:
        """Find what is to be changed; of any kind if none is named."""
        slot = self.roll.by_id.get(number)
        if slot is None:
            raise ImpossibleChange(f"there is no entry {number}; /__truth.json tells the ids")
        if kinds and slot.kind not in kinds:
            raise ImpossibleChange(
                f"entry {number} is of the kind {slot.kind}; this needs {' or '.join(kinds)}"
            )
        return slot

    def _next_day(self) -> date:
        """Give the day that the next article is dated."""
        return self._day or self.roll.latest() + timedelta(1)

    def _other_title(self, slot: Slot) -> str:
        """Draw a title that an article does not have."""
        prose = Prose(Random(f"{self.seed}/{slot.id}/title {len(self.changes)}"))
        drawn = (prose.title() for _ in count(1))
        return next(one for one in drawn if tidy(one) != self.title(slot))

    def _entered(self, slot: Slot, action: str, facts: dict[str, Any]) -> int:
        """Note what an article changes that was published."""
        beside = [Fact("around", one) for one in self.roll.beside(slot.id, slot.column)]
        self._changed(Fact("words", slot.id), *beside, *columns_of(slot))
        if facts.get("pinned"):
            self._pin(slot, slot.column)
        self._note(action, slot, facts)
        return slot.id

    def _pin(self, slot: Slot, column: int) -> None:
        if column not in places(slot):
            raise ImpossibleChange(f"entry {slot.id} is not listed in column {column}")
        pins = self.roll.pins.setdefault(column, [])
        pins[:] = [slot.id, *(one for one in pins if one != slot.id)]
        self._changed(Fact("column", column))

    def _put(self, slot: Slot, *aspects: Literal["name", "words"]) -> Slot:
        """Replace an entry, and note what pages show otherwise since."""
        old, pairs = self.roll.by_id[slot.id], self.roll.pairs()
        around = self.roll.put(slot)
        for pair in set(pairs) ^ set(self.roll.pairs()):
            around.update(pair)
        facts = [Fact(aspect, slot.id) for aspect in aspects]
        facts += [Fact("around", number) for number in around]
        if (places(old), old.kind) != (places(slot), slot.kind):
            facts += columns_of(old) | columns_of(slot)
        self._changed(*facts)
        return slot

    def _changed(self, *facts: Fact) -> None:
        self.moments.mark(self.day, *facts)
        self._listed = None

    def _note(
        self,
        action: str,
        slot: Slot | None,
        facts: dict[str, Any] | None = None,
        left: str | None = None,
    ) -> None:
        article = self.article(slot) if slot else None
        number = len(self.changes) + 1
        self.changes.append(Change(number, self.day, action, article, facts or {}, left))


def columns_of(slot: Slot) -> set[Fact]:
    """Name the listings that show an entry."""
    return {Fact("column", column) for column in places(slot)}
