"""An article from the plain text of its page: as it was copied, or as WET files have it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from usstnews.extract.article import EXTRACTOR, NotAnArticle
from usstnews.extract.breadcrumb import (
    HOME,
    LABEL,
    LAST,
    POINTING,
    SEPARATOR,
    Crumbs,
    is_breadcrumb,
    section_of,
)
from usstnews.extract.dateline import LONGEST_LINE, Dateline, is_all_dateline, parse_dateline
from usstnews.extract.datelines import UNFINISHED, begun, is_continued, is_event
from usstnews.extract.dates import find_date
from usstnews.extract.ends import ENGLISH, OURS
from usstnews.extract.kind import NOTICES, Kind
from usstnews.extract.labels import LABEL as LINE_LABEL
from usstnews.items import Article
from usstnews.sites import USST, origin, site_of
from usstnews.text.clean import clean_article
from usstnews.text.rules import NEWLINES, UNSEEN

if TYPE_CHECKING:
    from usstnews.sites.base import Site

# What a page ends with: surely at the end of a text, and below a heading of the footer.
FOOTER = re.compile(
    r"(?:copyright|©|版权所有).{0,200}(?:all rights reserved|(?:19|20)[0-9]{2}|ICP备).*"
    r"|.{0,200}(?:ICP备|公网安备)[\s:：]{0,3}[0-9].*"
    rf"|(?:{OURS}|{ENGLISH})\s{{0,3}}[:：].*",
    re.IGNORECASE,
)
CONTACT = re.compile(
    r"(?:add(?:ress)?|tel(?:ephone)?|phone|fax|e-?mail|(?:post|zip) ?code|地址|电话|邮编|邮箱|传真)"
    r"\s{0,3}[:：].{0,200}"
    r"|(?:(?:wechat|weibo|facebook|twitter|youtube|linkedin|instagram|tiktok)\b[\s|·,/]*+)++",
    re.IGNORECASE,
)
PLAIN_TEXT = "plain-text"
STAY_CONNECTED = "Stay Connected"
LONGEST_SUFFIX = 60  # characters that a site appends to a title
NEAR = 5  # lines from a breadcrumb to the title
MOST = 8  # lines of a head, blank ones not counted
SUBTITLE = re.compile(r".{1,119}[^.。!！?？;；,，:：]")


class Head(NamedTuple):
    """What stands above a body. The body begins with line `start`; the lines of the date line, from
    `dated` up to `end`, are none of it.
    """

    title: str = ""
    line: Dateline = Dateline()
    start: int = 0
    dated: int = 0
    end: int = 0


def extract_plain(text: str, url: str, site: Site | None = None) -> Article:
    r"""Read an article from the plain text of its page, clean, as `extract_article` reads HTML.

    Breadcrumb, title and date line may each be missing. A first line is the title only where a
    breadcrumb stands before it, a date line behind it, or the page's `<title>` above it says so:
    else it may as well be the body's. Lines are neither joined nor parted. `site` defaults to the
    one known at the URL's host, and to `usst` for what was never on the web. Raises `NotAnArticle`
    for an empty text, and for the CMS's own notices.

    >>> text = "Home · News · Content\n\nSpring\n\nMay 24, 2019\n\nOne.\nTwo.\n\nStay Connected"
    >>> article = extract_plain(text, "https://en.usst.edu.cn/info/1023/7.htm")
    >>> article.section, article.title, article.published.isoformat(), article.text
    ('News', 'Spring', '2019-05-24', 'One.\nTwo.')
    """
    if url.startswith(("http://", "https://")):
        site = site or site_of(url)
        site = site if site.base_url else site.at(origin(url))
        url = site.canonical(url)
    site = site or USST
    lines = NEWLINES.sub("\n", text).split("\n")
    said = [" ".join(UNSEEN.sub("", line).split()) for line in lines]
    first = next(filter(None, said), None)
    if first is None or first in NOTICES:
        raise NotAnArticle(NOTICES.get(first or "", Kind.OTHER), url)
    place, breadcrumb = _find_breadcrumb(said)
    head = _head(said, place, breadcrumb, _stated_title(said, site))
    ref = site.article_ref(url)
    end = _end(said, head.end, site)
    body = "\n".join(lines[head.start : head.dated] + lines[head.end : end])
    found = {"title": head.title, "dateline": head.line.raw, "breadcrumb": breadcrumb, "body": body}
    return clean_article(
        Article(
            site=site.name,
            id=ref.id if ref else None,
            column=ref.column if ref else None,
            url=url,
            title=head.title,
            published=head.line.published,
            published_raw=head.line.raw,
            authors=head.line.authors,
            copyeditors=head.line.copyeditors,
            unit=head.line.unit,
            source=head.line.source,
            breadcrumb=breadcrumb,
            section=section_of(breadcrumb, head.title),
            text=body,
            language=site.language,
            found_by={name: PLAIN_TEXT for name, value in found.items() if value},
            extractor=EXTRACTOR,
        )
    )


def _find_breadcrumb(said: list[str]) -> tuple[int | None, list[str]]:
    """Find the line that is a breadcrumb as a whole: the first that ends as an article's does
    (`Content`), else the first.
    """
    found = [
        (number, crumbs)
        for number, line in enumerate(said)
        if 0 < len(line) <= LONGEST_LINE and (crumbs := _crumbs(line))
    ]
    articles = [each for each in found if LAST.fullmatch(each[1][-1])]
    return next(iter(articles or found), (None, []))


def _crumbs(line: str) -> list[str]:
    """Part a line that is a breadcrumb; `Location: A · B` in a text is none."""
    label = LABEL.match(line)
    rest = line[label.end() if label else 0 :]
    parts = [part.strip() for part in SEPARATOR.split(rest) if part.strip()]
    found = Crumbs(parts, label is not None, POINTING.search(line) is not None, home=False)
    if not is_breadcrumb(found, "") or not (HOME.fullmatch(parts[0]) or LAST.fullmatch(parts[-1])):
        return []
    return parts


def _stated_title(said: list[str], site: Site) -> str:
    """Read the title that the page's `<title>` states, where that is the first line.

    It is if a line below says the same without the name of a site; what might be no more than a
    part of it, if the date line stands behind that.
    """
    filled = [line for line in said if line]
    whole = filled[0]
    below = {line for line in filled if line != whole and whole.startswith(line)}
    for suffix in site.title_suffixes:
        if whole.endswith(suffix) and whole.removesuffix(suffix).strip() in below:
            return whole.removesuffix(suffix).strip()
    dated = {line for line, behind in pairwise(filled) if line in below and is_all_dateline(behind)}
    begins = [
        line
        for line in below
        if (rest := whole[len(line) :].strip()).startswith("-")
        and (line in dated or (rest.count("-") == 1 and len(rest) <= LONGEST_SUFFIX))
    ]
    return max(begins, key=len, default="")


def _head(said: list[str], place: int | None, breadcrumb: list[str], stated: str) -> Head:
    """Find title and date line: below the breadcrumb, at the title that is stated, else on top."""
    filled = [number for number, line in enumerate(said) if line]
    if place is not None:
        below = [number for number in filled if number > place]
        titles = [at for at, number in enumerate(below[:NEAR]) if said[number] == stated]
        if stated and not titles and below:
            return _stated(said, below[:MOST], stated)
        at = titles[0] if titles else 0
        # The column's name may be repeated as a heading above a title with its date line.
        if len(below) > at + 2 and said[below[at]] in breadcrumb[:-1]:
            at += is_all_dateline(said[below[at + 2]]) and not is_all_dateline(said[below[at + 1]])
        return _titled(said, below[at : at + MOST])
    if stated:
        places = [at for at, number in enumerate(filled) if said[number] == stated]
        heads = (_titled(said, filled[at : at + MOST]) for at in places)
        # Where no date line says that this is the head, what is above may as well be of the body.
        return next((head for head in heads if head.line.raw), _stated(said, filled[1:], stated))
    for at, number in enumerate(filled):
        title = said[filled[at - 1]] if at else ""
        if UNFINISHED.search(title):  # `Dear all,`
            continue
        if len(title) <= LONGEST_LINE and is_all_dateline(said[number]):
            line = parse_dateline(said[number])
            # Deep in a text, a date alone may be a letter's; one with a byline is a date line.
            if at < 2 or (line.authors and line.published):
                return _dated(said, filled[at : at + MOST])._replace(title=title)
    return Head()


def _stated(said: list[str], filled: list[int], title: str) -> Head:
    """Read a head whose title stands elsewhere."""
    if is_all_dateline(said[filled[0]]):
        return _dated(said, filled[:MOST])._replace(title=title)
    return Head(title, start=filled[0], dated=filled[0], end=filled[0])


def _titled(said: list[str], filled: list[int]) -> Head:
    """Read a head of its lines that are not blank: the first is the title, unless it is the date
    line or a paragraph.
    """
    shown = [said[number] for number in filled[:3]]
    if not shown or len(shown[0]) > LONGEST_LINE:
        start = filled[0] if filled else len(said)
        return Head(start=start, dated=start, end=start)
    if is_all_dateline(shown[0]):
        return _dated(said, filled)
    start = filled[0] + 1
    second = begun([said[number] for number in filled[1:5]])[0] if len(shown) > 1 else ""
    if is_all_dateline(second):
        return _dated(said, filled[1:])._replace(title=shown[0])
    # A subtitle, or the rest of a title that is broken into two lines, stays as it is.
    if len(shown) > 2 and SUBTITLE.fullmatch(shown[1]) and is_all_dateline(shown[2]):
        return _dated(said, filled[2:])._replace(title=shown[0], start=start)
    return Head(shown[0], start=start, dated=start, end=start)


def _dated(said: list[str], filled: list[int]) -> Head:
    """Read a date line with the lines that it goes on in."""
    start, *following = filled
    line, rest = begun([said[number] for number in filled])
    if is_event(line, rest[0] if rest else ""):
        return Head(start=start, dated=start, end=start)
    parts = len(filled) - len(rest)
    end, following = filled[parts - 1] + 1, filled[parts:]
    for number in following:
        part, longer = said[number], f"{line} {said[number]}"
        # `Photo: …` begins a caption as well, and `Time: …` what took place then.
        label = LINE_LABEL.match(part)
        is_of_body = label and (label.lastgroup == "other" or (find_date(line) and find_date(part)))
        goes_on = is_continued(part) or UNFINISHED.search(line)
        if is_of_body or not goes_on or not is_all_dateline(longer):
            break
        line, end = longer, number + 1
    return Head(line=parse_dateline(line), start=start, dated=start, end=end)


def _end(said: list[str], start: int, site: Site) -> int:
    """Find where the body ends: before a heading of the footer with nothing but boilerplate below.

    `Stay Connected` and `Related articles` are ordinary English, too.
    """
    headings = {STAY_CONNECTED, *site.related_headings}
    end = top = len(said)
    while top > start:
        line = said[top - 1]
        if line in headings or FOOTER.fullmatch(line):
            end = top - 1
        elif line and not CONTACT.fullmatch(line):
            break
        top -= 1
    return end
