"""Bodies in other markup: the same words and pictures, otherwise wrapped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from usstnews.replica.blocks import Block

    Dress = Callable[[Iterable[Block]], str]

__all__ = ["DRESSES", "unhooked"]

PARAGRAPH = re.compile(r"<p((?: [^>]*)?)>((?:(?!</?(?:p|div)\b).)*)</p>", re.DOTALL)
MARKS = re.compile(r' class="vsbcontent_(?:start|end)"')
OF_PICTURES = re.compile(r' (?:class="img_vsb_content"|(?:vsbhref|vurl|vheight|vwidth)="[^"]*")')


def rewrapped(blocks: Iterable[Block], opening: str, closing: str) -> str:
    """Write each paragraph by other tags; `{}` in the opening stands for its attributes."""
    lines = []
    for block in blocks:
        if found := PARAGRAPH.fullmatch(block.published):
            lines.append(f"{opening.format(found[1])}{found[2]}{closing}")
        else:
            lines.append(block.published)
    return "\n".join(lines)


def as_filed(blocks: Iterable[Block]) -> str:
    """Leave all as it was filed."""
    return "\n".join(block.published for block in blocks)


def divs(blocks: Iterable[Block]) -> str:
    """Write paragraphs as an editor that knows none does."""
    return rewrapped(blocks, "<div{}>", "</div>")


def sections(blocks: Iterable[Block]) -> str:
    """Write paragraphs as the editor of a chat program does."""
    opening = '<section style="margin:0 0 16px"><section data-role="paragraph"><p{}>'
    return rewrapped(blocks, opening, "</p></section></section>")


def spans(blocks: Iterable[Block]) -> str:
    """Write paragraphs as pasting does, with spans in them."""
    opening = '<p{}><span style="font-size:16px"><span style="color:#333">'
    return rewrapped(blocks, opening, "</span></span></p>")


def breaks(blocks: Iterable[Block]) -> str:
    """Write paragraphs of mere words as lines of one element, with an empty line between."""
    parts: list[str] = []
    running = False
    for block in blocks:
        found = PARAGRAPH.fullmatch(block.published)
        loose = found and not MARKS.sub("", found[1]) and "<img" not in found[2]
        if found and loose:
            parts += ["<br>\n<br>\n"] * running + [found[2]]
        else:
            parts.append(f"\n{block.published}\n")
        running = bool(loose)
    return "".join(parts)


DRESSES: dict[str, Dress] = {
    "as filed": as_filed,
    "divs": divs,
    "sections": sections,
    "spans": spans,
    "breaks": breaks,
}


def unhooked(markup: str) -> str:
    """Take out of a body what only the CMS's own templates and scripts read."""

    def picture(found: re.Match[str]) -> str:
        tag = OF_PICTURES.sub("", found[0])
        late = re.search(r'(?<!data-)\bsrc="[^"]*blank\.gif"', tag)
        return tag if late else re.sub(r' orisrc="[^"]*"', "", tag)

    markup = re.sub(r"<img [^>]*>", picture, MARKS.sub("", markup))
    markup = markup.replace(' class="vsbcontent_img"', ' style="text-align:center"')
    return markup.replace(".v_news_content", ".entry")
