"""The report of a run: one JSON file under `runs/`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Report:
    """What a run was asked, how it ended and what it counted.

    Times are RFC 3339, UTC. `counts` are the run's own; `pages` counts every URL that the archive
    knows by its kind at the end.
    """

    site: str
    base_url: str
    mode: str
    started: str
    finished: str
    status: int
    reason: str
    counts: dict[str, int | float]
    pages: dict[str, int]


def write_report(folder: Path, started: datetime, report: Report) -> Path:
    """Write a run's report; the name is the UTC time at which the run started."""
    path = folder / f"{started.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}.json"
    draft = path.with_suffix(".tmp")
    draft.write_text(json.dumps(asdict(report), ensure_ascii=False, indent=1) + "\n", "utf-8")
    draft.replace(path)
    return path
