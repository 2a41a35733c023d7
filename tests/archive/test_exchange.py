"""From an exchange to its records."""

import hashlib
import itertools
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest

from usstnews.archive.exchange import Exchange, cipher_suite, response_of, to_records
from usstnews.archive.warc import Record

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
    return {r.type: r for r in to_records(replace(PLAIN, **changes), None, lambda: next(ids))}


def fields_of(records: dict[str, Record]) -> dict[str, str]:
    """Read the metadata record's fields."""
    lines = records["metadata"].block.decode("ascii").split("\r\n")
    assert lines.pop() == ""
    return dict(line.split(": ", 1) for line in lines)


def values(record: Record, name: str) -> list[str]:
    """Return all values of a header."""
    return [value for field, value in record.headers if field == name]


def test_an_exchange_makes_three_records_of_one_event() -> None:
    """Response, request and metadata share date and URL, and name each other."""
    records = records_of()
    assert list(records) == ["response", "request", "metadata"]
    assert [r.block for r in records.values()][:2] == [ANSWER, ASKED]
    ids = {record.id for record in records.values()}
    for record in records.values():
        assert record.date == "2020-01-03T08:00:00.000042Z"
        assert values(record, "WARC-Target-URI") == ["http://usst.invalid/a"]
        assert set(values(record, "WARC-Concurrent-To")) == ids - {record.id}
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
    """Numeric, short, and on what went over the network only."""
    records = records_of(ip=ip)
    assert values(records["response"], "WARC-IP-Address") == written
    assert values(records["request"], "WARC-IP-Address") == written
    assert values(records["metadata"], "WARC-IP-Address") == []


def test_protocols_and_cipher_suite_are_named_as_iana_does() -> None:
    """HTTP's version is the response's, TLS's follows it."""
    records = records_of(
        tls_version="TLSv1.2",
        tls_cipher="ECDHE-ECDSA-CHACHA20-POLY1305",
        received=ANSWER.replace(b"1.1", b"1.0"),
    )
    for kind in ("response", "request"):
        assert values(records[kind], "WARC-Protocol") == ["http/1.0", "tls/1.2"]
        suite = ["TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"]
        assert values(records[kind], "WARC-Cipher-Suite") == suite


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


def test_bytes_may_be_held_by_anything_that_gives_them() -> None:
    """A body may lie in a file one day: it is asked for by bytes() alone."""

    @dataclass
    class Spooled:
        content: bytes

        def __bytes__(self) -> bytes:
            return self.content

    spooled = replace(PLAIN, sent=Spooled(ASKED), received=Spooled(ANSWER))
    assert [r.block for r in to_records(spooled)][:2] == [ANSWER, ASKED]


def test_a_message_once_framed_is_not_framed_again() -> None:
    """The caller's message is used for the records."""
    message = response_of(replace(PLAIN, received=b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"))
    assert to_records(PLAIN, message)[0].block.startswith(b"HTTP/1.1 404")
