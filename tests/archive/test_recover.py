"""The later stores made up from the earlier ones: WARC, then lines, then state."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from recorded import (
    BASE,
    HOME,
    MISSING,
    START,
    article_page,
    exchange,
    keep,
    listing_page,
    moved,
    opened,
    record,
    walk_site,
)

from usstnews.archive.articles import ArticleLog, DamagedLine, read_articles
from usstnews.archive.captures import answers
from usstnews.archive.exchange import Exchange
from usstnews.archive.intake import Intake
from usstnews.archive.layout import Archive
from usstnews.archive.recover import catch_up, mend_files, replay
from usstnews.archive.state import State
from usstnews.archive.walk import Walk
from usstnews.extract.found import Role
from usstnews.items import Article
from usstnews.job import Job
from usstnews.replica import Replica
from usstnews.session import Session
from usstnews.sites import USST, Site

DAY = timedelta(days=1)
NEWS = BASE + "News___Events.htm"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Make an empty archive."""
    return Archive(tmp_path / "usst").make()


def caught_up(archive: Archive, site: Site = USST) -> int:
    """Bring an archive up to date, and give the number of lines made."""
    with opened(archive, site) as intake:
        return catch_up(archive, intake, site)


def lines(archive: Archive) -> list[Article]:
    """Read the lines."""
    return [line.article for line in read_articles(archive.articles)]


def table(archive: Archive, name: str = "articles") -> list[tuple[Any, ...]]:
    """Read a table of the state, in the order of its key."""
    with State(archive.state) as state:
        return state.db.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall()


def forget(archive: Archive, *also: Path) -> None:
    """Delete the state, and what else is named."""
    for path in (*archive.root.glob("state.db*"), *also):
        path.unlink()


def pages(*texts: str, path: str = "info/1/7.htm") -> list[Exchange]:
    """Make captures of one article on successive days."""
    return [
        exchange(path, article_page(text=text), at=START + number * DAY)
        for number, text in enumerate(texts)
    ]


def test_records_without_lines_get_their_lines(archive: Archive) -> None:
    """A run that was killed between record and line loses nothing, and nothing is made twice."""
    captures = record(archive, *pages("One."), *pages("Two.", path="info/1/8.htm"))
    assert caught_up(archive) == 2
    assert [(line.id, line.version, line.warc) for line in lines(archive)] == [
        (7, 1, captures[0]),
        (8, 1, captures[1]),
    ]
    assert [line.fetched_at for line in lines(archive)] == ["2024-01-01T00:00:00.000000Z"] * 2
    assert caught_up(archive) == 0
    forget(archive)
    assert caught_up(archive) == 0
    assert len(lines(archive)) == 2


def test_cited_records_keep_their_lines_as_they_stand(archive: Archive) -> None:
    """A line is not read again from its record: it may be of another extractor, or marked."""
    (capture,) = record(archive, *pages("One."))
    caught_up(archive)
    (line,) = lines(archive)
    marked = replace(line, extractor="0", digest="sha256:then", duplicate_of=BASE + "info/1/1.htm")
    forget(archive, archive.articles)
    with ArticleLog(archive.articles) as log:
        log.append(marked)
    assert caught_up(archive) == 0
    assert lines(archive) == [marked]
    with State(archive.state) as state:
        latest = state.latest("7")
        assert latest is not None
        assert (latest.held.digest, latest.held.extractor) == ("sha256:then", "0")
        assert latest.duplicate_of == BASE + "info/1/1.htm"
        assert latest.capture == capture


@pytest.mark.parametrize("extractor", ["1", "0"])
def test_history_replays_right_from_an_empty_state(archive: Archive, extractor: str) -> None:
    """Version 1, an unchanged capture, version 2: from nothing but the files, in that order."""
    record(archive, *pages("One.", "One.", "Two."))
    assert caught_up(archive) == 2
    if extractor != "1":  # the lines of an older extractor, whose digests were others
        older = [replace(line, extractor="0", digest=f"sha256:{line.version}") for line in lines(archive)]
        archive.articles.unlink()
        with ArticleLog(archive.articles) as log:
            for line in older:
                log.append(line)
    before = archive.articles.read_bytes()
    forget(archive)
    assert caught_up(archive) == 0
    assert archive.articles.read_bytes() == before
    assert [(line.version, line.text) for line in lines(archive)] == [(1, "One."), (2, "Two.")]
    assert table(archive)[0][2] == 2
    assert len(table(archive, "captures")) == 3


@pytest.mark.parametrize("lost", range(4))
def test_whichever_line_was_lost_comes_back(archive: Archive, lost: int) -> None:
    """With the last lines gone and the state with them, the same versions are made again."""
    record(archive, *pages("One.", "Two.", "Two.", "One."), *pages("One.", path="info/1/8.htm"))
    assert caught_up(archive) == 4
    whole = archive.articles.read_bytes()
    offsets = [line.offset for line in read_articles(archive.articles)]
    archive.articles.write_bytes(whole[: offsets[lost]])
    forget(archive)
    assert caught_up(archive) == 4 - lost
    assert archive.articles.read_bytes() == whole


def test_a_crash_at_any_byte_of_either_file_is_made_up_for(archive: Archive) -> None:
    """Torn anywhere, lines and records are mended, and what remains is the history up to there."""
    record(archive, *pages("One.", "One.", "Two.", "Three."), close=False)
    (path,) = archive.warc_files()
    records = path.read_bytes()
    with opened(archive) as intake:
        assert catch_up(archive, intake, USST) == 3
    whole = archive.articles.read_bytes()
    offsets = [line.offset for line in read_articles(archive.articles)]
    ends = [line.warc.offset for line in lines(archive) if line.warc]
    rng = random.Random(1)
    for cut in [len(records), *ends, *(rng.randrange(1, len(records)) for _ in range(40))]:
        kept = records[:cut]
        torn = rng.randrange(len(whole) + 1)
        # A line is only written after its record, so no line is ahead of the records.
        held = max((o for o, e in zip(offsets, ends, strict=True) if e >= cut), default=None)
        first_lost = min((o for o, e in zip(offsets, ends, strict=True) if e >= cut), default=len(whole))
        assert held is None or held >= first_lost
        forget(archive, *archive.warc_files())
        path.write_bytes(kept)
        archive.articles.write_bytes(whole[: min(torn, first_lost)])
        mend_files(archive)
        caught_up(archive)
        assert whole.startswith(archive.articles.read_bytes())
        assert [p.suffix for p in archive.warc_files()] in (["", []], [".gz"], [])
        again = archive.articles.read_bytes()
        forget(archive)
        caught_up(archive)
        assert archive.articles.read_bytes() == again
