"""What is held of a URL, and by what to ask for it again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from recorded import visit

from usstnews.archive.frontier import Frontier
from usstnews.archive.holding import Holding, Validators
from usstnews.archive.state import State
from usstnews.extract.found import Found, Role
from usstnews.items import Capture

BASE = "https://en.usst.edu.cn/"


def test_validators_are_those_of_the_last_answer_that_brought_some() -> None:
    """One that was not modified brings another record and leaves them; one without has none."""
    url = BASE + "x.png"
    with State("") as state:
        Frontier(state).meet(Found(url, Role.REQUISITE), 1, None)
        holding = Holding(state)
        assert holding.validators(url) is None
        capture = Capture("a.warc.gz", 0, "<urn:1>", "sha256:1")
        Frontier(state).settle(url, "requisite", at="2024-01-01T00:00:00Z")
        holding.note(visit("x.png", capture=capture, etag='"1"', modified="Mon"))
        assert holding.validators(url) == Validators("sha256:1", '"1"', "Mon")
        later = replace(capture, record_id="<urn:2>")
        holding.note(visit("x.png", capture=later, not_modified=True))
        assert holding.validators(url) == Validators("sha256:1", '"1"', "Mon")
        holding.note(visit("x.png", capture=replace(capture, payload_digest="sha256:3")))
        assert holding.validators(url) is None


@pytest.mark.parametrize("kind", ["mismatch", "blocked", "failed", "challenge"])
def test_what_is_not_wanted_is_not_confirmed(kind: str) -> None:
    """A captcha, or a file that came corrupted, is asked for without conditions: a 304 would keep
    it for ever.
    """
    url = BASE + "x.png"
    with State("") as state:
        Frontier(state).meet(Found(url, Role.REQUISITE), 1, None)
        holding = Holding(state)
        capture = Capture("a.warc.gz", 0, "<urn:1>", "sha256:1")
        holding.note(visit("x.png", capture=capture, etag='"1"'))
        Frontier(state).settle(url, kind, at="2024-01-01T00:00:00Z")
        assert holding.validators(url) is None
