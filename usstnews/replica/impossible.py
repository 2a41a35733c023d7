"""What the site refuses to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usstnews.errors import UsstnewsError

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["ImpossibleChange", "known"]


class ImpossibleChange(UsstnewsError):
    """The site, as it stands, does not admit of a change."""


def known(what: str, value: object, values: Collection[object]) -> None:
    """Refuse a value that the site does not know."""
    if value not in values:
        raise ImpossibleChange(
            f"there is no {what} {value}; there are {', '.join(map(str, values))}"
        )
