"""From an exchange to its records."""

import hashlib
import itertools
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest

from usstnews.archive.warc import Record
from usstnews.archive.warc.exchange import (
    Exchange,
    Original,
    cipher_suite,
    digest,
    metadata_record,
    payload_digest,
    response_of,
    to_records,
)
from usstnews.archive.warc.octets import CHUNK, IN_MEMORY, Spool

ASKED = b"GET /a HTTP/1.1\r\nHost: usst.invalid\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-T: 1\r\n\r\n"
CHINA = timezone(timedelta(hours=8))
PLAIN = Exchange(
    url="http://usst.invalid/a",
    method="GET",
    started=datetime(2020, 1, 3, 16, 0, 0, 42, tzinfo=CHINA),
    elapsed=0.0417,
    sent=ASKED,
    received=ANSWER,
    ip="127.0.0.1",
)


def records_of(**changes: Any) -> dict[str, Record]:
    """Make the records of an exchange, by type, with ids that count."""
    ids = (f"<urn:x:{number}>" for number in itertools.count(1))
    options = {name: changes.pop(name) for name in ("original", "notes") if name in changes}
    exchange = replace(PLAIN, **changes)
    return {r.type: r for r in to_records(exchange, new_id=lambda: next(ids), **options)}


def fields_of(records: dict[str, Record]) -> dict[str, str]:
    """Read the metadata record's fields."""
    lines = records["metadata"].block.decode("ascii").split("\r\n")
    assert lines.pop() == ""
    return dict(line.split(": ", 1) for line in lines)


def values(record: Record, name: str) -> list[str]:
    """Return all values of a header."""
    return [value for field, value in record.headers if field == name]


def test_an_exchange_makes_three_records_of_one_event() -> None:
    """Response, request and metadata share date and URL; the latter two name the first."""
    records = records_of()
    assert list(records) == ["response", "request", "metadata"]
    assert [r.block for r in records.values()][:2] == [ANSWER, ASKED]
    for kind, record in records.items():
        assert record.date == "2020-01-03T08:00:00.000042Z"
        assert values(record, "WARC-Target-URI") == ["http://usst.invalid/a"]
        named = [] if kind == "response" else [records["response"].id]
        assert values(record, "WARC-Concurrent-To") == named
        digest = "sha256:" + hashlib.sha256(record.block).hexdigest()
        assert values(record, "WARC-Block-Digest") == [digest]
    types = [record.header("content-type") for record in records.values()]
    assert types == [
        "application/http;msgtype=response",
        "application/http;msgtype=request",
        "application/warc-fields",
    ]


def test_record_ids_are_fresh_urns() -> None:
    """Each record has a UUID of its own, in angle brackets."""
    ids = [record.id for record in (*to_records(PLAIN), *to_records(PLAIN))]
    assert len(set(ids)) == 6
    assert all(re.fullmatch(r"<urn:uuid:[0-9a-f-]{36}>", one) for one in ids)


def test_the_payload_digest_is_of_the_entity_body() -> None:
    """Without chunks; and only the response has one."""
    records = records_of()
    expected = "sha256:" + hashlib.sha256(b"ok").hexdigest()
    assert [r.header("WARC-Payload-Digest") for r in records.values()] == [expected, None, None]


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "HEAD"},
        {"received": b"HTTP/1.1 304 Not Modified\r\n\r\n"},
        {"received": ANSWER[:-5]},
        {"received": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", "error": "disconnect"},
    ],
)
def test_there_is_no_digest_without_a_definite_payload(changes: dict[str, Any]) -> None:
    """Bodiless and interrupted responses have none."""
    assert records_of(**changes)["response"].header("WARC-Payload-Digest") is None


@pytest.mark.parametrize(
    ("received", "closed", "error", "truncated"),
    [
        (ANSWER, False, None, None),
        (ANSWER, False, "length", None),  # too much for the crawl, and all of it came
        (ANSWER[:-9], True, "disconnect", "disconnect"),
        (ANSWER[:-9], False, "time", "time"),
        (ANSWER[:-9], False, None, "unspecified"),
        (b"HTTP/1.0 200 OK\r\n\r\nok", True, None, None),
        (b"HTTP/1.0 200 OK\r\n\r\nok", False, None, "disconnect"),
        (b"HTTP/1.0 200 OK\r\n\r\nok", True, "length", "length"),  # the end was our own
        (b"HTTP/1.0 200 OK\r\nServer", True, "disconnect", "disconnect"),
    ],
)
def test_truncation_is_noted_with_its_reason(
    received: bytes, closed: bool, error: Any, truncated: str | None
) -> None:
    """An incomplete response says why, a complete one says nothing."""
    response = records_of(received=received, closed=closed, error=error)["response"]
    assert response.header("WARC-Truncated") == truncated
    assert response.block == received


def test_interim_heads_excess_and_trailers_stand_in_the_metadata() -> None:
    """The response is the final one alone; the rest can be had back byte for byte."""
    hints, excess = b"HTTP/1.1 103 Early Hints\r\nX: a%b\r\n\r\n", b"\0 more\xff%41\r\n"
    records = records_of(received=hints + ANSWER + excess)
    assert records["response"].block == ANSWER
    fields = fields_of(records)
    assert unquote_to_bytes(fields["interim"]) == hints
    assert unquote_to_bytes(fields["excess"]) == excess
    assert unquote_to_bytes(fields["trailers"]) == b"X-T: 1\r\n"
    assert fields["interim"].startswith("HTTP/1.1%20103%20Early%20Hints%0D%0A")


def test_metadata_says_no_more_than_is_known() -> None:
    """Absent facts have no field."""
    plain = {"fetchTimeMs": "42", "trailers": "X-T:%201%0D%0A"}
    assert fields_of(records_of()) == plain
    known = {"via": "http://usst.invalid/列表?a=%C3%A9", "hops": "LE", "attempts": 2}
    assert fields_of(records_of(**known)) == plain | {
        "via": "http://usst.invalid/%E5%88%97%E8%A1%A8?a=%C3%A9",
        "hopsFromSeed": "LE",
        "attempts": "2",
    }


@pytest.mark.parametrize("received", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 2"])
def test_without_an_answer_the_request_is_kept(received: bytes) -> None:
    """What did come, if anything, and why it ended, are in the metadata."""
    records = records_of(received=received, error="time")
    assert list(records) == ["request", "metadata"]
    fields = fields_of(records)
    assert fields["error"] == "time"
    assert unquote_to_bytes(fields.get("excess", "")) == received
    assert records["request"].header("WARC-Protocol") == "http/1.1"


def test_where_nothing_was_sent_there_is_no_record() -> None:
    """No bytes, no capture."""
    assert to_records(replace(PLAIN, sent=b"", received=b"")) == []


@pytest.mark.parametrize(
    ("ip", "written"),
    [
        ("192.0.2.7", ["192.0.2.7"]),
        ("2001:0db8:0:0:0:0:0:0001", ["2001:db8::1"]),
        ("fe80::1%eth0", ["fe80::1"]),
        (None, []),
    ],
)
def test_addresses_are_written_as_rfc_5952_has_them(ip: str | None, written: list[str]) -> None:
    """Numeric, short, and said once: by the answer, or by a request that got none."""
    records, unanswered = records_of(ip=ip), records_of(ip=ip, received=b"")
    assert values(records["response"], "WARC-IP-Address") == written
    assert values(unanswered["request"], "WARC-IP-Address") == written
    others = (records["request"], records["metadata"], unanswered["metadata"])
    assert not any(values(record, "WARC-IP-Address") for record in others)


def test_protocols_and_cipher_suite_are_named_as_iana_does() -> None:
    """HTTP's version is the response's, TLS's follows it."""
    records = records_of(
        tls_version="TLSv1.2",
        tls_cipher="ECDHE-ECDSA-CHACHA20-POLY1305",
        received=ANSWER.replace(b"1.1", b"1.0"),
    )
    response = records["response"]
    assert values(response, "WARC-Protocol") == ["http/1.0", "tls/1.2"]
    suite = ["TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"]
    assert values(response, "WARC-Cipher-Suite") == suite


@pytest.mark.parametrize(
    ("openssl", "iana"),
    [
        ("TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"),
        ("DHE-RSA-AES256-GCM-SHA384", "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"),
        ("AES128-SHA", None),
        ("", None),
    ],
)
def test_cipher_suites_without_a_known_name_are_left_out(openssl: str, iana: str | None) -> None:
    """A name that is not IANA's is not passed off as one."""
    assert cipher_suite(openssl) == iana


def test_a_message_once_framed_is_not_framed_again() -> None:
    """The caller's message is used for the records."""
    message = response_of(replace(PLAIN, received=b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"))
    assert to_records(PLAIN, message)[0].block.startswith(b"HTTP/1.1 404")


def test_large_octets_are_never_copied() -> None:
    """The block is a view of what was received, and the digests are of all of it."""
    body = bytes(range(256)) * ((IN_MEMORY + 2 * CHUNK) // 256)
    spool = Spool()
    for piece in (b"HTTP/1.1 103 Early\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n", body):
        spool.append(piece)
    records = records_of(received=spool.octets(), closed=True)
    response = records["response"]
    assert not isinstance(response.block, bytes)
    assert bytes(response.block) == b"HTTP/1.1 200 OK\r\n\r\n" + body
    for name, octets in (("WARC-Payload-Digest", body), ("WARC-Block-Digest", response.block)):
        expected = "sha256:" + hashlib.sha256(bytes(octets)).hexdigest()
        assert response.header(name) == expected == digest(octets)


def test_large_excess_is_written_a_part_at_a_time() -> None:
    """It can be had back byte for byte."""
    excess = b"x" * IN_MEMORY + bytes(range(256))
    spool = Spool()
    for piece in (ANSWER, excess):
        spool.append(piece)
    block = records_of(received=spool.octets())["metadata"].block
    assert not isinstance(block, bytes)
    lines = bytes(block).split(b"\r\n")
    (line,) = [line for line in lines if line.startswith(b"excess: ")]
    assert unquote_to_bytes(line.removeprefix(b"excess: ")) == excess
    assert lines[-2:] == [b"trailers: X-T:%201%0D%0A", b""]


HELD = Original(
    record_id="<urn:uuid:held>",
    url="http://usst.invalid/first",
    date="2019-01-03T08:00:00.000001Z",
    payload_digest="sha256:" + hashlib.sha256(b"ok").hexdigest(),
)
REFERS = [
    ("WARC-Refers-To", HELD.record_id),
    ("WARC-Refers-To-Target-URI", HELD.url),
    ("WARC-Refers-To-Date", HELD.date),
    ("WARC-Payload-Digest", HELD.payload_digest),
]
UNMODIFIED = b'HTTP/1.1 304 Not Modified\r\nETag: "\xcd\xa8"\r\nX:1\r\n\r\n'


def test_a_payload_that_is_held_is_a_revisit() -> None:
    """Its block is the head as it came, and it says of what it is a revisit."""
    records = records_of(original=HELD, ip="192.0.2.7")
    assert list(records) == ["revisit", "request", "metadata"]
    revisit = records["revisit"]
    assert revisit.block == b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    profile = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    for name, value in [("WARC-Profile", profile), ("WARC-Truncated", "length"), *REFERS]:
        assert values(revisit, name) == [value]
    assert revisit.header("Content-Type") == "application/http;msgtype=response"
    assert revisit.header("WARC-Block-Digest") == digest(revisit.block)
    assert revisit.header("WARC-IP-Address") == "192.0.2.7"
    assert unquote_to_bytes(fields_of(records)["trailers"]) == b"X-T: 1\r\n"
    for kind in ("request", "metadata"):
        assert values(records[kind], "WARC-Concurrent-To") == [revisit.id]


def test_an_answer_that_nothing_changed_is_a_revisit_that_replays_as_the_original() -> None:
    """Without a head of its own in the block; that is in the metadata, byte for byte."""
    hints, excess = b"HTTP/1.1 103 Early\r\n\r\n", b"\0more"
    records = records_of(original=HELD, received=hints + UNMODIFIED + excess)
    assert list(records) == ["revisit", "request", "metadata"]
    revisit = records["revisit"]
    assert revisit.block == b""
    assert revisit.header("Content-Type") is revisit.header("WARC-Block-Digest") is None
    profile = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    for name, value in [("WARC-Profile", profile), *REFERS]:
        assert values(revisit, name) == [value]
    assert revisit.header("WARC-Truncated") is None
    fields = {name: unquote_to_bytes(value) for name, value in fields_of(records).items()}
    assert fields["interim"] == hints
    assert fields["notModifiedHead"] == UNMODIFIED
    assert fields["excess"] == excess


@pytest.mark.parametrize(
    "changes",
    [
        {"original": HELD, "received": ANSWER.replace(b"ok", b"no")},
        {"original": HELD, "received": ANSWER[:-5]},
        {"original": HELD, "received": UNMODIFIED[:-2]},
        {"original": HELD, "received": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"},
        {"original": HELD, "received": b"HTTP/1.1 204 No Content\r\n\r\n"},
        {
            "original": HELD,
            "method": "HEAD",
            "received": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n",
        },
        {"original": replace(HELD, payload_digest=digest(b"")),
         "received": b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"},
        {"original": None, "received": UNMODIFIED},
        {"original": None},
    ],
)  # fmt: skip
def test_what_repeats_nothing_is_a_response(changes: dict[str, Any]) -> None:
    """Other, cut short, empty, or with nothing to repeat: all of it is stored."""
    records = records_of(**changes)
    assert records["response"].block == changes.get("received", ANSWER)
    for record in records.values():
        assert not [name for name, _ in record.headers if name.startswith("WARC-Refers-To")]
        assert record.header("WARC-Profile") is None


def test_the_specification_holds_for_every_kind_of_record() -> None:
    """What WARC 1.1 §5 and §6 ask of the fields, whatever came."""
    secure = {"tls_version": "TLSv1.3", "tls_cipher": "TLS_AES_128_GCM_SHA256"}
    many = [
        records_of(**changes, **secure)
        for changes in (
            {}, {"received": b""}, {"original": HELD}, {"original": HELD, "received": UNMODIFIED},
            {"received": ANSWER[:-9], "error": "time"}, {"notes": {"mismatch": "md5"}},
        )
    ]  # fmt: skip
    repeatable = {"WARC-Concurrent-To", "WARC-Protocol"}
    for record in (record for records in many for record in records.values()):
        names = [name for name, _ in record.headers if name not in repeatable]
        assert len(names) == len(set(names))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", record.date)
        assert all(
            re.fullmatch(r"<\S+>", v) for n, v in record.headers if n == "WARC-Concurrent-To"
        )
        assert "<" not in (record.header("WARC-Target-URI") or "<")
        for name in ("WARC-Block-Digest", "WARC-Payload-Digest"):
            assert re.fullmatch(r"sha256:[0-9a-f]{64}", record.header(name) or digest(b""))
        referring = {name for name in names if name.startswith("WARC-Refers-To")}
        assert bool(referring) == bool(record.header("WARC-Profile")) == (record.type == "revisit")
        assert record.header("WARC-Truncated") in (None, "length", "time")


def test_notes_stand_in_the_metadata_each_on_its_line() -> None:
    """Whatever is in their values, in UTF-8."""
    notes = {"mismatch": "size\r\nfalse: 1\x85\u2028end \ud800", "unit": "上海", "none": ""}
    block = records_of(notes=notes)["metadata"].block
    assert b"mismatch: size false: 1 end\r\n" in bytes(block)
    assert "unit: 上海\r\n".encode() in bytes(block)
    assert b"none" not in bytes(block)


def test_a_record_about_a_page_names_the_page_and_may_repeat_a_field() -> None:
    """One line to a requisite, and the page's record as what it refers to."""
    fields = [("requisite", "200 http://usst.invalid/a.css"), ("requisite", "404 b\nc")]
    made = metadata_record(
        "http://usst.invalid/", "<urn:x:1>", fields, PLAIN.started, lambda: "<i>"
    )
    assert made.block == b"requisite: 200 http://usst.invalid/a.css\r\nrequisite: 404 b c\r\n"
    assert (made.type, made.id, made.date) == ("metadata", "<i>", "2020-01-03T08:00:00.000042Z")
    assert dict(made.headers) == {
        "WARC-Target-URI": "http://usst.invalid/",
        "WARC-Refers-To": "<urn:x:1>",
        "Content-Type": "application/warc-fields",
        "WARC-Block-Digest": digest(made.block),
    }


def test_a_digest_is_of_a_definite_payload_alone() -> None:
    """As it is written, so it is told."""
    message = response_of(PLAIN)
    assert payload_digest(message) == HELD.payload_digest
    assert payload_digest(response_of(replace(PLAIN, received=ANSWER[:-5]))) is None
