"""Nothing is found where nothing is wrong: whatever runs there were, and beside a run."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawls import PROJECT, command, run_crawl
from recorded import START, article_page, exchange, record, walk_site
from verify.sound import DAY, copied, faults, finish, packed, write

from usstnews.archive.layout import Archive, Lock, NoArchive
from usstnews.archive.wacz import pack
from usstnews.archive.warc.exchange import to_records
from usstnews.extract.article import EXTRACTOR
from usstnews.items import Article
from usstnews.job import Job
from usstnews.replica import Replica, Server, serve
from usstnews.session import Session
from usstnews.verify import Tally, verify

pytestmark = pytest.mark.usefixtures("uncounted")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, Server]]:
    """Crawl a replica by runs of each kind: limited, killed, whole, of edits, in many files."""
    archive = Archive(tmp_path_factory.mktemp("crawled") / "usst")
    with serve(Replica(articles=16, seed=5)) as server:
        base = f"base_url={server.base_url}"
        run_crawl(archive.root, base, "limit=3")
        goal = len(server.requests) + 40
        killed = subprocess.Popen(
            command(archive.root, base), cwd=PROJECT, stderr=subprocess.DEVNULL
        )
        while killed.poll() is None and len(server.requests) < goal:
            time.sleep(0.001)
        killed.kill()
        killed.wait()
        assert faults(archive.root) == []
        crawl = run_crawl(archive.root, base)
        assert crawl.status == 0, crawl.reason
        server.replica.edit(crawl.articles()[0]["id"])
        server.replica.publish(1)
        full = run_crawl(archive.root, base, "mode=full", settings=("WARC_SIZE=30000",))
        assert full.status == 0, full.reason
        yield archive, server


def test_there_is_nothing_to_find_after_runs_of_each_kind(
    crawled: tuple[Archive, Server],
) -> None:
    """Revisits across files, versions, ledgers, mended files; on one processor or two."""
    archive, _ = crawled
    before = {path: path.read_bytes() for path in archive.root.rglob("*") if path.is_file()}
    tally = Tally()
    assert list(verify(archive, tally=tally)) == []
    assert list(verify(archive, jobs=2)) == []
    assert tally.files == len(archive.warc_files()) > 4
    assert tally.lines == len(archive.articles.read_text().splitlines()) > 16
    assert tally.octets == sum(path.stat().st_size for path in archive.warc_files())
    assert tally.left_out == []
    assert {path: path.read_bytes() for path in archive.root.rglob("*") if path.is_file()} == before


def test_there_is_nothing_to_find_in_packages_of_it(
    crawled: tuple[Archive, Server], tmp_path: Path
) -> None:
    """Whole and signed, and a part that brings the originals of its revisits."""
    archive, _ = crawled
    assert faults(packed(archive, tmp_path)) == []
    part = tmp_path / "part.wacz"
    pack(archive, part, since=datetime.now(UTC).date())
    assert faults(part) == []


def test_a_part_with_captures_from_before_is_sound(tmp_path: Path) -> None:
    """Its files hold records of other files, each with the warcinfo that it names."""
    replica = Replica(articles=8, seed=2)
    archive = Archive(tmp_path / "usst").make()
    for day in range(2):
        job = Job.parse({"base_url": "http://127.0.0.1:8000/", "mode": "full"})
        session = Session(job, archive, START + day * 400 * DAY)
        walk_site(session, replica)
        session.close()
        replica.publish(1)
    assert faults(archive.root) == []
    part = tmp_path / "part.wacz"
    pack(archive, part, since=(START + 300 * DAY).date())
    assert faults(part) == []


def test_nothing_is_found_beside_a_crawl(tmp_path: Path) -> None:
    """Whatever it has written at the moment: an open file, a line, a file without its index."""
    archive = Archive(tmp_path / "usst")
    looks = 0
    with serve(Replica(articles=30, seed=6)) as server:
        run = subprocess.Popen(
            command(
                archive.root, f"base_url={server.base_url}", settings=(
                    "DOWNLOAD_DELAY=0.005", "AUTOTHROTTLE_ENABLED=0", "LOG_LEVEL=ERROR",
                    "WARC_SIZE=60000",
                ),
            ),
            cwd=PROJECT,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        while run.poll() is None:
            if archive.articles.exists() and archive.articles.stat().st_size:
                assert faults(archive.root) == []
                looks += 1
        run.wait()
    assert looks
    assert faults(archive.root) == []


def test_a_torn_end_is_no_fault_of_a_file_that_was_being_written(archive: Archive) -> None:
    """A run that died leaves one, and a torn line; the next start mends both."""
    pages = [exchange(f"info/1/{n}.htm", article_page(text=f"{n}")) for n in (8, 9)]
    record(archive, *pages, at=START + 2 * DAY, close=False)
    (path,) = archive.warc.glob("*.open")
    path.write_bytes(path.read_bytes()[:-50])
    with archive.articles.open("ab") as lines:
        lines.write(b'{"site":"us')
    assert faults(archive.root) == []


def test_damage_in_the_middle_of_an_open_file_is_a_fault(archive: Archive) -> None:
    """Whole records follow it, so that it is no torn end."""
    record(archive, exchange("a.htm"), exchange("b.htm"), at=START + 2 * DAY, close=False)
    (path,) = archive.warc.glob("*.open")
    whole = bytearray(path.read_bytes())
    whole[500] ^= 8
    path.write_bytes(whole)
    (fault,) = faults(archive.root)
    assert fault.file == f"warc/{path.name}"
    assert fault.offset is not None
    assert 0 < fault.offset <= 500


def test_what_is_not_indexed_yet_is_no_fault_while_a_run_goes_on(archive: Archive) -> None:
    """Without a run it is, and the finding says what makes it good."""
    for path in archive.index.iterdir():
        path.unlink()
    archive.manifest.unlink()
    lock = Lock(archive.lock, START)
    assert faults(archive.root) == []
    lock.release()
    found = faults(archive.root)
    assert len(found) == 3
    assert all("the next crawl makes it" in fault.finding for fault in found)


def test_looking_does_not_keep_a_run_out(archive: Archive) -> None:
    """Whoever asks whether a run goes on lets go of the lock at once."""
    archive.manifest.unlink()
    Lock(archive.lock, START).release()
    assert faults(archive.root)
    Lock(archive.lock, START).release()


def test_lines_of_an_older_extractor_are_outdated(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where they would differ today, and no fault; a line of the present one would be."""
    import usstnews.verify.lines as checked

    first, rest = archive.articles.read_text().split("\n", 1)
    article = replace(Article.from_json(first), unit="SBC")
    archive.articles.write_text(f"{article.to_json()}\n{rest}")
    (fault,) = faults(archive.root)
    assert not fault.outdated
    monkeypatch.setattr(checked, "EXTRACTOR", str(int(EXTRACTOR) + 1))
    (fault,) = faults(archive.root)
    assert fault.outdated
    assert (fault.file, fault.offset) == ("articles.jsonl", 0)
    assert "unit" in fault.finding
    assert "outdated" in str(fault)


def test_an_answer_to_head_and_a_short_one_are_sound(tmp_path: Path) -> None:
    """The one has no body, though its head names a length; the other says that it was cut."""
    archive = Archive(tmp_path / "usst").make()
    asked = exchange("a.htm", b"12345", cut=5)
    head = replace(
        asked,
        method="HEAD",
        sent=asked.sent.replace(b"GET", b"HEAD"),
        error=None,  # type: ignore[union-attr]
    )
    write(archive, [to_records(head), to_records(exchange("b.htm", b"12345", cut=2))])
    finish(archive)
    assert faults(archive.root) == []


def test_one_damage_is_one_fault_and_costs_no_other_record(archive: Archive) -> None:
    """Index lines, articles and revisits that point there are not named beside it."""
    path = min(archive.warc.glob("*.gz"))
    whole = bytearray(path.read_bytes())
    whole[400] ^= 1
    sound, tally = Tally(), Tally()
    assert list(verify(archive, tally=sound)) == []
    path.write_bytes(whole)
    (fault,) = verify(archive, tally=tally)
    assert fault.file == f"warc/{path.name}"
    assert tally.records == sound.records - 1
    assert tally.left_out == ["re-extraction, until the WARC files are whole"]


def test_an_empty_archive_is_sound_and_none_is_an_error(tmp_path: Path) -> None:
    """There is nothing to check in a folder that a run has just made."""
    assert faults(Archive(tmp_path / "usst").make().root) == []
    with pytest.raises(NoArchive):
        faults(tmp_path / "nothing")


def test_a_copy_is_as_sound_as_the_archive(archive: Archive, tmp_path: Path) -> None:
    """Nothing of where it lies is in it; without its lines it lacks them."""
    copy = copied(archive, tmp_path / "copy")
    assert faults(copy.root) == []
    copy.articles.unlink()
    assert {fault.file for fault in faults(copy.root)} == {"articles.jsonl"}


def test_lines_that_are_replaced_meanwhile_are_checked_as_they_were(archive: Archive) -> None:
    """`reextract --replace` may run beside."""
    archive.articles.with_suffix(".new").write_text("no article\n")
    found = verify(archive)
    (archive.index / "usst-1999.cdxj").write_text("")
    assert next(found).file == "index/usst-1999.cdxj"
    archive.articles.with_suffix(".new").replace(archive.articles)
    assert list(found) == []
