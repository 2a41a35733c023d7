"""Archives of the first release, whose records name one another, are held to the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from recorded import article_page, exchange
from verify.seeded import forge, indexed, rearrange, warc
from verify.sound import CSS, STYLE, faults, finish, packed, write

from usstnews.archive.layout import Archive
from usstnews.archive.warc import Record
from usstnews.archive.warc.exchange import Exchange, to_records
from usstnews.extract import EXTRACTOR

WAY = ("WARC-IP-Address", "127.0.0.1"), ("WARC-Protocol", "http/1.1")
PARTNER = "WARC-Concurrent-To"


def in_the_old_way(asked: Exchange) -> list[Record]:
    """Have each record of an exchange name all others, and the request too say its way."""
    made = to_records(asked)
    ids = [record.id for record in made]
    old = []
    for record in made:
        target, *rest = (pair for pair in record.headers if pair[0] not in {PARTNER, *dict(WAY)})
        partners = [(PARTNER, other) for other in ids if other != record.id]
        way = () if record.type == "metadata" else WAY
        old.append(replace(record, headers=(target, *partners, *way, *rest)))
    return old


@pytest.fixture
def older(tmp_path: Path) -> Archive:
    """Make an archive of an article, a style sheet, and a request without an answer."""
    archive = Archive(tmp_path / "older").make()
    unanswered = replace(exchange("no.htm"), received=b"", error="time")
    page, style = exchange("info/1/7.htm", article_page()), exchange("s.css", STYLE, headers=CSS)
    write(archive, [in_the_old_way(each) for each in (page, unanswered, style)])
    finish(archive)
    return archive


def test_records_that_name_one_another_are_sound(older: Archive, tmp_path: Path) -> None:
    """In the archive and in a package of it; the answers name their requests."""
    assert faults(older.root) == []
    assert faults(packed(older, tmp_path)) == []


def test_an_interrupted_exchange_at_the_end_is_sound(older: Archive) -> None:
    """The answer names records that were never written."""
    for left in (-1, -1):
        rearrange(older, lambda row, left=left: row.pop(left))  # type: ignore[misc]
        indexed(older)
        assert faults(older.root) == []


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_record_that_was_taken_out_is_missed(older: Archive, number: int) -> None:
    """The answer, the request or the metadata, by those that name it."""
    rearrange(older, lambda row: row.pop(number))
    indexed(older)
    found = [each for each in faults(older.root) if each.file.startswith("warc/")]
    assert any("should stand be" in each.finding for each in found), found


def test_a_partner_that_is_not_there_is_a_fault(older: Archive) -> None:
    """Though all that should be beside it is."""
    name = b"\r\nWARC-Concurrent-To: "
    at = forge(older, b"response\r\nWARC-Record-ID", name, name + b"<urn:x:y>" + name)
    (fault,) = (each for each in faults(older.root) if "<urn:x:y>" in each.finding)
    assert (fault.file, fault.offset) == (f"warc/{warc(older).name}", at)


def test_an_answer_behind_its_request_is_a_fault(older: Archive) -> None:
    """Readers and indexers take the answer for the first."""
    rearrange(older, lambda row: row.insert(1, row.pop(2)))
    indexed(older)
    assert any("should stand before it" in each.finding for each in faults(older.root))


@pytest.mark.parametrize(
    ("extractor", "blank", "last", "sound"),
    [
        ("1", "", "warc", True),
        (EXTRACTOR, "", "warc", False),
        ("1", " ", "warc", False),
        ("1", "", "title", False),
    ],
)
def test_a_line_of_before_has_the_fields_of_its_time(
    older: Archive, extractor: str, blank: str, last: str, sound: bool
) -> None:
    """That it lacks one of today is no fault; it is one of a line of today, and so are fields that
    are spelt otherwise or in another order.
    """
    values = json.loads(older.articles.read_text())
    del values["found_by"]
    values["extractor"] = extractor
    values[last] = values.pop(last)
    line = json.dumps(values, ensure_ascii=False, separators=(",", f":{blank}"))
    older.articles.write_text(line + "\n")
    found = [fault.finding for fault in faults(older.root) if not fault.outdated]
    assert found == ([] if sound else ["the line is not spelt as an article's is"])
