"""A power cut: each store is on the disk as of another moment, or has holes in it."""

from __future__ import annotations

import itertools
import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from crawls import lines
from recorded import walk_site
from warcio.archiveiterator import ArchiveIterator

from usstnews.archive.layout import Archive
from usstnews.job import Job
from usstnews.replica import Replica
from usstnews.session import Session
from usstnews.verify import verify

pytestmark = pytest.mark.usefixtures("uncounted")

if TYPE_CHECKING:
    from usstnews.replica.answer import Answer

BASE = "http://127.0.0.1:8000/"
ARTICLES = 10
HOLE = 4096
STORES = ("warc/", "articles.jsonl", "state.db")

Files = dict[str, bytes]


def on_disk(archive: Archive) -> Files:
    """Read all that an archive consists of, but for what SQLite keeps in memory."""
    return {
        str(path.relative_to(archive.root)): path.read_bytes()
        for path in sorted(archive.root.rglob("*"))
        if path.is_file() and path.name not in {"lock", "state.db-shm"}
    }


@dataclass
class Watched:
    """A replica whose every answer is a moment at which the power may fail."""

    replica: Replica
    archive: Archive
    moments: list[Files] = field(default_factory=list)

    def answer(self, path: str, base_url: str) -> Answer:
        """Note what lies on the disk, then answer."""
        self.moments.append(on_disk(self.archive))
        return self.replica.answer(path, base_url)


def crawl(archive: Archive, watched: bool = False, day: int = 0) -> list[Files]:
    """Crawl a replica to the end, with no network; gives what was on the disk at each request."""
    site = Watched(Replica(articles=ARTICLES, seed=5), archive)
    started = datetime(2026, 1, 1 + day, tzinfo=UTC)
    # Small files, so that some are finished in the middle.
    session = Session(Job.parse({"base_url": BASE}), archive, started, warc_size=60_000)
    try:
        replica: Any = site if watched else site.replica
        walk_site(session, replica)
        session.finish()
    finally:
        session.close()
    return site.moments


def said(archive: Archive) -> list[dict[str, Any]]:
    """Give the lines without when and where they were written."""
    run = {"fetched_at", "warc", "duplicate_of", "duplicate_score"}
    found = [
        {name: value for name, value in line.items() if name not in run}
        for line in lines(archive.articles)
    ]
    return sorted(found, key=lambda line: (line["url"], line["version"]))


def known(archive: Archive) -> list[tuple[Any, ...]]:
    """Give what the state knows of each URL."""
    with closing(sqlite3.connect(archive.state)) as state:
        query = "SELECT url, role, kind, article, needed, payload FROM pages ORDER BY url"
        return state.execute(query).fetchall()


def recorded(archive: Archive) -> set[str]:
    """Give the URLs that the WARC files hold an answer of, as warcio reads them."""
    found = set()
    for path in (archive.root / "warc").iterdir():
        with path.open("rb") as file:
            found |= {
                each.rec_headers["WARC-Target-URI"]
                for each in ArchiveIterator(file)
                if each.rec_type in {"response", "revisit"}
            }
    return found


class Cut:
    """An undisturbed crawl, its moments, and what has to come out after any power cut."""

    def __init__(self, root: Path) -> None:
        self.archive = Archive(root / "undisturbed")
        self.moments = crawl(self.archive, watched=True)
        self.moments.append(on_disk(self.archive))
        self.said, self.known = said(self.archive), known(self.archive)
        self.recorded = recorded(self.archive)
        self._numbers = itertools.count()
        self._root = root

    def kept(self, *at: int) -> Files:
        """Compose what the disk kept: each of the stores as of a moment of its own."""
        return {
            name: content
            for store, moment in zip(STORES, at, strict=True)
            for name, content in self.moments[moment].items()
            if name.startswith(store)
        } | {
            name: content
            for name, content in self.moments[at[0]].items()
            if name.startswith(("index/", "manifest"))
        }

    def mended(self, files: Files, told: str) -> None:
        """Lay the files down, crawl again, and see that nothing shows of what happened."""
        archive = Archive(self._root / str(next(self._numbers)))
        for name, content in files.items():
            path = archive.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        crawl(archive, day=1)
        assert [str(fault) for fault in verify(archive)] == [], told
        assert said(archive) == self.said, told
        assert known(archive) == self.known, told
        assert recorded(archive) == self.recorded, told
        shutil.rmtree(archive.root)


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Cut:
    """Crawl once for all tests."""
    return Cut(tmp_path_factory.mktemp("cut"))


def holed(files: Files, longer: Files, name: str) -> Files:
    """Give a file the length that it had later, and nothing in what came since."""
    old, new = files[name], longer[name]
    return {**files, name: old + bytes(max(0, len(new) - len(old)))}


def newest(files: Files) -> str:
    """Name the WARC file that was being written."""
    return max(name for name in files if name.startswith("warc/"))


def orders(cut: Cut, number: int, seed: int) -> list[tuple[int, int, int]]:
    """Draw moments for the three stores: two of each order of theirs at least, while pages come."""
    points = random.Random(seed)
    drawn = []
    for order in itertools.islice(itertools.cycle(itertools.permutations(range(3))), number):
        at = sorted(points.sample(range(3, len(cut.moments) - 1), 3))
        drawn.append((at[order[0]], at[order[1]], at[order[2]]))
    return drawn


def stores_as_of_different_moments(cut: Cut, number: int) -> None:
    seed = random.SystemRandom().randrange(10**6)
    for at in orders(cut, number, seed):
        cut.mended(cut.kept(*at), f"seed {seed}, stores as of {at} of {len(cut.moments)}")


def test_stores_as_of_different_moments(cut: Cut) -> None:
    """Whichever store is ahead of which: what later ones say without earlier ones is taken back,
    asked for again, and in the end all is there.
    """
    stores_as_of_different_moments(cut, 6)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_stores_as_of_many_moments(cut: Cut) -> None:
    """As above, a hundred times."""
    stores_as_of_different_moments(cut, 100)


def a_state_one_moment_ahead(cut: Cut, moments: list[int]) -> None:
    for moment in moments:
        cut.mended(cut.kept(moment, moment, moment + 1), f"state one ahead of {moment}")


def test_a_state_that_tells_of_lost_records_is_not_believed(cut: Cut) -> None:
    """One moment ahead of the records is enough: no URL is held without a record. Redirects and
    requisites leave no line, and what is settled is asked for no more.
    """
    moments = range(1, len(cut.moments) - 1)
    no_line = [
        moment
        for moment in moments
        if cut.moments[moment]["articles.jsonl"] == cut.moments[moment + 1]["articles.jsonl"]
    ]
    a_state_one_moment_ahead(cut, no_line[:: len(no_line) // 5])


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_state_one_moment_ahead_at_each(cut: Cut) -> None:
    """As above, at every request of the crawl."""
    a_state_one_moment_ahead(cut, list(range(len(cut.moments) - 1)))


def test_holes_in_place_of_what_was_written_last(cut: Cut) -> None:
    """A file that has its later length, with zeros in it, is as good as one that ends before."""
    early, late = len(cut.moments) // 3, len(cut.moments) // 3 + 4
    before, after = cut.kept(early, early, early), cut.kept(late, late, late)
    assert newest(before) == newest(after)
    for name in (newest(before), "articles.jsonl", "state.db-wal"):
        cut.mended(holed(before, after, name), f"hole at the end of {name}")
        cut.mended(holed({**after, name: before[name]}, after, name), f"hole in {name}, others not")


def test_a_hole_before_the_end(cut: Cut) -> None:
    """Blocks are written in any order: whole lines and records may stand behind a hole."""
    moment = len(cut.moments) // 2
    files = cut.kept(moment, moment, moment)
    for name in (newest(files), "articles.jsonl"):
        content = files[name]
        start = len(content) * 2 // 3 // HOLE * HOLE
        torn = content[:start] + bytes(HOLE) + content[start + HOLE :]
        assert len(torn) == len(content), "what stands behind the hole is whole"
        cut.mended({**files, name: torn}, f"hole at {start} of {len(content)} in {name}")


def test_a_missing_newest_file(cut: Cut) -> None:
    """Its name was not on the disk yet, or nothing but its name: its lines go, and the state."""
    moment = next(
        number
        for number, files in enumerate(cut.moments)
        if len([name for name in files if name.startswith("warc/")]) == 2
    )
    files = cut.kept(*[moment + 3] * 3)
    gone = newest(files)
    cut.mended({name: content for name, content in files.items() if name != gone}, "file missing")
    cut.mended({**files, gone: b""}, "file empty")
    cut.mended({**files, gone: bytes(9000)}, "file all holes")


def test_a_lost_first_file(cut: Cut) -> None:
    """Also where no other file says that there ever was an archive."""
    files = cut.kept(20, 20, 20)
    assert files["articles.jsonl"]
    cut.mended({**files, newest(files): b""}, "file empty")
    cut.mended({**files, newest(files): bytes(9000)}, "file all holes")
