"""What a check found, and what it went through."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it should be.

    `file` is relative to the archive, or begins with the package's name; `offset` is in octets from
    the start of that file, or of the file in the package; None where the whole file is meant.
    """

    file: str
    offset: int | None
    finding: str
    outdated: bool = False
    """Whether it is no fault: an older extractor made the line, and the present one differs."""

    def __str__(self) -> str:
        """Write it on one line, place first."""
        place = self.file if self.offset is None else f"{self.file}:{self.offset}"
        finding = " ".join(self.finding.split())
        return f"{place}: outdated: {finding}" if self.outdated else f"{place}: {finding}"


@dataclass
class Tally:
    """How much was checked, and what could not be."""

    files: int = 0
    records: int = 0
    captures: int = 0
    lines: int = 0
    octets: int = 0
    left_out: list[str] = field(default_factory=list)
