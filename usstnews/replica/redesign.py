"""A new look for all pages at once: each part of it can come and go by itself.

What it changes of articles are parts of the site's own design; `designs` has the others, which a
site has from the start.
"""

from __future__ import annotations

from typing import NamedTuple

from usstnews.replica.recipes import Layout

__all__ = ["PARTS", "WRAPPED", "Template", "date_below", "opening"]


class Template(NamedTuple):
    """Which parts of the pages have the new look: of the site's own design, and of listings."""

    dateline: bool = False
    """The date line stands below the text."""
    body: bool = False
    """The text has other containers."""
    pager: bool = False
    """Listings have another pager."""


PARTS = Template._fields

OPENINGS: dict[Layout, str] = {
    "form": '<div id="vsb_content" class="art-body d"><div class="v_news_content">\n',
    "no form": '<div class="art-body"><div class="v_news_content">\n',
    "no inner": "<div id='vsb_content_2' >",
    "nested": (
        '<div id="vsb_content">\n<div class="v_news_content">\n'
        '<div id="vsb_content_4"><div class="v_news_content">\n'
    ),
}
WRAPPED = '<div class="detail-main"><div class="rich-text">\n'
RENAMED: dict[Layout, str] = {
    "form": WRAPPED,
    "no form": WRAPPED,
    "no inner": '<div class="rich-text">',
    "nested": f"{WRAPPED}{WRAPPED}",
}


def opening(layout: Layout, template: Template) -> str:
    """Write the start tags of the containers of an article's text."""
    return (RENAMED if template.body else OPENINGS)[layout]


def date_below(published: str) -> str:
    """Write the date line as it stands below the text."""
    if not published:
        return ""
    return (
        '<footer class="entry-meta"><i class="icon icon-clock"></i>'
        f'<span class="posted-on">{published}</span></footer>\n'
    )
