"""What templates put around an article: neighbours, files, related articles, news, buttons."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from usstnews.replica.blocks import UP
from usstnews.replica.content import OWNER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usstnews.replica.designs.design import Matter

__all__ = [
    "FOOTER", "SHARE", "TOOLS", "Way", "cut", "files", "latest", "neighbours", "related", "ways",
]  # fmt: skip

TOOLS = (
    '<span class="tools">Font: <a href="javascript:doZoom(18)">Large</a> '
    '<a href="javascript:doZoom(16)">Medium</a> <a href="javascript:doZoom(14)">Small</a> '
    '<a href="javascript:window.print()">Print</a> <a href="javascript:window.close()">Close</a>'
    "</span>"
)
SHARE = (
    '<div class="share">Share: <a href="https://weibo.example/share" title="Weibo">Weibo</a> '
    '<a href="https://weibo.example/wechat" title="WeChat">WeChat</a> '
    '<a href="mailto:?subject=USST">E-mail</a></div>'
)
FOOTER = (
    "<p>Address: 516 Jungong Road, Shanghai 200093 | Tel: +86-21-5527-0000 | "
    "E-mail: office@usst.example</p>\n"
    "<p>Copyright © 2006-2025 University of Shanghai for Science and Technology. "
    "Last update: September 1, 2025. A generated replica.</p>"
)


class Way(NamedTuple):
    """A link to another article."""

    which: str
    href: str
    title: str

    @property
    def anchor(self) -> str:
        """Write the link."""
        return f'<a href="{self.href}" title="{escape(self.title)}">{cut(self.title)}</a>'


def cut(title: str, length: int = 60) -> str:
    """Write a title, cut as lists do."""
    return escape(title if len(title) <= length else title[:length] + "...", quote=False)


def neighbours(matter: Matter) -> Iterator[Way]:
    """Give the ways to the newer and the older article."""
    around = matter.around
    for which, neighbour in (("prev", around.newer), ("next", around.older)):
        if neighbour:
            title, path = neighbour
            yield Way(which, UP + path[1:], title)


STEPS = {
    "chinese": ({"prev": "上一条：", "next": "下一条："}, "<p>{label}{anchor}</p>"),
    "chinese list": (
        {"prev": "上一篇：", "next": "下一篇："},
        "<li><label>{label}</label>{anchor}</li>",
    ),
    "english": ({"prev": "Previous: ", "next": "Next: "}, "<p>{label}{anchor}</p>"),
    "list": ({"prev": "Prev：", "next": "Next："}, "<li><span>{label}</span>{anchor}</li>"),
    "articles": (
        {"prev": "Previous article", "next": "Next article"},
        '<div class="step"><b>{label}</b><br>{anchor}</div>',
    ),
    "arrows": ({"prev": "« ", "next": "» "}, '<div class="{which}">{label}{anchor}</div>'),
}


def ways(matter: Matter, form: str, holder: str = '<div class="pager">{}</div>') -> str:
    """Write the links to the neighbours; nothing where there is none."""
    labels, pattern = STEPS[form]
    lines = [
        pattern.format(label=labels[way.which], anchor=way.anchor, which=way.which)
        for way in neighbours(matter)
    ]
    return holder.format("\n".join(lines)) if lines else ""


FILES = {
    "cms": (
        (
            '<li>附件【<a href="{href}" target="_blank">{name}</a>】已下载'
            '<span id="nattach{number}"><script>'
            'getClickTimes({number},{owner},"wbnewsfile","attach")</script></span>次</li>'
        ),
        '<UL style="list-style-type:none;">\n{}\n</UL>',
    ),
    "chinese": ('<p>附件：<a href="{href}">{name}</a></p>', '<div class="fj">\n{}\n</div>'),
    "english": (
        '<p>Attachment {place}: <a href="{href}">{name}</a></p>',
        '<div class="attach">\n{}\n</div>',
    ),
    "list": (
        '<li><a href="{href}" download>{name}</a></li>',
        '<div class="downloads"><h4>Attachments</h4><ul>\n{}\n</ul></div>',
    ),
}


def files(matter: Matter, form: str) -> str:
    """Write the links to the files of an article; nothing where it has none."""
    article = matter.article
    pattern, holder = FILES[form]
    ampersand = article.slot.recipe.attachments
    lines = [
        pattern.format(
            href=item.path.replace("&", ampersand),
            name=escape(item.name),
            number=item.number,
            owner=OWNER,
            place=place,
        )
        for place, item in enumerate(article.attachments, 1)
    ]
    return holder.format("\n".join(lines)) if lines else ""


RELATED = {
    "list": ("<li>{anchor}</li>", "<ul>\n{}\n</ul>"),
    "blocks": ('<div class="item">{anchor}</div>', '<div class="items">\n{}\n</div>'),
    "definitions": ("<dd>{anchor}</dd>", "<dl>\n{}\n</dl>"),
    "paragraphs": ("<p>· {anchor}</p>", "<div>\n{}\n</div>"),
    "cards": (
        '<article class="card"><h4>{anchor}</h4></article>',
        '<div class="cards">\n{}\n</div>',
    ),
    "cells": ("<tr><td>·</td><td>{anchor}</td></tr>", '<table class="rel">\n{}\n</table>'),
}


def related(matter: Matter, form: str, heading: str) -> str:
    """Write the related articles below a heading; where there are none, the heading alone."""
    pattern, holder = RELATED[form]
    found = (Way("related", UP + path[1:], title) for title, path in matter.around.related)
    lines = "\n".join(pattern.format(anchor=way.anchor) for way in found)
    return f"{heading}\n{holder.format(lines)}"


def latest(
    matter: Matter, pattern: str = "<li>{anchor} <span>{day}</span></li>", form: str = "%Y-%m-%d"
) -> str:
    """Write what is news, with its dates."""
    return "\n".join(
        pattern.format(anchor=Way("latest", UP + path[1:], title).anchor, day=f"{day:{form}}")
        for title, path, day in matter.around.latest
    )
