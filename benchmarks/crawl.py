"""How many pages and requisites a second: a whole crawl with everything on, beside bare Scrapy."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from itertools import count
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import TYPE_CHECKING, NamedTuple
from urllib.request import urlopen

from rich.console import Console
from rich.progress import track
from table import Row, show

from usstnews.archive.layout import Archive
from usstnews.archive.warc import read_records

if TYPE_CHECKING:
    from collections.abc import Iterator

HOW = """\
Both ask the same replica, in a process of its own, for the same URLs: pages with their images,
style sheets and scripts, with the same concurrency and no delay. Bare Scrapy takes each page's
title with a CSS selector and writes it to a feed of JSON Lines. Rounds alternate, so that
whatever else the machine does falls on both; the medians are compared, on the clock and of CPU
time, which other work disturbs less."""
ARTICLES = 1000
ROUNDS = 3
PORT = 8124
BASE = f"http://127.0.0.1:{PORT}/"
SETTINGS = (
    "DOWNLOAD_DELAY=0",
    "AUTOTHROTTLE_ENABLED=0",
    "CONCURRENT_REQUESTS=2",
    "CONCURRENT_REQUESTS_PER_DOMAIN=2",
    "LOG_LEVEL=ERROR",
)
PROJECT = Path(__file__).parents[1]
SCRAPY = (sys.executable, "-m", "scrapy")


def serve() -> subprocess.Popen[bytes]:
    """Start the replica and wait until it answers."""
    line = ["-c", "from usstnews.cli import main; main()", "replica"]
    options = ["--articles", str(ARTICLES), "--port", str(PORT)]
    process = subprocess.Popen([sys.executable, *line, *options], stderr=subprocess.DEVNULL)
    for attempt in count():
        try:
            urlopen(BASE).close()
        except OSError:
            if attempt > 200 or process.poll() is not None:
                raise
            time.sleep(0.05)
        else:
            break
    return process


class Took(NamedTuple):
    """Seconds on the clock, and seconds of the CPU."""

    clock: float
    cpu: float


def run(*command: str | Path, folder: Path) -> Took:
    """Run a command; gives what it took. In the project's folder Scrapy is ours."""
    began, before = time.monotonic(), cpu_of_children()
    subprocess.run(
        [str(part) for part in command], cwd=folder, check=True, stderr=subprocess.DEVNULL
    )
    return Took(time.monotonic() - began, cpu_of_children() - before)


def cpu_of_children() -> float:
    """Give the CPU seconds of all processes that we waited for."""
    usage = getrusage(RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def crawl(folder: Path) -> Took:
    """Crawl with everything on."""
    settings = [part for each in SETTINGS for part in ("-s", each)]
    archive = ("-s", f"ARCHIVE_DIR={folder}")
    return run(
        *SCRAPY, "crawl", "news", "-a", f"base_url={BASE}", *settings, *archive, folder=PROJECT
    )


def bare(folder: Path, urls: Path) -> Took:
    """Crawl the same URLs with Scrapy alone."""
    settings = [part for each in SETTINGS for part in ("-s", each)]
    spider = Path(__file__).with_name("bare_spider.py")
    feed = ("-o", f"{folder}.jsonl")
    return run(
        *SCRAPY, "runspider", spider, "-a", f"urls={urls}", *settings, *feed, folder=folder.parent
    )


def asked_for(archive: Path) -> list[str]:
    """List the URLs whose responses an archive holds, in the order of capture."""
    return [
        record.url
        for path in Archive(archive).warc_files()
        for record in read_records(path)
        if record.type in {"response", "revisit"} and record.url
    ]


def main() -> bool:
    """Measure and print."""
    times: dict[str, list[Took]] = {"bare Scrapy": [], "usstnews": []}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        replica = serve()
        try:
            crawl(root / "first")
            urls = asked_for(root / "first")
            (root / "urls").write_text("\n".join(urls))
            for number in track(range(ROUNDS), "crawling", console=Console(stderr=True)):
                times["bare Scrapy"].append(bare(root / f"bare{number}", root / "urls"))
                times["usstnews"].append(crawl(root / f"full{number}"))
        finally:
            replica.terminate()
    return show("A whole crawl", rows(times, len(urls)), HOW)


def rows(times: dict[str, list[Took]], urls: int) -> Iterator[Row]:
    """Compare the medians of the rounds."""
    bare, ours = (
        Took(*(statistics.median(part) for part in zip(*took, strict=True)))
        for took in times.values()
    )
    yield Row("URLs asked for", f"{urls:,}")
    for name, took in zip(times, (bare, ours), strict=True):
        yield Row(f"{name}: URLs a second", f"{urls / took.clock:.0f}")
        yield Row(f"{name}: CPU time of a URL", f"{1000 * took.cpu / urls:.1f} ms")
    for name, ratio in (("clock", bare.clock / ours.clock), ("CPU time", bare.cpu / ours.cpu)):
        yield Row(f"rate beside bare Scrapy, by the {name}", f"{ratio:.2f}", "≥ 0.8", ratio >= 0.8)


if __name__ == "__main__":
    main()
