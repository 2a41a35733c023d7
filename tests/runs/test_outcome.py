"""How a run ended: the status and its line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from usstnews.runs.outcome import Status, Tally, outcome

GOOD = Tally(
    reason="finished",
    base_url="https://h.cn/",
    answered=9,
    failed=0,
    forbidden=0,
    listings=3,
    held=5,
    new=2,
    changed=1,
)


@pytest.mark.parametrize(
    ("changes", "status", "reason"),
    [
        ({}, 0, "complete: 2 new, 1 changed, 5 articles held"),
        ({"new": 0}, 0, "complete: 0 new, 1 changed, 5 articles held"),
        ({"new": 0, "changed": 0}, 0, "complete: nothing new, 5 articles held"),
        (
            {"waiting": 2},
            0,
            "complete: 2 new, 1 changed, 5 articles held; 2 URLs that failed wait for another day",
        ),
        (
            {"new": 0, "changed": 0, "waiting": 1},
            0,
            "complete: nothing new, 5 articles held; 1 URL that failed waits for another day",
        ),
        (
            {"reason": "killed", "finding": "not stored: disk full"},
            2,
            "incomplete: not stored: disk full; stopped at once by a second signal",
        ),
        ({"listings": 0}, 3, "alarming: no listing found on https://h.cn/ (has its layout"),
        ({"listings": 0, "forbidden": 1}, 3, "on https://h.cn/ (robots.txt forbids it); name"),
        ({"held": 0}, 3, "alarming: no article found on https://h.cn/; has its layout changed?"),
        ({"failed": 4}, 2, "incomplete: 4 pages could not be had; what failed is asked for again"),
        ({"failed": 4, "listings": 0, "held": 0}, 2, "incomplete: 4 pages could not be had"),
        ({"failed": 1, "answered": 0}, 2, "incomplete: https://h.cn/ cannot be reached; check"),
        ({"reason": "challenge"}, 2, "incomplete: the site answers with a challenge page"),
        ({"reason": "challenge", "listings": 0, "held": 0}, 2, "incomplete: the site answers"),
        ({"reason": "login"}, 2, "incomplete: the site answers with a login page where a listing"),
        ({"reason": "unreachable"}, 2, "incomplete: too many pages in a row could not be had"),
        ({"alarms": ("a: 1",)}, 3, "alarming: a: 1"),
        ({"alarms": ("a: 1", "b: 2", "c: 3")}, 3, "alarming: a: 1; and 2 more: see the report"),
        ({"alarms": ("a: 1",), "failed": 1}, 2, "incomplete: 1 page could not be had"),
        ({"alarms": ("a: 1",), "listings": 0}, 3, "alarming: a: 1"),
        ({"alarms": ("a: 1",), "reason": "shutdown"}, 2, "incomplete: stopped by a signal"),
        ({"reason": "shutdown"}, 2, "incomplete: stopped by a signal; run the same command"),
        ({"reason": "closespider_timeout"}, 2, "incomplete: stopped early (closespider_timeout)"),
        ({"reason": "Odd", "finding": "what it found"}, 2, "incomplete: what it found"),
        (
            {"reason": "CaptureFailed", "finding": "disk full"},
            2,
            "incomplete: the archive cannot be written (disk full); mend that and run",
        ),
        ({"reason": "SeamChanged", "finding": "the seam"}, 1, "the seam"),
    ],
)
def test_a_run_ends_with_the_status_of_the_contract(
    changes: dict[str, object], status: int, reason: str
) -> None:
    """Each way to end has its status and one line; incomplete goes before alarming."""
    ended = outcome(replace(GOOD, **changes))  # type: ignore[arg-type]
    assert ended.status == status
    assert reason in ended.reason
    assert "\n" not in ended.reason


def test_the_statuses_are_numbers_for_the_shell() -> None:
    """Schedulers see 0 to 3."""
    assert {status.name: int(status) for status in Status} == {
        "COMPLETE": 0,
        "NOT_STARTED": 1,
        "INCOMPLETE": 2,
        "ALARMING": 3,
    }
