"""The index of what is held: an open database that may be deleted."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from recorded import stored

from usstnews.archive.history import Held
from usstnews.archive.schema import SCHEMA_VERSION
from usstnews.archive.state import Latest, State, StateUnusable
from usstnews.archive.warc.revisit import Original


def test_what_is_committed_outlives_the_process(tmp_path: Path) -> None:
    """A killed run keeps what its last commit kept, and no more."""
    killed = State(tmp_path / "state.db")
    killed.remember("site", "usst")
    killed.commit()
    killed.remember("site", "torn")
    killed.db.close()
    with State(tmp_path / "state.db") as state:
        assert state.value("site") == "usst"
        state.remember("site", "closed")
    with State(tmp_path / "state.db") as state:
        assert state.value("site") == "closed"


def test_names_files_and_records_that_nobody_noted_are_unknown(tmp_path: Path) -> None:
    """A fresh state says of everything that it does not know it."""
    with State(tmp_path / "state.db") as state:
        assert state.value("site") is None
        assert state.read_to("a.warc.gz") == 0
        assert state.latest("7") is None
        assert state.twin("sha256:x", "7") is None
        assert state.line_of("<urn:uuid:7>") is None
        assert not state.was_taken("<urn:uuid:7>")
        assert state.count_articles() == 0


def test_a_file_is_read_up_to_the_last_byte_noted(tmp_path: Path) -> None:
    """The last note of a file counts, and each file has its own."""
    with State(tmp_path / "state.db") as state:
        state.have_read("a", 5)
        state.have_read("b", 7)
        state.have_read("a", 9)
        assert (state.read_to("a"), state.read_to("b")) == (9, 7)


def test_the_latest_version_is_the_one_held_last(tmp_path: Path) -> None:
    """Holding a version replaces the one before, with the record that shows it."""
    first = stored(7, duplicate_of="https://h/1")
    second = stored(7, version=2, digest="sha256:2", extractor="2", warc=stored(8).warc)
    with State(tmp_path / "state.db") as state:
        state.hold(first)
        assert state.latest("7") == Latest(
            first.url, Held(1, first.digest, "1"), "https://h/1", first.warc
        )
        state.hold(second)
        assert state.latest("7") == Latest(second.url, Held(2, "sha256:2", "2"), None, second.warc)
        assert state.count_articles() == 1


@pytest.mark.parametrize("missing", ["version", "warc"])
def test_what_was_not_stored_is_not_held(tmp_path: Path, missing: str) -> None:
    """An article with no version or no record was not stored, and holding it is a mistake."""
    with State(tmp_path / "state.db") as state:
        with pytest.raises(ValueError, match=r"info/1/7\.htm was not stored"):
            state.hold(replace(stored(7), **{missing: None}))
        assert state.count_articles() == 0


def test_a_twin_is_the_first_of_its_group(tmp_path: Path) -> None:
    """Of articles that say the same, the one that repeats none is named, whoever asks."""
    first = stored(9, digest="sha256:same")
    again = stored(5, digest="sha256:same", duplicate_of=first.url, duplicate_score=1.0)
    with State(tmp_path / "state.db") as state:
        state.hold(again)
        state.hold(first)
        state.hold(stored(6))
        assert state.twin("sha256:same", "1") == first.url
        assert state.twin("sha256:same", "5") == first.url
        assert state.twin("sha256:same", "9") == first.url, "the one that is left leads to it"
        assert state.twin("sha256:other", "1") is None


def test_an_article_is_no_twin_of_itself(tmp_path: Path) -> None:
    """The only one of its digest has no twin."""
    with State(tmp_path / "state.db") as state:
        state.hold(stored(7, digest="sha256:same"))
        assert state.twin("sha256:same", "7") is None


def test_a_new_reading_changes_the_digest_and_nothing_else(tmp_path: Path) -> None:
    """How the present extractor reads a version is no new version."""
    with State(tmp_path / "state.db") as state:
        state.hold(stored(7))
        state.reread("7", "sha256:now", "2")
        latest = state.latest("7")
        assert latest is not None
        assert latest.held == Held(1, "sha256:now", "2")
        assert latest.capture == stored(7).warc


def test_a_record_has_one_line(tmp_path: Path) -> None:
    """The first line that cites a record stands; an article without a record has none."""
    with State(tmp_path / "state.db") as state:
        state.note_line(stored(7), 100)
        state.note_line(stored(7), 200)
        state.note_line(stored(8, warc=None), 300)
        assert state.line_of("<urn:uuid:7>") == 100
        assert state.line_of("<urn:uuid:8>") is None


def test_a_record_is_taken_in_once(tmp_path: Path) -> None:
    """A second note of the same record does not fail and changes nothing."""
    capture = stored(7).warc
    assert capture is not None
    with State(tmp_path / "state.db") as state:
        state.note_capture(capture, "https://h/1", "article")
        state.note_capture(capture, "https://h/2", "listing")
        assert state.was_taken(capture.record_id)
        assert not state.was_taken("<urn:uuid:8>")
        assert state.db.execute("SELECT url, kind FROM captures").fetchall() == [
            ("https://h/1", "article")
        ]


def test_an_index_without_a_name_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Re-extraction's state is gone with its end."""
    monkeypatch.chdir(tmp_path)
    with State("") as state:
        state.remember("site", "usst")
        state.commit()
        assert state.value("site") == "usst"
    assert list(tmp_path.iterdir()) == []


def test_a_reader_is_not_kept_out_by_a_run(tmp_path: Path) -> None:
    """Another connection reads what was committed while a run has more in hand."""
    with State(tmp_path / "state.db") as state:
        state.remember("site", "usst")
        state.commit()
        state.remember("site", "other")
        with closing(sqlite3.connect(tmp_path / "state.db")) as reader:
            assert reader.execute("SELECT value FROM meta").fetchall() == [("usst",)]


def unusable(path: Path) -> str:
    """Open a state that cannot be used, and give the reason."""
    with pytest.raises(StateUnusable) as raised:
        State(path)
    message = str(raised.value)
    assert "\n" not in message
    assert str(path) in message
    assert message.endswith("delete it, and it is made again from the archive")
    return message


def test_a_state_of_an_older_release_is_made_anew(tmp_path: Path) -> None:
    """Its tables go, whatever they were called, so that all is taken in from the archive again."""
    path = tmp_path / "state.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE pages (url TEXT PRIMARY KEY, role TEXT)")
        db.execute("CREATE TABLE other (name TEXT)")
        db.execute("INSERT INTO pages VALUES ('https://h/', 'home')")
        db.execute("PRAGMA user_version = 1")
        db.commit()
    with pytest.raises(StateUnusable, match="is of another release of usstnews; the next run"):
        State.to_read(path)
    for _ in range(2):
        with State(path) as state:
            tables = {name for (name,) in state.db.execute("SELECT name FROM sqlite_schema")}
            assert "other" not in tables
            assert {"pages", "needs", "originals"} <= tables
            assert state.db.execute("SELECT count(*) FROM pages").fetchone() == (0,)
            assert state.value("run") is None
            assert state.db.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    with State(path) as state:
        state.remember("run", "1")
    with State(path) as state:
        assert state.value("run") == "1", "made anew once, not at each start"


def test_the_first_response_of_a_payload_is_its_original(tmp_path: Path) -> None:
    """A later one does not take its place; forgotten, the next one does."""
    first, later = stored(1).warc, stored(2).warc
    assert first is not None
    assert later is not None
    with State(tmp_path / "state.db") as state:
        assert state.original("sha256:p") is None
        for number, capture in ((1, first), (2, later)):
            original = Original(capture.record_id, f"https://h/{number}", "2024", "sha256:p")
            state.note_original(original, capture, 200)
        found = state.original("sha256:p")
        assert found is not None
        assert found.original == Original(first.record_id, "https://h/1", "2024", "sha256:p")
        assert (found.capture, found.status) == (replace(first, payload_digest="sha256:p"), 200)
        state.forget_original("sha256:p")
        assert state.original("sha256:p") is None
        state.note_original(
            Original(later.record_id, "https://h/2", "2025", "sha256:p"), later, 404
        )
        assert (state.original("sha256:p") or found).original.url == "https://h/2"


def test_a_line_is_taken_once(tmp_path: Path) -> None:
    """Those that nobody took are listed in their order."""
    with State(tmp_path / "state.db") as state:
        for number, offset in ((3, 300), (1, 100), (2, 200)):
            state.note_line(stored(number), offset)
        assert state.take_line("<urn:uuid:1>") == 100
        assert state.take_line("<urn:uuid:1>") is None
        assert list(state.line_offsets()) == [200, 300]


@pytest.mark.parametrize("version", [SCHEMA_VERSION + 1, 99_999, -1])
def test_a_state_of_another_version_is_refused(tmp_path: Path, version: int) -> None:
    """One line says which version the file has, which one is known, and what to do."""
    path = tmp_path / "state.db"
    State(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {version}")
    assert f"has version {version}, this program knows {SCHEMA_VERSION}" in unusable(path)


@pytest.mark.parametrize(
    "content",
    [b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000, b"{}"],
    ids=["text", "garbage behind the magic", "short"],
)
def test_a_damaged_state_is_refused(tmp_path: Path, content: bytes) -> None:
    """A file that is no database is an error of one line that says to delete it."""
    path = tmp_path / "state.db"
    path.write_bytes(content)
    assert "is damaged" in unusable(path)


def test_a_state_whose_first_page_was_overwritten_is_refused(tmp_path: Path) -> None:
    """Damage behind the file's header shows when it is opened, not in the middle of a crawl."""
    path = tmp_path / "state.db"
    with State(path) as state:
        state.hold(stored(7))
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 2000)
    assert "is damaged" in unusable(path)


def test_a_folder_in_the_place_of_the_state_is_an_error_of_one_line(tmp_path: Path) -> None:
    """What SQLite cannot open is refused like what it cannot read."""
    (tmp_path / "state.db").mkdir()
    with pytest.raises(StateUnusable):
        State(tmp_path / "state.db")
