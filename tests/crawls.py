"""Run the real command, and read what it left."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[1]
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


def command(archive: Path, *arguments: str, settings: tuple[str, ...] = FAST) -> list[str]:
    """Spell a crawl's command line; `arguments` are spider arguments."""
    given = [f"ARCHIVE_DIR={archive}", *settings]
    return [
        sys.executable,
        *("-m", "scrapy", "crawl", "news"),
        *(part for setting in given for part in ("-s", setting)),
        *(part for argument in arguments for part in ("-a", argument)),
    ]


def run_crawl(archive: Path, *arguments: str, settings: tuple[str, ...] = ()) -> Crawl:
    """Run `scrapy crawl news` to its end."""
    done = subprocess.run(
        command(archive, *arguments, settings=(*FAST, *settings)),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    reports = sorted((archive / "runs").glob("*.json")) if archive.is_dir() else []
    report = json.loads(reports[-1].read_text()) if reports else {}
    return Crawl(done.returncode, done.stderr, archive, report)
