"""How far a listing is walked. Pure: a walk and a page in, the walk and the next step out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

# Pages in a row with nothing new, behind which what a listing announces is looked for.
MOST_IDLE = 5
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
    pages of known items. `pages` and `items` are the pager's totals when the walk began; `newest`
    is the highest id that the latest finished walk saw, `seen` that of the present one so far;
    `last` is what that walk's pager announced. The present one `found` so many items, and `idle`
    pages in a row without one.
    """

    pages: int | None = None
    complete: bool = False
    to_end: bool = True
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
    items: int | None = None,
    highest: int | None = None,
) -> tuple[Walk, Step]:
    """Take in one page: the pager's totals, how many items were unknown before this run, and the
    highest id on it.

    VSB numbers pages downwards, so one page more renames them all, and the "next" link in hand
    points one page too far: when the total changes during a walk, it begins again. A whole page
    of known items ends a walk; but not where the listing announces more than was found, which may
    stand behind pages of pinned ones or be back-dated, nor where pinned ones fill the first page,
    so that what the last walk saw as the newest is not on it. Where only the number of items
    changed, those on top are looked at once more; a long walk leaves them to the next run.
    """
    if first:
        walk = replace(walk, pages=pages, items=items)
    elif pages != walk.pages and walk.rewalks < MOST_REWALKS:
        return lose(walk)
    walk = replace(
        walk,
        seen=_most(walk.seen, highest),
        found=walk.found + unknown,
        idle=0 if unknown else walk.idle + 1,
    )
    further = walk.to_end or unknown or walk.lacks or (first and _is_pinned(walk, highest))
    if has_next and further:
        return walk, Step.NEXT
    grew = None not in {items, walk.items} and items != walk.items
    if grew and not walk.to_end and walk.rewalks < MOST_REWALKS:
        return _again(walk), Step.AGAIN
    return replace(walk, complete=True, newest=walk.seen, last=walk.items), Step.END


def _again(walk: Walk) -> Walk:
    return replace(walk, pages=None, rewalks=walk.rewalks + 1, seen=None, found=0, idle=0)


def _is_pinned(walk: Walk, highest: int | None) -> bool:
    """Tell whether a page shows none but pinned items, for the newest is not among them."""
    return None not in {walk.newest, highest} and (highest or 0) < (walk.newest or 0)


def _most(one: int | None, other: int | None) -> int | None:
    return max((each for each in (one, other) if each is not None), default=None)


def lose(walk: Walk) -> tuple[Walk, Step]:
    """Take in that a later page is missing: the listing shrank, so the walk begins again."""
    if walk.rewalks < MOST_REWALKS:
        return _again(walk), Step.AGAIN
    return walk, Step.LOST
