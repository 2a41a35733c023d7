"""Bodies with pictures: some have captions, some only lines that look like captions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usstnews.replica.blocks import Block, paragraph, styled
from usstnews.replica.pictures import amid, figure, short, shot, together

if TYPE_CHECKING:
    from usstnews.replica.prose import Prose

__all__ = ["captioned", "figures", "joined", "lazy", "pasted", "plain", "subheads"]

START, END = ' class="vsbcontent_start"', ' class="vsbcontent_end"'


def plain(prose: Prose) -> list[Block]:
    """Write paragraphs, often with a picture that has no caption."""
    first, *others, last = prose.paragraphs(prose.rng.randint(3, 7))
    blocks = [paragraph(first, attributes=START), *map(paragraph, others)]
    if prose.rng.random() < 0.6:
        blocks += shot(prose.rng)
    return [*blocks, paragraph(last, attributes=END)]


def captioned(prose: Prose) -> list[Block]:
    """Write pictures with captions below, and centred lines that are none."""
    first, second, third = prose.paragraphs(3)
    return [
        paragraph(first, attributes=START),
        *shot(prose.rng, prose.line(), form="absolute"),
        paragraph(second),
        *shot(prose.rng, f" {prose.line()}  in the rain", align=' align="center"', count=2),
        paragraph(third),
        paragraph("* * *", attributes=' style="text-align:center"'),
        paragraph(prose.fill("Text: {office}"), attributes=' style="text-align: right"'),
    ]


def subheads(prose: Prose) -> list[Block]:
    """Write bare lines that look like captions, after pictures, and are sub-heads."""
    first, second, third = prose.paragraphs(3)
    return [
        paragraph(first, attributes=START),
        *shot(prose.rng),
        paragraph(prose.line()),
        paragraph(second),
        paragraph(styled(prose.line(), "strong")),
        *shot(prose.rng, form="typed"),
        paragraph(third, attributes=END),
    ]


def joined(prose: Prose) -> list[Block]:
    """Write captions in the picture's own paragraph, and a picture within running text."""
    first, second, third = prose.paragraphs(3)
    return [
        paragraph(first, attributes=START),
        together(prose.rng, prose.line(), attributes=' style="text-align: center;"'),
        paragraph(second),
        together(prose.rng, prose.line(), attributes=' class="vsbcontent_img"'),
        amid(prose.rng, third),
    ]


def figures(prose: Prose) -> list[Block]:
    """Write figures with captions."""
    first, second = prose.paragraphs(2)
    return [
        paragraph(first, attributes=START),
        figure(prose.rng, prose.line()),
        paragraph(second, attributes=END),
    ]


def pasted(prose: Prose) -> list[Block]:
    """Write pictures pasted in, with addresses relative to the page or naming the type."""
    first, second, third = prose.paragraphs(3)
    return [
        paragraph(first),
        *shot(prose.rng, form="relative", alt="IMG_2043", media=short()),
        paragraph(second),
        *shot(prose.rng, form="typed"),
        paragraph(third),
    ]


def lazy(prose: Prose) -> list[Block]:
    """Write pictures that a script loads when they come into view."""
    first, second = prose.paragraphs(2)
    return [
        paragraph(first),
        *shot(prose.rng, prose.line(), form="lazy", alt="The campus"),
        paragraph(second),
        *shot(prose.rng, form="lazy"),
        *shot(prose.rng, form="late", alt="The river"),
        *shot(prose.rng, prose.line(), form="pending"),
    ]
