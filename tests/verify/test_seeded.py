"""Faults of every kind are found, each in the file and at the octet where it is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from verify.seeded import edit, forge, indexed, members, offset, rearrange, repack, value, warc
from verify.sound import faults

from usstnews.archive.layout import Archive
from usstnews.items import Article
from usstnews.text.digest import content_digest

# What of a file that is named, and where: an octet, or None where the file as a whole is meant.
Seeded = tuple[str, int | None]
PAGE, STYLE, EDIT = b"GET /info/1/7.htm", b"URI: https://en.usst.edu.cn/style.css", b"Two."
ANSWER = b"response\r\nWARC-Record-ID"
FIRST, SECOND = (f"usst-2024010{day}000000-00000" for day in (1, 2))


def flip(path: Path, at: int, bit: int = 3) -> None:
    whole = bytearray(path.read_bytes())
    whole[at] ^= 1 << bit
    path.write_bytes(whole)


def in_record(shift: int) -> Callable[[Archive], Seeded]:
    """Flip a bit that many octets behind a record's beginning, or before its end."""

    def seed(archive: Archive) -> Seeded:
        at = offset(archive, STYLE)
        size = len(members(warc(archive))[_offsets(archive).index(at)])
        flip(warc(archive), at + shift % size)
        return f"warc/{FIRST}", at

    return seed


def _offsets(archive: Archive) -> list[int]:
    row = members(warc(archive))
    return [sum(map(len, row[:number])) for number in range(len(row))]


def cut_in_a_record(archive: Archive) -> Seeded:
    last = _offsets(archive)[-1]
    warc(archive).write_bytes(warc(archive).read_bytes()[: last + 40])
    return f"warc/{FIRST}", last


def cut_between_records(archive: Archive) -> Seeded:
    rearrange(archive, lambda row: row.pop())
    return f"warc/{FIRST}", None


def emptied(archive: Archive) -> Seeded:
    warc(archive, 1).write_bytes(b"")
    return f"warc/{SECOND}", 0


def removed(archive: Archive) -> Seeded:
    offset_of_line = archive.manifest.read_bytes().index(b"\n") + 1
    warc(archive, 1).unlink()
    return "manifest", offset_of_line


def appended(archive: Archive) -> Seeded:
    size = warc(archive).stat().st_size
    with warc(archive).open("ab") as file:
        file.write(b"\0" * 100)
    return f"warc/{FIRST}", size


def put_between(archive: Archive) -> Seeded:
    rearrange(archive, lambda row: row.insert(2, b"no record"))
    return f"warc/{FIRST}", warc(archive).read_bytes().index(b"no record")


def exchanged_files(archive: Archive) -> Seeded:
    first, second = warc(archive), warc(archive, 1)
    third = first.with_name("third")
    first.rename(third)
    second.rename(first)
    third.rename(second)
    return f"warc/{FIRST}", 0


def swapped(archive: Archive) -> Seeded:
    at = offset(archive, STYLE)
    first = _offsets(archive).index(at)

    def swap(row: list[bytes]) -> None:
        row[first - 1], row[first] = row[first], row[first - 1]

    rearrange(archive, swap)
    indexed(archive)
    return f"warc/{FIRST}", None


def doubled(archive: Archive) -> Seeded:
    rearrange(archive, lambda row: row.append(row[-1]))
    indexed(archive)
    return f"warc/{FIRST}", _offsets(archive)[-1]


def taken_out(archive: Archive) -> Seeded:
    rearrange(archive, lambda row: row.pop(2))
    indexed(archive)
    return f"warc/{FIRST}", _offsets(archive)[1]


def last_answer_taken_out(archive: Archive) -> Seeded:
    rearrange(archive, lambda row: [row.pop(), row.pop(-3)])
    indexed(archive)
    return f"warc/{FIRST}", _offsets(archive)[-2]


def forged(which: bytes, old: bytes, new: bytes, number: int = 0) -> Callable[[Archive], Seeded]:
    """Change a record and all that digests it."""

    def seed(archive: Archive) -> Seeded:
        at = forge(archive, which, old, new, number)
        return f"warc/{(FIRST, SECOND)[number]}", at

    return seed


def other_id(which: bytes, name: bytes, number: int = 0) -> Callable[[Archive], Seeded]:
    """Let a header of a record name another record."""

    def seed(archive: Archive) -> Seeded:
        old = value(archive, which, name, number)
        new = old[:-13] + b"000000000000>"
        at = forge(archive, which, name + b": " + old, name + b": " + new, number)
        return f"warc/{(FIRST, SECOND)[number]}", at

    return seed


def same_id(archive: Archive) -> Seeded:
    used = value(archive, STYLE, b"WARC-Record-ID")
    own = value(archive, b"warcinfo", b"WARC-Record-ID", 1)
    at = forge(archive, b"warcinfo", own, used, 1)
    return f"warc/{SECOND}", at


def index_line(old: str, new: str, number: int = 0) -> Callable[[Archive], Seeded]:
    """Edit an index."""

    def seed(archive: Archive) -> Seeded:
        path = archive.index_file(warc(archive, number).name)
        return f"index/{path.name}", edit(path, old, new)

    return seed


def index_rows(change: Callable[[list[bytes]], object], row: int) -> Callable[[Archive], Seeded]:
    """Change the row of an index's lines; the fault is at line `row` of what comes of it."""

    def seed(archive: Archive) -> Seeded:
        path = archive.index_file(warc(archive).name)
        lines = path.read_bytes().splitlines(keepends=True)
        change(lines)
        path.write_bytes(b"".join(lines))
        return f"index/{path.name}", sum(map(len, lines[:row]))

    return seed


def index_removed(archive: Archive) -> Seeded:
    archive.index_file(warc(archive).name).unlink()
    return f"index/{FIRST}", None


def index_left_over(archive: Archive) -> Seeded:
    shutil.copy(archive.index_file(warc(archive).name), archive.index / "usst-1999.cdxj")
    return "index/usst-1999", None


def digest_edited(archive: Archive) -> Seeded:
    text = archive.manifest.read_text()
    archive.manifest.write_text(("1" if text[0] == "0" else "0") + text[1:])
    return "manifest", 0


def manifest_line_removed(archive: Archive) -> Seeded:
    archive.manifest.write_text(archive.manifest.read_text().split("\n", 1)[1])
    return "manifest", None


def manifest_removed(archive: Archive) -> Seeded:
    archive.manifest.unlink()
    return "manifest", None


def line(old: str, new: str) -> Callable[[Archive], Seeded]:
    """Edit articles.jsonl."""
    return lambda archive: ("articles.jsonl", edit(archive.articles, old, new))


def line_rows(change: Callable[[list[bytes]], object], row: int) -> Callable[[Archive], Seeded]:
    """Change the row of lines; the fault is at line `row` of what comes of it."""

    def seed(archive: Archive) -> Seeded:
        lines = archive.articles.read_bytes().splitlines(keepends=True)
        change(lines)
        archive.articles.write_bytes(b"".join(lines))
        return "articles.jsonl", sum(map(len, lines[:row]))

    return seed


def cites_another(archive: Archive) -> Seeded:
    lines = archive.articles.read_text().splitlines()
    one, other = (Article.from_json(each) for each in lines)
    assert one.warc
    assert other.warc
    return "articles.jsonl", edit(archive.articles, one.warc.record_id, other.warc.record_id)


def untrue(archive: Archive) -> Seeded:
    """Let an article say something else, with the digest of that."""
    from dataclasses import replace

    first, rest = archive.articles.read_text().split("\n", 1)
    said = replace(Article.from_json(first), title="Autumn")
    said = replace(said, digest=content_digest(said))
    archive.articles.write_text(f"{said.to_json()}\n{rest}")
    return "articles.jsonl", 0


SEEDED: dict[str, Callable[[Archive], Seeded]] = {
    "a bit of a record": in_record(120),
    "a bit of the gzip header's time": in_record(5),
    "a bit of the gzip header's system": in_record(9),
    "a bit of the gzip header's flags": in_record(3),
    "a bit of a checksum": in_record(-7),
    "a bit of a length": in_record(-2),
    "cut in a record": cut_in_a_record,
    "cut between records": cut_between_records,
    "emptied": emptied,
    "removed": removed,
    "octets appended": appended,
    "octets put between": put_between,
    "files exchanged": exchanged_files,
    "records swapped": swapped,
    "record doubled": doubled,
    "record taken out": taken_out,
    "last answer taken out": last_answer_taken_out,
    "block": forged(STYLE, b"red", b"tan"),
    "block digest": forged(b"GET /style.css", b"Digest: sha256:", b"Digest: sha512:"),
    "payload digest": forged(STYLE, b"Payload-Digest: sha256:", b"Payload-Digest: sha256:0"),
    "content length": forged(STYLE, b"\r\nContent-Length: 1", b"\r\nContent-Length: 2"),
    "no date": forged(STYLE, b"WARC-Date: 2024-01-01T00:00:00.000000Z\r\n", b""),
    "impossible date": forged(STYLE, b"WARC-Date: 2024-01-01", b"WARC-Date: 2024-13-01"),
    "header repeated": forged(
        STYLE, b"WARC-Type: response", b"WARC-Type: response\r\nWARC-Type: response"
    ),
    "foreign header": forged(STYLE, b"WARC-Type", b"WARC-Segment-Number: 1\r\nWARC-Type"),
    "unknown type": forged(STYLE, b"Type: response", b"Type: answer"),
    "version": forged(STYLE, b"WARC/1.1", b"WARC/1.0"),
    "no end": forged(STYLE, b"}p { color: red }\r\n\r\n", b"}p { color: red }\r\n"),
    "excess": forged(STYLE, b"Content-Length: 48", b"Content-Length: 47"),
    "truncated": forged(STYLE, b"WARC-Payload", b"WARC-Truncated: time\r\nWARC-Payload"),
    "an id twice": same_id,
    "other warcinfo": other_id(STYLE, b"WARC-Warcinfo-ID"),
    "other partner": other_id(b"GET /style.css", b"WARC-Concurrent-To"),
    "other file name": forged(b"warcinfo", b"Filename: usst", b"Filename: isst"),
    "no warcinfo": forged(b"warcinfo", b"Type: warcinfo", b"Type: metadata"),
    "original unknown": other_id(b"Type: revisit", b"WARC-Refers-To", 1),
    "original's date": forged(b"Type: revisit", b"To-Date: 2024-01-01", b"To-Date: 2024-01-02", 1),
    "original's URL": forged(b"Type: revisit", b"To-Target-URI: h", b"To-Target-URI: H", 1),
    "profile": forged(b"Type: revisit", b"identical-payload", b"identical-pay", 1),
    "ledger of nothing": other_id(b"requisite: ", b"WARC-Refers-To"),
    "index: offset": index_line('"offset": ', '"offset": 1'),
    "index: length": index_line('"length": ', '"length": 1'),
    "index: key": index_line("cn,edu,usst,en)/info", "cn,edu,usst,en)/jnfo", 1),
    "index: record digest": index_line('"recordDigest": "sha256:', '"recordDigest": "sha256:0'),
    "index: no JSON": index_line('{"url"', '["url"'),
    "index: line missing": index_rows(lambda rows: rows.pop(1), 1),
    "index: line doubled": index_rows(lambda rows: rows.insert(1, rows[0]), 1),
    "index: unsorted": index_rows(lambda rows: rows.reverse(), 1),
    "index: line of nothing": index_rows(lambda rows: rows.append(b"zz) 2 {}\n"), 3),
    "index removed": index_removed,
    "index left over": index_left_over,
    "manifest: digest": digest_edited,
    "manifest: line removed": manifest_line_removed,
    "manifest removed": manifest_removed,
    "line: text": line("campus is green", "campus is grey"),
    "line: offset": line('"offset":', '"offset":1'),
    "line: file": line('"file":"usst', '"file":"isst'),
    "line: record": cites_another,
    "line: spelling": line('"title":', '"title": '),
    "line: no JSON": line('{"site"', '["site"'),
    "line: unknown extractor": line('"extractor":"2"', '"extractor":"0"'),
    "line: untrue": untrue,
    "line: version": line('"version":2', '"version":3'),
    "line: no URL": line('"url":"https://en.usst.edu.cn/info/1/7.htm"', '"url":null'),
    "line: offset of no file": line('"offset":', '"offset":99999999999999999999'),
    "line: extractor of no number": line('"extractor":"2"', '"extractor":[1]'),
    "index: offset of no file": index_line('"offset": ', '"offset": 99999999999999999999'),
    "line: missing": line_rows(lambda rows: rows.pop(0), 0),
    "line: doubled": line_rows(lambda rows: rows.append(rows[0]), 2),
    "line: torn": line_rows(lambda rows: rows.append(rows.pop()[:-9]), 1),
}


@pytest.mark.parametrize("name", SEEDED)
def test_a_fault_in_an_archive_is_found_where_it_is(archive: Archive, name: str) -> None:
    """By the file that has it, and the octet at which its record or line begins."""
    file, at = SEEDED[name](archive)
    found = [fault for fault in faults(archive.root) if not fault.outdated]
    places = [(fault.file, fault.offset) for fault in found]
    assert any(there.startswith(file) and (at is None or at == where) for there, where in places), (
        places,
        at,
    )


def page_row(change: Callable[[list[bytes]], object]) -> Callable[[dict[str, bytes]], None]:
    """Change the list of pages."""

    def seed(files: dict[str, bytes]) -> None:
        rows = files["pages/pages.jsonl"].splitlines(keepends=True)
        change(rows)
        files["pages/pages.jsonl"] = b"".join(rows)

    return seed


def replaced(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    """Change a file of the package."""

    def seed(files: dict[str, bytes]) -> None:
        (path,) = [each for each in files if each.startswith(name)]
        assert old in files[path]
        files[path] = files[path].replace(old, new, 1)

    return seed


def in_warc(files: dict[str, bytes]) -> None:
    name = min(files)
    files[name] = files[name][:-60]


def dated(rows: list[bytes]) -> None:
    values = json.loads(rows[1])
    rows[1] = json.dumps(values | {"ts": "2024-01-05T00:00:00.000Z"}).encode() + b"\n"


PACKED: dict[str, tuple[Callable[[dict[str, bytes]], object], bool, str]] = {
    "title edited": (replaced("datapackage.json", b"News of", b"Olds of"), False, "datapackage"),
    "page taken out": (page_row(lambda rows: rows.pop()), False, "pages/pages.jsonl"),
    "page taken out, agreed": (page_row(lambda rows: rows.pop()), True, "pages/pages.jsonl"),
    "page of no capture": (page_row(dated), True, "pages/pages.jsonl"),
    "no pages": (lambda files: files.pop("pages/pages.jsonl"), True, "pages/pages.jsonl"),
    "no digest": (
        lambda files: files.pop("datapackage-digest.json"), False, "datapackage-digest.json"),
    "no manifest": (lambda files: files.pop("datapackage.json"), False, "datapackage.json"),
    "no index": (lambda files: files.pop("indexes/index.cdxj"), True, "indexes/"),
    "no WARC file": (lambda files: files.pop(max(n for n in files if "arch" in n)), False, "archi"),
    "one file more": (lambda files: files.update({"archive/x.txt": b"x"}), False, "archive/x.txt"),
    "index edited": (replaced("indexes/", b'"offset": ', b'"offset": 1'), True, "indexes/"),
    "WARC file cut": (in_warc, True, "archive/"),
    "signature": (replaced("datapackage-digest", b'"signature": "', b'"signature": "A'), False,
                  "datapackage-digest.json"),
}  # fmt: skip


@pytest.mark.parametrize("name", PACKED)
def test_a_fault_in_a_package_is_found_in_its_file(package: Path, name: str) -> None:
    """Even where manifest and digest were made to agree."""
    change, honest, file = PACKED[name]
    repack(package, change, honest=honest)
    found = faults(package)
    assert any(fault.file.startswith(f"{package.name}/{file}") for fault in found), found


@pytest.mark.parametrize(("before", "behind"), [(b"#!", b""), (b"", b"\0"), (b"", b"\n" * 40)])
def test_octets_around_a_package_are_found(package: Path, before: bytes, behind: bytes) -> None:
    """Where other readers of zips look for none."""
    from usstnews.verify.container import NoPackage

    package.write_bytes(before + package.read_bytes() + behind)
    with suppress(NoPackage):  # which says so in one line
        assert faults(package)


def test_a_package_that_was_repacked_honestly_is_sound(package: Path) -> None:
    """What the tests above change is what they find."""
    repack(package, lambda _: None, honest=True)
    assert faults(package) == []
    repack(package, lambda _: None)
    assert faults(package) == []
