"""The wire oracle: hold what is stored against what the server saw."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import origin

from usstnews.archive.warc import StoredRecord, read_records


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
        return self.records["request"].block

    @property
    def fields(self) -> dict[str, str]:
        """What the metadata record says."""
        lines = self.records["metadata"].block.decode().splitlines()
        return dict(line.split(": ", 1) for line in lines)

    @property
    def received(self) -> bytes:
        """What the records say was received: interim heads, response, excess."""
        interim, excess = (unquote_to_bytes(self.fields.get(k, "")) for k in ("interim", "excess"))
        return interim + (self.response.block if self.response else b"") + excess

    @property
    def response(self) -> StoredRecord | None:
        """The response record, if there is one."""
        return self.records.get("response")

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


def explain(exchange: Exchange, seen: origin.Seen) -> str | None:
    """Say how a stored exchange relates to what the server saw; None if it does not."""
    if exchange.request != seen.received:
        return None
    stored = exchange.response.block if exchange.response else b""
    if stored == seen.sent:
        return "identical"
    if exchange.received == seen.sent:
        return "identical with the interim heads and excess of the metadata"
    if exchange.cut_short and seen.sent.startswith(exchange.received):
        return f"begins alike, {exchange.cut_short}"
    return None


def match(
    exchanges: list[Exchange], seen: list[origin.Seen]
) -> tuple[Counter[str], list[Exchange | origin.Seen]]:
    """Pair stored exchanges with those that the server saw; return the ways and the unpaired."""
    ways: Counter[str] = Counter()
    left = list(seen)
    unexplained: list[Exchange | origin.Seen] = []
    resent: list[Exchange] = []
    for exchange in exchanges:
        scheme = urlsplit(exchange.url).scheme
        candidates = [s for s in left if (s.scheme, s.path) == (scheme, exchange.path)]
        pairs = [(way, s) for s in candidates if (way := explain(exchange, s))]
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
