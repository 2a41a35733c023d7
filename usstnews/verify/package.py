"""Check a WACZ package: the zip, what it says of itself, its WARC files, index and pages."""

from __future__ import annotations

import hashlib
import re
import zlib
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, BinaryIO

from usstnews.errors import UsstnewsError
from usstnews.verify.blame import Checked, blame
from usstnews.verify.blocks import BLOCKS, SUMMARY, blocks_of, first_line, summary_line
from usstnews.verify.catalogue import Catalogue
from usstnews.verify.container import DEFLATED, STORED, Container, Entry, NoPackage
from usstnews.verify.description import Described, digest_findings
from usstnews.verify.fault import Fault, Tally
from usstnews.verify.index import compare_index, lines_of
from usstnews.verify.pagelist import PageList
from usstnews.verify.stretch import Stretch
from usstnews.verify.warcfile import WarcCheck, WarcFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from usstnews.verify.index import Wrong

MANIFEST, DIGEST = "datapackage.json", "datapackage-digest.json"
PLAIN, PAGES = "indexes/index.cdxj", "pages/pages.jsonl"
_SQUEEZED = frozenset({PLAIN, SUMMARY, PAGES})
_OTHERS = _SQUEEZED | {MANIFEST, DIGEST, BLOCKS}
_WARC = re.compile(r"archive/[^/]+\.warc\.gz")
_PART = re.compile(r"-part-\d{8}-\d{5}\.warc\.gz$")
_COUNTS = re.compile(r"(\d+) captures of .*; (\d+) pages in the list\.", re.DOTALL)


class NoSuchPackage(UsstnewsError):
    """There is no package at the path given."""


def verify_package(
    path: Path,
    *,
    progress: Callable[[int], object] = lambda _: None,
    tally: Tally | None = None,
) -> Iterator[Fault]:
    """Give all that is wrong with a package that `usstnews pack` made.

    `progress` is told the octets of WARC files read. Raises `NoPackage`, `NoSuchPackage`.
    """
    if not path.is_file():
        raise NoSuchPackage(f"there is no file {path}; name a package that `usstnews pack` made")
    with path.open("rb") as file, Catalogue() as catalogue:
        try:
            check = _Check(path.name, file, catalogue, tally or Tally(), progress)
        except NoPackage as error:
            raise NoPackage(f"{path}: {error}") from error
        yield from check.faults()


class _Check:
    def __init__(
        self,
        name: str,
        file: BinaryIO,
        catalogue: Catalogue,
        tally: Tally,
        progress: Callable[[int], object],
    ) -> None:
        self._name, self._file, self._catalogue, self._tally = name, file, catalogue, tally
        self._progress = progress
        self._container = Container(Stretch(file), _is_known)
        self._entries = {entry.name: entry for entry in self._container.entries}
        self._whole = {
            entry.name
            for entry in self._container.entries
            if not _is_warc(entry.name) and self._container.holds(entry)
        }
        self._described = Described(self._small(MANIFEST))
        self._checked: dict[str, Checked] = {}
        self._of_part = any(_PART.search(name) for name in self._entries)

    def faults(self) -> Iterator[Fault]:
        """Go through the package."""
        for at, finding in self._container.strange:
            yield Fault(self._name, at, finding)
        yield from self._names()
        yield from self._descriptions()
        for entry in self._container.entries:
            yield from self._warc(entry) if _is_warc(entry.name) else self._stored(entry)
        self._catalogue.complete()
        yield from self._index()
        for fault in chain(
            self._catalogue.repeated(of_parts=self._of_part),
            self._catalogue.dangling(of_parts=self._of_part),
        ):
            yield self._fault(f"archive/{fault.file}", fault.offset, fault.finding)
        if PAGES in self._whole and not self._catalogue.is_damaged:
            yield from self._pages()

    def _fault(self, entry: str, offset: int | None, finding: str) -> Fault:
        return Fault(f"{self._name}/{entry}", offset, finding)

    def _small(self, name: str) -> bytes:
        """Read a file that is small in any sound package; nothing where it is not whole."""
        return b"".join(self._container.octets(self._entries[name])) if name in self._whole else b""

    def _names(self) -> Iterator[Fault]:
        """Name the files that are missing, and those that are too many."""
        there = self._entries.keys()
        needed = {PAGES, MANIFEST, DIGEST, *({PLAIN} if PLAIN in there else {BLOCKS, SUMMARY})}
        for name in sorted(needed - there):
            yield self._fault(name, None, "the file is missing; make the package again")
        for name in sorted(self._described.resources.keys() - there - needed):
            self._catalogue.damage(name.removeprefix("archive/"))
            yield self._fault(name, None, f"the file is missing, which {MANIFEST} lists")
        for entry in self._container.entries:
            if self._entries[entry.name] is not entry:
                yield Fault(self._name, entry.offset, f"two files are called {entry.name}")
            if entry.name not in needed and not _is_warc(entry.name):
                yield self._fault(entry.name, None, "a package has no such file")
            elif entry.method != (DEFLATED if entry.name in _SQUEEZED else STORED):
                yield self._fault(entry.name, None, "it is not compressed as it should be")

    def _descriptions(self) -> Iterator[Fault]:
        if MANIFEST not in self._whole:
            return
        for finding in self._described.findings():
            yield self._fault(MANIFEST, 0, finding)
        if DIGEST in self._whole:
            for finding in digest_findings(self._small(DIGEST), self._described):
                yield self._fault(DIGEST, 0, finding)

    def _warc(self, entry: Entry) -> Iterator[Fault]:
        name = entry.name.removeprefix("archive/")
        source = Stretch(self._file, entry.start, entry.packed)
        of_part = _PART.search(name) is not None
        file = WarcFile(name, f"{self._name}/{entry.name}", source, of_part=of_part)
        check = WarcCheck(file, self._catalogue, self._tally, self._progress)
        faulty: set[int | None] = set()
        for fault in check.faults():
            faulty.add(fault.offset)
            yield fault
        self._checked[name] = Checked(file, check.sha256, faulty)

    def _stored(self, entry: Entry) -> Iterator[Fault]:
        """Hold a file to what the zip and the manifest say of it."""
        if entry.name not in self._whole:
            finding = "the file is damaged: its octets are not those whose checksum the zip has"
            yield self._fault(entry.name, None, finding)
            return
        if entry.method == DEFLATED and (at := self._container.respelt(entry)) is not None:
            finding = f"the octet at {at} of {self._name} is not the one that was written"
            yield self._fault(entry.name, None, finding)
        if entry.name in {MANIFEST, DIGEST} or MANIFEST not in self._whole:
            return
        digest = hashlib.sha256()
        for piece in self._container.octets(entry):
            digest.update(piece)
        for finding in self._described.findings_of(entry.name, digest.hexdigest(), entry.size):
            yield self._fault(entry.name, None, finding)

    def _index(self) -> Iterator[Fault]:
        """Hold the index to the records, and each WARC file to its digest."""
        name = PLAIN if PLAIN in self._entries else BLOCKS
        wrongs: list[Wrong] = []
        if name in self._whole:
            try:
                wrongs += compare_index(self._catalogue, lines_of(self._pieces(name)))
                if name == BLOCKS and SUMMARY in self._whole:
                    yield from self._summary()
            except zlib.error as error:
                yield self._fault(name, None, f"its blocks are damaged ({error})")
        for file, checked in self._checked.items():
            of_file = [wrong for wrong in wrongs if wrong.file == file]
            yield from self._blame(checked, of_file, name)
        for wrong in wrongs:
            if wrong.file not in self._checked:
                yield self._fault(name, wrong.offset, wrong.finding)

    def _blame(self, checked: Checked, wrongs: list[Wrong], index: str) -> Iterator[Fault]:
        path = f"archive/{checked.file.name}"
        stated, finding = None, ""
        if MANIFEST in self._whole:
            stated = self._described.sha256_of(path)
            found = self._described.findings_of(path, checked.sha256, checked.file.source.size)
            finding = next(found, "")
        statement = self._fault(MANIFEST, 0, f"{path}: {finding}")
        yield from blame(checked, stated, wrongs, f"{self._name}/{index}", statement)
        if stated in (None, checked.sha256) and not checked.faulty:
            if finding:
                yield statement
            if not self._container.holds(self._entries[path]):
                yield self._fault(path, None, "the zip has another checksum of it")

    def _pieces(self, name: str) -> Iterator[bytes]:
        octets = self._container.octets(self._entries[name])
        return (block.data for block in blocks_of(octets)) if name == BLOCKS else octets

    def _summary(self) -> Iterator[Fault]:
        """Hold the summary of an index in blocks to the blocks."""
        blocks = blocks_of(self._container.octets(self._entries[BLOCKS]))
        wanted = chain((first_line(),), map(summary_line, blocks))
        for there, line in zip_longest(lines_of(self._pieces(SUMMARY)), wanted):
            if there is None or there.line != line:
                at = there.offset if there else self._entries[SUMMARY].size
                yield self._fault(SUMMARY, at, "the line is not that of its block")
                return

    def _pages(self) -> Iterator[Fault]:
        """Hold the list of pages to the index, and what the manifest counts to what there is."""
        pages = PageList(self._catalogue)
        for offset, finding in pages.findings(lines_of(self._pieces(PAGES))):
            yield self._fault(PAGES, offset, finding)
        if MANIFEST not in self._whole:
            return
        said = _COUNTS.fullmatch(str(self._described.values.get("description", "")))
        if said is None:
            yield self._fault(MANIFEST, 0, "its description does not count captures and pages")
        elif int(said[2]) != pages.count:
            finding = f"it lists {pages.count} pages, and {MANIFEST} says {said[2]}"
            yield self._fault(PAGES, None, finding)
        elif int(said[1]) != pages.captures:
            finding = f"it says {said[1]} captures, and there are {pages.captures}"
            yield self._fault(MANIFEST, 0, finding)


def _is_warc(name: str) -> bool:
    return _WARC.fullmatch(name) is not None


def _is_known(name: str) -> bool:
    return name in _OTHERS or _is_warc(name)
