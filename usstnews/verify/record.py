"""Does a record hold what it says of itself? Pure: a member in, findings out."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple

from usstnews.archive.warc.exchange import digest, payload_digest
from usstnews.archive.warc.http1 import split_response
from usstnews.archive.warc.octets import part
from usstnews.archive.warc.record import END, StoredRecord
from usstnews.archive.warc.revisit import IDENTICAL, NOT_MODIFIED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usstnews.verify.members import Member

_HEAD_MOST = 1 << 20  # octets: no WARC head of ours is longer
_COMMON = frozenset({"WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Type", "Content-Length"})
_OF_CAPTURES = _COMMON | {"WARC-Warcinfo-ID", "WARC-Target-URI", "WARC-Block-Digest"}
_OF_BLOCKS = frozenset({"Content-Type", "WARC-Block-Digest"})  # where there is a block
_REFERRING = frozenset(
    {"WARC-Profile", "WARC-Refers-To", "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date"}
)
_NETWORK = frozenset({"WARC-IP-Address", "WARC-Protocol", "WARC-Cipher-Suite"})
_OF_EXCHANGES = _OF_CAPTURES | {"WARC-Concurrent-To"}
_OF_ANSWERS = _OF_EXCHANGES | _NETWORK | {"WARC-Payload-Digest", "WARC-Truncated"}
NEEDED = {
    "warcinfo": _COMMON | {"WARC-Filename"},
    "response": _OF_CAPTURES,
    "revisit": (_OF_CAPTURES | _REFERRING | {"WARC-Payload-Digest"}) - _OF_BLOCKS,
    "request": _OF_CAPTURES,
    "metadata": _OF_CAPTURES,
}
ALLOWED = {
    "warcinfo": NEEDED["warcinfo"],
    "response": _OF_ANSWERS,
    "revisit": _OF_ANSWERS | _REFERRING,
    "request": _OF_EXCHANGES | _NETWORK,
    "metadata": _OF_EXCHANGES | {"WARC-Refers-To"},
}
_MANY = frozenset({"WARC-Protocol", "WARC-Concurrent-To"})
_FIELDS = "application/warc-fields"
_RESPONSE = "application/http;msgtype=response"
_TYPES = {
    "warcinfo": _FIELDS,
    "response": _RESPONSE,
    "revisit": _RESPONSE,
    "request": "application/http;msgtype=request",
    "metadata": _FIELDS,
}
_OF_FIELDS = frozenset({"warcinfo", "metadata"})
_ID = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]+>")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_SHA256 = re.compile(r"sha256:[0-9a-f]{64}")
_SHAPES = {
    "WARC-Record-ID": _ID,
    "WARC-Warcinfo-ID": _ID,
    "WARC-Concurrent-To": _ID,
    "WARC-Refers-To": _ID,
    "WARC-Block-Digest": _SHA256,
    "WARC-Payload-Digest": _SHA256,
    "WARC-Date": _DATE,
    "WARC-Refers-To-Date": _DATE,
    "WARC-Truncated": re.compile("length|time|disconnect|unspecified"),
    "WARC-Target-URI": re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]+"),
}
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_REQUEST = re.compile(rb"[A-Z]+ [^ \r\n]+ HTTP/\d\.\d\r\n")
_FIELD_LINES = re.compile(r"(?:[^:\r\n]+:[^\r\n]*\r\n)*")


class NoRecord(ValueError):
    """A member holds no WARC record; says why."""


class Findings(NamedTuple):
    """What is wrong with a record; some of it only unless the request was a HEAD."""

    always: list[str]
    unless_head: list[str]


def read_record(member: Member, file: str) -> StoredRecord:
    """Read the record in a member; raises `NoRecord`."""
    data = member.data
    head_end = data.find(b"\r\n\r\n", 0, min(member.size, _HEAD_MOST))
    if head_end < 0:
        raise NoRecord("it holds no WARC head")
    try:
        version, *lines = data[:head_end].decode().split("\r\n")
    except UnicodeDecodeError as error:
        raise NoRecord("its WARC head is not UTF-8") from error
    if version != "WARC/1.1":
        raise NoRecord(f"it begins with {version[:40]!r}, not with WARC/1.1")
    headers = []
    for line in lines:
        name, colon, value = line.partition(": ")
        if not colon or not _NAME.fullmatch(name) or value != value.strip():
            raise NoRecord(f"its WARC head has the line {line[:80]!r}")
        headers.append((name, value))
    begin, end = head_end + 4, member.size - len(END)
    if end < begin or data[end : member.size] != END:
        raise NoRecord("it does not end with two line ends")
    block = part(data, begin, end)
    return StoredRecord(tuple(headers), block, file, member.offset, member.length, member.size)


def check_record(record: StoredRecord) -> Findings:
    """Hold a record's headers to what each record of its type has, and its digests to the block."""
    if findings := list(_of_headers(record)):
        return Findings(findings, [])
    kind = record.type
    found = _of_response(record) if kind == "response" else Findings([], [])
    stated = record.header("WARC-Block-Digest")
    if stated is not None and stated != digest(record.block):
        found.always.append("WARC-Block-Digest is not that of the block")
    if kind == "revisit":
        found.always.extend(_of_revisit(record))
    elif kind == "request" and not _REQUEST.match(record.block[:_HEAD_MOST]):
        found.always.append("the block is no HTTP request")
    elif kind in _OF_FIELDS and not _FIELD_LINES.fullmatch(
        bytes(record.block).decode("utf-8", "replace")
    ):
        found.always.append(f"the block is no {_FIELDS}")
    return found


def _of_headers(record: StoredRecord) -> Iterator[str]:
    kind = record.type
    if kind not in NEEDED:
        yield f"WARC-Type is {kind!r}"
        return
    yield from _of_names([name for name, _ in record.headers], kind)
    for name, value in record.headers:
        if not _has_shape(name, value):
            yield f"{name} is {value!r}"
    if (said := record.header("Content-Length")) != str(len(record.block)):
        yield f"Content-Length is {said}, and the block has {len(record.block)} octets"
    if (said := record.header("Content-Type")) != (_TYPES[kind] if len(record.block) else None):
        yield f"Content-Type is {said!r}"


def _of_names(names: list[str], kind: str) -> Iterator[str]:
    seen = set(names)
    for name in sorted(NEEDED[kind] - seen):
        yield f"{name} is missing"
    for name in sorted(seen - ALLOWED[kind]):
        yield f"{name} has no place in a {kind} record"
    if len(names) > len(seen):
        for name in sorted(seen - _MANY):
            if names.count(name) > 1:
                yield f"{name} is repeated"


def _has_shape(name: str, value: str) -> bool:
    shape = _SHAPES.get(name)
    if shape is None:
        return name != "WARC-IP-Address" or _is_address(value)
    return shape.fullmatch(value) is not None and (shape is not _DATE or _is_date(value))


def _is_date(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


@lru_cache
def _is_address(value: str) -> bool:
    try:
        return ip_address(value).compressed == value
    except ValueError:
        return False


def _of_response(record: StoredRecord) -> Findings:
    message = split_response(record.block)
    findings = Findings([], [])
    if not message.head or len(message.interim):
        findings.always.append("the block is no HTTP response")
    if len(message.excess):
        findings.always.append(f"the block has {len(message.excess)} octets behind its answer")
    stated = record.header("WARC-Payload-Digest")
    if record.header("WARC-Truncated"):
        if stated is not None:
            findings.always.append("WARC-Payload-Digest stands with an answer that was cut short")
        if message.complete and message.framing in ("length", "chunked"):
            findings.unless_head.append("WARC-Truncated stands with a whole answer")
    elif not message.complete:
        # Only its head shows that a HEAD was answered: the request comes behind.
        where = findings.unless_head if stated is None else findings.always
        where.append("the answer was cut short, and no WARC-Truncated says so")
    elif stated is None:
        if message.framing != "none":
            findings.unless_head.append("WARC-Payload-Digest is missing")
    elif stated != payload_digest(message):
        findings.always.append("WARC-Payload-Digest is not that of the payload")
    return findings


def _of_revisit(record: StoredRecord) -> Iterator[str]:
    profile, truncated = record.header("WARC-Profile"), record.header("WARC-Truncated")
    if (record.header("WARC-Block-Digest") is not None) != bool(len(record.block)):
        yield "WARC-Block-Digest stands with a block, and with nothing else"
    if profile == NOT_MODIFIED:
        if truncated or len(record.block):
            yield "a server-not-modified revisit has neither a block nor WARC-Truncated"
        if record.header("WARC-Refers-To-Target-URI") != record.url:
            yield "a server-not-modified revisit refers to another URL"
    elif profile == IDENTICAL:
        head = split_response(record.block).head
        if truncated != "length":
            yield f"WARC-Truncated is {truncated!r}, not 'length'"
        if not head or len(head) != len(record.block):
            yield "the block of a revisit is no head of an HTTP response"
    else:
        yield f"WARC-Profile is {profile!r}"
