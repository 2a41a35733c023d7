"""The kinds of article bodies by name: each draws a list of blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usstnews.replica import embedded, illustrated, series, written
from usstnews.replica.blocks import Block, paragraph

if TYPE_CHECKING:
    from collections.abc import Callable

    from usstnews.replica.prose import Prose

    Body = Callable[[Prose], list[Block]]

__all__ = ["BODIES"]


def told(number: int) -> Body:
    """Give the body of one member of a series."""
    return lambda prose: [paragraph(text) for text in series.texts(number, prose)]


BODIES: dict[str, Body] = {
    "plain": illustrated.plain,
    "captioned": illustrated.captioned,
    "subheads": illustrated.subheads,
    "joined": illustrated.joined,
    "figures": illustrated.figures,
    "pasted": illustrated.pasted,
    "lazy": illustrated.lazy,
    "table": written.tabled,
    "lists": written.listed,
    "hidden": written.concealed,
    "word": written.word,
    "seams": written.seams,
    "interview": written.interview,
    "letter": written.letter,
    "links": embedded.linked,
    "pdf": embedded.bound,
    "video": embedded.filmed,
    **{f"series-{number}": told(number) for number in range(len(series.MEMBERS))},
}
