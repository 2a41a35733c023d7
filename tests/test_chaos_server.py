"""What the bad line does to answers, seen by visitors that know nothing of it."""

from __future__ import annotations

import gzip
import http.client
import socket
import zlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from chaos import BODILESS, FAULTS, HARMLESS, ChaosServer

from usstnews.replica import Replica

if TYPE_CHECKING:
    from collections.abc import Iterator

REPLICA = Replica(articles=60, seed=1)
PATH = "/News___Events.htm"


def raw(server: ChaosServer, path: str = PATH, more: str = "") -> bytes:
    """Ask once, and give all that comes until the connection ends."""
    host = urlsplit(server.base_url)
    with socket.create_connection((host.hostname, host.port), timeout=20) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: {host.netloc}\r\n{more}\r\n".encode())
        sent = b""
        while part := line.recv(65536):
            sent += part
    return sent


def parted(answer: bytes) -> tuple[dict[str, str], bytes]:
    """Part an answer in header fields, by lower-case name, and what follows."""
    head, _, rest = answer.partition(b"\r\n\r\n")
    lines = [line.split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:]]
    return {name.lower(): value for name, value in lines}, rest


@pytest.fixture
def whole() -> bytes:
    """Give the page as it is."""
    return REPLICA.answer(PATH, "http://127.0.0.1/").body


@pytest.fixture
def bad(request: pytest.FixtureRequest) -> Iterator[ChaosServer]:
    """Serve with one kind of fault in every answer."""
    with ChaosServer(REPLICA, share=1, kinds=[request.param], silence=0.2, slowness=0.3) as server:
        yield server


def only(kind: str) -> pytest.MarkDecorator:
    """Let a test have a server that knows one fault."""
    return pytest.mark.parametrize("bad", [kind], indirect=True)


@only("reset before")
def test_a_connection_is_reset_before_the_answer(bad: ChaosServer) -> None:
    """No byte comes, and the end is a reset."""
    with pytest.raises(ConnectionResetError):
        raw(bad)


@only("reset within")
def test_a_connection_is_reset_within_the_answer(bad: ChaosServer) -> None:
    """Some of the answer may come before the reset, as far as the visitor is quick."""
    for at in range(5):
        with pytest.raises(ConnectionResetError):
            raw(bad, f"{PATH}?{at}")


@only("silence")
def test_an_answer_may_never_come(bad: ChaosServer) -> None:
    """The connection is open, and at last ends without a byte."""
    assert raw(bad) == b""


@only("burst")
def test_errors_of_the_server_are_told_as_such(bad: ChaosServer) -> None:
    """The statuses are those of servers in trouble, and the answers are sound."""
    statuses = set()
    for at in range(30):
        connection = http.client.HTTPConnection(urlsplit(bad.base_url).netloc, timeout=20)
        connection.request("GET", f"{PATH}?{at}")
        reply = connection.getresponse()
        statuses.add(reply.status)
        assert str(reply.status).encode() in reply.read()
        connection.close()
    assert statuses == {500, 502, 503}


@only("truncated")
def test_a_body_may_end_before_its_length(bad: ChaosServer, whole: bytes) -> None:
    """Less comes than was stated, and what comes is right."""
    fields, body = parted(raw(bad, more="If-None-Match: none\r\n"))
    assert len(body) < int(fields["content-length"])
    host = urlsplit(bad.base_url).netloc.encode()
    assert whole.replace(b"127.0.0.1", host).startswith(body)


@only("truncated chunks")
def test_chunks_may_end_without_an_end(bad: ChaosServer) -> None:
    """Chunks come, and not the one that closes."""
    for at in range(10):
        fields, body = parted(raw(bad, f"{PATH}?{at}"))
        assert fields["transfer-encoding"] == "chunked"
        assert "content-length" not in fields
        assert not body.endswith(b"0\r\n\r\n")
        connection = http.client.HTTPConnection(urlsplit(bad.base_url).netloc, timeout=20)
        connection.request("GET", f"{PATH}?{at}-again")
        with pytest.raises(http.client.IncompleteRead):
            connection.getresponse().read()
        connection.close()


@only("slow")
def test_slow_bytes_are_all_there(bad: ChaosServer, whole: bytes) -> None:
    """The answer comes in many pieces and is the right one."""
    fields, body = parted(raw(bad))
    host = urlsplit(bad.base_url).netloc.encode()
    assert body == whole.replace(b"127.0.0.1", host)
    assert len(body) == int(fields["content-length"])


@only("short length")
def test_a_length_may_be_less_than_what_is_sent(bad: ChaosServer, whole: bytes) -> None:
    """All comes, and more than was stated."""
    fields, body = parted(raw(bad))
    assert 0 < int(fields["content-length"]) < len(body)
    host = urlsplit(bad.base_url).netloc.encode()
    assert body == whole.replace(b"127.0.0.1", host)


@only("excess")
def test_bytes_may_follow_the_end(bad: ChaosServer, whole: bytes) -> None:
    """The stated length is right, and there is more after it."""
    fields, body = parted(raw(bad))
    length = int(fields["content-length"])
    host = urlsplit(bad.base_url).netloc.encode()
    assert body[:length] == whole.replace(b"127.0.0.1", host)
    assert len(body) == length + 40


@only("broken gzip")
@pytest.mark.parametrize("more", ["", "Accept-Encoding: gzip\r\n"])
def test_a_compressed_body_may_be_spoilt(bad: ChaosServer, more: str) -> None:
    """The length is right, and nothing can be unpacked from it without an error."""
    for at in range(20):
        fields, body = parted(raw(bad, f"{PATH}?{at}", more))
        assert fields["content-encoding"] == "gzip"
        assert len(body) == int(fields["content-length"])
        with pytest.raises((zlib.error, gzip.BadGzipFile, EOFError)):
            gzip.decompress(body)


def test_a_share_of_the_answers_suffers_and_all_are_accounted_for() -> None:
    """Of four hundred about the asked share is spoilt, by every kind, and the rest is well."""
    paths = [f"/Banner.htm?{at}" for at in range(400)]
    with ChaosServer(REPLICA, share=0.3, seed=4, silence=0.01, slowness=0.01) as server:

        def outcome(path: str) -> bool:
            try:
                fields, body = parted(raw(server, path, "Connection: close\r\n"))
            except ConnectionError:
                return False
            return len(body) == int(fields.get("content-length", -1)) and b"</html>" in body

        with ThreadPoolExecutor(8) as pool:
            well = dict(zip(paths, pool.map(outcome, paths), strict=True))
        met = list(server.met)
    assert sorted(one.path for one in met) == sorted(paths)
    assert {one.status for one in met} == {200}
    kinds = Counter(one.fault for one in met if one.fault)
    assert 80 < kinds.total() < 165
    assert set(kinds) == set(FAULTS)
    for one in met:
        if one.fault is None:
            assert well[one.path]
        elif one.fault not in HARMLESS | {"burst"}:
            assert not well[one.path], one


def test_errors_come_in_bursts() -> None:
    """Asked one after the other, each error is followed by at least one more, up to the most."""
    with ChaosServer(REPLICA, share=0.2, kinds=["burst"], bursts=(3, 3)) as server:
        for at in range(150):
            raw(server, f"/Banner.htm?{at}", "Connection: close\r\n")
        faults = [one.fault for one in server.met]
    lengths = [len(list(run)) for fault, run in groupby(faults) if fault]
    assert len(lengths) > 3
    assert all(length % 3 == 0 for length in lengths[:-1])


def test_the_same_seed_has_the_same_fate() -> None:
    """Whatever the order, what befalls a path's first and second answer is drawn from the seed."""

    def fates(seed: int, order: int) -> dict[tuple[str, int], str | None]:
        kinds = [kind for kind in FAULTS if kind != "burst"]
        with ChaosServer(REPLICA, seed=seed, kinds=kinds, silence=0, slowness=0) as server:
            for at in sorted(range(60), key=lambda at: at * order % 61):
                for _ in range(2):
                    try:
                        raw(server, f"/Banner.htm?{at}", "Connection: close\r\n")
                    except ConnectionError:
                        continue
            asked: Counter[str] = Counter()
            fates = {}
            for one in server.met:
                asked[one.path] += 1
                fates[one.path, asked[one.path]] = one.fault
        return fates

    assert fates(1, 1) == fates(1, 17) != fates(2, 1)


def test_some_answers_are_never_spoilt() -> None:
    """Robots.txt unless asked, the replica's own pages, and everything once all is well."""
    with ChaosServer(REPLICA, share=1, kinds=["reset before"]) as server:
        close = "Connection: close\r\n"
        assert raw(server, "/robots.txt", close).startswith(b"HTTP/1.1 200")
        assert raw(server, "/__truth.json", close).startswith(b"HTTP/1.1 200")
        with pytest.raises(ConnectionResetError):
            raw(server, PATH, close)
        server.well()
        assert raw(server, PATH, close).startswith(b"HTTP/1.1 200")
        assert [(one.path, one.fault) for one in server.met] == [
            ("/robots.txt", None),
            (PATH, "reset before"),
            (PATH, None),
        ]
    with (
        ChaosServer(REPLICA, share=1, kinds=["reset before"], spared=()) as server,
        pytest.raises(ConnectionResetError),
    ):
        raw(server, "/robots.txt")


def test_an_answer_without_a_body_can_only_fail_whole() -> None:
    """What is said to be unchanged has no body to cut, and suffers what needs none."""
    with ChaosServer(REPLICA, share=1, silence=0.01) as server:
        tag = REPLICA.answer("/Banner.htm", server.base_url).etag
        for at in range(40):
            try:
                raw(server, f"/Banner.htm?{at}", f"If-None-Match: {tag}\r\n")
            except ConnectionError:
                continue
        assert {one.status for one in server.met} == {304}
        assert {one.fault for one in server.met} == BODILESS


def test_the_hook_and_the_roll_of_requests_are_as_ever() -> None:
    """A bad line changes nothing of what the replica knows of its visitors."""
    seen: list[tuple[str, int]] = []
    with ChaosServer(
        REPLICA, on_request=lambda path, number: seen.append((path, number)), share=1
    ) as server:
        raw(server, "/robots.txt", "Connection: close\r\n")
        assert [path for _, _, path in server.requests] == ["/robots.txt"]
    assert seen == [("/robots.txt", 1)]


def test_an_unknown_fault_is_refused() -> None:
    """The message names those that there are."""
    with pytest.raises(ValueError, match=r"no fault .*rain.*reset before, reset within"):
        ChaosServer(REPLICA, kinds=["rain"])
