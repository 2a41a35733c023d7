"""Hold the list of pages of a package to the captures that its WARC files have."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from usstnews.archive.surt import surt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from usstnews.verify.catalogue import Catalogue
    from usstnews.verify.index import Line

_HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": True}


class PageList:
    """Goes along `pages.jsonl`; `count` is the number of pages gone through."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._db = catalogue.db
        self._db.execute("CREATE INDEX lines_line ON lines (line)")
        self.count = 0

    @property
    def captures(self) -> int:
        """How many captures the WARC files have."""
        return int(self._db.execute("SELECT count(*) FROM lines").fetchone()[0])

    def findings(self, lines: Iterable[Line]) -> Iterator[tuple[int, str]]:
        """Give what is wrong with lines, by their offsets."""
        lines = iter(lines)
        header = next(lines, None)
        if header is None or _values(header.line) != _HEADER:
            yield 0, "this is no header of a list of pages"
        for line in lines:
            self.count += 1
            if (finding := self._of_page(line.line)) is not None:
                yield line.offset, finding

    def _of_page(self, line: bytes) -> str | None:
        values = _values(line)
        url, date = values.get("url"), values.get("ts")
        if not isinstance(url, str) or not isinstance(date, str):
            return "this is no page"
        stamp = re.sub(r"\D", "", date)
        start = f"{surt(url)} {stamp} ".encode()
        rows = self._db.execute(
            "SELECT line FROM lines WHERE line >= ? AND line < ?", (start, start + b"\xff")
        )
        if any(_values(row[0][len(start) :]).get("url") == url for row in rows):
            return None
        return f"no capture is of {url} at {date}"


def _values(line: bytes) -> dict[str, object]:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}
