"""Articles as a researcher wants them."""

from __future__ import annotations

from pathlib import Path

import pytest
from recorded import stored

from usstnews.archive.articles import ArticleLog, DamagedLine
from usstnews.archive.layout import Archive, NoArchive
from usstnews.dataset.load import load

LINES = [
    stored(1),
    stored(2, duplicate_of=stored(1).url, duplicate_score=1.0, digest=stored(1).digest),
    stored(3),
    stored(1, version=2),
    stored(3, version=2, duplicate_of=stored(1).url, duplicate_score=1.0, digest=stored(1).digest),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make an archive of five lines about three articles, one of which repeats another."""
    archive = Archive(tmp_path).make()
    with ArticleLog(archive.articles) as log:
        for article in LINES:
            log.append(article)
    return tmp_path


@pytest.mark.parametrize(
    ("history", "duplicates", "given"),
    [
        (False, False, [(1, 2)]),
        (False, True, [(2, 1), (1, 2), (3, 2)]),
        (True, False, [(1, 1), (3, 1), (1, 2)]),
        (True, True, [(1, 1), (2, 1), (3, 1), (1, 2), (3, 2)]),
    ],
)
def test_what_is_loaded_is_what_was_asked_for(
    root: Path, history: bool, duplicates: bool, given: list[tuple[int, int]]
) -> None:
    """The latest version of each article, each once, unless history or duplicates are asked for."""
    for spelt in (root, str(root)):
        found = load(spelt, history=history, duplicates=duplicates)
        assert [(article.id, article.version) for article in found] == given


def test_a_line_that_is_being_written_is_left_out(root: Path) -> None:
    """A reader beside a running crawl sees whole lines only."""
    with (root / "articles.jsonl").open("ab") as file:
        file.write(stored(4).to_json().encode())
    assert [article.id for article in load(root)] == [1]


def test_a_folder_without_an_archive_is_an_error(tmp_path: Path) -> None:
    """A mistyped path is no empty archive."""
    with pytest.raises(NoArchive):
        list(load(tmp_path / "exports"))


def test_an_archive_without_lines_has_no_articles(tmp_path: Path) -> None:
    """One that was just begun is empty."""
    Archive(tmp_path).make()
    assert list(load(tmp_path)) == []


def test_a_damaged_line_is_an_error(root: Path) -> None:
    """Nothing is passed over in silence."""
    with (root / "articles.jsonl").open("ab") as file:
        file.write(b"{}\n")
    with pytest.raises(DamagedLine):
        list(load(root))


def test_articles_without_an_id_are_told_apart_by_url(tmp_path: Path) -> None:
    """Two pages of no id are two articles."""
    archive = Archive(tmp_path).make()
    urls = ["https://h/a.htm", "https://h/b.htm", "https://h/a.htm"]
    with ArticleLog(archive.articles) as log:
        for url in urls:
            log.append(stored(1, id=None, url=url))
    assert [article.url for article in load(tmp_path)] == urls[1:]


def test_what_was_edited_since_is_no_longer_repeated(tmp_path: Path) -> None:
    """When the first of two equal articles changes, the other is the only one with its words."""
    archive = Archive(tmp_path).make()
    twin = stored(2, duplicate_of=stored(1).url, duplicate_score=1.0, digest=stored(1).digest)
    with ArticleLog(archive.articles) as log:
        for article in (stored(1), twin, stored(1, version=2, digest="sha256:edited")):
            log.append(article)

    assert [(article.id, article.version) for article in load(tmp_path)] == [(2, 1), (1, 2)]
