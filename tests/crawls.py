"""Run the real command, and read what it left."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[1]
LATER = Path(__file__).with_name("later.py")
AT_ONCE = timedelta()
# As fast as loopback answers; politeness has tests of its own.
FAST = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0", "LOG_LEVEL=WARNING")


@dataclass
class Crawl:
    """A finished `scrapy crawl news`."""

    status: int
    log: str
    archive: Path
    report: dict[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """The last line on stderr."""
        return self.log.rstrip().splitlines()[-1]

    def articles(self) -> list[dict[str, Any]]:
        """Give the lines of articles.jsonl."""
        return lines(self.archive / "articles.jsonl")


def lines(path: Path) -> list[dict[str, Any]]:
    """Read JSON Lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def command(
    archive: Path,
    *arguments: str,
    settings: tuple[str, ...] = FAST,
    later: timedelta = AT_ONCE,
) -> list[str]:
    """Spell a crawl's command line; `arguments` are spider arguments. It believes that it is that
    much `later`.
    """
    given = [f"ARCHIVE_DIR={archive}", *settings]
    return [
        *python(later, "scrapy"),
        *("crawl", "news"),
        *(part for setting in given for part in ("-s", setting)),
        *(part for argument in arguments for part in ("-a", argument)),
    ]


def python(later: timedelta, module: str) -> list[str]:
    """Spell how a module is run by a clock that is fast."""
    if later == AT_ONCE:
        return [sys.executable, "-m", module]
    return [sys.executable, str(LATER), str(later.total_seconds()), module]


def run_crawl(
    archive: Path,
    *arguments: str,
    settings: tuple[str, ...] = (),
    later: timedelta = AT_ONCE,
) -> Crawl:
    """Run `scrapy crawl news` to its end, as if that much `later`."""
    done = subprocess.run(
        command(archive, *arguments, settings=(*FAST, *settings), later=later),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    reports = sorted((archive / "runs").glob("*.json")) if archive.is_dir() else []
    report = json.loads(reports[-1].read_text()) if reports else {}
    return Crawl(done.returncode, done.stderr, archive, report)
