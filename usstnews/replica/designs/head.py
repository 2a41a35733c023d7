"""The head of a page, and what stands on every page whatever its design."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from usstnews.replica import frame
from usstnews.replica.blocks import UP
from usstnews.replica.content import OWNER, summary
from usstnews.replica.needs import at_once, later

if TYPE_CHECKING:
    from usstnews.replica.content import Article
    from usstnews.replica.designs.design import Matter
    from usstnews.replica.needs import Need

__all__ = ["LOGO", "Head", "bare", "counter", "menu", "stamped"]

SCRIPTS = ("dynclicks.js", "news/newscontent.js", "lazyload.js?v=3")
CODE = "\n".join(f'<script src="/system/resource/js/{name}"></script>' for name in SCRIPTS)
LOGO = f'<img src="{UP}images/logo.png" alt="USST" height="48">'

BARE = at_once(*(f"/system/resource/js/{name}" for name in SCRIPTS), "/images/logo.png") + later(
    "/favicon.ico"
)
STAMPED = BARE + at_once(
    "/_sitegray/_sitegray_d.css",
    "/_sitegray/_sitegray.js",
    "/content.vsb.css",
    "/system/resource/js/vsbscreen.min.js",
    "/system/resource/js/counter.js",
)


def bare(_: Article) -> tuple[Need, ...]:
    """Tell what a page of any design needs."""
    return BARE


def stamped(_: Article) -> tuple[Need, ...]:
    """Tell what a page needs that bears the CMS's stamp."""
    return STAMPED


class Head(NamedTuple):
    """How the head of a page is written."""

    css: str
    opening: str = '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="{charset}">'
    title: str = "{title}-USST"
    stamped: bool = True
    """Whether it bears the CMS's stamp: column, template, article and owner."""
    kind: bool = False
    """Whether it tells the kind of the page and the article's title."""
    keywords: bool = True
    body: str = "<body>"

    def write(self, matter: Matter) -> str:
        """Write the page's beginning up to the body's start tag."""
        article, lines = matter.article, [self.opening.format(charset=matter.charset)]
        lines.append(f"<title>{self.title.format(title=matter.title)}</title>")
        if self.kind:
            words = escape(article.title)
            lines.append('<meta name="pageType" content="3">')
            lines.append(f'<meta name="pageTitle" content="{words}">')
        if self.keywords and article.keywords:
            words = escape(",".join(article.keywords))
            lines.append(f'<META Name="keywords" Content="{words}" />')
        if self.keywords and (words := summary(article)):
            lines.append(f'<META Name="description" Content="{escape(words)}" />')
        lines.append('<meta name="viewport" content="width=device-width, initial-scale=1">')
        lines.append(f'<link rel="shortcut icon" href="{UP}favicon.ico" type="image/x-icon">')
        if self.stamped:
            stamp = {"sheet": "content", "column": matter.around.column, "number": matter.number}
            lines.append(frame.FINGERPRINT.format(up=UP, owner=OWNER, **stamp).strip())
        lines += [f"<style>{self.css.strip()}\n</style>", CODE, f"</head>\n{self.body}\n"]
        return "\n".join(lines)


def menu(pattern: str = '<li><a href="{href}">{name}</a></li>', seam: str = "\n") -> str:
    """Write the links of the site's menu by a pattern."""
    return seam.join(
        pattern.format(href=href if ":" in href else UP + href, name=escape(name))
        for name, href in frame.MENU
    )


def counter(matter: Matter) -> str:
    """Write the script that shows how often the page was read."""
    return f'<script>_showDynClicks("wbnews", {OWNER}, {matter.number})</script>'
