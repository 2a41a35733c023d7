"""The records of one exchange, side by side: the later ones name the first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usstnews.archive.warc.record import StoredRecord

_ANSWERS = frozenset({"response", "revisit"})
_FOLLOW = {"response": ("request", "metadata"), "revisit": ("request", "metadata")}


class Located(NamedTuple):
    """A finding and the offset of its record."""

    offset: int
    finding: str


class Groups:
    """Goes along the records of a file and sees that each exchange is whole."""

    def __init__(self) -> None:
        self._named: list[str] = []
        self._seen: list[StoredRecord] = []
        self._held: list[Located] = []
        self._after_damage = False

    def take(self, record: StoredRecord, unless_head: list[str]) -> Iterator[Located]:
        """Take the next record; gives what is wrong with the exchange before, or with this one."""
        named = [value for name, value in record.headers if name == "WARC-Concurrent-To"]
        if named != self._named or not named:
            yield from self._finish()
            if named and not self._after_damage:
                finding = f"{', '.join(named)} should stand before it (WARC-Concurrent-To)"
                yield Located(record.offset, finding)
            self._named = named or [record.id]
        if self._seen:
            yield from self._compare(record)
        self._seen.append(record)
        self._held += [Located(record.offset, finding) for finding in unless_head]
        if record.type == "request" and record.block[:5] == b"HEAD ":
            self._held = []

    def skip(self) -> None:
        """Pass over damage: what it took cannot be missed as well."""
        self._named, self._seen, self._held, self._after_damage = [], [], [], True

    def end(self) -> Iterator[Located]:
        """Come to the end of the file, where an interrupted run may have left an exchange's first
        records: the answer, or the request where none came.
        """
        yield from self._held

    def _finish(self) -> Iterator[Located]:
        yield from self._held
        yield from self._missing()
        if self._seen:
            self._after_damage = False
        self._seen, self._held = [], []

    def _missing(self) -> Iterator[Located]:
        if not self._seen or self._after_damage:
            return
        first = self._seen[0]
        due = _FOLLOW.get(first.type, ("metadata",) if first.type == "request" else ())
        for kind in due:
            if kind not in {each.type for each in self._seen}:
                yield Located(first.offset, f"a {kind} record should stand behind it")

    def _compare(self, record: StoredRecord) -> Iterator[Located]:
        first = self._seen[0]
        if (record.url, record.date) != (first.url, first.date):
            yield Located(record.offset, f"WARC-Target-URI or -Date is not that of {first.id}")
        kinds = {"response" if each.type in _ANSWERS else each.type for each in self._seen}
        if record.type in kinds or (record.type in _ANSWERS and "response" in kinds):
            yield Located(record.offset, f"a second {record.type} in one exchange")
