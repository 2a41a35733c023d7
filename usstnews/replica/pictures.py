"""Paragraphs that hold pictures, in the forms in which the CMS and pasting leave them."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING, Literal

from usstnews.replica.blocks import BASE, UP, Block, Image, tidy
from usstnews.replica.media import PICTURES, medium
from usstnews.replica.needs import at_once

if TYPE_CHECKING:
    from random import Random

    from usstnews.replica.media import Media

__all__ = ["Form", "amid", "figure", "short", "shot", "together"]

Form = Literal["uploaded", "typed", "relative", "absolute", "lazy", "late", "pending"]
BLANK = "/images/blank.gif"
CENTRED = ' style="text-align: center;"'


def draw(rng: Random) -> Media:
    """Take a picture from the pool."""
    return medium("png", rng.randrange(PICTURES))


@cache
def short() -> Media:
    """Take a picture whose address is short by a leading zero of its checksum."""
    pool = (medium("png", number) for number in range(PICTURES))
    return next(media for media in pool if len(media.triple[1]) < 8)


def tag(media: Media, form: Form, alt: str = "", caption: str | None = None) -> tuple[str, Image]:
    """Write an image tag, and what it says."""
    path = media.path if form != "typed" else f"{media.path}?e=.png"
    url = BASE + path
    words = f'alt="{escape(alt)}"'
    markup = {
        "relative": f'<img {words} src="{UP}{path[1:]}" width="480">',
        "absolute": f'<img src="{url}" {words} title="20240115.png">',
        "lazy": f'<img class="lazy" src="" data-original="{path}" {words}>',
        "late": f'<img src="{UP}{BLANK[1:]}" data-src="{path}" {words}>',
        "pending": f'<img src="{BLANK}" orisrc="{path}" class="img_vsb_content" {words}>',
    }.get(form) or (
        f'<img {words} src="{path}" vsbhref="vurl" vurl="{media.handle}" vheight="" vwidth="480" '
        f'orisrc="{path}" class="img_vsb_content">'
    )
    return markup, Image(url, alt, caption, media.md5)


def kept(image: Image) -> str:
    """Write the tag as the sanitiser leaves it."""
    return f'<img src="{image.url}" alt="{escape(image.alt)}">'


def shot(
    rng: Random,
    caption: str | None = None,
    *,
    form: Form = "uploaded",
    alt: str = "",
    align: str = CENTRED,
    count: int = 1,
    media: Media | None = None,
) -> list[Block]:
    """Write a picture paragraph, and the centred paragraph after it if there is a caption.

    With several pictures in the paragraph, the caption is that of the last.
    """
    drawn = [
        tag(media or draw(rng), form, alt, tidy(caption) if caption and last else None)
        for last in [False] * (count - 1) + [True]
    ]
    images = tuple(image for _, image in drawn)
    blocks = [
        Block(
            f'<p class="vsbcontent_img">{" ".join(markup for markup, _ in drawn)}</p>',
            "",
            f"<p>{' '.join(map(kept, images))}</p>",
            images=images,
            needs=at_once(BLANK) if form in {"late", "pending"} else (),
        )
    ]
    if caption:
        words = escape(caption, quote=False)
        blocks.append(Block(f"<p{align}><span>{words}</span></p>", "", f"<p>{words}</p>"))
    return blocks


def together(rng: Random, caption: str, *, attributes: str, form: Form = "uploaded") -> Block:
    """Write a picture and its caption in one paragraph, with a line break between."""
    markup, image = tag(draw(rng), form, "", tidy(caption))
    words = escape(caption, quote=False)
    return Block(
        f"<p{attributes}>{markup}<br>\n{words}</p>",
        "",
        f"<p>{kept(image)}<br> {words}</p>",
        images=(image,),
    )


def figure(rng: Random, caption: str) -> Block:
    """Write a picture and its caption as HTML 5 has them."""
    markup, image = tag(draw(rng), "uploaded", "A view", tidy(caption))
    words = escape(caption, quote=False)
    return Block(
        f"<figure>{markup}<figcaption>{words}</figcaption></figure>",
        "",
        f"<figure>{kept(image)}<figcaption>{words}</figcaption></figure>",
        images=(image,),
    )


def amid(rng: Random, text: str) -> Block:
    """Write a picture that stands at the head of a paragraph of text: no caption."""
    markup, image = tag(draw(rng), "relative", "")
    words = escape(text, quote=False)
    return Block(
        f"<p>{markup}{words}</p>", tidy(text), f"<p>{kept(image)}{words}</p>", images=(image,)
    )
