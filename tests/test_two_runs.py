"""Two runs started together on one archive: one works, the other says so."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from crawls import FAST, PROJECT, command, lines, run_crawl

from usstnews.archive.layout import Archive
from usstnews.replica import Replica, serve
from usstnews.verify import verify

pytestmark = pytest.mark.usefixtures("uncounted")

ROUNDS = 20
CONTENDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from usstnews.archive.layout import ArchiveInUse, Lock
for line in sys.stdin:
    if line == "go\\n":
        try:
            lock = Lock(Path(sys.argv[1]), datetime.now(UTC))
            print("held", flush=True)
        except ArchiveInUse as error:
            lock = None
            print(error, flush=True)
    elif lock is not None:
        lock.release()
"""


@contextmanager
def contender(lock: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a process that tries to take a lock whenever it is told to."""
    with subprocess.Popen(
        [sys.executable, "-c", CONTENDER, str(lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.stdin.close()  # type: ignore[union-attr]


def tell(word: str, *processes: subprocess.Popen[str]) -> None:
    """Tell all of them, as near to the same moment as one can."""
    for each in processes:
        assert each.stdin is not None
        each.stdin.write(word + "\n")
        each.stdin.flush()


def test_the_loser_always_names_the_winner(tmp_path: Path) -> None:
    """However close they come: never nobody, nor one who held the lock before."""
    path = tmp_path / "lock"
    with contender(path) as one, contender(path) as other:
        for _ in range(10 * ROUNDS):
            tell("go", one, other)
            said = {each.pid: each.stdout.readline() for each in (one, other) if each.stdout}
            (winner,) = [pid for pid, line in said.items() if line == "held\n"]
            (refused,) = [line for line in said.values() if line != "held\n"]
            assert f"in use by process {winner} on {socket.gethostname()} since 20" in refused
            tell("release", one, other)


def run_two(archive: Path, base_url: str) -> None:
    """Start two full runs, slow enough to overlap, and see that one is refused at once."""
    slow = (*FAST, "DOWNLOAD_DELAY=0.04", "CONCURRENT_REQUESTS=1")
    arguments = command(archive, f"base_url={base_url}", "mode=full", settings=slow)
    processes = [
        subprocess.Popen(arguments, cwd=PROJECT, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    ended = {each.pid: (each.communicate(timeout=100)[1], each.returncode) for each in processes}
    (winner,) = [pid for pid, (_, status) in ended.items() if status == 0]
    ((log, status),) = [end for pid, end in ended.items() if pid != winner]
    assert status == 1, log
    refusal = (
        rf"not started: the archive {archive} is in use by process {winner} on"
        rf" {socket.gethostname()} since \d{{4}}-\d\d-\d\dT\S+; wait for it or stop it"
    )
    assert re.fullmatch(refusal, log.rstrip().splitlines()[-1]), log


def together(archive: Path, rounds: int) -> None:
    with serve(Replica(articles=2, seed=6)) as server:
        for _ in range(rounds):
            run_two(archive, server.base_url)
        done = run_crawl(archive, f"base_url={server.base_url}")
        truth = {each["url"] for each in server.replica.truth(server.base_url)["articles"]}
    assert done.status == 0
    assert sorted(line["url"] for line in lines(archive / "articles.jsonl")) == sorted(truth)
    assert [str(fault) for fault in verify(Archive(archive))] == []


def test_two_runs_started_together(tmp_path: Path) -> None:
    """One works, the other stops with status 1 and says who it is and since when."""
    together(tmp_path / "archive", 1)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_runs_started_together_many_times(tmp_path: Path) -> None:
    """Twenty times, and the archive is sound."""
    together(tmp_path / "archive", ROUNDS)
