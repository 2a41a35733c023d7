"""How long the texts of a run are, against what is usual."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from usstnews.runs.norm import norm
from usstnews.runs.report import Report

SUBJECT = "text length"
FEW = 5
"""Articles; the mean of fewer says nothing."""
FAR = 5.0
"""Standard errors. The tails are heavier than those of a normal distribution: a report in pictures
has no words."""
LIKE_ANY_RUN = 50
"""Articles that a history is worth, as for shares."""
LEAST_SPREAD = 0.5
"""Of the logarithms of words: news of all the same length are an accident."""
KNOWN = 20
"""Articles of a history; what fewer say of a site's texts is nothing."""


class Words(NamedTuple):
    """Articles, and the sums of the logarithms of their words and of the squares of these."""

    articles: float
    sum: float
    squares: float

    @property
    def mean(self) -> float:
        """The mean logarithm."""
        return self.sum / self.articles

    @property
    def spread(self) -> float:
        """The standard deviation of the logarithms, not below the least."""
        variance = self.squares / self.articles - self.mean**2
        return max(LEAST_SPREAD, math.sqrt(max(variance, 0.0)))


def length_alarms(run: Report, earlier: Sequence[Report]) -> Iterator[str]:
    """Hold the mean length of a run's texts against the usual, alone and with the last runs'."""
    if not run.reading.articles:
        return
    held = norm(run, earlier, SUBJECT, lambda report: report.reading.articles > 0)
    for recent, usual in held.views():
        words, known = _pooled([*recent, run]), _known(usual)
        if (
            known is not None
            and words.articles >= FEW
            and abs(_standard_errors(words, known)) > FAR
        ):
            together = f" in the last {len(recent) + 1} runs" if recent else ""
            yield (
                f"{SUBJECT}: {_typical(words)} words an article{together}, usually"
                f" {_typical(known)}"
            )
            return


def _pooled(reports: Sequence[Report]) -> Words:
    readings = [report.reading for report in reports]
    return Words(
        sum(reading.articles for reading in readings),
        math.fsum(reading.log_words for reading in readings),
        math.fsum(reading.log_words_squared for reading in readings),
    )


def _known(usual: Sequence[Report]) -> Words | None:
    seen = _pooled(usual)
    if seen.articles < KNOWN:
        return None
    scale = min(1.0, LIKE_ANY_RUN / seen.articles)
    return Words(seen.articles * scale, seen.sum * scale, seen.squares * scale)


def _standard_errors(words: Words, known: Words) -> float:
    error = known.spread * math.sqrt(1 / words.articles + 1 / known.articles)
    return (words.mean - known.mean) / error


def _typical(words: Words) -> str:
    return f"{max(math.exp(words.mean) - 1, 0):,.0f}"
