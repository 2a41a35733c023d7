"""Second looks: when to visit again what is held, by its age, and what was closed or gone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from usstnews.archive.frontier import LOOK, NOW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from usstnews.archive.state import State

DAY = 86400
# A run that starts a little earlier than the day before shall not skip a day. What is closed or
# failed waits for a whole day at least.
SLACK = 6 * 3600

SECONDS = "CAST(strftime('%s', {}) AS INTEGER)"
# An article is as old as what dates it: the page, else the listing, else that it turned up after
# the archive's first run; and no older than its latest version.
BORN = (
    f"max(coalesce({SECONDS.format('articles.published')}, {SECONDS.format('page.listed')},"
    f" CASE WHEN page.first_run > 1 THEN {SECONDS.format('page.since')} END, 0),"
    f" CASE WHEN articles.version > 1 THEN {SECONDS.format('articles.changed')} ELSE 0 END)"
)
HELD = (
    f"SELECT page.id AS id, :now - {SECONDS.format('page.fetched_at')} + :slack AS waited,"  # noqa: S608
    f" CASE {{brackets}} END AS every"
    " FROM articles JOIN pages AS page ON page.url = articles.url"
    " WHERE page.kind = 'article' AND page.due IS NULL"
)
CLOSED = (
    f"SELECT id, :now - {SECONDS.format('fetched_at')} AS waited,"  # noqa: S608
    f" max({DAY}, due - :slack - {SECONDS.format('fetched_at')}) AS every"
    " FROM pages WHERE role = 'article' AND kind IS NOT NULL AND due > :look"
    " AND due <= :now + :slack * (error IS NULL)"
)


@dataclass(frozen=True)
class Looks:
    """How often to look again. An article of up to so many days is visited `every` so many days,
    an older one than all these never; a run makes at most `most` second looks, first those that
    are the latest by their own measure.
    """

    every: Mapping[int, int] = field(default_factory=lambda: {7: 1, 30: 7, 365: 30, 36500: 180})
    most: int = 100


def choose(state: State, looks: Looks, now: float) -> int:
    """Make due the second looks of a run that begins `now`; returns how many.

    What failed without ever being seen, requisites and listings are no second looks: all that are
    due are asked for.
    """
    db, given = state.db, {"now": int(now), "look": LOOK, "slack": SLACK, "most": looks.most}
    # What an interrupted run did not come to waits in line with the others.
    db.execute(
        "UPDATE pages SET due = CASE WHEN kind != 'article' THEN :look + 1 END WHERE due = :look",
        given,
    )
    db.execute(
        f"UPDATE pages SET due = {NOW} WHERE due > :look AND due <= :now"  # noqa: S608
        " AND (kind IS NULL OR role != 'article')",
        given,
    )
    brackets = " ".join(
        f"WHEN :now - {BORN} <= {_seconds(age)} THEN {_seconds(every)}"
        for age, every in sorted(looks.every.items())
    )
    # An older article than all has no interval, so it has never waited long enough.
    candidates = f"{CLOSED} UNION ALL {HELD.format(brackets=brackets)}" if brackets else CLOSED
    return db.execute(
        "UPDATE pages SET due = :look WHERE id IN (SELECT id FROM"  # noqa: S608  (numbers of ours)
        f" ({candidates}) WHERE waited >= every"
        " ORDER BY waited * 1.0 / every DESC, id DESC LIMIT :most)",
        given,
    ).rowcount


def _seconds(days: int) -> int:
    return int(timedelta(days=days).total_seconds())
