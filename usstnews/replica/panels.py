"""What templates show beside articles and lists, each panel with what it needs."""

from __future__ import annotations

from usstnews.replica.assets import MAP
from usstnews.replica.blocks import BASE, UP
from usstnews.replica.media import medium, recoded
from usstnews.replica.needs import Piece, at_once, later

__all__ = ["beacon", "campus", "contact", "film", "strip", "title", "welcome"]

BEACON = "https://stats.example/beacon.js"
QR = ("wechat", "weibo", "app")


def strip() -> Piece:
    """Write a row of pictures that only a script sets on the page.

    One stands with the host's full address, one in the folder of a sub-site.
    """
    pictures = (
        (medium("png", 40).path, "Library"),
        (f"{BASE}{medium('png', 41).path}?e=.png", "Harbour"),
        ("/images/rose garden.png", "Rose Garden"),
        (f"/en{medium('png', 42).path}", "Music Hall"),
    )
    lines = "\n".join(f'u4_strip.add("{address}", "{name}");' for address, name in pictures)
    return Piece(
        '<script type="text/javascript" src="/system/resource/js/focus.js"></script>\n'
        '<div class="strip" id="u4_strip"></div>\n<script type="text/javascript">\n'
        f'var u4_strip = new FocusPictures("u4_strip");\n{lines}\nu4_strip.show();</script>\n',
        at_once(
            "/system/resource/js/focus.js",
            *(address.removeprefix(BASE).replace(" ", "%20") for address, _ in pictures),
        ),
    )


def title(words: str) -> Piece:
    """Write the heading of a column over a picture that its own style names."""
    return Piece(
        '<h2 class="title" style="background:url(&quot;'
        f'{UP}images/title.png&quot;) no-repeat right">{words}</h2>\n',
        at_once("/images/title.png"),
    )


def welcome() -> Piece:
    """Write a picture in several widths, one that the server coded anew, and a style block."""
    held = recoded()[0]
    images = f"{UP}images/welcome"
    return Piece(
        f"<style>@import '{UP}style/home.css';\n"
        ".welcome p { margin: 0 } /* background: url(old.png) */</style>\n"
        f'<div class="welcome"><picture><source media="(max-width: 600px)" '
        f'srcset="{images}-narrow.png"><img src="{images}.png" alt="The campus" '
        f'srcset="{images}-480.png 480w, {images}.png 960w" sizes="(min-width: 600px) 320px"'
        f'></picture><img src="{held}" alt="The gate" '
        "style='border-radius:4px'><p>A university by the river.</p></div>\n",
        at_once("/style/home.css", held)
        + later("/images/welcome-narrow.png", "/images/welcome.png", "/images/welcome-480.png"),
    )


def film() -> Piece:
    """Write two videos with posters: one has its file in the tag, one in a `source`."""
    first, second = (f"{medium('mp4', number).path}?e=.mp4" for number in (0, 1))
    return Piece(
        f'<div class="film"><video controls preload="metadata" src="{first}" '
        f'poster="{UP}images/poster.png"></video>\n'
        f'<video controls preload="none" poster="{UP}images/poster.png">'
        f'<source src="{second}" type="video/mp4"></video></div>\n',
        at_once("/images/poster.png", first) + later(second),
    )


def campus() -> Piece:
    """Write a page of the site within the page."""
    return Piece(
        f'<iframe class="campus-map" src="{UP}{MAP[1:]}" title="Map"></iframe>\n', at_once(MAP)
    )


def contact() -> Piece:
    """Write pictures that a script draws in, each in place of an empty one."""
    blank = f"{UP}images/blank.gif"
    return Piece(
        f'<p><img src="{blank}" data-src="{UP}images/qr-wechat.png" alt="WeChat">'
        f'<img src="{blank}" orisrc="/images/qr-weibo.png" alt="Weibo" '
        'class="img_vsb_content">'
        f'<img class="lazy" src="" data-original="{UP}images/qr-app.png" alt="App"></p>',
        at_once("/images/blank.gif", *(f"/images/qr-{name}.png" for name in QR)),
    )


def beacon() -> Piece:
    """Write a script of another host."""
    return Piece(f'<script src="{BEACON}" async></script>\n', at_once(BEACON))
