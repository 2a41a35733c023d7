"""The records of one exchange, side by side, linked by WARC-Concurrent-To in either direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from usstnews.archive.warc.record import StoredRecord

_ANSWERS = frozenset({"response", "revisit"})
_FOLLOW = {"response": ("request", "metadata"), "revisit": ("request", "metadata")}


class Located(NamedTuple):
    """A finding and the offset of its record."""

    offset: int
    finding: str


class Groups:
    """Goes along the records of a file and sees that each exchange is whole.

    It is enough that the later records name the first; each may name all others (WARC 1.1 §5.7).
    """

    def __init__(self) -> None:
        self._seen: list[StoredRecord] = []
        self._named: dict[str, int] = {}
        """The ids that the records seen name, each with the offset of the first that does."""
        self._held: list[Located] = []
        self._after_damage = False

    def take(self, record: StoredRecord, unless_head: list[str]) -> Iterator[Located]:
        """Take the next record; gives what is wrong with the exchange before, or with this one."""
        named = [value for name, value in record.headers if name == "WARC-Concurrent-To"]
        if not self._is_linked(record, named):
            yield from self._finish()
        if self._seen:
            yield from self._compare(record)
        self._seen.append(record)
        for each in named:
            self._named.setdefault(each, record.offset)
        self._held += [Located(record.offset, finding) for finding in unless_head]
        if record.type == "request" and record.block[:5] == b"HEAD ":
            self._held = []

    def skip(self) -> None:
        """Pass over damage: what it took cannot be missed as well."""
        self._seen, self._named, self._held, self._after_damage = [], {}, [], True

    def end(self) -> Iterator[Located]:
        """Come to the end of the file, where an interrupted run may have left an exchange's first
        records, which may name those that were to come: the answer, or the request where none came.
        """
        yield from self._held
        astray = list(self._astray())
        if len(astray) > len(self._missing()):
            yield from astray

    def _is_linked(self, record: StoredRecord, named: Sequence[str]) -> bool:
        """Tell whether a record is of the exchange at hand."""
        known = {each.id for each in self._seen} | self._named.keys()
        return record.id in self._named or not known.isdisjoint(named)

    def _finish(self) -> Iterator[Located]:
        yield from self._held
        if not self._after_damage:
            yield from self._astray()
            for kind in self._missing():
                yield Located(self._seen[0].offset, f"a {kind} record should stand behind it")
        if self._seen:
            self._after_damage = False
        self._seen, self._named, self._held = [], {}, []

    def _astray(self) -> Iterator[Located]:
        """Give what is named and is not there."""
        ids = {each.id for each in self._seen}
        for named, offset in self._named.items():
            if named not in ids and not self._after_damage:
                yield Located(offset, f"{named} should stand beside it (WARC-Concurrent-To)")

    def _missing(self) -> list[str]:
        """List the types that the exchange at hand lacks."""
        if not self._seen:
            return []
        first = self._seen[0].type
        due = _FOLLOW.get(first, ("metadata",) if first == "request" else ())
        return [kind for kind in due if kind not in {each.type for each in self._seen}]

    def _compare(self, record: StoredRecord) -> Iterator[Located]:
        first = self._seen[0]
        if (record.url, record.date) != (first.url, first.date):
            yield Located(record.offset, f"WARC-Target-URI or -Date is not that of {first.id}")
        kinds = {"response" if each.type in _ANSWERS else each.type for each in self._seen}
        if record.type in kinds or (record.type in _ANSWERS and "response" in kinds):
            yield Located(record.offset, f"a second {record.type} in one exchange")
        elif record.type in _ANSWERS:
            yield Located(first.offset, f"{record.id} should stand before it")
