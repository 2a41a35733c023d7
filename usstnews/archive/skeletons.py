"""The skeletons of templates: where the parts of pages stood, and which page showed it first.

They are as the present extractor sees them: another one may see all of them in another way.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from usstnews.items import Capture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from usstnews.archive.state import State
    from usstnews.extract.reading import Reading

SAMPLE = 200  # pages of each kind: who reads them takes a second, and sees what is not rare
# Each with the run that first met its skeleton. Ids of records are drawn at random, so the first
# of them are a sample.
EXAMPLES = (
    "SELECT file, offset, record_id, skeletons.url, first_run FROM skeletons"
    " LEFT JOIN captures USING (record_id) ORDER BY first_run, file, offset"
)
OTHERS = (
    "SELECT file, offset, record_id, url, 0 FROM captures WHERE kind = ? ORDER BY record_id LIMIT ?"
)


@dataclass(frozen=True)
class FirstMet:
    """A skeleton and the page that showed it first; `places` says of each part where it stands."""

    kind: str
    url: str
    places: dict[str, str]


class Skeletons:
    """The skeletons that the pages of an archive ever had."""

    def __init__(self, state: State) -> None:
        self._db = state.db
        self._known: set[tuple[str, str]] = set()

    def note(
        self, kind: str, places: Mapping[str, str], url: str, run: int, record_id: str
    ) -> None:
        """Note where the parts of a page stand, which a record shows."""
        if not places:
            return
        spelt = json.dumps(dict(places), sort_keys=True)
        if (kind, spelt) in self._known:
            return
        self._known.add((kind, spelt))
        self._db.execute(
            "INSERT OR IGNORE INTO skeletons VALUES (?, ?, ?, ?, ?)",
            (kind, spelt, url, record_id, run),
        )

    def learn_again(self, read: Callable[[Capture], Reading | None]) -> bool:
        """Read those pages again whose skeletons an earlier extractor saw, and some others, lest a
        skeleton that was always there be taken for a new one; tells whether it could.
        """
        kinds = self._db.execute("SELECT DISTINCT kind FROM skeletons").fetchall()
        examples = self._db.execute(EXAMPLES).fetchall()
        others = [
            page
            for (kind,) in kinds
            for page in self._db.execute(OTHERS, (kind, SAMPLE)).fetchall()
        ]
        self._db.execute("DELETE FROM skeletons")
        self._known.clear()
        complete = True
        for number, (file, offset, record_id, url, run) in enumerate(examples + others):
            reading = read(Capture(file, offset, record_id, None)) if file else None
            if reading is not None:
                self.note(reading.kind, reading.places, url, run, record_id)
            elif number < len(examples):
                complete = False
        return complete

    def met_since(self, run: int) -> Iterator[FirstMet]:
        """Give those that no run up to this one met."""
        rows = self._db.execute(
            "SELECT kind, url, places FROM skeletons WHERE first_run > ? ORDER BY kind, url", (run,)
        )
        for kind, url, spelt in rows:
            yield FirstMet(kind, url, json.loads(spelt))
