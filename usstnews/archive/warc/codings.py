"""Content and transfer codings, undone as Scrapy undoes them."""

import gzip
import struct
import zlib
from collections.abc import Collection, Iterable

from usstnews.archive.warc.octets import Octets, Spool, chunks, reader

_DECODED_AT_ONCE = 65536  # octets: Scrapy's step, so that broken data breaks at the same octet


def tokens(values: Iterable[bytes]) -> list[bytes]:
    """Return the elements of headers that hold lists, in lower case.

    >>> tokens([b"gzip, Chunked", b""])
    [b'gzip', b'chunked', b'']
    """
    return [token.strip().lower() for value in values for token in value.split(b",")]


def decoded(data: Octets, codings: Collection[bytes], max_size: int = 0) -> Octets:
    """Undo codings from the last to the first, up to one that is not known.

    Broken data give what Scrapy reads of them, and none where it raises; none either where there
    is more than `max_size` octets, if that is not 0.

    >>> decoded(zlib.compress(b"page"), [b"identity, deflate"])
    b'page'
    """
    if not codings:
        return data
    for coding in reversed(tokens(codings)):
        if coding in (b"gzip", b"x-gzip"):
            data = _gunzip(data, max_size)
        elif coding == b"deflate":
            data = _inflate(data, max_size)
        else:
            break
    return data


def is_sound(data: Octets, codings: Collection[bytes]) -> bool:
    """Tell whether gzip data are whole and agree with their checksums; other codings have none.

    What stands behind the last member is passed over, as browsers do.

    >>> page = gzip.compress(b"page", mtime=0)
    >>> is_sound(page, [b"gzip"]), is_sound(page[:-9], [b"gzip"]), is_sound(b"page", [])
    (True, False, True)
    """
    if tokens(codings) not in ([b"gzip"], [b"x-gzip"]) or not len(data):
        return True
    inflate, begun = zlib.decompressobj(zlib.MAX_WBITS | 16), False
    try:
        for piece in (data,) if isinstance(data, bytes) else chunks(data):
            rest = piece
            while rest:
                if inflate.eof:
                    inflate, begun = zlib.decompressobj(zlib.MAX_WBITS | 16), True
                inflate.decompress(rest, _DECODED_AT_ONCE)
                rest = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
    except zlib.error:
        return begun
    return inflate.eof or begun


def _gunzip(data: Octets, max_size: int) -> Octets:
    """Read gzip members as `scrapy.utils.gz.gunzip` does, with no bytes where it raises."""
    read = Spool()
    with gzip.GzipFile(fileobj=reader(data)) as members:
        while True:
            try:
                step = members.read1(_DECODED_AT_ONCE)
            except (OSError, EOFError, struct.error):
                return read.octets()
            except zlib.error:
                return b""
            read.append(step)
            if max_size and len(read) > max_size:
                return b""
            if not step:
                return read.octets()


def _inflate(data: Octets, max_size: int) -> Octets:
    """Read zlib or, as some servers send, bare deflate; no bytes where Scrapy's reading raises."""
    for wbits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        inflate, read, begun = zlib.decompressobj(wbits), Spool(), False
        try:
            # Bytes at once, as Scrapy has them: where torn data ends depends on it.
            for piece in (data,) if isinstance(data, bytes) else chunks(data):
                rest = piece
                while rest and not inflate.eof:
                    read.append(inflate.decompress(rest, _DECODED_AT_ONCE))
                    rest, begun = inflate.unconsumed_tail, True
                    if max_size and len(read) > max_size:
                        return b""
        except zlib.error:
            if begun:
                return b""
        else:
            return read.octets()
    return b""
