"""`usstnews rebuild`: the same state again, whatever happened to the old one."""

from __future__ import annotations

import resource
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alike import edited, whole
from click.testing import CliRunner
from crawls import lines, run_crawl
from recorded import article_page, exchange, record, walk_site
from stored import differences, tables

from usstnews.archive.fixity import MissingFile
from usstnews.archive.layout import Archive, ArchiveInUse, ArchiveUnwritable, Lock, NoArchive
from usstnews.cli import main
from usstnews.job import Job
from usstnews.rebuild import rebuild
from usstnews.replica import Replica, serve
from usstnews.session import Session

pytestmark = pytest.mark.usefixtures("uncounted")

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Crawl a replica three times without a network, with an edit, new articles and a full run in
    between.
    """
    root = tmp_path_factory.mktemp("crawled") / "archive"
    replica = Replica(articles=12, seed=4)
    for number, mode in enumerate(("update", "update", "full")):
        job = Job.parse({"base_url": "http://127.0.0.1:8000/", "mode": mode})
        session = Session(job, Archive(root), NOON + timedelta(days=number), warc_size=60_000)
        walk_site(session, replica)
        session.close()
        if number == 0:
            replica.edit(lines(root / "articles.jsonl")[0]["id"])
            replica.publish(2)
    assert any(line["version"] == 2 for line in lines(root / "articles.jsonl"))
    return root


@pytest.fixture
def copy(crawled: Path, tmp_path: Path) -> Archive:
    """Copy that archive."""
    return Archive(Path(shutil.copytree(crawled, tmp_path / "archive")))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_rebuilt_state_has_the_same_content(copy: Archive, jobs: int) -> None:
    """Row by row, however many processes read the pages; no line is made or changed."""
    before, written = tables(copy.state), copy.articles.read_bytes()
    copy.state.unlink()
    done = CliRunner().invoke(main, ["rebuild", str(copy.root), "--jobs", str(jobs)])
    assert done.exit_code == 0, done.output
    assert differences(before, tables(copy.state)) == []
    assert copy.articles.read_bytes() == written
    held = len({row["key"] for row in before["articles"]})
    urls = sum(row["role"] != "requisite" for row in before["pages"])
    assert done.output == f"{copy.state} made again: {held} articles, {urls} URLs\n"
    assert not list(copy.root.glob("state.db*[!b]"))


def test_a_state_of_a_crawl_is_rebuilt_by_the_command_or_the_next_run(tmp_path: Path) -> None:
    """Of a real crawl, with its redirects, validators and media: row by row; and the next run asks
    for the same, whether the state was kept, rebuilt or deleted.
    """
    with serve(Replica(articles=25, seed=4)) as site:
        kept = Archive(tmp_path / "kept")
        run_crawl(kept.root, f"base_url={site.base_url}")
        site.replica.publish(2)
        asked = []
        for name in ("kept", "rebuilt", "deleted"):
            archive = Archive(tmp_path / name)
            if name != "kept":
                shutil.copytree(tmp_path / "first", archive.root)
                before = tables(archive.state)
                archive.state.unlink()
            else:
                shutil.copytree(kept.root, tmp_path / "first")
            if name == "rebuilt":
                rebuild(archive.root, NOON, jobs=2)
                assert differences(before, tables(archive.state)) == []
            start = len(site.requests)
            done = run_crawl(archive.root, f"base_url={site.base_url}")
            assert (done.status, done.report["counts"]["articles/new"]) == (0, 2), done.log
            asked.append(sorted(path for _, _, path in site.requests[start:]))
    assert asked[0] == asked[1] == asked[2]


def test_lines_that_are_missing_are_made(copy: Archive) -> None:
    """A line that a killed run did not come to write is made from its record."""
    whole = copy.articles.read_bytes().splitlines(keepends=True)
    copy.articles.write_bytes(b"".join(whole[:-2]) + whole[-2][:50])
    made = rebuild(copy.root, NOON)
    assert made.lines == 2
    assert copy.articles.read_bytes() == b"".join(whole)


def test_what_repeats_what_is_the_same_by_records_and_by_lines(tmp_path: Path) -> None:
    """Near-duplicates, edits of those that they repeat, and one that is found by itself since."""
    archive = Archive(tmp_path / "archive").make()
    first = {1: whole(1), 2: edited(1), 3: edited(1, 4), 4: whole(2), 5: edited(2, 1)}
    for day, texts in enumerate((first, {1: whole(7), 4: edited(2, 3)}, {6: edited(1, 3)})):
        at = NOON + timedelta(days=day)
        pages = [
            exchange(f"info/1/{number}.htm", article_page("Told", text), at=at)
            for number, text in texts.items()
        ]
        record(archive, *pages, at=at)
    assert rebuild(archive.root, NOON).lines == 8
    judged = tables(archive.state)
    marks = [line["duplicate_of"] and line["duplicate_of"][-5] for line in lines(archive.articles)]
    assert marks == [None, "1", "1", None, "4", None, None, "2"]
    assert {row["wording"] for row in judged["bands"]} == {"1", "2", "3", "4"}
    archive.state.unlink()
    assert rebuild(archive.root, NOON).lines == 0
    assert differences(judged, tables(archive.state)) == []


def test_the_old_states_log_is_not_taken_for_the_new_ones(copy: Archive) -> None:
    """Of a killed run, which leaves one: SQLite would play it into whatever bears the name."""
    before = tables(copy.state)
    code = (
        "import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "db.execute('PRAGMA wal_autocheckpoint = 0'); db.execute(\"UPDATE pages SET title = 'x'\");"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(copy.state)], check=False)
    log = copy.state.with_name("state.db-wal")
    assert log.stat().st_size > 10_000
    assert differences(before, tables(copy.state)) != []
    rebuild(copy.root, NOON)
    assert not log.exists()
    assert differences(before, tables(copy.state)) == []


@pytest.mark.parametrize("content", [b"", b"no database" * 1000, bytes(8192)])
def test_a_damaged_state_is_replaced(copy: Archive, content: bytes) -> None:
    """Whatever lies in its place, and the draft of a killed rebuild is no hindrance."""
    before = tables(copy.state)
    for name in ("state.db", "state.db-wal", "state.db.tmp", "state.db.tmp-wal"):
        (copy.root / name).write_bytes(content)
    rebuild(copy.root, NOON)
    assert differences(before, tables(copy.state)) == []
    assert sorted(path.name for path in copy.root.glob("state.db*")) == ["state.db"]


def test_an_archive_in_use_is_not_rebuilt(copy: Archive) -> None:
    """The lock is that of the crawl, and is free again after whatever went wrong."""
    lock = Lock(copy.lock, NOON)
    before = copy.state.read_bytes()
    with pytest.raises(ArchiveInUse, match="since 2026-01-01T12:00:00"):
        rebuild(copy.root, NOON + timedelta(hours=1))
    lock.release()
    assert copy.state.read_bytes() == before
    first, *_ = copy.warc_files()
    hidden = first.rename(copy.root / "hidden")
    with pytest.raises(MissingFile, match="put back"):
        rebuild(copy.root, NOON)
    hidden.rename(first)
    with pytest.raises(NoArchive):
        rebuild(copy.warc, NOON)
    rebuild(copy.root, NOON)


@pytest.mark.parametrize("room", [1000, 20_000, 60_000])
def test_a_full_disk_leaves_the_old_state(copy: Archive, room: int) -> None:
    """No draft is left, and one line says what to do."""
    before = tables(copy.state)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limit[1]))
    try:
        with pytest.raises(ArchiveUnwritable, match="make room there") as raised:
            rebuild(copy.root, NOON)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert "\n" not in str(raised.value)
    assert differences(before, tables(copy.state)) == []
    assert not list(copy.root.glob("*.tmp*"))


def test_a_state_beside_nothing_else_is_made_from_the_lines(tmp_path: Path) -> None:
    """An archive that holds nothing yet has a state that knows nothing."""
    archive = Archive(tmp_path).make()
    made = rebuild(tmp_path, NOON)
    assert made == (0, 0, 0)
    with closing(sqlite3.connect(archive.state)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
