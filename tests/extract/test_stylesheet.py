"""Stylesheets, `srcset` and inline scripts: what each names, as browsers read it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usstnews.extract.requisites import decode_css, stylesheet_requisites
from usstnews.extract.script import literals
from usstnews.extract.srcset import candidates
from usstnews.extract.stylesheet import references
from usstnews.sites import USST

URL = "https://en.usst.edu.cn/style/public.css"


@pytest.mark.parametrize(
    ("css", "found"),
    [
        ("@import 'a.css';", ["stylesheet a.css"]),
        ("@IMPORT url(a.css) layer(x) supports(b: url(c)) print;", ["stylesheet a.css"]),
        ('@import url("a.css")screen;p{}', ["stylesheet a.css"]),
        ("@\\69mport 'a.css';", ["stylesheet a.css"]),
        ("p{background:url( 'a b.png' )}", ["image a b.png"]),
        ("p{background:URL(a\\)b.png)}", ["image a)b.png"]),
        ("p{background:u\\72l(a.png)}", ["image a.png"]),
        ('p{background:url("a\\"b.png")}', ['image a"b.png']),
        ("@font-face{src:url(a.eot?#x),url(b.xyz)format('c')}", ["font a.eot?#x", "font b.xyz"]),
        ("p{background:image-set('a.png' 1x, url(b.png) 2x)}", ["image a.png", "image b.png"]),
        ("p{b:-webkit-image-set(url(a.png) 1x type('image/png'))}", ["image a.png"]),
        ("/* url(a.png) */ p{content:'url(b.png)'}", []),
        ("@namespace url(http://www.w3.org/1999/xhtml);", []),
        ("p{background:url(data:image/png;base64,AA==)}q{x:url(a.png)}", ["image a.png"]),
        ("p{background:url(a.png", ["image a.png"]),
        ("p{background:url(a 'b)} q{background:url(c.png)}", ["image c.png"]),
        ("@media print{p{background:url(a.png)}}", ["image a.png"]),
        ("p{x:" + "1" * 5000 + " url(a.png)} q{x:url(b.png)}", ["image b.png"]),
        ("p{x:" + "(" * 9999 + "url(a.png)", ["image a.png"]),
    ],
)
def test_a_sheet_draws_in_what_stands_in_its_rules(css: str, found: list[str]) -> None:
    """Imports, images and fonts count in every spelling; comments and strings do not."""
    assert [f"{kind} {url}" for url, kind in references(css) if url[:5] != "data:"] == found


def test_a_sheet_resolves_against_itself() -> None:
    """Addresses are absolute, without fragment, each once."""
    css = "a{b:url(../images/a.png#x)} c{b:url(/images/a.png)} d{b:url(#y)} e{b:url(about:blank)}"
    assert [each.url for each in stylesheet_requisites(css, URL, USST)] == [
        "https://en.usst.edu.cn/images/a.png"
    ]


@given(st.text(st.characters(codec=None)) | st.text("url(@import'\"\\/*;{})1 "))
def test_any_sheet_is_read(css: str) -> None:
    """Nothing is raised, and every address is a whole one."""
    urls = [each.url for each in stylesheet_requisites(css, URL, USST)]
    assert all(url.startswith(("http://", "https://")) and "#" not in url for url in urls)
    assert len(set(urls)) == len(urls)


@given(st.binary(), st.text() | st.none())
def test_any_bytes_are_a_sheet(body: bytes, content_type: str | None) -> None:
    """No byte and no header stops decoding."""
    assert isinstance(decode_css(body, content_type), str)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('@charset "gbk";张'.encode("gbk"), "text/css"),
        ('@charset "utf-8";张'.encode("gbk"), "text/css; charset=GB2312"),
        ('\ufeff@charset "gbk";张'.encode(), "text/css; charset=gbk"),
        ("张".encode(), None),
        ("张".encode(), "text/css; charset=none"),
    ],
)
def test_a_sheet_states_its_encoding(body: bytes, content_type: str | None) -> None:
    """The BOM goes before the header, the header before the rule."""
    assert decode_css(body, content_type).endswith("张")


@pytest.mark.parametrize(
    ("srcset", "urls"),
    [
        ("a.png", ["a.png"]),
        ("a,b.png 1x,c.png", ["a,b.png", "c.png"]),
        ("a.png,,, b.png", ["a.png", "b.png"]),
        (" , a.png\t1x\n,b.png 2x ", ["a.png", "b.png"]),
        ("data:,a 1x, b.png 2x", ["data:,a", "b.png"]),
        ("data:,a ( , data:,b 1x, ), data:,c", ["data:,a", "data:,c"]),
        ("a.png (x, b.png", ["a.png"]),
        ("a.png 1x 2w h), b.png", ["a.png", "b.png"]),
        ("", []),
        (",", []),
    ],
)
def test_a_srcset_is_parted_as_the_standard_says(srcset: str, urls: list[str]) -> None:
    """Commas part candidates only behind blanks or descriptors, and not in parentheses."""
    assert candidates(srcset) == urls


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('var d=["/__local/4/D1/2A/B_C_D.jpg"];', ["image /__local/4/D1/2A/B_C_D.jpg"]),
        ('showVsbVideo("/a/b.vsb?x=1","h")', ["media /a/b.vsb?x=1"]),
        ("a='images/b.png?v=1'", ["image images/b.png?v=1"]),
        ("a='images/b.png|images/c.jpg'", ["image images/b.png", "image images/c.jpg"]),
        ("document.write('<img src=\"/a/b.png\">')", ["image /a/b.png"]),
        ("document.write('<img src=\"/a/' + n + '.png\">')", []),
        ('document.write("<img src=\\"/a/b.png\\" alt=x>")', ["image /a/b.png"]),
        ("a = '/images/' + n; b = n + '/c.png'; d = '.png'; e = 'f.png'", []),
        ("// '/images/a.png'\n/* '/images/b.png' */", []),
        ("location.href = '/info/1/2.htm'; _jsq_(1,'/content.jsp',2,3)", []),
    ],
)
def test_a_script_names_media_in_whole_literals(script: str, found: list[str]) -> None:
    """Paths of media count; pieces, bare suffixes, comments and links to pages do not."""
    assert [f"{kind} {url}" for url, kind in literals(script)] == found


@given(st.text(st.characters(codec=None)) | st.text("\"'/\\.png<src=> +|`__local"))
def test_any_script_is_read(script: str) -> None:
    """Nothing is raised."""
    assert isinstance(list(literals(script)), list)
