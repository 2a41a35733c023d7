"""What sort of page it is, by the marks that the CMS leaves on its pages."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from usstnews.extract.select import first, fold, words, xpath

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from usstnews.sites.base import Site


class Kind(StrEnum):
    """The sorts of pages that a VSB site answers with."""

    ARTICLE = "article"
    LISTING = "listing"
    RESTRICTED = "restricted"
    MISSING = "missing"
    CHALLENGE = "challenge"
    REDIRECTING = "redirecting"
    OTHER = "other"


class Stamp(NamedTuple):
    """The call `_jsq_(column, template, article, owner)` that the CMS writes into each page.

    `article` is -1 on listings, home pages and columns of a single page.
    """

    column: int
    template: str
    article: int
    owner: int


# A mirror may put a comment behind the template's name.
JSQ = re.compile(
    r"""_jsq_\(\s*(\d{1,18})\s*,\s*(?:'([^']*)'|"([^"]*)")\s*(?:/\*.*?\*/)?"""
    r"""\s*,\s*(-?\d{1,18})\s*,\s*(\d{1,18})\s*\)""",
    re.ASCII,
)
# The CMS's own notices bear these titles and no others; the words alone may stand in any text.
NOTICES = {"系统提示": Kind.RESTRICTED, "404错误提示": Kind.MISSING}
RESTRICTED = re.compile("无权访问|请登录后访问|因此被限制访问")
CHALLENGE = re.compile(r"challengeId|dynamic_challenge|\$_ts\b")
REDIRECT = re.compile(r"getNewsLinkUrl\s*\(")
MEDIA = xpath(".//img | .//iframe | .//video | .//embed | .//object | .//script | .//a[@href]")
SCRIPTS = xpath("descendant::script/text()")


def read_stamp(scripts: list[str]) -> Stamp | None:
    """Read the page's stamp: the last one, for a template may paste in another site's head.

    >>> read_stamp(["_jsq_(1249,'/content.jsp',8911,1993057204)"])
    Stamp(column=1249, template='/content.jsp', article=8911, owner=1993057204)
    """
    matches = [match for script in scripts for match in JSQ.finditer(script)]
    if not matches:
        return None
    column, single, double, article, owner = matches[-1].groups()
    return Stamp(int(column), single or double or "", int(article), int(owner))


def has_pager(root: Element, scripts: list[str], site: Site) -> bool:
    """Tell whether the page can be turned, which makes it a listing."""
    return first(root, site.pager) is not None or any("_list_gotopage_fun(" in s for s in scripts)


def recognise(
    root: Element, site: Site, form: Element | None, body: Element | None, meta: dict[str, str]
) -> tuple[Kind, Stamp | None]:
    """Tell what sort of page a tree is, and read its stamp."""
    scripts: list[str] = SCRIPTS(root)
    stamp = read_stamp(scripts)
    kind = NOTICES.get(fold(xpath("string(descendant::title)")(root)))
    if kind is None:
        article = (
            form is not None or meta.get("pagetype") == "3" if stamp is None else stamp.article > 0
        )
        if article:
            kind = _article(scripts, body)
        elif has_pager(root, scripts, site):
            kind = Kind.LISTING
        elif stamp is None and body is None:
            kind = _notice(root, scripts)
    return kind or Kind.OTHER, stamp


def _article(scripts: list[str], body: Element | None) -> Kind:
    """Tell an article from one that only leads elsewhere: it asks where to, and has no body."""
    if any(REDIRECT.search(script) for script in scripts) and (
        body is None or not (words(body) or MEDIA(body))
    ):
        return Kind.REDIRECTING
    return Kind.ARTICLE


def _notice(root: Element, scripts: list[str]) -> Kind | None:
    """Recognise what servers and campus gates say in the place of a page."""
    if any(CHALLENGE.search(script) for script in scripts):
        return Kind.CHALLENGE
    return Kind.RESTRICTED if RESTRICTED.search(words(root)) else None


def kind_at(kind: Kind, status: int) -> Kind:
    """Combine what a page looks like with the HTTP status that it came with.

    >>> kind_at(Kind.ARTICLE, 404)
    <Kind.MISSING: 'missing'>
    >>> kind_at(Kind.OTHER, 403)
    <Kind.RESTRICTED: 'restricted'>
    """
    if kind is Kind.CHALLENGE:
        return kind
    if status in {404, 410}:
        return Kind.MISSING
    if status in {401, 403}:
        return Kind.RESTRICTED
    return kind
