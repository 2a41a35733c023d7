"""Pages that are neither articles nor listings."""

from __future__ import annotations

from html import escape
from random import Random
from typing import TYPE_CHECKING

from usstnews.replica import frame, panels
from usstnews.replica.articlepage import FORWARD
from usstnews.replica.blocks import UP
from usstnews.replica.content import OWNER, Attachment
from usstnews.replica.embedded import bound, filmed
from usstnews.replica.media import PICTURES, medium
from usstnews.replica.needs import Need, Piece, at_once, later
from usstnews.replica.prose import Prose
from usstnews.replica.redesign import WRAPPED, opening

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usstnews.replica.blocks import Block
    from usstnews.replica.listing import Entry
    from usstnews.replica.listpage import Line
    from usstnews.replica.redesign import Template

__all__ = [
    "CAPTCHA",
    "CHALLENGE",
    "DELETED",
    "FORM",
    "LOGINS",
    "MISSING",
    "RESTRICTED",
    "SINGLE",
    "home_needs",
    "home_page",
    "single_needs",
    "single_page",
    "stub_page",
]

SINGLE: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "/About_USST2/Introduction.htm": (1011, "Introduction", (
        "USST is a university of engineering by the river. This page stands for its introduction.",
        "It has schools, laboratories, a library and a rose garden.",
    )),
    "/Campus_Life/Arts___Culture/Campus_Culture.htm": (1074, "Campus Culture", (
        "Choirs, orchestras and theatre groups meet in the Music Hall.",
        "Everyone may join at the beginning of a term.",
    )),
    "/private/index.htm": (1190, "Intranet", (
        "This page is not for the public. Visitors that heed robots.txt never see it.",
    )),
}  # fmt: skip

LOGINS = ("/system/caslogin.jsp", "/system/resource/code/auth/clogin.jsp")
RESTRICTED = (
    '<!DOCTYPE html>\n<html><head><meta charset="UTF-8"><title>系统提示</title></head>\n<body>\n'
    '<div class="tip"><p>您无权访问此页面，请登录后访问。</p>\n'
    "<p>The page is open to members of the university. "
    '<a href="/system/resource/code/auth/clogin.jsp">登录</a></p></div>\n'
    "</body></html>\n"
)

PADDING = "\n".join(
    f".tip{at} {{ margin: 0 auto; padding: {at}px; color: #666 }}" for at in range(24)
)
MISSING = (
    "<!DOCTYPE html>\n<html><head>"
    '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
    f"<title>404错误提示</title>\n<style>\n{PADDING}\n</style></head>\n<body>\n"
    '<div class="tip1"><h1>404</h1><p>很抱歉，您要访问的页面不存在或已被删除。</p>\n'
    "<p>The page that you asked for was not found.</p></div>\n</body></html>\n"
)

DELETED = (
    "<html>\n<head><title>410 Gone</title></head>\n<body>\n<center><h1>410 Gone</h1></center>\n"
    "<hr><center>VWebServer</center>\n</body>\n</html>\n"
)

CHALLENGE = (
    '<!DOCTYPE html>\n<html><head><meta charset="UTF-8"><title></title></head><body><script>\n'
    'var challengeId = "5f0c2b7d9e"; var answer = 42;\n'
    'var request = new XMLHttpRequest(); request.open("POST", "/dynamic_challenge", true);\n'
    "request.send(JSON.stringify({challenge_id: challengeId, answer: answer}));\n"
    "</script></body></html>\n"
)

CAPTCHA = (
    '<!DOCTYPE html>\n<html><head><meta charset="UTF-8"><title>附件下载</title></head>\n<body>\n'
    '<div class="box"><h1>请输入验证码下载附件</h1>\n<form method="get" action="download.jsp">'
    '<img src="/system/resource/js/filedownload/createimage.jsp" alt="">'
    '<input type="text" name="codeValue"><input type="submit" value="下载"></form></div>\n'
    "</body></html>\n"
)
FORM = Attachment(7, "Application form.docx", guarded=True)
"""A file that a page which is no article offers."""


def shows(path: str) -> tuple[list[Block], list[Piece]]:
    """Give what a page shows besides its text: a video and a map, or a PDF and other things."""
    prose = Prose(Random(path))
    if path == "/About_USST2/Introduction.htm":
        return filmed(prose), [panels.campus(), offer()]
    return bound(prose), [panels.film(), panels.welcome()]


def offer() -> Piece:
    """Write a link to a file below a text."""
    link = f'<a href="{FORM.path}" target="_blank">{FORM.name}</a>'
    return Piece(f"<p>附件【{link}】</p>\n", later(FORM.path))


def single_needs(path: str) -> list[Need]:
    """Tell what a page that is a column by itself needs."""
    blocks, pieces = shows(path)
    needs = [*frame.framed("content"), *panels.title("").needs]
    needs += at_once("/system/resource/js/news/newscontent.js")
    needs += [need for block in blocks for need in block.needs]
    return needs + [need for piece in pieces for need in piece.needs]


def single_page(path: str, template: Template) -> str:
    """Write a page that is a column by itself: text, and no list."""
    column, name, texts = SINGLE[path]
    written = "\n".join(f"<p>{escape(text)}</p>" for text in texts)
    blocks, pieces = shows(path)
    written += "\n".join(block.published for block in blocks)
    opened = f'<div id="vsb_content_{column}_u51"><div class="v_news_content">'
    if template.body:
        opened = WRAPPED.rstrip()
    title = frame.Head(name, column, "content", 2, keywords=("USST", name))
    return (
        f'{frame.head(title)}{frame.top()}<div class="main"><div class="inner">\n'
        f'<div class="position"><a href="{UP}index.htm">Home</a> · {name}</div>\n'
        '<script language="javascript" src="/system/resource/js/news/newscontent.js"></script>'
        f"{panels.title(name).markup}"
        f"{opened}\n{written}\n"
        f"</div></div>\n{''.join(piece.markup for piece in pieces)}"
        f"</div></div>\n{frame.foot()}"
    )


def stub_page(title: str, column: int, number: int, template: Template) -> str:
    """Write a link article: a script forwards the visitor, and there is no body."""
    head = frame.head(frame.Head(title, column, "content", 3, number), skin="old")
    return (
        f'{head}<script language="javascript" src="{UP}_dwr/interface/NewsvoteDWR.js"></script>'
        f"{FORWARD.format(number=number, owner=OWNER)}"
        '<form name="_newscontent_fromname">\n'
        f'<h1 class="title">{escape(title, quote=False)}</h1>\n'
        f'<div class="content">\n{opening("no inner", template)}</div></div>'
        '<div id="div_vote_id"></div>\n'
        f"</form>\n{frame.foot()}"
    )


def around() -> list[Piece]:
    """Give what the home page shows below its news."""
    return [panels.welcome(), panels.strip(), panels.film(), panels.campus(), panels.beacon()]


def slide(entry: Entry) -> str:
    """Give the picture that the carousel shows for an article."""
    return medium("png", entry.slot.content % PICTURES).path


def home_needs(slides: Sequence[Entry]) -> list[Need]:
    """Tell what the home page needs."""
    needs = [*frame.framed("index"), *at_once(*map(slide, slides))]
    return needs + [need for piece in around() for need in piece.needs]


def home_page(slides: list[Line], news: list[Line]) -> str:
    """Write the home page: a carousel, the latest news, and the ways to the listings."""

    def row(line: Line) -> str:
        title = escape(line.title)
        return f'<li><a href="{UP}{line.entry.path[1:]}" title="{title}">{title}</a></li>'

    carousel = "\n".join(
        f'<a class="slide" href="{UP}{line.entry.path[1:]}"><img alt="" '
        f'src="{slide(line.entry)}">'
        f"<span>{escape(line.title)}</span></a>"
        for line in slides
    )
    return (
        f"{frame.head(frame.Head('USST', 1001, 'index', 1, keywords=('USST',)))}{frame.top()}"
        f'<div class="carousel">{carousel}</div>\n<div class="main"><div class="inner">\n'
        f'<div class="more"><a href="{UP}Banner.htm">Banner</a></div>\n'
        f'<h2><a href="{UP}News___Events.htm">News &amp; Events</a></h2>\n'
        f'<ul class="latest">\n{chr(10).join(map(row, news))}\n</ul>\n'
        f'<h2><a href="{UP}Research.htm">Research</a></h2>\n'
        f"{''.join(piece.markup for piece in around())}</div></div>\n{frame.foot()}"
    )
