"""The articles: what each says, written from the seed alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from usstnews.replica.blocks import BASE, Block, paragraph, tidy
from usstnews.replica.bodies import BODIES
from usstnews.replica.dateline import Dateline, dateline
from usstnews.replica.needs import Need, at_once, later
from usstnews.replica.prose import Prose

if TYPE_CHECKING:
    from usstnews.replica.slot import Slot

__all__ = ["OWNER", "Article", "Attachment", "article_needs", "compose", "summary", "title_of"]

OWNER = 1507336284
"""The site's number in the CMS."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file offered below the body."""

    number: int
    name: str
    guarded: bool = False
    """Whether the site wants a person to type what an image shows before it gives the file."""

    @property
    def path(self) -> str:
        """Give its address."""
        query = f"urltype=news.DownloadAttachUrl&owner={OWNER}&wbfileid={self.number}"
        return f"/system/_content/download.jsp?{query}"


@dataclass(frozen=True, slots=True)
class Article:
    """What was written for one entry of the roll."""

    slot: Slot
    title: str
    dateline: Dateline
    blocks: tuple[Block, ...]
    attachments: tuple[Attachment, ...]
    keywords: tuple[str, ...]

    @property
    def text(self) -> str:
        """Give the body as a perfect reader gets it."""
        return "\n\n".join(block.text for block in self.blocks if block.text)

    @property
    def html(self) -> str:
        """Give the body as the sanitiser leaves it."""
        inner = "\n".join(block.html for block in self.blocks if block.html)
        return f"<div><div>{inner}</div></div>" if self.slot.recipe.layout == "nested" else inner


def title_of(slot: Slot, seed: int) -> str:
    """Give the headline as published."""
    return slot.recipe.title or Prose(Random(f"{seed}/{slot.content}/title")).title()


def prose_of(slot: Slot, seed: int) -> Prose:
    """Give the words that an article is written in."""
    others = None if slot.figures is None else Random(f"{seed}/{slot.figures}/figures")
    return Prose(Random(f"{seed}/{slot.content}"), others)


def attached(slot: Slot, prose: Prose) -> tuple[Attachment, ...]:
    """Give the files below the body."""
    if not slot.recipe.attachments:
        return ()
    names = prose.fill("Form for the {event}.docx"), prose.fill("赛程 Schedule ({month}).pdf")
    # The second of two; which articles are guarded follows from how their template is written.
    guarded = slot.recipe.attachments == "&amp;"
    return tuple(
        Attachment(slot.id * 10 + n, name, guarded and n == 1) for n, name in enumerate(names)
    )


def mended(blocks: list[Block], note: str) -> list[Block]:
    """Change the first paragraph of plain words, by a sentence at its end."""
    for at, block in enumerate(blocks):
        if re.match("<p[ >]", block.published) and is_plain(block):
            return [*blocks[:at], paragraph(f"{block.text} {note}"), *blocks[at + 1 :]]
    return [*blocks, paragraph(note)]


def is_plain(block: Block) -> bool:
    """Tell whether a block is one line of words and nothing else."""
    other = block.images or block.files or block.videos or block.links or block.needs
    return bool(block.text) and "\n" not in block.text and not other


def compose(slot: Slot, seed: int) -> Article:
    """Write the article of an entry, with all edits made to it."""
    prose = prose_of(slot, seed)
    title = title_of(slot, seed)
    blocks = BODIES[slot.recipe.body](prose)
    line = dateline(slot.recipe.dateline, slot.day, prose)
    for at, edit in enumerate(slot.edits, 1):
        words = Prose(Random(f"{seed}/{slot.id}/edit {at}")).sentences(2)
        if edit == "changed":
            blocks = mended(blocks, f"(Corrected {at}: {words[0]})")
        else:
            blocks.append(paragraph(f"Update {at}: {' '.join(words)}"))
    words = [word for word in re.findall(r"\w+", title) if len(word) > 3][:5]
    return Article(
        slot,
        title,
        line,
        tuple(blocks),
        attached(slot, prose),
        ("USST", "English News", *words) if slot.recipe.keywords else (),
    )


def article_needs(article: Article) -> list[Need]:
    """Tell what an article needs, whatever its page looks like."""
    needs: list[Need] = []
    for block in article.blocks:
        needs += at_once(*(one.url.removeprefix(BASE) for one in block.images))
        needs += block.needs
    return [*needs, *later(*(item.path for item in article.attachments))]


def summary(article: Article, length: int = 120) -> str:
    """Give the beginning of the text on one line."""
    words = tidy(article.text.replace("\n", " "))
    return words if len(words) <= length else words[:length] + "..."
