"""Packages: what is in them, that they are whole, and that nothing else changes."""

from __future__ import annotations

import base64
import errno
import hashlib
import json
import os
import resource
import signal
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import Archived
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from packed import Opened, again, group, validate, written
from recorded import BASE, START, article_page, stored

from usstnews.archive.articles import ArticleLog
from usstnews.archive.cdxj import index_archive
from usstnews.archive.layout import Archive, NoArchive, OutputInArchive
from usstnews.archive.wacz import (
    AlteredFile,
    NothingToPack,
    UnusableOutput,
    pack,
    zipnum,
)
from usstnews.archive.warc import DamagedArchive, read_records
from usstnews.items import Capture

DAY = timedelta(days=1)


@pytest.fixture
def filled(archive: Archive) -> Archive:
    """Make an archive of three files, the last being written, with an article in each."""
    archive.make()
    with ArticleLog(archive.articles) as log:
        for number in range(3):
            at = START + number * DAY + timedelta(microseconds=999)
            page = group(f"info/1/{number}.htm", article_page(f"No {number}"), at=at)
            home = group("", b"home %d" % number, at=at)
            path = written(archive, home, page, at=at, close=number < 2)
            record = next(each for each in read_records(path) if each.id == page[0].id)
            capture = Capture(record.file, record.offset, record.id, None)
            log.append(stored(number, title=f"第 {number}", fetched_at=record.date, warc=capture))
    index_archive(archive)
    return archive


def snapshot(archive: Archive) -> dict[Path, tuple[int, bytes]]:
    """Take down every file of an archive."""
    files = (path for path in archive.root.rglob("*") if path.is_file())
    return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def test_a_package_is_as_the_specification_says(filled: Archive, tmp_path: Path) -> None:
    """Its files, how they lie in the zip, and a manifest that says so of each."""
    output = tmp_path / "a.wacz"
    packed = pack(filled, output)
    opened = Opened(output)
    names = [path.name for path in filled.warc_files() if path.suffix == ".gz"]
    assert opened.names == [
        *(f"archive/{name}" for name in names),
        "indexes/index.cdxj",
        "pages/pages.jsonl",
        "datapackage.json",
        "datapackage-digest.json",
    ]
    for name in names:
        assert opened.zip.getinfo(f"archive/{name}").compress_type == zipfile.ZIP_STORED
        assert opened.zip.read(f"archive/{name}") == (filled.warc / name).read_bytes()
    described = opened.package
    assert described["profile"] == "data-package"
    assert described["wacz_version"] == "1.1.1"
    assert described["created"] == described["modified"] == "2024-01-02T00:00:00.000Z"
    assert described["mainPageUrl"] == BASE
    assert described["mainPageDate"] == "2024-01-02T00:00:00.000Z"
    assert described["software"].startswith("usstnews ")
    assert described["resources"] == [
        {
            "name": name.rpartition("/")[2].lower(),
            "path": name,
            "hash": f"sha256:{hashlib.sha256(opened.zip.read(name)).hexdigest()}",
            "bytes": len(opened.zip.read(name)),
        }
        for name in opened.names[:-2]
    ]
    digest = hashlib.sha256(opened.zip.read("datapackage.json")).hexdigest()
    assert opened.json("datapackage-digest.json") == {
        "path": "datapackage.json",
        "hash": f"sha256:{digest}",
    }
    assert packed == (len(opened.lines), len(opened.pages), 2, output.stat().st_size)


def test_the_pages_are_captures_of_the_package(filled: Archive, tmp_path: Path) -> None:
    """The home page first, as last captured; no article of a file that is being written."""
    pack(filled, tmp_path / "a.wacz")
    opened = Opened(tmp_path / "a.wacz")
    assert [(page["url"].removeprefix(BASE), page["title"]) for page in opened.pages] == [
        ("", "Home page"),
        ("info/1/0.htm", "第 0"),
        ("info/1/1.htm", "第 1"),
    ]
    assert opened.pages[1]["text"] == "Text 0"
    assert len({page["id"] for page in opened.pages}) == 3
    captured = {(line.fields["url"], line.stamp) for line in opened.lines}
    for page in opened.pages:
        assert (page["url"], "".join(filter(str.isdigit, page["ts"]))) in captured
    first = opened.zip.read("pages/pages.jsonl").splitlines()[0]
    assert json.loads(first)["format"] == "json-pages-1.0"


def test_every_line_of_the_index_finds_its_record(filled: Archive, tmp_path: Path) -> None:
    """In the file within the zip, and the lines are in order."""
    pack(filled, tmp_path / "a.wacz")
    opened = Opened(tmp_path / "a.wacz")
    assert len(opened.lines) == 4
    assert [line[:2] for line in opened.lines] == sorted(line[:2] for line in opened.lines)
    for line in opened.lines:
        assert f"WARC-Target-URI: {line.fields['url']}\r\n".encode() in opened.member(line)


def test_packing_changes_nothing_and_gives_equal_bytes(filled: Archive, tmp_path: Path) -> None:
    """Indexed or not; what is indexed for the package is not kept."""
    before = snapshot(filled)
    pack(filled, tmp_path / "a.wacz")
    pack(filled, tmp_path / "b.wacz")
    assert snapshot(filled) == before
    for path in filled.index.iterdir():
        path.unlink()
    pack(filled, tmp_path / "c.wacz")
    assert list(filled.index.iterdir()) == []
    contents = {(tmp_path / f"{name}.wacz").read_bytes() for name in "abc"}
    assert len(contents) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"usst", "a.wacz", "b.wacz", "c.wacz"}


def test_what_a_crawl_finishes_meanwhile_is_left_to_the_next_package(
    filled: Archive, tmp_path: Path
) -> None:
    """Neither its file nor its article, though both are there before the pages are listed."""

    def finish(_: int) -> None:
        for path in filled.warc.glob("*.open"):
            path.rename(path.with_suffix(""))

    pack(filled, tmp_path / "a.wacz", progress=finish)
    assert all(path.suffix == ".gz" for path in filled.warc_files())
    opened = Opened(tmp_path / "a.wacz")
    assert len(opened.pages) == 3
    assert len([name for name in opened.names if name.startswith("archive/")]) == 2


def test_a_large_index_is_packed_in_blocks(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Equal to the plain one, each block found by its first key and with a digest of its own."""
    written(archive, *(group(f"info/1/{number}.htm", b"x") for number in range(700)))
    pack(archive, tmp_path / "plain.wacz")
    monkeypatch.setattr(zipnum, "PLAIN", 1000)
    pack(archive, tmp_path / "blocks.wacz")
    plain, blocks = Opened(tmp_path / "plain.wacz"), Opened(tmp_path / "blocks.wacz")
    assert "indexes/index.cdxj" not in blocks.names
    assert blocks.zip.getinfo("indexes/index.cdx.gz").compress_type == zipfile.ZIP_STORED
    assert blocks.lines == plain.lines
    meta, *entries = blocks.zip.read("indexes/index.idx").decode().splitlines()
    assert meta == '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}'
    assert len(entries) == 3
    whole = blocks.zip.read("indexes/index.cdx.gz")
    for number, entry in enumerate(entries):
        key, where = entry.split(" {")
        values = json.loads("{" + where)
        block = whole[values["offset"] :][: values["length"]]
        assert values["digest"] == f"sha256:{hashlib.sha256(block).hexdigest()}"
        assert key == " ".join(plain.lines[300 * number][:2])


class TestSigning:
    """An anonymous signature, as the signing draft has it."""

    def test_the_signature_holds_for_the_manifest_alone(
        self, filled: Archive, tmp_path: Path
    ) -> None:
        """ECDSA P-384 over the text of the digest; any other text fails."""
        pack(filled, tmp_path / "a.wacz", sign=True)
        opened = Opened(tmp_path / "a.wacz")
        digest = opened.json("datapackage-digest.json")
        signed = digest["signedData"]
        assert signed.keys() == {
            "hash", "created", "software", "version", "signature", "publicKey"
        }  # fmt: skip
        stated = f"sha256:{hashlib.sha256(opened.zip.read('datapackage.json')).hexdigest()}"
        assert signed["hash"] == digest["hash"] == stated
        assert signed["created"] == opened.package["created"]
        key = load_der_public_key(base64.b64decode(signed["publicKey"]))
        assert isinstance(key, ec.EllipticCurvePublicKey)
        assert isinstance(key.curve, ec.SECP384R1)
        raw = base64.b64decode(signed["signature"])
        assert len(raw) == 96
        numbers = int.from_bytes(raw[:48], "big"), int.from_bytes(raw[48:], "big")
        key.verify(encode_dss_signature(*numbers), stated.encode(), ec.ECDSA(SHA256()))
        with pytest.raises(InvalidSignature):
            key.verify(encode_dss_signature(*numbers), stated[7:].encode(), ec.ECDSA(SHA256()))

    def test_each_signature_has_a_key_of_its_own(self, filled: Archive, tmp_path: Path) -> None:
        """Which nobody keeps."""
        keys = set()
        for name in "ab":
            pack(filled, tmp_path / f"{name}.wacz", sign=True)
            signed = Opened(tmp_path / f"{name}.wacz").json("datapackage-digest.json")
            keys.add(signed["signedData"]["publicKey"])
        assert len(keys) == 2


class TestRefused:
    """What cannot be packed, or not there, is said, and nothing is left behind."""

    def test_no_archive(self, archive: Archive, tmp_path: Path) -> None:
        """A folder without one."""
        with pytest.raises(NoArchive):
            pack(archive, tmp_path / "a.wacz")

    def test_no_finished_file(self, archive: Archive, tmp_path: Path) -> None:
        """Only one that is being written, or none at all."""
        archive.make()
        with pytest.raises(NothingToPack):
            pack(archive, tmp_path / "a.wacz")
        written(archive, group("a.htm", b"a"), close=False)
        with pytest.raises(NothingToPack):
            pack(archive, tmp_path / "a.wacz")
        assert list(tmp_path.iterdir()) == [archive.root]

    def test_no_whole_answer(self, archive: Archive, tmp_path: Path) -> None:
        """Nothing of it could be replayed."""
        written(archive, group("a.htm", b"long enough", cut=3))
        with pytest.raises(NothingToPack):
            pack(archive, tmp_path / "a.wacz")
        assert list(tmp_path.iterdir()) == [archive.root]

    @pytest.mark.parametrize(
        "place", ["a.zip", "usst/articles.jsonl", "usst/warc/a.wacz", "usst/index/a.wacz",
                  "usst/runs/a.wacz", "none/a.wacz", "folder.wacz"]
    )  # fmt: skip
    def test_unusable_output(self, filled: Archive, tmp_path: Path, place: str) -> None:
        """Other names, the archive's own folders, folders that are none or in the way."""
        (tmp_path / "folder.wacz").mkdir()
        before = snapshot(filled)
        with pytest.raises((UnusableOutput, OutputInArchive), match=place.rpartition("/")[2]):
            pack(filled, tmp_path / place)
        assert snapshot(filled) == before

    def test_a_folder_that_takes_no_files(self, filled: Archive) -> None:
        """As root sees one too."""
        with pytest.raises(UnusableOutput, match=r"cannot write /proc/a\.wacz"):
            pack(filled, Path("/proc/a.wacz"))

    def test_a_full_disk(
        self, filled: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The package that was there stays, the torn one goes."""
        output = tmp_path / "a.wacz"
        output.write_bytes(b"before")

        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(UnusableOutput, match="No space left"):
            pack(filled, output)
        assert output.read_bytes() == b"before"
        assert {path.name for path in tmp_path.iterdir()} == {"usst", "a.wacz"}

    def test_a_device_that_is_full(self, filled: Archive, tmp_path: Path) -> None:
        """As the system says it, in the middle of writing."""
        (tmp_path / "a.wacz.tmp").write_text("the user's own")
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (500, before[1]))
        try:
            with pytest.raises(UnusableOutput, match=r"a\.wacz: File too large"):
                pack(filled, tmp_path / "a.wacz")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            signal.signal(signal.SIGXFSZ, ignored)
        assert {path.name for path in tmp_path.iterdir()} == {"usst", "a.wacz.tmp"}
        assert (tmp_path / "a.wacz.tmp").read_text() == "the user's own"

    def test_a_file_that_was_altered(self, filled: Archive, tmp_path: Path) -> None:
        """A package would vouch for it."""
        path = filled.warc_files()[0]
        content = bytearray(path.read_bytes())
        content[9] ^= 1
        path.write_bytes(content)
        with pytest.raises(AlteredFile, match=path.name):
            pack(filled, tmp_path / "a.wacz")
        assert {each.name for each in tmp_path.iterdir()} == {"usst"}

    def test_a_damaged_file_that_is_not_indexed(self, archive: Archive, tmp_path: Path) -> None:
        """Its index cannot be made."""
        path = written(archive, group("a.htm", b"a"))
        path.write_bytes(path.read_bytes()[:-9])
        with pytest.raises(DamagedArchive):
            pack(archive, tmp_path / "a.wacz")
        assert {each.name for each in tmp_path.iterdir()} == {"usst"}


def test_a_failure_that_is_not_the_output_s_is_not_called_so(
    filled: Archive, tmp_path: Path
) -> None:
    """A WARC file that went away while the package was made."""
    second = filled.warc_files()[1]
    with pytest.raises(FileNotFoundError):
        pack(filled, tmp_path / "a.wacz", progress=lambda _: second.unlink(missing_ok=True))
    assert {each.name for each in tmp_path.iterdir()} == {"usst"}


def test_without_a_home_page_it_begins_with_the_latest_article(
    archive: Archive, tmp_path: Path
) -> None:
    """A revisit of a page is as good as the page; an archive of another maker has no home."""
    page = group("info/1/1.htm", article_page())
    path = written(archive, page, again(page, START + DAY))
    with ArticleLog(archive.articles) as log:
        for version, at in ((1, START), (2, START + DAY)):
            capture = Capture(path.name, 0, f"<urn:uuid:{version}>", None)
            log.append(
                stored(1, version=version, fetched_at=f"{at:%Y-%m-%dT%H:%M:%S.%fZ}", warc=capture)
            )
    assert pack(archive, tmp_path / "a.wacz").pages == 2
    described = Opened(tmp_path / "a.wacz").package
    assert described["mainPageUrl"] == f"{BASE}info/1/1.htm"
    assert described["mainPageDate"] == "2024-01-02T00:00:00.000Z"


@pytest.mark.slow
@pytest.mark.parametrize("blocks", [False, True])
@pytest.mark.parametrize("sign", [False, True])
def test_py_wacz_takes_a_crawl_s_package_for_valid(
    archived: Archived, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign: bool, blocks: bool
) -> None:
    """And not one of which an octet was changed, so that its word means something."""
    if blocks:
        monkeypatch.setattr(zipnum, "PLAIN", 0)
    output = tmp_path / "a.wacz"
    pack(Archive(archived.crawl.archive), output, sign=sign)
    done = validate(output)
    assert done.returncode == 0, done.stdout
    assert "Validation succeeded" in done.stdout
    Opened(output)
    content = bytearray(output.read_bytes())
    content[len(content) // 2] ^= 1
    output.write_bytes(content)
    assert validate(output).returncode != 0
