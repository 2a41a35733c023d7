"""A site that is redesigned between two runs: the first run that meets it says so."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crawls import run_crawl

from usstnews.replica import Replica, serve

pytestmark = pytest.mark.usefixtures("uncounted")

DAY = timedelta(days=1)


@pytest.mark.parametrize("new", [1, pytest.param(0, marks=pytest.mark.slow)])
def test_each_change_of_the_templates_is_alarmed_at_once(tmp_path: Path, new: int) -> None:
    """A date line that moved, a body in other containers, another pager: with a single new article
    or none, status 3, with the reason first in the report, and all that was read is kept.
    """
    replica = Replica(articles=60, seed=1)
    replica.advance(datetime.now(UTC).date())
    replica.publish(3)
    with serve(replica) as server:
        whole = tmp_path / "whole"
        first = run_crawl(whole, f"base_url={server.base_url}")
        assert (first.status, first.report["alarms"]) == (0, []), first.log
        quiet = run_crawl(whole, f"base_url={server.base_url}", later=DAY)
        assert (quiet.status, quiet.report["alarms"]) == (0, []), quiet.log
        for part in ("dateline", "body", "pager"):
            replica.redesign("none")
            replica.redesign(part)
            number = replica.publish(new) if new else []
            archive = shutil.copytree(whole, tmp_path / part)
            met = run_crawl(archive, f"base_url={server.base_url}", later=2 * DAY)
            assert met.status == 3, (part, met.log)
            assert met.reason.startswith("alarming: "), met.reason
            assert next(iter(met.report)) == "alarms"
            assert met.report["alarms"][0] in met.reason
            if part != "pager":
                assert set(number) <= {line["id"] for line in met.articles()}, part
