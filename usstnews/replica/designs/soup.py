"""Pages made of divs that float, as they came after the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usstnews.replica.designs import beside, dress, lines, trails
from usstnews.replica.designs.design import Crumbs, Design, Line, Said
from usstnews.replica.designs.head import LOGO, Head, counter, menu, stamped

if TYPE_CHECKING:
    from usstnews.replica.content import Article
    from usstnews.replica.designs.design import Matter

__all__ = ["NOTICE", "PORTAL"]

XHTML = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
    '<html xmlns="http://www.w3.org/1999/xhtml">\n<head>\n'
    '<meta http-equiv="Content-Type" content="text/html; charset={charset}" />'
)

PORTAL_CSS = """
* { margin: 0; padding: 0 }
body { font: 14px/1.7 Arial; background: #e9edf0 }
.w96 { width: 1000px; margin: 0 auto; background: #fff; overflow: hidden }
.banner { background: #0b5394; padding: 14px; color: #fff }
.banner span { font-size: 22px; margin-left: 12px }
.navul { list-style: none; background: #073763; overflow: hidden }
.navul li { float: left; padding: 8px 14px }
.navul a { color: #fff; text-decoration: none }
.lt { float: left; width: 240px; padding: 16px; background: #f5f5f5 }
.lt li { list-style: none; border-bottom: 1px dotted #bbb; padding: 6px 0 }
.rt { float: right; width: 690px; padding: 16px }
.rt p { margin: 0 0 12px }
.rt img { max-width: 100% }
.con-h { font-size: 24px; color: #0b5394; text-align: center; padding: 10px 0 }
.con-span, .con-by { text-align: center; color: #777 }
.fot { clear: both; background: #444; color: #ccc; padding: 16px; text-align: center }
"""
PORTAL_HEAD = Head(PORTAL_CSS, XHTML)
PORTAL_TRAIL = Crumbs()


def portal_line(article: Article) -> Line:
    """Print the date over two spans and many lines, the names below it."""
    told = lines.pieces(article, "english")
    said = lines.broken(told[:1]).parts
    if len(told) > 1:
        by = lines.inline(told[1:], "&nbsp;&nbsp;")
        said += tuple(
            Said(f'<div class="con-by">{one.markup}</div>', one.words) for one in by.parts
        )
    return Line(said)


def portal(matter: Matter) -> str:
    """Write the page: a column of hot news goes before the article."""
    said = portal_line(matter.article)
    dated = f'<div class="con-span">\n{said.markup}\n</div>' if said.parts else ""
    hot = beside.latest(
        matter, '<li><em>{day}</em><div class="con-h2">{anchor}</div></li>', "%B %d, %Y"
    )
    return f"""{PORTAL_HEAD.write(matter)}<div class="w96"><div class="banner">{LOGO}
<span>University of Shanghai for Science and Technology</span></div>
<ul class="navul">
{menu()}
</ul>
<div class="lt"><div class="lt-h">HOT NEWS</div><ul>
{hot}
</ul><div class="lt-h">CONTACT</div><p>Tel: 021-5527-0000<br/>May 1, 2012</p></div>
<div class="rt">
<div class="dqwz">Your position: {trails.run(matter, PORTAL_TRAIL, " &gt;&gt; ")}</div>
<div class="con-h">{matter.title}</div>
{dated}
{said.beside}
<div class="con-tools">{beside.TOOLS}</div>
<div class="con-txt"><div id='vsb_content_2'><div class="v_news_content">
{dress.DRESSES["divs"](matter.article.blocks)}
</div></div></div>
{beside.files(matter, "chinese")}
{beside.ways(matter, "chinese list", '<ul class="np">{}</ul>')}
{beside.related(matter, "definitions", '<div class="rel-h">Related Articles</div>')}
</div>
<div class="fot">{beside.FOOTER}</div></div>
</body>
</html>
"""


PORTAL = Design(
    "portal-2012",
    "floating divs, hot news before the article, the date over two spans and many lines",
    portal,
    portal_line,
    stamped,
    PORTAL_TRAIL,
    latest=True,
)

NOTICE_CSS = """
body { margin: 0; font: 15px/1.8 "Microsoft YaHei", Arial; color: #333 }
.top { background: #7a1f2b; color: #fff; padding: 14px 60px }
.top a { color: #fff; margin-right: 18px; text-decoration: none }
.container { width: 1100px; margin: 20px auto; overflow: hidden }
.left { float: left; width: 200px; border-top: 3px solid #7a1f2b }
.left h1 { font-size: 20px }
.right { margin-left: 230px }
.right img { max-width: 100% }
.position { border-bottom: 1px solid #ccc }
.title { font-size: 22px; font-weight: bold; text-align: center; margin: 20px 0 6px }
.time { text-align: center; color: #999; border-bottom: 1px dashed #ccc }
.time em { margin: 0 6px 0 20px; font-style: normal }
.copyright { background: #eee; padding: 14px; text-align: center; font-size: 13px }
"""
NOTICE_HEAD = Head(NOTICE_CSS, kind=True)
NOTICE_TRAIL = Crumbs("网站首页", "正文")


def notice_line(article: Article) -> Line:
    """Print the date, and names behind Chinese labels in elements of their own."""
    labels = lines.CHINESE._replace(date="", comma="、")
    told = lines.pieces(article, "iso", labels)
    if not told:
        return Line()
    markup = told[0].value + "".join(f"<em>{one.label}</em>{one.value}" for one in told[1:])
    return Line((Said(markup, "".join(one.words for one in told)),))


def notice(matter: Matter) -> str:
    """Write the page: two containers in each other, files and neighbours in the outer one."""
    said = notice_line(matter.article).markup
    column, _ = matter.section
    clicks = f"浏览次数：<span>{counter(matter)}</span>"
    return f"""{NOTICE_HEAD.write(matter)}<DIV class="top">{LOGO}
{menu('<a href="{href}">{name}</a>')}</DIV>
<DIV class="container frame">
<DIV class="left"><H1>
{column.replace("&", "&amp;")}</H1><DT><BR>&nbsp;</DT></DIV>
<DIV class="right"><DIV class="position"><div>
当前位置:
{trails.run(matter, NOTICE_TRAIL, " >> ", "<span>{}</span>")}
</div></DIV>
<DIV class="content">
<form name="_newscontent_fromname">
<div>
<div class="title">{matter.title}</div>
<div class="time">{said} {clicks}</div>
<div class="text">
<div id="vsb_content">
<div class="v_news_content">
<div id="vsb_content_4"><div class="v_news_content">
{dress.DRESSES["as filed"](matter.article.blocks)}
</div></div><div id="div_vote_id"></div>
{beside.files(matter, "cms")}
{beside.ways(matter, "chinese", "<div>{}</div>")}
</div></div>
</div></div>
</form>
</DIV></DIV></DIV>
<div class="container">{beside.related(matter, "list", "<h3>相关文章</h3>")}</div>
<div class="copyright">{beside.FOOTER}</div>
</body></html>
"""


NOTICE = Design(
    "notice-2013",
    "Chinese labels, date and names glued, two containers in each other with all in the outer",
    notice,
    notice_line,
    stamped,
    NOTICE_TRAIL,
)
