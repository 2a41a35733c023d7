"""Frame HTTP/1.x responses from captured bytes alone, by RFC 9112 §6.3.

Independent of Twisted's parser on purpose: what an archive says about a message (where it ends,
what its payload is, whether all of it came) is decided from the bytes that are stored, in the
crawl and years later alike.
"""

import gzip
import re
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

Framing = Literal["none", "length", "chunked", "close"]
Fields = tuple[tuple[bytes, bytes], ...]

# Servers that end lines with a bare LF exist, and Twisted reads them.
_BLANK_LINE = re.compile(rb"\n\r?\n")
_STATUS_LINE = re.compile(rb"(HTTP/\d+\.\d+) +(\d{3})(?: (.*))?", re.DOTALL)
# 18 digits: more octets than any disk holds, and short of the length at which int() refuses.
_LENGTH = re.compile(rb"0*(\d{1,18})")
_CHUNK_SIZE = re.compile(rb"0*([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?", re.DOTALL)
_BODILESS = frozenset({101, 204, 304})
_DECODED_AT_ONCE = 65536  # octets: Scrapy's step, so that broken data breaks at the same octet


@dataclass(frozen=True, slots=True)
class Message:
    """One response as it came: `interim + head + body + excess` is what was captured."""

    start_line: bytes = b""
    version: bytes = b""
    status: int = 0
    reason: bytes = b""
    headers: Fields = ()
    interim: bytes = b""
    """The 1xx responses before the final one, verbatim."""
    head: bytes = b""
    """Status line, header lines and blank line, verbatim; empty if no status line came."""
    body: bytes = b""
    """As sent, with its chunks."""
    payload: bytes = b""
    """The entity-body: after transfer-decoding, before content-decoding."""
    trailers: Fields = ()
    excess: bytes = b""
    """What came after the end of the message, or is not HTTP at all."""
    framing: Framing = "none"
    complete: bool = False

    def header(self, name: bytes) -> bytes | None:
        """Return the first value of a header, or None; case does not matter."""
        return next(iter(self.values(name)), None)

    def values(self, name: bytes) -> list[bytes]:
        """Return the values of all headers of that name, in their order."""
        wanted = name.lower()
        return [value for field, value in self.headers if field.lower() == wanted]


def split_response(raw: bytes, method: str = "GET", closed: bool = True) -> Message:
    r"""Split what a connection received for one request; never raises.

    `closed` says that the server ended the connection in good order, which is how a body without
    length or chunks ends.

    >>> message = split_response(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    >>> message.status, message.payload, message.complete
    (200, b'ok', True)
    """
    start = 0
    while True:
        interim, rest = raw[:start], raw[start:] if start else raw
        line = rest.partition(b"\n")[0].removesuffix(b"\r")
        status_line = _STATUS_LINE.fullmatch(line) if b"\n" in rest else None
        if status_line is None:
            return Message(interim=interim, excess=rest)
        version, status, reason = status_line[1], int(status_line[2]), status_line[3] or b""
        blank = _BLANK_LINE.search(rest)
        end = blank.end() if blank else len(rest)
        if blank and 100 <= status < 200 and status != 101:
            start += end
            continue
        break
    head = rest[:end]
    headers = _fields(head)
    framed = (
        _frame(rest[end:], status, method, headers, closed=closed)
        if blank
        else _Framed("close", complete=False)
    )
    return Message(
        start_line=line,
        version=version,
        status=status,
        reason=reason,
        headers=headers,
        interim=interim,
        head=head,
        body=framed.body,
        payload=framed.payload,
        trailers=framed.trailers,
        excess=framed.excess,
        framing=framed.framing,
        complete=framed.complete,
    )


def decode_content(message: Message, max_size: int = 0) -> bytes:
    """Return the payload without its content codings: the bytes that a Scrapy spider is given.

    Truncated and damaged gzip gives what can be read, as in Scrapy's HttpCompressionMiddleware.
    Where that raises, so that no response reaches the spider (nothing readable, or more than
    `max_size` octets if that is not 0), this gives no bytes. Codings other than gzip and deflate
    are left as they are, with all that they cover.
    """
    return _decoded(message.payload, message.values(b"Content-Encoding"), max_size)


@dataclass(frozen=True, slots=True)
class _Framed:
    framing: Framing
    complete: bool
    body: bytes = b""
    payload: bytes = b""
    trailers: Fields = ()
    excess: bytes = b""


def _fields(head: bytes) -> Fields:
    """Parse the lines after the first; lines without a colon are left out, folded ones joined."""
    lines: list[bytes] = []
    for line in head.split(b"\n")[1:]:
        stripped = line.removesuffix(b"\r")
        if stripped[:1] in (b" ", b"\t") and lines:
            lines[-1] += b" " + stripped.strip()
        else:
            lines.append(stripped)
    pairs = (line.partition(b":") for line in lines)
    return tuple((name.strip(), value.strip()) for name, colon, value in pairs if colon)


def _tokens(values: Iterable[bytes]) -> list[bytes]:
    return [token.strip().lower() for value in values for token in value.split(b",")]


def _frame(rest: bytes, status: int, method: str, headers: Fields, *, closed: bool) -> _Framed:
    """Apply the rules of RFC 9112 §6.3 in their order."""
    if method == "HEAD" or status in _BODILESS or (method == "CONNECT" and status < 300):
        return _Framed("none", complete=True, excess=rest)
    named = [(name.lower(), value) for name, value in headers]
    codings = _tokens(value for name, value in named if name == b"transfer-encoding")
    # "identity" was struck from the register; servers that still send it mean "none".
    codings = [coding for coding in codings if coding not in (b"", b"identity")]
    if codings and codings[-1] == b"chunked":
        return _dechunk(rest, codings[:-1])
    lengths = {value for name, value in named if name == b"content-length"}
    length = None if codings else _length(lengths)
    if length is None:
        return _Framed("close", complete=closed, body=rest, payload=_decoded(rest, codings))
    body = rest[:length]
    return _Framed("length", len(body) == length, body, body, excess=rest[length:])


def _length(values: Iterable[bytes]) -> int | None:
    """Return the Content-Length, repeated alike at most (RFC 9110 §8.6), or None."""
    tokens = [_LENGTH.fullmatch(token.strip(b" \t")) for v in values for token in v.split(b",")]
    lengths = {int(token[1]) if token else None for token in tokens}
    return lengths.pop() if len(lengths) == 1 else None


def _dechunk(rest: bytes, codings: list[bytes]) -> _Framed:
    """Undo chunked, then the codings under it (RFC 9112 §7.1); a fault ends the message there."""
    chunks: list[bytes] = []
    position = 0
    while True:
        size_end = rest.find(b"\n", position)
        line = rest[position:size_end].removesuffix(b"\r") if size_end >= 0 else b""
        size_of = _CHUNK_SIZE.fullmatch(line)
        if size_of is None:
            break
        size, start = int(size_of[1], 16), size_end + 1
        if size == 0:
            # The line of the last chunk may be followed by trailers; without any, the blank line
            # follows at once, so the search starts at the line's own end.
            blank = _BLANK_LINE.search(rest, size_end)
            if blank is None:
                break
            payload = _decoded(b"".join(chunks), codings)
            trailers = _fields(rest[position : blank.end()])
            body, excess = rest[: blank.end()], rest[blank.end() :]
            return _Framed("chunked", complete=True, body=body, payload=payload,
                           trailers=trailers, excess=excess)  # fmt: skip
        chunks.append(rest[start : start + size])
        position = start + size
        if rest.startswith(b"\r\n", position):
            position += 2
        elif rest.startswith(b"\n", position):
            position += 1
        else:
            break
    payload = _decoded(b"".join(chunks), codings)
    return _Framed("chunked", complete=False, body=rest, payload=payload)


def _decoded(data: bytes, codings: Iterable[bytes], max_size: int = 0) -> bytes:
    """Undo codings from the last to the first, up to one that is not known."""
    for coding in reversed(_tokens(codings)):
        if coding in (b"gzip", b"x-gzip"):
            data = _gunzip(data, max_size)
        elif coding == b"deflate":
            data = _inflate(data, max_size)
        else:
            break
    return data


def _gunzip(data: bytes, max_size: int) -> bytes:
    """Read gzip members as `scrapy.utils.gz.gunzip` does, with no bytes where it raises."""
    read = bytearray()
    with gzip.GzipFile(fileobj=BytesIO(data)) as members:
        while True:
            try:
                step = members.read1(_DECODED_AT_ONCE)
            except (OSError, EOFError, struct.error):
                return bytes(read)
            except zlib.error:
                return b""
            read += step
            if max_size and len(read) > max_size:
                return b""
            if not step:
                return bytes(read)


def _inflate(data: bytes, max_size: int) -> bytes:
    """Read zlib or, as some servers send, bare deflate; no bytes where Scrapy's reading raises."""
    for wbits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        inflate = zlib.decompressobj(wbits)
        try:
            first = inflate.decompress(data, _DECODED_AT_ONCE)
        except zlib.error:
            continue
        read = bytearray(first)
        while inflate.unconsumed_tail and not inflate.eof:
            try:
                read += inflate.decompress(inflate.unconsumed_tail, _DECODED_AT_ONCE)
            except zlib.error:
                return b""
            if max_size and len(read) > max_size:
                return b""
        return b"" if max_size and len(read) > max_size else bytes(read)
    return b""
