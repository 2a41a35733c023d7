"""What became of a requisite, by what the site answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usstnews.extract.kind import Kind
from usstnews.extract.requisites import Needed, is_blocked

if TYPE_CHECKING:
    from usstnews.archive.visit import Visit

REQUISITE, MEDIA = "requisite", "media"
BLOCKED, FAILED, MISMATCH, OVERSIZE = "blocked", "failed", "mismatch", "oversize"
# A server's bad day, or its doubts about us, may pass; what is missing is looked for in full runs.
ASK_AGAIN = frozenset({BLOCKED, FAILED})
# A page that stands in for a requisite: what that page needs, nobody needs.
INSTEAD = ASK_AGAIN | {Kind.MISSING}


def requisite_kind(visit: Visit, needed: str | None, kind: Kind = Kind.OTHER) -> str:
    """Say what a requisite is whose answer reads as a `kind` of page.

    `media` is a file as its URL states it, which never changes; `blocked` a page in the place of a
    file; `mismatch` another file than the URL states. What is larger than DOWNLOAD_MAXSIZE, hence
    `oversize`, does not come this far.
    """
    if visit.status in {404, 410} or kind is Kind.MISSING:
        return Kind.MISSING
    if visit.status >= 300:
        return FAILED
    if kind in {Kind.CHALLENGE, Kind.RESTRICTED}:
        return BLOCKED
    if needed and is_blocked(visit.url, Needed(needed), visit.content_type, visit.body):
        return BLOCKED
    if visit.as_stated is None:
        return REQUISITE
    return MEDIA if visit.as_stated else MISMATCH
