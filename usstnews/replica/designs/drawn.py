"""Designs generated from a number: elements, nesting, order and names are drawn."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import TYPE_CHECKING

from usstnews.replica.designs import beside, forms
from usstnews.replica.designs.design import Design
from usstnews.replica.designs.head import LOGO, Head, bare, menu, stamped

if TYPE_CHECKING:
    from usstnews.replica.designs.design import Matter

__all__ = ["drawn"]

CSS = """
body {{ margin: 0; font: {size}px/1.65 {font}; color: #222; background: {paper} }}
.top {{ background: {ink}; color: #fff; padding: 12px 40px }}
.top a {{ color: #fff; margin-right: 14px; text-decoration: none }}
.shell {{ max-width: {width}px; margin: 18px auto; background: #fff; padding: 14px 28px;
  overflow: hidden }}
.side {{ float: {side}; width: 220px; font-size: 14px; background: {paper}; padding: 0 12px 12px }}
.column {{ margin-{side}: {gutter}px }}
.column img {{ max-width: 100% }}
.breadcrumb {{ list-style: none; padding: 0 }}
.breadcrumb li {{ display: inline-block; margin-right: 10px }}
.column .{title} {{ font-size: 24px; font-weight: bold; line-height: 1.3 }}
.bottom {{ background: #333; color: #ccc; padding: 14px 40px; font-size: 13px }}
"""
OPENINGS = (
    Head("").opening,
    '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="{charset}">',
    '<html><head><META content="text/html; charset={charset}" http-equiv="Content-Type">',
    (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n<html lang="en"><head>'
        '<meta http-equiv="Content-Type" content="text/html; charset={charset}" />'
    ),
)
HEADINGS = ("Related articles", "Related News", "Related Articles：", "相关新闻", "相关文章")
HOT = ("Hot News", "Latest", "What’s New", "Top News", "热点新闻")
PRINTED = ("%Y-%m-%d", "%B %d, %Y", "%m/%d", "[%Y-%m-%d]")


def sheet(rng: Random, title: str, *, sided: bool) -> str:
    """Draw the style sheet."""
    return CSS.format(
        size=rng.choice((14, 15, 16, 17)),
        font=rng.choice(("Arial, sans-serif", "Georgia, serif", "Verdana, sans-serif")),
        paper=rng.choice(("#f4f4f4", "#eef2f7", "#faf7f2")),
        ink=rng.choice(("#0b5394", "#7a1f2b", "#14532d", "#222")),
        width=rng.choice((960, 1080, 1140)),
        side=rng.choice(("left", "right")),
        gutter=260 if sided else 0,
        title=title,
    )


@cache
def drawn(number: int) -> Design:
    """Draw a design; the same number gives the same."""
    rng = Random(f"design {number}")
    dated, (crumbs, trail), body = forms.dated(rng), forms.trail(rng), forms.body(rng)
    (title, named), nested, inner = (
        forms.headline(rng),
        forms.nest(rng, 0, 4),
        forms.nest(rng, 0, 2),
    )
    sided, bears = rng.random() < 0.5, body.hooked or rng.random() < 0.3
    keyed = bears and rng.random() < 0.8
    head = Head(
        sheet(rng, named, sided=sided),
        rng.choice(OPENINGS),
        rng.choice(("{title}-USST", "{title}-USST", "{title} - USST", "{title}")),
        bears,
        bears and rng.random() < 0.4,
        keyed,
    )
    form = body.hooked and rng.random() < 0.6
    order = rng.choice(("title line body", "title line body", "line title body", "title body line"))
    way, attached = rng.choice(list(beside.STEPS)), rng.choice(list(beside.FILES))
    kin, heading = rng.choice(list(beside.RELATED)), rng.choice(HEADINGS)
    level, hot, printed = rng.choice(("h2", "h3", "h4", "b")), rng.choice(HOT), rng.choice(PRINTED)
    tools = rng.choice(("", "", beside.TOOLS, beside.SHARE))
    banner, links = rng.choice(("h1", "div", "p")), menu('<a href="{href}">{name}</a>')

    def write(matter: Matter) -> str:
        files = beside.files(matter, attached)
        holder = '<ul class="pn">{}</ul>' if "list" in way else '<div class="pn">{}</div>'
        below = files + beside.ways(matter, way, holder)
        said = dated.line(matter.article)
        parts = {
            "title": title.format(matter.title),
            "line": f"{dated.write(matter)}\n{said.beside}\n{tools}",
            "body": body.write(matter, below if body.nested else ""),
        }
        article = "\n".join(parts[name] for name in order.split())
        article += "" if body.nested else below
        if form:
            article = f'<form name="_newscontent_fromname">\n{article}</form>\n'
        side = ""
        if sided:
            listed = beside.latest(matter, form=printed)
            side = f'<div class="side"><{level}>{hot}</{level}><ul>\n{listed}\n</ul></div>\n'
        kindred = beside.related(matter, kin, f"<{level}>{heading}</{level}>")
        return (
            f'{head.write(matter)}<div class="top"><{banner}>{LOGO} USST</{banner}>\n'
            f'{links}</div>\n{nested[0]}<div class="shell">\n{side}'
            f'<div class="column">{trail(matter)}\n{inner[0]}{article}{inner[1]}{kindred}</div>\n'
            f'</div>\n{nested[1]}<div class="bottom">{beside.FOOTER}</div>\n</body>\n</html>\n'
        )

    about = "drawn" if body.hooked else "drawn; no hook of the CMS is left"
    return Design(
        f"drawn-{number}",
        about,
        write,
        dated.line,
        stamped if bears else bare,
        crumbs,
        keyed,
        latest=sided,
    )
