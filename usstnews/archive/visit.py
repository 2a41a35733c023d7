"""One answer of the site, as it comes from the wire or from a record, and what it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from usstnews.items import Article, Capture


@dataclass(frozen=True)
class Visit:
    """One answer of the site: `body` is content-decoded, `date` the capture's WARC-Date.

    `asked` is the URL that was asked for, `url` the one that answered.
    """

    asked: str
    url: str
    status: int
    body: bytes
    content_type: str | None
    capture: Capture
    date: str


class Taken(NamedTuple):
    """What a visit was: an article still has to be cleaned, judged and stored."""

    kind: str
    article: Article | None = None


def later(date: str, wait: timedelta) -> int:
    """Give the seconds since 1970 of a WARC-Date and some time more."""
    return int((datetime.fromisoformat(date) + wait).timestamp())
