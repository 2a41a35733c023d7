"""Listing pages with the two families of pagers that the CMS has."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from usstnews.replica import frame, panels
from usstnews.replica.blocks import BASE, UP
from usstnews.replica.content import OWNER
from usstnews.replica.media import PICTURES, medium
from usstnews.replica.needs import Need, Piece, at_once, later
from usstnews.replica.recipes import BANNER, NEWS, RESEARCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usstnews.replica.listing import Column, Entry

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


def target(column: Column, page: int, to: int, count: int) -> str:
    """Give the way from one page of a listing to another."""
    name = column.stem[1:]
    if to == 1:
        return f"../{name}.htm"
    number = f"{count - to + 1}.htm"
    return f"{name}/{number}" if page == 1 else number


def spans(column: Column, page: int, count: int, total: int) -> str:
    """Write a pager of the newer family."""

    def step(name: str, to: int, label: str) -> str:
        if to == page or not 1 <= to <= count:
            return f'<span class="p_{name}_d p_fun_d">{label}</span>'
        href = target(column, page, to, count)
        return f'<span class="p_{name} p_fun"><a href="{href}">{label}</a></span>'

    numbers, last = [], 0
    for to in sorted({1, count, *range(max(1, page - 2), min(count, page + 2) + 1)}):
        if to > last + 1:
            numbers.append('<span class="p_dot">...</span>')
        if to == page:
            numbers.append(f'<span class="p_no_d">{to}</span>')
        else:
            href = target(column, page, to, count)
            numbers.append(f'<span class="p_no"><a href="{href}">{to}</a></span>')
        last = to
    style, totals = "pb_sys_normal pb_sys_style2", ""
    if column.id == NEWS:
        style = "pb_sys_short pb_sys_style4"
        totals = f'<span class="p_t">共{total}条</span> <span class="p_t">{page}/{count}</span>'
    return (
        '<link rel="stylesheet" Content-type="text/css" '
        'href="/system/resource/css/pagedown/sys.css">'
        f'<div class="pb_sys_common {style}" style="margin-top:10px;text-align:center;">{totals}'
        f'<span class="p_pages">{step("first", 1, "首页")}{step("prev", page - 1, "上页")}'
        f"{''.join(numbers)}{step('next', page + 1, '下页')}"
        f"{step('last', count, '尾页')}</span></div>"
    )


def rows(column: Column, page: int, count: int, total: int) -> str:
    """Write a pager of the older family: first and previous share a class, next and last too."""

    def step(name: str, to: int, label: str) -> str:
        if to == page or not 1 <= to <= count:
            return f'<span class="{name}Disabled">{label}</span>'
        return f'<a href="{target(column, page, to, count)}" class="{name}">{label}</a>'

    ends = step("Prev", 1, "首页") + step("Prev", page - 1, "上页")
    ends += step("Next", page + 1, "下页") + step("Next", count, "尾页")
    return (
        '<script language="javascript" src="/system/resource/js/gotopage.js"></script>'
        '<script type="text/javascript">function a234609_gopage_fun(){_simple_list_gotopage_fun('
        f"{count},'a234609GOPAGE',2)}}</script>"
        '<table cellspacing="0" cellpadding="0" border="0"><TR><td colspan="0"><table '
        'cellspacing="0" class="headStyle1a4cibu336" width="100%" cellpadding="1">'
        f'<tr valign="middle"><TD nowrap align="left" width="1%" id="fanye234609">共{total}条'
        f'&nbsp;&nbsp;{page}/{count}&nbsp;</td><td nowrap align="left"><div>{ends}</div></td></tr>'
        f'</table><tr><td background="{UP}images/pager.png">&nbsp;</td></tr></table>'
    )


def beside(column: Column) -> Piece:
    """Write what a column shows above its list."""
    return {NEWS: panels.welcome, BANNER: panels.strip, RESEARCH: panels.film}[column.id]()


def list_needs(column: Column, shown: Sequence[Entry]) -> list[Need]:
    """Tell what a page of a listing needs."""
    scripts = at_once("/system/resource/js/dynclicks.js", "/images/hit.gif")
    needs = [*frame.framed("list"), *panels.title("").needs, *beside(column).needs, *scripts]
    if column.id == RESEARCH:
        needs += at_once("/system/resource/js/gotopage.js", "/images/pager.png")
    else:
        needs += at_once("/system/resource/css/pagedown/sys.css")
    if column.id == NEWS:
        for entry in shown[::3]:
            needs += thumb(entry).needs
    return [*needs, *panels.beacon().needs]


def list_page(column: Column, lines: list[Line], page: int, count: int, total: int) -> str:
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
    pager = rows if column.id == RESEARCH else spans
    title = frame.Head(column.name, column.id, "list", 2, keywords=("USST", column.name))
    return (
        f"{frame.head(title)}{frame.top()}"
        '<script language="javascript" src="/system/resource/js/dynclicks.js"></script>\n'
        f'<div class="main"><div class="inner">\n<div class="position"><a href="{UP}index.htm">Home'
        f"</a> · {escape(column.name)}</div>\n{panels.title(escape(column.name)).markup}"
        f"{beside(column).markup}"
        f'<div class="list list-{unit}">\n<ul>\n{"".join(written)}</ul>\n<div class="pagination">\n'
        f"{pager(column, page, count, total)}\n</div><script>{batch}</script></div>\n"
        f'<img src="/images/hit.gif" width="1" height="1" alt="">{panels.beacon().markup}'
        f"</div></div>\n{frame.foot()}"
    )
