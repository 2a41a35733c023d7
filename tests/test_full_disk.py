"""A disk that is full, or fails: the run says so and stops, and the next one makes up for it."""

from __future__ import annotations

import os
import random
import re
import resource
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from crawls import FAST, PROJECT, Crawl, command, run_crawl
from fatal import fatal
from test_interrupted import meaning

from usstnews.archive.layout import Archive
from usstnews.replica import Replica, Server, serve
from usstnews.verify import verify

pytestmark = pytest.mark.usefixtures("uncounted")

ARTICLES = 8
SMALL = ("WARC_SIZE=60000", "SYNC_INTERVAL=0.05")
ROOM = "64m"
# As the system says it, and as SQLite does.
REFUSED = re.compile(
    "No space left|File too large|Input/output error|database or disk is full|disk I/O error"
)


@pytest.fixture(scope="module")
def site() -> Iterator[Server]:
    """Serve a replica."""
    with serve(Replica(articles=ARTICLES, seed=8)) as server:
        yield server


@pytest.fixture(scope="module")
def undisturbed(site: Server, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """Crawl it once where there is room."""
    root = tmp_path_factory.mktemp("undisturbed") / "archive"
    return run_crawl(root, f"base_url={site.base_url}", settings=SMALL)


def crawl(
    archive: Path, site: Server, most: int | None = None, environment: dict[str, str] | None = None
) -> Crawl:
    """Crawl; no file may grow beyond `most` octets, as on a disk that is full."""

    def limit() -> None:
        if most is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    done = subprocess.run(
        command(archive, f"base_url={site.base_url}", settings=(*FAST, *SMALL)),
        cwd=PROJECT,
        env=environment or {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=limit,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    return Crawl(done.returncode, done.stderr, archive)


def stopped(done: Crawl, told: str) -> None:
    """See that a run stopped with the status and the one line that the contract says."""
    assert "Traceback" not in done.log, f"{told}: {done.log}"
    assert done.status in {1, 2}, f"{told}: {done.log}"
    began = (
        "incomplete: the archive cannot be written (" if done.status == 2 else "not started: can"
    )
    assert done.reason.startswith(began), f"{told}: {done.reason}"
    assert REFUSED.search(done.reason), f"{told}: {done.reason}"


def made_up_for(done: Crawl, undisturbed: Crawl, told: str) -> None:
    """See that a run ended with the archive of one that nothing happened to."""
    assert done.status == 0, f"{told}: {done.log}"
    assert meaning(done) == meaning(undisturbed), told
    assert [str(fault) for fault in verify(Archive(done.archive))] == [], told
    assert not list(done.archive.rglob("*.tmp*")), told
    assert not list(done.archive.rglob("*.open")), told


@contextmanager
def small_disk(at: Path, size: str) -> Iterator[None]:
    """Mount a file system of so many octets; skip where that is not allowed."""
    at.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", at],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", at], check=True)


def sizes(done: Crawl) -> list[int]:
    """Give the octets of each file of an archive."""
    return [path.stat().st_size for path in done.archive.rglob("*") if path.is_file()]


def points(least: int, most: int, number: int) -> Iterator[tuple[int, str]]:
    """Draw so many points at which something goes wrong; each with what tells of it."""
    seed = random.SystemRandom().randrange(10**6)
    drawn = random.Random(seed)
    for each in range(number):
        point = drawn.randint(least, most)
        yield point, f"number {each} of seed {seed}: {point} of {most}"


def full_disks(tmp_path: Path, site: Server, undisturbed: Crawl, number: int) -> None:
    whole = sum(sizes(undisturbed)) // 4096
    for each, (pages, told) in enumerate(points(2, whole, number)):
        disk = tmp_path / str(each)
        with small_disk(disk, str(pages * 4096)):
            archive = disk / "archive"
            stopped(crawl(archive, site), told)
            again = crawl(archive, site)
            assert again.status in {1, 2}, f"{told}, again: {again.log}"
            subprocess.run(["mount", "-o", f"remount,size={ROOM}", disk], check=True)
            made_up_for(crawl(archive, site), undisturbed, told)


def test_a_full_disk(tmp_path: Path, site: Server, undisturbed: Crawl) -> None:
    """Whatever was to be written when it was full: nothing is lost, and with room it goes on."""
    full_disks(tmp_path, site, undisturbed, 1)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_disks_of_many_sizes(tmp_path: Path, site: Server, undisturbed: Crawl) -> None:
    """As above, filled at twenty points."""
    full_disks(tmp_path, site, undisturbed, 20)


def file_sizes(tmp_path: Path, site: Server, undisturbed: Crawl, number: int) -> None:
    largest = max(sizes(undisturbed)) - 10_000
    for each, (most, told) in enumerate(points(100, largest, number)):
        archive = tmp_path / str(each)
        stopped(crawl(archive, site, most), told)
        made_up_for(crawl(archive, site), undisturbed, told)


def test_a_file_that_cannot_grow(tmp_path: Path, site: Server, undisturbed: Crawl) -> None:
    """As above, wherever the limit lies."""
    file_sizes(tmp_path, site, undisturbed, 1)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_files_that_cannot_grow(tmp_path: Path, site: Server, undisturbed: Crawl) -> None:
    """As above, at twenty limits."""
    file_sizes(tmp_path, site, undisturbed, 20)


@pytest.mark.parametrize(
    "store",
    [
        ".warc.gz",
        "runs/",
        *(pytest.param(name, marks=pytest.mark.slow) for name in ("articles.jsonl", "cdxj")),
        pytest.param("manifest", marks=pytest.mark.slow),
    ],
)
def test_a_disk_that_fails(tmp_path: Path, site: Server, undisturbed: Crawl, store: str) -> None:
    """What the disk refuses to keep, whichever store it is of, is no complete run."""
    archive = tmp_path / "archive"
    done = crawl(archive, site, environment=fatal(archive, eio=store))
    stopped(done, store)
    made_up_for(crawl(archive, site), undisturbed, store)


def test_stores_are_synced_one_after_the_other(tmp_path: Path, site: Server) -> None:
    """Records before the lines that cite them, lines before the state, all of it every so often;
    and the names of files with them.
    """
    archive, syncs = tmp_path / "archive", tmp_path / "syncs"
    done = crawl(archive, site, environment=fatal(archive, syncs=syncs))
    assert done.status == 0, done.log
    names = [line.removeprefix(f"{archive}/") for line in syncs.read_text().splitlines()]
    kinds = ["record" if name.endswith(".open") else name for name in names]
    lines = [number for number, name in enumerate(kinds) if name == "articles.jsonl"]
    assert len(lines) > 3, "it was synced while it ran"
    assert kinds.count("record") > 3
    for number, name in enumerate(kinds):
        if name == "record" and number + 1 < len(kinds):
            assert kinds[number + 1] in {"articles.jsonl", "warc"}, kinds
    assert str(archive) in names, "the names of the stores"
    assert "warc" in names, "the name of a file that is begun, and that of one that is finished"
    assert names.index("warc") < names.index(next(name for name in names if ".open" in name))
