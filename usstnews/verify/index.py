"""Hold an index to the records that it is of."""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from usstnews.verify.catalogue import Catalogue

_FAR = 1 << 62  # octets: where no file reaches
_MOST = 1000  # lines that are named one by one
_EXPECTED = "SELECT line FROM lines ORDER BY line"
_EXTRA = (
    "SELECT line, offset FROM shown WHERE line NOT IN (SELECT line FROM lines) ORDER BY offset"
    " LIMIT ?"
)
_MISSING = (
    "SELECT line, file, offset FROM lines WHERE line NOT IN (SELECT line FROM shown) ORDER BY line"
    " LIMIT ?"
)
_TWICE = (
    "SELECT offset FROM shown WHERE line IN (SELECT line FROM shown GROUP BY line"
    " HAVING count(*) > 1) AND rowid NOT IN (SELECT min(rowid) FROM shown GROUP BY line)"
)


class Line(NamedTuple):
    """A line of an index as it is, with its end, and where it begins."""

    offset: int
    line: bytes


class Wrong(NamedTuple):
    """A line that is not as it should be: what it is, and what it should be; either may be none.

    `file` and `record` say where the record lies that it should be of, `only_digest` that all but
    the digest of its octets is right.
    """

    offset: int | None
    finding: str
    file: str | None = None
    record: int | None = None
    only_digest: bool = False


def lines_of(pieces: Iterable[bytes]) -> Iterator[Line]:
    """Cut octets into lines."""
    offset, rest = 0, b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            yield Line(offset, line + b"\n")
            offset += len(line) + 1
    if rest:
        yield Line(offset, rest)


def compare_index(catalogue: Catalogue, lines: Iterable[Line]) -> Iterator[Wrong]:
    """Compare an index with the lines that its records give, which the catalogue holds."""
    db = catalogue.db
    expected = (row[0] for row in db.execute(_EXPECTED))
    shown: list[Line] = []
    lines = iter(lines)
    equal = True
    db.execute("DELETE FROM shown")
    for there, wanted in zip_longest(lines, expected):
        if there is not None:
            shown.append(there)
        if there is None or there.line != wanted:
            equal = False
            break
        if len(shown) >= _MOST:
            _keep(catalogue, shown)
    if equal:
        return
    _keep(catalogue, shown)
    for each in lines:
        shown.append(each)
        if len(shown) >= _MOST:
            _keep(catalogue, shown)
    _keep(catalogue, shown)
    yield from _differences(catalogue)


def _keep(catalogue: Catalogue, shown: list[Line]) -> None:
    catalogue.db.executemany("INSERT INTO shown (offset, line) VALUES (?, ?)", shown)
    shown.clear()


def _differences(catalogue: Catalogue) -> Iterator[Wrong]:
    db = catalogue.db
    extra = [Line(offset, line) for line, offset in db.execute(_EXTRA, (_MOST,))]
    missing = {(file, offset): line for line, file, offset in db.execute(_MISSING, (_MOST,))}
    many = _MOST in (len(extra), len(missing))
    unpaired = []
    found = False
    for there in extra:
        place = _place(there.line)
        if place in missing:
            found = True
            yield _wrong(there, missing.pop(place), place)
        elif place is None or not catalogue.was_at(*place):
            unpaired.append(there)
        else:
            found = True
    for there, at in zip_longest(unpaired, list(missing)):
        found = True
        if there is None:
            finding = f"a line is missing: that of the record at {at[0]}:{at[1]}"
            yield Wrong(_place_for(catalogue, missing[at]), finding, *at)
        elif at is None:
            yield Wrong(there.offset, "no record gives this line")
        else:
            yield _wrong(there, missing[at], at)
    if many:
        yield Wrong(None, "and more lines; take the index away, and the next crawl makes it again")
    for (offset,) in db.execute(_TWICE):
        found = True
        yield Wrong(offset, "the line stands there before")
    if not found:
        yield Wrong(_unsorted(catalogue), "the lines are not sorted as LC_ALL=C sorts them")


def _place(line: bytes) -> tuple[str, int] | None:
    try:
        fields = json.loads(line[line.index(b" {") :])
        file, offset = fields["filename"], fields["offset"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    known = isinstance(file, str) and isinstance(offset, int) and 0 <= offset < _FAR
    return (file, offset) if known else None


def _place_for(catalogue: Catalogue, line: bytes) -> int:
    """Say where a line should stand."""
    query = "SELECT offset, length(line) FROM shown WHERE line < ? ORDER BY line DESC LIMIT 1"
    before = catalogue.db.execute(query, (line,)).fetchone()
    return 0 if before is None else int(before[0] + before[1])


def _wrong(there: Line, wanted: bytes, at: tuple[str, int]) -> Wrong:
    differing = next(
        (n for n, (a, b) in enumerate(zip(there.line, wanted, strict=False)) if a != b),
        min(len(there.line), len(wanted)),
    )
    start, length = wanted.rindex(b'"sha256:'), len('"sha256:') + 64
    same = (there.line[:start], there.line[start + length :])
    only_digest = same == (wanted[:start], wanted[start + length :])
    finding = f"the line is not that of the record at {at[0]}:{at[1]} from octet {differing} on"
    return Wrong(there.offset, finding, *at, only_digest=only_digest)


def _unsorted(catalogue: Catalogue) -> int:
    before = b""
    for line, offset in catalogue.db.execute("SELECT line, offset FROM shown ORDER BY offset"):
        if line < before:
            return int(offset)
        before = line
    return 0
