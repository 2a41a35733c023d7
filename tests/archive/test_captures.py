"""Records read back as visits of the site."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from recorded import (
    BASE,
    HTML,
    START,
    article_page,
    exchange,
    listing_page,
    moved,
    record,
    visit,
)

from usstnews.archive.captures import (
    Answer,
    Originals,
    UnknownOrigin,
    answer_of,
    as_stated,
    digest_of,
    ledger_of,
    site_of_file,
    warcinfo,
)
from usstnews.archive.layout import Archive
from usstnews.archive.state import State
from usstnews.archive.warc import WarcWriter, read_records
from usstnews.archive.warc.exchange import (
    Exchange,
    Original,
    metadata_record,
    response_of,
    to_records,
)
from usstnews.archive.warc.members import DamagedArchive
from usstnews.extract import extract_article
from usstnews.items import Capture
from usstnews.sites import USST, VSB


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Make an empty archive."""
    return Archive(tmp_path / "usst").make()


def read(archive: Archive) -> list[Answer]:
    """Read the answers of the one file."""
    (path,) = archive.warc_files()
    with State(archive.state) as state:
        originals = Originals(archive, state)
        found = []
        for stored in read_records(path):
            originals.note(stored)
            found.append(answer_of(stored, originals))
    return [answer for answer in found if answer is not None]


def test_an_answer_is_read_as_it_was_captured(archive: Archive) -> None:
    """All is as in the exchange, and requests are no answers."""
    (capture,) = record(archive, exchange("info/1/7.htm", article_page()))
    assert capture.payload_digest is not None
    assert read(archive) == [Answer(visit("info/1/7.htm", article_page(), capture=capture), None)]


def test_answers_come_in_the_order_of_capture(archive: Archive) -> None:
    """Several exchanges of one file keep their order and their records."""
    paths = ["info/1/9.htm", "News.htm", "info/1/1.htm"]
    captures = record(archive, *(exchange(path, b"x") for path in paths))
    found = read(archive)
    assert [answer.visit.url for answer in found] == [BASE + path for path in paths]
    assert [answer.visit.capture for answer in found] == captures


def test_a_compressed_body_is_decoded_and_a_missing_type_is_none(archive: Archive) -> None:
    """The body is what the spider was given: without its content coding."""
    packed = exchange("a.htm", gzip.compress(b"<p>hi"), headers=[("Content-Encoding", "gzip")])
    record(archive, packed)
    (answer,) = read(archive)
    assert (answer.visit.body, answer.visit.content_type) == (b"<p>hi", None)


def test_an_answer_that_was_cut_short_is_none(archive: Archive) -> None:
    """A truncated record is kept in the file and is no page."""
    record(archive, exchange("a.htm", b"x" * 100, cut=10), exchange("b.htm", b"y"))
    assert [answer.visit.url for answer in read(archive)] == [BASE + "b.htm"]


@pytest.mark.parametrize(
    ("status", "location", "given"),
    [
        (301, "/b.htm", "/b.htm"),
        (302, "http://other/", "http://other/"),
        (303, "b", "b"),
        (307, "b", "b"),
        (308, "b", "b"),
        (300, "b", None),
        (304, "b", None),
        (200, "b", None),
        (201, "b", None),
    ],
)
def test_a_redirect_is_a_status_with_a_location(
    archive: Archive, status: int, location: str, given: str | None
) -> None:
    """Only the five statuses that a client follows make one."""
    record(archive, moved("a.htm", location, status))
    (answer,) = read(archive)
    assert (answer.visit.status, answer.location) == (status, given)


def test_a_redirect_without_a_location_is_a_page(archive: Archive) -> None:
    """There is nowhere to go on to."""
    record(archive, exchange("a.htm", b"x", status=302))
    (answer,) = read(archive)
    assert answer.location is None


@pytest.mark.parametrize(
    ("site", "spec"),
    [
        (USST, "usst"),
        (USST.at("http://127.0.0.1:8000/m/"), "usst"),
        (VSB.at("http://h.cn/"), "vsb"),
    ],
)
def test_a_file_says_which_site_it_is_of(archive: Archive, site: object, spec: str) -> None:
    """The warcinfo leads back to the very site, where it was served then."""
    assert isinstance(site, type(USST))
    with_info = WarcWriter(archive.warc, "usst", warcinfo(site, spec))
    with_info.write(to_records(exchange("a.htm", b"x")))
    with_info.close()
    (path,) = archive.warc_files()
    assert site_of_file(path) == site


@pytest.mark.parametrize(
    "info",
    [{}, {"site": "usst"}, {"base-url": BASE}, {"isPartOf": "usst", "Site": "usst"}],
)
def test_a_file_of_another_program_is_refused(archive: Archive, info: dict[str, str]) -> None:
    """A warcinfo without our fields does not say which site the file is of."""
    writer = WarcWriter(archive.warc, "usst", info)
    writer.write(to_records(exchange("a.htm", b"x")))
    writer.close()
    (path,) = archive.warc_files()
    with pytest.raises(UnknownOrigin, match=r"\.warc\.gz: its warcinfo names no site; it was not"):
        site_of_file(path)


def test_a_file_that_begins_with_no_warcinfo_is_refused(archive: Archive) -> None:
    """Fields further down do not count, and an empty file has none."""
    record(archive, exchange("a.htm", b"x"))
    (path,) = archive.warc_files()
    content = path.read_bytes()
    second = content.index(b"\x1f\x8b\x08\0\0\0\0\0\0\xff", 1)
    for kept in (content[second:] + content[:second], b""):
        path.write_bytes(kept)
        with pytest.raises(UnknownOrigin):
            site_of_file(path)


def test_a_damaged_file_is_no_file_of_unknown_origin(archive: Archive) -> None:
    """Where the first record cannot be read, that is what is said."""
    path = archive.warc / "usst-1.warc.gz"
    path.write_bytes(b"no gzip")
    with pytest.raises(DamagedArchive):
        site_of_file(path)


def digest_in(archive: Archive, capture: Capture) -> str | None:
    """Give the digest of a capture with nothing but the files at hand."""
    with State("") as state:
        return digest_of(Originals(archive, state), USST, capture)


def test_the_digest_of_a_capture_is_that_of_its_article(archive: Archive) -> None:
    """The present extractor reads the record at its offset, also in a file still being written."""
    exchanges = [
        exchange("info/1/6.htm", article_page("Six", "六月")),
        exchange("info/1/7.htm", article_page("Seven")),
    ]
    captures = record(archive, *exchanges, close=False)
    assert [path.suffix for path in archive.warc_files()] == [".open"]
    for capture, page, number in zip(
        captures, (article_page("Six", "六月"), article_page("Seven")), (6, 7), strict=True
    ):
        article = extract_article(page.decode(), f"{BASE}info/1/{number}.htm", USST)
        assert digest_in(archive, capture) == article.digest


def test_a_record_that_shows_no_article_has_no_digest(archive: Archive) -> None:
    """Listings, truncated answers and records of other types are none."""
    captures = record(
        archive,
        exchange("News.htm", listing_page("info/1/7.htm")),
        exchange("info/1/7.htm", article_page(), cut=1),
        exchange("info/1/8.htm", b"\x89PNG", headers=[("Content-Type", "image/png")]),
    )
    warcinfo_record = replace(captures[0], offset=0)
    for capture in (*captures, warcinfo_record):
        assert digest_in(archive, capture) is None


def test_the_type_of_a_visit_is_that_of_its_header(archive: Archive) -> None:
    """Header names differ in case, and of two the last counts, as in Scrapy."""
    headers = [("content-TYPE", "text/plain"), ("Content-Type", HTML)]
    record(archive, exchange("a.htm", b"x", headers=headers))
    (answer,) = read(archive)
    assert answer.visit.content_type == HTML


PNG = b"\x89PNG\r\n\x1a\n"
PICTURE = (("Content-Type", "image/png"),)


def originals_of(*exchanges: Exchange) -> Iterator[Original | None]:
    """Give, for each exchange in turn, the first response with its payload; none if it is that."""
    first: dict[str, Original] = {}
    for each in exchanges:
        (made, *_) = to_records(each)
        payload = made.header("WARC-Payload-Digest") or ""
        yield first.get(payload)
        first.setdefault(payload, Original(made.id, each.url, made.date, payload))


def test_a_revisit_is_read_with_its_own_head_and_the_payload_of_the_first(
    archive: Archive,
) -> None:
    """Also where the first was under another URL, of another type, and compressed."""
    packed = gzip.compress(b"<p>hi")
    coded = ("Content-Encoding", "gzip")
    exchanges = (
        exchange("a.htm", packed, headers=[coded]),
        exchange("b.htm", packed, headers=[coded, ("Content-Type", "text/plain")], status=404),
    )
    writer = WarcWriter(archive.warc, "usst", warcinfo(USST, "usst"))
    for each, original in zip(exchanges, originals_of(*exchanges), strict=True):
        writer.write(to_records(each, original=original))
    writer.close()
    (path,) = archive.warc_files()
    assert [each.type for each in read_records(path)].count("revisit") == 1
    first, second = read(archive)
    assert (first.visit.body, second.visit.body) == (b"<p>hi", b"<p>hi")
    assert (second.visit.status, second.visit.content_type) == (404, "text/plain")
    assert not second.visit.not_modified


def test_an_answer_not_modified_is_read_as_what_is_held(archive: Archive) -> None:
    """Status, type, validators and body of the first, under the record and date of the second."""
    tagged = exchange("a.htm", b"<p>hi", headers=[("Content-Type", HTML), ("ETag", '"1"')])
    (original,) = to_records(tagged)[:1]
    cited = Original(
        original.id, tagged.url, original.date, original.header("WARC-Payload-Digest") or ""
    )
    again = exchange("a.htm", status=304, headers=[("ETag", '"2"')], at=START + timedelta(days=1))
    writer = WarcWriter(archive.warc, "usst", warcinfo(USST, "usst"))
    writer.write([original, *to_records(again, original=cited)])
    writer.close()
    first, second = read(archive)
    assert second.visit == replace(
        first.visit, capture=second.visit.capture, date=second.visit.date, not_modified=True
    )
    assert (second.visit.status, second.visit.etag) == (200, '"1"')
    assert second.visit.date > first.visit.date
    assert second.visit.capture.record_id != first.visit.capture.record_id


def test_a_revisit_of_what_is_not_at_hand_is_no_answer(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    """The log names it."""
    exchanges = (exchange("a.htm", b"<p>hi"), exchange("b.htm", b"<p>hi"))
    _, original = originals_of(*exchanges)
    writer = WarcWriter(archive.warc, "usst", warcinfo(USST, "usst"))
    writer.write(to_records(exchanges[1], original=original))
    writer.close()
    assert read(archive) == []
    assert "repeats a response that the archive does not hold" in caplog.text


def test_what_cannot_be_repeated_is_no_original(archive: Archive) -> None:
    """Redirects, empty answers and torn ones; of equal ones the first."""
    captures = record(
        archive,
        moved("a.htm", "/b.htm"),
        exchange("c.htm", b""),
        exchange("d.htm", b"torn", cut=1),
        exchange("e.htm", b"whole"),
        exchange("f.htm", b"whole"),
    )
    (path,) = archive.warc_files()
    with State("") as state:
        originals = Originals(archive, state)
        for each in read_records(path):
            originals.note(each)
        held = [state.original(capture.payload_digest or "") for capture in captures]
        assert [found and found[0].url for found in held] == [
            None, None, None, BASE + "e.htm", BASE + "e.htm",
        ]  # fmt: skip
        assert held[3] is not None
        assert held[3][1] == captures[3]


# `printf 'abc' | md5sum`, `gzip -l -v`: the digest of the three letters.
ABC = "/__local/9/00/15/0983CD24FB0D6963F7D28E17F72_352441C2_3.png"


@pytest.mark.parametrize(
    ("url", "body", "more", "told"),
    [
        (ABC, b"abc", {}, True),
        (ABC.lower(), b"abc", {}, True),
        (ABC + "?e=.png", b"abc", {}, True),
        (ABC, b"abd", {}, False),
        (ABC, b"abcd", {}, False),
        (ABC, b"", {}, False),
        (ABC.replace("352441C2", "352441C3"), b"abc", {}, False),
        (ABC.replace("_3.png", "_4.png"), b"abc", {}, False),
        (ABC, b"abd", {"status": 404}, None),
        (ABC, gzip.compress(b"abc", mtime=0), {"headers": [("Content-Encoding", "gzip")]}, True),
        ("/images/abc.png", b"abc", {}, None),
    ],
)
def test_a_file_is_held_against_the_digest_in_its_url(
    url: str, body: bytes, more: dict[str, Any], told: bool | None
) -> None:
    """MD5, CRC-32 and size are those of the decoded body; an error states nothing of the file."""
    assert as_stated(BASE.rstrip("/") + url, response_of(exchange(url, body, **more))) is told


def test_a_ledger_is_told_from_other_metadata(archive: Archive) -> None:
    """It refers to a record and has no field but requisites."""
    writer = WarcWriter(archive.warc, "usst", warcinfo(USST, "usst"))
    fields = [("requisite", "captured https://h/a.png"), ("requisite", "missing https://h/%20.png")]
    writer.write(to_records(exchange("a.htm", b"x")))
    for given in (fields, [*fields, ("note", "x")], []):
        writer.write([metadata_record(BASE, "<urn:x:1>", given, START)])
    writer.close()
    (path,) = archive.warc_files()
    assert [each for each in map(ledger_of, read_records(path)) if each] == [fields]
