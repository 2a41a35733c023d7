"""The setting that bounds what a power cut may take."""

from __future__ import annotations

from pathlib import Path

import pytest
from crawls import run_crawl


@pytest.mark.parametrize("given", ["often", "-1", "inf", "nan"])
def test_an_interval_that_is_none_is_refused(tmp_path: Path, given: str) -> None:
    """In one line, before anything is asked for."""
    done = run_crawl(
        tmp_path / "archive", "base_url=http://127.0.0.1:9/", settings=(f"SYNC_INTERVAL={given}",)
    )
    assert done.status == 1, done.log
    said = f"SYNC_INTERVAL={given!r} is no number of seconds; give one like 10"
    assert done.reason == f"not started: {said}"
