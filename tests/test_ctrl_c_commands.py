"""Ctrl-C while a command works, on several processes too: a terminal sends it to all of them."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from recorded import article_page, exchange, record

from usstnews.archive.layout import Archive
from usstnews.rebuild import rebuild
from usstnews.verify import verify

pytestmark = pytest.mark.usefixtures("uncounted")

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ARTICLES = 700
JOBS = 2
TRACKER = 1  # the process that multiprocessing itself keeps beside its workers
PAGES = {"Content-Type": "text/html; charset=utf-8"}
FILE = {"Content-Type": "application/zip"}


def made(root: Path, *pages: bytes, headers: dict[str, str]) -> Path:
    """Make an archive of these, with its state, lines and index."""
    archive = Archive(root).make()
    exchanges = [
        exchange(f"info/1/{number}.htm", page, headers=headers.items())
        for number, page in enumerate(pages, 1)
    ]
    record(archive, *exchanges)
    rebuild(root, NOON)
    return root


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an archive of many articles: of more pages than are read ahead at once."""
    pages = [article_page(f"T {n}", f"word {n} " * 300) for n in range(ARTICLES)]
    root = made(tmp_path_factory.mktemp("many") / "archive", *pages, headers=PAGES)
    assert not list(verify(Archive(root)))
    return root


@pytest.fixture(scope="module")
def heavy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an archive of a large file, which takes its time to be packed."""
    body = random.Random(1).randbytes(1 << 26)
    return made(tmp_path_factory.mktemp("heavy") / "archive", body, headers=FILE)


def contents(root: Path) -> dict[str, bytes]:
    """Read what an archive holds, but for the note of whoever held the lock last."""
    files = (path for path in root.rglob("*") if path.is_file() and path.name != "lock")
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


def children(process: int) -> list[int]:
    """List the processes that a process started."""
    try:
        listed = Path(f"/proc/{process}/task/{process}/children").read_text("ascii")
    except OSError:
        return []
    return [int(each) for each in listed.split()]


def is_at_work(process: int) -> bool:
    """Tell whether a process has come so far as to parse pages."""
    try:
        return "lxml/etree" in Path(f"/proc/{process}/maps").read_text("utf-8")
    except OSError:
        return False


def begun(process: int) -> bool:
    """Tell whether the workers have been started."""
    return len(children(process)) == JOBS + TRACKER


def at_work(process: int) -> bool:
    """Tell whether the workers are past their beginnings."""
    return sum(is_at_work(each) for each in children(process)) == JOBS


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for something that comes soon."""
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.001)


@contextmanager
def leaving_nothing(*folders: Path) -> Iterator[None]:
    """Check that what lies in these folders is in the end what it was before."""
    before = [contents(folder) for folder in folders]
    yield
    for folder, held in zip(folders, before, strict=True):
        now = contents(folder)
        assert now.keys() == held.keys()
        assert now == held


def interrupt(command: list[str], when: Callable[[int], bool]) -> str:
    """Press Ctrl-C when it is time, check how the command ends, and give what it wrote."""
    with subprocess.Popen(
        [sys.executable, "-c", "from usstnews.cli import main; main()", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        wait_until(lambda: when(process.pid) or process.poll() is not None)
        os.killpg(process.pid, signal.SIGINT)
        out, said = process.communicate(timeout=60)
    assert said.split("\n") == ["", "usstnews: interrupted", ""]  # the first ends the line of ^C
    assert process.returncode == 130
    wait_until(lambda: not is_alive(process.pid))
    return out


def is_alive(group: int) -> bool:
    """Tell whether a group has any process left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("command", "when"),
    [
        ("rebuild", begun),
        ("rebuild", at_work),
        ("reextract --replace", at_work),
        pytest.param("reextract --diff", begun, marks=pytest.mark.slow),
        ("verify", at_work),
    ],
)
def test_a_command_on_several_processes_is_interrupted(
    many: Path, command: str, when: Callable[[int], bool]
) -> None:
    """One line and status 130; no worker says a word or stays, and the archive is as it was."""
    name, *options = command.split()
    with leaving_nothing(many):
        assert interrupt([name, str(many), *options, "--jobs", str(JOBS)], when) == ""


def test_what_was_to_be_written_elsewhere_is_not_left_half_done(many: Path, tmp_path: Path) -> None:
    """Neither the file nor what it is drafted in; what was there before stays."""
    output = tmp_path / "articles.jsonl"
    output.write_text("before")
    with leaving_nothing(many, tmp_path):
        interrupt(["reextract", str(many), "-o", str(output), "--jobs", str(JOBS)], at_work)
    assert list(tmp_path.iterdir()) == [output]


def test_finding_duplicates_again_is_interrupted(many: Path) -> None:
    """While the lines are made anew: the old ones stay, with their threshold."""
    draft = many / "articles.tmp"
    with leaving_nothing(many):
        command = ["dedupe", str(many), "--threshold", "0.7"]
        assert interrupt(command, lambda _: draft.exists() and draft.stat().st_size > 0) == ""


def test_packing_is_interrupted(heavy: Path, tmp_path: Path) -> None:
    """No package is left, and no part of one."""
    with leaving_nothing(heavy):
        command = ["pack", str(heavy), "-o", str(tmp_path / "part.wacz")]
        interrupt(command, lambda _: any(tmp_path.iterdir()))
    assert not list(tmp_path.iterdir())


def test_an_archive_that_was_interrupted_is_free_for_the_next(many: Path, tmp_path: Path) -> None:
    """Whoever comes next has the lock, and makes what was not made."""
    root = Path(shutil.copytree(many, tmp_path / "archive"))
    (root / "state.db").unlink()
    interrupt(["rebuild", str(root), "--jobs", str(JOBS)], at_work)
    assert not list(root.glob("state.db*"))
    assert rebuild(root, NOON).articles == ARTICLES
