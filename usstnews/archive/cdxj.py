"""The CDXJ index: one sorted file beside each finished WARC file, and the files' digests.

A run indexes the WARC files that it finished and touches no other: what reads the whole index
merges the files. Lines are as the CDXJ specification 0.1.0 has them, `recordDigest` as
cdxj-indexer makes it: over the record's gzip member as it lies in the file.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import re
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO, NamedTuple
from urllib.parse import urljoin

from w3lib.url import safe_url_string

from usstnews.archive.captures import REDIRECTS
from usstnews.archive.durable import put
from usstnews.archive.fixity import read_manifest
from usstnews.archive.surt import surt
from usstnews.archive.warc import read_records
from usstnews.archive.warc.exchange import digest
from usstnews.archive.warc.http1 import Message, split_response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from usstnews.archive.layout import Archive
    from usstnews.archive.warc import StoredRecord

REVISIT = "warc/revisit"
FINISHED = ".warc.gz"
_READ = 1 << 20  # octets at once
_HEAD = 1 << 16  # octets: where a head ends all but always
_MOST_OPEN = 200  # files at once: systems allow 1024, often less
_MEDIA_TYPE = re.compile(r"[^;\s]+")


class Indexed(NamedTuple):
    """What one reading of a WARC file gives: its sorted lines, and the digest of the file."""

    lines: list[bytes]
    sha256: str


def index_lines(path: Path) -> list[bytes]:
    """Make the sorted CDXJ lines of a WARC file, each with its end; raises `DamagedArchive`."""
    return read_index(path).lines


def read_index(path: Path, progress: Callable[[int], object] = lambda _: None) -> Indexed:
    """Index a WARC file and digest it in one go; `progress` is told the octets read."""
    lines: list[bytes] = []
    latest = ""
    whole = hashlib.sha256()
    with path.open("rb") as members:
        for record in read_records(path):
            of_member = hashlib.sha256()
            for part in pieces_of(members, record.length):
                whole.update(part)
                of_member.update(part)
            progress(record.length)
            if record.type == "request" and is_concurrent(record, latest) and not _is_get(record):
                lines.pop()
                latest = ""
            elif (line := line_of(record, of_member.hexdigest())) is not None:
                lines.append(line)
                latest = record.id
    lines.sort()
    return Indexed(lines, whole.hexdigest())


def is_capture(record: StoredRecord) -> bool:
    """Tell whether a record is an answer that readers may show: whole, or a whole one again; a 304
    replays as an empty page.
    """
    truncated = record.header("WARC-Truncated")
    return (
        record.type in ("response", "revisit")
        and record.url is not None
        and (not truncated or (record.type, truncated) == ("revisit", "length"))
        and record.block[9:12] != b"304"
    )


def is_concurrent(record: StoredRecord, record_id: str) -> bool:
    """Tell whether a record is of the same exchange as another."""
    return any(
        name.lower() == "warc-concurrent-to" and value == record_id
        for name, value in record.headers
    )


def redirect_of(record: StoredRecord) -> str | None:
    """Give the URL to which a capture redirects, as Scrapy spells it; none if it does not."""
    if record.block[9:10] != b"3":
        return None
    message = _head(record)
    location = message.values(b"Location")
    if message.status not in REDIRECTS or not location or record.url is None:
        return None
    try:
        return urljoin(record.url, safe_url_string(location[-1]))
    except ValueError:  # leads nowhere
        return None


def line_of(record: StoredRecord, record_sha256: str) -> bytes | None:
    """Make the line of a record; none where it is no capture."""
    if not is_capture(record) or record.url is None:
        return None
    message = _head(record)
    fields = {
        "url": record.url,
        "mime": REVISIT if record.type == "revisit" else _media_type(message),
        "status": _status(record, message),
        "digest": record.header("WARC-Payload-Digest") or _digest(record, message),
        "length": record.length,
        "offset": record.offset,
        "filename": record.file,
        "recordDigest": f"sha256:{record_sha256}",
    }
    return f"{surt(record.url)} {timestamp(record.date)} {json.dumps(fields)}\n".encode()


def timestamp(date: str) -> str:
    """Spell a WARC-Date in 17 digits; what is less than a millisecond is cut off.

    ReplayWeb.page takes a capture for the one sought only if both agree to the millisecond.

    >>> timestamp("2020-01-03T12:00:00.123956Z"), timestamp("2020-01-03T12:00:00Z")
    ('20200103120000123', '20200103120000000')
    """
    return re.sub(r"\D", "", date)[:17].ljust(17, "0")


def _status(record: StoredRecord, message: Message) -> int:
    # `server-not-modified` without a stored head: only a page that was held as a 200 is asked for
    # conditionally, and readers go by the original from here.
    if record.type == "revisit" and not message.head:
        return 200
    return message.status


def _digest(record: StoredRecord, message: Message) -> str:
    """Digest the payload of a record that does not state it, such as a 204's, which is empty."""
    return "-" if record.type == "revisit" else digest(message.payload)


def _head(record: StoredRecord) -> Message:
    """Read the head of the stored message, and as a rule not what follows it."""
    stated = record.type == "revisit" or record.header("WARC-Payload-Digest")
    message = split_response(record.block[:_HEAD] if stated else record.block)
    return split_response(record.block) if len(message.head) == _HEAD else message


def _media_type(message: Message) -> str:
    stated = _MEDIA_TYPE.search((message.header(b"Content-Type") or b"").decode("latin-1"))
    return stated[0] if stated else "unk"


def _is_get(record: StoredRecord) -> bool:
    return record.block[:4] == b"GET "


def pieces_of(file: BinaryIO, length: int) -> Iterator[bytes]:
    """Read a stretch of a file from where it stands, in pieces."""
    while length and (piece := file.read(min(_READ, length))):
        yield piece
        length -= len(piece)


def write_index(archive: Archive, path: Path) -> Indexed:
    """Index a finished WARC file of an archive; raises `DamagedArchive`, OSError."""
    indexed = read_index(path)
    archive.index.mkdir(exist_ok=True)
    put(archive.index_file(path.name), indexed.lines)
    return indexed


def index_archive(archive: Archive) -> int:
    """Index the finished WARC files that are not yet; says how many there were.

    Their digests go into the manifest. Killed at any point, it can be called again.
    """
    held = read_manifest(archive)
    made = 0
    for path in finished(archive):
        if archive.index_file(path.name).exists() and path.name in held:
            continue
        # A digest that was taken once stands, whatever became of the file since.
        held.setdefault(path.name, write_index(archive, path).sha256)
        lines = (f"{held[name]}  {archive.warc.name}/{name}\n" for name in sorted(held))
        put(archive.manifest, (line.encode() for line in lines))
        made += 1
    return made


def finished(archive: Archive) -> list[Path]:
    """List the WARC files that are not being written, in the order in which they were."""
    return [path for path in archive.warc_files() if path.name.endswith(FINISHED)]


def merged(sources: Iterable[Iterable[bytes] | Path]) -> Iterator[bytes]:
    """Merge sorted indexes, files or lines, however many files there are."""
    sources = list(sources)
    with ExitStack() as stack:
        while len(sources) > _MOST_OPEN:
            first, sources = sources[:_MOST_OPEN], sources[_MOST_OPEN:]
            spool = stack.enter_context(TemporaryFile())
            spool.writelines(merged(first))
            spool.seek(0)
            sources.append(spool)
        files = (
            stack.enter_context(source.open("rb")) if isinstance(source, Path) else source
            for source in sources
        )
        yield from heapq.merge(*files)
