"""Where commands write: files that get their names when they are whole, bars, tables."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def written(path: Path | None) -> Iterator[IO[str]]:
    """Open the output; a file gets its name when it is whole."""
    if path is None:
        yield sys.stdout
        return
    if path.exists() and not path.is_file():  # a pipe, a device
        with path.open("w", encoding="utf-8") as out:
            yield out
        return
    draft = path.with_name(f"{path.name}.tmp")
    try:
        with draft.open("w", encoding="utf-8") as out:
            yield out
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def bar() -> Progress:
    """Make a bar over bytes, on stderr, that only a person sees."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )


def table(title: str, rows: dict[str, str]) -> Table:
    """Make a table of names and values."""
    shown = Table(title=title, title_justify="left", show_header=False, min_width=40)
    shown.add_column()
    shown.add_column(justify="right")
    for name, value in rows.items():
        shown.add_row(name, value)
    return shown
