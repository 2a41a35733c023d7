"""Records as visits: what the site answered, read back from the WARC files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from w3lib.url import safe_url_string

from usstnews.archive.http1 import Message, decode_content, split_response
from usstnews.archive.visit import Visit
from usstnews.archive.warc import read_record, read_records
from usstnews.errors import UsstnewsError
from usstnews.extract import extract_article
from usstnews.extract.article import NotAnArticle
from usstnews.extract.page import decode
from usstnews.items import Capture
from usstnews.sites import load_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from usstnews.archive.layout import Archive
    from usstnews.archive.warc import StoredRecord
    from usstnews.sites.base import Site

SITE_FIELD, BASE_FIELD = "site", "base-url"
PERMANENT = frozenset({301, 308})
REDIRECTS = PERMANENT | {302, 303, 307}


class UnknownOrigin(UsstnewsError):
    """A WARC file does not say which site it is of."""


class Answer(NamedTuple):
    """A whole answer of the site: the visit, and where it redirects to, if it does, as Scrapy
    spells it.
    """

    visit: Visit
    location: str | None


def warcinfo(site: Site, site_spec: str) -> dict[str, str]:
    """Give the fields of a warcinfo record that say which site the file is of."""
    return {"isPartOf": site.name, SITE_FIELD: site_spec, BASE_FIELD: site.base_url}


def site_of_file(path: Path) -> Site:
    """Read off a WARC file's warcinfo which site it is of and where that was served.

    Raises `UnknownOrigin`, or what `load_site` raises.
    """
    for record in read_records(path):
        lines = record.block.decode("utf-8", "replace").splitlines()
        fields = dict(line.split(": ", 1) for line in lines if ": " in line)
        if record.type == "warcinfo" and {SITE_FIELD, BASE_FIELD} <= fields.keys():
            return load_site(fields[SITE_FIELD]).at(fields[BASE_FIELD])
        break
    raise UnknownOrigin(f"{path}: its warcinfo names no site; it was not written by usstnews")


def answers(path: Path) -> Iterator[Answer]:
    """Read the whole answers of a WARC file, in the order in which they were captured."""
    for record in read_records(path):
        answer = answer_of(record)
        if answer is not None:
            yield answer


def answer_of(record: StoredRecord) -> Answer | None:
    """Read an answer off a record; none where it is no response or was cut short."""
    if record.type != "response" or record.url is None or record.header("WARC-Truncated"):
        return None
    message = split_response(record.block)
    location = _last(message, b"Location") if message.status in REDIRECTS else None
    try:
        target = safe_url_string(location) if location else None
    except ValueError:  # leads nowhere, so Scrapy gave up on it
        return None
    visit = Visit(
        asked=record.url,
        url=record.url,
        status=message.status,
        body=decode_content(message),
        content_type=_text(message, b"Content-Type"),
        capture=Capture(
            record.file, record.offset, record.id, record.header("WARC-Payload-Digest")
        ),
        date=record.date,
    )
    return Answer(visit, target)


def digest_of(archive: Archive, site: Site, capture: Capture) -> str | None:
    """Give the digest of a captured article as the present extractor reads it; none where its
    record is gone, or is no article to it.
    """
    path = archive.warc_file(capture.file)
    answer = answer_of(read_record(path, capture.offset)) if path.exists() else None
    if answer is None:
        return None
    visit = answer.visit
    try:
        return extract_article(decode(visit.body, visit.content_type), visit.url, site).digest
    except NotAnArticle:
        return None


def _last(message: Message, name: bytes) -> bytes | None:
    """Give a header's value; of several the last, as Scrapy does."""
    return next(reversed(message.values(name)), None)


def _text(message: Message, name: bytes) -> str | None:
    value = _last(message, name)
    return None if value is None else value.decode("latin-1")
