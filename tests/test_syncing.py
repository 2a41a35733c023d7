"""The settings that say how often something is done while a run goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from crawls import run_crawl


@pytest.mark.parametrize("name", ["SYNC_INTERVAL", "LOGSTATS_INTERVAL"])
def test_an_interval_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    """In one line, before anything is asked for."""
    done = run_crawl(
        tmp_path / "archive", "base_url=http://127.0.0.1:9/", settings=(f"{name}=often",)
    )
    assert done.status == 1, done.log
    said = f"{name}='often' is no number of seconds; give one like 10"
    assert done.reason == f"not started: {said}"
