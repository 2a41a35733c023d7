"""Forms that are drawn for a generated design: of its date line, breadcrumb, title and body."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from usstnews.replica.designs import dress, lines, trails
from usstnews.replica.designs.design import TITLE, Crumbs, Line
from usstnews.replica.designs.head import counter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from usstnews.replica.content import Article
    from usstnews.replica.designs.design import Matter

__all__ = ["Body", "Dated", "body", "dated", "headline", "nest", "trail"]

CLASSES = (
    "wrap", "main", "con", "inner", "box", "nr", "ny_right", "list-r", "mid", "art", "area",
    "w1200", "page-bd", "detail", "n_con", "cont", "frame", "sub", "conts", "clearfix",
)  # fmt: skip
BOXES = ("div", "div", "div", "section", "main", "article")
TITLES = (
    '<h1 class="{}">{{}}</h1>', '<h2 class="{}">{{}}</h2>', '<h3 class="{}">{{}}</h3>',
    '<h4 class="{}">{{}}</h4>', '<div class="{}">{{}}</div>',
    '<div class="{}"><span>{{}}</span></div>', '<p class="{}"><strong>{{}}</strong></p>',
    '<h1><span class="{}">\n{{}}\n</span></h1>', '<header><h1 class="{}">{{}}</h1></header>',
    '<div class="{}"><h2>{{}}</h2></div>', '<p class="{}"><font size="5">{{}}</font></p>',
)  # fmt: skip
NAMES = ("title", "tit", "arti_title", "bt", "headline", "news_title", "art-t", "subject", "xwbt")
LABELS = (
    (lines.ENGLISH, ("english", "short", "british", "weekday", "dotted")),
    (lines.ENGLISH, ("english", "iso", "bracketed")),
    (lines.LABELLED, ("english", "iso", "slashes", "dots", "timed")),
    (lines.Labels("Time: ", "Writer: ", "Editor: ", "From: "), ("iso", "minute", "short")),
    (lines.Labels("Published: ", "Reporter: ", "Copyeditor: "), ("english", "british", "iso")),
    (lines.CHINESE, ("iso", "timed", "chinese", "chinese-short", "minute")),
    (lines.Labels("日期：", "撰稿：", "责编：", "信息来源："), ("iso", "chinese", "slashes")),
)
SOURCES = ("", "", "USST News Center", "International Office")
SEAMS = (" | ", "&nbsp;&nbsp;", "<br>", " · ", " / ", "|", "\n\n\n", "\u3000", " — ")
HOLDERS = ('<div class="{}">{{}}</div>', '<p class="{}">{{}}</p>', '<h6 class="{}">{{}}</h6>')
OF_LINES = ("date", "time", "info", "meta", "arti_metas", "con-span", "msg", "xx", "sub-t")
PIECES = (
    "<span>{label}{value}</span>", "<i>{label}{value}</i>", "<p>{label}{value}</p>",
    '<span class="l">{label}</span><span class="{kind}">{value}</span>',
    '<span class="{kind}"><b>{label}</b>{value}</span>', "<div>\n{label}\n{value}\n</div>",
)  # fmt: skip
CLICKS = ("", "", " Clicks: {}", " 点击：{}次", " <span>Views：{}</span>")
TRAILS = (" > ", " &gt;&gt; ", " » ", " · ", " / ", " - ", "<i>&gt;</i>", "<span>-></span>", " | ")
STARTS = ("", "", "You are here: ", "当前位置：", "Location: ", "<b>Current position：</b>")
IDS = ("vsb_content", "vsb_content_2", "vsb_content_4", "vsb_content_100", "vsb_content_1003")
PLAIN = ("content", "article-body", "txt", "detail-text", "post", "nr_text", "rich")


def nest(rng: Random, least: int, most: int) -> tuple[str, str]:
    """Draw elements in each other: their start tags and their end tags."""
    tags = [rng.choice(BOXES) for _ in range(rng.randint(least, most))]
    opened = "".join(f'<{tag} class="{rng.choice(CLASSES)}">\n' for tag in tags)
    return opened, "".join(f"</{tag}>\n" for tag in reversed(tags))


def headline(rng: Random) -> tuple[str, str]:
    """Draw the pattern of the title, and the name of its class."""
    pattern, name = rng.choice(TITLES), rng.choice(NAMES)
    return pattern.format(name), name


class Dated(NamedTuple):
    """The form of a date line."""

    line: Callable[[Article], Line]
    holder: str
    clicks: str

    def write(self, matter: Matter) -> str:
        """Write the date line, with a counter in it."""
        said = self.line(matter.article).markup
        clicks = self.clicks.format(counter(matter)) if self.clicks else ""
        return self.holder.format(said + clicks) if said or clicks else ""


def dated(rng: Random) -> Dated:
    """Draw the form of the date line: days, labels, and how the pieces are held."""
    labels, days = rng.choice(LABELS)
    day, source = rng.choice(days), rng.choice(SOURCES) if labels.source else ""
    labels = labels._replace(comma=rng.choice((", ", ", ", "; ", "，")))
    holder = rng.choice(HOLDERS).format(rng.choice(OF_LINES))
    clicks = rng.choice(CLICKS)
    match rng.choice(("run", "run", "pieces", "pieces", "items", "definitions", "broken", "apart")):
        case "pieces":
            way = pieces(rng.choice(PIECES))
            holder = holder.replace("<p", "<div").replace("</p>", "</div>")
            holder = holder.replace("<h6", "<div").replace("</h6>", "</div>")
        case "items":
            way, holder, clicks = pieces("<li>{label}{value}</li>"), "<ul>{}</ul>", ""
        case "definitions":
            way, holder, clicks = pieces("<dt>{label}</dt><dd>{value}</dd>"), "<dl>{}</dl>", ""
        case "broken":
            way, day, labels, source = lines.broken, "english", lines.ENGLISH, ""
        case "apart":
            named = '<div class="from {kind}">{label}{value}</div>'
            way, clicks = (lambda told: lines.apart(told, "<b>{label}{value}</b>", named)), ""
        case _:
            seam = rng.choice(SEAMS)
            way = lambda told: lines.inline(told, seam)  # noqa: E731  # one of six ways
    return Dated(lambda article: way(lines.pieces(article, day, labels, source)), holder, clicks)


def pieces(pattern: str) -> Callable[[Sequence[lines.Piece]], Line]:
    """Hold each piece by a pattern."""
    return lambda told: lines.held(told, pattern, "\n")


def trail(rng: Random) -> tuple[Crumbs | None, Callable[[Matter], str]]:
    """Draw the breadcrumb: its parts, and how it is written."""
    first = rng.choice(("Home", "Home", "首页", "USST", "Homepage"))
    last = rng.choice(("Content", "Content", "正文", "Text", TITLE, None))
    crumbs = Crumbs(first, "Content" if last == "Text" else last)
    start, seam, css = (
        rng.choice(STARTS),
        rng.choice(TRAILS),
        rng.choice(("position", "crumbs", "dqwz")),
    )
    match rng.choice(("run", "run", "run", "list", "none")):
        case "none":
            return None, lambda _: ""
        case "list":
            tag = rng.choice(("ol", "ul"))
            return crumbs, lambda matter: f"<nav>{trails.listed(matter, crumbs, tag)}</nav>"
        case _:
            return (
                crumbs,
                lambda matter: (
                    f'<div class="{css}">{start}{trails.run(matter, crumbs, seam)}</div>'
                ),
            )


class Body(NamedTuple):
    """The form of a body: its containers, and its paragraphs."""

    opening: str
    closing: str
    dress: dress.Dress
    hooked: bool
    nested: bool
    """Whether one container of the CMS stands in another: then files stand in the outer one."""

    def write(self, matter: Matter, below: str = "") -> str:
        """Write the body; `below` is what stands in the outer container after it."""
        inner = self.dress(matter.article.blocks)
        if not self.hooked:
            inner = dress.unhooked(inner)
        first, last = self.closing.split("\n", 1) if "\n" in self.closing else ("", self.closing)
        return f"{self.opening}\n{inner}\n{first}{below}{last}\n"


def body(rng: Random) -> Body:
    """Draw the containers of the body, and the markup of its paragraphs."""
    name, number = rng.choice(PLAIN), rng.choice(IDS)
    tag = rng.choice(("div", "div", "section", "article"))
    kind = rng.choice(("both", "both", "both", "id", "inner", "inner", "nested", "none"))
    inner = '<div class="v_news_content">'
    opening, closing = {
        "both": (f'<div id="{number}" class="{name}">{inner}', "</div></div>"),
        "id": (f"<div id='{number}' >", "</div>"),
        "inner": (f'<{tag} class="{name}">{inner}', f"</div></{tag}>"),
        "nested": (
            f'<div id="vsb_content">{inner}<div id="{number}">{inner}',
            "</div></div>\n</div></div>",
        ),
        "none": (f'<{tag} class="{name}">', f"</{tag}>"),
    }[kind]
    return Body(
        opening, closing, rng.choice(list(dress.DRESSES.values())), kind != "none", kind == "nested"
    )
