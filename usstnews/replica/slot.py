"""An entry of the roll: what the CMS knows of an article but its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from usstnews.replica.recipes import BANNER, RESEARCH, Recipe

__all__ = ["Edit", "Kind", "Repeat", "Slot", "dynamic_path"]

Kind = Literal[
    "article", "restricted", "external", "missing", "gone", "soft", "redirecting", "void"
]
"""`missing` answers 404, `gone` 410, and `soft` 200 with the words of a missing page."""
Edit = Literal["added", "changed"]
"""What an edit did: it added a paragraph, or changed the first."""
Repeat = Literal["equal", "retitled", "edited", "next"]
"""How an article is posted again: with nothing changed, its date least of all; that day, with
another title; with its first paragraph changed, too; or as the next of its series, which tells of
other days and figures in the same words.
"""


def dynamic_path(column: int | str, number: int) -> str:
    """Give the address of an article that has no static page."""
    return f"/content.jsp?urltype=news.NewsContentUrl&wbtreeid={column}&wbnewsid={number}"


@dataclass(frozen=True, slots=True)
class Slot:
    """One entry of the roll; a change replaces it by another of the same id."""

    id: int
    column: int
    day: date
    kind: Kind
    recipe: Recipe
    content: int
    """The id of the entry whose words it has: its own, unless it was posted again."""
    founded: Kind
    """The kind that it began as."""
    listed: bool = True
    """Whether listings show it; one that is gone may have left them."""
    edits: tuple[Edit, ...] = ()
    figures: int | None = None
    """The id of the first that told of its days and figures in the words of another; none if they
    are as those words had them.
    """
    former: tuple[str, ...] = ()
    """The addresses that it had before it was moved to another column."""

    @property
    def pages(self) -> tuple[str, ...]:
        """Give the addresses at which it is found: the first is its own."""
        if self.kind == "void":
            return ("javascript:void(0)",)
        if self.kind == "external":
            return (f"https://mp.weixin.qq.com/s/Replica{self.id}",)
        static = f"/info/{self.column}/{self.id}.htm"
        match self.recipe.post:
            case "dynamic":
                return (dynamic_path(self.column, self.id),)
            case "two columns":
                return static, f"/info/{BANNER}/{self.id}.htm"
            case _:
                return (static,)

    @property
    def forwards(self) -> tuple[str, ...]:
        """Give the addresses that redirect to its own."""
        posted = (f"/info/{RESEARCH}/{self.id}.htm",) if self.recipe.post == "moved" else ()
        return posted + self.former

    @property
    def paths(self) -> tuple[str, ...]:
        """Give all its addresses: the first is its own, the others lead to the same article."""
        return self.pages + self.forwards

    @property
    def readable(self) -> bool:
        """Tell whether it is an article."""
        return self.kind == "article"
