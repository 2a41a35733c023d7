"""`kill -9` at random points, also of runs that mend what the last kill left: as if nothing had
happened.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from crawls import FAST, PROJECT, command, run_crawl
from fatal import fatal
from stored import differences, tables
from test_interrupted import meaning

from usstnews.archive.layout import Archive
from usstnews.rebuild import rebuild
from usstnews.replica import Replica, Server, serve
from usstnews.verify import verify

pytestmark = pytest.mark.usefixtures("uncounted")

ARTICLES = 8
# Files of a few pages, synced all the time: rotation, indexing and syncing are everywhere.
SMALL = ("WARC_SIZE=40000", "SYNC_INTERVAL=0.1")
KILLED = -9


@dataclass
class Kills:
    """Kills what writes an archive, at points that a seed draws; `log` says where."""

    server: Server
    archive: Path
    points: random.Random
    requests: int
    changes: int
    log: list[str] = field(default_factory=list)
    died: int = 0

    def crawl(self) -> list[str]:
        """Spell the command of a crawl."""
        settings = (*FAST, *SMALL)
        return command(self.archive, f"base_url={self.server.base_url}", settings=settings)

    def rebuild(self) -> list[str]:
        """Spell the command of a rebuild."""
        code = "from usstnews.cli import main; main()"
        return [sys.executable, "-c", code, "rebuild", str(self.archive), "--jobs", "1"]

    def end(self, what: str, process: subprocess.Popen[bytes]) -> None:
        """Wait for a process and note how it ended."""
        status = process.wait(timeout=100)
        self.log.append(f"{what}: {status}")
        self.died += status == KILLED

    def at_a_change(self, command: list[str], most: int) -> None:
        """Kill at the n-th change to the archive's files."""
        point = self.points.randint(1, most)
        environment = fatal(self.archive, at=point)
        process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env=environment,
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        self.end(f"{command[3:5]} at change {point}", process)

    def after_requests(self) -> None:
        """Kill a crawl when the site has seen so many requests."""
        point = self.points.randint(1, self.requests - 1)
        goal = len(self.server.requests) + point
        process = subprocess.Popen(self.crawl(), cwd=PROJECT, stderr=subprocess.DEVNULL)
        while process.poll() is None and len(self.server.requests) < goal:
            time.sleep(0.001)
        process.kill()
        self.end(f"crawl after {point} requests", process)

    def after_a_while(self) -> None:
        """Kill a crawl a moment after it took the lock, which it does before it mends."""
        lock, wait = self.archive / "lock", self.points.uniform(0, 0.25)
        before = lock.stat().st_mtime_ns if lock.exists() else 0
        process = subprocess.Popen(self.crawl(), cwd=PROJECT, stderr=subprocess.DEVNULL)
        while process.poll() is None and (not lock.exists() or lock.stat().st_mtime_ns == before):
            time.sleep(0.001)
        time.sleep(wait)
        process.kill()
        self.end(f"crawl {wait:.3f} s after it took the lock", process)

    def some(self) -> None:
        """Kill a crawl in the middle, then those who go on from there."""
        first = self.points.choice((self.after_requests, lambda: self.change(self.changes)))
        first()
        for _ in range(2):
            kill = self.points.choice(
                (
                    self.after_requests,
                    self.after_a_while,
                    lambda: self.change(40),  # while it mends
                    lambda: self.change(self.changes),
                    lambda: self.at_a_change(self.rebuild(), 30),
                )
            )
            kill()

    def change(self, most: int) -> None:
        """Kill a crawl at a change."""
        self.at_a_change(self.crawl(), most)


def skeletons(state: dict[str, list[Any]]) -> set[tuple[str, str]]:
    """Give the skeletons that a state knows; which page showed one first may differ."""
    return {(row["kind"], row["places"]) for row in state["skeletons"]}


def accounts(archive: Path) -> list[tuple[int, int]]:
    """Give of each run report how many URLs it met, and the sum of its classes."""
    reports = [json.loads(path.read_text()) for path in (archive / "runs").glob("*.json")]
    counts = [dict(report["urls"]) for report in reports]
    return [(urls.pop("met"), sum(urls.values())) for urls in counts]


def killed(tmp_path: Path, kills: int) -> None:
    """Kill so often, in one archive after the other, and hold each one, when finished, against an
    undisturbed one. What ends before its point comes is no kill.
    """
    seed = random.SystemRandom().randrange(10**6)
    points = random.Random(seed)
    died = 0
    with serve(Replica(articles=ARTICLES, seed=7)) as server:
        undisturbed = tmp_path / "undisturbed"
        count = tmp_path / "count"
        whole = subprocess.run(
            Kills(server, undisturbed, points, 0, 0).crawl(),
            cwd=PROJECT,
            env=fatal(undisturbed, count=count),
            capture_output=True,
            check=False,
        )
        assert whole.returncode == 0, whole.stderr
        base = f"base_url={server.base_url}"
        requests, changes = len(server.requests), int(count.read_text())
        last = run_crawl(undisturbed, base, settings=SMALL)
        expected, known = meaning(last), skeletons(tables(undisturbed / "state.db"))
        assert len({kind for kind, _ in known}) > 1
        assert requests > 50
        assert changes > 100
        number = 0
        while died < kills:
            number += 1
            assert number < kills + 5, f"seed {seed}: only {died} kills in {number} rounds"
            kill = Kills(server, tmp_path / str(number), points, requests, changes)
            kill.some()
            done = run_crawl(kill.archive, base, settings=SMALL)
            told = f"seed {seed}, round {number}: {'; '.join(kill.log)}: {done.log}"
            assert done.status == 0, told
            assert meaning(done) == expected, told
            assert [str(fault) for fault in verify(Archive(kill.archive))] == [], told
            assert not list(kill.archive.rglob("*.tmp*")), told
            assert not list(kill.archive.rglob("*.open")), told
            assert all(met == total for met, total in accounts(kill.archive)), told
            assert done.report["urls"]["met"] > 0, told
            for name in ("held", "pages", "requisites"):
                assert done.report[name] == last.report[name], f"{name}: {told}"
            held = tables(kill.archive / "state.db")
            assert skeletons(held) == known, told
            rebuild(kill.archive, datetime.now(UTC))
            assert differences(held, tables(kill.archive / "state.db")) == [], told
            died += kill.died


def test_killed_at_random_points_and_again_while_mending(tmp_path: Path) -> None:
    """Whatever was under way: requests, a new file, a sync, the index, mending, a rebuild."""
    killed(tmp_path, 1)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(4))
def test_killed_at_a_hundred_random_points(tmp_path: Path, part: int) -> None:
    """As above: a hundred kills in all, each archive finished and held against the first."""
    killed(tmp_path, 25)
