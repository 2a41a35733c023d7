"""How likely a count is, given what was counted before."""

from __future__ import annotations

import math

RARE = 1e-3
"""What is less likely than this, if all is as usual, is an alarm."""


def at_least(hits: int, total: int, seen: float, others: float) -> float:
    """Give the probability of `hits` or more of `total`, after `seen` hits among `seen + others`.

    This is the tail of the beta-binomial distribution: that of a binomial whose share is not known
    but learnt. `seen` and `others` are above 0, and need not be whole: a prior is counted with.

    >>> round(at_least(1, 1, 1, 3), 3), round(at_least(2, 2, 1, 1), 3), at_least(0, 5, 1, 1)
    (0.25, 0.333, 1.0)
    """
    if hits <= 0:
        return 1.0
    # From the end, where all are hits, down to `hits`.
    term = (
        math.lgamma(total + seen)
        - math.lgamma(seen)
        - math.lgamma(total + seen + others)
        + math.lgamma(seen + others)
    )
    chance = math.exp(term)
    for number in range(total, hits, -1):
        missed = total - number
        term += math.log(number / (missed + 1) * (missed + others) / (number - 1 + seen))
        chance += math.exp(term)
    return min(chance, 1.0)


def percent(share: float) -> str:
    """Write a share so that it is 0 or 100 only where it is.

    >>> percent(0.96), percent(0.9996), percent(0.0001), percent(1)
    ('96 %', 'over 99 %', 'under 1 %', '100 %')
    """
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{share * 100:.0f} %"
