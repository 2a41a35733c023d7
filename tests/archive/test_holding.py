"""What is held of a URL, and by what to ask for it again."""

from __future__ import annotations

from dataclasses import replace

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
        holding.note(visit("x.png", capture=capture, etag='"1"', modified="Mon"))
        assert holding.validators(url) == Validators("sha256:1", '"1"', "Mon")
        later = replace(capture, record_id="<urn:2>")
        holding.note(visit("x.png", capture=later, not_modified=True))
        assert holding.validators(url) == Validators("sha256:1", '"1"', "Mon")
        holding.note(visit("x.png", capture=replace(capture, payload_digest="sha256:3")))
        assert holding.validators(url) is None
