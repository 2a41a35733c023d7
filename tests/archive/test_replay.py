"""WARC files taken in as the crawl took in what the site answered."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from recorded import (
    BASE,
    CHALLENGE,
    MISSING,
    START,
    article_page,
    due_at,
    exchange,
    keep,
    moved,
    opened,
    record,
    visit,
    waiting,
)

from usstnews.archive import accounts
from usstnews.archive.captures import Originals, answer_of
from usstnews.archive.intake import Intake
from usstnews.archive.layout import Archive
from usstnews.archive.ledger import Ledgers
from usstnews.archive.readahead import ReadAhead
from usstnews.archive.replay import Redirects, Replay, is_robots
from usstnews.archive.versions import Log
from usstnews.archive.warc import WarcWriter, read_records, warc_date
from usstnews.archive.warc.exchange import metadata_record
from usstnews.extract.found import Role
from usstnews.items import Article
from usstnews.job import Job
from usstnews.session import Session
from usstnews.sites import USST

DAY = timedelta(days=1)
PNG = b"\x89PNG\r\n\x1a\n"
PICTURE = (("Content-Type", "image/png"),)
SHEET = (("Content-Type", "text/css"),)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Make an empty archive."""
    return Archive(tmp_path / "usst").make()


@pytest.fixture
def intake(archive: Archive) -> Iterator[Intake]:
    """Open the archive for one run."""
    with opened(archive) as intake:
        yield intake


def replayed(archive: Archive, intake: Intake, **more: Any) -> list[Article]:
    """Take every file in and settle the redirects; gives the articles stored."""
    replay = Replay(intake, Originals(archive, intake.state), **more)
    stored = [article for path in archive.warc_files() for article in replay.take(path)]
    replay.redirects.settle(intake)
    return stored


def needs_page(*needed: str) -> bytes:
    """Write an article that draws some pictures or uses sheets."""
    return article_page(
        more="".join(
            f"<link rel=stylesheet href=/{name}>" if name.endswith(".css") else f"<img src=/{name}>"
            for name in needed
        )
    )


def kinds(intake: Intake) -> dict[str, str | None]:
    """Give the kind of every URL that is known, by path."""
    rows = intake.state.db.execute("SELECT url, kind FROM pages")
    return {url.removeprefix(BASE): kind for url, kind in rows}


def outcomes(intake: Intake) -> dict[str, str]:
    """Give the ledger of the one page."""
    (ledger,) = Ledgers(intake.state).all()
    return {entry.url.removeprefix(BASE): entry.outcome for entry in ledger.entries}


def test_replay_gives_what_it_stores_and_passes_over_what_was_taken_in(
    archive: Archive, intake: Intake
) -> None:
    """Without a file of lines each version is judged again; a second pass finds nothing new."""
    for number, text in enumerate(("One.", "One.", "Two.")):
        at = START + number * DAY
        record(archive, exchange("info/1/7.htm", article_page(text=text), at=at), at=at)
    given = replayed(archive, intake)
    assert [(article.version, article.text) for article in given] == [(1, "One."), (2, "Two.")]
    assert replayed(archive, intake) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_processes_make_no_difference(archive: Archive, intake: Intake, jobs: int) -> None:
    """Read ahead or not, the articles and what is known of their files are the same."""
    pages = [
        exchange(f"info/1/{n}.htm", article_page(f"No. {n}", f"{n} words", f"<img src=/{n}.png>"))
        for n in range(1, 40)
    ]
    pictures = [exchange(f"{n}.png", PNG + b"%d" % n, headers=PICTURE) for n in range(1, 40)]
    record(archive, *pages, *pictures)
    with ReadAhead(jobs) as ahead:
        stored = replayed(archive, intake, ahead=ahead)
    assert [article.id for article in stored] == list(range(1, 40))
    assert {ledger.url: len(ledger.holes) for ledger in Ledgers(intake.state).all()} == {
        f"{BASE}info/1/{n}.htm": 0 for n in range(1, 40)
    }


def test_progress_is_told_every_byte_also_of_what_was_taken_in(
    archive: Archive, intake: Intake
) -> None:
    """A bar that is made from the files' sizes reaches its end each time."""
    record(archive, exchange("info/1/7.htm", article_page()), exchange("robots.txt", b""))
    for _ in range(2):
        told: list[int] = []
        replayed(archive, intake, progress=told.append)
        assert sum(told) == sum(path.stat().st_size for path in archive.warc_files())


def test_requisites_become_what_they_were(archive: Archive, intake: Intake) -> None:
    """By status, by body, and by what their URLs state: nothing is pending afterwards."""
    record(
        archive,
        exchange("info/1/7.htm", needs_page("a.css", "gone.png", "shut.png", "captcha.png")),
        exchange("a.css", b"p { background: url(drawn.png) }", headers=SHEET),
        exchange("gone.png", b"<html><img src=/logo.png></html>", status=404),
        exchange("shut.png", b"", status=403),
        exchange("captcha.png", b"<!DOCTYPE html><html><img src=/code.png></html>"),
        exchange("drawn.png", PNG, headers=PICTURE),
    )
    replayed(archive, intake)
    assert outcomes(intake) == {
        "a.css": "captured",
        "captcha.png": "blocked",
        "drawn.png": "captured",
        "gone.png": "missing",
        "shut.png": "failed",
    }
    assert kinds(intake)["info/1/7.htm"] == "article"
    assert due_at(intake, START, *Role) == []


def test_what_was_given_up_for_its_size_is_not_pending(archive: Archive, intake: Intake) -> None:
    """Nor what redirected to it; any other truncated answer is asked for again."""
    large = replace(exchange("big.png", PNG * 99, headers=PICTURE, cut=99), error="length")
    record(
        archive,
        exchange("info/1/7.htm", needs_page("a.png", "big.png", "torn.png")),
        moved("a.png", "/larger.png"),
        replace(large, url=BASE + "larger.png"),
        large,
        exchange("torn.png", PNG * 99, headers=PICTURE, cut=99),
    )
    replayed(archive, intake)
    assert outcomes(intake) == {"a.png": "oversize", "big.png": "oversize", "torn.png": "pending"}


def test_a_requisite_that_redirects_leads_to_what_it_needs(
    archive: Archive, intake: Intake
) -> None:
    """Both URLs are in the ledger, and what the target needs."""
    record(
        archive,
        exchange("info/1/7.htm", needs_page("a.css", "b.css", "away.png")),
        moved("a.css", "/new.css"),
        exchange("new.css", b"p { background: url(drawn.png) }", headers=SHEET),
        moved("b.css", "/new.css"),
        moved("away.png", "https://img.example/x.png"),
        exchange("drawn.png", b"", status=404),
    )
    replayed(archive, intake)
    assert outcomes(intake) == {
        "a.css": "captured",
        "away.png": "external",
        "b.css": "captured",
        "drawn.png": "missing",
        "new.css": "captured",
    }


def test_redirects_among_the_files_of_a_host_are_its_own(archive: Archive) -> None:
    """A site in a folder has its files at the root; its pages are still only those below."""
    site = USST.at(BASE + "en/")
    record(
        archive,
        exchange("en/info/1/7.htm", needs_page("system/x.png")),
        moved("system/x.png", "/system/y.png"),
        exchange("system/y.png", PNG, headers=PICTURE),
        moved("en/info/1/8.htm", "/zh/8.htm"),
        site=site,
    )
    with opened(archive, site) as intake:
        replayed(archive, intake)
        assert kinds(intake)["system/x.png"] == "moved"
        assert kinds(intake)["system/y.png"] == "requisite"
        assert accounts.kinds(intake.state) == {"article": 1}


def test_a_redirect_that_leads_off_the_site_ends_there(archive: Archive, intake: Intake) -> None:
    """All URLs of the chain are external; what answers at another is asked for by itself."""
    redirects = Redirects()
    intake.walks.begin(BASE)
    for name in ("a.htm", "b.htm"):
        intake.take(visit(name, b"<p>once a page"))
    redirects.follow(intake, visit("a.htm", status=302), "/b.htm")
    redirects.follow(intake, visit("b.htm", status=302), "https://example.org/")
    assert kinds(intake)["a.htm"] == kinds(intake)["b.htm"] == "external"
    assert redirects.origin(BASE + "c.htm") == (BASE + "c.htm", ())


def test_ledgers_are_noted_from_their_records(archive: Archive, intake: Intake) -> None:
    """The last one of a page counts, so that the next run writes none that says the same."""
    ((capture,), _) = (
        record(archive, exchange("info/1/7.htm", needs_page("x.png"))),
        record(archive, exchange("x.png", PNG, headers=PICTURE), at=START + DAY),
    )
    writer = WarcWriter(archive.warc, "usst", {"site": "usst", "base-url": BASE})
    for told in ("missing", "captured"):
        fields = [("requisite", f"{told} {BASE}x.png")]
        writer.write([metadata_record(f"{BASE}info/1/7.htm", capture.record_id, fields, START)])
    writer.close()
    replayed(archive, intake)
    assert list(Ledgers(intake.state).unwritten()) == []


class Refusing:
    """A log that stumbles over one article."""

    def __init__(self, log: Log, number: int) -> None:
        self._log, self._number = log, number

    @property
    def size(self) -> int:
        """How much is in it."""
        return self._log.size

    def append(self, article: Article) -> int:
        """Add an article, but for the one."""
        if article.id == self._number:
            raise ValueError("a fault")
        return self._log.append(article)


def test_a_page_that_cannot_be_read_is_passed_over(
    archive: Archive, intake: Intake, caplog: pytest.LogCaptureFixture
) -> None:
    """It is due, the log names it and its record, and all others are taken in."""
    (first, _) = record(
        archive,
        exchange("info/1/7.htm", article_page()),
        exchange("info/1/8.htm", article_page(text="Eight")),
    )
    intake.versions._log = Refusing(intake.versions._log, 7)
    assert [article.id for article in replayed(archive, intake)] == [8]
    assert f"{BASE}info/1/7.htm cannot be read: " in caplog.text
    assert first.record_id in caplog.text
    assert waiting(intake.state) == [f"{BASE}info/1/7.htm"]


def test_a_fault_of_our_own_disk_is_no_fault_of_a_page(archive: Archive, intake: Intake) -> None:
    """It stops the catching up, which the next start goes on with."""
    record(archive, exchange("info/1/7.htm", article_page()))

    def fault() -> None:
        raise OSError("a fault")

    intake.state.db.create_function("fault", 0, fault)  # SQLite tells of it as of a full disk
    intake.state.db.execute(
        "CREATE TEMP TRIGGER no BEFORE INSERT ON captures BEGIN SELECT fault(); END"
    )
    with pytest.raises(sqlite3.OperationalError):
        replayed(archive, intake)


def test_revisits_are_read_as_what_they_repeat(archive: Archive) -> None:
    """Under another URL, and of another run: the words are those of the first response."""
    body = article_page(text="The same words.")
    for day, path in enumerate(("info/1/1.htm", "info/1/2.htm")):
        session = Session(Job.parse({}), archive, START + day * DAY)
        session.archive_exchange(exchange(path, body, at=START + day * DAY))
        session.close()
    kinds = [each.type for path in archive.warc_files() for each in read_records(path)]
    assert (kinds.count("response"), kinds.count("revisit")) == (1, 1)
    with opened(Archive(archive.root / "again")) as intake:
        replay = Replay(intake, Originals(archive, intake.state))
        stored = [article for path in archive.warc_files() for article in replay.take(path)]
    assert [(article.id, article.text) for article in stored] == [
        (1, "The same words."),
        (2, "The same words."),
    ]


@pytest.mark.parametrize(
    ("url", "is_it"),
    [
        (BASE + "robots.txt", True),
        ("https://img.example/robots.txt", True),
        (BASE + "robots.txt?x=1", True),
        (BASE + "info/robots.txt", False),
        (BASE + "robots.txt.htm", False),
    ],
)
def test_robots_txt_is_told_by_its_path(url: str, is_it: bool) -> None:
    """Of every host."""
    assert is_robots(url) is is_it


def test_a_revisit_of_what_is_not_held_is_no_answer(
    archive: Archive, intake: Intake, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the file of the first response is gone, the log names the record that repeats it."""
    for day in (0, 1):
        session = Session(Job.parse({"mode": "full"}), archive, START + day * DAY)
        at = START + day * DAY
        session.archive_exchange(exchange("info/1/1.htm", article_page(), at=at))
        session.close()
    first, second = archive.warc_files()
    first.unlink()
    with opened(Archive(archive.root / "again")) as fresh:
        replay = Replay(fresh, Originals(archive, fresh.state))
        assert list(replay.take(second)) == []
    assert "repeats a response that the archive does not hold" in caplog.text
    assert second.name in caplog.text
    assert warc_date(START) not in caplog.text


@pytest.mark.parametrize("body", [b"oops", CHALLENGE, MISSING], ids=["oops", "challenge", "gone"])
def test_an_error_that_a_retry_got_over_says_nothing(
    archive: Archive, intake: Intake, body: bytes
) -> None:
    """The crawl took in what came after it; a replay of the rest of its records leaves that."""
    page, sheet = needs_page("a.css"), b"p { color: red }"
    record(
        archive,
        *(exchange(name, body, status=503) for name in ("info/1/7.htm", "a.css")),
        exchange("info/1/7.htm", page, at=START + timedelta(seconds=9)),
        exchange("a.css", sheet, headers=SHEET, at=START + timedelta(seconds=9)),
    )
    originals = Originals(archive, intake.state)
    for path in archive.warc_files():
        for answer in (answer_of(each, originals) for each in read_records(path)):
            if answer is not None and answer.visit.status == 200:
                keep(intake, answer.visit)
    before = kinds(intake), outcomes(intake), waiting(intake.state)
    replayed(archive, intake)
    assert (kinds(intake), outcomes(intake), waiting(intake.state)) == before
    assert before == ({"info/1/7.htm": "article", "a.css": "requisite"}, {"a.css": "captured"}, [])
