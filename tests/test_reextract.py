"""Articles again from the WARC files, with no crawl."""

from __future__ import annotations

import resource
import signal
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from recorded import START, article_page, exchange, listing_page, record, stored, walk_site

from usstnews.archive.articles import ArticleLog, read_articles
from usstnews.archive.captures import UnknownOrigin
from usstnews.archive.fixity import MissingFile
from usstnews.archive.layout import Archive, ArchiveInUse, ArchiveUnwritable, Lock, NoArchive
from usstnews.archive.looks import Looks
from usstnews.archive.warc.members import DamagedArchive
from usstnews.items import Article, Capture
from usstnews.job import Job
from usstnews.reextract import differences, reextract, replace_lines
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
    """As each record is read, so that a bar moves; in the end they are the sizes of the files."""
    for day in range(3):
        record(archive, exchange("info/1/7.htm", article_page(text=f"{day}")), at=START + day * DAY)
    told: list[int] = []
    versions = [article.version for article in reextract(str(archive.root), told.append)]
    assert versions == [1, 2, 3]
    assert sum(told) == sum(path.stat().st_size for path in archive.warc_files())
    assert len(told) > 3


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
    assert sorted(path.name for path in archive.root.iterdir()) == ["index", "runs", "warc"]


@pytest.fixture
def crawled(archive: Archive) -> Archive:
    """Archive a replica in two runs, between which one article is edited."""
    replica = Replica(articles=16, seed=2)
    for day in range(2):
        job = Job.parse({"base_url": "http://127.0.0.1:8000/", "mode": "full"})
        session = Session(job, archive, START + day * 400 * DAY)
        walk_site(session, replica)
        session.close()
        replica.edit(next(line.article.id or 0 for line in read_articles(archive.articles)))
    return archive


def files(archive: Archive) -> dict[Path, bytes]:
    """Read every file of an archive."""
    return {path: path.read_bytes() for path in archive.root.rglob("*") if path.is_file()}


def test_processes_make_no_difference(crawled: Archive) -> None:
    """Two read the same articles in the same order as one, revisits and versions with them."""
    one, two = (list(reextract(crawled.root, jobs=jobs)) for jobs in (1, 2))
    assert one == two == [line.article for line in read_articles(crawled.articles)]


def test_a_sound_archive_has_no_differences(crawled: Archive) -> None:
    """Looking changes nothing either."""
    before = files(crawled)
    assert list(differences(crawled.root)) == []
    assert files(crawled) == before


def doctored(archive: Archive) -> list[Article]:
    """Change a title and the authors of one line, take one away, add one of no record."""
    lines = [line.article for line in read_articles(archive.articles)]
    archive.articles.unlink()
    with ArticleLog(archive.articles) as log:
        log.append(replace(lines[0], title="Doctored", authors=["Nobody"]))
        for line in lines[2:]:
            log.append(line)
        log.append(stored(99999))
    return lines


def test_differences_name_each_field_and_each_line(crawled: Archive) -> None:
    """A changed line with the values of both sides, a line that is missing, one of no record."""
    lines = doctored(crawled)
    changed, gained, lost = differences(crawled.root, jobs=2)
    assert changed.article == lines[0]
    assert [(each.field, each.before, each.after) for each in changed.changes] == [
        ("title", "Doctored", lines[0].title),
        ("authors", ["Nobody"], lines[0].authors),
    ]
    assert (gained.article, gained.gained, gained.changes) == (lines[1], True, ())
    assert (lost.article, lost.lost, lost.changes) == (stored(99999), True, ())


def test_a_crawl_beside_makes_no_difference(archive: Archive) -> None:
    """What it captures and writes while the lines are compared is neither new nor lost."""
    record(archive, exchange("info/1/7.htm", article_page(text="7")))
    late = [exchange(f"info/1/{n}.htm", article_page(text=f"{n}"), at=START + DAY) for n in (8, 9)]
    record(archive, *late, at=START + DAY)
    lines = [f"{article.to_json()}\n" for article in reextract(archive.root)]
    finished = archive.warc_files()[1]
    growing, whole = finished.with_name(f"{finished.name}.open"), finished.read_bytes()
    finished.rename(growing)
    growing.write_bytes(whole[: (Article.from_json(lines[2]).warc or Capture("", 0, "")).offset])
    archive.articles.write_text(lines[0], "utf-8")

    def crawl(_: int) -> None:
        growing.write_bytes(whole)
        archive.articles.write_text("".join(lines), "utf-8")

    assert list(differences(archive.root, crawl)) == []


def test_a_line_that_is_missing_is_new_though_it_is_the_only_one(archive: Archive) -> None:
    """Lines are looked up once more where one is missing; those that are there stay."""
    record(archive, *(exchange(f"info/1/{n}.htm", article_page(text=f"{n}")) for n in (7, 8)))
    first, _ = reextract(archive.root)
    archive.articles.write_text(f"{first.to_json()}\n", "utf-8")
    (gained,) = differences(archive.root)
    assert (gained.article.id, gained.gained) == (8, True)


@pytest.mark.parametrize("number", [0, 1])
def test_a_missing_file_is_named_and_nothing_is_changed(crawled: Archive, number: int) -> None:
    """What the others hold is not all that the lines are of."""
    crawled.warc_files()[number].unlink()
    before = files(crawled)
    for read in (reextract, differences, lambda root: replace_lines(root, START)):
        with pytest.raises(MissingFile, match=r"\.warc\.gz is missing; nothing was changed: put"):
            list(read(crawled.root))
    assert files(crawled) == before


def test_lines_of_no_file_at_all_are_kept(crawled: Archive) -> None:
    """Even where no manifest says what is missing."""
    for path in (*crawled.warc_files(), crawled.manifest):
        path.unlink()
    before = files(crawled)
    for read in (reextract, differences, lambda root: replace_lines(root, START)):
        with pytest.raises(MissingFile, match="holds no WARC file"):
            list(read(crawled.root))
    assert files(crawled) == before


def test_a_full_disk_leaves_the_lines(crawled: Archive) -> None:
    """One error says what to do that this command knows of, whichever file does not fit."""
    before = crawled.articles.read_bytes()
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, limit[1]))
    try:
        with pytest.raises(
            ArchiveUnwritable, match=r"(File too large|disk I/O error); make room .* -o FILE$"
        ):
            replace_lines(crawled.root, START)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, ignored)
    assert crawled.articles.read_bytes() == before
    assert not list(crawled.root.glob("*.tmp"))


def test_an_archive_that_takes_no_lock_is_said_to_be_so(crawled: Archive) -> None:
    """With advice for this command."""
    crawled.lock.unlink(missing_ok=True)
    crawled.lock.mkdir()
    with pytest.raises(ArchiveUnwritable, match=r"Is a directory; .* -o FILE$"):
        replace_lines(crawled.root, START)


def test_replaced_lines_are_those_of_the_records_and_the_old_are_kept(crawled: Archive) -> None:
    """A further run makes its state again, asks for what an update asks for that has no second
    looks, and adds nothing.
    """
    whole = crawled.articles.read_bytes()
    doctored(crawled)
    wrong = crawled.articles.read_bytes()
    written, kept = replace_lines(crawled.root, START)
    assert crawled.articles.read_bytes() == whole
    assert written == len(whole.splitlines())
    assert kept == crawled.root / "articles.20240101T000000Z.jsonl"
    assert kept.read_bytes() == wrong
    assert not crawled.state.exists()
    assert not list(crawled.root.glob("*.tmp"))
    _, second = replace_lines(crawled.root, START)
    assert second == crawled.root / "articles.20240101T000000Z-1.jsonl"
    assert second.read_bytes() == whole
    replica = Replica(articles=16, seed=2)
    replica.edit(next(line.article.id or 0 for line in read_articles(crawled.articles)))
    job = Job.parse({"base_url": "http://127.0.0.1:8000/"})
    session = Session(job, crawled, START + 401 * DAY, looks=Looks(most=0))
    walk_site(session, replica)
    session.close()
    assert crawled.articles.read_bytes() == whole
    assert list(differences(crawled.root)) == []


def test_lines_are_made_where_there_were_none(crawled: Archive) -> None:
    """Nothing is kept of what was not there."""
    whole = crawled.articles.read_bytes()
    crawled.articles.unlink()
    assert replace_lines(crawled.root, START) == (len(whole.splitlines()), None)
    assert crawled.articles.read_bytes() == whole


def test_lines_of_an_archive_in_use_are_not_replaced(crawled: Archive) -> None:
    """Whoever crawls is named, and every file is as it was."""
    before = files(crawled)
    lock = Lock(crawled.lock, START)
    try:
        with pytest.raises(ArchiveInUse):
            replace_lines(crawled.root, START)
    finally:
        lock.release()
    after = files(crawled)
    after.pop(crawled.lock, None), before.pop(crawled.lock, None)
    assert after == before


def test_a_damaged_archive_keeps_its_lines(crawled: Archive) -> None:
    """What cannot be read to its end replaces nothing, and the next run may go in."""
    before = crawled.articles.read_bytes()
    path = crawled.warc_files()[-1]
    content = path.read_bytes()
    path.write_bytes(content[:5000] + b"\0\0\0\0" + content[5004:])
    with pytest.raises(DamagedArchive):
        replace_lines(crawled.root, START)
    assert crawled.articles.read_bytes() == before
    assert crawled.state.exists()
    assert not list(crawled.root.glob("*.tmp"))
    Lock(crawled.lock, START).release()
