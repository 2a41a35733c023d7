"""Records read back as visits of the site."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest
from recorded import (
    BASE,
    HTML,
    article_page,
    exchange,
    listing_page,
    moved,
    record,
    visit,
)

from usstnews.archive.captures import (
    Answer,
    UnknownOrigin,
    answers,
    digest_of,
    site_of_file,
    warcinfo,
)
from usstnews.archive.exchange import to_records
from usstnews.archive.layout import Archive
from usstnews.archive.members import DamagedArchive
from usstnews.archive.warc import WarcWriter
from usstnews.extract import extract_article
from usstnews.sites import USST, VSB


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Make an empty archive."""
    return Archive(tmp_path / "usst").make()


def read(archive: Archive) -> list[Answer]:
    """Read the answers of the one file."""
    (path,) = archive.warc_files()
    return list(answers(path))


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
        assert digest_of(archive, USST, capture) == article.digest


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
        assert digest_of(archive, USST, capture) is None


def test_the_type_of_a_visit_is_that_of_its_header(archive: Archive) -> None:
    """Header names differ in case, and of two the last counts, as in Scrapy."""
    headers = [("content-TYPE", "text/plain"), ("Content-Type", HTML)]
    record(archive, exchange("a.htm", b"x", headers=headers))
    (answer,) = read(archive)
    assert answer.visit.content_type == HTML
