"""What a page needs to be shown again."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from real import SITE, needs_site

from usstnews.extract import decode, parse
from usstnews.extract.requisites import Needed, is_blocked, requisites
from usstnews.sites import USST, VSB

ROOT = "https://en.usst.edu.cn/"
URL = f"{ROOT}info/1023/2065.htm"
MIRROR = VSB.at("https://sz1cz.gusuedu.cn/")


def named(html: str) -> list[str]:
    """List kinds and addresses; the site's own without its root."""
    page = parse(html, URL, USST)
    found = requisites(page, USST)
    assert requisites(page, USST, html.encode()) == found
    return [f"{each.kind} {each.url.removeprefix(ROOT)}" for each in found]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<link rel=StyleSheet href=../../a.css>", ["stylesheet a.css"]),
        ("<link rel='alternate stylesheet' href=/a.css>", ["stylesheet a.css"]),
        ("<link rel='SHORTCUT ICON' href=/a.ico>", ["icon a.ico"]),
        ("<link rel=apple-touch-icon href=/a.png>", ["icon a.png"]),
        ("<link rel=manifest href=/a.webmanifest>", ["data a.webmanifest"]),
        ("<link rel=preload as=font href=/a.woff2>", ["font a.woff2"]),
        ("<link rel=modulepreload href=/a.js>", ["script a.js"]),
        ("<link rel='canonical next' href=/a.htm>", []),
        ("<script src=/a.js></script>", ["script a.js"]),
        ("<img src=/a.png srcset='/b.png 1x, /c.png 2x'>", [f"image {x}.png" for x in "abc"]),
        ("<img src=/loading.gif data-original=/a.png>", ["image loading.gif", "image a.png"]),
        ("<img src='' orisrc=/a.png>", ["image a.png"]),
        ("<img data-srcset='/a.png 1x'>", ["image a.png"]),
        ("<img src='..\\..\\images\\a.png'>", ["image images/a.png"]),
        ("<input type=IMAGE src=/a.png><input src=/b.png>", ["image a.png"]),
        ("<picture><source srcset=/a.webp><img src=/a.png></picture>",
         ["image a.webp", "image a.png"]),
        ("<body background=/a.png><table background=/b.png><td background=/c.png>",
         [f"image {x}.png" for x in "abc"]),
        ("<p style='background: URL(&quot;/a.png&quot;)'>", ["image a.png"]),
        ("<p data-bg=/a.png data-url=/info/1/2.htm>", ["image a.png"]),
        ("<style>@import '/a.css'; p { background: url(/b.png) }</style>",
         ["stylesheet a.css", "image b.png"]),
        ("<svg><image href=/a.png /><use xlink:href='/b.svg#c'/><use href='#d'/></svg>",
         ["image a.png", "image b.svg"]),
        ("<video src=/a.mp4 poster=/b.png><track src=/c.vtt></video>",
         ["media a.mp4", "image b.png", "media c.vtt"]),
        ("<audio><source src=/a.mp3></audio><bgsound src=/b.wav>", ["media a.mp3", "media b.wav"]),
        ("<embed src=/a.swf><object data=/b.pdf></object>", ["media a.swf", "file b.pdf"]),
        ("<iframe src=/a.htm></iframe>", ["frame a.htm"]),
        ("<iframe src='/pdfjs/viewer.html?file=%2Fa.pdf'></iframe>",
         ["frame pdfjs/viewer.html?file=%2Fa.pdf", "file a.pdf"]),
        ("<noscript><img src=/a.png></noscript>", ["image a.png"]),
        ("<base href=/x/><img src=a.png>", ["image x/a.png"]),
        ("<a href=/a.pdf>1</a><a href=/b.htm>2</a>", ["file a.pdf"]),
        ("<a href='/system/_content/download.jsp?wbfileid=7'>x</a>",
         ["file system/_content/download.jsp?wbfileid=7"]),
        ("<script>var d=['/__local/1/2/3/A_B_C.jpg'];showVsbpdfIframe('/a.pdf','1',d)</script>",
         ["file a.pdf", "image __local/1/2/3/A_B_C.jpg"]),
        ("<script name=_videourl vurl=/a.mp4>showVsbVideo('/a.mp4')</script>", ["media a.mp4"]),
        ("<img src=https://other.example/a.png>", ["image https://other.example/a.png"]),
        ("<img src=data:,x><img src='javascript:x'><iframe src=about:blank></iframe>", []),
        ("<img src='#'><img src='http://['><img src='http://h:x/'><img src=' '><img src='//'>", []),
        ("<img src=/a.png#x><img src=/a.png>", ["image a.png"]),
        ("<!--[if IE]><script src=/a.js></script><![endif]-->", []),
        ("<meta property=og:image content=/b.png>", []),
    ],
)  # fmt: skip
def test_each_form_of_reference_is_found(html: str, found: list[str]) -> None:
    """Every form counts once, in the page's order, spelt as it is asked for."""
    assert named(html) == found


def test_a_preload_offers_several_images() -> None:
    """`imagesrcset` is read as `srcset` is."""
    html = "<link rel=preload as=image href=/a.png imagesrcset='/a.png 1x, /b.png 2x'>"
    assert named(html) == ["image a.png", "image b.png"]


@given(st.text(st.characters(codec=None)) | st.text("<img src='/a.png' style=url(x)#>"))
def test_any_page_is_read(html: str) -> None:
    """Nothing is raised; every address is whole and comes once."""
    urls = [each.url for each in requisites(parse(html, URL, USST), USST)]
    assert all(url.startswith(("http://", "https://")) and "#" not in url for url in urls)
    assert len(set(urls)) == len(urls)


class Sources(HTMLParser):
    """What the standard library's parser sees a page draw in."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the addresses of images, scripts, frames and sheets."""
        given = dict(attrs)
        if tag == "link" and "stylesheet" in (given.get("rel") or "").lower():
            self.found.append(given.get("href") or "")
        elif tag in {"img", "script", "iframe", "video", "source", "embed"}:
            self.found += [given.get("src") or "", given.get("poster") or ""]


@pytest.mark.no_cover
@needs_site
def test_nothing_that_another_parser_sees_is_missing() -> None:
    """Over every page of a whole real site."""
    checked = 0
    for file in sorted(SITE.rglob("*.htm*")):
        html = decode(file.read_bytes())
        page = parse(html, MIRROR.base_url + file.relative_to(SITE).as_posix(), MIRROR)
        found = requisites(page, MIRROR)
        assert requisites(page, MIRROR, file.read_bytes()) == found
        sources = Sources()
        sources.feed(html)
        urls = {each.url for each in found}
        for source in filter(None, map(str.strip, sources.found)):
            url = MIRROR.link(source, page.base)
            if url and MIRROR.serves(url):
                checked += 1
                assert url in urls, (file, source)
    assert checked > 5000


@pytest.mark.parametrize(
    ("url", "kind", "content_type", "body", "blocked"),
    [
        ("/download.jsp?a=1", Needed.FILE, "text/html", b"\n<!DOCTYPE html><title>x", True),
        ("/download.jsp?a=1", Needed.FILE, "text/html;charset=utf-8", b"", True),
        ("/download.jsp?a=1", Needed.FILE, "application/octet-stream", b"<html><head>", True),
        ("/download.jsp?a=1", Needed.FILE, None, b"\xef\xbb\xbf<!-- x --><HTML>", True),
        ("/download.jsp?a=1", Needed.FILE, "text/html", b"%PDF-1.7", False),
        ("/download.jsp?a=1", Needed.FILE, "text/html", b"PK\x03\x04", False),
        ("/a.png", Needed.IMAGE, "image/png", b"\x89PNG\r\n\x1a\n", False),
        ("/a.svg", Needed.IMAGE, "image/svg+xml", b"<?xml version='1.0'?><svg>", False),
        ("/a.css", Needed.STYLESHEET, "text/html", b"p { color: red }", False),
        ("/a.css", Needed.STYLESHEET, "text/css", b"<!DOCTYPE html>", True),
        ("/a.js", Needed.SCRIPT, "text/html", b"<p>x", True),
        ("/a.htm", Needed.FRAME, "text/html", b"<html>", False),
        ("/a.html", Needed.FILE, "text/html", b"<html>", False),
    ],
)
def test_a_page_in_a_files_stead_is_told(
    url: str, kind: Needed, content_type: str | None, body: bytes, blocked: bool
) -> None:
    """By the header, unless the bytes say otherwise."""
    assert is_blocked(f"https://h.cn{url}", kind, content_type, body) is blocked
