"""What was changed on the site, and what a perfect archive knows of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from usstnews.replica.blocks import tidy
from usstnews.replica.listing import places

if TYPE_CHECKING:
    from datetime import date

    from usstnews.replica.content import Article

__all__ = ["Change"]


@dataclass(frozen=True)
class Change:
    """One change, with the article as it was left."""

    number: int
    """Its place in the log, from 1."""
    day: date
    """The replica's day, not the clock's."""
    action: str
    article: Article | None
    """None for what concerns all pages."""
    facts: dict[str, Any] = field(default_factory=dict)
    """What else there is to say."""
    left: str | None = None
    """The address that an article was moved from."""

    def summary(self, base: str) -> dict[str, Any]:
        """Tell what was done; `base` is the site's address without its last slash."""
        told: dict[str, Any] = {
            "number": self.number,
            "day": self.day.isoformat(),
            "action": self.action,
        }
        if self.article:
            slot = self.article.slot
            told |= {"id": slot.id, "column": slot.column, "url": base + slot.paths[0]}
        if self.left:
            told["from"] = base + self.left
        return told | self.facts

    def tell(self, base: str) -> dict[str, Any]:
        """Tell what was done and what the article says since."""
        told = self.summary(base)
        if self.article:
            slot, line = self.article.slot, self.article.dateline
            told |= {
                "aliases": [base + path for path in slot.paths[1:]],
                "listed_in": sorted(places(slot)),
                "title": tidy(self.article.title),
                "published": slot.day.isoformat() if line.raw else None,
                "text": self.article.text,
            }
        return told
