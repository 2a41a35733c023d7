"""Answers that a web server should not give, and does."""

import gzip
import random
import zlib
from enum import Enum
from itertools import pairwise


class End(Enum):
    """How a connection ends."""

    CLOSE = "close"
    RESET = "reset"


Step = bytes | float | End
"""Bytes to send at once, seconds to wait, or an end of the connection."""


def answer(
    body: bytes = b"",
    *headers: bytes,
    status: bytes = b"200 OK",
    length: bool = True,
) -> bytes:
    """Compose a response; with `length`, it says how long its body is."""
    lines = [b"HTTP/1.1 " + status, b"Server: VWebServer", b"Content-Type: text/html", *headers]
    if length:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def chunked(body: bytes, size: int = 700, extension: bytes = b"", trailers: bytes = b"") -> bytes:
    """Encode a body in chunks."""
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    chunks = [b"%x%b\r\n%b\r\n" % (len(part), extension, part) for part in parts]
    return b"".join(chunks) + b"0\r\n" + trailers + b"\r\n"


def in_chunks(body: bytes, *headers: bytes, extension: bytes = b"", trailers: bytes = b"") -> bytes:
    """Compose a response whose body comes in chunks."""
    head = answer(b"", b"Transfer-Encoding: chunked", *headers, length=False)
    return head + chunked(body, extension=extension, trailers=trailers)


PAGE = (
    "<!DOCTYPE html><title>News</title><p>University of Shanghai for Science, 上海理工大学".encode()
)
LONG = PAGE + random.Random(7).randbytes(9000).hex().encode()  # does not shrink to one chunk
_GZIP = b"Content-Encoding: gzip"
ZIPPED = gzip.compress(LONG, mtime=0)
_ODD = (
    b"HTTP/1.1 200 Tres  Bien \r\nSERVER: X\r\nx-lower: 1\r\nSet-Cookie: a=1; Path=/\r\n"
    b"X-Mid: m\r\nset-cookie: b=2\r\n"
    b"NoSpace:v\r\nTrail:   sp   \r\nEmpty:\r\nContent-Length: 2\r\n\r\nok"
)


def _split(data: bytes, *places: int) -> list[Step]:
    """Send in several TCP writes."""
    bounds = [0, *places, len(data)]
    steps: list[Step] = []
    for start, end in pairwise(bounds):
        steps += [data[start:end], 0.03]
    return steps[:-1]


def _raw(*lines: bytes, body: bytes = b"ok", end: bytes = b"\r\n") -> bytes:
    return end.join(lines) + end + end + body


PATHS: dict[str, list[Step]] = {
    "/robots.txt": [answer(b"User-agent: *\nDisallow: /private\n")],
    "/plain": [answer(PAGE)],
    "/gzip": [answer(ZIPPED, _GZIP)],
    "/gzip.htm": [answer(ZIPPED, _GZIP)],  # its name says that it is text
    "/gzip-chunked-split": _split(in_chunks(ZIPPED, _GZIP), 5, 40, 100, 500, 1500),
    "/gzip-members": [answer(gzip.compress(PAGE, mtime=0) + gzip.compress(LONG, mtime=0), _GZIP)],
    "/gzip-torn": [answer(ZIPPED[:-30], _GZIP)],
    "/gzip-wrong-sum": [answer(ZIPPED[:-8] + b"\0" * 8, _GZIP)],
    "/gzip-then-junk": [answer(ZIPPED + b"junk", _GZIP)],
    "/gzip-not": [answer(PAGE, _GZIP)],
    "/gzip-nothing": [answer(b"", _GZIP)],
    "/gzip-corrupt": [answer(ZIPPED[:3000] + b"\xff" * 50 + ZIPPED[3050:], _GZIP)],
    "/deflate": [answer(zlib.compress(PAGE), b"Content-Encoding: deflate")],
    "/deflate-bare": [answer(zlib.compress(PAGE, wbits=-15), b"Content-Encoding: deflate")],
    "/twice-coded": [
        answer(gzip.compress(zlib.compress(PAGE), mtime=0), b"Content-Encoding: deflate, gzip")
    ],
    "/unknown-coding": [answer(gzip.compress(PAGE, mtime=0), b"Content-Encoding: x-own, gzip")],
    "/chunked": [in_chunks(LONG)],
    "/chunked-byte-wise": _split(in_chunks(PAGE), *range(100, 130)),
    "/extensions-trailers": [
        in_chunks(LONG, extension=b";a=b", trailers=b"X-T: end\r\nX-U: 2\r\n")
    ],
    "/te-spelling": [answer(b"", b"tRANSFER-eNCODING: Chunked", length=False) + chunked(PAGE)],
    "/found": [answer(b"moved", b"Location: /plain", status=b"302 Found")],
    "/moved": [answer(b"", b"Location: /gzip", status=b"301 Moved Permanently")],
    "/missing": [answer(PAGE, status=b"404 Not Found")],
    "/no-content": [answer(status=b"204 No Content", length=False)],
    "/not-modified": [answer(b"", b'ETag: "1"', status=b"304 Not Modified", length=False)],
    "/not-modified-length": [
        answer(b"", b"Content-Length: 99", status=b"304 Not Modified", length=False)
    ],
    "/empty": [answer()],
    "/http10": [b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE, End.CLOSE],
    "/close-delimited": [answer(LONG, length=False), End.CLOSE],
    "/lf-only": [_raw(b"HTTP/1.1 200 OK", b"Content-Length: 2", end=b"\n"), End.CLOSE],
    "/lf-mixed": [b"HTTP/1.1 200 OK\r\nContent-Length: 2\n\r\nok"],
    "/folded": [_raw(b"HTTP/1.1 200 OK", b"X-Fold: a", b"  b", b"\tc", b"Content-Length: 2")],
    "/no-colon": [_raw(b"HTTP/1.1 200 OK", b"this line has no colon", b"Content-Length: 2")],
    "/long-header": [_raw(b"HTTP/1.1 200 OK", b"X-Long: " + b"L" * 9000, b"Content-Length: 2")],
    "/gbk": [answer(PAGE, "Content-Disposition: attachment; filename=通知.pdf".encode("gbk"))],
    "/latin1": [_raw(b"HTTP/1.1 200 \xe9t\xe9", b"X-L: caf\xe9", b"Content-Length: 2")],
    "/odd": [_ODD],
    "/cookies": [answer(PAGE, b"Set-Cookie: a=1", b"X-A: 1", b"Set-Cookie: b=2")],
    "/no-reason": [_raw(b"HTTP/1.1 200", b"Content-Length: 2")],
    "/length-twice": [_raw(b"HTTP/1.1 200 OK", b"Content-Length: 2", b"Content-Length: 2")],
    "/lengths-differ": [
        _raw(b"HTTP/1.1 200 OK", b"Content-Length: 2", b"Content-Length: 1"),
        End.CLOSE,
    ],
    "/length-plus": [_raw(b"HTTP/1.1 200 OK", b"Content-Length: +2"), End.CLOSE],
    "/early-hints": [
        b"HTTP/1.1 103 Early Hints\r\nLink: </site.css>; rel=preload\r\n\r\n",
        0.03,
        answer(PAGE),
    ],
    "/continue-and-hints": [
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX: 1\r\n\r\n" + answer(PAGE)
    ],
    "/short": [_raw(b"HTTP/1.1 200 OK", b"Content-Length: 5000", body=b"a little"), End.CLOSE],
    "/short-chunk": [in_chunks(LONG)[:-900], End.CLOSE],
    "/bad-chunk": [
        answer(b"", b"Transfer-Encoding: chunked", length=False) + b"5\r\nhello\r\nzz\r\n",
        End.CLOSE,
    ],
    "/excess": [answer(PAGE) + b"\0EXCESS \xff%", End.CLOSE],
    "/excess-chunked": [in_chunks(PAGE) + b"more", End.CLOSE],
    "/big": [in_chunks(b"B" * 400_000), End.CLOSE],
    "/big-announced": [answer(b"B" * 400_000), End.CLOSE],
    "/slow-body": [_raw(b"HTTP/1.1 200 OK", b"Content-Length: 50", body=b"first"), 60.0],
    "/slow-head": [b"HTTP/1.1 200 OK\r\nServer: slow", 60.0],
    "/silent": [60.0],
    "/reset": [End.RESET],
    "/reset-in-head": [b"HTTP/1.1 200 OK\r\nServer: gone", 0.1, End.RESET],
    "/reset-in-body": [answer(LONG, length=False)[:4000], 0.1, End.RESET],
    "/hang-up": [End.CLOSE],
    "/not-http": [b"SSH-2.0-OpenSSH_9.2\r\n", End.CLOSE],
    "/head": [answer(b"", b"Content-Length: 700", length=False)],
    "/post": [answer(PAGE)],
    "/keep-1": [answer(b"1")],
    "/keep-2": [answer(b"2")],
    "/keep-3": [answer(b"3")],
}


_304 = b"304 Not Modified"
_ETAG = b'ETag: "1"'
PATHS |= {
    f"/valid-{name}": [_validated]
    for name, _validated in {
        "plain": answer(PAGE + b"1", _ETAG),
        "date": answer(PAGE + b"2", b"Last-Modified: Fri, 03 Jan 2020 08:00:00 GMT", _ETAG),
        "length": answer(ZIPPED, _GZIP, _ETAG),
        "lf": answer(PAGE + b"4", _ETAG),
        "hints": in_chunks(LONG + b"5", _ETAG, trailers=b"X-T: end\r\n"),
        "excess": answer(PAGE + b"6", _ETAG),
        "gbk": answer(PAGE + b"7", _ETAG),
        "http10": answer(PAGE + b"8", _ETAG),
        "odd": answer(PAGE + b"9", _ETAG),
        "chunked": in_chunks(PAGE + b"10", _ETAG),
        "torn": answer(PAGE + b"11", _ETAG),
        "changed": answer(PAGE + b"12", _ETAG),
    }.items()
}
NOT_MODIFIED: dict[str, list[Step]] = {
    "/valid-plain": [answer(b"", _ETAG, status=_304, length=False)],
    "/valid-date": [answer(b"", b"Date: Fri, 03 Jan 2020 08:00:00 GMT", status=_304, length=False)],
    "/valid-length": [answer(b"", _ETAG, b"Content-Length: 99", status=_304, length=False)],
    "/valid-lf": [_raw(b"HTTP/1.1 304 Not Modified", _ETAG, body=b"", end=b"\n")],
    "/valid-hints": [
        b"HTTP/1.1 103 Early Hints\r\nX: 1\r\n\r\n",
        0.03,
        answer(b"", _ETAG, status=_304, length=False),
    ],
    "/valid-excess": [answer(b"", _ETAG, status=_304, length=False) + PAGE, End.CLOSE],
    "/valid-gbk": [answer(b"", "X-Name: 通知".encode("gbk"), status=_304, length=False)],
    "/valid-http10": [_raw(b"HTTP/1.0 304 Not Modified", _ETAG, body=b""), End.CLOSE],
    "/valid-odd": [
        _raw(b"HTTP/1.1 304 Nope % ", b"no colon", b"eTAG:x", b"X: a", b"  b", body=b"")
    ],
    "/valid-chunked": [answer(b"", b"Transfer-Encoding: chunked", status=_304, length=False)],
    "/valid-torn": [b"HTTP/1.1 304 Not Modified\r\nETag", 0.1, End.RESET],
    "/valid-changed": [answer(PAGE + b"13", b'ETag: "2"')],
}
"""What is answered to a request that names a validator."""


def steps_of(path: str, hit: int, asked_here: int, conditional: bool = False) -> list[Step]:
    """Give what the server does on the `hit`th request of a path, the nth of its connection."""
    if conditional and path in NOT_MODIFIED:
        return NOT_MODIFIED[path]
    if path == "/flaky":
        busy = answer(b"busy", b"Retry-After: 1", status=b"503 Service Unavailable")
        return [busy] if hit == 1 else [answer(PAGE)]
    if path.startswith("/stale") and asked_here > 1:
        return [End.CLOSE]
    if path.startswith(("/stale", "/page")):
        return [answer(path.encode() + b" " + PAGE)]
    return PATHS.get(path, [answer(b"none", status=b"404 Not Found")])
