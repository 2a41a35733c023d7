"""The three columns and what each lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from usstnews.replica.recipes import BANNER, NEWS, RESEARCH

if TYPE_CHECKING:
    from datetime import date

    from usstnews.replica.roll import Roll
    from usstnews.replica.slot import Slot

__all__ = ["COLUMNS", "PAGE_SIZE", "Column", "Entry", "entries", "pages", "places"]

PAGE_SIZE = 10


class Column(NamedTuple):
    """A column with a listing."""

    id: int
    name: str
    stem: str
    """Its address without the suffix: page 1 is `STEM.htm`, the last page `STEM/1.htm`."""

    def path(self, page: int, count: int) -> str:
        """Give the address of a page: all but the first are numbered downwards."""
        return f"{self.stem}.htm" if page == 1 else f"{self.stem}/{count - page + 1}.htm"


COLUMNS = {
    NEWS: Column(NEWS, "News & Events", "/News___Events"),
    BANNER: Column(BANNER, "Banner", "/Banner"),
    RESEARCH: Column(RESEARCH, "Research", "/Research"),
}


class Entry(NamedTuple):
    """One item of a listing."""

    slot: Slot
    path: str

    @property
    def day(self) -> date | None:
        """Give the date that the listing prints, if it prints one."""
        column, number = self.slot.column, self.slot.id
        return None if column == RESEARCH and number % 3 == 0 else self.slot.day


def places(slot: Slot) -> dict[int, str]:
    """Tell which columns list an entry, and under which address."""
    paths = slot.paths
    if not slot.listed:
        return {}
    if slot.founded != "article":
        return {slot.column: paths[0]}
    if slot.recipe.found != "listing":
        return {}
    if slot.recipe.post == "moved":
        return {RESEARCH: paths[1]}
    if slot.recipe.post == "two columns":
        return {NEWS: paths[0], BANNER: paths[1]}
    listed = {slot.column: paths[0]}
    if slot.column == RESEARCH and slot.id % 2 == 0:
        listed[NEWS] = paths[0]
    elif slot.column == NEWS and slot.id % 9 == 0:
        listed[BANNER] = paths[0]
    return listed


def entries(roll: Roll) -> dict[int, list[Entry]]:
    """List the columns, the latest date first, below the items that are pinned."""
    listed: dict[int, list[Entry]] = {column: [] for column in COLUMNS}
    for slot in sorted(roll.slots, key=lambda slot: roll.rank(slot.id), reverse=True):
        for column, path in places(slot).items():
            listed[column].append(Entry(slot, path))
    for column, pinned in roll.pins.items():
        order = {number: at for at, number in enumerate(pinned)}
        listed[column].sort(key=lambda entry: order.get(entry.slot.id, len(order)))
    return listed


def pages(count: int) -> int:
    """Count the pages of a listing; an empty column has one."""
    return max(1, -(-count // PAGE_SIZE))
