"""Packages: their index in blocks, and zips too large for 32 bits."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from verify.sound import faults, packed
from verify.test_every_octet import unnoticed

from usstnews.archive.layout import Archive
from usstnews.archive.wacz import zipnum
from usstnews.verify import verify_package
from usstnews.verify.container import Entry, NoPackage, _tail
from usstnews.verify.package import NoSuchPackage

GIGA = 1 << 30


def test_an_index_in_blocks_is_held_to_its_records(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As large archives have it; its summary is held to the blocks."""
    monkeypatch.setattr(zipnum, "PLAIN", 0)
    monkeypatch.setattr(zipnum, "_BLOCK", 2)
    package = packed(archive, tmp_path)
    assert "indexes/index.cdx.gz" in zipfile.ZipFile(package).namelist()
    assert faults(package) == []
    assert unnoticed(package, package, package.name, 97) == []


def listed(*files: tuple[str, int, int]) -> zipfile.ZipFile:
    """Make a zip of names, sizes and offsets, without the files."""
    made = zipfile.ZipFile(io.BytesIO(), "w")
    for name, size, offset in files:
        info = zipfile.ZipInfo(name)
        info.external_attr = 0o644 << 16
        info.file_size = info.compress_size = size
        info.header_offset, info.CRC = offset, 7
        made.filelist.append(info)
    return made


def test_headers_of_large_zips_are_as_zipfile_writes_them() -> None:
    """A file of 5 GB, one behind it that begins beyond 32 bits, and the directory beyond both."""
    large = Entry("archive/a.warc.gz", 0, 7, 5 * GIGA, 5 * GIGA, 0)
    small = Entry("pages/ä.jsonl", 0, 7, 10, 10, large.end)
    made = listed((large.name, large.size, 0), (small.name, small.size, small.offset))
    assert made.filelist[0].FileHeader(zip64=True) == large.local()
    assert made.filelist[1].FileHeader() == small.local()
    end = small.end

    class Far(io.BytesIO):
        """A file that believes itself far on."""

        def tell(self) -> int:
            return super().tell() + end

    made.fp = written = Far()
    made.start_dir = end
    made._write_end_record()  # type: ignore[attr-defined]
    made.fp = None
    assert _tail([large, small]) == written.getvalue()


def test_what_is_no_package_is_an_error_in_one_line(tmp_path: Path) -> None:
    """A missing file, an empty one, one that is no zip."""
    path = tmp_path / "x.wacz"
    with pytest.raises(NoSuchPackage):
        list(verify_package(path))
    for content in (b"", b"WARC/1.1\r\n" * 40):
        path.write_bytes(content)
        with pytest.raises(NoPackage):
            faults(path)


def test_any_cut_of_a_package_is_found(package: Path) -> None:
    """Wherever a copy broke off."""
    whole = package.read_bytes()
    for size in range(0, len(whole), 211):
        package.write_bytes(whole[:size])
        try:
            found = faults(package)
        except NoPackage:
            continue
        assert found, size
