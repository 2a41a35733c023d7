"""Put things on the disk so that a power cut does not take them."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from usstnews.archive.state import State


def put(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file that has its name only when the disk holds all of it.

    Raises OSError; what had the name before then has it still, and no draft is left.
    """
    draft = path.with_name(f"{path.name}.tmp")
    try:
        with draft.open("wb") as out:
            out.writelines(pieces)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Have the disk hold the names in a directory."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, that are still there after a power cut; raises OSError."""
    made = [each for each in (path, *path.parents) if not each.is_dir()]
    path.mkdir(parents=True, exist_ok=True)
    for each in made:
        with suppress(PermissionError):  # a folder may be written to and not read
            sync_directory(each.parent)


def sync_state(state: State) -> None:
    """Have the disk hold the state as it stands; raises `sqlite3.Error`.

    In WAL mode with `synchronous = NORMAL` a commit waits for no disk, a checkpoint does.
    """
    state.commit()
    state.db.execute("COMMIT")
    try:
        state.db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    finally:
        state.db.execute("BEGIN")
