"""An archive's threshold for near-duplicates."""

from __future__ import annotations

from pathlib import Path

import pytest

from usstnews.archive.layout import Archive
from usstnews.archive.nearness import BadThreshold, check, choose, near_of, settle
from usstnews.archive.recover import mend_files
from usstnews.text.similarity import NEAR


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Make an empty archive."""
    return Archive(tmp_path).make()


def test_an_archive_has_the_usual_threshold_until_another_is_chosen(archive: Archive) -> None:
    """It is one line that people can read."""
    assert near_of(archive) == NEAR
    choose(archive, 0.75)
    settle(archive)
    assert near_of(archive) == 0.75
    assert archive.near.read_text() == "0.75\n"


def test_a_threshold_comes_with_the_lines_made_by_it(archive: Archive) -> None:
    """Not before they are in place, whoever is killed; and at once when they are."""
    draft = archive.articles.with_suffix(".tmp")
    draft.touch()
    choose(archive, 0.75)
    assert near_of(archive) == NEAR
    draft.rename(archive.articles)
    assert near_of(archive) == 0.75
    mend_files(archive)
    assert near_of(archive) == 0.75
    draft.touch()
    choose(archive, 0.9)
    mend_files(archive)
    assert near_of(archive) == 0.75
    assert sorted(path.name for path in archive.root.iterdir() if path.is_file()) == [
        "articles.jsonl",
        "near-duplicates",
    ]


@pytest.mark.parametrize("near", [0.5, 0.7, 1])
def test_both_ends_are_thresholds(archive: Archive, near: float) -> None:
    """With the one half the shingles are enough, with the other equal articles alone count."""
    choose(archive, check(near))
    assert near_of(archive) == near


@pytest.mark.parametrize("near", [-1, 0, 0.49, 1.01, float("nan"), float("inf")])
def test_what_is_no_threshold_is_refused(archive: Archive, near: float) -> None:
    """In one line that says which there are, from wherever it comes."""
    with pytest.raises(BadThreshold, match=r"give one from 0\.5 to 1") as raised:
        check(near)
    assert "\n" not in str(raised.value)
    archive.near.write_text(f"{near}\n")
    with pytest.raises(BadThreshold, match="near-duplicates is"):
        near_of(archive)


@pytest.mark.parametrize("content", [b"", b"much\n", b"\xff\xfe"])
def test_a_file_without_a_number_is_an_error(archive: Archive, content: bytes) -> None:
    """One line names the command that mends it."""
    archive.near.write_bytes(content)
    with pytest.raises(BadThreshold, match=r"usstnews dedupe .* --threshold 0\.55"):
        near_of(archive)
