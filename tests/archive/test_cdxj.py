"""The index and the manifest: every capture once, where it lies, as other tools see it."""

from __future__ import annotations

import gzip
import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import Archived
from packed import again, group, ledger, parsed, written
from recorded import START, article_page, exchange, moved

from usstnews.archive import cdxj
from usstnews.archive.cdxj import index_archive, index_lines, merged
from usstnews.archive.layout import Archive
from usstnews.archive.warc import DamagedArchive
from usstnews.archive.warc.exchange import to_records

EMPTY = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
DAY = timedelta(days=1)


def indexed_by_cdxj_indexer(path: Path) -> list[bytes]:
    """Index a file with the reference implementation, records' digests and all."""
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "cdxj_indexer.main",
        "--sort",
        "-p",
        "-d",
        path,
    ]
    return subprocess.run(command, capture_output=True, check=True).stdout.splitlines()


def test_a_crawl_s_index_is_that_of_cdxj_indexer(archived: Archived) -> None:
    """Same captures in the same order, same places and digests.

    Ours are to the millisecond and have numbers for numbers, as the specification's example.
    """
    found = 0
    for path in (archived.crawl.archive / "warc").glob("*.warc.gz"):
        ours = [parsed(line) for line in index_lines(path)]
        theirs = [parsed(line) for line in indexed_by_cdxj_indexer(path)]
        assert [(line.key, line.stamp[:14]) for line in ours] == [line[:2] for line in theirs]
        for mine, other in zip(ours, theirs, strict=True):
            expected = {"mime": "unk", **other.fields}
            if mine.fields["status"] == 204:  # they digest the lack of a payload with SHA-1
                expected["digest"] = EMPTY
            assert {name: str(value) for name, value in mine.fields.items()} == expected
        found += len(ours)
    assert found > 60


def test_every_field_is_what_the_record_says(archive: Archive) -> None:
    """Read off the file itself, without a reader of WARC."""
    page = article_page()
    path = written(archive, group("info/1/7.htm", page, at=START + timedelta(microseconds=123956)))
    (line,) = map(parsed, index_lines(path))
    member = path.read_bytes()[line.fields["offset"] :][: line.fields["length"]]
    record = gzip.decompress(member)
    assert record.startswith(b"WARC/1.1\r\nWARC-Type: response\r\n")
    assert record.endswith(page + b"\r\n\r\n")
    assert (line.key, line.stamp) == ("cn,edu,usst,en)/info/1/7.htm", "20240101000000123")
    assert line.fields == {
        "url": "https://en.usst.edu.cn/info/1/7.htm",
        "mime": "text/html",
        "status": 200,
        "digest": f"sha256:{hashlib.sha256(page).hexdigest()}",
        "length": len(member),
        "offset": line.fields["offset"],
        "filename": path.name,
        "recordDigest": f"sha256:{hashlib.sha256(member).hexdigest()}",
    }


def test_answers_of_every_status_are_indexed_and_nothing_else(archive: Archive) -> None:
    """Redirects and what is missing too; no request, ledger, answer cut short or to a POST."""
    page = group("a.htm", b"a")
    posted = to_records(
        replace(exchange("p.htm", b"x"), method="POST", sent=b"POST /p.htm HTTP/1.1\r\n\r\n")
    )
    path = written(
        archive,
        page,
        to_records(moved("b.htm", "/c.htm")),
        group("d.htm", b"gone", status=404),
        group("e.htm", status=204, headers=()),
        group("f.htm", b"long enough", cut=3),
        posted,
        ledger(page, START, "captured a.css"),
    )
    lines = [parsed(line) for line in index_lines(path)]
    shown = [(line.key[-5:], line.fields["status"], line.fields["mime"]) for line in lines]
    assert shown == [
        ("a.htm", 200, "text/html"),
        ("b.htm", 301, "unk"),
        ("d.htm", 404, "text/html"),
        ("e.htm", 204, "unk"),
    ]
    assert lines[-1].fields["digest"] == EMPTY


def test_revisits_are_indexed_as_such(archive: Archive) -> None:
    """One of an identical payload with the status of its head, one without a head as a 200."""
    page = group("a.htm", b"same", status=404)
    path = written(
        archive, page, again(page, START + DAY), again(page, START + 2 * DAY, unmodified=True)
    )
    lines = [parsed(line) for line in index_lines(path)]
    digests = {line.fields["digest"] for line in lines}
    assert digests == {f"sha256:{hashlib.sha256(b'same').hexdigest()}"}
    assert [(line.fields["mime"], line.fields["status"]) for line in lines] == [
        ("text/html", 404),
        ("warc/revisit", 404),
        ("warc/revisit", 200),
    ]


def test_a_head_that_is_larger_than_most_is_read_whole(archive: Archive) -> None:
    """The type stands behind a header of 70 kB."""
    headers = [("X-Long", "x" * 70_000), ("Content-Type", "image/png; a=b")]
    (line,) = index_lines(written(archive, group("a.png", b"png", headers=headers)))
    assert parsed(line).fields["mime"] == "image/png"


def test_the_order_is_that_of_the_c_locale(archive: Archive) -> None:
    """Octet by octet, whatever the language: as `sort` checks it."""
    paths = ["b.htm", "a/b.htm", "a.htm", "a-b.htm", "A.htm", "%E5%AD%A6.htm", "a.htm?b", "a_b.htm"]
    path = written(archive, *(group(each, b"x") for each in [*paths, *paths]))
    index_archive(archive)
    check = ["sort", "--check", archive.index_file(path.name)]
    subprocess.run(check, env={**os.environ, "LC_ALL": "C"}, check=True)
    assert len(archive.index_file(path.name).read_bytes().splitlines()) == 16


class TestIndexing:
    """An archive is indexed file by file, each once."""

    def test_a_run_adds_to_the_index(self, archive: Archive) -> None:
        """What is indexed is not touched again; a file that is being written is not indexed."""
        first = written(archive.make(), group("a.htm", b"a"))
        assert index_archive(archive) == 1
        before = archive.index_file(first.name).stat()
        second = written(archive, group("b.htm", b"b"), at=START + DAY)
        written(archive, group("c.htm", b"c"), at=START + 2 * DAY, close=False)
        assert index_archive(archive) == 1
        assert index_archive(archive) == 0
        assert archive.index_file(first.name).stat() == before
        names = {path.name for path in archive.index.iterdir()}
        assert names == {f"{path.name[:-8]}.cdxj" for path in (first, second)}
        assert archive.index_file(second.name).read_bytes() == b"".join(index_lines(second))

    def test_the_manifest_is_one_that_sha256sum_reads(self, archive: Archive) -> None:
        """And it notices a changed octet."""
        path = written(archive, group("a.htm", b"a"))
        written(archive, group("b.htm", b"b"), at=START + DAY)
        index_archive(archive)
        check = ["sha256sum", "--check", "--strict", archive.manifest.name]
        done = subprocess.run(check, cwd=archive.root, capture_output=True, check=True)
        assert done.stdout.count(b": OK") == 2
        content = bytearray(path.read_bytes())
        content[9] ^= 1
        path.write_bytes(content)
        failed = subprocess.run(check, cwd=archive.root, capture_output=True, check=False)
        assert failed.stdout.count(b": FAILED") == 1

    def test_what_a_killed_run_left_is_made_good(self, archive: Archive) -> None:
        """Between the index and the manifest, or in the middle of either."""
        path = written(archive, group("a.htm", b"a"))
        index_archive(archive)
        index, manifest = archive.index_file(path.name).read_bytes(), archive.manifest.read_bytes()
        archive.manifest.rename(archive.manifest.with_name(f"{archive.manifest.name}.tmp"))
        assert index_archive(archive) == 1
        archive.index_file(path.name).unlink()
        archive.index_file(path.name).with_suffix(".cdxj.tmp").write_bytes(index[:50])
        assert index_archive(archive) == 1
        assert archive.index_file(path.name).read_bytes() == index
        assert archive.manifest.read_bytes() == manifest
        assert [each.suffix for each in archive.index.iterdir()] == [".cdxj"]

    def test_a_damaged_file_is_not_indexed(self, archive: Archive) -> None:
        """The damage is named, and neither index nor manifest says anything of the file."""
        path = written(archive, group("a.htm", b"a"))
        content = bytearray(path.read_bytes())
        content[-20] ^= 1
        path.write_bytes(content)
        with pytest.raises(DamagedArchive, match=path.name):
            index_archive(archive)
        assert not archive.manifest.exists()
        assert not archive.index_file(path.name).exists()


@pytest.mark.parametrize("count", [0, 1, 7, 8, 60])
def test_any_number_of_indexes_is_merged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """With no more files open at once than a system allows."""
    monkeypatch.setattr(cdxj, "_MOST_OPEN", 7)
    lines = [f"{number * 7919 % 1000:04d} x\n".encode() for number in range(900)]
    paths = []
    for number in range(count):
        path = tmp_path / f"{number}.cdxj"
        path.write_bytes(b"".join(sorted(lines[number::count])))
        paths.append(path)
    assert list(merged(paths)) == (sorted(lines) if count else [])
