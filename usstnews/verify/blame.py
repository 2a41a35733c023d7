"""What is wrong where a file's digest, its records and its index do not agree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from usstnews.verify.fault import Fault
from usstnews.verify.warcfile import altered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from usstnews.verify.index import Wrong
    from usstnews.verify.warcfile import WarcFile

_FEW = 8  # digits


@dataclass
class Checked:
    """A WARC file that was gone through: its digest, and the offsets at which it has faults."""

    file: WarcFile
    sha256: str
    faulty: set[int | None] = field(default_factory=set)


def blame(
    checked: Checked, stated: str | None, wrongs: Sequence[Wrong], index: str, statement: Fault
) -> Iterator[Fault]:
    """Say which of them is wrong, once.

    `stated` is the digest that the file should have, if that is known, `statement` the fault to
    report where that itself is wrong; `wrongs` are the lines of the file's index, called `index`.
    """
    unchanged = stated in (None, checked.sha256)
    relied_on = unchanged and not checked.faulty
    culprits: set[int] = set()
    told = True
    if not unchanged and not checked.faulty:
        again = altered(checked.file.source)
        told = again.told
        culprits = {*again.offsets}
        culprits |= {wrong.record for wrong in wrongs if wrong.only_digest and wrong.record}
        for offset in sorted(culprits):
            yield Fault(
                checked.file.shown, offset, "the record's octets are not those that were written"
            )
        if not culprits and _is_misspelt(stated or "", checked.sha256):
            yield statement
        elif not culprits:
            where = "whole records were taken out or put in" if told else "where is not known"
            finding = f"the file is not what it was when it was finished: {where}"
            yield Fault(checked.file.shown, None, finding)
    for wrong in wrongs:
        accounted = wrong.record in culprits or wrong.record in checked.faulty
        if relied_on or not (wrong.only_digest and accounted):
            yield Fault(index, wrong.offset, wrong.finding)


def _is_misspelt(stated: str, sha256: str) -> bool:
    """Tell whether a digest is another one but for a few digits."""
    differing = sum(a != b for a, b in zip(stated, sha256, strict=False))
    return differing + abs(len(stated) - len(sha256)) <= _FEW
