"""A report's parts as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from usstnews.runs.outcome import Status
from usstnews.runs.report import Completeness, Event, Report

MISSING = 20
"""Missing items of a listing that are named; all are in the report itself."""
UNITS = ("B", "kB", "MB", "GB")


def size(octets: int) -> str:
    """Write a size in decimal units.

    >>> size(999), size(24_300), size(1_250_000_000)
    ('999 B', '24.3 kB', '1.2 GB')
    """
    if octets < 1000:
        return f"{octets} B"
    value, unit = float(octets), 0
    while value >= 999.95 and unit < len(UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:,.1f} {UNITS[unit]}"


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
    whys = {"left_out": run.left_out, "other": run.other}
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
    version = f", version {event.version}" if event.version else ""
    fields = f": {', '.join(event.fields)}" if event.fields else ""
    earlier = " (in an earlier run that left no report)" if event.earlier else ""
    return f"{event.what}: {title}{event.url}{version}{fields}{earlier}"


def completeness(run: Report) -> Iterator[str]:
    """Write of each listing what it has and what of it is held, with what is missing."""
    for walk in run.completeness:
        yield f"\nlisting {walk.url}: {tally(walk)}"
        yield from (f"    missing {name}" for name in walk.missing[:MISSING])
        if (more := len(walk.missing) - MISSING) > 0:
            yield f"    and {more:,} more missing"


def tally(walk: Completeness) -> str:
    """Write a listing's numbers.

    >>> tally(Completeness("https://h.cn/n.htm", announced=12, listed=12, held=9, external=3))
    '12 announced, 12 listed, 9 held, 3 external'
    """
    numbers = {
        "announced": walk.announced,
        "listed": walk.listed,
        "held": walk.held,
        "external": walk.external or None,
        "restricted": walk.restricted or None,
        "gone": walk.gone or None,
        "other": walk.other or None,
        "missing": len(walk.missing) or None,
    }
    return ", ".join(f"{number:,} {name}" for name, number in numbers.items() if number is not None)
