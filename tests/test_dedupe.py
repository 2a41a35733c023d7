"""Duplicates found again over a whole archive."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from alike import edited, whole
from click.testing import CliRunner
from fatal import fatal
from recorded import START, article_page, exchange, listing_page, record
from stored import differences, tables

from usstnews import load
from usstnews.archive.articles import read_articles
from usstnews.archive.layout import Archive, Lock
from usstnews.archive.nearness import BadThreshold, near_of
from usstnews.archive.recover import mend_files
from usstnews.cli import main
from usstnews.dedupe import Deduped, dedupe
from usstnews.items import Article
from usstnews.rebuild import rebuild
from usstnews.reextract import reextract, replace_lines
from usstnews.verify import verify

NOON = START + timedelta(days=9)
DAY = timedelta(days=1)
# 1 is the original; 2 shares .83 of its shingles with it, 3 .66, 4 none. 5 is equal to 1.
TEXTS = {1: whole(1), 2: edited(1), 3: edited(1, 4), 4: whole(4), 5: whole(1)}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an archive of five articles and an edit, from their captures."""
    archive = Archive(tmp_path_factory.mktemp("made") / "archive").make()
    pages = [exchange(f"info/1/{n}.htm", page(text)) for n, text in TEXTS.items()]
    record(archive, exchange("News.htm", listing_page()), *pages)
    # The edit drops a sentence more: it is less like the first.
    record(archive, exchange("info/1/2.htm", page(edited(1, 3)), at=START + DAY), at=START + DAY)
    rebuild(archive.root, NOON)
    return archive.root


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Archive:
    """Copy that archive."""
    return Archive(Path(shutil.copytree(made, tmp_path / "archive")))


def page(text: str) -> bytes:
    """Write an article's page; equal ones have the same title."""
    return article_page("Told", text)


def lines(archive: Archive) -> list[Article]:
    """Read all lines."""
    return [line.article for line in read_articles(archive.articles)]


def marks(archive: Archive) -> list[tuple[int | None, int | None, str | None, float | None]]:
    """Give id, version, and what each line repeats by how much."""
    return [
        (each.id, each.version, each.duplicate_of and each.duplicate_of[-5], each.duplicate_score)
        for each in lines(archive)
    ]


BY_THE_USUAL = [
    (1, 1, None, None),
    (2, 1, "1", 0.83),
    (3, 1, "1", 0.66),
    (4, 1, None, None),
    (5, 1, "1", 1.0),
    (2, 2, "1", 0.74),
]
BY_HALF_MORE = [
    (1, 1, None, None),
    (2, 1, "1", 0.83),
    (3, 1, None, None),
    (4, 1, None, None),
    (5, 1, "1", 1.0),
    # By then the one that it is most like repeats nothing.
    (2, 2, "3", 0.89),
]
EQUAL_ALONE = [(id_, version, "1" if id_ == 5 else None, 1.0 if id_ == 5 else None)
               for id_, version, *_ in BY_THE_USUAL]  # fmt: skip


def test_a_crawls_marks_are_found_again(archive: Archive) -> None:
    """By the archive's own threshold nothing changes, and nothing is written, however often."""
    assert marks(archive) == BY_THE_USUAL
    before = contents(archive)
    for _ in range(2):
        done = CliRunner().invoke(main, ["dedupe", str(archive.root)])
        assert (done.exit_code, done.output.splitlines()[-1]) == (0, "nothing changed")
    assert contents(archive) == before


@pytest.mark.parametrize(
    ("near", "found", "back"), [(0.75, BY_HALF_MORE, (1, 0, 1)), (1.0, EQUAL_ALONE, (3, 0, 0))]
)
def test_other_thresholds_find_others(
    archive: Archive, near: float, found: list[tuple[object, ...]], back: tuple[int, int, int]
) -> None:
    """The old lines are kept; whoever makes anything again from then on finds the same."""
    before, old = archive.articles.read_bytes(), lines(archive)
    done = dedupe(archive.root, NOON, near)
    assert marks(archive) == found
    assert done.kept is not None
    assert (done.kept.name, done.kept.read_bytes()) == ("articles.20240110T000000Z.jsonl", before)
    assert done.changed == sum(one != other for one, other in zip(old, lines(archive), strict=True))
    assert near_of(archive) == near
    assert done.has_state
    state = tables(archive.state)
    assert list(reextract(archive.root)) == lines(archive)
    assert [str(fault) for fault in verify(archive)] == []
    rebuild(archive.root, NOON)
    assert differences(state, tables(archive.state)) == []
    assert marks(archive) == found
    written = archive.articles.read_bytes()
    replace_lines(archive.root, NOON)
    assert archive.articles.read_bytes() == written
    rebuild(archive.root, NOON)
    assert dedupe(archive.root, NOON) == Deduped(near, *counted(found))
    usual = dedupe(archive.root, NOON, 0.55)
    assert (usual.marked, usual.unmarked, usual.remarked) == back
    assert archive.articles.read_bytes() == before


def test_a_threshold_that_changes_no_line_is_written_alone(archive: Archive) -> None:
    """The lines are not touched, nor kept elsewhere; the state is as it would be made again."""
    for near, status in ((0.6, "no line would change; the threshold would be 0.6 from then on"),
                         (0.6, "no line changed; the threshold is 0.6 from now on"),
                         (0.6, "nothing changed"),
                         (0.55, "no line changed; the threshold is 0.55 from now on")):  # fmt: skip
        before, at = contents(archive), archive.articles.stat()
        given = ["--dry-run"] if "would" in status else []
        given = ["dedupe", str(archive.root), "--threshold", str(near), *given]
        done = CliRunner().invoke(main, given)
        assert (done.exit_code, done.output.splitlines()[-1]) == (0, status)
        after = archive.articles.stat()
        assert (after.st_ino, after.st_mtime_ns) == (at.st_ino, at.st_mtime_ns)
        changed = {
            path.name for path, said in contents(archive).items() if before.get(path) != said
        }
        is_other = status.startswith("no line changed")
        assert changed == ({"near-duplicates", "state.db"} if is_other else set())
        state = tables(archive.state)
        assert [str(fault) for fault in verify(archive)] == []
        rebuild(archive.root, NOON)
        assert differences(state, tables(archive.state)) == []
    assert near_of(archive) == 0.55


def counted(found: list[tuple[object, ...]]) -> tuple[int, int, int]:
    """Count articles, originals and repeating ones by their latest lines."""
    latest = {number: original for number, _, original, _ in found}
    repeating = [original for original in latest.values() if original]
    return len(latest), len(set(repeating)), len(repeating)


def test_what_follows_is_marked_by_the_threshold_chosen(archive: Archive) -> None:
    """A crawl after it takes no other, and finds what was there before."""
    dedupe(archive.root, NOON, 0.75)
    at = START + 2 * DAY
    pages = [
        exchange("info/1/6.htm", page(edited(4, 4)), at=at),
        exchange("info/1/7.htm", page(edited(4, 1)), at=at),
    ]
    record(archive, *pages, at=at)
    rebuild(archive.root, NOON)
    assert marks(archive)[-2:] == [(6, 1, None, None), (7, 1, "4", 0.91)]


def test_a_dry_run_changes_nothing(archive: Archive) -> None:
    """It tells what would, also beside a crawl."""
    before = contents(archive)
    lock = Lock(archive.lock, NOON)
    given = ["dedupe", str(archive.root), "--threshold", "0.75", "--dry-run"]
    done = CliRunner().invoke(main, given)
    lock.release()
    assert done.exit_code == 0
    assert done.output.splitlines()[-1] == "2 lines would change"
    assert contents(archive) == before


def test_bad_input_is_one_line(archive: Archive, tmp_path: Path) -> None:
    """A threshold that is none, a folder that is no archive, an archive in use."""
    before, lock = contents(archive), Lock(archive.lock, NOON)
    for given, status, said in (
        ([archive.root, "--threshold", "0.3"], 1, "the threshold is 0.3; give one from 0.5 to 1"),
        ([archive.root, "--threshold", "nan"], 1, "the threshold is nan; give one from 0.5 to 1"),
        ([archive.root, "--threshold", "0.75"], 1, f"is in use by process {os.getpid()} on"),
        ([archive.root, "--threshold", "half"], 2, "'half' is not a valid float"),
        ([tmp_path / "none"], 1, "holds no archive"),
        ([], 2, "Missing argument 'DIR'"),
    ):
        done = CliRunner().invoke(main, ["dedupe", *map(str, given)])
        assert done.exit_code == status
        assert (done.stdout, done.stderr.count("\n")) == ("", 1)
        assert said in done.stderr
    lock.release()
    assert contents(archive) == before


def test_a_damaged_threshold_is_mended(archive: Archive) -> None:
    """By the command that its error names."""
    archive.near.write_text("much")
    with pytest.raises(BadThreshold):
        list(load(archive.root))
    assert dedupe(archive.root, NOON, 0.55).changed == 0
    assert near_of(archive) == 0.55


@pytest.mark.parametrize("what", ["missing", "damaged", "behind"])
def test_a_state_that_is_not_whole_comes_again_with_the_next_run(
    archive: Archive, what: str
) -> None:
    """It is taken away, and made again as it would be from the new lines."""
    if what == "missing":
        archive.state.unlink()
    elif what == "damaged":
        archive.state.write_bytes(b"no database" * 1000)
    else:
        from usstnews.archive.layout import LINES
        from usstnews.archive.state import State

        with State(archive.state) as state:
            state.have_read(LINES, 5)
    done = CliRunner().invoke(main, ["dedupe", str(archive.root), "--threshold", "0.75"])
    assert done.exit_code == 0, done.output
    assert done.output.endswith("; state.db comes again with the next crawl\n")
    assert not archive.state.exists()
    rebuild(archive.root, NOON)
    assert marks(archive) == BY_HALF_MORE


def test_a_moved_original_keeps_the_name_that_its_lines_gave_it(archive: Archive) -> None:
    """An article that is held elsewhere by now was named by its later address."""
    from usstnews.archive.state import State

    url = "https://en.usst.edu.cn/info/2/1.htm"
    with State(archive.state) as state:
        state.relocate("1", url)
        state.db.execute("UPDATE articles SET duplicate_of = ? WHERE key = '5'", (url,))
    written = archive.articles.read_text().splitlines(keepends=True)
    old = lines(archive)[0].url
    renamed = [
        line.replace(f'"duplicate_of":"{old}"', f'"duplicate_of":"{url}"') for line in written
    ]
    archive.articles.write_text("".join(renamed))
    assert dedupe(archive.root, NOON).changed == 0


def test_a_moved_original_is_known_by_its_number_without_a_state(archive: Archive) -> None:
    """No line tells of its later address, but the number in that is its own."""
    before = archive.articles.read_text()
    old = lines(archive)[0].url
    new = before.replace(
        f'"duplicate_of":"{old}"', '"duplicate_of":"https://en.usst.edu.cn/info/2/1.htm"'
    )
    assert new != before
    archive.articles.write_text(new)
    archive.state.unlink()
    assert dedupe(archive.root, NOON, dry=True).changed == 0


def test_without_lines_there_is_nothing_to_find(tmp_path: Path) -> None:
    """An archive that was just begun, and a threshold for what is to come."""
    archive = Archive(tmp_path).make()
    assert dedupe(tmp_path, NOON, 0.75).articles == 0
    assert near_of(archive) == 0.75


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.slow)])
def test_killed_at_any_change_the_archive_is_as_it_was_or_as_it_shall_be(
    archive: Archive, tmp_path: Path, step: int
) -> None:
    """The next run makes of it one or the other: lines, threshold and state agree."""
    count = tmp_path / "count"
    whole_run = Archive(Path(shutil.copytree(archive.root, tmp_path / "whole")))
    assert command(whole_run, fatal(whole_run.root, count=count)) == 0
    changes = int(count.read_text())
    assert changes > 8
    old, new = archive.articles.read_bytes(), whole_run.articles.read_bytes()
    ends = set()
    for at in range(changes, 0, -step):
        killed = Archive(Path(shutil.copytree(archive.root, tmp_path / f"killed-{at}")))
        assert command(killed, fatal(killed.root, at=at)) == -9
        assert killed.articles.read_bytes() in (old, new), at
        mended = Archive(tmp_path / f"mended-{at}")
        subprocess.run(["cp", "-a", killed.root, mended.root], check=True)  # hard links stay such
        dedupe(mended.root, NOON, 0.75)
        assert mended.articles.read_bytes() == new, at
        assert [path.read_bytes() for path in mended.kept_lines()] == [old], at
        shutil.rmtree(mended.root)
        rebuild(killed.root, NOON)
        assert marks(killed) in (BY_THE_USUAL, BY_HALF_MORE)
        is_done = marks(killed) == BY_HALF_MORE
        assert near_of(killed) == (0.75 if is_done else 0.55), at
        assert [str(fault) for fault in verify(killed)] == [], at
        assert list(reextract(killed.root)) == lines(killed)
        assert {path.suffix for path in killed.root.iterdir()} <= {"", ".jsonl", ".db", ".txt"}, at
        ends.add(is_done)
        shutil.rmtree(killed.root)
    assert ends == {True, False}


def test_another_name_that_someone_gave_the_lines_stays(archive: Archive) -> None:
    """Taken away is only what has the name of old lines and is none."""
    theirs = archive.root / "articles.2024Zhang-copy.jsonl"
    ours = archive.root / "articles.20240110T000000Z.jsonl"
    for path in (theirs, ours):
        path.hardlink_to(archive.articles)
    before = theirs.read_bytes()
    mend_files(archive)
    assert (theirs.read_bytes(), archive.articles.read_bytes()) == (before, before)
    assert not ours.exists()


def test_lines_are_replaced_where_links_are_refused(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a file system that has none the old lines are renamed."""

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    before = archive.articles.read_bytes()
    monkeypatch.setattr(os, "link", refuse)
    done = dedupe(archive.root, NOON, 0.75)
    assert done.kept is not None
    assert done.kept.read_bytes() == before
    assert marks(archive) == BY_HALF_MORE


def command(archive: Archive, environment: dict[str, str]) -> int:
    """Run the command in a process of its own; gives its status."""
    code = "from usstnews.cli import main; main()"
    given = [sys.executable, "-c", code, "dedupe", str(archive.root), "--threshold", "0.75"]
    run = subprocess.run(given, env=environment, capture_output=True, check=False)
    return run.returncode


@pytest.mark.parametrize("room", [100, 2000, 40_000])
def test_a_full_disk_leaves_the_archive_as_it_was(archive: Archive, room: int) -> None:
    """One line says what to do, and no draft is left."""
    before = marks(archive)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limit[1]))
    try:
        done = CliRunner().invoke(main, ["dedupe", str(archive.root), "--threshold", "0.75"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert done.exit_code == 1
    assert "make room there" in done.output
    assert done.output.count("\n") == 1
    assert marks(archive) == before
    assert not list(archive.root.glob("*.tmp*"))
    rebuild(archive.root, NOON)
    assert marks(archive) == before


def contents(archive: Archive) -> dict[Path, bytes]:
    """Read every file but the lock."""
    paths = (path for path in archive.root.rglob("*") if path.is_file() and path != archive.lock)
    return {path: path.read_bytes() for path in paths}
