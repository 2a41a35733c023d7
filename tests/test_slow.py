"""What takes longer: a clean machine's first steps, and archives that are not small."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from crawls import PROJECT, command

from usstnews.replica import Replica, serve

pytestmark = pytest.mark.slow

PEAK = """
import resource, sys
from scrapy.cmdline import execute
try:
    execute(sys.argv[1:])
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stdout)
"""


@pytest.mark.timeout(300)
def test_a_fresh_clone_shows_the_demo(tmp_path: Path) -> None:
    """In a clean environment `make demo` installs, crawls and shows; again, it adds nothing and
    shows the same, but for the number of WARC files.
    """
    clone = tmp_path / "clone"
    done = subprocess.run(["git", "clone", "-q", PROJECT, clone], check=False)
    if done.returncode:
        pytest.skip("the project is no git checkout here")
    bare = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    said, shown = [], []
    for _ in range(2):
        done = subprocess.run(
            ["make", "demo", "DEMO_PORT=8178"],
            cwd=clone,
            env=bare,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        said.append(done.stderr.splitlines()[-1])
        # What was asked for again, the listings, is kept again.
        rows = (line for line in done.stdout.splitlines() if line.startswith("│"))
        shown.append([row for row in rows if "warc/" not in row])

    assert said == [
        "complete: 59 new, 0 changed, 59 articles held",
        "complete: nothing new, 59 articles held",
    ]
    assert shown[0] == shown[1]
    assert any("articles" in line and "59" in line for line in shown[0])


@pytest.mark.timeout(400)
def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    """Ten times the articles take the same memory, but for a few MB of caches."""
    peaks = {}
    for articles in (300, 3000):
        with serve(Replica(articles=articles)) as server:
            _, _, _, *arguments = command(tmp_path / str(articles), f"base_url={server.base_url}")
            done = subprocess.run(
                [sys.executable, "-c", PEAK, "scrapy", *arguments],
                cwd=PROJECT,
                capture_output=True,
                text=True,
                check=False,
            )
        assert done.returncode == 0, done.stderr
        peaks[articles] = int(done.stdout) / 1024  # MB

    assert peaks[3000] < peaks[300] + 20
