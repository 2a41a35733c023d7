"""Frame HTTP/1.x responses from captured bytes alone, by RFC 9112 §6.3.

Independent of Twisted's parser on purpose: what an archive says about a message (where it ends,
what its payload is, whether all of it came) is decided from the bytes that are stored, in the
crawl and years later alike.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from usstnews.archive.warc.codings import decoded, tokens
from usstnews.archive.warc.octets import Octets, gather, part

READ_MOST = 1 << 23
"""Octets of a payload that are read as a page, by a spider and by re-extraction alike."""

Framing = Literal["none", "length", "chunked", "close"]
Fields = tuple[tuple[bytes, bytes], ...]

# Servers that end lines with a bare LF exist, and Twisted reads them.
_BLANK_LINE = re.compile(rb"\n\r?\n")
_STATUS_LINE = re.compile(rb"(HTTP/\d+\.\d+) +(\d{3})(?: (.*))?", re.DOTALL)
# 18 digits: more octets than any disk holds, and short of the length at which int() refuses.
_LENGTH = re.compile(rb"0*(\d{1,18})")
_CHUNK_SIZE = re.compile(rb"0*([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?", re.DOTALL)
_BODILESS = frozenset({101, 204, 304})
# Octets: what is longer is taken for no head, and for no line of a chunk's size. Twisted refuses
# header lines and lines of chunks of a fraction of that.
_HEAD_MOST = 1 << 20
_LINE_MOST = 1 << 14
_WINDOW = 1 << 12  # octets in which a head mostly ends


@dataclass(frozen=True, slots=True)
class Message:
    """One response as it came: `interim + head + body + excess` is what was captured."""

    start_line: bytes = b""
    version: bytes = b""
    status: int = 0
    reason: bytes = b""
    headers: Fields = ()
    interim: Octets = b""
    """The 1xx responses before the final one, verbatim."""
    head: bytes = b""
    """Status line, header lines and blank line, verbatim; empty if no status line came."""
    body: Octets = b""
    """As sent, with its chunks."""
    block: Octets = b""
    """Head and body together."""
    payload: Octets = b""
    """The entity-body: after transfer-decoding, before content-decoding."""
    trailers: Fields = ()
    excess: Octets = b""
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


def split_response(raw: Octets, method: str = "GET", closed: bool = True) -> Message:
    r"""Split what a connection received for one request; never raises but for a failing disk.

    `closed` says that the server ended the connection in good order, which is how a body without
    length or chunks ends. Large parts of large octets are views into them.

    >>> message = split_response(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    >>> message.status, message.payload, message.complete
    (200, b'ok', True)
    """
    start = 0
    while True:
        head, ended = _head(raw, start)
        line, newline, _ = head.partition(b"\n")
        line = line.removesuffix(b"\r")
        status_line = _STATUS_LINE.fullmatch(line) if newline else None
        if status_line is None:
            return Message(interim=part(raw, 0, start), excess=part(raw, start, len(raw)))
        version, status, reason = status_line[1], int(status_line[2]), status_line[3] or b""
        if not (ended and 100 <= status < 200 and status != 101):
            break
        start += len(head)
    headers, begin = _fields(head), start + len(head)
    framed = (
        _frame(raw, begin, status, method, headers, closed=closed)
        if ended
        else _Framed("close", complete=False, end=begin)
    )
    return Message(
        start_line=line,
        version=version,
        status=status,
        reason=reason,
        headers=headers,
        interim=part(raw, 0, start) if start else b"",
        head=head,
        body=framed.body,
        block=part(raw, start, framed.end),
        payload=framed.payload,
        trailers=framed.trailers,
        excess=part(raw, framed.end, len(raw)) if framed.end < len(raw) else b"",
        framing=framed.framing,
        complete=framed.complete,
    )


def decode_content(message: Message, max_size: int = 0) -> bytes:
    """Return the payload without its content codings: the bytes that a Scrapy spider is given.

    Of a payload longer than `READ_MOST`, that many octets are read.
    Truncated and damaged gzip gives what can be read, as in Scrapy's HttpCompressionMiddleware.
    Where that raises, so that no response reaches the spider (nothing readable, or more than
    `max_size` octets if that is not 0), this gives no bytes. Codings other than gzip and deflate
    are left as they are, with all that they cover.
    """
    encodings = message.values(b"Content-Encoding")
    return bytes(decoded(message.payload[:READ_MOST], encodings, max_size))


@dataclass(frozen=True, slots=True)
class _Framed:
    """How a body is framed, and where in what was received it ends."""

    framing: Framing
    complete: bool
    end: int
    body: Octets = b""
    payload: Octets = b""
    trailers: Fields = ()


def _head(raw: Octets, start: int) -> tuple[bytes, bool]:
    """Return the octets up to and with a blank line and True, or all that could be a head."""
    size = _WINDOW
    while True:
        window = raw[start : start + size]
        if blank := _BLANK_LINE.search(window):
            return window[: blank.end()], True
        if len(window) < size or size >= _HEAD_MOST:
            return window, False
        size *= 2


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


def _frame(
    raw: Octets, begin: int, status: int, method: str, headers: Fields, *, closed: bool
) -> _Framed:
    """Apply the rules of RFC 9112 §6.3 in their order to what begins behind the head."""
    if method == "HEAD" or status in _BODILESS or (method == "CONNECT" and status < 300):
        return _Framed("none", complete=True, end=begin)
    named = [(name.lower(), value) for name, value in headers]
    codings = tokens([value for name, value in named if name == b"transfer-encoding"])
    # "identity" was struck from the register; servers that still send it mean "none".
    codings = [coding for coding in codings if coding not in (b"", b"identity")]
    if codings and codings[-1] == b"chunked":
        return _dechunk(raw, begin, codings[:-1])
    lengths = {value for name, value in named if name == b"content-length"}
    length = None if codings else _length(lengths)
    if length is None:
        body = part(raw, begin, len(raw))
        payload = decoded(body, codings)
        return _Framed("close", complete=closed, end=len(raw), body=body, payload=payload)
    end = min(begin + length, len(raw))
    body = part(raw, begin, end)
    return _Framed("length", end - begin == length, end, body, body)


def _length(values: Iterable[bytes]) -> int | None:
    """Return the Content-Length, repeated alike at most (RFC 9110 §8.6), or None."""
    tokens = [_LENGTH.fullmatch(token.strip(b" \t")) for v in values for token in v.split(b",")]
    lengths = {int(token[1]) if token else None for token in tokens}
    return lengths.pop() if len(lengths) == 1 else None


def _dechunk(raw: Octets, begin: int, codings: list[bytes]) -> _Framed:
    """Undo chunked, then the codings under it (RFC 9112 §7.1); a fault ends the message there."""
    chunked = _Chunks(raw, begin)
    payload = decoded(gather(raw, chunked), codings)
    if chunked.last is not None:
        # The line of the last chunk, and trailers if there are any, end as a head does.
        ending, ended = _head(raw, chunked.last)
        if ended:
            end = chunked.last + len(ending)
            trailers = _fields(ending) if ending.count(b"\n") > 2 else ()
            return _Framed("chunked", True, end, part(raw, begin, end), payload, trailers)
    return _Framed("chunked", False, len(raw), part(raw, begin, len(raw)), payload)


class _Chunks:
    """The places of the data of chunks; `last` is where the line of the last chunk begins."""

    def __init__(self, raw: Octets, begin: int) -> None:
        self._raw, self._begin = raw, begin
        self.last: int | None = None

    def __iter__(self) -> Iterator[tuple[int, int]]:
        raw, position, whole = self._raw, self._begin, len(self._raw)
        while True:
            size_end = raw.find(b"\n", position, position + _LINE_MOST)
            line = raw[position:size_end].removesuffix(b"\r") if size_end >= 0 else b""
            size_of = _CHUNK_SIZE.fullmatch(line)
            if size_of is None:
                return
            size, start = int(size_of[1], 16), size_end + 1
            if size == 0:
                self.last = position
                return
            position = start + size
            yield start, min(position, whole)
            end = raw[position : position + 2]
            if end == b"\r\n":
                position += 2
            elif end[:1] == b"\n":
                position += 1
            else:
                return
