"""Whether pages need what the truth says, found by a small reader of their markup."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from replica.needing import Visitor, path_of, tree_of

from usstnews.replica import Replica, serve

if TYPE_CHECKING:
    from collections.abc import Callable

    from usstnews.replica import Server

KINDS = {"captured", "missing", "blocked", "mismatch", "external"}
TYPES = {
    "css": "text/css",
    "gif": "image/gif",
    "htm": "text/html",
    "ico": "image/png",
    "js": "application/javascript",
    "jsp": "application/octet-stream",
    "mp4": "video/mp4",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "ttf": "font/ttf",
    "woff": "font/woff",
}
FORMS = {
    "style sheet": "//link[@rel='stylesheet']",
    "import in a style block": "//style[contains(., '@import')]",
    "script": "//script[@src]",
    "icon": "//link[@rel='shortcut icon']",
    "touch icon": "//link[@rel='apple-touch-icon']",
    "image": "//img[starts-with(@src, '/__local/')]",
    "srcset by density": "//img[contains(@srcset, ' 2x')]",
    "srcset by width": "//img[contains(@srcset, '0w')]",
    "picture": "//picture/source[@srcset]",
    "lazy data-src": "//img[@data-src]",
    "lazy data-original": "//img[@data-original]",
    "lazy orisrc": "//img[contains(@src, 'blank.gif') and @orisrc]",
    "inline style": "//*[contains(@style, 'url(')]",
    "background attribute": "//@background",
    "image button": "//input[@type='image']",
    "poster": "//video[@poster]",
    "video": "//video[@src]",
    "video source": "//video/source[@src]",
    "video of the CMS": "//script[contains(., 'showVsbVideo')]",
    "PDF of the CMS": "//script[contains(., 'showVsbpdfIframe')]",
    "pictures in a script": "//script[contains(., 'new FocusPictures')]",
    "frame": "//iframe[@src]",
    "download": "//a[contains(@href, 'download.jsp')]",
    "absolute": "//script[contains(., '.add(\"http://127.0.0.1')]",
    "blank in the path": "//script[contains(., 'rose garden.png')]",
    "Chinese in the path": "//img[contains(@src, '校徽')]",
    "escape in the path": "//img[contains(@src, '%25')]",
    "query": "//link[contains(@href, '.css?v=3')]",
    "typed": "//img[contains(@data-src, '?e=.png')]",
    "sub-site": "//img[starts-with(@src, '/en/__local/')]",
}


@pytest.mark.parametrize(("articles", "seed"), [(1, 1), (12, 2), (60, 1)])
def test_pages_name_what_the_truth_says_that_they_need(
    articles: int, seed: int, visit: Callable[..., Any]
) -> None:
    """What a reader finds on each page, and on from there, is what the truth lists for it."""
    with serve(Replica(articles=articles, seed=seed)) as server:
        truth = server.replica.truth(server.base_url)
        kinds, visitor = truth["requisite_kinds"], Visitor(visit)
        assert set(kinds.values()) == KINDS
        for url, told in truth["requisites"].items():
            found = {one for one in visitor.needs(url) if kinds.get(one) != "external"}
            assert found == set(told), url
            assert len(told) == len(set(told))


def test_what_is_asked_for_at_once_is_needed(truth: dict[str, Any]) -> None:
    """Of what a page needs, most is asked for unprompted, and icons and links are not."""
    for url, drawn in truth["immediate"].items():
        left = set(truth["requisites"][url]) - set(drawn)
        assert set(drawn) < set(truth["requisites"][url])
        assert len(left) < len(drawn)
        assert truth["base_url"] + "favicon.ico" in left
        assert not [one for one in drawn if "download.jsp" in one]


def test_the_pages_that_are_kept_are_all_told_of(served: Server, truth: dict[str, Any]) -> None:
    """Home, single and listing pages, and articles at each address that answers, are told of."""
    pages = {url for one in truth["articles"] for url in (one["url"], *one["aliases"])}
    replica, base = served.replica, served.base_url
    pages = {url for url in pages if replica.answer(path_of(url), base).status == 200}
    for listing in truth["listings"]:
        stem = listing["url"].removesuffix(".htm")
        pages |= {listing["url"], *(f"{stem}/{at}.htm" for at in range(1, listing["pages"]))}
    other = {url for url, kind in truth["kinds"].items() if kind == "other"}
    assert set(truth["requisites"]) == pages | (other - set(truth["forbidden"]))


def test_some_pages_have_holes_and_others_none(truth: dict[str, Any]) -> None:
    """Files are missing on every listing page and on some articles, and the rest are whole."""
    kinds = truth["requisite_kinds"]
    holed = {
        url
        for url, needs in truth["requisites"].items()
        if any(kinds[one] != "captured" for one in needs)
    }
    articles = {one["url"] for one in truth["articles"]}
    assert {listing["url"] for listing in truth["listings"]} < holed
    assert len(articles & holed) > 10
    assert len(articles - holed) > 10
    assert sum(kind == "missing" for kind in kinds.values()) == 4


def test_every_requisite_answers_as_told(truth: dict[str, Any], visit: Callable[..., Any]) -> None:
    """Files come with their type, lost ones with 404, guarded ones with a captcha page."""
    for url, kind in truth["requisite_kinds"].items():
        if kind == "external":
            assert urlsplit(url).netloc.endswith(".example")
            continue
        reply, path = visit(url), urlsplit(url).path
        assert reply.status == (404 if kind == "missing" else 200), url
        if kind == "missing":
            continue
        if kind == "blocked":
            assert reply.headers["Content-Type"] == "text/html; charset=UTF-8"
            assert "请输入验证码下载附件" in reply.text
            continue
        assert reply.headers["Content-Type"] == TYPES[path.rsplit(".", 1)[1]]
        _, stored, name = path.partition("/__local/")
        if stored:
            held = hashlib.md5(reply.body).hexdigest().upper()
            assert (name.replace("/", "").startswith(held)) is (kind == "captured")
        else:
            assert kind == "captured"


def test_each_form_occurs_on_several_pages(
    truth: dict[str, Any], visit: Callable[..., Any]
) -> None:
    """Every form in which a page names a file stands on two pages at least."""
    trees = [tree_of(visit(url)) for url in truth["requisites"]]
    counts = {form: sum(bool(tree.xpath(path)) for tree in trees) for form, path in FORMS.items()}
    assert {form: count for form, count in counts.items() if count < 2} == {}


def test_style_sheets_have_every_form_of_an_address(
    served: Server, visit: Callable[..., Any]
) -> None:
    """Imports as strings and as `url()`, two levels deep; quoted, bare, with blanks, and data."""
    words = visit(f"{served.base_url}style/public.css?v=3").text
    for form in ('@import "', '@import url("', 'url("../images/page corner.png")', "url(../images"):
        assert form in words
    words = visit(f"{served.base_url}style/base/layout.css?v=3").text
    for form in ("@import 'palette.css'", "@import url( ../../fonts/icons.css )", 'url("data:'):
        assert form in words
    assert "@font-face" in visit(f"{served.base_url}fonts/icons.css").text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"/__local/.*\.png", r"/__local/.*\.png\?e=\.png"),
        (r"/__local/.*\.png", r"/en/__local/.*\.png"),
        (r"/images/welcome\.png", r"/__local/.*"),
    ],
)
def test_a_file_is_held_at_several_addresses(
    one: str, other: str, truth: dict[str, Any], visit: Callable[..., Any]
) -> None:
    """The same bytes answer with and without a type, in a sub-site's store, and as a plain file."""
    same: dict[bytes, list[str]] = {}
    for url, kind in truth["requisite_kinds"].items():
        if kind == "captured":
            same.setdefault(visit(url).body, []).append(path_of(url))
    assert [
        paths
        for paths in same.values()
        if any(re.fullmatch(one, path) for path in paths)
        and any(re.fullmatch(other, path) for path in paths)
    ]


def test_nothing_forbidden_or_commented_out_is_needed(truth: dict[str, Any]) -> None:
    """Counters, and files named in comments alone, are in no page's list."""
    needed = set(truth["requisite_kinds"])
    assert not needed & set(truth["forbidden"])
    for name in ("never", "old-logo", "old.png", "html5shiv", "datainput", "dynclicks.jsp"):
        assert not [url for url in needed if name in url]


def test_needs_are_the_same_for_the_same_arguments() -> None:
    """Two replicas agree in every page and list, on whatever host; other seeds, other pictures."""
    base, elsewhere = "http://replica.example/", "http://127.0.0.1:9/"
    first, second, other = (Replica(articles=30, seed=seed) for seed in (4, 4, 5))
    told = first.truth(base)["requisites"]
    moved = second.truth(elsewhere)["requisites"]
    assert {
        url.replace(elsewhere, base): [one.replace(elsewhere, base) for one in needs]
        for url, needs in moved.items()
    } == told
    for url in told:
        assert first.answer(path_of(url), base) == second.answer(path_of(url), base)
    assert other.truth(base)["requisites"] != told
