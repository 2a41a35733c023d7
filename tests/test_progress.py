"""What a person at a terminal sees of a crawl."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from pathlib import Path

from crawls import PROJECT, command

from usstnews.replica import Replica, serve


def test_a_bar_moves_while_a_person_looks_on(tmp_path: Path) -> None:
    """With stderr a terminal there is a bar with pages and new articles, no log, and the reason."""
    with serve(Replica(articles=20)) as server:
        ours, theirs = pty.openpty()
        fast = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0")
        process = subprocess.Popen(
            command(tmp_path, f"base_url={server.base_url}", settings=fast),
            cwd=PROJECT,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
        )
        os.close(theirs)
        seen = read_all(ours)
        status = process.wait()

    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen)
    articles = len((tmp_path / "articles.jsonl").read_bytes().splitlines())
    assert status == 0
    assert re.search(r"usst ━+ \d+/\d+ pages, \d+ new, 0 changed, 0 failed, \d+ a minute", text)
    assert f"pages, {articles} new, 0 changed, 0 failed" in text
    assert text.rstrip().splitlines()[-1].startswith(f"complete: {articles} new")
    assert "INFO" not in text


def read_all(terminal: int) -> str:
    """Read a terminal until the other side has closed it."""
    parts = []
    try:
        while part := os.read(terminal, 65536):
            parts.append(part)
    except OSError:  # how Linux says that nobody holds the other side
        pass
    finally:
        os.close(terminal)
    return b"".join(parts).decode()
