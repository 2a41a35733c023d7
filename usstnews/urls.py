"""One spelling per page, and the ids that the CMS writes into its URLs."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, safe_url_string

# An id has no leading zero: `info/1588/0250571.htm` is some other page.
STATIC = re.compile(r"info/([1-9]\d{0,17})/([1-9]\d{0,17})\.html?", re.ASCII)
HOST = re.compile(r"[a-z0-9._:-]+", re.ASCII)
DYNAMIC = re.compile(r"[\w.-]+\.jsp")


class ArticleRef(NamedTuple):
    """The CMS's name for an article: its column (`wbtreeid`) and its id (`wbnewsid`)."""

    column: int | None
    id: int


# A site's pages repeat the same few hundred links.
@lru_cache(maxsize=4096)
def canonical(url: str, base: str, hosts: tuple[str, ...] = ()) -> str:
    """Spell `url` in the one way in which its page is known.

    A URL on the host of `base` takes the scheme of `base`; one on another of the site's `hosts`
    is moved under `base` altogether. Fragments go, dots and escapes are settled; the query stays
    as published, since it is the identity of dynamic pages, and replay looks for that spelling.

    >>> canonical("http://en.usst.edu.cn:80/a/../info/1023/2065.htm#top", "https://en.usst.edu.cn/")
    'https://en.usst.edu.cn/info/1023/2065.htm'
    >>> canonical("https://en.usst.edu.cn/x.jsp?b=2&a=1", "http://mirror/m/", ("en.usst.edu.cn",))
    'http://mirror/m/x.jsp?b=2&a=1'
    >>> canonical("https://example.org/x.htm", "https://en.usst.edu.cn/")
    'https://example.org/x.htm'
    """
    query = urlsplit(safe_url_string(url)).query
    parts, home = urlsplit(canonicalize_url(url))._replace(query=query), urlsplit(base)
    if authority(parts.netloc) == authority(home.netloc):
        return urlunsplit(parts._replace(scheme=home.scheme, netloc=home.netloc))
    if parts.hostname in hosts:
        path = home.path.rstrip("/") + parts.path
        return urlunsplit(parts._replace(scheme=home.scheme, netloc=home.netloc, path=path))
    return urlunsplit(parts)


def authority(netloc: str) -> tuple[str | None, int | None]:
    """Split a netloc into host and port; the default ports of http and https are no port.

    Raises `ValueError` for a port that is no number.

    >>> authority("en.usst.edu.cn:443"), authority("[::1]:8000")
    (('en.usst.edu.cn', None), ('::1', 8000))
    """
    parts = urlsplit(f"//{netloc}")
    return parts.hostname, None if parts.port in {80, 443} else parts.port


def web_address(url: str) -> str:
    """Spell the http or https address of a page or a site; raises `ValueError` for anything else.

    >>> web_address("HTTP://H.cn/a/../新闻?x=1#top")
    'http://h.cn/%E6%96%B0%E9%97%BB?x=1'
    """
    spelt = canonical(url, "")
    parts = urlsplit(spelt)
    host, _ = authority(parts.netloc)
    if parts.scheme not in {"http", "https"} or not host or not HOST.fullmatch(host):
        raise ValueError(f"{url!r} is no http or https URL")
    return spelt


def is_below(url: str, base: str) -> bool:
    """Tell whether a canonical `url` lies on the site served at `base`."""
    return url.startswith(base)


def article_ref(url: str, base: str) -> ArticleRef | None:
    """Read column and article id off a canonical URL of the site at `base`.

    Only `info/COLUMN/ID.htm` and `NAME.jsp?…wbnewsid=ID` directly below the base count: the same
    ids in a folder belong to a sub-site, which counts its articles on its own.

    >>> article_ref("https://en.usst.edu.cn/info/1023/2065.htm", "https://en.usst.edu.cn/")
    ArticleRef(column=1023, id=2065)
    >>> article_ref("https://h.cn/content.jsp?wbnewsid=48&wbtreeid=1005", "https://h.cn/")
    ArticleRef(column=1005, id=48)
    >>> article_ref("https://h.cn/2024/content.jsp?wbnewsid=48&wbtreeid=1005", "https://h.cn/")
    """
    if not is_below(url, base):
        return None
    path, _, query = url.removeprefix(base).partition("?")
    if match := STATIC.fullmatch(path):
        return ArticleRef(int(match[1]), int(match[2]))
    if DYNAMIC.fullmatch(path):
        values = parse_qs(query)
        article, column = _number(values.get("wbnewsid")), _number(values.get("wbtreeid"))
        if article is not None:
            return ArticleRef(column, article)
    return None


def _number(values: list[str] | None) -> int | None:
    """The one value of a query key that is a plain positive number; a key given twice is none."""
    if values and len(set(values)) == 1 and re.fullmatch(r"[1-9]\d{0,17}", values[0], re.ASCII):
        return int(values[0])
    return None
