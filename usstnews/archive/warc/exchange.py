"""What went over a connection for one request, and the WARC records that say so."""

import hashlib
import ipaddress
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal
from urllib.parse import quote_from_bytes

from usstnews.archive.warc.http1 import Message, split_response
from usstnews.archive.warc.octets import Octets, Spool, chunks
from usstnews.archive.warc.record import Record, warc_date, warc_fields
from usstnews.archive.warc.revisit import Original, revisit_of

__all__ = [
    "Exchange",
    "Original",
    "Truncation",
    "cipher_suite",
    "digest",
    "metadata_record",
    "new_record_id",
    "payload_digest",
    "response_of",
    "to_records",
]

Truncation = Literal["length", "time", "disconnect", "unspecified"]

_TLS = {"TLSv1": "tls/1.0", "TLSv1.1": "tls/1.1", "TLSv1.2": "tls/1.2", "TLSv1.3": "tls/1.3"}
# OpenSSL's own names of the TLS 1.2 suites that clients still offer by default.
_SUITE = re.compile(
    r"(ECDHE|DHE)-(RSA|ECDSA)-(?:AES(128|256)-GCM-(SHA256|SHA384)|(CHACHA20-POLY1305))"
)
_REQUEST_VERSION = re.compile(rb"[^\r\n]* (HTTP/\d\.\d)\r?\n")
# Every visible ASCII character but the percent sign.
_PLAIN = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) != "%")
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_NO_NOTES: Mapping[str, str] = MappingProxyType({})
_FIELDS_TYPE = ("Content-Type", "application/warc-fields")


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """The bytes of one request and its answer, in memory or in a file, and the circumstances."""

    url: str
    method: str
    started: datetime
    """When the request was written, with its zone."""
    elapsed: float
    """Seconds until the download ended, well or not."""
    sent: Octets
    received: Octets
    ip: str | None = None
    """The server's address; None behind a proxy, where it is not known."""
    tls_version: str | None = None
    tls_cipher: str | None = None
    certificate: bytes | None = None
    """The server's, DER."""
    closed: bool = False
    """Whether the server ended the connection, in good order."""
    attempts: int = 1
    """More than 1 where the request was sent again on a fresh connection, unanswered before."""
    error: Truncation | None = None
    """Why the download ended early, in the words of WARC-Truncated."""
    via: str | None = None
    """The page that led here."""
    hops: str | None = None
    """The path from the seed, in Heritrix's letters."""


def response_of(exchange: Exchange) -> Message:
    """Frame what was received; an end that we made ourselves does not complete a message."""
    closed = exchange.closed and exchange.error is None
    return split_response(exchange.received, exchange.method, closed)


def payload_digest(message: Message) -> str | None:
    """Return `sha256:` and hex of the entity-body, or None where there is no definite one.

    "Shall not be used on records without a well-defined payload" (WARC 1.1 §5.9): answers to
    HEAD, 204 and 304 have none, and what an interrupted body would have been is not known.
    """
    if message.framing == "none" or not message.complete:
        return None
    return digest(message.payload)


def digest(data: Octets) -> str:
    """Spell a SHA-256 digest as WARC headers do: lowercase label, lowercase hex."""
    if isinstance(data, bytes):
        return "sha256:" + hashlib.sha256(data).hexdigest()
    made = hashlib.sha256()
    for piece in chunks(data):
        made.update(piece)
    return "sha256:" + made.hexdigest()


def new_record_id() -> str:
    """Return a fresh record id, in its angle brackets."""
    return f"<{uuid.uuid4().urn}>"


def to_records(
    exchange: Exchange,
    message: Message | None = None,
    *,
    payload: str | None = None,
    original: Original | None = None,
    notes: Mapping[str, str] = _NO_NOTES,
    new_id: Callable[[], str] = new_record_id,
) -> list[Record]:
    """Make the records of an exchange: response or revisit if an answer came, request, metadata.

    `payload` is the payload digest of the message, where it was taken already.

    A whole answer that repeats the payload of the `original`, or says by a 304 that it would, is
    a revisit of it. `notes` are more fields for the metadata; their line ends become blanks.

    A request without an answer is kept too: that the server was asked and did not answer is what
    tells a page that failed from one never tried, and what it did send is in the metadata. Where
    nothing was sent there is no capture, hence no record.
    """
    message = message or response_of(exchange)
    sent = bytes(exchange.sent)
    if not sent:
        return []
    made: list[tuple[str, list[tuple[str, str]], Octets]] = []
    network = _network(exchange, message, sent)
    kept_head = b""
    if message.head:
        payload = payload or payload_digest(message)
        revisit = revisit_of(message, payload, original) if original is not None else None
        headers = network
        if revisit is None or revisit.block:
            headers = [*network, ("Content-Type", "application/http;msgtype=response")]
        # Interim responses and excess are left to the metadata: readers take the first status
        # line of the block for the answer, and all after its head for the body.
        if revisit is not None:
            made.append(("revisit", headers + revisit.headers, revisit.block))
            kept_head = b"" if revisit.block else message.head
        else:
            if not message.complete:
                headers.append(("WARC-Truncated", _truncation(exchange, message)))
            if payload is not None:
                headers.append(("WARC-Payload-Digest", payload))
            made.append(("response", headers, message.block))
    # The way the bytes took is said once: by the answer, or by the request where none came.
    request_type = ("Content-Type", "application/http;msgtype=request")
    made.append(("request", [*([] if made else network), request_type], sent))
    made.append(("metadata", [_FIELDS_TYPE], _metadata(exchange, message, kept_head, notes)))

    ids = [new_id() for _ in made]
    # "Multiple records written as part of a single capture event shall use the same WARC-Date":
    # the start of the capture (WARC 1.1 §5.4).
    date = warc_date(exchange.started)
    records = []
    for own_id, (kind, headers, block) in zip(ids, made, strict=True):
        # That the others name the first is enough to find them all, and each name costs some
        # thirty octets.
        concurrent = [("WARC-Concurrent-To", ids[0])] if own_id != ids[0] else []
        target = ("WARC-Target-URI", exchange.url)
        block_digest = [("WARC-Block-Digest", digest(block))] if len(block) else []
        everything = (target, *concurrent, *headers, *block_digest)
        records.append(Record(type=kind, id=own_id, date=date, headers=everything, block=block))
    return records


def metadata_record(
    url: str,
    refers_to: str,
    fields: Iterable[tuple[str, str]],
    date: datetime,
    new_id: Callable[[], str] = new_record_id,
) -> Record:
    """Make a metadata record about the record `refers_to` of a URL, of the moment `date`.

    A name may come more than once among the fields; line ends in values become blanks.
    """
    block = warc_fields((name, _writable(value)) for name, value in fields)
    headers = (
        ("WARC-Target-URI", url),
        ("WARC-Refers-To", refers_to),
        _FIELDS_TYPE,
        ("WARC-Block-Digest", digest(block)),
    )
    return Record(type="metadata", id=new_id(), date=warc_date(date), headers=headers, block=block)


def _truncation(exchange: Exchange, message: Message) -> Truncation:
    if exchange.error is not None:
        return exchange.error
    # Scrapy lets a body pass that only the connection's end delimits, however it ended.
    return "disconnect" if message.framing == "close" else "unspecified"


def _network(exchange: Exchange, message: Message, sent: bytes) -> list[tuple[str, str]]:
    """Return the headers on the way the bytes took (iipc/warc-specifications #42, #86, #100)."""
    headers = []
    if exchange.ip:
        address = ipaddress.ip_address(exchange.ip.partition("%")[0])
        headers.append(("WARC-IP-Address", address.compressed))
    asked = _REQUEST_VERSION.match(sent)
    version = message.version or (asked[1] if asked else b"")
    if version:
        headers.append(("WARC-Protocol", version.decode("ascii").lower()))
    if exchange.tls_version in _TLS:
        headers.append(("WARC-Protocol", _TLS[exchange.tls_version]))
    if suite := cipher_suite(exchange.tls_cipher or ""):
        headers.append(("WARC-Cipher-Suite", suite))
    return headers


def cipher_suite(name: str) -> str | None:
    """Return the IANA name of a cipher suite as OpenSSL calls it, or None if not known.

    >>> cipher_suite("ECDHE-RSA-AES128-GCM-SHA256")
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'
    """
    if name.startswith("TLS_"):
        return name  # TLS 1.3, where OpenSSL uses IANA's names
    if (suite := _SUITE.fullmatch(name)) is None:
        return None
    exchange, signature, bits, mac, chacha = suite.groups()
    cipher = "CHACHA20_POLY1305_SHA256" if chacha else f"AES_{bits}_GCM_{mac}"
    return f"TLS_{exchange}_{signature}_WITH_{cipher}"


def _metadata(
    exchange: Exchange, message: Message, kept_head: bytes, notes: Mapping[str, str]
) -> Octets:
    """Write what the other records have no place for.

    `notModifiedHead`, `interim`, `excess` and `trailers` are percent-encoded, all but visible
    ASCII characters and the percent sign itself: a warc-fields value cannot hold line ends,
    `urllib.parse.unquote_to_bytes` gives the exact bytes back, and a person can still read them.
    """
    fields: dict[str, str | None] = {
        # A URL's own escapes stay as they are.
        "via": quote_from_bytes(
            (exchange.via or "").encode(errors="surrogateescape"), f"{_PLAIN}%"
        ),
        "hopsFromSeed": exchange.hops,
        "fetchTimeMs": str(round(exchange.elapsed * 1000)),
        "attempts": str(exchange.attempts) if exchange.attempts > 1 else None,
        # A response says it by WARC-Truncated.
        "error": None if message.head else exchange.error,
        "notModifiedHead": _quoted(kept_head),
        **{name: _writable(value) for name, value in notes.items()},
    }
    known = warc_fields({name: value for name, value in fields.items() if value})
    trailers = b"".join(b"%b: %b\r\n" % field for field in message.trailers)
    wire = (("interim", message.interim), ("excess", message.excess), ("trailers", trailers))
    if not any(octets for _, octets in wire):
        return known
    block = Spool()
    block.append(known)
    for name, octets in wire:
        if len(octets):
            block.append(f"{name}: ".encode())
            for piece in chunks(octets):
                block.append(_quoted(piece).encode())
            block.append(b"\r\n")
    return block.octets()


def _quoted(data: bytes) -> str:
    return quote_from_bytes(data, safe=_PLAIN)


def _writable(value: str) -> str:
    """Give a text as a value that stands on one line, in UTF-8."""
    return _UNWRITABLE.sub(" ", value).strip()
