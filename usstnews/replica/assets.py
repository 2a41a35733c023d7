"""The files that the pages need besides the CMS's media, and what those files need in turn."""

from __future__ import annotations

from functools import cache
from textwrap import dedent
from typing import NamedTuple

from usstnews.replica.fonts import truetype, woff
from usstnews.replica.media import medium, picture, tile
from usstnews.replica.needs import Need, at_once
from usstnews.replica.scripts import SCRIPTS
from usstnews.replica.styles import STYLES

__all__ = ["ABSENT", "MAP", "MISSING_STYLE", "Asset", "assets", "leads"]

MISSING_STYLE = "/system/resource/js/photoswipe/3.0.5.1/photoswipe.css"
ABSENT = {MISSING_STYLE, "/style/skin.css", "/images/list-line.png", "/images/hit.gif"}
"""What pages and style sheets name and the site has lost."""

MAP = "/campus/map.htm"
MAP_PAGE = """
<!DOCTYPE html>
<html><head><meta charset="UTF-8"><title>Campus map</title>
<link rel="stylesheet" href="map.css?v=3"></head>
<body><img src="../images/校园 地图.png" alt="Map of the campus">
<p>Gates are open from six to eleven.</p></body></html>
"""
MAP_IMAGE = "/images/%E6%A0%A1%E5%9B%AD%20%E5%9C%B0%E5%9B%BE.png"

UNTAGGED = ("/style/print.css",)
UNDATED = ("/system/resource/js/focus.js",)

BLANK = bytes.fromhex(
    "47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b"
)
QUOTE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="24">'
    '<path d="M2 20V10Q2 2 12 2V6Q8 6 8 10H12V20ZM18 20V10Q18 2 28 2V6Q24 6 24 10H28V20Z" '
    'fill="#d8c9c0"/></svg>'
)
SEARCH = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" fill="none" stroke="#fff" '
    'stroke-width="3"><circle cx="10" cy="10" r="6"/><path d="M14.5 14.5 21 21"/></svg>'
)
SKETCHES = {
    "/images/logo.png": ("logo", 64, 64),
    "/images/touch.png": ("logo", 180, 180),
    "/images/bg.png": ("bg", 960, 120),
    "/images/bg-narrow.png": ("bg", 480, 120),
    "/images/title.png": ("title", 180, 48),
    "/images/bullet.png": ("bullet", 8, 8),
    "/images/badge.png": ("badge", 96, 40),
    "/images/badge-2x.png": ("badge", 192, 80),
    "/images/100%.png": ("green", 96, 40),
    "/images/校徽.png": ("emblem", 40, 40),
    "/images/校园 地图.png": ("map", 340, 150),
    "/images/qr-wechat.png": ("wechat", 72, 72),
    "/images/qr-weibo.png": ("weibo", 72, 72),
    "/images/qr-app.png": ("app", 72, 72),
    "/images/welcome-bg.png": ("welcome bg", 200, 60),
    "/images/welcome-480.png": ("welcome", 480, 270),
    "/images/welcome-narrow.png": ("welcome", 320, 180),
    "/images/poster.png": ("poster", 320, 180),
    "/images/rose garden.png": ("roses", 480, 270),
}
"""Seed, width and height of each picture of the templates; its address is not yet escaped."""
TILES = {
    "/images/footer-line.png": ("footer line", 60, 2),
    "/images/page corner.png": ("corner", 36, 36),
    "/images/dots.png": ("dots", 90, 4),
    "/images/paper.png": ("paper", 60, 60),
    "/images/pager.png": ("pager", 300, 6),
    "/images/list-edge.png": ("edge", 60, 20),
    "/images/stay.png": ("stay", 120, 72),
    "/campus/paper.png": ("paper", 60, 60),
}
"""The same of those that lie behind text."""


class Asset(NamedTuple):
    """A file that stays as it is."""

    content_type: str
    body: bytes
    dated: bool = True
    """Whether it comes with a `Last-Modified`."""
    tagged: bool = True
    """Whether it comes with an `ETag`."""


def text(kind: str, words: str) -> Asset:
    """Make a file of text."""
    return Asset(kind, dedent(words).strip().encode() + b"\n")


@cache
def assets() -> dict[str, Asset]:
    """Give the files by their address, neither escaped nor with a query."""
    files = {path: text("text/css", style.text) for path, style in STYLES.items()}
    files |= {path: text("application/javascript", words) for path, words in SCRIPTS.items()}
    files |= {path: Asset("image/png", picture(*drawn)) for path, drawn in SKETCHES.items()}
    files |= {path: Asset("image/png", tile(*drawn)) for path, drawn in TILES.items()}
    files |= {
        "/favicon.ico": Asset("image/png", picture("logo", 64, 64)),
        "/images/blank.gif": Asset("image/gif", BLANK),
        "/images/quote.svg": text("image/svg+xml", QUOTE),
        "/images/search.svg": text("image/svg+xml", SEARCH),
        # The very bytes that the CMS's store has under the digest.
        "/images/welcome.png": Asset("image/png", medium("png", 5).body),
        "/fonts/icons.woff": Asset("font/woff", woff()),
        "/fonts/icons.ttf": Asset("font/ttf", truetype()),
        MAP: text("text/html", MAP_PAGE),
    }
    for path in UNTAGGED:
        files[path] = files[path]._replace(tagged=False)
    for path in UNDATED:
        files[path] = files[path]._replace(dated=False)
    return files


@cache
def leads() -> dict[str, tuple[Need, ...]]:
    """Tell what style sheets and framed pages need, by the address that pages write."""
    told = {path: style.needs for path, style in STYLES.items() if style.needs}
    told |= {f"{path}?v=3": needs for path, needs in told.items()}
    return told | {MAP: at_once("/campus/map.css?v=3", MAP_IMAGE)}
