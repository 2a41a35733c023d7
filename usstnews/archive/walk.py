"""How far a listing is walked. Pure: a walk and a page in, the walk and the next step out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

# Pages in a row with nothing new, behind which what a listing announces is looked for, and what was
# on top of it. An item of last year stands on the tenth page; but none may be there to be found.
MOST_IDLE = 20
MOST_PINNED = 5
# A listing that grows under each walk would be walked for ever.
MOST_REWALKS = 3


class Step(StrEnum):
    """What comes after a page of a listing."""

    NEXT = "next"
    END = "end"
    AGAIN = "again"
    LOST = "lost"


@dataclass(frozen=True)
class Walk:
    """One listing's walk, from its first page on.

    `complete` says that the latest walk was finished: a run that died in the middle leaves it
    false, and the next walk then goes to the end, since what it had not yet shown may hide behind
    pages of known items. `pages` and `items` are the pager's totals when the walk began; `last` is
    what that of the latest finished walk announced. The present one `found` so many items that the
    listing had never shown, and has seen `idle` pages in a row without anything new.

    `newest` is the latest day of an item that the latest finished walk saw, counted as by
    `date.toordinal`, `seen` that of the present one so far: the id of an item says less, for what
    is dated back has a high one and stands far down. `ended` says that a walk to the end was there,
    and looks for what came meanwhile.
    """

    pages: int | None = None
    complete: bool = False
    to_end: bool = True
    ended: bool = False
    rewalks: int = 0
    items: int | None = None
    newest: int | None = None
    seen: int | None = None
    last: int | None = None
    found: int = 0
    idle: int = 0

    @property
    def lacks(self) -> bool:
        """Whether the listing grew by more than was found, so that more may stand further down."""
        if self.items is None or self.last is None or self.idle > MOST_IDLE:
            return False
        return self.items - self.last > self.found


def begin(walk: Walk, *, full: bool) -> Walk:
    """Start a walk at the listing's first page."""
    return replace(
        walk,
        pages=None,
        complete=False,
        to_end=full or not walk.complete,
        ended=False,
        rewalks=0,
        seen=None,
        found=0,
        idle=0,
    )


def advance(
    walk: Walk,
    *,
    pages: int | None,
    unknown: int,
    has_next: bool,
    first: bool,
    fresh: int = 0,
    items: int | None = None,
    days: Collection[int] = (),
) -> tuple[Walk, Step]:
    """Take in one page: the pager's totals, the `days` of its items as ordinals, how many of these
    were `unknown` before this run, and how many this listing shows for the first time.

    VSB numbers pages downwards, so one page more renames them all, and the "next" link in hand
    points one page too far: when the total changes during a walk, it begins again. So it does when
    an item is taken away during a walk to the end, for those behind it move up, one of them to a
    page that was seen.

    A whole page of known items ends a walk; but not where the listing announces more than was
    found, which may stand behind pages of pinned ones or be dated back, nor where pinned ones fill
    the first pages, so that nothing on them is as new as what was on top. Where only the number of
    items changed, those on top are looked at once more.
    """
    if first:
        walk = replace(walk, pages=pages, items=items)
    moved = not first and (pages != walk.pages or _lost_one(walk, items))
    if moved and walk.rewalks < MOST_REWALKS:
        return lose(walk)
    pinned = _is_pinned(walk, days)
    walk = replace(
        walk,
        seen=max((*days, walk.seen or 0)) or None,
        found=walk.found + fresh,
        idle=0 if unknown or fresh else walk.idle + 1,
    )
    # All that a walk to the end shows is unknown in an archive's first run.
    onward = fresh if walk.ended else walk.to_end or unknown
    if has_next and (onward or walk.lacks or (pinned and walk.idle <= MOST_PINNED)):
        return walk, Step.NEXT
    grew = None not in {items, walk.items} and items != walk.items
    if grew and walk.rewalks < MOST_REWALKS:
        return replace(_again(walk), ended=walk.to_end), Step.AGAIN
    # What slipped from page to page under the last walk is looked for by the next one, to the end.
    ended = replace(walk, complete=not moved, ended=False, newest=walk.seen, last=walk.items)
    return ended, Step.END


def _again(walk: Walk) -> Walk:
    return replace(walk, pages=None, rewalks=walk.rewalks + 1, seen=None, idle=0)


def _lost_one(walk: Walk, items: int | None) -> bool:
    """Tell whether an item was taken away under a walk to the end."""
    return walk.to_end and items is not None and items < (walk.items or 0)


def _is_pinned(walk: Walk, days: Collection[int]) -> bool:
    """Tell whether a walk has come to pinned items alone, for none is as new as the newest was."""
    return bool(days) and max((*days, walk.seen or 0)) < (walk.newest or 0)


def lose(walk: Walk) -> tuple[Walk, Step]:
    """Take in that a later page is missing: the listing shrank, so the walk begins again."""
    if walk.rewalks < MOST_REWALKS:
        return _again(walk), Step.AGAIN
    return walk, Step.LOST
