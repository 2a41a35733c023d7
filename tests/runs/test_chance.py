"""The probability of a count, given what was counted before."""

from __future__ import annotations

from fractions import Fraction
from math import comb, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usstnews.runs.chance import at_least, percent


def beta(a: int, b: int) -> Fraction:
    """Give Euler's beta function of whole numbers, exactly."""
    return Fraction(factorial(a - 1) * factorial(b - 1), factorial(a + b - 1))


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 80), st.integers(1, 80))
def test_the_tail_is_that_of_the_beta_binomial(
    hits: int, more: int, seen: int, others: int
) -> None:
    """It equals the sum of the textbook's terms, taken in whole numbers."""
    total = hits + more
    exact = sum(
        comb(total, k) * beta(k + seen, total - k + others) / beta(seen, others)
        for k in range(hits, total + 1)
    )
    assert at_least(hits, total, seen, others) == pytest.approx(float(exact), rel=1e-9)


def test_a_big_archive_is_counted_as_well() -> None:
    """Tens of thousands of articles neither overflow nor vanish."""
    assert at_least(50_000, 50_000, 2, 48) < 1e-100
    # Of many, as many are hits as the share says, whose distribution is Beta(2, 48).
    beyond = 0.96**49 + 49 * 0.04 * 0.96**48
    assert at_least(2_000, 50_000, 2, 48) == pytest.approx(beyond, abs=1e-3)


def test_a_share_is_whole_only_where_it_is() -> None:
    """What is nearly all is not told as all."""
    assert percent(1999 / 2000) == "over 99 %"
    assert percent(0) == "0 %"
