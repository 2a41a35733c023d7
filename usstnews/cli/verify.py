"""`usstnews verify`: does an archive, or a package of one, hold what it says?"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from usstnews.archive.layout import Archive
from usstnews.cli.output import bar
from usstnews.verify import Fault, Tally, verify, verify_package

PATH = click.Path(path_type=Path)


@click.command(name="verify")
@click.argument("path", metavar="DIR-or-WACZ", type=PATH)
@click.option("--json", "as_json", is_flag=True, help="Print the faults as JSON Lines.")
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=os.cpu_count() or 1,
    show_default="all processors",
    help="Processes that read pages again.",
)
def verify_command(path: Path, as_json: bool, jobs: int) -> None:
    """Check every octet of an archive: records, digests, pointers, index, and the articles.

    Prints each fault with its file and offset, and ends with status 1 if there is any. Lines of an
    older extractor that would differ today are listed as outdated and are no fault. Changes
    nothing; a crawl may run beside. Given a .wacz file, checks that package.

    Example: usstnews verify exports/usst
    """
    tally = Tally()
    with bar() as shown:
        if path.is_dir() or not path.suffix:
            archive = Archive(path).must_exist()
            sizes = [each.stat().st_size for each in archive.warc_files()]
            task = shown.add_task("checking", total=2 * sum(sizes))
            faults = verify(
                archive, progress=lambda size: shown.advance(task, size), jobs=jobs, tally=tally
            )
        else:
            size = path.stat().st_size if path.exists() else 0
            task = shown.add_task("checking", total=size)
            faults = verify_package(
                path, progress=lambda size: shown.advance(task, size), tally=tally
            )
        found, outdated = show(faults, as_json=as_json)
    print(summary(tally, found, outdated), file=sys.stderr if as_json else sys.stdout)
    if found:
        raise SystemExit(1)


def show(faults: Iterable[Fault], *, as_json: bool) -> tuple[int, int]:
    """Print faults as they are found; gives how many there were, and how many outdated lines."""
    found = outdated = 0
    for fault in faults:
        found += not fault.outdated
        outdated += fault.outdated
        click.echo(json.dumps(asdict(fault), ensure_ascii=False) if as_json else str(fault))
    return found, outdated


def summary(tally: Tally, found: int, outdated: int) -> str:
    """Say in one line what was checked and what came of it.

    >>> summary(Tally(files=1, records=4, captures=1, octets=900), 0, 0)
    'no faults: 1 WARC files, 4 records, 1 captures, 0 lines, 900 bytes checked'
    """
    verdict = f"{found} faults" if found else "no faults"
    old = f", {outdated} outdated lines" if outdated else ""
    left = "".join(f"; not checked: {each}" for each in tally.left_out)
    return (
        f"{verdict}{old}: {tally.files:,} WARC files, {tally.records:,} records,"
        f" {tally.captures:,} captures, {tally.lines:,} lines, {tally.octets:,} bytes checked{left}"
    )
