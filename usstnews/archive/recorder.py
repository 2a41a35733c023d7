"""Put exchanges into the WARC files: what is new as a response, what repeats as a revisit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeGuard

from usstnews.archive.captures import Originals, as_stated, is_sound, note_original, repeatable
from usstnews.archive.holding import Holding
from usstnews.archive.ledger import Ledgers
from usstnews.archive.recover import note_end
from usstnews.archive.warc.exchange import (
    metadata_record,
    payload_digest,
    response_of,
    to_records,
)
from usstnews.items import Capture

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from usstnews.archive.state import First, State
    from usstnews.archive.warc import Location, Record, WarcWriter
    from usstnews.archive.warc.exchange import Exchange
    from usstnews.archive.warc.http1 import Message
    from usstnews.archive.warc.revisit import Original

BROKEN_NOTE = "the gzip data are broken"
MISMATCH_NOTE = "the body is not the one whose digest the URL states"


class Shown(NamedTuple):
    """The record that shows an answer, and whether the body is as its URL states."""

    capture: Capture
    as_stated: bool | None


class Recorder:
    """Writes the records of one run, and knows what the archive holds already.

    `canonical` spells a URL as the state knows it.
    """

    def __init__(
        self,
        originals: Originals,
        state: State,
        writer: WarcWriter,
        canonical: Callable[[str], str],
    ) -> None:
        self._originals, self._state = originals, state
        self._writer, self._canonical = writer, canonical
        self._holding = Holding(state)

    def record(self, exchange: Exchange) -> Shown | None:
        """Write the records of an exchange; gives the one that shows the answer, if one came whole:
        a response, or a revisit where it repeats what the archive holds.
        """
        message = response_of(exchange)
        stated = as_stated(exchange.url, message) if message.complete else None
        notes = {"mismatch": MISMATCH_NOTE} if stated is False else {}
        payload = payload_digest(message)
        original = self._original(exchange.url, message, payload)
        # Data that are broken in the same way once more are what the site means to send.
        shows = message.complete and (original is not None or is_sound(message))
        if message.complete and not shows:
            notes["broken"] = BROKEN_NOTE
        records = to_records(exchange, message, payload=payload, original=original, notes=notes)
        shown = None
        for record, location in zip(records, self._write(records), strict=True):
            if record.type in {"response", "revisit"} and message.complete:
                digest = record.header("WARC-Payload-Digest")
                capture = Capture(location.file, location.offset, location.record_id, digest)
                shown = capture if shows else None
                if record.type == "response":
                    note_original(self._state, exchange.url, record.date, capture, message)
        return None if shown is None else Shown(shown, stated)

    def _original(self, url: str, message: Message, payload: str | None) -> Original | None:
        """Find the response that an answer repeats, or that it says was not modified."""
        if message.status == 304:
            held = self._holding.validators(self._canonical(url))
            found = None if held is None else self._held(held.payload)
            return found.original if _stands_for(found, url) else None
        found = self._held(payload) if payload and repeatable(message) else None
        return None if found is None else found.original

    def _held(self, payload: str) -> First | None:
        """Find the response that brought a payload; one that is gone or damaged is forgotten, so
        that the next is written whole.
        """
        found = self._state.original(payload)
        if found is None or self._originals.record(found.capture) is not None:
            return found
        self._state.forget_original(payload)
        return None

    def conditions(self, url: str) -> dict[str, str]:
        """Give the headers that ask for a URL only if it no longer answers what is held."""
        held = self._holding.validators(self._canonical(url))
        first = None if held is None else self._state.original(held.payload)
        # Whether the record is whole is seen when a 304 comes, not before each request.
        if held is None or not _stands_for(first, url) or not self._originals.has(first.capture):
            return {}
        given = {"If-None-Match": held.etag, "If-Modified-Since": held.modified}
        return {name: value for name, value in given.items() if value is not None}

    def unmodified(self, capture: Capture) -> Message | None:
        """Read the response that a 304 stands for; none where it cannot be found."""
        return self._originals.response(capture.payload_digest or "")

    def write_ledgers(self, now: datetime) -> None:
        """Write what became of each page's requisites, where no record says so yet."""
        for ledger in Ledgers(self._state).unwritten():
            self._write([metadata_record(ledger.url, ledger.record_id, ledger.fields, now)])
        self._state.commit()

    def _write(self, records: list[Record]) -> list[Location]:
        """Write records, and note how far the files go of which the state tells from here on."""
        locations = self._writer.write(records)
        if (end := self._writer.end) is not None:
            note_end(self._state, *end)
        return locations


def _stands_for(first: First | None, url: str) -> TypeGuard[First]:
    """Tell whether a response may stand for a 304: a reader takes its head too, so it has to be a
    200 of the same URL.
    """
    return first is not None and first.original.url == url and first.status == 200
