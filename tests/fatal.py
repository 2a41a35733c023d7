"""Processes that die, or whose disk fails, at a point that is chosen from outside."""

from __future__ import annotations

import os
from pathlib import Path

HOOK = Path(__file__).with_name("dying")


def fatal(
    folder: Path,
    *,
    at: int = 0,
    count: Path | None = None,
    syncs: Path | None = None,
    eio: str = "",
) -> dict[str, str]:
    """Make the environment of such a process; the hook says what each means."""
    given = {"AT": str(at), "COUNT": str(count or ""), "SYNCS": str(syncs or ""), "EIO": eio}
    path = os.pathsep.join(filter(None, (str(HOOK), os.environ.get("PYTHONPATH"))))
    return {
        **os.environ,
        "PYTHONPATH": path,
        "FATAL_IN": str(folder),
        **{f"FATAL_{name}": value for name, value in given.items() if value},
    }
