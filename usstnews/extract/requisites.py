"""What a page needs to be shown again: sheets, scripts, images, fonts, media, files, frames."""

from __future__ import annotations

import re
from itertools import starmap
from typing import TYPE_CHECKING, NamedTuple

from usstnews.extract.media import LAZY, STORED, embedded, image_source, is_file
from usstnews.extract.needed import Needed, is_blocked, told
from usstnews.extract.script import literals
from usstnews.extract.srcset import candidates
from usstnews.extract.stylesheet import decode_css, references

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.etree import _Element as Element

    from usstnews.extract.page import Page
    from usstnews.sites.base import Site

    Reference = tuple[str, Needed]

__all__ = [
    "Needed",
    "Requisite",
    "decode_css",
    "is_blocked",
    "requisites",
    "stylesheet_requisites",
]


class Requisite(NamedTuple):
    """What a page or a stylesheet needs, as it is to be asked for."""

    url: str
    kind: Needed


ADDRESS = re.compile(r"https?://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d+)?(?:[/?]|$)")
PAGES = (".htm", ".html", ".jsp", "/", "#")

ICONS = frozenset(
    {"icon", "mask-icon", "fluid-icon", "apple-touch-icon", "apple-touch-icon-precomposed"}
    | {"apple-touch-startup-image"}
)
PRELOADED = {
    "style": Needed.STYLESHEET,
    "script": Needed.SCRIPT,
    "worker": Needed.SCRIPT,
    "image": Needed.IMAGE,
    "font": Needed.FONT,
    "video": Needed.MEDIA,
    "audio": Needed.MEDIA,
    "track": Needed.MEDIA,
    "document": Needed.FRAME,
}
# Where any element may name what it is painted with, or what a script is to load into it.
SETS = frozenset({"data-srcset", "data-lazy-srcset", "data-bgset"})
PAINTED = frozenset({"style", *SETS, *(name for name in LAZY if name.startswith("data-"))}) | {
    *("data-bg", "data-background", "data-background-image", "data-bg-image", "data-poster"),
}
HINT = re.compile(rb"url\(")  # half the time of `in`
DRAWN = re.compile(r"url\(|image-set\(", re.IGNORECASE)
MOVIES = frozenset({"movie", "src", "filename", "url"})


def requisites(page: Page, site: Site, body: bytes | None = None) -> list[Requisite]:
    """List what a page needs, in its order, each address once and spelt as it is to be asked for.

    What other sites serve is listed too, and so is what `site` may not ask for: `Site.serves` and
    `Site.may_ask` tell. Links to pages are none; an article's links to files are, and so are
    those of a page that is no article. `body`, the bytes of the page, spares most pages the search
    of every element for a style.
    """
    found = _named(page, painted=body is None or is_painted(body))
    return _listed(found, page.url, lambda href: page.link(href, site))


def stylesheet_requisites(css: str, url: str, site: Site) -> list[Requisite]:
    """List what a stylesheet that stands at `url` needs, as `requisites` does."""
    return _listed(references(css), site.canonical(url), lambda href: site.link(href, url))


def _listed(
    found: Iterable[Reference], here: str, link: Callable[[str], str | None]
) -> list[Requisite]:
    """Resolve what was found; leave out what has no address, and what needs itself."""
    listed: dict[str, Needed] = {}
    for written, kind in found:
        href = written.strip()
        if not href.strip("/.?") or href[0] == "#" or href.startswith("data:"):
            continue  # soonest seen; what else is void has no http address, or is the page
        url = link(_slashed(href) if "\\" in href else href)
        if url and url not in listed and url != here and ADDRESS.match(url):
            listed[url] = kind
    return list(starmap(Requisite, listed.items()))


def _slashed(href: str) -> str:
    """Turn a path's backslashes, as browsers do."""
    path, mark, query = href.partition("?")
    return path.replace("\\", "/") + mark + query


def is_painted(body: bytes) -> bool:
    """Tell whether any element may name a requisite in a style, or in an attribute of a script's.

    >>> is_painted(b"<p STYLE='color: red'>"), is_painted(b"<p style='background: URL(a.png)'>")
    (False, True)
    """
    body = body.lower()
    # An encoding whose letters are not ASCII's has zeros between them.
    return bool(b"\0" in body or HINT.search(body) or b"data-" in body or b"image-set(" in body)


def _named(page: Page, *, painted: bool) -> Iterator[Reference]:
    """Give every address that a page names as a requisite, at one go but for its links."""
    files = _files(page)
    tags = () if painted else (*READ, "a") if files else READ
    for element in page.root.iter(*tags):
        read = READERS.get(element.tag)
        if read is not None:
            yield from read(element)
        elif element in files:
            yield files[element]
        if painted:
            names = element.keys()
            if names and not PAINTED.isdisjoint(names):
                yield from _painted(element, names)


def _files(page: Page) -> dict[Element, Reference]:
    """Find the links to files: those of an article, or of the whole page where none is marked."""
    files = {}
    for link in (page.root if page.form is None else page.form).iter("a"):
        href = link.get("href", "")
        # Most links lead to pages: no need to take those apart.
        if not href.endswith(PAGES) and _is_file(href):
            files[link] = (href, told(href) or Needed.FILE)
    return files


def _is_file(href: str) -> bool:
    try:
        return is_file(href)
    except ValueError:  # no address at all: `http://[`
        return False


def _painted(element: Element, names: Iterable[str]) -> Iterator[Reference]:
    """Read an element's own style, and what a script is to load into it."""
    for name in names:
        if name not in PAINTED:
            continue
        value = element.get(name, "")
        if name == "style" or DRAWN.search(value):
            yield from references(value) if DRAWN.search(value) else ()
        elif name in SETS:
            yield from ((url, Needed.IMAGE) for url in candidates(value))
        elif (kind := _late(element, value)) is not None:
            yield value, kind


def _late(element: Element, value: str) -> Needed | None:
    """Tell what a lazy attribute names; on most elements it may be anything at all."""
    kind = told(value)
    if kind in {Needed.IMAGE, Needed.MEDIA}:
        return kind
    if element.tag == "iframe":
        return Needed.FRAME
    return Needed.IMAGE if kind is None and STORED.search(value) else None


def _image(element: Element) -> Iterator[Reference]:
    yield element.get("src", ""), Needed.IMAGE
    if (source := image_source(element)) != element.get("src"):
        yield source, Needed.IMAGE
    if original := element.get("orisrc"):
        yield original, Needed.IMAGE
    if srcset := element.get("srcset"):
        yield from ((url, Needed.IMAGE) for url in candidates(srcset))


def _input(element: Element) -> Iterator[Reference]:
    if element.get("type", "").strip().lower() == "image":
        yield from _image(element)


def _source(element: Element) -> Iterator[Reference]:
    """Read a `<source>`: of a picture by its `srcset`, of a video or sound by its `src`."""
    yield element.get("src", ""), Needed.MEDIA
    yield from ((url, Needed.IMAGE) for url in candidates(element.get("srcset", "")))


def _vector(element: Element) -> Iterator[Reference]:
    for name in ("href", "xlink:href", "src"):
        yield element.get(name, ""), Needed.IMAGE


def _link(element: Element) -> Iterator[Reference]:
    rel, href = element.get("rel", "").lower().split(), element.get("href", "")
    if "stylesheet" in rel:
        yield href, Needed.STYLESHEET
    elif not ICONS.isdisjoint(rel):
        yield href, Needed.ICON
    elif "modulepreload" in rel:
        yield href, Needed.SCRIPT
    elif "preload" in rel:
        loaded = PRELOADED.get(element.get("as", "").strip().lower())
        yield href, loaded or told(href) or Needed.DATA
        yield from ((url, Needed.IMAGE) for url in candidates(element.get("imagesrcset", "")))
    elif "manifest" in rel or "resource" in rel:
        yield href, Needed.DATA


def _script(element: Element) -> Iterator[Reference]:
    if source := element.get("src"):
        yield source, Needed.SCRIPT
        return  # what stands in it does not run
    if element.get("name") == "_videourl":
        yield element.get("vurl", ""), Needed.MEDIA
    if (text := element.text) and "ld+json" not in element.get("type", ""):
        if "showVsb" in text:
            yield from ((url, Needed.FILE) for url in embedded(element))
        yield from literals(text)


def _style(element: Element) -> Iterator[Reference]:
    return references(element.text or "")


def _medium(element: Element) -> Iterator[Reference]:
    yield element.get("src", ""), Needed.MEDIA
    yield element.get("poster", ""), Needed.IMAGE


def _embed(element: Element) -> Iterator[Reference]:
    source = element.get("data" if element.tag == "object" else "src", "")
    yield source, told(source) or Needed.MEDIA


def _param(element: Element) -> Iterator[Reference]:
    if element.get("name", "").lower() in MOVIES:
        yield element.get("value", ""), Needed.MEDIA


def _frame(element: Element) -> Iterator[Reference]:
    source = element.get("src", "")
    yield source, told(source) or Needed.FRAME
    yield from ((url, Needed.FILE) for url in embedded(element))


def _cell(element: Element) -> Iterator[Reference]:
    yield element.get("background", ""), Needed.IMAGE


READERS: dict[object, Callable[[Element], Iterator[Reference]]] = {
    "audio": _medium,
    "bgsound": _medium,
    "body": _cell,
    "embed": _embed,
    "feimage": _vector,
    "frame": _frame,
    "iframe": _frame,
    "image": _vector,
    "img": _image,
    "input": _input,
    "link": _link,
    "object": _embed,
    "param": _param,
    "script": _script,
    "source": _source,
    "style": _style,
    "table": _cell,
    "td": _cell,
    "th": _cell,
    "tr": _cell,
    "track": _medium,
    "use": _vector,
    "video": _medium,
}
READ = tuple(map(str, READERS))
