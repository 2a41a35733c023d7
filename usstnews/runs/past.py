"""The reports of earlier runs, read back from an archive's `runs/`."""

from __future__ import annotations

import logging
from pathlib import Path

from usstnews.runs.report import Report

logger = logging.getLogger(__name__)


def read_reports(folder: Path, most: int | None = None) -> list[Report]:
    """Read the newest reports of a folder, oldest first: all, or `most` of them.

    Their names sort by time. What is no report is left out with a warning; a folder that is not
    there holds none.
    """
    reports: list[Report] = []
    for path in sorted(folder.glob("*.json"), reverse=True):
        if most is not None and len(reports) >= most:
            break
        try:
            reports.append(Report.from_json(path.read_text("utf-8")))
        except (OSError, ValueError, RecursionError) as error:
            reason = " ".join(str(error).split())
            logger.warning("%s is left out, it cannot be read: %s", path, reason)
    return reports[::-1]
