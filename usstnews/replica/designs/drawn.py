"""Designs generated from a number: elements, nesting, order and names are drawn."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from usstnews.replica.designs import beside, forms
from usstnews.replica.designs.design import Design
from usstnews.replica.designs.head import LOGO, Head, bare, menu, stamped

if TYPE_CHECKING:
    from collections.abc import Callable

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
ORDERS = ("title line body", "title line body", "line title body", "title body line")
PRINTED = ("%Y-%m-%d", "%B %d, %Y", "%m/%d", "[%Y-%m-%d]")

LINKS = menu('<a href="{href}">{name}</a>')


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


class Around(NamedTuple):
    """The forms of what stands around an article."""

    steps: str
    files: str
    related: str
    heading: str
    level: str
    """The element of headings."""
    hot: str
    """The heading of what is news."""
    printed: str
    """How days are written there."""
    tools: str
    banner: str
    """The element of the site's name."""

    @classmethod
    def draw(cls, rng: Random) -> Around:
        """Draw the forms."""
        return cls(
            rng.choice(list(beside.STEPS)),
            rng.choice(list(beside.FILES)),
            rng.choice(list(beside.RELATED)),
            rng.choice(HEADINGS),
            rng.choice(("h2", "h3", "h4", "b")),
            rng.choice(HOT),
            rng.choice(PRINTED),
            rng.choice(("", "", beside.TOOLS, beside.SHARE)),
            rng.choice(("h1", "div", "p")),
        )

    def below(self, matter: Matter) -> str:
        """Write what stands below the text: files and neighbours."""
        holder = '<ul class="pn">{}</ul>' if "list" in self.steps else '<div class="pn">{}</div>'
        return beside.files(matter, self.files) + beside.ways(matter, self.steps, holder)

    def news(self, matter: Matter) -> str:
        """Write what is news."""
        listed = beside.latest(matter, form=self.printed)
        heading = f"<{self.level}>{self.hot}</{self.level}>"
        return f'<div class="side">{heading}<ul>\n{listed}\n</ul></div>\n'

    def kindred(self, matter: Matter) -> str:
        """Write the related articles."""
        heading = f"<{self.level}>{self.heading}</{self.level}>"
        return beside.related(matter, self.related, heading)


class Page(NamedTuple):
    """The forms of a page, as they were drawn."""

    head: Head
    trail: Callable[[Matter], str]
    title: str
    dated: forms.Dated
    body: forms.Body
    order: str
    around: Around
    outer: tuple[str, str]
    inner: tuple[str, str]
    sided: bool
    form: bool

    def article(self, matter: Matter) -> str:
        """Write title, date line and body in their order."""
        below = self.around.below(matter)
        beside_it = self.dated.line(matter.article).beside
        parts = {
            "title": self.title.format(matter.title),
            "line": f"{self.dated.write(matter)}\n{beside_it}\n{self.around.tools}",
            "body": self.body.write(matter, below if self.body.nested else ""),
        }
        written = "\n".join(parts[name] for name in self.order.split())
        written += "" if self.body.nested else below
        if self.form:
            return f'<form name="_newscontent_fromname">\n{written}</form>\n'
        return written

    def write(self, matter: Matter) -> str:
        """Write the page."""
        banner, side = self.around.banner, self.around.news(matter) if self.sided else ""
        return (
            f'{self.head.write(matter)}<div class="top"><{banner}>{LOGO} USST</{banner}>\n'
            f'{LINKS}</div>\n{self.outer[0]}<div class="shell">\n{side}'
            f'<div class="column">{self.trail(matter)}\n{self.inner[0]}{self.article(matter)}'
            f"{self.inner[1]}{self.around.kindred(matter)}</div>\n"
            f'</div>\n{self.outer[1]}<div class="bottom">{beside.FOOTER}</div>\n</body>\n</html>\n'
        )


@cache
def drawn(number: int) -> Design:
    """Draw a design; the same number gives the same."""
    rng = Random(f"design {number}")
    dated, (crumbs, trail), body = forms.dated(rng), forms.trail(rng), forms.body(rng)
    (title, named), outer, inner = forms.headline(rng), forms.nest(rng, 0, 4), forms.nest(rng, 0, 2)
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
    form, order = body.hooked and rng.random() < 0.6, rng.choice(ORDERS)
    around = Around.draw(rng)
    page = Page(head, trail, title, dated, body, order, around, outer, inner, sided, form)
    about = f"drawn: {order.replace(' ', ', ')}{'' if body.hooked else '; no hook is left'}"
    needs = stamped if bears else bare
    return Design(
        f"drawn-{number}", about, page.write, dated.line, needs, crumbs, keyed, latest=sided
    )
