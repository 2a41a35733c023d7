"""What became of the URLs that a run met: each is in exactly one class."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from usstnews.archive.frontier import ELSEWHERE, LOOK, NOW, ONCE_MORE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from usstnews.archive.state import State

CLASSES = (
    "known", "pending", "new", "unchanged", "changed", "duplicate", "moved", "gone", "external",
    "restricted", "other", "failed", "left_out",
)  # fmt: skip
# Why a URL was left out by the wish of whoever started the run.
LIMIT, SINCE = "limit reached", "before since"
# Of a URL that was asked for, by what it turned out to be; anything else is another kind of page.
ASKED = {
    **{name: name for name in ("new", "unchanged", "changed", "duplicate", "moved", "external")},
    **{name: name for name in ("restricted", "failed")},
    "alias": "unchanged",
    "missing": "gone",
    "forbidden": "left_out",
    "oversize": "left_out",
    "circular": "left_out",
}
WHY = {
    "forbidden": "robots.txt",
    "oversize": "too large",
    "circular": "redirects in a circle",
}
# What runs before this one stored and no report tells of: `what` it is at each URL.
STORED = "stored (url, what) AS MATERIALIZED (SELECT key, value FROM json_each(:stored))"
MET = "FROM pages LEFT JOIN stored USING (url) WHERE met > :reported OR what IS NOT NULL"
# Below zero is what may be asked for again: pages of a listing that is walked again, some of which
# it does not show any more, and what failed.
ANSWERED = "(asked = :run OR (asked = -:run AND (due IS NULL OR error IS NOT NULL)))"
# What a run before this one was told, of which no report tells, stands where this one did not ask.
BEFORE = (
    f"(NOT {ANSWERED} AND abs(asked) > :reported AND abs(asked) < :run AND error IS NULL"
    f" AND outcome IS NOT NULL AND (due IS NULL OR due NOT IN ({NOW}, {LOOK})))"
)
# What is new was so in one run: it stays so in the report that is the first to tell of it.
FIRST = (
    "(coalesce(what, '') IN ('new', 'duplicate') OR (coalesce(what, '') = 'changed'"
    f" AND (NOT {ANSWERED} OR coalesce(outcome, '') IN ('unchanged', 'alias'))))"
)
# The first condition that holds says the class of a URL, and why it was left out; then whether it
# was asked for, and whether that was in a run before this one.
ROWS = f"""
WITH {STORED}
SELECT CASE
  WHEN {FIRST} THEN what
  WHEN ({ANSWERED} OR {BEFORE}) AND outcome = 'missing' AND role = 'guess' THEN '-no such id'
  WHEN ({ANSWERED} OR {BEFORE}) AND outcome = 'missing' AND role = 'requisite' THEN 'missing requisite'
  WHEN {ANSWERED} THEN CASE WHEN error IS NOT NULL THEN 'failed' ELSE coalesce(outcome, 'pending') END
  WHEN {BEFORE} THEN outcome
  WHEN kind = 'external' THEN 'external'
  WHEN {ELSEWHERE} THEN '-held at another URL'
  WHEN error IS NOT NULL AND due > :now THEN '-failed before, waits for a day'
  WHEN due IS NULL AND kind IS NULL THEN '-beyond where its listing was walked to'
  WHEN due = {NOW} AND listed < :since THEN '-{SINCE}'
  WHEN due IN ({NOW}, {LOOK}) AND :limited THEN '-{LIMIT}'
  WHEN due IN ({NOW}, {LOOK}) THEN 'pending'
  WHEN due <= :now AND kind IS NOT NULL THEN '-no room for second looks'
  ELSE 'known' END, {FIRST} OR {ANSWERED} OR {BEFORE}, {FIRST} OR {BEFORE}, count(*)
{MET} GROUP BY 1, 2, 3
"""  # noqa: E501


def failed(state: State, run: int) -> int:
    """Count the URLs that could not be had in a run."""
    row = state.db.execute(
        "SELECT count(*) FROM pages WHERE asked IN (?1, -?1) AND error IS NOT NULL", (run,)
    ).fetchone()
    return int(row[0])


def waiting(state: State, run: int, now: float) -> int:
    """Count the URLs that failed in runs before and wait for their day."""
    row = state.db.execute(
        "SELECT count(*) FROM pages WHERE error IS NOT NULL AND due > ? AND abs(asked) != ?",
        (int(now), run),
    ).fetchone()
    return int(row[0])


def first_failure(state: State, run: int) -> str | None:
    """Name a URL that could not be had in a run, if there is one."""
    row = state.db.execute(
        "SELECT url FROM pages WHERE asked IN (?1, -?1) AND error IS NOT NULL ORDER BY id LIMIT 1",
        (run,),
    ).fetchone()
    return None if row is None else str(row[0])


def progress(state: State, run: int) -> tuple[int, int]:
    """Count the URLs that a run is done with, and those under way or still due."""
    asked, open_, due = state.db.execute(
        "SELECT count(*), count(*) FILTER (WHERE outcome IS NULL AND error IS NULL"  # noqa: S608
        f" OR outcome = '{ONCE_MORE}'),"
        " (SELECT count(*) FROM pages WHERE due IN (?, ?) AND asked != ?"
        " OR asked = -? AND due IS NOT NULL) FROM pages WHERE asked = ?",
        (NOW, LOOK, run, run, run),
    ).fetchone()
    return asked - open_, open_ + due


def kinds(state: State) -> dict[str, int]:
    """Count the pages of each kind; those not looked at yet are `pending`."""
    rows = state.db.execute(
        "SELECT coalesce(kind, 'pending'), count(*) FROM pages WHERE role != 'requisite'"
        " GROUP BY 1 ORDER BY 1"
    )
    return dict(rows)


def gone(state: State) -> int:
    """Count the articles held that the site has no more."""
    row = state.db.execute(
        "SELECT count(*) FROM articles JOIN pages ON pages.url = articles.url"
        " WHERE pages.kind = 'missing'"
    ).fetchone()
    return int(row[0])


class Change(NamedTuple):
    """What became of an article, apart from new versions: gone, back, restricted, opened or moved;
    `since` is when (a WARC-Date).
    """

    what: str
    url: str
    title: str | None
    since: str


CHANGES = {
    ("article", "missing"): "gone",
    ("article", "restricted"): "restricted",
    ("article", "moved"): "moved",
    ("missing", "article"): "back",
    ("restricted", "article"): "opened",
    ("restricted", "missing"): "gone",
    ("missing", "restricted"): "restricted",
}


@dataclass
class Account:
    """Counts of URLs: `urls` by class, `met` their sum; `other` by kind, `left_out` by reason.

    So many of `urls` are what they are by an `earlier` run.
    """

    urls: dict[str, int] = field(default_factory=dict)
    other: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    earlier: dict[str, int] = field(default_factory=dict)


def account(
    state: State,
    run: int,
    now: float,
    *,
    since: str | None = None,
    limited: bool = False,
    reported: int | None = None,
    stored: Mapping[str, str] | None = None,
) -> Account:
    """Account for every URL that a run met; `limited` says that it stopped at its limit.

    Where runs before it died, the last that left a report being number `reported`, what they met is
    accounted for too. They `stored` articles: new, changed or duplicate, by URL.
    """
    given = {
        "run": run, "now": int(now), "since": since, "limited": limited,
        "reported": run - 1 if reported is None else reported,
        "stored": json.dumps(dict(stored or {})),
    }  # fmt: skip
    made = Account(urls={"met": 0, **dict.fromkeys(CLASSES, 0)})
    (made.urls["met"],) = state.db.execute(f"WITH {STORED} SELECT count(*) {MET}", given).fetchone()
    for said, asked, before, count in state.db.execute(ROWS, given):
        why = said[1:] if said.startswith("-") else WHY.get(said)
        name = "left_out" if why else (ASKED.get(said, "other") if asked else said)
        name = "pending" if said == "pending" else name
        made.urls[name] += count
        if before:
            made.earlier[name] = made.earlier.get(name, 0) + count
        if why:
            made.left_out[why] = made.left_out.get(why, 0) + count
        elif name == "other":
            made.other[said] = made.other.get(said, 0) + count
    return made


def changes(state: State, since: str) -> Iterator[Change]:
    """Tell which articles went, came back or moved `since` a moment (a WARC-Date)."""
    rows = state.db.execute(
        "SELECT was, kind, url, title, since FROM pages WHERE since > ? AND was IS NOT NULL"
        " AND article IS NOT NULL AND role = 'article' ORDER BY url",
        (since,),
    )
    for was, kind, url, title, at in rows:
        if what := CHANGES.get((was, kind)):
            yield Change(what, url, title, at)
