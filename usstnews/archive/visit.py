"""One answer of the site, as it comes from the wire or from a record, and what it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from usstnews.items import Article, Capture


@dataclass(frozen=True)
class Visit:
    """One answer of the site: `body` is content-decoded, `date` the capture's WARC-Date.

    `asked` is the URL that was asked for, `url` the one that answered, `through` those in between,
    which redirected. `etag` and `modified` are
    the validators that came along; `as_stated` tells whether the body is the one whose digest the
    URL states, if it states any. The body of an answer `not_modified` is that of an earlier one.
    """

    asked: str
    url: str
    status: int
    body: bytes
    content_type: str | None
    capture: Capture
    date: str
    etag: str | None = None
    modified: str | None = None
    as_stated: bool | None = None
    not_modified: bool = False
    through: tuple[str, ...] = ()

    @property
    def at(self) -> datetime:
        """When the page was captured."""
        return datetime.fromisoformat(self.date)


class Taken(NamedTuple):
    """What a visit was: an article still has to be cleaned, judged and stored; `items` are those
    that a listing shows.
    """

    kind: str
    article: Article | None = None
    items: int = 0
