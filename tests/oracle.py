"""The wire oracle: hold what is stored against what the server saw."""

import hashlib
import http.client
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote_to_bytes, urlsplit

import origin

from usstnews.archive.warc import StoredRecord, read_records

Originals = Mapping[str, StoredRecord]
REVISIT = "http://netpreserve.org/warc/1.1/revisit/"


@dataclass
class Exchange:
    """The records of one capture event."""

    url: str
    records: dict[str, StoredRecord] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The path of the URL, as the origin names it."""
        return urlsplit(self.url).path

    @property
    def request(self) -> bytes:
        """The block of the request record."""
        return bytes(self.records["request"].block)

    @property
    def fields(self) -> dict[str, str]:
        """What the metadata record says."""
        return dict(self.records["metadata"].fields)

    @property
    def received(self) -> bytes:
        """What the records say was received: interim heads, response, excess."""
        block = bytes(self.response.block) if self.response else b""
        return self.said("interim") + block + self.said("excess")

    def said(self, name: str) -> bytes:
        """Give back bytes that the metadata record has percent-encoded."""
        return unquote_to_bytes(self.fields.get(name, ""))

    @property
    def response(self) -> StoredRecord | None:
        """The response record, if there is one."""
        return self.records.get("response")

    @property
    def revisit(self) -> StoredRecord | None:
        """The revisit record, if there is one."""
        return self.records.get("revisit")

    @property
    def answer(self) -> StoredRecord | None:
        """The record of what was answered, if anything was."""
        return self.response or self.revisit

    @property
    def cut_short(self) -> str | None:
        """Why not all was received, as the records say."""
        said = self.response.header("WARC-Truncated") if self.response else None
        return said or self.fields.get("error")


def exchanges_in(directory: Path) -> list[Exchange]:
    """Put the records of a directory's files together by WARC-Concurrent-To."""
    exchanges: list[Exchange] = []
    by_id: dict[str, Exchange] = {}
    for path in sorted(directory.glob("*.warc.gz")):
        for record in read_records(path):
            if record.type == "warcinfo":
                continue
            others = [value for name, value in record.headers if name == "WARC-Concurrent-To"]
            exchange = next((by_id[other] for other in others if other in by_id), None)
            if exchange is None:
                exchange = Exchange(record.url or "")
                exchanges.append(exchange)
            by_id[record.id] = exchange
            exchange.records[record.type] = record
    return exchanges


def explain(exchange: Exchange, seen: origin.Seen, originals: Originals) -> str | None:
    """Say how a stored exchange relates to what the server saw; None if it does not."""
    if exchange.request != seen.received:
        return None
    if exchange.revisit is not None:
        return explain_revisit(exchange, exchange.revisit, seen, originals)
    stored = bytes(exchange.response.block) if exchange.response else b""
    if stored == seen.sent:
        return "identical"
    if exchange.received == seen.sent:
        return "identical with the interim heads and excess of the metadata"
    if exchange.cut_short and seen.sent.startswith(exchange.received):
        return f"begins alike, {exchange.cut_short}"
    return None


def explain_revisit(
    exchange: Exchange, revisit: StoredRecord, seen: origin.Seen, originals: Originals
) -> str | None:
    """Say how a revisit gives what the server sent, with the record that it refers to."""
    original = originals.get(revisit.header("WARC-Refers-To") or "")
    if original is None or original.type != "response":
        return None
    interim, excess = exchange.said("interim"), exchange.said("excess")
    payload = payload_of(bytes(original.block))
    digest = "sha256:" + hashlib.sha256(payload).hexdigest()
    told = [
        revisit.header(f"WARC-{name}")
        for name in ("Refers-To-Target-URI", "Refers-To-Date", "Payload-Digest")
    ]
    if told != [original.url, original.date, digest]:
        return None
    profile = (revisit.header("WARC-Profile") or "").removeprefix(REVISIT)
    if profile == "server-not-modified":
        whole = interim + exchange.said("notModifiedHead") + excess
        if revisit.block == b"" and whole == seen.sent:
            return "not modified, with its head in the metadata"
        return None
    head = interim + bytes(revisit.block)
    trailers = exchange.said("trailers")
    ending = (trailers + b"\r\n" if trailers else b"") + excess
    sent = seen.sent.removeprefix(interim)
    if (
        profile == "identical-payload-digest"
        and revisit.header("WARC-Truncated") == "length"
        and seen.sent.startswith(head)
        and bytes(revisit.block).endswith((b"\n\r\n", b"\n\n"))
        and seen.sent.endswith(ending)
        and payload_of(sent.removesuffix(excess)) == payload != b""
    ):
        return "identical head and payload"
    return None


def payload_of(response: bytes) -> bytes:
    """Read the entity-body of a response with Python's own client; nothing if it is broken."""

    class Socket:
        def makefile(self, _: str) -> io.BytesIO:
            return io.BytesIO(response)

    read = http.client.HTTPResponse(cast("Any", Socket()))
    try:
        read.begin()
        return read.read()
    except (http.client.HTTPException, ValueError):
        return b""


def match(
    exchanges: list[Exchange], seen: list[origin.Seen], originals: Originals | None = None
) -> tuple[Counter[str], list[Exchange | origin.Seen]]:
    """Pair stored exchanges with those that the server saw; return the ways and the unpaired."""
    ways: Counter[str] = Counter()
    left = list(seen)
    unexplained: list[Exchange | origin.Seen] = []
    resent: list[Exchange] = []
    for exchange in exchanges:
        scheme = urlsplit(exchange.url).scheme
        candidates = [s for s in left if (s.scheme, s.path) == (scheme, exchange.path)]
        pairs = [(way, s) for s in candidates if (way := explain(exchange, s, originals or {}))]
        if not pairs:
            unexplained.append(exchange)
            continue
        # Of equal requests, the one that was answered alike.
        way, answered = min(pairs, key=lambda pair: pair[0] != "identical")
        ways[way] += 1
        left.remove(answered)
        resent += [exchange] * (int(exchange.fields.get("attempts", 1)) - 1)
    # A request sent on a connection that is being closed is read by the server or is not.
    for exchange in resent:
        dropped = [s for s in left if s.received == exchange.request and not s.sent]
        if dropped:
            left.remove(dropped[0])
        ways["sent again, as the metadata says"] += 1
    return ways, [*unexplained, *left]
