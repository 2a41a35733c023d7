"""The report of a run, as it lies under `runs/`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Report:
    """What a run was asked, how it ended and what it counted.

    Times are RFC 3339, UTC. `counts` are the run's own; `pages` counts the pages that the archive
    knows by their kind at the end, `requisites` what they need by what became of it.
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
    requisites: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> str:
        """Write the report for people and programs to read."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"
