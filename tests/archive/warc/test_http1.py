"""HTTP/1.x framing over captured bytes, and content decoding as Scrapy does it."""

import gzip
import hashlib
import random
import zlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.utils.test import get_crawler

from usstnews.archive.warc.http1 import READ_MOST, Message, decode_content, split_response
from usstnews.archive.warc.octets import CHUNK, IN_MEMORY, Octets, Spans, Spool, chunks

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
PIECES = st.sampled_from(
    [
        *(b"HTTP/1.1 200 OK", b"HTTP/1.0 204 No", b"HTTP/1.1 103 Early", b"HTTP/1.1 101 Up"),
        *(b"\r\n", b"\n", b"\r", b" fold", b"no colon", b":", b"\xff\x00"),
        *(b"Content-Length: 5", b"Content-Length: +5", b"Content-Length: 99999999999999999999"),
        *(
            b"Transfer-Encoding: chunked",
            b"Transfer-Encoding: gzip, chunked",
            b"transfer-encoding:x",
        ),
        *(b"Content-Encoding: gzip", b"Content-Encoding: deflate, gzip"),
        *(b"5\r\nhello\r\n", b"0\r\n\r\n", b"0\r\nT: 1\r\n\r\n", b"fffffffffffffff"),
        *(gzip.compress(b"body", mtime=0), zlib.compress(b"body")),
    ]
)


@given(
    raw=st.one_of(st.binary(), st.lists(PIECES).map(b"".join)),
    method=st.sampled_from(["GET", "HEAD", "POST", "CONNECT"]),
    closed=st.booleans(),
)
def test_no_bytes_raise_and_none_are_lost(raw: bytes, method: str, closed: bool) -> None:
    """Whatever came is in one of the parts, and can be decoded or gives nothing."""
    message = split_response(raw, method, closed=closed)
    assert message.interim + message.head + message.body + message.excess == raw
    assert message.block == message.head + message.body
    assert isinstance(decode_content(message), bytes)
    assert message.head or not message.complete


@given(
    raw=st.one_of(st.binary(), st.lists(PIECES).map(b"".join)),
    cuts=st.lists(st.integers(0, 300), max_size=3),
    method=st.sampled_from(["GET", "HEAD"]),
    closed=st.booleans(),
)
def test_octets_in_parts_are_framed_as_bytes_are(
    raw: bytes, cuts: list[int], method: str, closed: bool
) -> None:
    """Wherever they are held, the same octets are the same message."""
    spool = Spool()
    spool.append(raw)
    bounds = sorted({0, len(raw), *(min(cut, len(raw)) for cut in cuts)})
    held = Spans(spool, pairwise(bounds))
    message = split_response(held, method, closed=closed)
    assert message == split_response(raw, method, closed=closed)
    assert decode_content(message) == decode_content(split_response(raw, method, closed=closed))


@given(
    body=st.binary(max_size=300),
    sizes=st.lists(st.integers(min_value=1, max_value=90), min_size=1),
    extension=st.sampled_from([b"", b";a=b", b" ; x", b';q="a;b"']),
    trailers=st.sampled_from([b"", b"X-T: end\r\n", b"A: 1\r\nB: 2\r\n"]),
    excess=st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n\r\n"]),
    coded=st.booleans(),
)
def test_chunks_are_undone(
    *, body: bytes, sizes: list[int], extension: bytes, trailers: bytes, excess: bytes, coded: bool
) -> None:
    """Any chunking gives the body back, and ends where it ends."""
    sent = gzip.compress(body, mtime=0) if coded else body
    encoded, rest, turn = b"", sent, 0
    while rest:
        size = sizes[turn % len(sizes)]
        part, rest, turn = rest[:size], rest[size:], turn + 1
        encoded += b"%X%b\r\n%b\r\n" % (len(part), extension, part)
    encoded += b"000\r\n" + trailers + b"\r\n"
    head = CHUNKED.replace(b"chunked", b"gzip, chunked") if coded else CHUNKED
    message = split_response(head + encoded + excess, "GET", closed=False)
    assert (message.framing, message.complete) == ("chunked", True)
    assert (message.body, message.payload, message.excess) == (encoded, body, excess)
    assert b"".join(b"%b: %b\r\n" % pair for pair in message.trailers) == trailers


@pytest.mark.parametrize(
    ("head", "framing"),
    [
        (b"Content-Length: 2", "length"),
        (b"content-LENGTH:\t2 ", "length"),
        (b"Content-Length : 2", "length"),
        (b"Content-Length: 2\r\nContent-Length: 2", "length"),
        (b"Content-Length: 2, 2", "length"),
        (b"Content-Length: 7, 007\r\nX: 1", "length"),
        (b"Content-Length: 2\r\nContent-Length: 3", "close"),
        (b"Content-Length: +2", "close"),
        (b"Content-Length: -2", "close"),
        (b"Content-Length: 2 2", "close"),
        (b"Content-Length: 0x2", "close"),
        (b"Content-Length: 2_0", "close"),
        (b"Content-Length: \xb2", "close"),
        (b"Content-Length:", "close"),
        (b"Content-Length: " + b"9" * 5000, "close"),
        (b"X: 1", "close"),
        (b"Transfer-Encoding: identity\r\nContent-Length: 2", "length"),
        (b"Transfer-Encoding: ChunkeD\r\nContent-Length: 2", "chunked"),
        (b"Transfer-Encoding: gzip,\r\n chunked", "chunked"),
        (b"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", "chunked"),
        (b"Transfer-Encoding: chunked, gzip", "close"),
        (b"Transfer-Encoding: gzip\r\nContent-Length: 2", "close"),
    ],
)
def test_framing_follows_the_rfc(head: bytes, framing: str) -> None:
    """The rules of RFC 9112 §6.3 decide what ends a body."""
    message = split_response(OK + head + b"\r\n\r\nok", "GET", closed=False)
    assert message.framing == framing
    assert message.body == b"ok"
    assert message.complete == (framing == "length" and b"007" not in head)


@pytest.mark.parametrize(
    ("start", "method"),
    [
        (b"HTTP/1.1 204 No Content", "GET"),
        (b"HTTP/1.1 304 Not Modified", "GET"),
        (b"HTTP/1.1 101 Switching Protocols", "GET"),
        (b"HTTP/1.1 200 OK", "HEAD"),
        (b"HTTP/1.1 200 OK", "CONNECT"),
    ],
)
def test_some_answers_have_no_body(start: bytes, method: str) -> None:
    """What follows their head is excess, whatever length they state."""
    message = split_response(start + b"\r\nContent-Length: 2\r\n\r\nok", method)
    assert (message.framing, message.complete) == ("none", True)
    assert (message.body, message.payload, message.excess) == (b"", b"", b"ok")


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_heads_are_read_as_servers_write_them(end: bytes) -> None:
    """Bare LF, folds, lines without colon and odd spacing are read, and kept verbatim."""
    lines = [b"HTTP/1.1 200 Tres  Bien ", b"no colon", b"SERVER: X", b"Fold: a", b"  b", b"\tc",
             b"a:1", b"A: 2", b"Empty:", b"Content-Length: 2"]  # fmt: skip
    head = end.join(lines) + end + end
    message = split_response(head + b"ok")
    assert (message.version, message.status, message.reason) == (b"HTTP/1.1", 200, b"Tres  Bien ")
    assert message.start_line == lines[0]
    assert message.head == head
    assert message.headers == (
        (b"SERVER", b"X"), (b"Fold", b"a b c"), (b"a", b"1"), (b"A", b"2"), (b"Empty", b""),
        (b"Content-Length", b"2"),
    )  # fmt: skip
    assert (message.header(b"server"), message.header(b"none")) == (b"X", None)
    assert message.values(b"a") == [b"1", b"2"]


def test_line_ends_may_be_mixed() -> None:
    """The blank line is found as Twisted finds it."""
    message = split_response(b"HTTP/1.1 200\nContent-Length: 2\n\r\nok")
    assert (message.reason, message.payload, message.complete) == (b"", b"ok", True)


def test_interim_responses_are_set_apart() -> None:
    """The final status is that of the response, and 1xx heads are kept before it."""
    hints = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n"
    message = split_response(hints + OK + b"Content-Length: 0\r\n\r\n")
    assert (message.interim, message.status, message.complete) == (hints, 200, True)


@pytest.mark.parametrize(
    "raw",
    [b"", b"HT", b"HTTP/1.1 200 OK", b"SSH-2.0-x\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\r\n" + OK],
)
def test_what_has_no_status_line_is_no_message(raw: bytes) -> None:
    """It is kept as excess, and nothing is made of it."""
    assert split_response(raw) == Message(excess=raw)


def test_a_head_that_broke_off_is_kept() -> None:
    """With a whole status line it is the beginning of a response."""
    message = split_response(OK + b"Server: X\r\nCont")
    assert (message.status, message.complete, message.head[-4:]) == (200, False, b"Cont")


@pytest.mark.parametrize(
    ("chunks", "payload"),
    [
        (b"5\r\nhello\r\n", b"hello"),
        (b"5\r\nhel", b"hel"),
        (b"5\r\nhello world\r\n0\r\n\r\n", b"hello"),
        (b"5\r\nhello\r\nzz\r\n", b"hello"),
        (b"+5\r\nhello\r\n0\r\n\r\n", b""),
        (b"-1\r\nhello\r\n0\r\n\r\n", b""),
        (b"0x5\r\nhello\r\n0\r\n\r\n", b""),
        (b"1_0\r\nhello\r\n0\r\n\r\n", b""),
        (b"\r\nhello\r\n0\r\n\r\n", b""),
        (b"f" * 400 + b"\r\nhello\r\n0\r\n\r\n", b""),
        (b"5\r\nhello\r\n0\r\nX-T: e", b"hello"),
    ],
)
def test_broken_chunks_end_the_message(chunks: bytes, payload: bytes) -> None:
    """What came before the fault is the payload, nothing is excess."""
    message = split_response(CHUNKED + chunks)
    assert (message.complete, message.payload, message.body) == (False, payload, chunks)


def test_a_body_by_the_connections_end_is_complete_only_at_its_end() -> None:
    """Whether the server closed in order decides."""
    raw = OK + b"\r\nsome"
    assert split_response(raw, "GET", closed=True).complete
    assert not split_response(raw, "GET", closed=False).complete


GZIPPED = gzip.compress(b"A page of news. " * 9000, mtime=0)
RANDOM = gzip.compress(bytes(range(256)) * 400, 1, mtime=0)
CODED = {
    "gzip": [GZIPPED, GZIPPED + RANDOM, GZIPPED + b"junk", GZIPPED + b"\0\0", GZIPPED[:-30],
             GZIPPED[:-4], GZIPPED[:5], b"", b"plain", RANDOM[:700], RANDOM[:-8] + bytes(8),
             RANDOM[:300] + b"\xff" * 9 + RANDOM[309:], GZIPPED + RANDOM[:-30]],
    "deflate": [zlib.compress(b"x" * 200_000), zlib.compress(b"page", wbits=-15), b"", b"plain",
                zlib.compress(bytes(range(256)) * 400)[:-9], zlib.compress(b"page") + b"junk"],
    "X-GZIP": [GZIPPED],
    "deflate, gzip": [
        gzip.compress(zlib.compress(b"page"), mtime=0),
        gzip.compress(b"page", mtime=0),
    ],
    "gzip,deflate": [zlib.compress(GZIPPED)],
    "x-own, gzip": [GZIPPED],
    "identity": [b"page"],
    "": [b"page"],
}  # fmt: skip


def scrapy_decodes(body: bytes, coding: str, max_size: int = 0) -> bytes:
    """Give the body that Scrapy's middleware gives, or no bytes where it raises."""
    middleware = HttpCompressionMiddleware.from_crawler(get_crawler())
    request = Request("http://usst.invalid/", meta={"download_maxsize": max_size})
    headers = {"Content-Encoding": coding} if coding else {}
    response = Response(request.url, body=body, headers=headers)
    try:
        return middleware.process_response(request, response).body
    except (OSError, EOFError, zlib.error, IgnoreRequest):
        return b""


def message_of(body: bytes, coding: str) -> Message:
    """Make the message whose payload is coded so."""
    return Message(
        payload=body, headers=((b"Content-Encoding", coding.encode()),) if coding else ()
    )


@pytest.mark.parametrize(
    ("coding", "body"), [(coding, body) for coding, bodies in CODED.items() for body in bodies]
)
@pytest.mark.parametrize("max_size", [0, 100_000])
def test_contents_are_decoded_as_scrapy_does(coding: str, body: bytes, max_size: int) -> None:
    """Whole, broken or too large: the same bytes, and none where Scrapy has no response."""
    decoded = decode_content(message_of(body, coding), max_size)
    assert decoded == scrapy_decodes(body, coding, max_size)


@given(
    body=st.sampled_from([GZIPPED, RANDOM, GZIPPED + RANDOM]),
    place=st.integers(min_value=0),
    damage=st.sampled_from([b"", b"\0", b"\xff\xff", b"\x1f\x8b\x08"]),
    cut=st.booleans(),
)
def test_damaged_gzip_is_read_as_far_as_scrapy_reads(
    body: bytes, place: int, damage: bytes, cut: bool
) -> None:
    """Damage anywhere gives what Scrapy gives."""
    place %= len(body)
    broken = body[:place] + damage + (b"" if cut else body[place + len(damage) :])
    assert decode_content(message_of(broken, "gzip")) == scrapy_decodes(broken, "gzip")


def spooled(*parts: bytes) -> Octets:
    """Put octets into a spool."""
    spool = Spool()
    for each in parts:
        spool.append(each)
    return spool.octets()


LARGE = random.Random(5).randbytes(IN_MEMORY + 2 * CHUNK + 11)


def sha256(octets: Octets) -> str:
    """Digest octets piece by piece."""
    digest = hashlib.sha256()
    for piece in chunks(octets):
        digest.update(piece)
    return digest.hexdigest()


@pytest.mark.parametrize("size", [16_384, 4096, 70])
@pytest.mark.parametrize("ending", [b"0\r\nX-T: 1\r\n\r\n", b"zz\r\n"])
def test_a_large_chunked_body_is_a_view(size: int, ending: bytes) -> None:
    """Its payload is not in memory, in few chunks or in very many."""
    parts = [LARGE[start : start + size] for start in range(0, len(LARGE), size)]
    sent = [b"%x\r\n%b\r\n" % (len(each), each) for each in parts]
    raw = spooled(CHUNKED, *sent, ending, b"more")
    message = split_response(raw)
    assert not isinstance(message.payload, bytes)
    assert sha256(message.payload) == hashlib.sha256(LARGE).hexdigest()
    whole = ending.startswith(b"0")
    assert (message.complete, message.excess) == (whole, b"more" if whole else b"")
    assert message.trailers == (((b"X-T", b"1"),) if whole else ())
    assert (
        sha256(message.block)
        == hashlib.sha256(b"".join([CHUNKED, *sent, ending, b"" if whole else b"more"])).hexdigest()
    )


@pytest.mark.parametrize("head", [b"Content-Length: %d" % len(LARGE), b"X: 1"])
def test_a_large_body_is_a_view(head: bytes) -> None:
    """Whether its length or the connection's end delimits it."""
    message = split_response(spooled(OK + head + b"\r\n\r\n", LARGE))
    assert (message.complete, message.excess) == (True, b"")
    assert not isinstance(message.body, bytes)
    assert sha256(message.payload) == sha256(message.body) == hashlib.sha256(LARGE).hexdigest()


@pytest.mark.parametrize("coding", [b"gzip", b"deflate"])
def test_a_large_transfer_coding_is_undone_in_a_file(coding: bytes) -> None:
    """The payload is what came out of it."""
    coded = gzip.compress(LARGE, 1, mtime=0) if coding == b"gzip" else zlib.compress(LARGE, 1)
    head = OK + b"Transfer-Encoding: " + coding + b"\r\n\r\n"
    message = split_response(spooled(head, coded))
    assert isinstance(message.payload, Spool)
    assert sha256(message.payload) == hashlib.sha256(LARGE).hexdigest()


def test_what_never_ends_to_be_a_head_is_none() -> None:
    """A head, or a chunk's line, of a size that no client reads."""
    lines = b"X: 1\r\n" * 1_000_000
    for raw in (OK + lines, spooled(OK, lines, LARGE)):
        message = split_response(raw)
        assert (message.status, message.complete, message.payload) == (200, False, b"")
        assert len(message.head) + len(message.excess) == len(raw)
        assert len(message.head) <= 1 << 20
    assert split_response(CHUNKED + b"2;" + b"x" * 20_000 + b"\r\nok\r\n").payload == b""


@pytest.mark.parametrize(
    ("body", "coding"),
    [(gzip.compress(LARGE, 1, mtime=0), "gzip"), (zlib.compress(LARGE, 1), "deflate"), (LARGE, "")],
)
def test_of_a_large_payload_the_beginning_is_read(body: bytes, coding: str) -> None:
    """As much of it as a spider is given, decoded as Scrapy decodes that."""
    read = decode_content(message_of(body, coding))
    assert read == decode_content(
        Message(payload=spooled(body), headers=message_of(b"", coding).headers)
    )
    assert read == scrapy_decodes(body[:READ_MOST], coding)
    assert LARGE.startswith(read)
    assert len(read) > READ_MOST - 2 * CHUNK
