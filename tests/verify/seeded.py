"""Put faults into an archive or a package, from a flipped bit to a careful forgery."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from usstnews.archive.cdxj import index_archive
from usstnews.archive.layout import Archive
from usstnews.archive.warc.members import DamagedArchive, pack

GZIP = 31


def members(path: Path) -> list[bytes]:
    """Cut a WARC file into its gzip members."""
    whole, found = path.read_bytes(), []
    while whole:
        inflate = zlib.decompressobj(GZIP)
        inflate.decompress(whole)
        found.append(whole[: len(whole) - len(inflate.unused_data)])
        whole = inflate.unused_data
    return found


def warc(archive: Archive, number: int = 0) -> Path:
    """Give the first or the second WARC file."""
    return sorted(archive.warc.glob("*.warc.gz"))[number]


def offset(archive: Archive, wanted: bytes, number: int = 0) -> int:
    """Say where the first record lies that has certain octets."""
    at = 0
    for member in members(warc(archive, number)):
        if wanted in zlib.decompress(member, GZIP):
            return at
        at += len(member)
    raise LookupError(wanted)


def rearrange(archive: Archive, change: Callable[[list[bytes]], object], number: int = 0) -> None:
    """Change the row of a file's members."""
    path = warc(archive, number)
    row = members(path)
    change(row)
    path.write_bytes(b"".join(row))


def forge(archive: Archive, which: bytes, old: bytes, new: bytes, number: int = 0) -> int:
    """Change the first record that has the octets `which`, and make all that digests it again.

    Gives where it lies.
    """
    at = offset(archive, which, number)
    path = warc(archive, number)
    whole = path.read_bytes()
    inflate = zlib.decompressobj(GZIP)
    record = inflate.decompress(whole[at:])
    assert old in record
    path.write_bytes(whole[:at] + pack(record.replace(old, new, 1)) + inflate.unused_data)
    indexed(archive)
    return at


def indexed(archive: Archive) -> None:
    """Make the indexes and the manifest again, as somebody would who covers traces."""
    archive.manifest.unlink()
    try:
        index_archive(archive)
    except DamagedArchive:  # what cannot be read is not indexed
        paths = sorted(archive.warc.glob("*.warc.gz"))
        rows = [f"{_sha256(path.read_bytes())}  warc/{path.name}\n" for path in paths]
        archive.manifest.write_text("".join(rows))


def value(archive: Archive, which: bytes, name: bytes, number: int = 0) -> bytes:
    """Read a header of the first record that has the octets `which`."""
    for member in members(warc(archive, number)):
        record = zlib.decompress(member, GZIP)
        if which in record:
            return record.split(name + b": ", 1)[1].split(b"\r\n", 1)[0]
    raise LookupError(which)


def edit(path: Path, old: str, new: str) -> int:
    """Replace the first of some words in a file; gives where their line begins."""
    text = path.read_text("utf-8")
    at = text.index(old)
    path.write_text(text[:at] + new + text[at + len(old) :], "utf-8")
    return len(text[: text.rfind("\n", 0, at) + 1].encode())


def repack(
    package: Path, change: Callable[[dict[str, bytes]], object], *, honest: bool = False
) -> None:
    """Make the zip again with other files; `honest` has its manifest and digest agree with them."""
    from usstnews.archive.wacz.zipped import Package

    with zipfile.ZipFile(package) as old:
        files = {name: old.read(name) for name in old.namelist()}
    change(files)
    if honest:
        _agree(files)
    made = Package(package)
    for name, data in files.items():
        made.put(name, [data], squeeze=name.endswith((".cdxj", ".jsonl")))
    made.close()


def _agree(files: dict[str, bytes]) -> None:
    described = json.loads(files["datapackage.json"])
    described["resources"] = [
        each | {"hash": f"sha256:{_sha256(files[each['path']])}", "bytes": len(files[each["path"]])}
        for each in described["resources"]
        if each["path"] in files
    ]
    files["datapackage.json"] = json.dumps(described, ensure_ascii=False, indent=2).encode()
    stated = {"path": "datapackage.json", "hash": f"sha256:{_sha256(files['datapackage.json'])}"}
    files["datapackage-digest.json"] = json.dumps(stated, indent=2).encode()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
