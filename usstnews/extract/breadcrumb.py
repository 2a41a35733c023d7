"""The way from the home page to an article: `Home · News & Events · Content`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from usstnews.extract.box import shown_above, titles
from usstnews.extract.datelines import is_dateline
from usstnews.extract.ends import is_aside, is_furniture
from usstnews.extract.labels import read_line
from usstnews.extract.select import (
    find,
    fold,
    holding,
    is_hidden,
    labels,
    labels_above,
    visible,
    words,
    xpath,
)
from usstnews.extract.strategy import Context, Strategy

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from usstnews.extract.page import Page
    from usstnews.sites.base import Site

# Arrows part anywhere; signs that also stand within names do so only between blanks.
SEPARATOR = re.compile(r"\s*(?:-+>|[>»›→]+|::)\s*|(?:^|\s+)[|/\\·•-](?=\s|$)\s*")
# Menus part their links with bars and slashes as well.
POINTING = re.compile(r"[>»›→·•]|::")
# The last part is no column but says that this is the article itself.
LAST = re.compile(
    r"[\s>»›→·•|/\\:-]*"
    r"(?:(?:文章)?(?:正文|内容|详情)(?:内容)?|contents?|(?:main )?text|details?|article)\s*",
    re.IGNORECASE,
)
HOME = re.compile(r"(?:网站)?首页|主页|(?:[A-Z]+ )?home(?: ?page)?|index", re.IGNORECASE)
LABEL = re.compile(
    r".*(?:位置|you are here|current (?:position|location)|location|position)\s*[:：]",
    re.IGNORECASE,
)
# A `position` alone may be somebody's.
SURE = re.compile(r"位置|here|current|your", re.IGNORECASE)
BEGINS = re.compile(rf"{LABEL.pattern}|(?:{HOME.pattern})\s*(?:$|[>»›→·•|/\\:-])", re.IGNORECASE)
ROOT = re.compile(r"(?:(?:index|home|default)\.(?:html?|jsp))?", re.IGNORECASE)
CALLED = xpath(
    "descendant::*[@*[contains(., 'readcrumb')]]"
    "[contains(@class, 'breadcrumb') or contains(@id, 'breadcrumb')"
    " or contains(translate(@aria-label, 'B', 'b'), 'breadcrumb')]"
)
LONGEST_PART = 80
MOST_PARTS = 9
FEW_PARTS = 4  # menus of a line have more
HIGHEST = 4  # a link, its item, the row, a box around it
LONGEST = 300  # parts, or characters of one: what has more is no breadcrumb
MOST_TITLES = 5
MOST_CALLED = 5
MOST_TRIED = 40  # breadcrumbs stand near the body


class Crumbs(NamedTuple):
    """The parts of what may be a breadcrumb, and what speaks for its being one."""

    parts: list[str]
    labelled: bool = False
    pointing: bool = False
    home: bool = False
    linked: bool = False
    """Whether links hold all the words."""
    foreign: bool = False
    """Whether a link behind the first leads to another host: menus have such, columns do not."""


def _selected(context: Context) -> list[str] | None:
    for element in find(context.page.root, context.site.breadcrumb):
        if parts := read_parts(element, context).parts:
            return parts
    return None


def _called(context: Context) -> list[str] | None:
    """Read what calls itself a breadcrumb: a style sheet may draw what parts it."""
    for element in CALLED(context.page.root)[:MOST_CALLED]:
        crumbs = read_parts(element, context)
        if (
            1 < len(crumbs.parts) <= MOST_PARTS
            and not crumbs.foreign
            and (crumbs.labelled or _is_at_home(crumbs))
        ):
            return crumbs.parts
    return None


def _directly_above(context: Context) -> list[str] | None:
    """Read links that begin at home and stand directly above the title, parted like a menu's.

    A menu is there once, but the column that a breadcrumb ends in is in the menu, too.
    """
    for title in list(titles(context.page, context.title))[-MOST_TITLES:]:
        shown = (
            each
            for each in shown_above(title)
            if not is_aside(each, context.site)
            and read_line(said := words(each))[0]  # counters of views
            and not is_dateline(said)
        )
        if (above := next(shown, None)) is None or is_furniture(above):
            continue
        crumbs = read_parts(above, context)
        if (
            crumbs.home
            and crumbs.linked
            and not crumbs.foreign
            and 1 < len(crumbs.parts) <= FEW_PARTS
        ):
            *_, last = above.iter("a")
            href = last.get("href")
            if href and sum(link.get("href") == href for link in context.page.root.iter("a")) > 1:
                return crumbs.parts
    return None


def _above(context: Context) -> list[str] | None:
    """Find a line above the body that begins at home or behind a label, and ends or points."""
    page = context.page
    title = fold(context.title)
    start = page.form if page.body is None else page.body
    around = holding((start,))
    tried: set[Element] = set()
    for text, within in labels(page.root) if start is None else labels_above(start):
        begins_or_ends = LAST.fullmatch(text) or BEGINS.match(text)
        if not begins_or_ends and not _ends_in_title(text, within, title):
            continue
        holder: Element | None = within
        for _ in range(HIGHEST):
            if holder is None or holder in around or holder in tried or holder.tag == "body":
                break
            tried.add(holder)
            crumbs = read_parts(holder, context)
            if is_breadcrumb(crumbs, title) and _leads(holder, crumbs):
                return crumbs.parts
            if len(crumbs.parts) > (MOST_PARTS if crumbs.pointing else 1):
                break
            holder = holder.getparent()
        if len(tried) > MOST_TRIED:
            break
    return None


BREADCRUMB: tuple[Strategy[Context, list[str]], ...] = (
    Strategy("selected", "the site's own element for it", _selected),
    Strategy("above body", "what begins at home or behind a label, nearest above the body", _above),
    Strategy("called", "an element with `breadcrumb` in its class, id or label", _called),
    Strategy("directly above title", "links from home on, directly above it", _directly_above),
)


def section_of(breadcrumb: list[str], title: str) -> str | None:
    """Give the column that a breadcrumb names: the part before that of the article itself.

    Some breadcrumbs end in the column.

    >>> section_of(["Home", "News & Events", "Content"], "T"), section_of(["Home", "News"], "T")
    ('News & Events', 'News')
    """
    columns = breadcrumb[:-1] if _is_last(breadcrumb[-1:], title) else breadcrumb
    return columns[-1] if columns and len(breadcrumb) > 1 else None


def _is_last(parts: list[str], title: str) -> bool:
    """Tell whether the last part stands for the article itself: `Content`, or its title."""
    return bool(parts) and (LAST.fullmatch(parts[-1]) is not None or fold(title) == parts[-1])


def is_breadcrumb(crumbs: Crumbs, title: str) -> bool:
    """Tell a breadcrumb from a menu: it begins at home or with a label, and ends or points."""
    parts = crumbs.parts
    return (
        1 < len(parts) <= MOST_PARTS
        and not crumbs.foreign
        and (crumbs.labelled or _is_at_home(crumbs))
        and (crumbs.labelled or crumbs.pointing or _is_last(parts, title))
        and all(len(part) <= LONGEST_PART or part == fold(title) for part in parts)
    )


def _leads(element: Element, crumbs: Crumbs) -> bool:
    """Tell a breadcrumb from `Position: Dean`: it begins at home, or says what it is."""
    return _is_at_home(crumbs) or SURE.search(words(element)) is not None


def _is_at_home(crumbs: Crumbs) -> bool:
    """Tell whether parts begin at the home page."""
    return crumbs.home or bool(crumbs.parts and HOME.fullmatch(crumbs.parts[0]))


def _ends(text: str, title: str) -> bool:
    """Tell whether a text ends in the title: the last part of some breadcrumbs."""
    return bool(title) and text.endswith(title)


def _ends_in_title(text: str, within: Element, title: str) -> bool:
    """Tell whether a text may be the end of a breadcrumb, and not the title itself: a sign stands
    before it, or a link.
    """
    if not _ends(text, title[-1:]) or not _ends(text := fold(text), title):
        return False
    beside = (within, within.getprevious())
    return text != title or any(
        each is not None and next(each.iter("a"), None) is not None for each in beside
    )


def read_parts(element: Element, context: Context) -> Crumbs:
    """Part a breadcrumb, and tell what speaks for it: a label, arrows, a link to the home page.

    Each link is a part, whatever signs are in it, and so is the article's title, and what stands
    between separators.
    """
    page, site, title = context.page, context.site, fold(context.title)
    parts: list[str] = []
    labelled = pointing = home = False
    linked, foreign = True, False
    link: Element | None = None
    for event, node in visible(element, is_hidden):
        if event == "start" and node.tag == "a" and link is None:
            link = node
            if any(map(str.strip, parts)):
                foreign |= _is_foreign(node, page)
            else:
                home |= _is_home(node, page, site)
            parts.append(words(node))
        elif event == "end" and node is link:
            link = None
        if len(parts) > LONGEST:
            break
        if link is not None or (event != "start" and node is element):
            continue
        text = fold((node.text if event == "start" else node.tail) or "")[:LONGEST]
        if not text:
            continue
        if label := LABEL.match(text):
            labelled = True
            parts.clear()
            text = text[label.end() :]
        last = [title] if _ends(text, title) else []
        text = text.removesuffix(title) if last else text
        pointing |= POINTING.search(text) is not None
        between = [*SEPARATOR.split(text), *last]
        linked &= not any(map(str.strip, between))
        parts += between
    filled = [said for part in parts if (said := part.strip())]
    ends = (at for at, said in enumerate(filled, 1) if at > 1 and LAST.fullmatch(said))
    return Crumbs(filled[: next(ends, len(filled))], labelled, pointing, home, linked, foreign)


def _is_home(link: Element, page: Page, site: Site) -> bool:
    """Tell whether a link leads to the site's home page."""
    url = page.link(link.get("href", ""), site)
    return bool(url and site.owns(url) and ROOT.fullmatch(url.removeprefix(site.base_url)))


def _is_foreign(link: Element, page: Page) -> bool:
    """Tell whether a link leads to another host."""
    url = page.resolve(link.get("href", ""))
    return url is not None and urlsplit(url).netloc != urlsplit(page.url).netloc
