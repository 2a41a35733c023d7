"""Articles again from the WARC files, with no crawl."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from recorded import START, article_page, exchange, listing_page, record, walk_site

from usstnews.archive.articles import read_articles
from usstnews.archive.captures import UnknownOrigin
from usstnews.archive.layout import Archive, NoArchive
from usstnews.archive.members import DamagedArchive
from usstnews.job import Job
from usstnews.reextract import reextract
from usstnews.replica import Replica
from usstnews.session import Session

DAY = timedelta(days=1)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Make an empty archive."""
    return Archive(tmp_path / "usst").make()


def test_reextraction_gives_what_the_crawls_stored(archive: Archive) -> None:
    """Over runs with edits and additions, equal article by article, and nothing is changed."""
    replica = Replica(articles=16, seed=2)
    for day in range(2):
        job = Job.parse({"base_url": "http://127.0.0.1:8000/", "mode": "full"})
        session = Session(job, archive, START + day * 400 * DAY)
        walk_site(session, replica)
        session.close()
        replica.edit(
            next(session_line.article.id or 0 for session_line in read_articles(archive.articles))
        )
        replica.publish(1)
    stored = [line.article for line in read_articles(archive.articles)]
    assert {article.version for article in stored} == {1, 2}
    before = {path: path.read_bytes() for path in archive.root.rglob("*") if path.is_file()}
    assert list(reextract(archive.root)) == stored
    assert {path: path.read_bytes() for path in archive.root.rglob("*") if path.is_file()} == before


def test_progress_is_told_the_bytes_of_each_file(archive: Archive) -> None:
    """One call for each file, when it has been read."""
    for day in range(3):
        record(archive, exchange("info/1/7.htm", article_page(text=f"{day}")), at=START + day * DAY)
    told: list[int] = []
    versions = [article.version for article in reextract(str(archive.root), told.append)]
    assert versions == [1, 2, 3]
    assert told == [path.stat().st_size for path in archive.warc_files()]


def test_a_file_that_is_being_written_is_read_as_far_as_it_goes(archive: Archive) -> None:
    """A crawl may be running beside; a torn last record is not read."""
    captured = [exchange(f"info/1/{n}.htm", article_page(text=f"{n}")) for n in (7, 8)]
    record(archive, *captured, close=False)
    (path,) = archive.warc_files()
    path.write_bytes(path.read_bytes()[:-500])
    articles = list(reextract(archive.root))
    assert [article.id for article in articles] in ([7], [7, 8])
    assert all(article.warc and article.warc.file.endswith(".gz") for article in articles)


def test_several_addresses_of_a_site_are_one_history(archive: Archive) -> None:
    """Each file is read as of where the site was served when it was written."""
    from usstnews.sites import USST

    mirror = USST.at("http://127.0.0.1:8000/")
    record(archive, exchange("info/1/7.htm", article_page()))
    url = "http://127.0.0.1:8000/info/1/7.htm"
    edited = exchange(url, article_page(text="Two."), at=START + DAY)
    record(archive, edited, site=mirror, at=START + DAY)
    assert [(article.version, article.url) for article in reextract(archive.root)] == [
        (1, "https://en.usst.edu.cn/info/1/7.htm"),
        (2, url),
    ]


def test_an_archive_without_records_has_no_articles(archive: Archive) -> None:
    """There is nothing to read, and nobody to ask which site it was."""
    assert list(reextract(archive.root)) == []
    record(archive, exchange("News.htm", listing_page("info/1/7.htm")))
    assert list(reextract(archive.root)) == []


def test_what_is_no_archive_of_ours_is_an_error(archive: Archive, tmp_path: Path) -> None:
    """A wrong folder, a foreign file and a damaged one each have their error."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoArchive):
        list(reextract(tmp_path / "empty"))
    record(archive, exchange("info/1/7.htm", article_page()))
    (path,) = archive.warc_files()
    whole = path.read_bytes()
    path.write_bytes(whole[:-3])
    with pytest.raises(DamagedArchive):
        list(reextract(archive.root))
    path.write_bytes(b"")
    with pytest.raises(UnknownOrigin):
        list(reextract(archive.root))


def test_stopping_early_leaves_nothing_behind(archive: Archive) -> None:
    """A reader that has had enough after one article closes what was opened."""
    captured = [exchange(f"info/1/{n}.htm", article_page(text=f"{n}")) for n in (7, 8)]
    record(archive, *captured)
    articles = reextract(archive.root)
    first = next(articles)
    articles.close()  # type: ignore[attr-defined]
    assert replace(first, warc=None).id == 7
    assert sorted(path.name for path in archive.root.iterdir()) == ["runs", "warc"]
