"""What the archive says went over the wire is what the server saw."""

import hashlib
import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import awkward
import origin
import pytest
from fastwarc import ArchiveIterator
from oracle import Exchange, exchanges_in, match
from warcio.archiveiterator import ArchiveIterator as WarcioIterator  # type: ignore[import-untyped]  # no stubs
from wire_crawl import CONCURRENCY

from usstnews.archive.warc import StoredRecord, mend, read_record, read_records
from usstnews.archive.warc.http1 import decode_content, split_response

pytestmark = pytest.mark.usefixtures("uncounted")

CRAWL = Path(__file__).with_name("wire_crawl.py")
REPEATABLE = {"WARC-Protocol"}
MICROSECONDS = "%Y-%m-%dT%H:%M:%S.%fZ"
EMPTY = "sha256:" + hashlib.sha256(b"").hexdigest()
TRUNCATED = {
    "/slow-body": "time",
    "/slow-head": "time",
    "/big": "length",
    "/big-announced": "length",
    "/short": "disconnect",
    "/short-chunk": "disconnect",
    "/bad-chunk": "disconnect",
    "/reset-in-head": "disconnect",
    "/reset-in-body": "disconnect",
    "/lengths-differ": "disconnect",
    "/length-plus": "disconnect",
}


@dataclass
class Crawl:
    """Two crawls of the origin: what the server saw, what was stored, what the spider was given.

    The second, `again`, revisits what the first stored, and asks whether it was modified.
    """

    directory: Path
    seen: list[origin.Seen]
    exchanges: list[Exchange]
    again: list[Exchange]
    given: dict[str, str]

    @property
    def files(self) -> list[Path]:
        """The WARC files."""
        return sorted(self.directory.rglob("*.warc.gz"))

    @property
    def originals(self) -> dict[str, StoredRecord]:
        """The responses that the first crawl stored, by their ids."""
        return {e.response.id: e.response for e in self.exchanges if e.response}


@contextmanager
def crawling(server: origin.Origin, out: Path, plan: str) -> Iterator[subprocess.Popen[str]]:
    """Run a real crawl of the origin in a process of its own."""
    command = [sys.executable, "-W", "error", str(CRAWL), server.http, server.https, str(out), plan]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """Crawl all paths of the origin twice, over http and https."""
    out = tmp_path_factory.mktemp("wire")
    with origin.Origin(tmp_path_factory.mktemp("tls")) as server:
        for plan in ("everything", "again"):
            with crawling(server, out, plan) as process:
                _, log = process.communicate(timeout=60)
            assert process.returncode == 0, log
        seen = server.stop()
    given = {}
    for directory in (out, out / "again"):
        given |= json.loads((directory / "given.json").read_text())
    return Crawl(out, seen, exchanges_in(out), exchanges_in(out / "again"), given)


def test_every_byte_of_the_wire_is_stored_or_explained(crawl: Crawl) -> None:
    """Every exchange has its records, every block is what went over the wire."""
    ways, unexplained = match([*crawl.exchanges, *crawl.again], crawl.seen, crawl.originals)
    assert [(left.path, left) for left in unexplained] == []
    assert len(crawl.exchanges) > 2 * len(awkward.PATHS)
    assert ways["identical"] > 0.75 * len(crawl.exchanges)
    assert ways["sent again, as the metadata says"] >= 8


def test_a_second_crawl_stores_what_it_repeats_as_revisits(crawl: Crawl) -> None:
    """Each with its own head, and with the payload of what it refers to."""
    ways, _ = match(crawl.again, crawl.seen, crawl.originals)
    revisits = {e.path: e for e in crawl.again if e.revisit}
    unmodified = {path for path, e in revisits.items() if "notModifiedHead" in e.fields}
    assert unmodified == awkward.NOT_MODIFIED.keys() - {"/valid-torn", "/valid-changed"}
    assert ways["not modified, with its head in the metadata"] == 2 * len(unmodified)
    assert ways["identical head and payload"] > 80
    # What has no definite payload, or an empty or another one, is stored whole.
    definite = {
        e.path
        for e in crawl.exchanges
        if e.response and e.response.header("WARC-Payload-Digest") not in (None, EMPTY)
    }
    assert revisits.keys() == definite - {"/valid-torn", "/valid-changed"}
    for path in ("/valid-torn", "/valid-changed", "/not-modified", "/empty", "/short"):
        assert all(e.response for e in crawl.again if e.path == path)


def test_the_oracle_notices_one_changed_byte(crawl: Crawl) -> None:
    """A server that sent or received one other byte is not explained."""
    exchanges = [*crawl.exchanges, *crawl.again]
    for place, seen in enumerate(crawl.seen):
        if place % 20 or not seen.sent:
            continue
        for name in ("received", "sent"):
            data = getattr(seen, name)
            # Of what was cut short, some way in; of all else, in the middle.
            middle = 8 if seen.path in TRUNCATED else len(data) // 2
            other = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
            changed = replace(seen, **{name: other})
            told = [*crawl.seen[:place], changed, *crawl.seen[place + 1 :]]
            _, unexplained = match(exchanges, told, crawl.originals)
            assert changed in unexplained


def test_the_oracle_notices_a_revisit_of_something_else(crawl: Crawl) -> None:
    """It is not explained by an original of another payload, or by none."""
    revisits = [e for e in crawl.again if e.revisit]
    shifted = list(crawl.originals.values())
    wrong = dict(zip(crawl.originals, shifted[1:] + shifted[:1], strict=True))
    for originals in ({}, wrong):
        ways, _ = match(revisits, crawl.seen, originals)
        assert ways.keys() <= {"sent again, as the metadata says"}


def test_every_path_was_crawled_over_both_schemes(crawl: Crawl) -> None:
    """The oracle has not been given less than it knows."""
    crawled = {(urlsplit(e.url).scheme, e.path) for e in crawl.exchanges}
    assert crawled >= {(scheme, path) for scheme in ("http", "https") for path in awkward.PATHS}


def test_truncation_is_noted_and_only_where_it_is(crawl: Crawl) -> None:
    """WARC-Truncated names the reason, on the exchanges that were cut short."""
    found = {e.path: e.response.header("WARC-Truncated") for e in crawl.exchanges if e.response}
    assert {path: reason for path, reason in found.items() if reason} == TRUNCATED


def test_nothing_that_came_back_is_lost_without_a_response(crawl: Crawl) -> None:
    """An exchange without an HTTP answer has its request and its metadata."""
    mute = {e.path: e for e in crawl.exchanges if not e.response}
    assert set(mute) == {"/silent", "/reset", "/hang-up", "/not-http"}
    assert mute["/silent"].fields["error"] == "time"
    assert unquote_to_bytes(mute["/not-http"].fields["excess"]) == b"SSH-2.0-OpenSSH_9.2\r\n"


def test_payload_digests_are_of_the_entity_body(crawl: Crawl) -> None:
    """The digest is over the body without its chunks and with its content coding."""
    bodies = {
        "/plain": awkward.PAGE,
        "/chunked": awkward.LONG,
        "/extensions-trailers": awkward.LONG,
        "/gzip-chunked-split": awkward.ZIPPED,
        "/empty": b"",
        "/early-hints": awkward.PAGE,
        "/excess": awkward.PAGE,
        "/close-delimited": awkward.LONG,
    }
    digests = {
        e.path: e.response.header("WARC-Payload-Digest") for e in crawl.exchanges if e.response
    }
    for path, body in bodies.items():
        assert digests[path] == "sha256:" + hashlib.sha256(body).hexdigest(), path
    for path in ("/no-content", "/not-modified", "/not-modified-length", "/head", *TRUNCATED):
        assert digests[path] is None, path


def test_bodies_decode_as_scrapy_decodes_them(crawl: Crawl) -> None:
    """The stored response gives the bytes that the spider was given, and none where it was not."""
    compared: Counter[bool] = Counter()
    for exchange in crawl.exchanges:
        response = exchange.response
        if response is None or (given := crawl.given.get(response.id)) is None:
            continue
        method = exchange.request.split()[0].decode()
        body = decode_content(split_response(response.block, method))
        assert hashlib.sha256(body).hexdigest() == given, exchange.path
        compared[bool(body)] += 1
    assert compared[True] > 80
    assert compared[False] > 10


def test_revisits_decode_as_scrapy_decodes_what_came(crawl: Crawl) -> None:
    """Their own head and the original's payload give the bytes that the spider was given."""
    compared = 0
    for revisit in (exchange.revisit for exchange in crawl.again if exchange.revisit):
        if (given := crawl.given.get(revisit.id)) is None or not revisit.block:
            continue
        original = crawl.originals[revisit.header("WARC-Refers-To") or ""]
        payload = split_response(original.block).payload
        body = decode_content(replace(split_response(revisit.block), payload=payload))
        assert hashlib.sha256(body).hexdigest() == given
        compared += 1
    assert compared > 70


def test_circumstances_are_recorded(crawl: Crawl) -> None:
    """Address, protocols and cipher suite stand in the first record of an exchange, the answer's or
    a lone request's; referrer and time in the metadata.
    """
    for exchange in crawl.exchanges:
        first = next(iter(exchange.records.values()))
        protocols = [value for name, value in first.headers if name == "WARC-Protocol"]
        secure = exchange.url.startswith("https:")
        assert first.header("WARC-IP-Address") == "127.0.0.1"
        assert protocols[0] in ("http/1.0", "http/1.1")
        assert protocols[1:] == (["tls/1.3"] if secure and exchange.received else protocols[1:])
        suite = first.header("WARC-Cipher-Suite")
        assert (suite is not None and suite.startswith("TLS_")) == secure
        assert len({record.date for record in exchange.records.values()}) == 1
        assert int(exchange.fields["fetchTimeMs"]) >= 0
    chained = next(e for e in crawl.exchanges if e.path == "/stale2")
    assert chained.fields["via"].endswith("/stale1")


def test_records_are_what_the_specification_asks_for(crawl: Crawl) -> None:
    """Fields stand where they may, each once, and name what is there (WARC 1.1 §5, §6)."""
    ids: set[str] = set()
    named: set[str] = set()
    for path in crawl.files:
        info, *others = read_records(path)
        assert (info.type, info.header("WARC-Filename")) == ("warcinfo", path.name)
        for record in (info, *others):
            assert re.fullmatch(r"<urn:uuid:[0-9a-f-]{36}>", record.id)
            assert record.id not in ids
            ids.add(record.id)
            assert record.date.endswith("Z")
            assert record.date == datetime.fromisoformat(record.date).strftime(MICROSECONDS)
            counted = Counter(name for name, _ in record.headers)
            assert {n for n, times in counted.items() if times > 1} <= REPEATABLE
            assert ("WARC-Warcinfo-ID" in counted) == (record is not info)
            assert ("WARC-Target-URI" in counted) == (record is not info)
            assert ("WARC-Filename" in counted) == (record is info)
            refers = {n for n in counted if n.startswith(("WARC-Refers-To", "WARC-Profile"))}
            assert len(refers) == (4 if record.type == "revisit" else 0)
            if record.type in ("request", "metadata", "warcinfo"):
                assert not counted.keys() & {"WARC-Payload-Digest", "WARC-Truncated"}
            named |= {v for n, v in record.headers if n in ("WARC-Concurrent-To", "WARC-Refers-To")}
    assert named <= ids


def test_other_readers_read_the_same(crawl: Crawl) -> None:
    """FastWARC and warcio find the same records with the same blocks."""
    for path in crawl.files:
        ours = [(record.id, record.block) for record in read_records(path)]
        fast = [
            (r.record_id, r.reader.read()) for r in ArchiveIterator(str(path), parse_http=False)
        ]
        with path.open("rb") as stream:
            warcio = [
                (r.rec_headers.get_header("WARC-Record-ID"), r.raw_stream.read())
                for r in WarcioIterator(stream, no_record_parse=True)
            ]
        assert ours == warcio
        assert ours == fast


def test_warcio_finds_the_digests_right(crawl: Crawl) -> None:
    """`warcio check` complains of nothing but the payloads that it does not de-chunk."""
    chunked = {
        record.id
        for path in crawl.files
        for record in read_records(path)
        if b"chunked" in record.block[:500].lower() or record.type == "revisit"
    }
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", *map(str, crawl.files)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout
    blamed = set(re.findall(r"WARC-Record-ID (\S+) .*\n\s+payload digest failed", said))
    assert "block digest failed" not in said
    assert said.count("digest pass") > 300
    assert blamed <= chunked


def test_indexers_read_every_file(crawl: Crawl) -> None:
    """`warcio index` and cdxj-indexer list every response and revisit."""
    exchanges = [*crawl.exchanges, *crawl.again]
    kinds = Counter("revisit" if e.revisit else "response" for e in exchanges if e.answer)
    command = [
        sys.executable,
        "-m",
        "warcio.cli",
        "index",
        "-f",
        "warc-type",
        *map(str, crawl.files),
    ]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert {kind: said.count(f'"{kind}"') for kind in kinds} == kinds
    command = [sys.executable, "-m", "cdxj_indexer.main", "--sort", *map(str, crawl.files)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    index = [json.loads(line.split(" ", 2)[2]) for line in said.splitlines()]
    assert len(index) == sum(kinds.values())
    by_name = {path.name: path for path in crawl.files}
    for entry in index:
        record = read_record(by_name[entry["filename"]], int(entry["offset"]))
        assert record.length == int(entry["length"])
        assert (record.type == "revisit") == (entry.get("mime") == "warc/revisit")


def test_a_killed_crawl_leaves_a_file_that_mends(tmp_path: Path) -> None:
    """Killed without warning, a crawl leaves every record that it wrote, and each is true."""
    with origin.Origin(tmp_path) as server:
        with crawling(server, tmp_path, "endless") as process:
            deadline = time.monotonic() + 30
            while len(server.seen) < 200:
                assert time.monotonic() < deadline
                time.sleep(0.02)
            process.kill()
        seen = server.stop()
    (abandoned,) = tmp_path.glob("*.warc.gz.open")
    mended = mend(abandoned)
    records = list(read_records(abandoned.with_suffix("")))
    assert mended.records_kept == len(records) > 1
    whole = [exchange for exchange in exchanges_in(tmp_path) if len(exchange.records) == 3]
    _, unexplained = match(whole, seen)
    # What is missing was under way: asked for, and not handed to the writer yet.
    assert all(isinstance(left, origin.Seen) for left in unexplained)
    assert len(unexplained) <= CONCURRENCY
