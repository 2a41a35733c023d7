"""Records of their own for the tests of indexes and packages, and what a package holds."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
import zlib
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from recorded import BASE, START, exchange

from usstnews.archive.captures import warcinfo
from usstnews.archive.layout import Archive
from usstnews.archive.warc import Record, WarcWriter, warc_date
from usstnews.archive.warc.exchange import digest, to_records
from usstnews.sites import USST

PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
PROJECT = Path(__file__).parents[1]
VALIDATOR = Path(os.environ.get("USSTNEWS_WACZ", PROJECT / ".tools/wacz/bin/wacz"))


class Line(NamedTuple):
    """A line of an index, taken apart."""

    key: str
    stamp: str
    fields: dict[str, Any]

    @property
    def place(self) -> tuple[str, int, int]:
        """File, offset and length of the record."""
        return self.fields["filename"], self.fields["offset"], self.fields["length"]


def parsed(line: bytes | str) -> Line:
    """Take a line of an index apart."""
    text = line if isinstance(line, str) else line.decode()
    key, stamp, fields = text.split(" ", 2)
    return Line(key, stamp, json.loads(fields))


def written(
    archive: Archive, *groups: list[Record], at: datetime = START, close: bool = True
) -> Path:
    """Write a WARC file of groups of records; unclosed, it is still being written."""
    out = WarcWriter(archive.warc, "usst", warcinfo(USST, "usst"), now=lambda: at)
    for group in groups:
        (location, *_) = out.write(group)
    if close:
        out.close()
    elif out._file is not None:
        out._file.close()
    return archive.warc_file(location.file)


def group(url: str, body: bytes = b"", at: datetime = START, **said: Any) -> list[Record]:
    """Make the records of an exchange."""
    return to_records(exchange(url, body, at=at, **said))


def again(
    first: list[Record], at: datetime, url: str | None = None, *, unmodified: bool = False
) -> list[Record]:
    """Make a revisit of a group's response, maybe under another URL."""
    response = first[0]
    target, payload = response.header("WARC-Target-URI"), response.header("WARC-Payload-Digest")
    head = bytes(response.block).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    block = b"" if unmodified else head
    profile = "server-not-modified" if unmodified else "identical-payload-digest"
    revisit = Record(
        type="revisit",
        id=f"<urn:revisit:{at.isoformat()}:{url}>",
        date=warc_date(at),
        headers=(
            ("WARC-Target-URI", BASE + url if url else str(target)),
            ("WARC-Profile", PROFILE + profile),
            ("WARC-Refers-To", response.id),
            ("WARC-Refers-To-Target-URI", str(target)),
            ("WARC-Refers-To-Date", response.date),
            ("WARC-Payload-Digest", str(payload)),
            *(() if unmodified else (("WARC-Truncated", "length"),)),
            ("Content-Type", "application/http;msgtype=response"),
            ("WARC-Block-Digest", digest(block)),
        ),
        block=block,
    )
    request = group(url or str(target), at=at)[1]
    headers = (
        ("WARC-Target-URI", str(revisit.header("WARC-Target-URI"))),
        ("WARC-Concurrent-To", revisit.id),
        ("Content-Type", "application/http;msgtype=request"),
    )
    return [revisit, Record(type="request", id=request.id, date=warc_date(at), headers=headers,
                            block=request.block)]  # fmt: skip


def ledger(page: list[Record], at: datetime, *lines: str) -> list[Record]:
    """Make the ledger of a page; a line is `outcome path`."""
    spelt = (f"requisite: {o} {BASE}{path}" for o, path in (line.split(" ") for line in lines))
    block = "".join(f"{line}\r\n" for line in spelt).encode()
    return [
        Record(
            type="metadata",
            id=f"<urn:ledger:{at.isoformat()}>",
            date=warc_date(at),
            headers=(
                ("WARC-Target-URI", str(page[0].header("WARC-Target-URI"))),
                ("WARC-Refers-To", page[0].id),
                ("Content-Type", "application/warc-fields"),
                ("WARC-Block-Digest", digest(block)),
            ),
            block=block,
        )
    ]


class Opened:
    """A package as an independent reader sees it."""

    def __init__(self, path: Path) -> None:
        self.zip = zipfile.ZipFile(path)
        assert self.zip.testzip() is None
        self.names = self.zip.namelist()

    def json(self, name: str) -> Any:
        """Read a file of JSON."""
        return json.loads(self.zip.read(name))

    @property
    def package(self) -> dict[str, Any]:
        """Read the manifest."""
        described: dict[str, Any] = self.json("datapackage.json")
        return described

    @property
    def lines(self) -> list[Line]:
        """Read the index, of either kind."""
        if "indexes/index.cdxj" in self.names:
            return list(map(parsed, self.zip.read("indexes/index.cdxj").splitlines()))
        found = []
        blocks = self.zip.read("indexes/index.cdx.gz")
        for entry in self.zip.read("indexes/index.idx").decode().splitlines()[1:]:
            where = json.loads(entry[entry.index(" {") :])
            block = blocks[where["offset"] : where["offset"] + where["length"]]
            found += list(map(parsed, zlib.decompress(block, 31).splitlines()))
        return found

    @property
    def pages(self) -> list[dict[str, Any]]:
        """Read the pages, without the header."""
        return [json.loads(each) for each in self.zip.read("pages/pages.jsonl").splitlines()[1:]]

    def urls(self) -> set[str]:
        """Give the paths of all captures."""
        return {line.fields["url"].removeprefix(BASE) for line in self.lines}

    def member(self, line: Line) -> bytes:
        """Read the record that a line of the index points to."""
        file, offset, length = line.place
        with self.zip.open(f"archive/{file}") as stored:
            stored.seek(offset)
            return zlib.decompress(stored.read(length), 31)


def validate(path: Path) -> subprocess.CompletedProcess[str]:
    """Run `wacz validate`; fails where it was not installed."""
    assert VALIDATOR.exists(), f"no py-wacz at {VALIDATOR}; scripts/install-browser-tools gets it"
    return subprocess.run(
        [VALIDATOR, "validate", "-f", path], capture_output=True, text=True, check=False
    )
