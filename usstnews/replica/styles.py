"""Style sheets, each with what it imports and draws in."""

from __future__ import annotations

from typing import NamedTuple

from usstnews.replica.needs import Need, at_once, later

__all__ = ["STYLES", "Style"]

PUBLIC_CSS = """
@import "print.css";
@import url("base/layout.css?v=3");
* { box-sizing: border-box }
body { margin: 0; font: 16px/1.65 Georgia, "Times New Roman", serif; color: #222;
  background: #f4f3ef }
a { color: #9c1f2e; text-decoration: none }
a:hover { text-decoration: underline }
.inner { max-width: 1080px; margin: 0 auto; padding: 0 20px }
.head { background: #8c1c2b url("../images/bg.png") center / cover; color: #fff;
  padding-bottom: 1px }
.logo { padding: 22px 0 10px; font-size: 21px }
.logo a { color: #fff }
.logo img { height: 44px; vertical-align: middle; margin-right: 14px; border-radius: 4px }
.nav ul { display: flex; flex-wrap: wrap; list-style: none; margin: 0; padding: 0 }
.nav li a { display: block; padding: 9px 16px; color: #fff; font: 15px Arial, sans-serif }
.nav li a:hover { background: rgba(0, 0, 0, .25) }
.nav li:first-child a::before { font: 15px "USST Icons"; content: "\\e900"; margin-right: 6px }
.nav.mobile { display: none }
@media (max-width: 600px) { .nav.pc { display: none } .nav.mobile { display: block }
  .head { background-image: url(../images/bg-narrow.png) } }
.main { background: #fff url("../images/page corner.png") no-repeat right top;
  padding: 26px 0 40px; min-height: 460px }
.position { font: 14px Arial, sans-serif; color: #777; border-bottom: 1px solid #ddd;
  padding: 8px 0 }
.art-tit { text-align: center; margin: 26px 0 10px }
.art-tit h1, .art-tit h2, .art-tit h3, .con-h { font-size: 28px; line-height: 1.3; margin: 0 0 8px }
.art-date, .art-clicks, .entry-meta { color: #777; font: 14px Arial, sans-serif }
.v_news_content, [id^=vsb_content], .rich-text, .entry-meta { max-width: 820px; margin: 0 auto }
.v_news_content img, [id^=vsb_content] img, .rich-text img { max-width: 100%; display: block;
  margin: 14px auto 4px }
.v_news_content table, .rich-text table { border-collapse: collapse; margin: 12px auto }
td { padding: 4px 10px }
.pnext, .related, .stay { max-width: 820px; margin: 18px auto 0; border-top: 1px solid #eee }
.carousel { display: flex; overflow: hidden; height: 270px; background: #333 }
.slide { position: relative; flex: 1 }
.slide img { width: 100%; height: 100%; object-fit: cover }
.slide span { position: absolute; left: 0; right: 0; bottom: 0; padding: 8px 14px; color: #fff;
  background: rgba(0, 0, 0, .55); font-size: 15px }
.list ul { list-style: none; padding: 0 }
.list li { border-bottom: 1px solid #e5e2da; padding: 10px 0; overflow: hidden }
.list li h3 { margin: 0; font-size: 18px }
.list li p { margin: 2px 0; color: #666; font-size: 14px }
.list li span { color: #777 }
.thumb img { float: right; width: 120px }
.text-ldata { float: left; width: 70px; margin-right: 16px; text-align: center }
.list li .text-ldata p { font-size: 20px; color: #9c1f2e }
.pagination { text-align: center; font: 14px Arial, sans-serif }
.pagination table { margin: 0 auto }
.page-list { display: flex; justify-content: center; gap: 6px }
.pagination a { padding: 2px 8px }
.footer { background: #3a3a3a; color: #ccc; padding: 20px 0; font-size: 14px }
.footer a { color: #fff }
.footer ul { list-style: none; display: flex; gap: 20px; padding: 0 }
"""

LAYOUT_CSS = """
@import 'palette.css';
@import url( ../../fonts/icons.css );
.search { text-align: right; padding-top: 12px }
.search form { display: inline-flex; align-items: center; gap: 6px; margin: 0 }
.search input[type=text] { width: 150px; padding: 3px 8px; border: 0; border-radius: 3px }
.head .inner { background: url("data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=") }
.title { min-height: 48px; padding: 6px 190px 6px 0; font-size: 26px; margin: 14px 0 }
.strip { display: flex; gap: 10px; margin: 16px 0; overflow: hidden }
.strip img { width: 24%; height: 110px; object-fit: cover }
.welcome { display: flex; gap: 20px; margin: 16px 0; padding: 12px }
.welcome img { width: 320px; height: 180px; object-fit: cover }
.film video { width: 320px; height: 180px; background: #000 }
.campus-map { border: 1px solid #ddd; width: 340px; height: 200px }
.stay { padding-bottom: 12px }
.stay img { width: 72px; height: 72px; margin-right: 10px }
.badges { display: flex; gap: 14px; align-items: center }
.badges img { height: 40px }
"""

PALETTE_CSS = """
/* url(never.png) and @import "never.css" stand in a comment. */
:root { --accent: #9c1f2e }
.footer .inner { background: url(../../images/footer-line.png) repeat-x }
.badges { background: url('../../images/dots.png') repeat-x left bottom; padding-bottom: 8px }
"""

ICONS_CSS = """
@font-face {
  font-family: "USST Icons";
  src: url("icons.woff?v=3") format("woff"), url(icons.ttf) format("truetype");
}
"""

MAP_CSS = """
body { margin: 0; font: 13px Arial, sans-serif; background: url(paper.png) }
img { width: 100%; height: 150px; object-fit: cover }
p { margin: 4px 8px }
"""

HOME_CSS = ".welcome { background: #f4f3ef url(../images/welcome-bg.png) right bottom no-repeat }"
CONTENT_CSS = """
.v_news_content p, .rich-text p { margin: 0 0 1em }
.v_news_content blockquote { background: url(images/quote.svg) no-repeat; padding-left: 40px }
"""
PRINT_CSS = "@media print { .nav, .footer, .related, .stay, .carousel { display: none } }"
PAGER_CSS = ".pb_sys_common .p_no_d { font-weight: bold } .p_pages > span { padding: 0 4px }"


class Style(NamedTuple):
    """A style sheet."""

    text: str
    needs: tuple[Need, ...] = ()


STYLES = {
    "/style/public.css": Style(
        PUBLIC_CSS,
        at_once(
            "/style/print.css",
            "/style/base/layout.css?v=3",
            "/images/bg.png",
            "/images/page%20corner.png",
        )
        + later("/images/bg-narrow.png"),
    ),
    "/style/base/layout.css": Style(
        LAYOUT_CSS, at_once("/style/base/palette.css", "/fonts/icons.css")
    ),
    "/style/base/palette.css": Style(
        PALETTE_CSS, at_once("/images/footer-line.png", "/images/dots.png")
    ),
    "/fonts/icons.css": Style(
        ICONS_CSS, at_once("/fonts/icons.woff?v=3") + later("/fonts/icons.ttf")
    ),
    "/style/print.css": Style(PRINT_CSS),
    "/style/home.css": Style(HOME_CSS, at_once("/images/welcome-bg.png")),
    "/campus/map.css": Style(MAP_CSS, at_once("/campus/paper.png")),
    "/content.vsb.css": Style(CONTENT_CSS, later("/images/quote.svg")),
    "/list.vsb.css": Style(
        ".list { margin-top: 10px; background: url(images/list-edge.png) no-repeat right bottom }\n"
        ".pagination { background: url(images/list-line.png) repeat-x }",
        at_once("/images/list-edge.png", "/images/list-line.png"),
    ),
    "/index.vsb.css": Style(
        ".latest li { padding: 3px 0; list-style-image: url('images/bullet.png') }",
        at_once("/images/bullet.png"),
    ),
    "/_sitegray/_sitegray_d.css": Style("html { filter: none }"),
    "/system/resource/css/pagedown/sys.css": Style(PAGER_CSS),
}
"""The style sheets by their address, without a query."""
