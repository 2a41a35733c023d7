"""Pages made with the grids and icons of a front-end kit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usstnews.replica.designs import beside, dress, lines, trails
from usstnews.replica.designs.design import TITLE, Crumbs, Design
from usstnews.replica.designs.head import LOGO, Head, counter, menu, stamped

if TYPE_CHECKING:
    from usstnews.replica.content import Article
    from usstnews.replica.designs.design import Line, Matter

__all__ = ["ICONS", "PANELS"]

NAVBAR_CSS = """
* { box-sizing: border-box }
body { margin: 0; font: 15px/1.6 "Helvetica Neue", Arial, sans-serif; color: #333 }
.navbar { background: #222; padding: 8px 24px; overflow: hidden }
.navbar-brand { float: left; color: #fff; font-size: 19px; text-decoration: none; margin: 0 }
.navbar ul { list-style: none; margin: 12px 0 0; padding: 0; float: right }
.navbar li { float: left; margin-left: 16px }
.navbar li a { color: #bbb; text-decoration: none }
.container { width: 1140px; margin: 20px auto; overflow: hidden }
.breadcrumb { list-style: none; background: #f5f5f5; padding: 8px 15px; margin: 0 0 20px }
.breadcrumb li { display: inline-block }
.breadcrumb li + li:before { content: "/"; padding: 0 6px; color: #bbb }
.col-md-8 { float: left; width: 66% }
.col-md-4 { float: right; width: 30% }
.panel { border: 1px solid #ddd; border-radius: 4px; margin-bottom: 20px; padding: 0 15px 10px }
.col-md-8 img, .col-md-9 img { max-width: 100% }
.dl-horizontal { overflow: hidden; color: #777; font-size: 13px }
.dl-horizontal dt { float: left; clear: left; width: 90px; font-weight: bold }
.dl-horizontal dd { margin-left: 100px }
.col-md-9 { width: 78%; margin: 0 auto }
.page-header { border-bottom: 1px solid #eee; font-size: 30px; font-weight: 500 }
.info { color: #888; font-size: 13px }
.info span { margin-right: 20px }
.fa:before { content: "\\25CF"; margin-right: 5px; color: #337ab7 }
footer { background: #222; color: #999; padding: 20px; text-align: center; font-size: 13px }
"""
NAVBAR = (
    f'<div class="navbar"><h1 class="navbar-brand">{LOGO} USST</h1>\n<ul class="nav">\n'
    f"{menu()}\n</ul></div>\n"
)

PANELS_HEAD = Head(NAVBAR_CSS, title="{title}-USST", kind=True)
PANELS_TRAIL = Crumbs("Home", TITLE)


def panels_line(article: Article) -> Line:
    """Print a list of definitions."""
    labels = lines.Labels("Date", "Author", "Editor", "Source", " and ")
    told = lines.pieces(article, "short", labels, "USST News Office")
    said = lines.definitions(told)
    words = " ".join(f"{piece.label} {piece.value}" for piece in told)
    return said._replace(parts=tuple(part._replace(words=words) for part in said.parts))


def panels(matter: Matter) -> str:
    """Write the page: the site's name in the first heading, the article's title in the second."""
    said = panels_line(matter.article).markup
    meta = f'<dl class="dl-horizontal">{said}</dl>' if said else ""
    related = beside.related(matter, "list", "<h3>Related Articles</h3>")
    news = beside.latest(matter, "<p>{anchor}<br><small>{day}</small></p>", "%b %d, %Y")
    return f"""{PANELS_HEAD.write(matter)}{NAVBAR}<div class="container">
{trails.listed(matter, PANELS_TRAIL)}
<div class="row"><div class="col-md-8">
<h2>{matter.title}</h2>
{meta}
<div class="v_news_content">
{dress.DRESSES["spans"](matter.article.blocks)}
</div>
{beside.files(matter, "list")}
{beside.ways(matter, "list", '<ul class="pager">{}</ul>')}
</div>
<div class="col-md-4"><div class="panel">{related}</div>
<div class="panel"><h3>Latest News</h3>{news}</div></div></div></div>
<footer>{beside.FOOTER}</footer>
</body>
</html>
"""


PANELS = Design(
    "panels-2016",
    "a grid, the breadcrumb a list that ends in the title, date and names a definition list",
    panels,
    panels_line,
    stamped,
    PANELS_TRAIL,
    latest=True,
)

ICONS_HEAD = Head(NAVBAR_CSS, kind=True)
ICONS_TRAIL = Crumbs()


def icons_line(article: Article) -> Line:
    """Print date and names in spans, each with an icon before it."""
    told = lines.pieces(article, "english")
    return lines.held(told, '<span><i class="fa fa-{kind}"></i> {label}{value}</span>', "\n")


def icons(matter: Matter) -> str:
    """Write the page: icons, buttons, a container that holds another of its own kind."""
    said = icons_line(matter.article).markup
    clicks = f'<span><i class="fa fa-eye"></i> Views: {counter(matter)}</span>'
    crumbs = trails.run(matter, ICONS_TRAIL, ' <span class="sep">/</span> ')
    return f"""{ICONS_HEAD.write(matter)}{NAVBAR}<div class="container">
<div class="crumb"><i class="fa fa-home"></i> {crumbs}</div>
<div class="col-md-9">
<form name="_newscontent_fromname">
<h1 class="page-header">{matter.title}</h1>
<p class="info">{said}
{clicks}</p>
{beside.SHARE}
<div id="vsb_content_500" class="article-txt"><div class="v_news_content">
<div class="v_news_content">
{dress.DRESSES["as filed"](matter.article.blocks)}
</div></div></div><div id="div_vote_id"></div>
{beside.files(matter, "english")}
{beside.ways(matter, "arrows", '<div class="clearfix">{}</div>')}
</form>
<hr>
{beside.related(matter, "blocks", '<h4><i class="fa fa-link"></i> Related articles</h4>')}
</div></div>
<footer>{beside.FOOTER}</footer>
</body>
</html>
"""


ICONS = Design(
    "icons-2018",
    "a span with an icon for date and each name, buttons to share, counted views",
    icons,
    icons_line,
    stamped,
    ICONS_TRAIL,
)
