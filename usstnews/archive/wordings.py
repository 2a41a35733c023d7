"""The wordings of the articles held, by which those that say nearly the same are found."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

from usstnews.archive.history import Repeated
from usstnews.archive.nearness import REMEMBERED
from usstnews.text.contradiction import contradict
from usstnews.text.similarity import BANDS, NEAR, bands, jaccard, shingles
from usstnews.text.wording import wording

if TYPE_CHECKING:
    from usstnews.archive.state import State
    from usstnews.items import Article
    from usstnews.text.similarity import Shingles

# Those that share the most bands are looked at. More there are only where hundreds of articles
# fill one frame.
CANDIDATES_MOST = 200
CANDIDATES = (
    f"SELECT wording FROM bands WHERE band IN ({', '.join('?' * BANDS)})"  # noqa: S608  (marks)
    " GROUP BY wording ORDER BY count(*) DESC, wording LIMIT ?"
)
REPEATING = (
    "SELECT wordings.id, wordings.codes FROM articles JOIN wordings USING (key)"
    " WHERE duplicate_of = ? ORDER BY key"
)
# Equal ones have 1, and so has nothing else.
BEST = 0.99


class _Said(NamedTuple):
    text: str
    codes: array[int]
    shingles: Shingles


class Wordings:
    """The wordings in a state. Found are articles that repeat nothing, so that those which say
    nearly the same lie about one like a star. How alike they have to be, the state remembers.

    An article whose original was edited, so that it is not like it any more, repeats nothing.
    """

    def __init__(self, state: State) -> None:
        self._state, self._db = state, state.db
        self._threshold = float(state.value(REMEMBERED) or NEAR)
        self._last = _Said("", array("H"), frozenset())

    def repeated(self, article: Article) -> Repeated | None:
        """Find what an article repeats: one with the same digest, else the one most like it."""
        twin = self._state.twin(article.digest, article.key)
        found = None if twin is None else Repeated(twin, 1.0)
        if found is None or self._original(found.url) is not None:
            found = self._most_like(article) or found
        # What repeats this very article is no original of it.
        if found is not None and self._original(found.url) == article.url:
            return None
        return found

    def _original(self, url: str) -> str | None:
        """Say what the article that is held at a URL repeats."""
        row = self._db.execute(
            "SELECT duplicate_of FROM articles WHERE url = ? AND duplicate_of IS NOT NULL", (url,)
        ).fetchone()
        return None if row is None else str(row[0])

    def hold(self, article: Article) -> None:
        """Hold the wording of a stored article, in the place of its earlier version."""
        said = self._read(article.text)
        row = self._db.execute(
            "SELECT id, codes FROM wordings WHERE key = ?", (article.key,)
        ).fetchone()
        if row is None:
            octets = said.codes.tobytes()
            added = self._db.execute(
                "INSERT INTO wordings (key, codes) VALUES (?, ?)", (article.key, octets)
            )
            number = int(added.lastrowid or 0)
        else:
            number, octets = row
            self._leave(number, shingles(array("H", octets)))
            self._db.execute(
                "UPDATE wordings SET codes = ? WHERE id = ?", (said.codes.tobytes(), number)
            )
        if article.duplicate_of is None:
            self._enter(number, said.shingles)
        if row is not None:
            self._part(article.url, said)

    def _most_like(self, article: Article) -> Repeated | None:
        said = self._read(article.text)
        if self._threshold >= 1 or not said.shingles:
            return None
        alike = []
        given = (*bands(said.shingles), CANDIDATES_MOST)
        for (number,) in self._db.execute(CANDIDATES, given).fetchall():
            key, octets = self._db.execute(
                "SELECT key, codes FROM wordings WHERE id = ?", (number,)
            ).fetchone()
            codes = array("H", octets)
            similarity = jaccard(said.shingles, shingles(codes))
            if similarity >= self._threshold and key != article.key:
                alike.append((-similarity, key, codes))
        for less, key, codes in sorted(alike, key=lambda each: each[:2]):
            held = self._db.execute("SELECT url FROM articles WHERE key = ?", (key,)).fetchone()
            if held is not None and not contradict(codes, said.codes):
                return Repeated(str(held[0]), min(round(-less, 2), BEST))
        return None

    def _part(self, url: str, said: _Said) -> None:
        """Enter those that repeat the article at a URL and are not like what it says by now: from
        then on they can be found, and repeated, themselves.
        """
        for number, octets in self._db.execute(REPEATING, (url,)).fetchall():
            codes = array("H", octets)
            own = shingles(codes)
            if jaccard(own, said.shingles) < self._threshold or contradict(said.codes, codes):
                self._enter(number, own)

    def _enter(self, number: int, said: Shingles) -> None:
        if said:
            rows = [(band, number) for band in bands(said)]
            self._db.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", rows)

    def _leave(self, number: int, said: Shingles) -> None:
        if said:
            rows = [(band, number) for band in bands(said)]
            self._db.executemany("DELETE FROM bands WHERE band = ? AND wording = ?", rows)

    def _read(self, text: str) -> _Said:
        """Read a text; it is judged, and held right after."""
        if text != self._last.text:
            codes = wording(text)
            self._last = _Said(text, codes, shingles(codes))
        return self._last
