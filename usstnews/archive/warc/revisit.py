"""Captures that repeat what the archive holds: what a revisit record of them says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from usstnews.archive.warc.http1 import Message

_PROFILES = "http://netpreserve.org/warc/1.1/revisit/"
IDENTICAL = _PROFILES + "identical-payload-digest"
NOT_MODIFIED = _PROFILES + "server-not-modified"


@dataclass(frozen=True, slots=True)
class Original:
    """A response record that the archive holds; `date` is its WARC-Date."""

    record_id: str
    url: str
    date: str
    payload_digest: str


class Revisit(NamedTuple):
    """The headers and the block by which a revisit record differs from a response record."""

    headers: list[tuple[str, str]]
    block: bytes


def revisit_of(message: Message, digest: str | None, original: Original) -> Revisit | None:
    """Return the revisit that a whole message makes of an original, or None if it repeats nothing.

    `digest` is the message's payload digest. A payload without octets makes none: the response
    is no longer than the revisit would be, and replays without the original.
    """
    if message.status == 304 and message.complete:
        # With the 304's own head for its block it would replay as an empty page, in pywb and in
        # ReplayWeb.page: both look at the stored status first. The metadata record keeps the head.
        return Revisit(_refer(NOT_MODIFIED, original), b"")
    if digest == original.payload_digest and len(message.payload):
        # "A WARC-Truncated header with reason 'length' shall be used for any identical-digest
        # truncation" (WARC 1.1 §6.7.2).
        headers = [*_refer(IDENTICAL, original), ("WARC-Truncated", "length")]
        return Revisit(headers, message.head)
    return None


def _refer(profile: str, original: Original) -> list[tuple[str, str]]:
    # Replay finds the original by its URI and date, whatever the specification calls them.
    return [
        ("WARC-Profile", profile),
        ("WARC-Refers-To", original.record_id),
        ("WARC-Refers-To-Target-URI", original.url),
        ("WARC-Refers-To-Date", original.date),
        ("WARC-Payload-Digest", original.payload_digest),
    ]
