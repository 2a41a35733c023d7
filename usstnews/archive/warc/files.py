"""Write and read WARC 1.1 files of one gzip member per record.

Both sides are our own: warcio rewrites the HTTP heads that it writes, FastWARC 2.0 makes one
member of a whole file unless coaxed, and reads a torn last record as if it were whole.
"""

import os
import re
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from glob import escape
from io import FileIO
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

from usstnews.archive.durable import sync_directory
from usstnews.archive.warc.members import OPEN, DamagedArchive, read_members
from usstnews.archive.warc.octets import CHUNK, part
from usstnews.archive.warc.record import (
    END,
    Location,
    Record,
    StoredRecord,
    first_of,
    warc_date,
    warc_fields,
)

_INFO = MappingProxyType(
    {
        "software": "usstnews",
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    }
)

_NAME = re.compile(r"(?P<prefix>.+)-(?P<stamp>\d{14})-(?P<serial>\d{5,})-(?P<host>.+)\.warc\.gz")


def read_records(path: Path, start: int = 0) -> Iterator[StoredRecord]:
    """Yield the records of a file from the one at `start` on, blocks as they were captured.

    Either name of a file finds it, the final and the `.open` one. A file that is being written is
    read as far as its records are whole; all other damage raises DamagedArchive.
    """
    file = path.name.removesuffix(OPEN)
    for offset, length, data, size in read_members(path, start):
        head_end = data.find(b"\r\n\r\n")
        begin, end = head_end + 4, size - len(END)
        version, *lines = data[: max(0, head_end)].decode(errors="replace").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = tuple((name, value.strip()) for name, _, value in pairs)
        said = first_of(headers, "Content-Length")
        if not (version.startswith("WARC/") and 0 < begin <= end and said == str(end - begin)
                and data[end:size] == END):  # fmt: skip
            raise DamagedArchive(path, offset, "No WARC record of the length that it states")
        yield StoredRecord(headers, part(data, begin, end), file, offset, length, size)


def read_record(path: Path, offset: int) -> StoredRecord:
    """Read the record at an offset; raises DamagedArchive if none is there."""
    for record in read_records(path, offset):
        return record
    raise DamagedArchive(path, offset, "No record")


def continues(name: str, before: str) -> bool:
    """Tell by their names whether a file goes on where the one before it was full: of one run.

    Those of one second are taken for another run's, begun as soon as the last was over.

    >>> continues("u-20240101030500-00001-h.warc.gz", "u-20240101030000-00000-h.warc.gz")
    True
    >>> continues("u-20240102030000-00000-h.warc.gz", "u-20240101030500-00001-h.warc.gz")
    False
    >>> continues("u-20240101030000-00001-h.warc.gz", "u-20240101030000-00000-h.warc.gz")
    False
    """
    this, last = _NAME.match(name), _NAME.match(before)
    if this is None or last is None:
        return False
    same = (this["prefix"], this["host"]) == (last["prefix"], last["host"])
    return same and this["stamp"] > last["stamp"] and int(this["serial"]) == int(last["serial"]) + 1


def _now() -> datetime:
    return datetime.now(UTC)


class WarcWriter:
    """Append exchanges to `{prefix}-{UTC time}-{serial}-{host}.warc.gz` files in a directory.

    A file is made when the first exchange comes, is named `….open` while it is written, and holds
    whole exchanges only. `info` fills its warcinfo: robots, http-header-user-agent, hostname,
    operator, http-header-from, and whatever else names itself there. `written` lists the files
    that were closed, by name.
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
        self.written: list[str] = []
        self._now = now
        self._serial = 0
        self._file: FileIO | None = None
        self._name = ""
        self._warcinfo_id = ""

    def write(self, records: Iterable[Record]) -> list[Location]:
        """Append the records of one exchange, all or none, and say where they lie.

        They are in the system's hands when this returns: a killed process loses none. Raises
        OSError where the disk refuses; what was stored before stays whole. Killed in the middle of
        a large exchange, a process leaves a part of it, of which `mend` keeps the whole records.
        """
        records = list(records)
        if not records:
            return []
        if self._file is not None and self._file.tell() >= self.max_size:
            self.close()
        file = self._file or self._begin()
        locations = []
        with self._all_or_none(file):
            if sum(len(record.block) for record in records) <= CHUNK:
                members = [record.to_member(self._warcinfo_id) for record in records]
                offset = file.tell()
                _put(file, b"".join(members))
                for record, member in zip(records, members, strict=True):
                    locations.append(Location(self._name, offset, record.id))
                    offset += len(member)
            else:
                for record in records:
                    locations.append(Location(self._name, file.tell(), record.id))
                    for piece in record.pieces(self._warcinfo_id):
                        _put(file, piece)
        return locations

    @property
    def end(self) -> tuple[str, int] | None:
        """The final name of the file that is being written, and its length; none without one."""
        return None if self._file is None else (self._name, self._file.tell())

    def sync(self) -> None:
        """Have the disk hold all that was written.

        Raises OSError; a file that the disk refused once is left to `mend`, for the system may
        have dropped what it could not write.
        """
        if self._file is None:
            return
        try:
            os.fsync(self._file.fileno())
        except OSError:
            self._file.close()
            self._file = None
            raise

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
        self.written.append(self._name)

    def _begin(self) -> FileIO:
        self.directory.mkdir(parents=True, exist_ok=True)
        host = re.sub(r"[^A-Za-z0-9.-]", "-", self.info["hostname"])
        moment = self._now().astimezone(UTC)
        stamp = f"{self.prefix}-{moment:%Y%m%d%H%M%S}-"
        # A run begun in the same second may have left files: rename() overwrites, and names have to
        # sort as they were written.
        used = (
            path.name.removeprefix(stamp)[:5] for path in self.directory.glob(f"{escape(stamp)}*")
        )
        self._serial = max([self._serial, *(int(each) + 1 for each in used if each.isdigit())])
        name = f"{stamp}{self._serial:05d}-{host}.warc.gz"
        path = self.directory / f"{name}{OPEN}"
        self._serial += 1
        self._warcinfo_id = f"<{uuid4().urn}>"
        headers = (("WARC-Filename", name), ("Content-Type", "application/warc-fields"))
        record = Record(type="warcinfo", id=self._warcinfo_id, date=warc_date(moment),
                        headers=headers, block=warc_fields(self.info))  # fmt: skip
        file = path.open("xb", buffering=0)
        self._file, self._name = file, name
        with self._all_or_none(file):
            _put(file, record.to_member())
            sync_directory(self.directory)
        return file

    @contextmanager
    def _all_or_none(self, file: FileIO) -> Iterator[None]:
        """Leave the file as it was if not all is written."""
        start = file.tell()
        try:
            yield
        except BaseException:
            self._roll_back(file, start)
            raise

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


def _put(file: FileIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
