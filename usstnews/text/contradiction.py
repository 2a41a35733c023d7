"""Whether two bodies in like words tell of different things: the veto against near-duplicates."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from usstnews.text.similarity import SHINGLE, in_order
from usstnews.text.wording import DATE, NAME, NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDLESS = 1 << 16  # above every code
WIDEST = 80  # words between what two bodies have in common
# What stands in more places, as in the rows of a table, marks none of them.
OFTEN = 16
# Of a sentence that was written anew, fewer words are the same.
FEW_WORDS = 4
SAME_WORDS = 0.5
CORRECTED = 2  # words of a name that a correction exchanges: a given name and a surname


class Place(NamedTuple):
    """What each of two bodies says between words that both have."""

    one: array[int]
    other: array[int]


def contradict(one: array[int], other: array[int]) -> bool:
    """Tell whether two wordings, alike as they are, are of different events.

    They are where any of this holds:

    1. The same words stand around other figures: between shingles that both bodies have, each has
       a figure that the other lacks, and the words beside the figures are the same, or few. Dates,
       years, ordinals and number words are figures. What only one of the two has is no
       contradiction: an edit drops sentences, and adds some.
    2. Both name months, weekdays, years or the like, and more of these were exchanged than kept; or
       so it is with all figures together. So it is where a sentence was written for the event.
    3. The same words stand around other names, in half or more of the places where the bodies
       differ. Where it is one place, or one and the same again and
       again, it is a correction if it exchanges a name of two words at most, and there is any
       figure in both bodies.

    >>> from usstnews.text.wording import wording
    >>> frame = "On {} the {} sports festival of the university was opened on the campus track"
    >>> one, next_, again = (wording(frame.format(*key)) for key in (
    ...     ("May 22", "18th"), ("June 2", "20th"), ("May 22", "eighteenth")))
    >>> contradict(one, next_), contradict(one, again)
    (True, False)
    >>> contradict(wording("By the 20th October all of the campus was green again"),
    ...            wording("n 20th October all of the campus was green again"))
    False
    """
    if _exchanged(one, other, DATE) or _exchanged(one, other, NUMBER):
        return True
    # What is found depends on whose places are looked for, so let it not be who came first.
    one, other = sorted((one, other))
    differing = named = 0
    names = set[tuple[bytes, bytes]]()
    is_correction = bool(_codes(one, NUMBER) & _codes(other, NUMBER))
    for place in places(one, other):
        differing += 1
        if _differ(place, _lacking(place, NUMBER, ENDLESS)):
            return True
        if _differ(place, lacking := _lacking(place, NAME, NUMBER)):
            named += 1
            names.add((place.one.tobytes(), place.other.tobytes()))
            is_correction &= max(map(len, lacking)) <= CORRECTED
    return named > 0 and 2 * named >= differing and not (is_correction and len(names) == 1)


def _exchanged(one: array[int], other: array[int], least: int) -> bool:
    """Tell whether of the figures from some kind on, more were exchanged than kept."""
    mine, theirs = _codes(one, least), _codes(other, least)
    return min(len(mine - theirs), len(theirs - mine)) > len(mine & theirs)


def _codes(codes: array[int], least: int, below: int = ENDLESS) -> set[int]:
    return {code for code in codes if least <= code < below}


def _lacking(place: Place, least: int, below: int) -> tuple[set[int], set[int]]:
    """Give the figures or names of each side that the other lacks."""
    mine, theirs = _codes(place.one, least, below), _codes(place.other, least, below)
    return mine - theirs, theirs - mine


def _differ(place: Place, lacking: tuple[set[int], set[int]]) -> bool:
    """Tell whether each side has what the other is `lacking`, in the same words."""
    if not all(lacking):
        return False
    one, other = (Counter(code for code in side if code < NAME) for side in place)
    most = max(one.total(), other.total())
    return most <= FEW_WORDS or (one & other).total() >= SAME_WORDS * most


def places(one: array[int], other: array[int]) -> Iterator[Place]:
    """Give the places at which two wordings differ between shingles that both have."""
    mine, theirs = in_order(one), in_order(other)
    gaps = _gaps(len(one), mine, set(theirs))
    if not gaps:
        return
    # What the first body has as well, if elsewhere, is nothing that it lacks.
    lacked = bytearray(len(other))
    for at, end in _gaps(len(other), theirs, set(mine)):
        lacked[at:end] = b"\1" * (end - at)
    begins = defaultdict[int, list[int]](list)
    for at, shingle in enumerate(theirs):
        begins[shingle].append(at)
    for at, end in gaps:
        starts = begins[mine[at - SHINGLE]] if at else [-SHINGLE]
        if len(starts) > OFTEN:
            continue
        ends = begins[mine[end]] if end < len(one) else [len(other)]
        stretches = [
            (ends[nearest] - start, start)
            for start in (before + SHINGLE for before in starts)
            if (nearest := bisect_left(ends, start)) < len(ends)
        ]
        width, start = min(stretches, default=(WIDEST + 1, 0))
        if width <= WIDEST:
            stretch = range(start, start + width)
            yield Place(one[at:end], array("H", (other[n] for n in stretch if lacked[n])))


def _gaps(length: int, shingles: list[int], known: set[int]) -> list[tuple[int, int]]:
    """List where the words begin and end that are in none of the shingles known."""
    shared = bytearray(length)
    for at, shingle in enumerate(shingles):
        if shingle in known:
            shared[at : at + SHINGLE] = b"\1" * SHINGLE
    return [gap.span() for gap in re.finditer(rb"\0+", shared)]
