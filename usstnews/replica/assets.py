"""Style sheets, scripts and small images that the pages need; the scripts really run."""

from __future__ import annotations

from functools import cache
from textwrap import dedent

from usstnews.replica.media import picture

__all__ = ["assets"]

PUBLIC_CSS = """
@import "print.css";
* { box-sizing: border-box }
body { margin: 0; font: 16px/1.65 Georgia, "Times New Roman", serif; color: #222;
  background: #f4f3ef }
a { color: #9c1f2e; text-decoration: none }
a:hover { text-decoration: underline }
.inner { max-width: 1080px; margin: 0 auto; padding: 0 20px }
.head { background: #8c1c2b url("../images/bg.png") center / cover; color: #fff }
.logo { padding: 22px 0 10px; font-size: 21px }
.logo a { color: #fff }
.logo img { height: 44px; vertical-align: middle; margin-right: 14px; border-radius: 4px }
.nav ul { display: flex; flex-wrap: wrap; list-style: none; margin: 0; padding: 0 }
.nav li a { display: block; padding: 9px 16px; color: #fff; font: 15px Arial, sans-serif }
.nav li a:hover { background: rgba(0, 0, 0, .25) }
.nav.mobile { display: none }
@media (max-width: 600px) { .nav.pc { display: none } .nav.mobile { display: block } }
.main { background: #fff; padding: 26px 0 40px; min-height: 460px }
.position { font: 14px Arial, sans-serif; color: #777; border-bottom: 1px solid #ddd;
  padding: 8px 0 }
.art-tit { text-align: center; margin: 26px 0 10px }
.art-tit h1, .art-tit h2, .art-tit h3, .con-h { font-size: 28px; line-height: 1.3; margin: 0 0 8px }
.art-date, .art-clicks { color: #777; font: 14px Arial, sans-serif }
.v_news_content, [id^=vsb_content] { max-width: 820px; margin: 0 auto }
.v_news_content img, [id^=vsb_content] img { max-width: 100%; display: block;
  margin: 14px auto 4px }
.v_news_content table { border-collapse: collapse; margin: 12px auto }
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
.pagination a { padding: 2px 8px }
.footer { background: #3a3a3a; color: #ccc; padding: 20px 0; font-size: 14px }
.footer a { color: #fff }
.footer ul { list-style: none; display: flex; gap: 20px; padding: 0 }
"""

COUNTER_JS = """
function _jsq_(treeid, pagename, newsid, owner) {
  new Image().src = "/system/resource/code/datainput.jsp?owner=" + owner + "&e=1&treeid=" + treeid +
    "&page=" + encodeURIComponent(pagename) + "&newsid=" + newsid;
}
"""

DYNCLICKS_JS = """
function _clicks(id, owner, type, show) {
  var request = new XMLHttpRequest();
  request.onload = function () { show(request.responseText); };
  request.open("GET", "/system/resource/code/news/click/dynclicks.jsp?clickid=" + id +
    "&owner=" + owner + "&clicktype=" + type, true);
  request.send();
}
function _showDynClicks(type, owner, id) {
  var place = document.currentScript.parentNode;
  _clicks(id, owner, type, function (count) { place.appendChild(document.createTextNode(count)); });
}
function _showDynClickBatch(names, ids, type, owner) {
  names.forEach(function (name, at) {
    var place = document.getElementById(name);
    if (place) _clicks(ids[at], owner, type, function (count) { place.textContent = count; });
  });
}
"""

NEWSCONTENT_JS = """
function getClickTimes(id, owner, type, kind) {
  document.write("0");
}
function showVsbpdfIframe(address, width, height) {
  document.write('<iframe src="' + address + '" width="' + width + '" height="' + height +
    '"></iframe>');
}
function showVsbVideo(address) {
  document.write('<video controls width="640" src="' + address + '"></video>');
}
document.addEventListener("DOMContentLoaded", function () {
  document.querySelectorAll("img[data-original]").forEach(function (image) {
    image.src = image.getAttribute("data-original");
  });
});
"""

NEWSVOTE_JS = """
var NewsvoteDWR = {
  getNewsLinkUrl: function (id, owner, kind, done) {
    var request = new XMLHttpRequest();
    request.onload = function () { done(request.responseText); };
    request.open("GET", "/_dwr/call/getNewsLinkUrl?id=" + id, true);
    request.send();
  }
};
"""

GOTOPAGE_JS = """
function _simple_list_gotopage_fun(total, input) {
  var page = Number(document.getElementById(input).value);
  if (page !== 1 && page !== total) page = total - page + 1;
  return page;
}
"""

PRINT_CSS = "@media print { .nav, .footer, .related, .stay, .carousel { display: none } }"
PAGER_CSS = ".pb_sys_common .p_no_d { font-weight: bold } .p_pages > span { padding: 0 4px }"
DEVICES_JS = 'document.documentElement.className += " " + (screen.width < 600 ? "mobile" : "pc");'


@cache
def assets() -> dict[str, tuple[str, bytes]]:
    """Give content type and bytes of each file by its address."""
    css, script, png = "text/css", "application/javascript", "image/png"
    texts = {
        "/style/public.css": (css, PUBLIC_CSS),
        "/style/print.css": (css, PRINT_CSS),
        "/content.vsb.css": (css, ".v_news_content p { margin: 0 0 1em }"),
        "/list.vsb.css": (css, ".list { margin-top: 10px }"),
        "/index.vsb.css": (css, ".latest li { padding: 3px 0 }"),
        "/_sitegray/_sitegray_d.css": (css, "html { filter: none }"),
        "/_sitegray/_sitegray.js": (script, "var _sitegray = false;"),
        "/_dwr/engine.js": (script, "var dwr = {};"),
        "/_dwr/interface/NewsvoteDWR.js": (script, NEWSVOTE_JS),
        "/system/resource/js/counter.js": (script, COUNTER_JS),
        "/system/resource/js/dynclicks.js": (script, DYNCLICKS_JS),
        "/system/resource/js/gotopage.js": (script, GOTOPAGE_JS),
        "/system/resource/js/news/newscontent.js": (script, NEWSCONTENT_JS),
        "/system/resource/js/vsbscreen.min.js": (script, DEVICES_JS),
        "/system/resource/css/pagedown/sys.css": (css, PAGER_CSS),
    }
    files = {
        path: (kind, dedent(text).strip().encode() + b"\n") for path, (kind, text) in texts.items()
    }
    return files | {
        "/images/logo.png": (png, picture("logo", 64, 64)),
        "/images/bg.png": (png, picture("bg", 960, 120)),
        "/favicon.ico": (png, picture("logo", 64, 64)),
    }
