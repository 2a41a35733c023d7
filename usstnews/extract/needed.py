"""What a page may need to be shown again, told by address, and an answer that is not it."""

from __future__ import annotations

import re
from enum import StrEnum

__all__ = ["Needed", "is_blocked", "sound", "told"]


class Needed(StrEnum):
    """What a requisite is asked for as.

    A `frame` is a document whose own requisites are needed in turn; `file` is what a reader
    opens beside the page: an attachment, a PDF; `data` is what scripts and browsers read.
    """

    STYLESHEET = "stylesheet"
    SCRIPT = "script"
    IMAGE = "image"
    ICON = "icon"
    FONT = "font"
    MEDIA = "media"
    FILE = "file"
    FRAME = "frame"
    DATA = "data"


SURROGATE = re.compile("[\ud800-\udfff]")
SUFFIXES = {
    Needed.STYLESHEET: "css",
    Needed.SCRIPT: "js mjs",
    Needed.IMAGE: "png jpg jpeg jpe jfif gif bmp webp svg avif apng ico cur tif tiff",
    Needed.FONT: "woff woff2 ttf otf eot",
    Needed.MEDIA: "mp4 m4v webm ogv ogg oga mp3 m4a aac wav flac flv f4v mov avi wmv swf vtt m3u8",
    Needed.FILE: "pdf doc docx xls xlsx ppt pptx csv txt rtf wps et dps odt ods zip rar 7z gz",
    Needed.FRAME: "htm html xhtml",
}
KINDS = {suffix: kind for kind, suffixes in SUFFIXES.items() for suffix in suffixes.split()}
SUFFIX = re.compile(r"[^?#]*[^/?#]\.(\w{2,5})(?=[?#]|$)", re.ASCII)
# The CMS says it in the query too: `/virtual_attach_file.vsb?afc=…&e=.png`.
STATED = re.compile(r"[?&]e=\.(\w{2,5})(?=[&#]|$)", re.ASCII)

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
# A body need not be at hand as a whole: browsers look at as much.
SNIFFED = 1445
SPACES = rb"(?:\xef\xbb\xbf)?(?:\s+|<!--.*?-->|<\?xml[^>]*>)*+"
DOCUMENT = re.compile(
    SPACES + rb"<(?:!doctype\s+html|html|head|title|meta|body|script|iframe|style|div|h1|table|p"
    rb"|br|a|font|b)(?=[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
MARKUP = re.compile(SPACES + rb"<", re.DOTALL)
BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]|^(?:%PDF-|%!PS|\{\\rtf)")
TEXTUAL = frozenset({Needed.STYLESHEET, Needed.SCRIPT})


def told(url: str) -> Needed | None:
    """Tell what an address leads to by the suffix that it states, if any.

    >>> told("/__local/7/AB/16/X_Y_Z.png?e=.png"), told("/virtual_attach_file.vsb?afc=1&e=.pdf")
    (<Needed.IMAGE: 'image'>, <Needed.FILE: 'file'>)
    >>> told("/system/_content/download.jsp?wbfileid=7"), told("/.png")
    (None, None)
    """
    for match in (SUFFIX.match(url), STATED.search(url)):
        if match and (kind := KINDS.get(match[1].lower())):
            return kind
    return None


def sound(url: str) -> str:
    """Put U+FFFD in the place of what no encoding can spell: lone surrogates, from escapes."""
    return SURROGATE.sub("\ufffd", url)


def is_blocked(url: str, kind: Needed, content_type: str | None, body: bytes) -> bool:
    """Tell whether an answer is a page that stands in for the requisite: a captcha, a login.

    `body` may be its beginning, without any content coding. A header that says HTML of what is
    plainly something else is not believed, nor one that says anything else of HTML. What is a
    page by nature is never blocked.

    >>> url = "https://h.cn/system/_content/download.jsp?wbfileid=7"
    >>> is_blocked(url, Needed.FILE, "text/html;charset=UTF-8", b"<!DOCTYPE html><title>")
    True
    >>> is_blocked(url, Needed.FILE, "text/html", b"%PDF-1.4")
    False
    """
    if kind in {Needed.FRAME, Needed.DATA} or told(url) is Needed.FRAME:
        return False
    start = body[:SNIFFED]
    if (content_type or "").partition(";")[0].strip().lower() not in HTML_TYPES:
        return bool(DOCUMENT.match(start))
    if kind in TEXTUAL:
        return bool(MARKUP.match(start))
    return not BINARY.search(start)
