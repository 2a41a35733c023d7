"""Article pages in the site's own design, in the layouts that sites of the CMS have."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from usstnews.replica import frame, panels
from usstnews.replica.assets import MISSING_STYLE
from usstnews.replica.blocks import UP
from usstnews.replica.content import OWNER, Article, Attachment, summary
from usstnews.replica.listing import COLUMNS
from usstnews.replica.needs import at_once
from usstnews.replica.recipes import NEWS
from usstnews.replica.redesign import Template, date_below, opening

if TYPE_CHECKING:
    from usstnews.replica.designs.design import Matter, Surroundings
    from usstnews.replica.needs import Need

__all__ = ["FORWARD", "article_page", "needs_of_page"]

FORWARD = (
    '<script type="text/javascript">'
    "NewsvoteDWR.getNewsLinkUrl({number},'{owner}','vsb',newsSkip);"
    'function newsSkip(data){{if(data != ""){{window.location.href = data;}}}}</script>'
)
SCRIPTS = (
    '<script language="javascript" src="/system/resource/js/dynclicks.js"></script>'
    f'<script language="javascript" src="{UP}_dwr/interface/NewsvoteDWR.js"></script>'
    f'<script language="javascript" src="{UP}_dwr/engine.js"></script>'
    '<script language="javascript" src="/system/resource/js/news/newscontent.js"></script>'
)
GALLERY = f'<LINK href="{MISSING_STYLE}" type="text/css" rel="stylesheet">'
NEEDS = (
    *at_once(
        "/system/resource/js/dynclicks.js",
        "/_dwr/interface/NewsvoteDWR.js",
        "/_dwr/engine.js",
        "/system/resource/js/news/newscontent.js",
        "/images/stay.png",
    ),
    *panels.contact().needs,
)
"""What the template of articles needs."""


def trail(column: int) -> str:
    """Write the breadcrumb."""
    name, stem = escape(COLUMNS[column].name), COLUMNS[column].stem[1:]
    return (
        f'<div class="position"><a href="{UP}index.htm">Home</a> · '
        f'<a href="{UP}{stem}.htm">{name}</a> · Content</div>\n'
    )


def downloads(attachments: tuple[Attachment, ...], ampersand: str) -> str:
    """Write the files below the body."""
    if not attachments:
        return ""
    lines = "\n".join(
        f'<li>附件【<a href="{item.path.replace("&", ampersand)}" target="_blank">'
        f'{escape(item.name)}</a>】已下载<span id="nattach{item.number}"><script language='
        f'"javascript">getClickTimes({item.number},{OWNER},"wbnewsfile","attach")</script></span>'
        "次</li>"
        for item in attachments
    )
    return f'<p><UL style="list-style-type:none;">\n{lines}\n</UL></p>\n'


def shown(title: str, length: int = 40) -> str:
    """Cut a title as the CMS does."""
    return escape(title if len(title) <= length else title[:length] + "...", quote=False)


def steps(around: Surroundings, number: int) -> str:
    """Write the links to the neighbours: `上一条` is the newer, `下一条` the older."""
    labels = ("Previous：", "Next：") if number % 4 == 0 else ("上一条：", "下一条：")
    lines = []
    for label, neighbour in zip(labels, (around.newer, around.older), strict=True):
        if neighbour:
            title, path = neighbour
            same = path.startswith(f"/info/{around.column}/")
            href = path.rsplit("/", 1)[-1] if same and number != -1 else UP + path[1:]
            lines.append(
                f'<p>{label}<a href="{href}" Title="{escape(title)}">{shown(title)}</a></p>'
            )
    return f'<div class="pnext">{"".join(lines)}</div>\n' if lines else ""


def elsewhere(around: Surroundings) -> str:
    """Write what follows the article: related articles, which may be none, and a heading."""
    lines = "\n".join(
        f'<li id="line_u12_{at}"><a href="{UP}{path[1:]}" title="{escape(title)}">'
        f"{shown(title)}</a></li>"
        for at, (title, path) in enumerate(around.related)
    )
    return (
        f'<div class="related"><h3>Related articles</h3><ul>\n{lines}\n</ul></div>\n'
        f'<div class="stay" style="background: url({UP}images/stay.png) no-repeat right bottom">'
        '<h3>Stay Connected</h3><ul><li><a href="https://weibo.example/usst">Weibo</a></li><li>'
        f'<a href="javascript:void(0)">WeChat</a></li></ul>{panels.contact().markup}</div>\n'
    )


def body(article: Article, below: str, template: Template) -> str:
    """Write the body in its containers; `below` is what stands after it within the form."""
    layout = article.slot.recipe.layout
    inner = "\n".join(block.published for block in article.blocks)
    vote = '<div id="div_vote_id"></div>\n'
    opened = opening(layout, template)
    match layout:
        case "nested":
            return f"{opened}{inner}\n</div></div>{vote}{below}</div></div>\n"
        case "no inner":
            return f"{opened}{inner}\n</div>{vote}{below}"
        case "no form":
            return f"{opened}{inner}\n</div></div>{below}"
        case _:
            return f"{opened}{inner}\n</div></div>{vote}{below}"


def has_gallery(article: Article) -> bool:
    """Tell whether the page has the style of the CMS's gallery."""
    return article.slot.id % 3 == 0


def needs_of_page(article: Article) -> list[Need]:
    """Tell what the page of an article needs besides what is in the article."""
    needs = [*frame.framed("content", article.slot.recipe.skin), *NEEDS]
    return [*needs, *at_once(MISSING_STYLE)] if has_gallery(article) else needs


def article_page(matter: Matter) -> str:
    """Write the page of an article."""
    article, around, template, dynamic = matter
    recipe, number = article.slot.recipe, article.slot.id
    tag, _, css_class = recipe.heading.partition(".")
    attribute = f' class="{css_class}"' if css_class else ""
    heading = f"<{tag}{attribute}>{escape(article.title, quote=False)}</{tag}>\n"
    if recipe.heading == "h3":
        heading += "<h4></h4>\n"
    dated = article.dateline.published
    if dated and not template.dateline:
        heading += f'<p class="art-date">{dated}</p>\n'
    if number % 5 == 0:
        clicks = f'_showDynClicks("wbnews", {OWNER}, {number})'
        heading += f'<div class="art-clicks">Clicks: <span><script>{clicks}</script></span></div>\n'
    below = downloads(article.attachments, recipe.attachments)
    below += steps(around, -1 if dynamic else number)
    opened, closed = '<form name="_newscontent_fromname">\n', "</form>\n"
    if recipe.layout == "no form":
        opened = closed = ""
    forward = FORWARD.format(number=number, owner=OWNER) if recipe.skips else ""
    page = frame.Head(
        article.title,
        around.column or NEWS,
        "content",
        3,
        number,
        article.keywords,
        summary(article),
    )
    gallery = GALLERY if has_gallery(article) else ""
    before = f'{frame.top()}<div class="main"><div class="inner">\n{trail(around.column)}'
    after = f"{elsewhere(around)}</div></div>\n{frame.foot()}"
    if recipe.skin == "capitals":
        before, after = frame.shout(before), frame.shout(after)
    return (
        f"{frame.head(page, skin=recipe.skin, charset=matter.charset)}{before}{SCRIPTS}{gallery}"
        f"{forward}{opened}"
        f'<div class="art-tit">\n{heading}</div>\n{body(article, below, template)}'
        f"{date_below(dated) if template.dateline else ''}{closed}{after}"
    )
