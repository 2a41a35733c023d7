"""Listing pages."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from usstnews.replica import frame, panels
from usstnews.replica.blocks import BASE, UP
from usstnews.replica.content import OWNER
from usstnews.replica.media import PICTURES, medium
from usstnews.replica.needs import Need, Piece, at_once, later
from usstnews.replica.pagers import pager, pager_needs
from usstnews.replica.recipes import BANNER, NEWS, RESEARCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usstnews.replica.listing import Column, Entry
    from usstnews.replica.redesign import Template

__all__ = ["Line", "commented_out", "list_needs", "list_page"]

COMPONENT = {NEWS: "u7", BANNER: "u9", RESEARCH: "u5"}


class Line(NamedTuple):
    """An item with the words that it prints."""

    entry: Entry
    title: str
    summary: str


def commented_out(column: int) -> str:
    """Give the address that stands in a listing within a comment only."""
    return f"/info/{column}/{900 + column % 10}.htm"


def cut(title: str, length: int = 46) -> str:
    """Cut a title as the CMS does."""
    return escape(title if len(title) <= length else title[:length] + "...", quote=False)


def link(entry: Entry) -> str:
    """Give the address as the listing prints it: mostly relative to the page."""
    if not entry.path.startswith("/"):
        return entry.path
    path = entry.path.replace("&", "&amp;") if entry.slot.id % 2 else entry.path
    return BASE + path if entry.slot.id % 7 == 3 else UP + path[1:]


def thumb(entry: Entry) -> Piece:
    """Write an item's picture in one of three ways, each with another address of the same file."""
    path = medium("png", entry.slot.content % PICTURES).path
    typed = f"{path}?e=.png"
    match entry.slot.content % 3:
        case 0:
            return Piece(f'<img src="{path}" alt="">', at_once(path))
        case 1:
            blank = f"{UP}images/blank.gif"
            return Piece(
                f'<img src="{blank}" data-src="{typed}" alt="">',
                at_once("/images/blank.gif", typed),
            )
        case _:
            return Piece(
                f'<img src="/en{path}" srcset="/en{path} 480w, {typed} 960w" sizes="120px" alt="">',
                at_once(f"/en{path}") + later(typed),
            )


def news_item(line: Line, at: int) -> str:
    """Write an item with a split date, at times with a picture that is a link as well."""
    href, title = link(line.entry), escape(line.title)
    day, picture = line.entry.day, ""
    if at % 3 == 0:
        picture = f'<a class="thumb" href="{href}">{thumb(line.entry).markup}</a>\n'
    date = ""
    if day:
        date = f'<div class="text-ldata"><div><p>{day:%m/%d}</p><span>{day:%Y}</span></div></div>'
    return (
        f'<li>\n{picture}<a href="{href}" title="{title}">\n{date}\n<div class="text-linfo">\n'
        f"<h3>{cut(line.title)}</h3>\n<p>{escape(line.summary, quote=False)}</p>\n"
        "</div>\n</a>\n</li>\n"
    )


def banner_item(line: Line, at: int) -> str:
    """Write an item with its date in brackets."""
    day = line.entry.day
    date = f"<SPAN>[{day:%Y-%m-%d}]</SPAN> " if day else ""
    return (
        f'<li id="line_u9_{at}">{date}<a href="{link(line.entry)}" target="_blank" '
        f'title="{escape(line.title)}">{cut(line.title)}</a></li>\n'
    )


def research_item(line: Line, at: int) -> str:
    """Write an item that is never closed, whose id repeats, and whose title may be uncut."""
    day = line.entry.day
    date = f"<span>{day:%Y-%m-%d}</span>" if day else ""
    if at % 4 == 0:
        words = f'">{escape(line.title, quote=False)}'
    else:
        words = f'" title="{escape(line.title)}">{cut(line.title)}'
    return f'<li id="line_u5_0"><div><a href="{link(line.entry)}{words}</a> </div>{date}\n'


ITEM = {NEWS: news_item, BANNER: banner_item, RESEARCH: research_item}


def beside(column: Column) -> Piece:
    """Write what a column shows above its list."""
    return {NEWS: panels.welcome, BANNER: panels.strip, RESEARCH: panels.film}[column.id]()


def list_needs(column: Column, shown: Sequence[Entry], template: Template) -> list[Need]:
    """Tell what a page of a listing needs."""
    scripts = at_once("/system/resource/js/dynclicks.js", "/images/hit.gif")
    needs = [*frame.framed("list"), *panels.title("").needs, *beside(column).needs, *scripts]
    needs += pager_needs(column, template)
    if column.id == NEWS:
        for entry in shown[::3]:
            needs += thumb(entry).needs
    return [*needs, *panels.beacon().needs]


def list_page(
    column: Column, lines: list[Line], page: int, count: int, *, total: int, template: Template
) -> str:
    """Write one page of a listing."""
    written = [ITEM[column.id](line, at) for at, line in enumerate(lines)]
    old = commented_out(column.id)
    written.insert(
        1,
        f'<!-- <li id="line_u0_0"><a href="{UP}{old[1:]}" title="Taken out">Taken out</a></li> '
        "-->\n",
    )
    numbers = [line.entry.slot.id for line in lines]
    unit = COMPONENT[column.id]
    names = ",".join(f"'dynclicks_{unit}_{number}'" for number in numbers)
    batch = f'_showDynClickBatch([{names}],[{",".join(map(str, numbers))}],"wbnews", {OWNER})'
    title = frame.Head(column.name, column.id, "list", 2, keywords=("USST", column.name))
    return (
        f"{frame.head(title)}{frame.top()}"
        '<script language="javascript" src="/system/resource/js/dynclicks.js"></script>\n'
        f'<div class="main"><div class="inner">\n<div class="position"><a href="{UP}index.htm">Home'
        f"</a> · {escape(column.name)}</div>\n{panels.title(escape(column.name)).markup}"
        f"{beside(column).markup}"
        f'<div class="list list-{unit}">\n<ul>\n{"".join(written)}</ul>\n<div class="pagination">\n'
        f"{pager(column, page, count, total, template)}\n</div><script>{batch}</script></div>\n"
        f'<img src="/images/hit.gif" width="1" height="1" alt="">{panels.beacon().markup}'
        f"</div></div>\n{frame.foot()}"
    )
