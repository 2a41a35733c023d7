"""The replica's truth about itself: what a perfect crawl must have read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from usstnews.replica.blocks import BASE, tidy
from usstnews.replica.listing import COLUMNS, pages
from usstnews.replica.listpage import commented_out
from usstnews.replica.notices import LOGINS, SINGLE
from usstnews.replica.requisites import tell_requisites
from usstnews.replica.series import MEMBERS

if TYPE_CHECKING:
    from usstnews.replica.site import Replica
    from usstnews.replica.slot import Slot

__all__ = ["tell"]

KINDS = {
    "restricted": "restricted",
    "missing": "missing",
    "gone": "missing",
    "soft": "missing",
    "redirecting": "redirecting",
}
OUTSIDE = ["https://www.usst.edu.cn/", "https://weibo.example/usst"]
UNASKED = [
    "/private/index.htm",
    *LOGINS,
    "/system/resource/code/datainput.jsp",
    "/system/resource/code/news/click/dynclicks.jsp",
    "/_dwr/call/getNewsLinkUrl",
    "/dynamic_challenge",
]
EXAMPLES = 3


def article_truth(replica: Replica, slot: Slot, base: str) -> dict[str, Any]:
    """Tell what one article says."""
    article = replica.article(slot)
    line, design = article.dateline, replica.design
    printed = design.line(article)

    def here(url: str) -> str:
        return url.replace(BASE, base)

    return {
        "id": slot.id,
        "column": slot.column,
        "url": base + slot.paths[0],
        "aliases": [base + path for path in slot.paths[1:]],
        "title": tidy(article.title),
        "published": slot.day.isoformat() if line.raw else None,
        "published_raw": printed.raw,
        "authors": list(line.authors),
        "copyeditors": list(line.copyeditors),
        "unit": line.unit,
        "source": printed.source,
        "breadcrumb": design.breadcrumb(slot.column, article.title),
        "section": design.section(slot.column),
        "text": article.text,
        "html": here(article.html),
        "language": "en",
        "keywords": list(article.keywords) if design.keywords else [],
        "images": [
            {"url": here(one.url), "alt": one.alt, "caption": one.caption, "md5": one.md5}
            for block in article.blocks
            for one in block.images
        ],
        "files": [
            {"url": here(one.url), "name": one.name}
            for block in article.blocks
            for one in block.files
        ]
        + [{"url": base + one.path, "name": one.name} for one in article.attachments],
        "videos": [{"url": here(url)} for block in article.blocks for url in block.videos],
        "links": [
            {"url": here(one.url), "text": one.text}
            for block in article.blocks
            for one in block.links
        ],
        "related": [base + other.paths[0] for other in replica.suggested(slot) if other.readable],
    }


class Groups(NamedTuple):
    """What of the site repeats what, as URLs: articles that are equal, those that only look like
    each other, and for each that says the same as an earlier one, or nearly so, the first of them.
    """

    equal: list[list[str]]
    apart: list[list[str]]
    originals: dict[str, str]


def groups(replica: Replica, base: str) -> Groups:
    """Tell what repeats what, and what only looks so."""
    slots = [slot for slot in replica.roll.slots if slot.readable]
    again = Counter(slot.content for slot in slots)
    posted: dict[object, list[str]] = {}
    alike: dict[object, dict[object, str]] = {}
    firsts: dict[object, str] = {}
    originals: dict[str, str] = {}
    for slot in slots:
        url, words = base + slot.paths[0], (slot.content, slot.figures)
        if again[slot.content] > 1:
            article = replica.article(slot)
            said = (article.title, article.dateline, article.text, article.attachments)
            posted.setdefault(said, []).append(url)
            if (first := firsts.setdefault(words, url)) != url:
                originals[url] = first
            alike.setdefault(slot.content, {}).setdefault(words, url)
        if slot.recipe.body.startswith("series-"):
            member = MEMBERS[int(slot.recipe.body.removeprefix("series-"))]
            alike.setdefault(member.series, {}).setdefault(words, url)
    return Groups(
        [urls for urls in posted.values() if len(urls) > 1],
        [list(urls.values()) for urls in alike.values() if len(urls) > 1],
        originals,
    )


def listings(replica: Replica, base: str) -> list[dict[str, Any]]:
    """Tell what the columns list; a void link has no address."""
    return [
        {
            "url": base + column.path(1, 1),
            "name": column.name,
            "pages": pages(len(replica.listed[column.id])),
            "items": len(replica.listed[column.id]),
            "entries": [
                {
                    "id": entry.slot.id,
                    "url": base + entry.path if entry.path.startswith("/") else entry.path,
                    "title": replica.title(entry.slot),
                    "date": entry.day.isoformat() if entry.day else None,
                }
                for entry in replica.listed[column.id]
            ],
        }
        for column in COLUMNS.values()
    ]


def tell(replica: Replica, base_url: str) -> dict[str, Any]:
    """Tell what an archive of the site must hold."""
    base = base_url.rstrip("/")
    slots = replica.roll.slots
    readable = [slot for slot in slots if slot.readable]
    repeated = groups(replica, base)
    oddities: dict[str, list[str]] = {}
    for slot in readable:
        for mark in slot.recipe.marks:
            urls = oddities.setdefault(mark, [])
            if len(urls) < EXAMPLES:
                urls.append(base + slot.paths[0])
    kinds = {base + path: "other" for path in ("/", "/index.htm", *SINGLE)}
    kinds |= dict.fromkeys((base + path for path in LOGINS), "restricted")
    kinds |= {
        base + path: KINDS[slot.kind] for slot in slots if slot.kind in KINDS for path in slot.pages
    }
    unlisted = {
        way: [base + slot.paths[0] for slot in readable if slot.recipe.found == way]
        for way in ("neighbour", "related")
    }
    return {
        "site": "usst",
        "base_url": base + "/",
        "articles": [
            article_truth(replica, slot, base)
            | {"duplicate_of": repeated.originals.get(base + slot.paths[0])}
            for slot in readable
        ],
        "duplicates": repeated.equal,
        "apart": repeated.apart,
        "listings": listings(replica, base),
        "kinds": kinds,
        "external": [slot.paths[0] for slot in slots if slot.kind == "external"] + OUTSIDE,
        "unlisted": [url for urls in unlisted.values() for url in urls],
        "unlisted_by": unlisted,
        "forbidden": [base + path for path in (*UNASKED, *map(commented_out, COLUMNS))],
        "oddities": oddities,
        **tell_requisites(replica, base),
    }
