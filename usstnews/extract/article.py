"""An article from its page, its words as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from usstnews.errors import UsstnewsError
from usstnews.extract.body import left_out
from usstnews.extract.breadcrumb import BREADCRUMB, section_of
from usstnews.extract.captions import find_captions
from usstnews.extract.dateline import Dateline
from usstnews.extract.dateplace import DATELINE, Head
from usstnews.extract.general import TRAFILATURA, installed
from usstnews.extract.kind import Kind
from usstnews.extract.markup import sanitised
from usstnews.extract.media import find_files, find_images, find_links, find_videos, shown
from usstnews.extract.neighbours import RELATED
from usstnews.extract.strategy import Context, first_result
from usstnews.extract.text import text_of
from usstnews.extract.title import TITLE
from usstnews.items import Article
from usstnews.urls import ArticleRef

if TYPE_CHECKING:
    from usstnews.extract.page import Page
    from usstnews.items import File, Image, Link, Video
    from usstnews.sites.base import Site

EXTRACTOR = "2"
"""The version of the extraction. It changes with any change of what a page may give. Where a
general extractor found the body, `+` and its name and version follow.
"""

LANGUAGE = re.compile(r"\s*([A-Za-z]{2})(?:[-_].*)?\s*")
COMMA = re.compile("[,，]")


def release(extractor: str) -> int:
    """Give the number of an extractor's version, 0 where it is none.

    >>> release("2"), release("2+trafilatura-2.3.1"), release("?")
    (2, 2, 0)
    """
    number = extractor.partition("+")[0]
    return int(number) if number.isdecimal() else 0


class NotAnArticle(UsstnewsError):
    """The page is something else; `kind` says what."""

    def __init__(self, kind: Kind, url: str = "") -> None:
        super().__init__(f"{url or 'the page'} is no article but {kind.value}")
        self.kind = kind


class Held(NamedTuple):
    """What the body of an article holds."""

    text: str
    html: str
    images: list[Image]
    files: list[File]
    videos: list[Video]
    links: list[Link]


def extract(page: Page, site: Site) -> Article:
    """Read the article that a page shows; raises `NotAnArticle` for any other page."""
    if page.kind is not Kind.ARTICLE:
        raise NotAnArticle(page.kind, page.url)
    title = first_result(TITLE, Context(page, site))
    head = Head(page, site, title.value if title else "")
    dateline = first_result(DATELINE, head)
    breadcrumb = first_result(BREADCRUMB, head)
    related = first_result(RELATED, head)
    parts = {"title": title, "dateline": dateline, "breadcrumb": breadcrumb, "related": related}
    found_by = {name: each.by for name, each in parts.items() if each}
    if page.body_by:
        found_by["body"] = page.body_by
    line = dateline.value if dateline else Dateline()
    crumbs = breadcrumb.value if breadcrumb else []
    ref = _reference(page, site)
    held = _held(head)
    return Article(
        site=site.name,
        id=ref.id if ref else None,
        column=ref.column if ref else None,
        url=page.url,
        title=head.title,
        published=line.published,
        published_raw=line.raw,
        authors=line.authors,
        copyeditors=line.copyeditors,
        unit=line.unit,
        source=line.source or page.meta.get("contentsource"),
        breadcrumb=crumbs,
        section=section_of(crumbs, head.title),
        text=held.text,
        html=held.html,
        language=_language(page, site),
        keywords=_keywords(page),
        images=held.images,
        files=held.files,
        videos=held.videos,
        links=held.links,
        related=related.value if related else [],
        found_by=found_by,
        extractor=_extractor(page),
    )


def _reference(page: Page, site: Site) -> ArticleRef | None:
    """Name the article by its URL, and by the stamp of the CMS where the URL does not.

    The URL goes first, also where the two differ: a template may paste in another page's stamp,
    and whoever has the article knows it by the ids that are in its URL.
    """
    ref = site.article_ref(page.url)
    stamp = page.stamp
    if stamp is None or stamp.article <= 0:
        return ref
    if ref is None:
        return ArticleRef(stamp.column, stamp.article)
    return (
        ArticleRef(stamp.column, ref.id) if ref.column is None and ref.id == stamp.article else ref
    )


def _extractor(page: Page) -> str:
    """Name what read the page."""
    general = page.body_by == TRAFILATURA
    return f"{EXTRACTOR}+{TRAFILATURA}-{installed()}" if general else EXTRACTOR


def _held(head: Head) -> Held:
    """Read what the body holds; articles of nothing but attachments have none."""
    page, site, body = head.page, head.site, head.page.body
    if body is None:
        return Held("", "", [], find_files(page, site, [], None), [], [])
    out = left_out(page, site)
    captions = find_captions(body, out)
    elements = shown(body, out)
    return Held(
        text=text_of(body, out.__contains__, captions.words),
        html=sanitised(page, body, out),
        images=find_images(page, elements, captions),
        files=find_files(page, site, elements, head.box if page.form is None else None),
        videos=find_videos(page, elements),
        links=find_links(page, elements),
    )


def _language(page: Page, site: Site) -> str | None:
    """Read the language that the page declares, else the site's."""
    declared = LANGUAGE.fullmatch(page.root.get("lang", ""))
    return declared[1].lower() if declared else site.language


def _keywords(page: Page) -> list[str]:
    """Part the page's keywords."""
    words = COMMA.split(page.meta.get("keywords", ""))
    return [word.strip() for word in words if word.strip()]
