"""`usstnews verify`: does an archive, or a package of one, hold what it says?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click

from usstnews.archive.layout import LINES, Archive
from usstnews.cli.output import bar, counted
from usstnews.cli.output import jobs as with_jobs
from usstnews.verify import Fault, Tally, verify, verify_package

PATH = click.Path(path_type=Path)


@click.command(name="verify")
@click.argument("path", metavar="DIR-or-WACZ", type=PATH)
@click.option("--json", "as_json", is_flag=True, help="Print the faults as JSON Lines.")
@with_jobs()
def verify_command(path: Path, as_json: bool, jobs: int) -> None:
    """Check every octet of an archive or a package.

    That is: records, digests, pointers, index, and that the articles are what the records say.
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
        found = show(faults, as_json=as_json)
    last = summary(tally, found) + "".join(f"; {each}" for each in remedies(found, path))
    print(last, file=sys.stderr if as_json else sys.stdout)
    if found.faults:
        raise SystemExit(1)


@dataclass
class Found:
    """How much was found, and where."""

    faults: int = 0
    outdated: int = 0
    stores: set[str] = field(default_factory=set)
    """What has faults: `warc`, `lines`, `index`, `manifest`, or only `lacks` something."""


def show(faults: Iterable[Fault], *, as_json: bool) -> Found:
    """Print faults as they are found."""
    found = Found()
    for fault in faults:
        found.outdated += fault.outdated
        if not fault.outdated:
            found.faults += 1
            found.stores.add(store_of(fault))
        click.echo(json.dumps(asdict(fault), ensure_ascii=False) if as_json else str(fault))
    return found


def store_of(fault: Fault) -> str:
    """Say what of an archive has to be mended.

    >>> store_of(Fault("index/a.cdxj", 0, "it is unsorted"))
    'index'
    >>> store_of(Fault("manifest-sha256.txt", 0, "a.warc.gz is missing; put back a copy of it"))
    'warc'
    >>> store_of(Fault("index/a.cdxj", None, "the index is missing; the next crawl makes it"))
    'lacks'
    """
    if "the next crawl" in fault.finding:
        return "lacks"
    folder, _, _ = fault.file.partition("/")
    if folder == "warc" or "put back" in fault.finding or "WARC file" in fault.finding:
        return "warc"
    return {"index": "index", LINES: "lines"}.get(folder, "manifest")


def remedies(found: Found, path: Path) -> Iterator[str]:
    """Say what to do, by what has faults."""
    if path.is_file():
        if found.faults:
            yield "make the package again with `usstnews pack`, once the archive has no faults"
        return
    if "warc" in found.stores:
        yield "put back a good copy of the WARC files that are damaged or missing, and verify again"
        return
    if "lines" in found.stores:
        yield f"`usstnews reextract {path} --replace` makes {LINES} again"
    for store, what in (("index", "files in index/"), ("manifest", "lines of the manifest")):
        if store in found.stores:
            yield f"delete the {what} that are named: the next crawl makes them again"
    if found.stores == {"lacks"}:
        yield "the next crawl makes what is missing"


def summary(tally: Tally, found: Found) -> str:
    """Say in one line what was checked and what came of it.

    >>> summary(Tally(files=1, records=4, captures=1, octets=900), Found())
    'no faults: 1 WARC file, 4 records, 1 capture, 0 lines, 900 bytes checked'
    """
    verdict = counted(found.faults, "fault") if found.faults else "no faults"
    old = f", {counted(found.outdated, 'outdated line')}" if found.outdated else ""
    left = "".join(f"; not checked: {each}" for each in tally.left_out)
    checked = (
        (tally.files, "WARC file"),
        (tally.records, "record"),
        (tally.captures, "capture"),
        (tally.lines, "line"),
        (tally.octets, "byte"),
    )
    return f"{verdict}{old}: {', '.join(counted(*each) for each in checked)} checked{left}"
