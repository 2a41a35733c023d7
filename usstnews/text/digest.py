"""Digests: the one that the CMS states in a file's URL, and the one of an article's content."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from usstnews.items import Article, File, Image, Video

CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_HEX = "[0-9A-Fa-f]"
LOCAL = re.compile(
    rf"/__local/({_HEX})/({_HEX}{{2}})/({_HEX}{{2}})/({_HEX}{{27}})_({_HEX}{{1,8}})_({_HEX}{{1,12}})(?!{_HEX})"
)


class LocalDigest(NamedTuple):
    """What a `/__local/` URL states of the uploaded file: `size` is in bytes."""

    md5: str
    crc32: int
    size: int


def local_digest(url: str) -> LocalDigest | None:
    """Read the digest that the CMS writes into the URL of a file.

    >>> local_digest("/__local/8/2D/02/FC81249B9542AD2196AE37C97FA_9A6586AB_17DFD.png?e=.png")
    LocalDigest(md5='82D02FC81249B9542AD2196AE37C97FA', crc32=2590344875, size=97789)
    >>> local_digest("/images/logo.png")
    """
    match = LOCAL.search(url)
    if not match:
        return None
    return LocalDigest("".join(match.groups()[:4]), int(match[5], 16), int(match[6], 16))


def content_digest(article: Article) -> str:
    """Digest what an article says, and nothing of where it stands.

    That is SHA-256 over title, date line, text, and each image, file and video, in canonical JSON
    (sorted keys, no blanks, UTF-8).
    """
    return digest_of(
        title=article.title,
        published_raw=article.published_raw,
        text=article.text,
        images=article.images,
        files=article.files,
        videos=article.videos,
    )


def digest_of(
    *,
    title: str,
    published_raw: str | None,
    text: str,
    images: Iterable[Image],
    files: Iterable[File],
    videos: Iterable[Video],
) -> str:
    """Digest what an article is to say, as `content_digest` does."""
    said = {
        "title": title,
        "published_raw": published_raw,
        "text": text,
        "images": [_medium(image.url, image.md5) for image in images],
        "files": [_medium(file.url) for file in files],
        "videos": [_medium(video.url) for video in videos],
    }
    spelt = CANONICAL.encode(said)
    return f"sha256:{hashlib.sha256(spelt.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _medium(url: str, md5: str | None = None) -> str:
    """Name a medium by the digest in its URL, or lacking one, by path and query."""
    stated = local_digest(url)
    if md5 or stated:
        return (md5 or stated.md5 if stated else md5 or "").upper()
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
