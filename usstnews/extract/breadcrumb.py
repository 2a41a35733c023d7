"""The way from the home page to an article: `Home · News & Events · Content`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from usstnews.extract.select import find, fold, is_hidden, labels, labels_above, visible, words
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
HOME = re.compile(r"(?:网站)?首页|主页|home(?: ?page)?|index", re.IGNORECASE)
LABEL = re.compile(
    r".*(?:位置|you are here|current (?:position|location)|location|position)\s*[:：]",
    re.IGNORECASE,
)
BEGINS = re.compile(rf"{LABEL.pattern}|(?:{HOME.pattern})\s*(?:$|[>»›→·•|/\\:-])", re.IGNORECASE)
ROOT = re.compile(r"(?:(?:index|home|default)\.(?:html?|jsp))?", re.IGNORECASE)
LONGEST_PART = 80
MOST_PARTS = 9
HIGHEST = 4  # a link, its item, the row, a box around it
LONGEST = 300  # parts, or characters of one: what has more is no breadcrumb
MOST_TRIED = 40  # breadcrumbs stand near the body


class Crumbs(NamedTuple):
    """The parts of what may be a breadcrumb, and what speaks for its being one."""

    parts: list[str]
    labelled: bool
    pointing: bool
    home: bool


def _selected(context: Context) -> list[str] | None:
    for element in find(context.page.root, context.site.breadcrumb):
        if parts := read_parts(element, context.page, context.site).parts:
            return parts
    return None


def _above(context: Context) -> list[str] | None:
    """Find a line above the body that begins at home or behind a label, and ends or points."""
    page = context.page
    start = page.form if page.body is None else page.body
    around = set() if start is None else {start, *start.iterancestors()}
    tried: set[Element] = set()
    for text, within in labels(page.root) if start is None else labels_above(start):
        if not LAST.fullmatch(text) and not BEGINS.match(text):
            continue
        holder: Element | None = within
        for _ in range(HIGHEST):
            if holder is None or holder in around or holder in tried or holder.tag == "body":
                break
            tried.add(holder)
            crumbs = read_parts(holder, page, context.site)
            if _is_breadcrumb(crumbs, context.title):
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


def _is_breadcrumb(crumbs: Crumbs, title: str) -> bool:
    """Tell a breadcrumb from a menu: it begins at home or with a label, and ends or points."""
    parts = crumbs.parts
    return (
        1 < len(parts) <= MOST_PARTS
        and (crumbs.labelled or crumbs.home or HOME.fullmatch(parts[0]) is not None)
        and (crumbs.labelled or crumbs.pointing or _is_last(parts, title))
        and all(len(part) <= LONGEST_PART or part == fold(title) for part in parts)
    )


def read_parts(element: Element, page: Page, site: Site) -> Crumbs:
    """Part a breadcrumb, and tell what speaks for it: a label, arrows, a link to the home page.

    Each link is a part, whatever signs are in it, and so is what stands between separators.
    """
    parts: list[str] = []
    labelled = pointing = home = False
    link: Element | None = None
    for event, node in visible(element, is_hidden):
        if event == "start" and node.tag == "a" and link is None:
            link = node
            home |= not any(map(str.strip, parts)) and _is_home(node, page, site)
            parts.append(words(node))
        elif event == "end" and node is link:
            link = None
        if link is not None or (event != "start" and node is element):
            continue
        text = fold((node.text if event == "start" else node.tail) or "")[:LONGEST]
        if label := LABEL.match(text):
            labelled = True
            parts.clear()
            text = text[label.end() :]
        pointing |= POINTING.search(text) is not None
        parts += SEPARATOR.split(text)
        if len(parts) > LONGEST:
            break
    return Crumbs([part for part in parts if part.strip()], labelled, pointing, home)


def _is_home(link: Element, page: Page, site: Site) -> bool:
    """Tell whether a link leads to the site's home page."""
    url = page.link(link.get("href", ""), site)
    return bool(url and site.owns(url) and ROOT.fullmatch(url.removeprefix(site.base_url)))
