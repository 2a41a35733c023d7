"""Simulated runs of a site that stays as it is: what alarms are held against."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from usstnews.runs.alarms import find_alarms
from usstnews.runs.report import Reading, Report

FIRST = datetime(2024, 1, 1, 3, tzinfo=UTC)
SHARES = {
    "title": 1.0,
    "text": 0.97,
    "published": 0.96,
    "authors": 0.7,
    "images": 0.8,
    "files": 0.05,
    "section": 0.99,
    "source": 0.3,
}


def a_run(
    day: int, articles: int = 0, *, new: int = 0, mode: str = "update", **other: int
) -> Report:
    """Make a run of the day; of so many articles read, `other` says how many have a field."""
    begun = FIRST + timedelta(days=day)
    filled = {"title": articles, "text": articles, "published": articles, **other}
    return Report(
        alarms=(),
        site="usst",
        base_url="https://en.usst.edu.cn/",
        mode=mode,
        started=begun.isoformat(),
        finished=(begun + timedelta(minutes=3)).isoformat(),
        status=0,
        reason="complete",
        urls={"met": articles, "new": new, "unchanged": articles - new},
        reading=Reading(
            articles=articles,
            filled=filled,
            log_words=5.0 * articles,
            log_words_squared=26.0 * articles,
            listing_pages=4,
        ),
    )


def judged(run: Report, earlier: list[Report]) -> Report:
    """Let a run end as it would: with its alarms, and status 3 if there are any."""
    alarms = find_alarms(run, earlier)
    return replace(run, alarms=alarms, status=3 if alarms else run.status)


def quiet(seed: int, nights: int) -> Iterator[Report]:
    """Simulate a site that stays as it is: a first run of 2,000 articles, then a night a run with
    up to a handful of new ones and a few dozen second looks, and a full run each month.
    """
    chance = random.Random(seed)
    yield _drawn(chance, 0, 2000, 2000)
    for day in range(1, nights):
        new = chance.choice((0, 0, 0, 0, 1, 1, 1, 2, 3, 5))
        if day % 30:
            yield _drawn(chance, day, new + chance.randrange(24), new)
        else:
            yield replace(_drawn(chance, day, 2000 + day, new), mode="full")


def _drawn(chance: random.Random, day: int, articles: int, new: int) -> Report:
    """Draw what a run reads: each article has each field as likely as `SHARES` says."""
    texts = [
        math.log(
            1 + (chance.randrange(6) if chance.random() < 0.03 else chance.lognormvariate(5, 0.9))
        )
        for _ in range(articles)
    ]
    strays = sum(chance.random() < 0.02 for _ in range(articles))
    reading = Reading(
        articles=articles,
        filled={
            name: sum(chance.random() < share for _ in range(articles))
            for name, share in SHARES.items()
        },
        log_words=sum(texts),
        log_words_squared=sum(text**2 for text in texts),
        listing_pages=100 if articles > 1000 else 4,
        unexpected={"restricted": strays} if strays else {},
    )
    return replace(a_run(day, articles, new=new), reading=reading)
