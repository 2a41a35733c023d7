"""How a run ended: the exit status of the contract, and the one line that says why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Status(IntEnum):
    """Exit statuses of `scrapy crawl news`."""

    COMPLETE = 0
    NOT_STARTED = 1
    INCOMPLETE = 2
    ALARMING = 3


@dataclass(frozen=True)
class Tally:
    """What a run counted. `reason` is the one that Scrapy closed the spider with, `finding` what
    the error said that closed it, `alarms` what `find_alarms` found unusual. What `failed` did so
    in this run; `waiting` failed in runs before, and was not asked for again.
    """

    reason: str
    base_url: str
    answered: int
    failed: int
    forbidden: int
    listings: int
    held: int
    new: int
    changed: int
    finding: str | None = None
    first_failure: str | None = None
    alarms: tuple[str, ...] = ()
    waiting: int = 0


@dataclass(frozen=True)
class Outcome:
    """An exit status and its reason, in one line."""

    status: Status
    reason: str


GO_ON = "run the same command to go on"
NOTHING = "nothing new"
WAITS = "what failed is asked for again after a day"
KILLED = "killed"
"""Why a spider was closed that awaited no answer any more."""
STOPPED = {
    "challenge": "the site answers with a challenge page, which only a person may pass; try later",
    "login": "the site answers with a login page where a listing should be; look at it, try later",
    "unreachable": f"too many pages in a row could not be had; try later, and {GO_ON}",
    "shutdown": f"stopped by a signal; {GO_ON}",
    KILLED: f"stopped at once by a second signal; {GO_ON}",
}


def outcome(tally: Tally) -> Outcome:
    """Judge a run; what is incomplete goes before what is alarming.

    >>> counts = dict(answered=9, failed=0, forbidden=0, listings=3, held=5, new=2, changed=0)
    >>> outcome(Tally("finished", "https://h.cn/", **counts)).reason
    'complete: 2 new, 0 changed, 5 articles held'
    """
    if tally.reason == "SeamChanged":
        return Outcome(Status.NOT_STARTED, str(tally.finding))
    if tally.reason == "CaptureFailed":
        return Outcome(
            Status.INCOMPLETE,
            f"incomplete: the archive cannot be written ({tally.finding}); mend that and {GO_ON}",
        )
    if tally.reason != "finished":
        why = STOPPED.get(tally.reason, tally.finding or f"stopped early ({tally.reason}); {GO_ON}")
        # What a run was being stopped for already is not hidden by a second signal.
        found = f"{tally.finding}; " if tally.reason == KILLED and tally.finding else ""
        return Outcome(Status.INCOMPLETE, f"incomplete: {found}{why}")
    if tally.failed and not tally.answered:
        return Outcome(
            Status.INCOMPLETE,
            f"incomplete: {tally.base_url} cannot be reached; check base_url and the network",
        )
    if tally.failed:
        pages = "1 page" if tally.failed == 1 else f"{tally.failed} pages"
        first = f" ({tally.first_failure}; see the log)" if tally.first_failure else ""
        return Outcome(Status.INCOMPLETE, f"incomplete: {pages} could not be had{first}; {WAITS}")
    return _complete(tally)


def _complete(tally: Tally) -> Outcome:
    if tally.alarms:
        first, *others = tally.alarms
        more = f"; and {len(others)} more: see the report" if others else ""
        return Outcome(Status.ALARMING, f"alarming: {first}{more}")
    if tally.listings == 0:
        cause = "robots.txt forbids it" if tally.forbidden else "has its layout changed?"
        return Outcome(
            Status.ALARMING,
            f"alarming: no listing found on {tally.base_url} ({cause});"
            " name listings with -a listings=PATH,PATH",
        )
    if tally.held == 0:
        return Outcome(
            Status.ALARMING,
            f"alarming: no article found on {tally.base_url}; has its layout changed?",
        )
    news = f"{tally.new} new, {tally.changed} changed" if tally.new or tally.changed else NOTHING
    urls = (
        "1 URL that failed waits"
        if tally.waiting == 1
        else f"{tally.waiting} URLs that failed wait"
    )
    waits = f"; {urls} for another day" if tally.waiting else ""
    return Outcome(Status.COMPLETE, f"complete: {news}, {tally.held} articles held{waits}")
