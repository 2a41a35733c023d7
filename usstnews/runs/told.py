"""A report's parts as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from usstnews.runs.outcome import Status
from usstnews.runs.report import Completeness, Event, Report

MISSING = 20
"""Missing items of a listing that are named; all are in the report itself."""
READ, CLEAN, ARTICLES = "reading/articles", "clean/", "/articles"
UNITS = ("B", "kB", "MB", "GB")


def size(octets: int) -> str:
    """Write a size in decimal units, to three digits.

    >>> size(999), size(24_300), size(999_500), size(1_250_000_000), size(4 * 10**12)
    ('999 B', '24.3 kB', '1.00 MB', '1.25 GB', '4,000 GB')
    """
    if octets < 1000:
        return f"{octets} B"
    value, unit = float(octets), 0
    while value >= 999.5 and unit < len(UNITS) - 1:
        value, unit = value / 1000, unit + 1
    decimals = 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"{value:,.{decimals}f} {UNITS[unit]}"


def span(run: Report) -> str:
    """Write how long a run took, in hours, minutes and seconds."""
    seconds = max(round((run.ended - run.begun).total_seconds()), 0)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {seconds % 60:02} s" if minutes else f"{seconds} s"


def verdict(run: Report) -> str:
    """Say how a run ended, where its alarms are told beside."""
    if run.status == Status.ALARMING and run.alarms:
        return f"alarming, for {'this' if len(run.alarms) == 1 else f'these {len(run.alarms)}'}:"
    return run.reason


def accounting(run: Report) -> str:
    """Write the sum of what became of every URL, with the reasons why some were left out.

    >>> nothing = dict(alarms=(), site="", base_url="", mode="", started="", finished="", reason="")
    >>> urls = {"met": 9, "known": 6, "new": 2, "other": 1, "gone": 0}
    >>> accounting(Report(**nothing, status=0, urls=urls, other={"listing": 1}))
    '9 met = 6 known + 2 new + 1 other (1 listing)'
    """
    if not run.urls:
        return ""
    whys = {"left_out": run.left_out, "other": run.other, "duplicate": run.duplicates}
    parts = [
        f"{number:,} {_spelt(name)}{_why(whys.get(name, {}))}"
        for name, number in run.urls.items()
        if name != "met" and number
    ]
    met = run.urls.get("met", 0)
    counted = sum(number for name, number in run.urls.items() if name != "met")
    sum_up = f"{met:,} met = {' + '.join(parts) or '0'}"
    if run.earlier:
        earlier = ", ".join(f"{number:,} {_spelt(name)}" for name, number in run.earlier.items())
        sum_up += f"; of these {earlier} by earlier runs that left no report"
    return sum_up if counted == met else f"{sum_up}, which is {counted:,}: the sum is wrong"


def cleaning(run: Report) -> str:
    """Write in how many places each rule of cleaning changed something, and in how many articles.

    >>> nothing = dict(alarms=(), site="", base_url="", mode="", started="", finished="", reason="")
    >>> counts = {"reading/articles": 30, "clean/articles_changed": 4}
    >>> counts |= {"clean/edges": 2, "clean/edges/articles": 1}
    >>> counts |= {"clean/no_break_spaces": 9, "clean/no_break_spaces/articles": 4}
    >>> cleaning(Report(**nothing, status=0, counts=counts))
    '4 of 30 articles read: 9 no break spaces in 4, 2 edges in 1'
    """
    counts = run.counts
    rules = {
        name.removeprefix(CLEAN).removesuffix(ARTICLES): number
        for name, number in counts.items()
        if name.startswith(CLEAN) and name.endswith(ARTICLES)
    }
    told = [
        f"{counts.get(CLEAN + rule, 0):,} {_spelt(rule)} in {articles:,}"
        for rule, articles in sorted(rules.items(), key=lambda each: (-each[1], each[0]))
    ]
    if not told:
        return ""
    changed, read = (counts.get(name, 0) for name in (f"{CLEAN}articles_changed", READ))
    return f"{changed:,} of {read:,} articles read: {', '.join(told)}"


def _spelt(name: str) -> str:
    return name.replace("_", " ")


def _why(reasons: Mapping[str, int]) -> str:
    told = ", ".join(f"{number:,} {reason}" for reason, number in reasons.items() if number)
    return f" ({told})" if told else ""


def events(run: Report) -> Iterator[str]:
    """Write what became of single articles, each with the paragraphs that went and came."""
    for event in run.events:
        yield f"\n{headline(event)}"
        for paragraph in event.paragraphs:
            yield f"    {paragraph}"


def headline(event: Event) -> str:
    """Write what became of an article in a line.

    >>> headline(Event("changed", "https://h.cn/1.htm", "Spring", 2, ("title", "text")))
    'changed: Spring, https://h.cn/1.htm, version 2: title, text'
    """
    title = f"{event.title}, " if event.title else ""
    return f"{event.what}: {title}{event.url}{changes(event)}"


def changes(event: Event) -> str:
    """Write which version an article has reached, and in what that differs."""
    version = f", version {event.version}" if event.version else ""
    fields = f": {', '.join(event.fields)}" if event.fields else ""
    earlier = " (in an earlier run that left no report)" if event.earlier else ""
    return f"{version}{fields}{earlier}"


def completeness(run: Report) -> Iterator[str]:
    """Write of each listing what it has and what of it is held, with what is missing."""
    for walk in run.completeness:
        yield f"\nlisting {walk.url}: {tally(walk)}"
        yield from (f"    {each}" for each in lacking(walk))


def lacking(walk: Completeness) -> Iterator[str]:
    """Name what a listing lacks; of ids that may be those of items on other sites, that they may.

    >>> list(lacking(Completeness("https://h.cn/n.htm", 4, 3, 2, 1, missing=("id 7", "id 9"))))
    ['missing id 7', 'missing id 9']
    """
    for name in walk.missing[:MISSING]:
        unsure = walk.missing_most is not None and name.startswith("id ")
        yield f"{'perhaps ' if unsure else ''}missing {name}"
    if (more := len(walk.missing) - MISSING) > 0:
        yield f"and {more:,} more{' missing' if walk.missing_most is None else ''}"


def tally(walk: Completeness) -> str:
    """Write a listing's numbers.

    >>> tally(Completeness("https://h.cn/n.htm", announced=12, listed=12, held=9, external=3))
    '12 announced, 12 listed, 9 held, 3 external'
    >>> hidden = ("id 7", "id 9")
    >>> tally(Completeness("https://h.cn/n.htm", 4, 3, 2, 1, missing=hidden, missing_most=1))
    '4 announced, 3 listed, 2 held, 1 external, up to 1 of 2 missing'
    """
    numbers = {
        "announced": walk.announced,
        "listed": walk.listed,
        "held": walk.held,
        "external": walk.external or None,
        "restricted": walk.restricted or None,
        "gone": walk.gone or None,
        "other": walk.other or None,
    }
    told = [f"{number:,} {name}" for name, number in numbers.items() if number is not None]
    if walk.missing:
        most, named = walk.missing_most, f"{len(walk.missing):,}"
        told.append(f"{named if most is None else f'up to {most:,} of {named}'} missing")
    return ", ".join(told)
