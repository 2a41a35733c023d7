"""Check an archive: its WARC files, their digests and indexes, and its lines."""

from __future__ import annotations

import fcntl
from contextlib import ExitStack, closing
from itertools import chain
from typing import TYPE_CHECKING

from usstnews.archive.cdxj import FINISHED
from usstnews.archive.layout import OPEN
from usstnews.errors import UsstnewsError
from usstnews.reextract import reextract
from usstnews.verify.blame import Checked, blame
from usstnews.verify.catalogue import Catalogue
from usstnews.verify.fault import Fault, Tally
from usstnews.verify.index import compare_index, lines_of
from usstnews.verify.lines import Lines
from usstnews.verify.manifest import Manifest
from usstnews.verify.stretch import Stretch
from usstnews.verify.warcfile import WarcCheck, WarcFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from usstnews.archive.layout import Archive


def verify(
    archive: Archive,
    *,
    progress: Callable[[int], object] = lambda _: None,
    jobs: int = 1,
    tally: Tally | None = None,
) -> Iterator[Fault]:
    """Give all that is wrong with an archive, and the lines that are outdated.

    Nothing is changed, and a crawl may run beside. `progress` is told the octets of WARC files
    read: each twice, the second time by re-extraction, which `jobs` processes share. `tally` counts
    what was checked. Raises `NoArchive`.
    """
    archive.must_exist()
    with Catalogue() as catalogue:
        check = _Check(archive, catalogue, tally or Tally(), progress)
        with closing(check):
            yield from check.files()
            yield from check.lines(jobs)


class _Check:
    def __init__(
        self,
        archive: Archive,
        catalogue: Catalogue,
        tally: Tally,
        progress: Callable[[int], object],
    ) -> None:
        self._archive, self._catalogue, self._tally = archive, catalogue, tally
        self._progress = progress
        # Lines first, then files: each line's record is there before the line is.
        self._lines = Lines(archive.articles, catalogue, tally)
        self._manifest = Manifest(archive.manifest)
        self._paths = archive.warc_files()
        self._growing = {path.name.removesuffix(OPEN) for path in self._paths if _is_open(path)}
        self._unlisted: list[Checked] = []

    def close(self) -> None:
        """Close what is open."""
        self._lines.close()

    def files(self) -> Iterator[Fault]:
        """Check what lies under `warc/` and `index/`."""
        self._enter_missing()
        for path in self._paths:
            yield from self._file(path)
        yield from self._of_manifest()
        yield from self._of_indexes()
        self._catalogue.complete()
        repeated = self._catalogue.repeated(of_parts=False)
        for fault in chain(repeated, self._catalogue.dangling(of_parts=False)):
            yield Fault(f"warc/{fault.file}", fault.offset, fault.finding)

    def lines(self, jobs: int) -> Iterator[Fault]:
        """Check `articles.jsonl`."""
        dying = bool(self._growing) or _is_running(self._archive)
        yield from self._lines.check(torn_end=dying)
        if self._catalogue.is_damaged:
            self._tally.left_out.append("re-extraction, until the WARC files are whole")
            return
        try:
            again = reextract(self._archive.root, self._progress, jobs)
            settled = {path.name for path in self._paths} - self._growing
            yield from self._lines.compare(again, settled)
        except UsstnewsError as error:
            yield Fault("warc", None, f"re-extraction ends early: {error}")

    def _enter_missing(self) -> None:
        there = {path.name.removesuffix(OPEN) for path in self._paths}
        for name in self._manifest.by_name:
            if name not in there:
                self._catalogue.damage(name)

    def _file(self, path: Path) -> Iterator[Fault]:
        name = path.name.removesuffix(OPEN)
        with ExitStack() as stack:
            source = Stretch(stack.enter_context(_opened(path)))
            file = WarcFile(name, f"warc/{path.name}", source, growing=_is_open(path))
            check = WarcCheck(file, self._catalogue, self._tally, self._progress)
            faulty: set[int | None] = set()
            for fault in check.faults():
                faulty.add(fault.offset)
                yield fault
            if not file.growing:
                yield from self._finished(Checked(file, check.sha256, faulty))
        self._catalogue.db.execute("DELETE FROM lines")

    def _finished(self, checked: Checked) -> Iterator[Fault]:
        """Hold a finished file to its digest and its index."""
        name = checked.file.name
        index = self._archive.index_file(name)
        line = self._manifest.of(name)
        if line is None:
            self._unlisted.append(checked)
        shown = f"index/{index.name}"
        statement = Fault(
            self._archive.manifest.name,
            line.offset if line else None,
            f"the digest is not that of {name}, all of whose records hold",
        )
        wrongs = []
        if index.exists():
            with index.open("rb") as file:
                wrongs = list(compare_index(self._catalogue, lines_of(file)))
        elif not _is_running(self._archive) and not index.exists():
            yield Fault(shown, None, "the index is missing; the next crawl makes it")
        yield from blame(checked, line.sha256 if line else None, wrongs, shown, statement)

    def _of_manifest(self) -> Iterator[Fault]:
        shown = self._archive.manifest.name
        there = {path.name.removesuffix(OPEN) for path in self._paths}
        for offset, finding in self._manifest.malformed():
            yield Fault(shown, offset, finding)
        for name, line in self._manifest.by_name.items():
            if name not in there:
                yield Fault(shown, line.offset, f"{name} is missing; put back a copy of it")
        if not self._unlisted or _is_running(self._archive):
            return
        again = Manifest(self._archive.manifest)  # the run that has ended since may have added some
        if not again.exists:
            yield Fault(shown, None, "the manifest is missing; the next crawl makes it")
            return
        for checked in self._unlisted:
            name = checked.file.name
            if again.of(name) is None and not again.has_mangled(name, checked.sha256):
                finding = f"{name} is not in the manifest; the next crawl adds it as it is"
                yield Fault(shown, None, finding)

    def _of_indexes(self) -> Iterator[Fault]:
        """Name the indexes of files that are not there."""
        known = {self._archive.index_file(path.name.removesuffix(OPEN)) for path in self._paths}
        known |= {self._archive.index_file(name) for name in self._manifest.by_name}
        for path in sorted(self._archive.index.glob("*.cdxj")):
            warc = self._archive.warc / f"{path.stem}{FINISHED}"
            if path not in known and not warc.exists():
                yield Fault(f"index/{path.name}", None, f"its WARC file {warc.name} is missing")


def _is_open(path: Path) -> bool:
    return path.name.endswith(OPEN)


def _opened(path: Path) -> BinaryIO:
    """Open a WARC file to which a crawl beside may have given its final name by now."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        return path.with_name(path.name.removesuffix(OPEN)).open("rb")


def _is_running(archive: Archive) -> bool:
    """Tell whether a run holds the archive's lock.

    The only way to know is to ask for a share in it, which is given back at once.
    """
    try:
        with archive.lock.open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
