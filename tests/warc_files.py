"""WARC files as the tests make them."""

import os
from datetime import UTC, datetime
from pathlib import Path

from usstnews.archive.warc import Record, StoredRecord, WarcWriter, read_records

NOON = datetime(2020, 1, 3, 12, 0, 0, 5, tzinfo=UTC)
INFO = {"robots": "obey", "hostname": "archive/1", "operator": "USST"}
NAME = "usst-20200103120000-{:05d}-archive-1.warc.gz"


def record(number: int, block: bytes = b"HTTP/1.1 200 OK\r\n\r\n") -> Record:
    """Make a response record with a number for its id."""
    headers = (
        ("WARC-Target-URI", f"http://usst.invalid/{number}"),
        ("WARC-Concurrent-To", "<urn:x:a>"),
        ("WARC-Concurrent-To", "<urn:x:b>"),
        ("Content-Type", "application/http;msgtype=response"),
    )
    date = "2020-01-03T12:00:00.000005Z"
    return Record(type="response", id=f"<urn:x:{number}>", date=date, headers=headers, block=block)


def noise(size: int) -> bytes:
    """Make bytes that do not shrink."""
    return os.urandom(size)


def writer(directory: Path, max_size: int = 10**9) -> WarcWriter:
    """Write in a directory, at noon."""
    return WarcWriter(directory, "usst", INFO, max_size, now=lambda: NOON)


def blocks(path: Path) -> list[bytes]:
    """Read the blocks behind the warcinfo."""
    return [stored.block for stored in read_records(path)][1:]


def whole(tmp_path: Path, exchanges: int = 3) -> tuple[Path, list[StoredRecord]]:
    """Write a file of exchanges of two records each; return it and its records."""
    out = writer(tmp_path)
    for number in range(exchanges):
        out.write([record(2 * number, noise(400)), record(2 * number + 1)])
    out.close()
    path = tmp_path / NAME.format(0)
    return path, list(read_records(path))
