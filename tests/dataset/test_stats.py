"""What an archive holds, in numbers."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from conftest import Archived
from recorded import exchange, record, stored

from usstnews.archive.articles import ArticleLog
from usstnews.archive.layout import Archive, NoArchive
from usstnews.archive.state import StateUnusable
from usstnews.dataset.stats import Stats, holes, stats_of
from usstnews.items import File, Image


def filled(archive: Archive) -> Archive:
    """Write five lines about four articles."""
    with ArticleLog(archive.make().articles) as log:
        log.append(stored(1, text="old words that do not count", section="Old"))
        log.append(stored(2, published=date(2020, 5, 1), section="News", text="two  words"))
        log.append(stored(3, published=date(2019, 12, 31), section="News", authors=["An Yi"]))
        log.append(stored(1, version=2, text="", images=[Image("i")], files=[File("f")]))
        log.append(
            stored(
                4,
                published=date(2020, 1, 1),
                duplicate_of="u",
                duplicate_score=0.8,
                section="Banner",
            )
        )
    return archive


def test_the_latest_versions_are_counted(tmp_path: Path) -> None:
    """Versions count once, words and fields only of the latest; sizes are those of the files."""
    archive = filled(Archive(tmp_path))
    record(archive, exchange("a.htm", b"x"))
    (warc,) = archive.warc_files()
    assert stats_of(archive) == Stats(
        site="usst",
        articles=4,
        versions=5,
        duplicates=1,
        near_duplicates=1,
        words=2 + 2 + 0 + 2,
        first="2019-12-31",
        last="2020-05-01",
        by_section={"News": 2, "–": 1, "Banner": 1},
        by_year={"2019": 1, "2020": 2, "undated": 1},
        filled={
            "published": 3,
            "authors": 1,
            "copyeditors": 0,
            "section": 3,
            "text": 3,
            "images": 1,
            "files": 1,
            "videos": 0,
        },
        warc_files=1,
        warc_bytes=warc.stat().st_size,
        lines_bytes=archive.articles.stat().st_size,
        requisites_unknown=f"there is no {archive.state}; the next crawl makes it again",
    )


def test_an_archive_that_was_just_begun_holds_nothing(tmp_path: Path) -> None:
    """Zeros, and nothing of what is not known."""
    stats = stats_of(Archive(tmp_path).make())
    assert (stats.site, stats.articles, stats.first, stats.lines_bytes) == (None, 0, None, 0)
    assert set(stats.filled.values()) == {0}


def test_a_folder_without_an_archive_is_an_error(tmp_path: Path) -> None:
    """There is nothing to count in any other folder."""
    with pytest.raises(NoArchive):
        stats_of(Archive(tmp_path))


def test_reading_leaves_nothing_beside(archived: Archived, tmp_path: Path) -> None:
    """No log of SQLite's: the archive may lie on a medium that is only read."""
    archive = Archive(tmp_path / "copy")
    shutil.copytree(archived.crawl.archive, archive.root)
    before = {path: path.stat().st_mtime_ns for path in archive.root.rglob("*")}
    for path in archive.state_files()[1:]:
        assert path not in before
    archive.root.chmod(0o555)
    pages = holes(archive)
    assert next(pages).lacking
    assert {path: path.stat().st_mtime_ns for path in archive.root.rglob("*")} == before
    pages.close()  # type: ignore[attr-defined]
    assert stats_of(archive).requisites
    archive.root.chmod(0o755)
    assert {path: path.stat().st_mtime_ns for path in archive.root.rglob("*")} == before


@pytest.mark.parametrize("kept", [0, 100, 6000])
def test_a_damaged_state_counts_as_absent(archived: Archived, tmp_path: Path, kept: int) -> None:
    """From its first octet on, or within; the holes are not known either."""
    archive = Archive(tmp_path / "copy")
    shutil.copytree(archived.crawl.archive, archive.root)
    size = archive.state.stat().st_size
    archive.state.write_bytes(archive.state.read_bytes()[:kept] + b"\xa5" * (size - kept))
    stats = stats_of(archive)
    assert (stats.requisites, stats.pages_with_holes) == (None, None)
    assert "delete it, the next crawl makes it again" in (stats.requisites_unknown or "")
    with pytest.raises(StateUnusable, match="delete it, the next crawl makes it again"):
        list(holes(archive))


def test_a_state_of_another_release_counts_as_absent(archived: Archived, tmp_path: Path) -> None:
    """What else is counted does not hang on it."""
    archive = Archive(tmp_path / "copy")
    shutil.copytree(archived.crawl.archive, archive.root)
    with closing(sqlite3.connect(archive.state)) as state:
        state.execute("PRAGMA user_version = 1")
    stats = stats_of(archive)
    assert stats.requisites is None
    assert stats.articles
    assert "of another release" in (stats.requisites_unknown or "")


class Growing(type(Path())):  # type: ignore[misc]
    """A path whose file has one line more each time that it is opened, as beside a crawl."""

    def open(self, mode: str = "r", *args: object, **named: object) -> object:
        """Let the crawl append an article, then open."""
        if mode == "rb" and self.name == "articles.jsonl":
            with Path(self).open("ab") as file:
                file.write(stored(self.stat().st_size).to_json().encode() + b"\n")
        return super().open(mode, *args, **named)


def test_counting_does_not_mind_a_crawl_beside_it(tmp_path: Path) -> None:
    """Articles that are stored while it counts are counted or not, and no error."""
    filled(Archive(tmp_path))
    assert stats_of(Archive(Growing(tmp_path))).articles in {5, 6}


def test_the_pages_with_holes_are_those_of_the_truth(archived: Archived) -> None:
    """On the replica: exactly the pages that need what is not there or behind a captcha."""
    truth, kinds = archived.truth, archived.truth["requisite_kinds"]
    asked = {archived.site.base_url[:-1] + path for _, _, path in archived.asked}
    lacking = {
        page: {(kinds[url], url) for url in urls if kinds[url] in {"missing", "blocked"}}
        for page, urls in truth["requisites"].items()
        if page in asked
    }
    found = {each.url: set(each.lacking) for each in holes(Archive(archived.crawl.archive))}
    # What sends its readers elsewhere is no page of the truth's, and uses the site's sheets.
    found = {
        page: each for page, each in found.items() if truth["kinds"].get(page) != "redirecting"
    }
    assert found == {page: each for page, each in lacking.items() if each}
    assert found
    stats = stats_of(Archive(archived.crawl.archive))
    assert stats.requisites is not None
    assert set(stats.requisites) == {"blocked", "captured", "external", "mismatch", "missing"}
    assert stats.requisites["missing"] == sum(kind == "missing" for kind in kinds.values())
