"""Files in a zip, as those read them that know only its directory."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from usstnews.archive.wacz.zipped import Package, gathered


@pytest.mark.parametrize("size", [900, 953, 1000, 1001, 5000])
def test_header_and_directory_agree_on_64_bit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """ReplayWeb.page takes a file to begin right behind its name if the directory names no more."""
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 1000)
    path = tmp_path / "a.zip"
    package = Package(path)
    package.put("archive/a", [bytes(size)], size=size)
    package.close()
    with zipfile.ZipFile(path) as read:
        (entry,) = read.infolist()
        assert read.testzip() is None
        assert len(read.read(entry)) == size
    (named, extra) = struct.unpack("<HH", path.read_bytes()[26:30])
    assert named == len("archive/a")
    assert bool(extra) == bool(entry.extra) == (size > 1000)


def test_lines_are_gathered_into_pieces() -> None:
    """Nothing is lost, whatever the lengths."""
    lines = [b"x" * number + b"\n" for number in range(3000)]
    made = list(gathered(lines))
    assert b"".join(made) == b"".join(lines)
    assert len(made) == 5
