"""Breadcrumbs in the forms that templates have."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from usstnews.replica.blocks import UP
from usstnews.replica.designs.design import TITLE

if TYPE_CHECKING:
    from usstnews.replica.designs.design import Crumbs, Matter

__all__ = ["links", "listed", "run"]


def links(matter: Matter, crumbs: Crumbs, pattern: str = "{}") -> list[str]:
    """Give the parts, the first two as links; `pattern` holds the words of each."""
    name, address = matter.section
    parts = [
        f'<a href="{UP}index.htm">{pattern.format(crumbs.first)}</a>',
        f'<a href="{address}">{pattern.format(escape(name))}</a>',
    ]
    if crumbs.last is not None:
        words = matter.title if crumbs.last == TITLE else crumbs.last
        parts.append(pattern.format(words))
    return parts


def run(matter: Matter, crumbs: Crumbs, seam: str, pattern: str = "{}") -> str:
    """Write the breadcrumb as a line; `seam` stands between its parts."""
    return seam.join(links(matter, crumbs, pattern))


def listed(matter: Matter, crumbs: Crumbs, tag: str = "ol", seam: str = "") -> str:
    """Write the breadcrumb as a list: style sheets draw what stands between."""
    *others, last = links(matter, crumbs)
    rows = [f"<li>{part}{seam}</li>" for part in others]
    rows.append(f'<li class="active">{last}</li>')
    return f'<{tag} class="breadcrumb">\n{chr(10).join(rows)}\n</{tag}>'
