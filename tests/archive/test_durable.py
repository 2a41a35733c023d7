"""What a power cut does not take."""

from __future__ import annotations

import resource
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from usstnews.archive.durable import make_folder, put, sync_state
from usstnews.archive.state import State


def test_a_file_is_put_in_place_whole(tmp_path: Path) -> None:
    """In place of what was there; the draft is gone."""
    path = tmp_path / "file"
    for content in ([b"one", b"two"], [], [b"three"]):
        put(path, content)
        assert path.read_bytes() == b"".join(content)
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_does_not_fit_leaves_the_old_one(tmp_path: Path) -> None:
    """And no draft."""
    path = tmp_path / "file"
    put(path, [b"old"])
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limit[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            put(path, [b"x" * 60, b"y" * 60])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_folders_are_made_with_those_above(tmp_path: Path) -> None:
    """Again, nothing happens; a file in the way is an error."""
    for _ in range(2):
        make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        make_folder(tmp_path / "file" / "b")


def test_a_synced_state_needs_its_log_no_more(tmp_path: Path) -> None:
    """What was changed lies in the database itself, without the log; later changes go on."""
    with State(tmp_path / "state.db") as state:
        state.remember("site", "usst")
        sync_state(state)
        shutil.copy(tmp_path / "state.db", tmp_path / "copy.db")
        state.remember("site", "later")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as db:
        assert db.execute("SELECT value FROM meta").fetchall() == [("usst",)]
    with State(tmp_path / "state.db") as state:
        assert state.value("site") == "later"
