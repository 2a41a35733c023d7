"""Check one WARC file from its first octet to its last."""

from __future__ import annotations

import hashlib
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from usstnews.archive.cdxj import is_concurrent, line_of
from usstnews.archive.warc.members import pack, pack_all
from usstnews.archive.warc.octets import CHUNK, chunks
from usstnews.verify.fault import Fault
from usstnews.verify.group import Groups
from usstnews.verify.members import Damage, Member, read_members
from usstnews.verify.record import NoRecord, check_record, read_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from usstnews.archive.warc.record import StoredRecord
    from usstnews.verify.catalogue import Catalogue
    from usstnews.verify.fault import Tally
    from usstnews.verify.stretch import Stretch

_FEW = 16  # octets: another release of zlib changes more of a member, or its length


class WarcFile(NamedTuple):
    """A WARC file to check: its final name, how faults call it, and its octets."""

    name: str
    shown: str
    source: Stretch
    growing: bool = False
    of_part: bool = False
    """Whether records of other files were copied into it."""


class WarcCheck:
    """One file's check: iterate over `faults`, then ask for `sha256`."""

    def __init__(
        self,
        file: WarcFile,
        catalogue: Catalogue,
        tally: Tally,
        progress: Callable[[int], object] = lambda _: None,
    ) -> None:
        self._file, self._catalogue, self._tally = file, catalogue, tally
        self._progress = progress
        self._whole = hashlib.sha256()
        self._groups = Groups()
        self._infos: set[str] = set()
        self._lines: list[tuple[bytes, str, int]] = []
        self._latest = ""
        self._count = 0

    @property
    def sha256(self) -> str:
        """The digest of all that was gone through, in hex."""
        return self._whole.hexdigest()

    def faults(self) -> Iterator[Fault]:
        """Go through the file, and enter its records and index lines in the catalogue."""
        file = self._file
        self._tally.files += 1
        for each in read_members(file.source, growing=file.growing):
            end = each.end if isinstance(each, Damage) else each.offset + each.length
            for piece in file.source.pieces(each.offset, end):
                self._whole.update(piece)
            self._progress(end - each.offset)
            self._tally.octets += end - each.offset
            if isinstance(each, Damage):
                yield from self._damaged(each.offset, each.end, each.finding)
            else:
                yield from self._check(each)
        yield from (self._fault(*located) for located in self._groups.end())
        if not self._count and not file.growing and not file.source.size:
            yield Fault(file.shown, 0, "the file is empty")
        self._catalogue.db.executemany("INSERT INTO lines VALUES (?, ?, ?)", self._lines)

    def _fault(self, offset: int, finding: str) -> Fault:
        return Fault(self._file.shown, offset, finding)

    def _damaged(self, start: int, end: int, finding: str) -> Iterator[Fault]:
        self._catalogue.damage(self._file.name, start, end)
        self._groups.skip()
        self._count += 1
        self._latest = ""
        yield self._fault(start, finding)

    def _check(self, member: Member) -> Iterator[Fault]:
        if not member.as_written:
            yield self._fault(
                member.offset, "the gzip header is not the ten octets with which each begins"
            )
        try:
            record = read_record(member, self._file.name)
        except NoRecord as error:
            end = member.offset + member.length
            yield from self._damaged(member.offset, end, f"no WARC record of ours: {error}")
            return
        findings = check_record(record)
        for finding in (*findings.always, *self._of_place(record)):
            yield self._fault(record.offset, finding)
        for located in self._groups.take(record, findings.unless_head):
            yield self._fault(*located)
        self._count += 1
        self._tally.records += 1
        self._catalogue.add(record)
        self._index(record, member.sha256)

    def _of_place(self, record: StoredRecord) -> Iterator[str]:
        """Hold a record to the file that it lies in."""
        if record.type == "warcinfo":
            if self._count and not (self._file.of_part and len(self._infos) == self._count):
                yield "a warcinfo record stands only at the beginning of a file"
            elif not self._file.of_part and record.header("WARC-Filename") != self._file.name:
                yield f"WARC-Filename is {record.header('WARC-Filename')!r}"
            self._infos.add(record.id)
        elif not self._count:
            yield "the file does not begin with a warcinfo record"
        elif self._infos and record.header("WARC-Warcinfo-ID") not in self._infos:
            yield "WARC-Warcinfo-ID is not that of the file's warcinfo record"

    def _index(self, record: StoredRecord, sha256: str) -> None:
        """Keep the line that the index has of a capture; of the answer to a POST it has none."""
        asked = record.type == "request" and is_concurrent(record, self._latest)
        if asked and record.block[:4] != b"GET ":
            self._lines.pop()
            self._tally.captures -= 1
            self._latest = ""
        elif (line := line_of(record, sha256)) is not None:
            self._lines.append((line, record.file, record.offset))
            self._latest = record.id
            self._tally.captures += 1


class Altered(NamedTuple):
    """The offsets of members that are spelt otherwise than we spell what they hold; `told` is
    whether all others are spelt as here, so that nothing else can be.
    """

    offsets: list[int]
    told: bool


def altered(source: Stretch) -> Altered:
    """Find the members in which octets were changed that inflate does not miss.

    Compressing again what comes out shows it, where the zlib of this machine compresses as the one
    that wrote the file.
    """
    found = Altered([], told=True)
    for member in read_members(source):
        if isinstance(member, Member) and (differing := _differing(source, member)):
            if differing > _FEW:
                found = found._replace(told=False)
            else:
                found.offsets.append(member.offset)
    return found


def _differing(source: Stretch, member: Member) -> int:
    """Count the octets in which a member differs from what we would write, up to a few and one."""
    offset, differing = member.offset, 0
    for piece in _packed(member):
        there = source.exactly(offset, len(piece))
        if there != piece:
            differing += sum(a != b for a, b in zip(there, piece, strict=False))
            if differing > _FEW:
                return differing
        offset += len(piece)
    return differing if offset == member.offset + member.length else _FEW + 1


def _packed(member: Member) -> Iterator[bytes]:
    """Compress a record as it was when it was written."""
    begin = member.data.find(b"\r\n\r\n") + 4
    end = member.size - 4
    if end - begin <= CHUNK:
        yield pack(bytes(member.data))
        return
    head, tail = member.data[:begin], member.data[end : member.size]
    yield from pack_all(chain((head,), chunks(member.data, begin, end), (tail,)))
