"""Folders in which files are made before they get their names, gone whenever Ctrl-C is pressed."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Make a folder for the drafts of a file, on the same disk; in the end it is removed.

    Its name begins with `prefix(path)`. Raises OSError.
    """
    with _folder(dir=path.parent, prefix=prefix(path)) as folder:
        yield folder


def prefix(path: Path) -> str:
    """Give what the name of a folder for drafts begins with: a file's own name, hidden.

    >>> prefix(Path("exports/usst.wacz"))
    '.usst.wacz.'
    """
    return f".{path.name}."


@contextmanager
def temporary(name: str) -> Iterator[Path]:
    """Make a folder in $TMPDIR; in the end it is removed. Raises OSError."""
    with _folder(prefix=f"{name}-") as folder:
        yield folder


@contextmanager
def _folder(**where: Any) -> Iterator[Path]:
    with _uninterrupted():
        folder = TemporaryDirectory(**where)
    try:
        yield Path(folder.name)
    finally:
        with _uninterrupted():
            folder.cleanup()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Have Ctrl-C wait until what is done within is done.

    Where Python comes back between the making of a folder and the note that it is to be removed,
    it would stay. A signal mask would hold back this thread alone, and Python hears the others'.
    """
    heard = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or heard is None:
        yield
        return
    pressed: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, heard)
        if pressed:
            signal.raise_signal(signal.SIGINT)
