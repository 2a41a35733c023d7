"""Where an archive's things lie, and the one writer at a time."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from usstnews.archive.layout import (
    Archive,
    ArchiveInUse,
    ArchiveUnwritable,
    Lock,
    NoArchive,
    OutputInArchive,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

NOON = datetime(2024, 1, 15, 12, tzinfo=UTC)
HOLD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from usstnews.archive.layout import Lock
lock = Lock(Path(sys.argv[1]), datetime(2024, 1, 15, 12, tzinfo=UTC))
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Let another process hold the lock until the end, or until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_an_archive_is_a_folder_with_these_names(tmp_path: Path) -> None:
    """The names are those of the contract, and naming an archive makes nothing."""
    archive = Archive(tmp_path / "usst")
    names = {
        "articles": "articles.jsonl",
        "warc": "warc",
        "state": "state.db",
        "runs": "runs",
        "lock": "lock",
    }
    assert {name: getattr(archive, name) for name in names} == {
        name: tmp_path / "usst" / path for name, path in names.items()
    }
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    ["articles.jsonl", "articles.20240110T000000Z.jsonl", "articles.20240110T000000Z-1.jsonl",
     "near-duplicates", "near-duplicates.chosen", "state.db-wal", "lock", "warc/a", "runs"],
)  # fmt: skip
def test_no_output_lies_in_the_archives_own_stores(tmp_path: Path, name: str) -> None:
    """Nor under the name of old lines that were kept; beside them it may."""
    archive = Archive(tmp_path / "usst").make()
    with pytest.raises(OutputInArchive, match="would lie in the archive itself"):
        archive.keep_out(tmp_path / "usst" / name)
    archive.keep_out(tmp_path / "usst" / "mine.jsonl")
    archive.keep_out(tmp_path / "usst" / "articles.mine.jsonl")
    archive.keep_out(tmp_path / "articles.20240110T000000Z.jsonl")


def test_making_an_archive_makes_its_folders_and_can_be_done_again(tmp_path: Path) -> None:
    """Folders above it are made too, and what is there stays."""
    archive = Archive(tmp_path / "a" / "b").make()
    (archive.warc / "kept").touch()
    archive.make()
    assert sorted(path.name for path in archive.root.iterdir()) == ["index", "runs", "warc"]
    assert (archive.warc / "kept").exists()


@pytest.mark.parametrize("under", ["", "deeper/still"])
def test_a_file_in_the_way_of_an_archive_is_named(tmp_path: Path, under: str) -> None:
    """Where a file stands in the way, one line says where, why and what to do."""
    (tmp_path / "file").touch()
    root = tmp_path / "file" / under
    with pytest.raises(ArchiveUnwritable) as raised:
        Archive(root).make()
    message = str(raised.value)
    assert message.startswith(f"cannot write the archive {root}: ")
    assert message.endswith("; give another folder with -s ARCHIVE_DIR=DIR")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("thing", "good"), [("articles.jsonl", True), ("warc/", True), ("x", False)]
)
def test_a_folder_holds_an_archive_if_it_has_lines_or_warc_files(
    tmp_path: Path, thing: str, good: bool
) -> None:
    """Either store will do, since each other one can be made again; anything else is refused."""
    path = tmp_path / thing
    path.mkdir() if thing.endswith("/") else path.touch()
    archive = Archive(tmp_path)
    if good:
        assert archive.must_exist() is archive
    else:
        with pytest.raises(NoArchive, match="holds no archive; give the folder that a crawl wrote"):
            archive.must_exist()


def test_warc_files_come_in_the_order_of_writing_whether_finished_or_not(tmp_path: Path) -> None:
    """An unfinished file stands where it will stand when finished; other files do not count."""
    archive = Archive(tmp_path).make()
    names = ["u-2-00000.warc.gz.open", "u-1-00000.warc.gz", "u-2-00001.warc.gz", "u-1.txt", ".open"]
    for name in names:
        (archive.warc / name).touch()
    found = [path.name for path in archive.warc_files()]
    assert found == ["u-1-00000.warc.gz", "u-2-00000.warc.gz.open", "u-2-00001.warc.gz"]


def test_a_warc_file_is_found_by_its_final_name(tmp_path: Path) -> None:
    """A file that is cited before it is finished is found under the name it bears."""
    archive = Archive(tmp_path).make()
    (archive.warc / "a.warc.gz.open").touch()
    assert archive.warc_file("a.warc.gz").name == "a.warc.gz.open"
    (archive.warc / "a.warc.gz.open").rename(archive.warc / "a.warc.gz")
    assert archive.warc_file("a.warc.gz").name == "a.warc.gz"


def test_a_lock_says_who_holds_it_since_when(tmp_path: Path) -> None:
    """The file is JSON for people and monitors, and a longer note before it leaves no trace."""
    (tmp_path / "lock").write_text("x" * 5000)
    lock = Lock(tmp_path / "lock", NOON)
    assert json.loads((tmp_path / "lock").read_text()) == {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": "2024-01-15T12:00:00+00:00",
    }
    lock.release()
    lock.release()


def test_a_second_run_is_refused_with_the_name_of_the_first(tmp_path: Path) -> None:
    """While another process holds the archive, the message names it; then the way is free."""
    path = tmp_path / "lock"
    with holder(path) as process:
        with pytest.raises(ArchiveInUse) as raised:
            Lock(path, NOON)
        assert str(raised.value) == (
            f"the archive {tmp_path} is in use by process {process.pid} on {socket.gethostname()}"
            " since 2024-01-15T12:00:00+00:00; wait for it or stop it"
        )
        assert f'"pid": {process.pid}' in path.read_text(), "the loser must not write"
        assert process.stdin is not None
        process.stdin.close()
        process.wait()
        Lock(path, NOON).release()


def test_a_lock_left_by_a_killed_process_does_not_block(tmp_path: Path) -> None:
    """After `kill -9` the file still names the dead holder, and the next run goes in."""
    path = tmp_path / "lock"
    with holder(path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert f'"pid": {process.pid}' in path.read_text()
        lock = Lock(path, NOON)
        assert f'"pid": {os.getpid()}' in path.read_text()
        lock.release()


def test_one_process_cannot_take_the_lock_twice(tmp_path: Path) -> None:
    """Two crawls in one process are two runs as well; a released lock can be taken again."""
    lock = Lock(tmp_path / "lock", NOON)
    with pytest.raises(ArchiveInUse, match=f"process {os.getpid()} on"):
        Lock(tmp_path / "lock", NOON)
    lock.release()
    Lock(tmp_path / "lock", NOON).release()


@pytest.mark.parametrize("note", ["", "torn {", "[]", "{}", '{"pid": 1}'])
def test_a_holder_that_cannot_be_read_is_another_run(
    tmp_path: Path, note: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between taking the lock and writing the note, the holder has no name; if it stays so, it is
    not waited for.
    """
    monkeypatch.setattr("usstnews.archive.layout.NAMED_WITHIN", 0.05)
    lock = Lock(tmp_path / "lock", NOON)
    (tmp_path / "lock").write_text(note)
    with pytest.raises(ArchiveInUse, match="is in use by another run; wait"):
        Lock(tmp_path / "lock", NOON)
    lock.release()


def test_a_lock_that_cannot_be_opened_means_an_unwritable_archive(tmp_path: Path) -> None:
    """A folder in the lock's place is an error of one line."""
    (tmp_path / "lock").mkdir()
    with pytest.raises(ArchiveUnwritable, match="Is a directory; give another folder"):
        Lock(tmp_path / "lock", NOON)


def test_a_lock_on_a_full_disk_means_an_unwritable_archive(tmp_path: Path) -> None:
    """Where not even the holder's note fits, one line says that the archive cannot be written."""
    done = subprocess.run(
        [sys.executable, "-c", HOLD, str(tmp_path / "lock")],
        preexec_fn=full_disk,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == ""
    assert "usstnews.archive.layout.ArchiveUnwritable: cannot write" in done.stderr


def full_disk() -> None:
    """Let no file grow at all, and each write fail instead of killing."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
