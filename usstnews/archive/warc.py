"""Write and read WARC 1.1 files of one gzip member per record.

Both sides are our own: warcio rewrites the HTTP heads that it writes, FastWARC 2.0 makes one
member of a whole file unless coaxed, and reads a torn last record as if it were whole.
"""

import os
import re
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from uuid import uuid4

from usstnews.archive.members import (
    OPEN,
    DamagedArchive,
    Mended,
    mend,
    pack,
    sync_directory,
    walk,
)

__all__ = [
    "DamagedArchive",
    "Location",
    "Mended",
    "Record",
    "StoredRecord",
    "WarcWriter",
    "mend",
    "read_record",
    "read_records",
    "warc_date",
    "warc_fields",
]

_END = b"\r\n\r\n"
_INFO = MappingProxyType(
    {
        "software": "usstnews",
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    }
)


class Location(NamedTuple):
    """Where a record lies: the final name of its file, and the offset of its gzip member."""

    file: str
    offset: int
    record_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """A record to write; `headers` are those beside type, id, date, warcinfo id and length."""

    type: str
    id: str
    date: str
    headers: tuple[tuple[str, str], ...]
    block: bytes

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None; case does not matter."""
        return _first(self.headers, name)

    def to_member(self, warcinfo_id: str | None = None) -> bytes:
        """Serialise as one gzip member; raises ValueError for a line end in a header."""
        lines = [("WARC-Type", self.type), ("WARC-Record-ID", self.id), ("WARC-Date", self.date)]
        if warcinfo_id is not None:
            lines.append(("WARC-Warcinfo-ID", warcinfo_id))
        lines += [*self.headers, ("Content-Length", str(len(self.block)))]
        data = b"WARC/1.1\r\n%b\r\n%b%b" % (_lines(lines), self.block, _END)
        return pack(data)


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record read; `file`, `offset` and `length` (octets) say where its gzip member lies."""

    headers: tuple[tuple[str, str], ...]
    block: bytes
    file: str
    offset: int
    length: int

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None; case does not matter."""
        return _first(self.headers, name)

    @property
    def type(self) -> str:
        """WARC-Type."""
        return self.header("WARC-Type") or ""

    @property
    def id(self) -> str:
        """WARC-Record-ID, in its angle brackets."""
        return self.header("WARC-Record-ID") or ""

    @property
    def url(self) -> str | None:
        """WARC-Target-URI."""
        return self.header("WARC-Target-URI")

    @property
    def date(self) -> str:
        """WARC-Date as stored: RFC 3339, UTC, microseconds."""
        return self.header("WARC-Date") or ""

    @property
    def location(self) -> Location:
        """Where this record lies."""
        return Location(self.file, self.offset, self.id)


def warc_date(moment: datetime) -> str:
    """Spell a time as WARC-Date does, to the microsecond.

    >>> warc_date(datetime(2020, 1, 3, 8, 0, 0, 5, tzinfo=UTC))
    '2020-01-03T08:00:00.000005Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def warc_fields(fields: Mapping[str, str]) -> bytes:
    """Serialise an application/warc-fields block; raises ValueError for a line end in a value."""
    return _lines(fields.items())


def _lines(fields: Iterable[tuple[str, str]]) -> bytes:
    lines = [f"{name}: {value}" for name, value in fields]
    if broken := next((line for line in lines if "\n" in line or "\r" in line), None):
        raise ValueError(f"A WARC field holds a line end, encode its value: {broken!r}")
    return "".join(f"{line}\r\n" for line in lines).encode()


def read_records(path: Path, start: int = 0) -> Iterator[StoredRecord]:
    """Yield the records of a file from the one at `start` on, blocks as they were captured.

    Either name of a file finds it, the final and the `.open` one. A file that is being written is
    read as far as its records are whole; all other damage raises DamagedArchive.
    """
    file = path.name.removesuffix(OPEN)
    for offset, length, data in walk(path, start):
        head, blank, rest = data.partition(b"\r\n\r\n")
        version, *lines = head.decode(errors="replace").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = tuple((name, value.strip()) for name, _, value in pairs)
        record = StoredRecord(headers, rest.removesuffix(_END), file, offset, length)
        said = record.header("Content-Length")
        if not (version.startswith("WARC/") and blank and rest.endswith(_END)
                and said == str(len(record.block))):  # fmt: skip
            raise DamagedArchive(path, offset, "No WARC record of the length that it states")
        yield record


def read_record(path: Path, offset: int) -> StoredRecord:
    """Read the record at an offset; raises DamagedArchive if none is there."""
    for record in read_records(path, offset):
        return record
    raise DamagedArchive(path, offset, "No record")


def _first(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    wanted = name.lower()
    return next((value for field, value in headers if field.lower() == wanted), None)


def _now() -> datetime:
    return datetime.now(UTC)


class WarcWriter:
    """Append exchanges to `{prefix}-{UTC time}-{serial}-{host}.warc.gz` files in a directory.

    A file is made when the first exchange comes, is named `….open` while it is written, and holds
    whole exchanges only. `info` fills its warcinfo: robots, http-header-user-agent, hostname,
    operator, http-header-from, and whatever else names itself there.
    """

    def __init__(
        self,
        directory: Path,
        prefix: str,
        info: Mapping[str, str],
        max_size: int = 10**9,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self.directory = directory
        self.prefix = prefix
        self.info = {**_INFO, "hostname": socket.gethostname(), **info}
        self.max_size = max_size
        self._now = now
        self._serial = 0
        self._file: FileIO | None = None
        self._name = ""
        self._warcinfo_id = ""

    def write(self, records: Iterable[Record]) -> list[Location]:
        """Append the records of one exchange, all or none, and say where they lie.

        They are in the system's hands when this returns: a killed process loses none. Raises
        OSError where the disk refuses; what was stored before stays whole.
        """
        records = list(records)
        if not records:
            return []
        if self._file is not None and self._file.tell() >= self.max_size:
            self.close()
        file = self._file or self._begin()
        members = [record.to_member(self._warcinfo_id) for record in records]
        offset = file.tell()
        self._append(file, b"".join(members))
        locations = []
        for record, member in zip(records, members, strict=True):
            locations.append(Location(self._name, offset, record.id))
            offset += len(member)
        return locations

    def sync(self) -> None:
        """Have the disk hold all that was written."""
        if self._file is not None:
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Give the file its final name, once it is on the disk; the next write begins another."""
        if self._file is None:
            return
        self.sync()
        self._file.close()
        self._file = None
        final = self.directory / self._name
        final.with_name(final.name + OPEN).rename(final)
        sync_directory(self.directory)

    def _begin(self) -> FileIO:
        self.directory.mkdir(parents=True, exist_ok=True)
        host = re.sub(r"[^A-Za-z0-9.-]", "-", self.info["hostname"])
        while True:
            moment = self._now().astimezone(UTC)
            name = f"{self.prefix}-{moment:%Y%m%d%H%M%S}-{self._serial:05d}-{host}.warc.gz"
            self._serial += 1
            # A run begun in the same second may have used the name, and rename() overwrites.
            path = self.directory / f"{name}{OPEN}"
            if not path.exists() and not (self.directory / name).exists():
                break
        self._warcinfo_id = f"<{uuid4().urn}>"
        headers = (("WARC-Filename", name), ("Content-Type", "application/warc-fields"))
        record = Record(type="warcinfo", id=self._warcinfo_id, date=warc_date(moment),
                        headers=headers, block=warc_fields(self.info))  # fmt: skip
        file = path.open("xb", buffering=0)
        self._file, self._name = file, name
        self._append(file, record.to_member())
        return file

    def _append(self, file: FileIO, data: bytes) -> None:
        """Write all of it or leave the file as it was."""
        start = file.tell()
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[file.write(rest) :]
        finally:
            if rest:
                self._roll_back(file, start)

    def _roll_back(self, file: FileIO, start: int) -> None:
        # If even this fails, the torn end must stay the end: the file is left to mend(), and the
        # next exchange begins another.
        self._file = None
        file.truncate(start)
        if start == 0:
            file.close()
            (self.directory / f"{self._name}{OPEN}").unlink()
            return
        file.seek(start)
        self._file = file
