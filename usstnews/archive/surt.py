"""The searchable form of a URL: the key by which a CDXJ index is sorted and searched.

Readers look a page up by the key that they make themselves, so this one gives what the PyPI package
`surt` gives, which pywb and cdxj-indexer use. That package has had no release since 2018 and brings
tldextract, which asks the network for a list, so it is held to in the tests instead. It differs
where that one asks the DNS for odd spellings of an IP address (`127.1`), mends URLs without a host
(`http:////host`), or reads a port that is none: no key of ours depends on the network, and what is
no http(s) URL with a host stays as it is.
"""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import quote_from_bytes, unquote_to_bytes

_URL = re.compile(
    rb"https?://(?:[^/?#]*@)?(\[[^\]/?#]*\]|[^/?#:]*)(?::(\d*))?(/[^?#]*)?(?:\?([^#]*))?(?:#.*)?",
    re.IGNORECASE | re.DOTALL,
)
_LINE_ENDS = re.compile(rb"[\n\r\t]")
_WWW = re.compile(r"^www\d*\.")
_DEFAULT_PORTS = {b"http": 80, b"https": 443}
# All visible ASCII characters but the percent sign and the number sign.
_SAFE = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in "%#")
_PATH_SESSIONS = (
    re.compile(rb"^(.*/)(?:\((?:[a-z]\([0-9a-z]{24}\))+\)/)([^?]+\.aspx.*)$"),
    re.compile(rb"^(.*/)(?:\([0-9a-z]{24}\)/)([^?]+\.aspx.*)$"),
)
_QUERY_SESSIONS = tuple(
    re.compile(rb"^(.*)(?:%b)(?:&(.*))?$" % name, re.IGNORECASE)
    for name in (
        rb"jsessionid=[0-9a-z]{32}",
        rb"phpsessid=[0-9a-z]{32}",
        rb"sid=[0-9a-z]{32}",
        rb"aspsessionid[a-z]{8}=[a-z]{24}",
        rb"cfid=[^&]+&cftoken=[^&]+",
    )
)


def surt(url: str) -> str:
    """Give the key of a URL: host reversed, lower case, parameters sorted; ASCII without spaces.

    >>> surt("https://www.Example.org:443/News/?b=2&a=1#top")
    'org,example)/news?a=1&b=2'
    >>> surt("http://127.0.0.1:8123/")
    '1,0,0,127:8123)/'
    """
    whole = _LINE_ENDS.sub(b"", url.encode().strip())
    parts = _URL.fullmatch(whole)
    if parts is None or not parts[1]:
        return _escape(whole)
    scheme = whole.partition(b":")[0].lower()
    port = int(parts[2]) if parts[2] else None
    shown = "" if port in (None, _DEFAULT_PORTS[scheme]) else f":{port}"
    query = _query(parts[4] or b"")
    return f"{_host(parts[1])}{shown}){_path(parts[3] or b'')}{query and '?'}{query}"


def _host(host: bytes) -> str:
    host = _unescape(host.lower().strip(b"[]"))
    if not host.isascii():
        # The octets of what DNS could not know are escaped.
        with suppress(ValueError):
            host = host.decode("utf-8", "ignore").encode("idna")
    host = host.replace(b"..", b".").strip(b".")
    named = _escape(host).lower()
    return ",".join(reversed(_WWW.sub("", named).split(".")))


def _path(path: bytes) -> str:
    kept: list[bytes] = []
    for part in _unescape(path).split(b"/")[1:]:
        if part == b"..":
            kept = kept[:-1] if kept else [part]
        elif part != b".":
            kept.append(part)
    *folders, last = kept or [b""]
    joined = b"/" + b"".join(part + b"/" for part in folders if part) + last
    lower = _escape(joined).lower().encode()
    for session in _PATH_SESSIONS:
        lower = session.sub(rb"\1\2", lower)
    return (lower.removesuffix(b"/") or b"/").decode()


def _query(query: bytes) -> str:
    escaped = _escape(_unescape(query)).encode()
    for session in _QUERY_SESSIONS:
        escaped = session.sub(rb"\1\2", escaped)
    pairs = [pair.split("=", 1) for pair in escaped.decode().lower().split("&")]
    return "&".join("=".join(pair) for pair in sorted(pairs))


def _escape(data: bytes) -> str:
    return quote_from_bytes(data, safe=_SAFE)


def _unescape(data: bytes) -> bytes:
    """Undo escapes of escapes too: they name the same page more often than not."""
    while b"%" in data and (plain := unquote_to_bytes(data)) != data:
        data = plain
    return data
