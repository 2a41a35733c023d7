"""The reports of earlier runs, read back from an archive's `runs/`."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from usstnews.runs.report import Report

logger = logging.getLogger(__name__)


def read_reports(folder: Path, most: int | None = None) -> list[Report]:
    """Read the newest reports of a folder, oldest first: all, or `most` of them. The newest is
    whole; those before it are brief, so that many fit in memory.

    Their names sort by time. What is no report is left out with a warning; a folder that is not
    there holds none.
    """
    return [report for _, report in _newest_first(folder, most)][::-1]


def read_whole(folder: Path, most: int | None = None) -> Iterator[Report]:
    """Read the same reports, each of them whole, one at a time."""
    for path in [path for path, _ in _newest_first(folder, most)][::-1]:
        if report := _read(path):
            yield report


def _newest_first(folder: Path, most: int | None) -> Iterator[tuple[Path, Report]]:
    return islice(_readable(folder), most)


def _readable(folder: Path) -> Iterator[tuple[Path, Report]]:
    brief = False  # the first is the newest
    for path in sorted(folder.glob("*.json"), reverse=True):
        if report := _read(path, brief=brief):
            brief = True
            yield path, report


def _read(path: Path, *, brief: bool = False) -> Report | None:
    try:
        return Report.from_json(path.read_text("utf-8"), brief=brief)
    except (OSError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        logger.warning("%s is left out, it cannot be read: %s", path, reason)
        return None
