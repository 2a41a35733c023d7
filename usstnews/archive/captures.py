"""Records as visits: what the site answered, read back from the WARC files."""

from __future__ import annotations

import hashlib
import logging
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from w3lib.url import safe_url_string

from usstnews.archive.ledger import FIELD
from usstnews.archive.visit import Visit
from usstnews.archive.warc import DamagedArchive, codings, read_record, read_records
from usstnews.archive.warc.codings import decoded
from usstnews.archive.warc.http1 import READ_MOST, Message, decode_content, split_response
from usstnews.archive.warc.octets import Octets, chunks
from usstnews.archive.warc.revisit import NOT_MODIFIED, Original
from usstnews.errors import UsstnewsError
from usstnews.extract import extract_article
from usstnews.extract.article import NotAnArticle
from usstnews.extract.page import decode
from usstnews.items import Capture
from usstnews.sites import load_site
from usstnews.text.digest import LocalDigest, local_digest

if TYPE_CHECKING:
    from pathlib import Path

    from usstnews.archive.layout import Archive
    from usstnews.archive.state import State
    from usstnews.archive.warc import StoredRecord
    from usstnews.sites.base import Site

logger = logging.getLogger(__name__)

MOST_DECODED = 2**30  # octets: DOWNLOAD_MAXSIZE, beyond which Scrapy hands nothing on
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
        fields = dict(record.fields)
        if record.type == "warcinfo" and {SITE_FIELD, BASE_FIELD} <= fields.keys():
            return load_site(fields[SITE_FIELD]).at(fields[BASE_FIELD])
        break
    raise UnknownOrigin(f"{path}: its warcinfo names no site; it was not written by usstnews")


class Originals:
    """The responses whose payloads revisits repeat, wherever in the archive they lie."""

    def __init__(self, archive: Archive, state: State) -> None:
        self._archive, self._state = archive, state

    def response(self, payload: str) -> Message | None:
        """Read the first response that brought a payload; none where it is not held."""
        found = self._state.original(payload)
        record = None if found is None else self.record(found.capture)
        return None if record is None else split_response(record.block)

    def record(self, capture: Capture) -> StoredRecord | None:
        """Read a captured record; none where it is gone or damaged."""
        path = self._archive.warc_file(capture.file)
        try:
            record = read_record(path, capture.offset)
        except FileNotFoundError:
            return None
        except DamagedArchive as error:
            logger.error("%s", error)  # noqa: TRY400  (a finding, not a crash)
            return None
        return record if record.id == capture.record_id else None

    def has(self, capture: Capture) -> bool:
        """Tell whether the file of a record is there."""
        return self._archive.warc_file(capture.file).exists()

    def note(self, record: StoredRecord) -> None:
        """Remember a response whose payload later captures may repeat."""
        capture = _capture(record)
        if record.type == "response" and record.url and capture.payload_digest:
            message = split_response(record.block)
            note_original(self._state, record.url, record.date, capture, message)


def note_original(state: State, url: str, date: str, capture: Capture, message: Message) -> None:
    """Remember a response that may be repeated: one that brought something, and no redirect,
    whose body no reader looks for.
    """
    payload = capture.payload_digest
    if payload and repeatable(message):
        original = Original(capture.record_id, url, date, payload)
        state.note_original(original, capture, message.status)


def repeatable(message: Message) -> bool:
    """Tell whether a later response with the same payload is written as a revisit."""
    return bool(len(message.payload)) and not 300 <= message.status < 400


def answer_of(record: StoredRecord, originals: Originals) -> Answer | None:
    """Read an answer off a record; none where it is no response or was cut short, or repeats what
    is not held, or is coded with faults: those that come twice are how the site means it.
    """
    if record.url is None or record.type not in {"response", "revisit"}:
        return None
    message = _whole(record, originals)
    if message is None:
        return None
    location = _last(message, b"Location") if message.status in REDIRECTS else None
    try:
        target = safe_url_string(location) if location else None
    except ValueError:  # leads nowhere, so Scrapy gave up on it
        return None
    visit = Visit(
        asked=record.url,
        url=record.url,
        status=message.status,
        body=decode_content(message, MOST_DECODED),
        content_type=_text(message, b"Content-Type"),
        capture=_capture(record),
        date=record.date,
        etag=_text(message, b"ETag"),
        modified=_text(message, b"Last-Modified"),
        as_stated=as_stated(record.url, message),
        not_modified=record.header("WARC-Profile") == NOT_MODIFIED,
    )
    return Answer(visit, target)


def _whole(record: StoredRecord, originals: Originals) -> Message | None:
    """Give the message of a response, or of what a revisit stands for."""
    if record.type == "response":
        message = split_response(record.block)
        return message if not record.header("WARC-Truncated") and is_sound(message) else None
    original = originals.response(record.header("WARC-Payload-Digest") or "")
    if original is None:
        logger.error(
            "warc/%s:%d repeats a response that the archive does not hold; put back the WARC file"
            " that is missing or damaged",
            record.file,
            record.offset,
        )
        return None
    if record.header("WARC-Profile") == NOT_MODIFIED:
        return original
    return replace(split_response(record.block), payload=original.payload, complete=True)


def is_sound(message: Message) -> bool:
    """Tell whether a body can be decoded without a fault; of a redirect and a large one nobody
    asks.
    """
    if not repeatable(message) or len(message.payload) > READ_MOST:
        return True
    return codings.is_sound(message.payload, message.values(b"Content-Encoding"))


def as_stated(url: str, message: Message) -> bool | None:
    """Tell whether a file is the one whose digest its URL states; none where it states none.

    It may be so with its content coding: some servers take a `.gz` file for a coded one.
    """
    stated = local_digest(url)
    if stated is None or message.status != 200:
        return None
    coded = message.values(b"Content-Encoding")
    return _has(message.payload, stated) or bool(
        coded and _has(decoded(message.payload, coded, max_size=stated.size), stated)
    )


def _has(file: Octets, stated: LocalDigest) -> bool:
    """Hold a file against the digest stated."""
    if len(file) != stated.size:
        return False
    md5, crc = hashlib.md5(usedforsecurity=False), 0
    for part in chunks(file):
        md5.update(part)
        crc = zlib.crc32(part, crc)
    return (md5.hexdigest(), crc) == (stated.md5.lower(), stated.crc32)


def ledger_of(record: StoredRecord) -> list[tuple[str, str]] | None:
    """Read the fields of a page's ledger; none where the record is something else."""
    if record.type != "metadata" or record.header("WARC-Refers-To") is None:
        return None
    fields = record.fields
    return fields if fields and all(name == FIELD for name, _ in fields) else None


def is_oversize(record: StoredRecord) -> bool:
    """Tell whether a record shows an answer that was given up for its size."""
    return record.type == "response" and record.header("WARC-Truncated") == "length"


def digest_of(originals: Originals, site: Site, capture: Capture) -> str | None:
    """Give the digest of a captured article as the present extractor reads it; none where its
    record is gone, or is no article to it.
    """
    record = originals.record(capture)
    answer = None if record is None else answer_of(record, originals)
    if answer is None:
        return None
    visit = answer.visit
    try:
        return extract_article(decode(visit.body, visit.content_type), visit.url, site).digest
    except NotAnArticle:
        return None


def _capture(record: StoredRecord) -> Capture:
    payload = record.header("WARC-Payload-Digest")
    return Capture(record.file, record.offset, record.id, payload)


def _last(message: Message, name: bytes) -> bytes | None:
    """Give a header's value; of several the last, as Scrapy does."""
    return next(reversed(message.values(name)), None)


def _text(message: Message, name: bytes) -> str | None:
    value = _last(message, name)
    return None if value is None else value.decode("latin-1")
