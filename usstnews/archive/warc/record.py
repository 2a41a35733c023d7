"""WARC 1.1 records: one to write, one that was read, and how their lines are spelt."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import NamedTuple

from usstnews.archive.warc.members import pack, pack_all
from usstnews.archive.warc.octets import CHUNK, Octets, chunks

END = b"\r\n\r\n"
"""What each record ends with, behind its block."""


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
    block: Octets

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None; case does not matter."""
        return first_of(self.headers, name)

    def to_member(self, warcinfo_id: str | None = None) -> bytes:
        """Serialise as one gzip member; raises ValueError for a line end in a header."""
        return b"".join(self.pieces(warcinfo_id))

    def pieces(self, warcinfo_id: str | None = None) -> Iterator[bytes]:
        """Serialise as one gzip member, of a large block a bounded part at a time.

        Raises ValueError for a line end in a header.
        """
        lines = [("WARC-Type", self.type), ("WARC-Record-ID", self.id), ("WARC-Date", self.date)]
        if warcinfo_id is not None:
            lines.append(("WARC-Warcinfo-ID", warcinfo_id))
        lines += [*self.headers, ("Content-Length", str(len(self.block)))]
        head = b"WARC/1.1\r\n%b\r\n" % _lines(lines)
        # By its length alone, so that a block gives equal bytes wherever it is held.
        if len(self.block) <= CHUNK:
            yield pack(b"".join((head, bytes(self.block), END)))
        else:
            yield from pack_all(chain((head,), chunks(self.block), (END,)))


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record read; `file`, `offset` and `length` (octets) say where its gzip member lies.

    `size` is the length of what the member holds: headers, block and the line ends behind them.
    A small block is `bytes`.
    """

    headers: tuple[tuple[str, str], ...]
    block: Octets
    file: str
    offset: int
    length: int
    size: int

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None; case does not matter."""
        return first_of(self.headers, name)

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
    def fields(self) -> list[tuple[str, str]]:
        """What an application/warc-fields block says, in its order; names may repeat."""
        lines = bytes(self.block).decode(errors="replace").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        return [(name.strip(), value.strip()) for name, colon, value in pairs if colon]

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


def warc_fields(fields: Mapping[str, str] | Iterable[tuple[str, str]]) -> bytes:
    """Serialise an application/warc-fields block; raises ValueError for a line end in a value."""
    return _lines(fields.items() if isinstance(fields, Mapping) else fields)


def _lines(fields: Iterable[tuple[str, str]]) -> bytes:
    lines = [f"{name}: {value}" for name, value in fields]
    if broken := next((line for line in lines if "\n" in line or "\r" in line), None):
        raise ValueError(f"A WARC field holds a line end, encode its value: {broken!r}")
    return "".join(f"{line}\r\n" for line in lines).encode()


def first_of(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    """Return the first value of a header, or None; case does not matter."""
    wanted = name.lower()
    return next((value for field, value in headers if field.lower() == wanted), None)
