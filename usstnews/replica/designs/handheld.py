"""Pages made for the telephone first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usstnews.replica.blocks import UP
from usstnews.replica.designs import beside, dress, lines, trails
from usstnews.replica.designs.design import Crumbs, Design
from usstnews.replica.designs.head import LOGO, Head, menu, stamped
from usstnews.replica.needs import at_once

if TYPE_CHECKING:
    from usstnews.replica.content import Article
    from usstnews.replica.designs.design import Line, Matter

__all__ = ["CHAT", "PHONE"]

CHAT_CSS = """
body { margin: 0; font: 17px/1.75 -apple-system, "PingFang SC", Arial; background: #ededed }
#page-content { max-width: 677px; margin: 0 auto; background: #fff; padding: 20px 16px }
.rich_media_title { font-size: 22px; line-height: 1.4; margin: 0 0 14px; font-weight: 500 }
.rich_media_meta_list { font-size: 15px; color: rgba(0, 0, 0, .4); margin-bottom: 22px }
.rich_media_meta_list em { font-style: normal; margin-right: 10px }
.rich_media_meta_list a { color: #576b95; text-decoration: none }
.rich_media_content img { max-width: 100% }
.qr { text-align: center; color: #999; font-size: 13px; padding: 20px }
.album a { color: #576b95 }
.where { font-size: 13px; color: #999 }
"""
CHAT_HEAD = Head(CHAT_CSS, '<!DOCTYPE html>\n<html lang="en-US"><head><meta charset="{charset}">')
CHAT_TRAIL = Crumbs()


def chat_line(article: Article) -> Line:
    """Print names first, in an element each, and the date last."""
    told = lines.pieces(article, "minute")
    return lines.spans([*told[1:], *told[:1]], "em", "\n", ' class="rich_media_meta"')


def chat(matter: Matter) -> str:
    """Write the page: sections in sections, a code to scan, no column beside the article."""
    said = chat_line(matter.article).markup
    meta = f'<div id="meta_content" class="rich_media_meta_list">{said}</div>' if said else ""
    return f"""{CHAT_HEAD.write(matter)}<div id="page-content">
<div class="where">{trails.run(matter, CHAT_TRAIL, " · ")}</div>
<form name="_newscontent_fromname">
<h2 class="rich_media_title" id="activity-name">
{matter.title}
</h2>
{meta}
<div class="rich_media_content" id="js_content"><div class="v_news_content">
{dress.DRESSES["sections"](matter.article.blocks)}
</div></div>
{beside.files(matter, "list")}
</form>
<div class="qr"><img src="{UP}images/qr-wechat.png" alt="QR code" width="120">
<p>Scan the QR code to follow USST</p></div>
<div class="album">{beside.ways(matter, "articles", "{}")}
{beside.related(matter, "paragraphs", "<p><strong>Related articles</strong></p>")}</div>
<p class="where">{LOGO} {menu('<a href="{href}">{name}</a>', " ")}</p>
</div>
</body></html>
"""


CHAT = Design(
    "chat-2019",
    "like an article in a chat program: names before the date, paragraphs in sections",
    chat,
    chat_line,
    lambda article: (*stamped(article), *at_once("/images/qr-wechat.png")),
    CHAT_TRAIL,
)

PHONE_CSS = """
:root { --c: #0a5c8f }
body { margin: 0; font: 16px/1.7 system-ui, Arial; color: #24292f }
.bar { background: var(--c); color: #fff; padding: 10px 16px; display: flex; gap: 14px }
.bar summary { cursor: pointer }
.bar a { color: #fff }
.page { max-width: 720px; margin: 0 auto; padding: 0 16px }
.breadcrumb { display: flex; list-style: none; padding: 0; font-size: 13px; color: #888 }
.page h1 { font-size: 1.6rem; line-height: 1.3; margin: .2em 0 .5em }
.eyebrow { color: var(--c); font-size: 14px; font-weight: 600; margin: 0 }
.byline { font-size: 14px; color: #666 }
.page img { max-width: 100%; height: auto }
.foot { background: #f3f5f7; font-size: 13px; padding: 16px; margin-top: 40px }
.downloads { background: #f3f5f7; padding: 6px 16px }
"""
PHONE_HEAD = Head(PHONE_CSS, kind=True)
PHONE_TRAIL = Crumbs()


def phone_line(article: Article) -> Line:
    """Print the date above the title, the names below it."""
    told = lines.pieces(article, "dotted")
    return lines.apart(
        told, '<p class="eyebrow">{label}{value}</p>', '<p class="byline {kind}">{label}{value}</p>'
    )


def phone(matter: Matter) -> str:
    """Write the page: a menu that folds, one column."""
    said = phone_line(matter.article)
    return f"""{PHONE_HEAD.write(matter)}<header class="bar">{LOGO}
<details><summary>Menu</summary><ul>{menu()}</ul></details></header>
<div class="page">
<nav>{trails.listed(matter, PHONE_TRAIL, "ul", " › ")}</nav>
<form name="_newscontent_fromname">
{said.markup}
<h1>{matter.title}</h1>
{said.beside}
<div class="v_news_content" id="vsb_content_501">
{dress.DRESSES["breaks"](matter.article.blocks)}
</div>
<div id="div_vote_id"></div>
{beside.files(matter, "list")}
</form>
{beside.ways(matter, "articles", '<nav class="steps">{}</nav>')}
<section>{beside.related(matter, "cards", "<h2>Related articles</h2>")}</section>
</div>
<footer class="foot">{beside.FOOTER}</footer>
</body>
</html>
"""


PHONE = Design(
    "phone-2021",
    "one column, the date above the title and the names below it, lines parted by breaks",
    phone,
    phone_line,
    stamped,
    PHONE_TRAIL,
)
