"""articles.jsonl replaced as a whole; the old lines are kept."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from usstnews.archive.durable import sync_directory
from usstnews.archive.nearness import settle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from typing import BinaryIO

    from usstnews.archive.layout import Archive


@contextmanager
def draft_of_lines(archive: Archive) -> Iterator[BinaryIO]:
    """Open a draft of the lines; unless `replace_by_draft` put it in place, it goes in the end."""
    draft = archive.lines_draft
    try:
        with draft.open("wb") as out:
            yield out
    finally:
        draft.unlink(missing_ok=True)


def replace_by_draft(archive: Archive, out: BinaryIO, now: datetime) -> Path | None:
    """Put a draft of the lines in place; gives where the old ones are kept, if there were any.

    `state.db` goes before, since it says where each line lies: killed at any point, the archive is
    whole. Raises OSError.
    """
    out.flush()
    os.fsync(out.fileno())
    for path in archive.state_files():
        path.unlink(missing_ok=True)
    kept = archive.lines_to_keep(now) if archive.articles.exists() else None
    if kept is not None:
        _keep(archive.articles, kept)
    archive.lines_draft.replace(archive.articles)
    settle(archive)
    sync_directory(archive.root)
    return kept


def drop_names_of_lines(archive: Archive) -> None:
    """Take away the name under which lines were to be kept that were never replaced."""
    for path in archive.kept_lines():
        if archive.articles.exists() and path.samefile(archive.articles):
            path.unlink()


def _keep(lines: Path, kept: Path) -> None:
    """Have the lines under another name as well, so that there is no moment without them."""
    try:
        os.link(lines, kept)
    except OSError:  # a file system without links
        lines.rename(kept)
