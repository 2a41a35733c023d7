"""The skeletons of templates: where the parts of pages stood, and which page showed it first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from usstnews.archive.state import State


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

    def note(self, kind: str, places: Mapping[str, str], url: str, run: int) -> None:
        """Note where the parts of a page stand."""
        if not places:
            return
        spelt = json.dumps(dict(places), sort_keys=True)
        if (kind, spelt) in self._known:
            return
        self._known.add((kind, spelt))
        self._db.execute(
            "INSERT OR IGNORE INTO skeletons VALUES (?, ?, ?, ?)", (kind, spelt, url, run)
        )

    def met_since(self, run: int) -> Iterator[FirstMet]:
        """Give those that no run up to this one met."""
        rows = self._db.execute(
            "SELECT kind, url, places FROM skeletons WHERE first_run > ? ORDER BY kind, url", (run,)
        )
        for kind, url, spelt in rows:
            yield FirstMet(kind, url, json.loads(spelt))
