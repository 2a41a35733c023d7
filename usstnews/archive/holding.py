"""What is held of a URL: the record that shows it, and by what to ask whether it still does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from usstnews.archive.state import State
    from usstnews.archive.visit import Visit


class Validators(NamedTuple):
    """The digest of the payload that a URL last answered with, its ETag and its Last-Modified."""

    payload: str
    etag: str | None
    modified: str | None


class Holding:
    """The latest capture of each URL."""

    def __init__(self, state: State) -> None:
        self._db = state.db

    def note(self, visit: Visit) -> None:
        """Note which record shows a URL now, and by which validators to ask for it again; those of
        an answer that was not modified stay.
        """
        if visit.not_modified:
            self._db.execute(
                "UPDATE pages SET record_id = ? WHERE url = ?",
                (visit.capture.record_id, visit.url),
            )
            return
        self._db.execute(
            "UPDATE pages SET record_id = ?, payload = ?, etag = ?, modified = ? WHERE url = ?",
            (
                visit.capture.record_id, visit.capture.payload_digest, visit.etag, visit.modified,
                visit.url,
            ),
        )  # fmt: skip

    def validators(self, url: str) -> Validators | None:
        """Look up by what to ask whether a URL still answers what is held; what is held but not
        wanted is asked for as if it were new.
        """
        row = self._db.execute(
            "SELECT payload, etag, modified FROM pages"
            " WHERE url = ? AND payload IS NOT NULL AND (etag IS NOT NULL OR modified IS NOT NULL)"
            " AND kind NOT IN ('mismatch', 'blocked', 'failed', 'challenge')",
            (url,),
        ).fetchone()
        return None if row is None else Validators(*row)
