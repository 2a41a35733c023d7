"""Pagers: the two families that the CMS has, and one that comes with a redesign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usstnews.replica.blocks import UP
from usstnews.replica.listing import PAGE_SIZE
from usstnews.replica.needs import at_once
from usstnews.replica.recipes import NEWS, RESEARCH

if TYPE_CHECKING:
    from usstnews.replica.listing import Column
    from usstnews.replica.needs import Need
    from usstnews.replica.redesign import Template

__all__ = ["pager", "pager_needs"]


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


def boxes(column: Column, page: int, count: int, total: int) -> str:
    """Write a pager as a toolkit for style sheets has it: boxes in a list, arrows at its ends."""

    def box(label: str, to: int, more: str = "") -> str:
        if not 1 <= to <= count:
            return f'<li class="page-item disabled"><span class="page-link">{label}</span></li>'
        if to == page:
            return (
                '<li class="page-item active" aria-current="page">'
                f'<span class="page-link">{label}</span></li>'
            )
        href = target(column, page, to, count)
        return f'<li class="page-item"><a class="page-link" href="{href}"{more}>{label}</a></li>'

    first, last = (page - 1) * PAGE_SIZE + 1, min(page * PAGE_SIZE, total)
    near = range(max(1, page - 3), min(count, page + 3) + 1)
    numbers = "\n".join(box(str(to), to) for to in near)
    before = box("&laquo;", page - 1, ' aria-label="Previous"')
    after = box("&raquo;", page + 1, ' aria-label="Next"')
    return (
        '<nav aria-label="Page navigation">\n<p class="page-info">'
        f'Showing {first} to {last} of {total} entries</p>\n<ul class="page-list">\n'
        f"{before}\n{numbers}\n{after}\n</ul>\n</nav>"
    )


def pager(column: Column, page: int, count: int, total: int, template: Template) -> str:
    """Write the way from a page of a listing to its others."""
    if template.pager:
        return boxes(column, page, count, total)
    written = rows if column.id == RESEARCH else spans
    return written(column, page, count, total)


def pager_needs(column: Column, template: Template) -> tuple[Need, ...]:
    """Tell what the pager of a listing needs."""
    if template.pager:
        return ()
    if column.id == RESEARCH:
        return at_once("/system/resource/js/gotopage.js", "/images/pager.png")
    return at_once("/system/resource/css/pagedown/sys.css")
