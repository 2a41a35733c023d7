"""What every page has around its matter: head, menu, footer."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from usstnews.replica.blocks import UP
from usstnews.replica.content import OWNER
from usstnews.replica.needs import Need, at_once, later

__all__ = ["FINGERPRINT", "MENU", "Head", "foot", "framed", "head", "shout", "top"]

MENU = (
    ("Home", "index.htm"),
    ("About USST", "About_USST2/Introduction.htm"),
    ("News & Events", "News___Events.htm"),
    ("Research", "Research.htm"),
    ("Campus Life", "javascript:void(0)"),
    ("Arts & Culture", "Campus_Life/Arts___Culture/Campus_Culture.htm"),
    ("Banner", "Banner.htm"),
    ("Intranet", "private/index.htm"),
    ("中文", "https://www.usst.edu.cn/"),
)

FINGERPRINT = """
<!--Announced by Visual SiteBuilder 9-->
<link rel="stylesheet" type="text/css" href="{up}_sitegray/_sitegray_d.css" />
<script language="javascript" src="{up}_sitegray/_sitegray.js"></script>
<!-- CustomerNO:7573737472657072696361 -->
<link rel="stylesheet" type="text/css" href="{up}{sheet}.vsb.css" />
<script type="text/javascript" src="/system/resource/js/vsbscreen.min.js" id="_vsbscreen" \
devices="pc|mobile|pad"></script>
<script type="text/javascript" src="/system/resource/js/counter.js"></script>
<script type="text/javascript">_jsq_({column},'/{sheet}.jsp',{number},{owner})</script>
"""

NEEDS = (
    *at_once(
        "/style/public.css?v=3",
        "/_sitegray/_sitegray_d.css",
        "/_sitegray/_sitegray.js",
        "/system/resource/js/vsbscreen.min.js",
        "/system/resource/js/counter.js",
        "/images/logo.png",
        "/images/search.svg",
        "/images/%E6%A0%A1%E5%BE%BD.png",
        "/images/badge.png",
        "/images/100%25.png",
        "/system/resource/js/lazyload.js?v=3",
    ),
    *later("/favicon.ico", "/images/badge-2x.png"),
)
"""What the frame of every page needs."""


class Head(NamedTuple):
    """What a page says of itself in its head."""

    title: str
    """The title on the page; the head's own title adds the site's name."""
    column: int
    sheet: str
    """The CMS's template: `index`, `list` or `content`."""
    page_type: int
    number: int = -1
    """The article's id."""
    keywords: tuple[str, ...] = ()
    description: str = ""


def head(page: Head, *, skin: str = "new", charset: str = "UTF-8") -> str:
    """Write the page's beginning up to the body's start tag.

    `new` pages state their kind; `old` ones do not; `capitals` are older still.
    """
    title = escape(page.title, quote=False)
    words = ""
    if page.keywords:
        words = f'<META Name="keywords" Content="{escape(",".join(page.keywords))}" />\n'
    if page.description:
        words += f'<META Name="description" Content="{escape(page.description)}" />\n'
    fingerprint = FINGERPRINT.format(
        up=UP, sheet=page.sheet, column=page.column, number=page.number, owner=OWNER
    )
    style = f'<link rel="stylesheet" href="{UP}style/public.css?v=3">\n'
    style += f'<link rel="shortcut icon" href="{UP}favicon.ico" type="image/x-icon">\n'
    named = title if page.page_type == 1 else f"{title}-USST"
    if skin == "new":
        return (
            f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="{charset}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<title>{named}</title><meta name="pageType" content="{page.page_type}">\n'
            f'<meta name="pageTitle" content="{escape(page.title)}">\n{words}{style}'
            '<!--[if lt IE 9]><script src="/system/resource/js/html5shiv.js"></script><![endif]-->'
            f'<link rel="apple-touch-icon" sizes="180x180" href="{UP}images/touch.png">'
            f"{fingerprint}</head>\n<body>\n"
        )
    style += f'<LINK href="{UP}style/skin.css" type=text/css rel=stylesheet>\n'
    declared = f'<META content="text/html; charset={charset}" http-equiv="Content-Type">'
    if skin == "old":
        return (
            '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
            '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
            f"<html><head><title>{named}</title>{words}\n{declared}\n{style}{fingerprint}"
            f'</head>\n<body background="{UP}images/paper.png">\n'
        )
    return (
        f"<HTML><HEAD><TITLE>{named}</TITLE>{words}\n\n{declared}\n"
        '<META content="IE=edge,chrome=1" http-equiv="X-UA-Compatible">\n'
        f"{style}{fingerprint}</HEAD>\n<BODY background={UP}images/paper.png>"
        "<!------top start------>\n"
    )


def framed(sheet: str, skin: str = "new") -> tuple[Need, ...]:
    """Tell what head, menu and footer of a page need."""
    if skin == "new":
        skinned = later("/images/touch.png")
    else:
        skinned = at_once("/style/skin.css") + later("/images/paper.png")
    return (*NEEDS, *at_once(f"/{sheet}.vsb.css"), *skinned)


def menu(kind: str) -> str:
    """Write the menu; each page has it twice, for wide screens and for narrow ones."""
    links = "\n".join(
        f'<li><a href="{href if ":" in href else UP + href}">{escape(name)}</a></li>'
        for name, href in MENU
    )
    return f'<div class="nav {kind}"><ul>\n{links}\n</ul></div>\n'


def top() -> str:
    """Write the banner and the menus."""
    return (
        '<div class="head"><div class="inner"><div class="search">'
        f'<form action="{UP}ssjg.jsp?wbtreeid=1001" method="post" id="au3a" name="au3a">'
        '<input type="text" name="lucenenewssearchkeyu3" title="Search">'
        f'<input type="image" src="{UP}images/search.svg" alt="Search"></form></div>'
        '<div class="logo">\n'
        '<!-- 网站logo图片地址请在本组件"内容配置-网站logo"处填写 -->\n'
        f'<!-- <img src="{UP}images/old-logo.png" alt=""> -->'
        f'<a href="{UP}index.htm" title="USST"><img src="{UP}images/logo.png" alt="USST">'
        "<span>University of Shanghai for Science and Technology</span></a></div>\n"
        f"{menu('pc')}{menu('mobile')}</div></div>\n"
    )


def foot() -> str:
    """Write the footer and the page's end."""
    return (
        '<div class="footer"><div class="inner"><ul>\n'
        f'<li><a href="{UP}About_USST2/Introduction.htm">Contact</a></li>\n'
        '<li><a href="/system/caslogin.jsp">Login</a></li>\n'
        '<li><a href="https://www.usst.edu.cn/">Main site</a></li>\n</ul>\n'
        f'<p class="badges"><img src="{UP}images/校徽.png" alt="">'
        f'<img src="{UP}images/badge.png" alt="Partner" '
        f'srcset="{UP}images/badge.png 1x, {UP}images/badge-2x.png 2x">'
        f'<img src="{UP}images/100%25.png" alt="100 % green"></p>\n'
        '<!-- 版权内容请在本组件"内容配置-版权"处填写 -->\n'
        "<p>Copyright@2018 University of Shanghai for Science and Technology. "
        "All rights reserved. A generated replica.</p></div></div>\n"
        '<script type="text/javascript" src="/system/resource/js/lazyload.js?v=3"></script>\n'
        "</body>\n</html>\n"
    )


def shout(markup: str) -> str:
    """Write the tags of a page's frame in capitals, as the oldest templates do."""
    for tag in ("div", "ul", "li", "h3", "body", "html"):
        markup = markup.replace(f"<{tag}", f"<{tag.upper()}")
        markup = markup.replace(f"</{tag}>", f"</{tag.upper()}>")
    return markup
