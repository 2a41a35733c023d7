"""Where commands write: files that get their names when they are whole, bars, tables."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from usstnews import drafts
from usstnews.errors import UsstnewsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class UnwritableOutput(UsstnewsError):
    """The output cannot be written where it should be."""


@contextmanager
def written(path: Path | None, option: str = "-o") -> Iterator[IO[str]]:
    """Open the output, named by an option; a file gets its name when it is whole. Raises
    `UnwritableOutput`.
    """
    if path is None:
        yield sys.stdout
        return
    desk = str(path.parent / drafts.prefix(path))
    try:
        if path.exists() and not path.is_file():  # a pipe, a device
            with path.open("w", encoding="utf-8") as out:
                yield out
            return
        with drafts.beside(path) as folder:
            draft = folder / path.name
            with draft.open("w", encoding="utf-8") as out:
                yield out
            draft.replace(path)
    except BrokenPipeError:
        raise
    except OSError as error:
        # What fails while it is written has no name; what else is read has its own.
        if error.filename not in {None, str(path)} and not str(error.filename).startswith(desk):
            raise
        reason = error.strerror or str(error)
        raise UnwritableOutput(
            f"cannot write {path}: {reason}; name another file with {option}"
        ) from error


def counted(number: int, name: str) -> str:
    """Write a number with what it counts.

    >>> counted(1, "fault"), counted(2000, "WARC file")
    ('1 fault', '2,000 WARC files')
    """
    return f"{number:,} {name}{'' if number == 1 else 's'}"


def jobs() -> Callable[[Any], Any]:
    """Make the option that says how many processes read pages."""
    return click.option(
        "--jobs",
        type=click.IntRange(1),
        default=os.cpu_count() or 1,
        show_default="all processors",
        help="Processes that read pages.",
    )


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
