"""What a design of article pages is, and what it is given to show."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from usstnews.replica.blocks import UP, tidy
from usstnews.replica.listing import COLUMNS
from usstnews.replica.redesign import Template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from usstnews.replica.content import Article
    from usstnews.replica.needs import Need

__all__ = ["TITLE", "Crumbs", "Design", "Line", "Matter", "Said", "Surroundings"]

TITLE = "\ue002"
"""Stands for the article's title as the last part of a breadcrumb."""


class Surroundings(NamedTuple):
    """What stands around an article on its page; pairs are title and address from the root."""

    column: int
    newer: tuple[str, str] | None
    older: tuple[str, str] | None
    related: list[tuple[str, str]]
    latest: tuple[tuple[str, str, date], ...] = ()
    """What is news, with its dates: for designs that show it."""


class Matter(NamedTuple):
    """All that the page of an article has to show, in no look."""

    article: Article
    around: Surroundings
    template: Template = Template()
    dynamic: bool = False

    @property
    def number(self) -> int:
        """Give the article's id."""
        return self.article.slot.id

    @property
    def title(self) -> str:
        """Give the headline as markup."""
        return escape(self.article.title, quote=False)

    @property
    def charset(self) -> str:
        """Name the page's coding as the page does."""
        return "gb2312" if self.article.slot.recipe.coding == "gbk" else "UTF-8"

    @property
    def section(self) -> tuple[str, str]:
        """Give name and address of the column."""
        column = COLUMNS[self.around.column]
        return column.name, f"{UP}{column.stem[1:]}.htm"


class Said(NamedTuple):
    """A piece of a page: its markup, and its words as a visitor reads them."""

    markup: str
    words: str


class Line(NamedTuple):
    """What a page prints of date, names and source: empty where it prints nothing.

    Only the first part bears the date; the others stand elsewhere on the page.
    """

    parts: tuple[Said, ...] = ()
    source: str | None = None

    @property
    def markup(self) -> str:
        """Give the date line."""
        return self.parts[0].markup if self.parts else ""

    @property
    def beside(self) -> str:
        """Give what stands elsewhere."""
        return "\n".join(part.markup for part in self.parts[1:])

    @property
    def raw(self) -> str | None:
        """Give the words of the date line, on one line."""
        return tidy(self.parts[0].words.replace("\n", " ")) if self.parts else None


class Crumbs(NamedTuple):
    """The first and the last part of a breadcrumb: between them stands the column."""

    first: str = "Home"
    last: str | None = "Content"
    """`TITLE` for the article's title, None where the column is the last."""

    def parts(self, column: int, title: str) -> list[str]:
        """Give all parts."""
        last = [] if self.last is None else [tidy(title) if self.last == TITLE else self.last]
        return [self.first, COLUMNS[column].name, *last]


@dataclass(frozen=True, slots=True)
class Design:
    """How the page of an article is written, and what it says otherwise than others.

    Nothing of what an article says depends on its design: only what its page prints around it.
    """

    name: str
    about: str
    """What it is like, in a few words."""
    write: Callable[[Matter], str]
    line: Callable[[Article], Line]
    needs: Callable[[Article], Iterable[Need]]
    """What its pages need besides what is in the article."""
    crumbs: Crumbs | None
    """None where the page has no breadcrumb."""
    keywords: bool = True
    """Whether the page's head has them."""
    latest: bool = False
    """Whether the page lists what is news."""

    def breadcrumb(self, column: int, title: str) -> list[str]:
        """Give the parts of the breadcrumb."""
        return self.crumbs.parts(column, title) if self.crumbs else []

    def section(self, column: int) -> str | None:
        """Give the part of the breadcrumb that names the column."""
        return COLUMNS[column].name if self.crumbs else None
