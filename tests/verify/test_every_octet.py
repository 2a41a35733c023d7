"""A flipped bit, wherever it is, is found and named."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from verify.sound import faults

from usstnews.archive.layout import Archive

pytestmark = pytest.mark.no_cover  # the same lines for every octet
SLOW = (pytest.mark.slow, pytest.mark.timeout(3600))
FILES = ("warc/*.gz", "manifest-sha256.txt", "index/*.cdxj", "articles.jsonl")


def unnoticed(file: Path, target: Path, name: str, step: int) -> list[tuple[int, list[str]]]:
    """Flip one bit of every `step`th octet; gives where no fault was found in the file `name`."""
    whole = file.read_bytes()
    chance = random.Random(len(whole))
    missed = []
    for place in range(chance.randrange(step), len(whole), step):
        flipped = bytearray(whole)
        flipped[place] ^= 1 << chance.randrange(8)
        file.write_bytes(flipped)
        found = faults(target)
        if not any(fault.file.startswith(name) for fault in found if not fault.outdated):
            missed.append((place, [str(fault) for fault in found]))
    file.write_bytes(whole)
    return missed


@pytest.mark.parametrize("step", [61, pytest.param(1, marks=SLOW)])
@pytest.mark.parametrize("files", FILES)
def test_every_flipped_octet_of_an_archive_is_found(
    archive: Archive, files: str, step: int
) -> None:
    """Of WARC files, the manifest, the indexes and the lines; the fault names the file."""
    paths = sorted(archive.root.glob(files))
    assert paths
    for path in paths:
        name = path.relative_to(archive.root).as_posix()
        assert unnoticed(path, archive.root, name, step) == []
    assert faults(archive.root) == []


@pytest.mark.parametrize("step", [61, pytest.param(1, marks=SLOW)])
def test_every_flipped_octet_of_a_package_is_found(package: Path, step: int) -> None:
    """Of the zip's own headers and of each file in it."""
    assert unnoticed(package, package, package.name, step) == []
    assert faults(package) == []


def test_an_octet_that_inflate_does_not_miss_is_found_and_named(archive: Archive) -> None:
    """The filling bits of a member's last octet: what comes out is equal, to its checksum."""
    path = min(archive.warc.glob("*.gz"))
    whole = path.read_bytes()
    named = []
    for place in _ends(whole):
        for bit in range(8):
            flipped = bytearray(whole)
            flipped[place] ^= 1 << bit
            path.write_bytes(flipped)
            (fault,) = faults(archive.root)
            named.append((fault.file, fault.offset))
            assert fault.offset is not None
            assert fault.offset <= place
    assert {file for file, _ in named} == {f"warc/{path.name}"}


def _ends(whole: bytes) -> list[int]:
    """Find the last octet of each member's deflate stream."""
    import zlib

    places, at = [], 0
    while at < len(whole):
        inflate = zlib.decompressobj(31)
        inflate.decompress(whole[at:])
        at = len(whole) - len(inflate.unused_data)
        places.append(at - 9)
    return places
