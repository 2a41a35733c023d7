"""Pages of these years: elements that say what they are, or names that say nothing."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from usstnews.replica.designs import beside, dress, lines, trails
from usstnews.replica.designs.design import Crumbs, Design, Line, Said
from usstnews.replica.designs.head import LOGO, Head, bare, menu, stamped

if TYPE_CHECKING:
    from usstnews.replica.content import Article
    from usstnews.replica.designs.design import Matter

__all__ = ["BUILT", "CAMPUS", "RELAUNCH"]

CAMPUS_CSS = """
body { margin: 0; font: 17px/1.65 Georgia, serif; color: #1b1b1b }
.site { display: flex; align-items: center; gap: 20px; padding: 14px 40px; background: #14213d }
.site ul { display: flex; gap: 16px; list-style: none; font: 14px Arial }
.site a { color: #fff; text-decoration: none }
.layout { max-width: 1120px; margin: 0 auto; display: grid; grid-template-columns: 1fr 280px;
  gap: 48px; padding: 0 24px }
article header { border-bottom: 1px solid #ddd; padding-bottom: 12px }
article h1 { font-size: 2.1rem; line-height: 1.2; margin: .3em 0 }
article img { max-width: 100%; height: auto }
.trail { font: 13px Arial; padding-top: 20px }
time, address { font: 14px Arial; color: #666; font-style: normal; display: inline }
aside { font: 14px/1.5 Arial }
.card { border-left: 3px solid #fca311; padding-left: 12px }
.card h4 { margin: 0 0 10px; font-weight: 400 }
.closing { background: #14213d; color: #ccc; padding: 24px 40px; font: 13px Arial }
"""
CAMPUS_HEAD = Head(CAMPUS_CSS, kind=True)
CAMPUS_TRAIL = Crumbs()


def stamped_time(article: Article, form: str) -> str:
    """Write the date as an element that tells it to machines too."""
    day = article.slot.day
    return f'<time datetime="{day.isoformat()}">{lines.DAYS[form](day)}</time>'


def campus_line(article: Article) -> Line:
    """Print the date as a time, and the names as an address."""
    told = lines.pieces(article, "weekday")
    if not told:
        return Line()
    names = escape(" · ".join(one.words for one in told[1:]), quote=False)
    address = f' · <address class="author">{names}</address>' if names else ""
    words = " · ".join(one.words for one in told)
    return Line((Said(stamped_time(article, "weekday") + address, words),))


def campus(matter: Matter) -> str:
    """Write the page: main, article and aside."""
    said = campus_line(matter.article).markup
    news = beside.latest(
        matter, '<article class="card"><h4>{anchor}</h4><time>{day}</time></article>'
    )
    return f"""{CAMPUS_HEAD.write(matter)}<header class="site">{LOGO}
<nav><ul>
{menu()}
</ul></nav></header>
<div class="layout">
<main>
<nav class="trail" aria-label="Breadcrumb">{trails.run(matter, CAMPUS_TRAIL, " » ")}</nav>
<article>
<header><h1>{matter.title}</h1>
<div class="meta">{said}</div></header>
<div id="vsb_content" class="prose"><div class="v_news_content">
{dress.DRESSES["as filed"](matter.article.blocks)}
</div></div>
<footer>{beside.files(matter, "list")}{beside.SHARE}</footer>
</article>
{beside.ways(matter, "articles", '<nav class="steps">{}</nav>')}
</main>
<aside>
<section><h3>Latest News</h3>{news}</section>
<section>{beside.related(matter, "cards", "<h3>Related articles</h3>")}</section>
</aside>
</div>
<footer class="closing">{beside.FOOTER}</footer>
</body>
</html>
"""


CAMPUS = Design(
    "campus-2024",
    "main, article, header, time and address; cards of other articles aside",
    campus,
    campus_line,
    stamped,
    CAMPUS_TRAIL,
    latest=True,
)

RELAUNCH_CSS = """
body { margin: 0; font: 17px/1.7 "Source Sans 3", Arial, sans-serif; color: #222 }
.masthead { border-top: 6px solid #b01c2e; padding: 12px 40px; display: flex; gap: 24px }
.masthead a { color: #222; text-decoration: none; margin-right: 14px; font-size: 15px }
.wrap { max-width: 780px; margin: 0 auto; padding: 20px }
.breadcrumb { list-style: none; display: flex; gap: 12px; padding: 0; font-size: 14px }
.entry-title { font-size: 2.2rem; line-height: 1.2 }
.entry-content img { max-width: 100%; height: auto }
.entry-meta { border-top: 1px solid #ddd; color: #777; font-size: 15px; padding-top: 8px }
.colophon { background: #f2f2f2; padding: 20px 40px; font-size: 14px }
"""
RELAUNCH_HEAD = Head(
    RELAUNCH_CSS, title="{title} | University of Shanghai for Science and Technology",
    stamped=False, keywords=False,
)  # fmt: skip
RELAUNCH_TRAIL = Crumbs("Home", None)


def relaunch_line(article: Article) -> Line:
    """Print one line, which says first that it is the date of publication."""
    labels = lines.Labels("Published on ", "by ", "Copyedited by ")
    told = lines.pieces(article, "english", labels)
    return lines.one(told, '<p class="posted">{}</p>')


def relaunch(matter: Matter) -> str:
    """Write the page: an article whose date stands in its footer."""
    said = relaunch_line(matter.article).markup
    body = dress.unhooked(dress.DRESSES["as filed"](matter.article.blocks))
    return f"""{RELAUNCH_HEAD.write(matter)}<header class="masthead">{LOGO}
<nav>{menu('<a href="{href}">{name}</a>')}</nav></header>
<main class="wrap">
<nav aria-label="Breadcrumb">{trails.listed(matter, RELAUNCH_TRAIL)}</nav>
<article class="post type-post">
<header class="entry-header"><h1 class="entry-title">{matter.title}</h1></header>
<div class="entry-content">
{body}
</div>
<footer class="entry-meta">{said}</footer>
</article>
{beside.files(matter, "list")}
{beside.ways(matter, "arrows", '<nav class="post-navigation">{}</nav>')}
<section class="related">{beside.related(matter, "list", "<h2>Related articles</h2>")}</section>
</main>
<footer class="colophon">{beside.FOOTER}</footer>
</body>
</html>
"""


RELAUNCH = Design(
    "relaunch-2025",
    "another CMS: main, article, an entry whose date stands below it; no hook is left",
    relaunch,
    relaunch_line,
    bare,
    RELAUNCH_TRAIL,
    keywords=False,
)

BUILT_CSS = """
body { margin: 0; font: 16px/1.6 Inter, Arial, sans-serif }
.css-1h7k { background: #fff; border-bottom: 1px solid #e3e3e3; padding: 12px 32px }
.css-1h7k a { margin-right: 14px; color: #333; text-decoration: none }
.css-9qpx { display: flex; max-width: 1120px; margin: 24px auto; gap: 40px }
.css-lq2a { width: 260px; flex: none; font-size: 14px }
.css-lq2a div { padding: 8px 0; border-bottom: 1px solid #eee }
.css-8atq { flex: 1; min-width: 0 }
.css-t1tl { font-size: 30px; font-weight: 700; line-height: 1.25 }
.css-d4t3 { float: left; text-align: center; background: #f1f5f9; padding: 8px 14px;
  margin: 0 16px 8px 0 }
.css-d4t3 b { display: block; font-size: 26px }
.css-by01 { color: #64748b; font-size: 14px }
.css-b0dy { clear: both; padding-top: 10px }
.css-b0dy img { max-width: 100% }
.css-f00t { background: #0f172a; color: #cbd5e1; padding: 24px 32px; font-size: 13px }
"""
BUILT_HEAD = Head(BUILT_CSS, title="{title}", stamped=False, keywords=False)


def built_line(article: Article) -> Line:
    """Print the day large above month and year, and the names elsewhere."""
    told = lines.pieces(article, "british")
    if not told:
        return Line()
    number, rest = told[0].value.split(" ", 1)
    dated = Said(f'<div class="css-d4t3"><b>{number}</b><span>{rest}</span></div>', told[0].value)
    names = lines.spans(told[1:], "span", " • ")
    named = (Said(f'<div class="css-by01">{one.markup}</div>', one.words) for one in names.parts)
    return Line((dated, *named))


def built(matter: Matter) -> str:
    """Write the page: divs with names that a program made, other articles before this one."""
    said = built_line(matter.article)
    body = dress.unhooked(dress.DRESSES["divs"](matter.article.blocks))
    news = beside.latest(matter, "<div>{anchor}<br><small>{day}</small></div>", "%d %b %Y")
    return f"""{BUILT_HEAD.write(matter)}<div id="root"><div class="css-1h7k">{LOGO}
{menu('<a href="{href}">{name}</a>')}</div>
<div class="css-9qpx"><div class="css-lq2a"><strong>Trending</strong>
{news}
{beside.related(matter, "blocks", "<strong>Related articles</strong>")}</div>
<div class="css-8atq">
<div class="css-t1tl">{matter.title}</div>
{said.markup}
{said.beside}
<div class="css-b0dy">
{body}
</div>
{beside.files(matter, "english")}
{beside.ways(matter, "articles", '<div class="css-n4v0">{}</div>')}
</div></div>
<div class="css-f00t">{beside.FOOTER}</div></div>
</body>
</html>
"""


BUILT = Design(
    "built-2025",
    "divs with names that a program made, no breadcrumb, the day above the month; no hook is left",
    built,
    built_line,
    bare,
    None,
    keywords=False,
    latest=True,
)
