"""Pages laid out in tables, as they were made in the years before style sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usstnews.replica.blocks import UP
from usstnews.replica.designs import beside, dress, lines, trails
from usstnews.replica.designs.design import Crumbs, Design
from usstnews.replica.designs.head import LOGO, Head, bare, counter, menu, stamped

if TYPE_CHECKING:
    from usstnews.replica.content import Article
    from usstnews.replica.designs.design import Line, Matter

__all__ = ["CELLS", "FONTS"]

OLD = (
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">\n<HTML><HEAD>'
    '<META content="text/html; charset={charset}" http-equiv=Content-Type>'
)
OPENED = (
    f'<TABLE width="1004" border=0 align=center cellpadding=0 cellspacing=0>\n<TR><TD height=80>'
    f'{LOGO} <FONT color="#003366" size=5>University of Shanghai for Science and Technology</FONT>'
    "</TD></TR>\n"
    f'<TR><TD bgcolor="#003366" height=28>{menu("<A href={href} class=m>{name}</A>", " | ")}'
    "</TD></TR></TABLE>\n"
)
CLOSED = (
    '<TABLE width="1004" border=0 align=center><TR><TD align=center bgcolor="#eeeeee">'
    f"{beside.FOOTER}</TD></TR></TABLE>\n</BODY></HTML>\n"
)

FONTS_CSS = """
body, td { font: 13px/1.6 SimSun, Arial }
a.m { color: #fff }
.fontstyle49639, .splitflagstyle49639 { color: #555 }
.txt img { max-width: 700px }
"""
FONTS_HEAD = Head(FONTS_CSS, OLD, body='<BODY bgcolor="#FFFFFF" text="#000000" topmargin="1">')
FONTS_TRAIL = Crumbs("首页", "正文")


def fonts_line(article: Article) -> Line:
    """Print source and date with Chinese labels, to the second."""
    labels = lines.CHINESE._replace(source="文章来源：")
    told = lines.pieces(article, "timed", labels, "International Office")
    return lines.inline([*told[1:2], *told[:1], *told[2:]], "\u3000\u3000")


def fonts(matter: Matter) -> str:
    """Write the page: tables in tables, the title in a cell."""
    said = fonts_line(matter.article).markup
    seam = '<span class="splitflagstyle49639">>></span>'
    crumbs = trails.run(matter, FONTS_TRAIL, seam, '<span class="fontstyle49639">{}</span>')
    body = dress.DRESSES["as filed"](matter.article.blocks)
    return f"""{FONTS_HEAD.write(matter)}{OPENED}
<TABLE width="1004" border="0" align="center" cellpadding="0" cellspacing="0"><TR>
<TD nowrap height=30 bgcolor=#f4f4f4>当前位置： {crumbs}</TD></TR></TABLE>
<table class="blueframe" width="1004" border="0" cellspacing="0" cellpadding="0" align="center">
<tr><td>
<form name="_newscontent_fromname">
<table border="0" cellspacing="0" cellpadding="0" width="1000" height="25">
<tr><td width="21">&nbsp;</td><td width="293">&nbsp;</td><td width="85">&nbsp;</td></tr></table>
<table border="0" cellspacing="0" cellpadding="0" width="1000"><tr><td>
<table border="0" cellspacing="0" cellpadding="0" width="1000"><tr><td width="20">&nbsp;</td>
<td bgcolor="#f4f4f4" height="30" width="960" align="middle" style="LINE-HEIGHT: 150%; \
COLOR: #ff6d01; FONT-SIZE: 16pt; FONT-WEIGHT: bold">{matter.title}</td>
<td width="20">&nbsp;</td></tr></table></td></tr>
<tr><td>&nbsp;</td></tr>
<tr><td><table border="0" cellspacing="0" cellpadding="0" width="864" align="center">
<tr height="20"><td bgcolor="#f4f4f4" align=center>\u3000\u3000\u3000{said}
\u3000\u3000阅读次数：{counter(matter)}</td></tr></table></td></tr>
<tr><td class="txt" style="padding: 10px 68px">
<div id="vsb_content_1001"><div class="v_news_content">
{body}
</div></div><div id="div_vote_id"></div></td></tr>
<tr><td style="padding: 0 68px">{beside.files(matter, "cms")}</td></tr>
<tr><td align=right>{beside.ways(matter, "chinese", "{}")}</td></tr>
<tr><td align=right>【<a href="javascript:window.close();">关闭窗口</a>】</td></tr></table>
</form></td></tr></table>
<TABLE width="1004" align=center border=0><TR><TD>{
        beside.related(matter, "cells", "<B>相关新闻</B>")
    }</TD></TR></TABLE>
{CLOSED}"""


FONTS = Design(
    "tables-2006",
    "tables in tables, capital tags, Chinese labels, the title in a cell",
    fonts,
    fonts_line,
    stamped,
    FONTS_TRAIL,
)

CELLS_CSS = """
body, td { font: 14px/1.6 Verdana, sans-serif }
a.m { color: #fff }
table.meta { margin: 0 auto; color: #666 }
td.side { background: #eef2f7; vertical-align: top; padding: 10px }
td.nr { padding: 12px 30px; vertical-align: top }
td.nr img { max-width: 640px }
"""
CELLS_HEAD = Head(CELLS_CSS, OLD, "{title}", stamped=False, keywords=False, body="<BODY>")
CELLS_TRAIL = Crumbs("USST Home", None)


def cells_line(article: Article) -> Line:
    """Print a row of a table for date, source and names."""
    labels = lines.Labels("Released", "Author", "Editor", "Source")
    told = lines.pieces(article, "british", labels, "USST News Center")
    rows = lines.cells(told)
    words = " ".join(f"{piece.label} {piece.value}" for piece in told)
    return rows._replace(parts=tuple(part._replace(words=words) for part in rows.parts))


def cells(matter: Matter) -> str:
    """Write the page: a menu and what is hot in the left column, the article in the right one."""
    said = cells_line(matter.article).markup
    meta = f'<table class="meta" border=0>\n{said}\n</table>' if said else ""
    body = dress.unhooked(dress.DRESSES["breaks"](matter.article.blocks))
    hot = beside.latest(matter, "<tr><td>{anchor}<br><font color=gray>({day})</font></td></tr>")
    return f"""{CELLS_HEAD.write(matter)}{OPENED}
<TABLE width="1004" border=0 align=center cellpadding=0 cellspacing=0>
<TR><TD class="side" width=220><b>Hot News</b>
<table border=0>
{hot}
</table>
<br><a href="{UP}About_USST2/Introduction.htm">About USST</a></TD>
<TD class="nr">
<div align=right><font size=2>{trails.run(matter, CELLS_TRAIL, " | ")}</font></div><hr size=1>
<center><font size=5 color="#990000"><b>{matter.title}</b></font></center><br>
{meta}
<hr size=1 noshade>
<table width="100%" border=0><tr><td>
{body}
</td></tr></table>
{beside.files(matter, "english")}
<hr size=1>
{beside.ways(matter, "english", "{}")}
{beside.related(matter, "paragraphs", "<b>Related News</b>")}
</TD></TR></TABLE>
{CLOSED}"""


CELLS = Design(
    "cells-2009",
    "a table of two columns, label and value in cells; no hook of the CMS is left",
    cells,
    cells_line,
    bare,
    CELLS_TRAIL,
    keywords=False,
    latest=True,
)
