"""One run's hold on the archive, from before the first request to after the last."""

from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from recorded import (
    BASE,
    HTML,
    START,
    article_page,
    exchange,
    keep,
    listing_page,
    record,
    stored,
    visit,
    walk_site,
)
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.settings import Settings
from scrapy.utils.test import get_reactor_settings

from usstnews.archive.accounts import kinds
from usstnews.archive.articles import ArticleLog, read_articles
from usstnews.archive.captures import UnknownOrigin, site_of_file
from usstnews.archive.layout import Archive, ArchiveInUse, ArchiveUnwritable, OtherSite
from usstnews.archive.looks import Looks
from usstnews.archive.state import StateUnusable
from usstnews.archive.warc import read_records
from usstnews.extract.found import Found, Role
from usstnews.job import BadArgument, Job, second_looks
from usstnews.replica import Replica
from usstnews.session import Session, archive_root
from usstnews.spiders.news import NewsSpider

EVERYONE = (Role.HOME, Role.LISTING, Role.ARTICLE, Role.GUESS)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Give an archive that is not made yet."""
    return Archive(tmp_path / "usst")


@contextmanager
def run(archive: Archive, day: int = 0, **arguments: str) -> Iterator[Session]:
    """Open a session and close it."""
    session = Session(Job.parse(arguments), archive, START + timedelta(days=day))
    try:
        yield session
    finally:
        session.close()


def due(session: Session) -> list[str]:
    """Draw what is due, as paths."""
    found = session.frontier.draw(EVERYONE, session.run, 99)
    return [each.url.removeprefix(session.job.site.base_url) for each in found]


def test_a_first_run_begins_at_the_home_page(archive: Archive) -> None:
    """The archive is made, the run is the first, and nothing else is due yet."""
    with run(archive) as session:
        assert (session.run, session.state.count_articles()) == (1, 0)
        assert due(session) == [""]
    assert {path.name for path in archive.root.iterdir()} >= {"articles.jsonl", "warc", "state.db"}
    assert archive.warc_files() == [], "no file without an exchange"


def test_runs_are_counted_and_know_what_was_held_before(archive: Archive) -> None:
    """Each run has its number; articles of earlier runs are not new."""
    with run(archive) as session:
        (capture,) = record(archive, exchange("info/1/7.htm", article_page()))
        keep(session.intake, visit("info/1/7.htm", article_page(), capture=capture))
    with run(archive) as session:
        assert (session.run, session.state.count_articles()) == (2, 1)


def test_an_update_begins_at_the_listings_that_are_known(archive: Archive) -> None:
    """Once there are listings the home page is not asked for again, but in a full run."""
    with run(archive) as session:
        session.intake.take(visit("News___Events.htm", listing_page("info/1/7.htm")))
        session.intake.take(visit("", b"<p>home", number=1))
        for number, name in enumerate(("Banner.htm", "Research.htm"), 2):
            session.intake.take(visit(name, listing_page("info/1/7.htm"), number=number))
    listings = ["Banner.htm", "News___Events.htm", "Research.htm"]
    with run(archive) as session:
        assert due(session) == ["info/1/7.htm", *listings]
    with run(archive, mode="full") as session:
        assert due(session) == ["info/1/7.htm", "", *listings]


def test_given_listings_are_where_a_run_begins(archive: Archive) -> None:
    """Neither the home page nor other listings are asked for."""
    with run(archive, listings="Banner.htm,Research.htm") as session:
        assert due(session) == ["Banner.htm", "Research.htm"]
        session.intake.take(visit("Banner.htm", listing_page("info/1/7.htm")))
        session.intake.take(visit("Research.htm", listing_page("info/1/7.htm"), number=1))
    with run(archive, listings="Banner.htm") as session:
        assert due(session) == ["info/1/7.htm", "Banner.htm"]


@pytest.mark.parametrize("kind", ["missing", "other"])
def test_a_given_listing_is_asked_for_whatever_it_was(archive: Archive, kind: str) -> None:
    """Who names a listing wants it looked at now, also if it was no listing an hour ago."""
    with run(archive, listings="Banner.htm") as session:
        status = 404 if kind == "missing" else 200
        session.intake.take(visit("Banner.htm", b"<p>not yet", status=status))
        assert kinds(session.state) == {kind: 1}
    with run(archive, listings="Banner.htm") as session:
        assert due(session) == ["Banner.htm"]


def test_an_exchange_is_archived_under_the_name_that_lines_cite(archive: Archive) -> None:
    """The capture names the record of the response, while the file is open and after."""
    with run(archive) as session:
        captures = [
            session.archive_exchange(exchange(f"info/1/{number}.htm", article_page(f"{number}")))
            for number in (1, 2)
        ]
        (path,) = archive.warc_files()
        assert path.name.endswith(".warc.gz.open")
    for shown, number in zip(captures, (1, 2), strict=True):
        assert shown is not None
        capture = shown.capture
        found = next(read_records(archive.warc / capture.file, capture.offset))
        assert (found.type, found.id) == ("response", capture.record_id)
        assert found.url == f"{BASE}info/1/{number}.htm"
        assert found.header("WARC-Payload-Digest") == capture.payload_digest


def test_an_exchange_without_an_answer_has_no_capture(archive: Archive) -> None:
    """It is kept in the WARC file all the same, and one of nothing at all is not."""
    silent = replace(exchange("a.htm"), received=b"")
    with run(archive) as session:
        assert session.archive_exchange(replace(silent, sent=b"")) is None
        assert archive.warc_files() == []
        assert session.archive_exchange(silent) is None
    (path,) = archive.warc_files()
    assert [found.type for found in read_records(path)] == ["warcinfo", "request", "metadata"]


def test_a_file_says_who_crawled_what(archive: Archive) -> None:
    """The warcinfo holds the site and what it was told; after a big file comes another."""
    info = {"software": "usstnews/9", "operator": "An Yi"}
    session = Session(Job.parse({}), archive, START, info, warc_size=1)
    for number in (1, 2):
        session.archive_exchange(exchange(f"info/1/{number}.htm", b"x"))
    session.close()
    first, second = archive.warc_files()
    assert site_of_file(second).name == "usst"
    fields = next(read_records(first)).block.decode()
    assert "isPartOf: usst\r\n" in fields
    assert "software: usstnews/9\r\n" in fields
    assert "operator: An Yi\r\n" in fields


def test_a_port_is_no_part_of_a_file_name(archive: Archive) -> None:
    """A site named after host and port has files without a colon."""
    with run(archive, site="vsb", base_url="http://h.cn:8000/") as session:
        session.archive_exchange(exchange("http://h.cn:8000/", b"x"))
    (path,) = archive.warc_files()
    assert path.name.startswith("h.cn_8000-")


def test_two_runs_at_once_are_refused(archive: Archive) -> None:
    """The second learns who is in; when the first has closed, it may try again."""
    with run(archive), pytest.raises(ArchiveInUse, match=f"process {os.getpid()} on"):
        Session(Job.parse({}), archive, START)
    with run(archive) as session:
        assert session.run == 2


def test_an_archive_belongs_to_one_site(archive: Archive) -> None:
    """State, lines or records, whichever is left, refuse another site."""
    with run(archive) as session:
        shown = session.archive_exchange(exchange("info/1/7.htm", article_page()))
        assert shown is not None
        keep(session.intake, visit("info/1/7.htm", article_page(), capture=shown.capture))
    other = Job.parse({"site": "vsb", "base_url": "http://h.cn/"})
    for lost in ((), ("state.db",), ("state.db", "articles.jsonl")):
        for name in lost:
            (archive.root / name).unlink(missing_ok=True)
        with pytest.raises(OtherSite) as raised:
            Session(other, archive, START)
        assert str(raised.value) == (
            f"the archive {archive.root} is of the site usst, not h.cn;"
            " give another folder with -s ARCHIVE_DIR=DIR"
        )
    with run(archive) as session:
        assert session.state.count_articles() == 1, "being refused harms nothing and leaves no lock"


@pytest.mark.parametrize("spoil", ["state", "lines", "warc"])
def test_an_archive_that_cannot_be_opened_is_let_go(archive: Archive, spoil: str) -> None:
    """After an error of any store the lock is free again."""
    archive.make()
    if spoil == "state":
        archive.state.write_bytes(b"no database" * 100)
    elif spoil == "lines":
        archive.articles.mkdir()
    else:
        (archive.warc / "foreign.warc.gz").touch()
    errors = {"state": StateUnusable, "lines": ArchiveUnwritable, "warc": UnknownOrigin}
    for _ in range(2):
        with pytest.raises(errors[spoil]):
            Session(Job.parse({}), archive, START)


def test_a_run_that_cannot_catch_up_lets_go_of_its_files(archive: Archive) -> None:
    """A damaged line is found while lines and state are open; both are closed, and said is why."""
    archive.make()
    with ArticleLog(archive.articles) as log:
        log.append(stored(1))
    with archive.articles.open("ab") as file:
        file.write(b"{}\n")
    code = (
        "import sys, gc; from pathlib import Path; from datetime import *;"
        "from usstnews.job import Job; from usstnews.session import Session;"
        "from usstnews.archive.layout import Archive; from usstnews.archive.articles import *\n"
        "try: Session(Job.parse({}), Archive(Path(sys.argv[1])), datetime.now(UTC))\n"
        "except DamagedLine: print('damaged')\n"
        "gc.collect()"
    )
    done = subprocess.run(
        [sys.executable, "-W", "always::ResourceWarning", "-c", code, str(archive.root)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("damaged\n", "")


def test_a_killed_run_is_mended_and_said_so(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    """Torn bytes are cut, missing lines made, and the log says how many of each."""
    with run(archive):
        pass
    record(archive, exchange("info/1/7.htm", article_page()), close=False)
    with archive.articles.open("ab") as file:
        file.write(b"torn")
    caplog.clear()
    with caplog.at_level(logging.WARNING), run(archive) as session:
        assert session.state.count_articles() == 1
    assert caplog.messages == ["mended after an interrupted run: 4 torn bytes cut, 1 lines made"]
    (line,) = read_articles(archive.articles)
    assert line.article.id == 7
    caplog.clear()
    with run(archive):
        assert caplog.messages == []


def test_a_site_that_moved_goes_on_at_its_new_address(archive: Archive) -> None:
    """What was pending at the old address is asked for at the new one."""
    with run(archive) as session:
        session.intake.take(visit("News___Events.htm", listing_page("info/1/7.htm")))
    for address in ("http://127.0.0.1:8000/", "http://mirror/usst/", BASE):
        with run(archive, base_url=address) as session:
            assert due(session) == ["info/1/7.htm", "", "News___Events.htm"]


def test_articles_of_an_older_extractor_are_compared_as_read_now(archive: Archive) -> None:
    """The session finds the record of the held version and reads it again: no edit, no line."""
    with run(archive) as session:
        shown = session.archive_exchange(exchange("info/1/7.htm", article_page()))
        assert shown is not None
        keep(session.intake, visit("info/1/7.htm", article_page(), capture=shown.capture))
        session.state.reread("7", "sha256:as it was read then", "0")
        assert keep(session.intake, visit("info/1/7.htm", article_page(), number=1)) == "unchanged"


def test_three_runs_archive_what_the_site_shows(archive: Archive) -> None:
    """All articles, then nothing at the price of one page a listing, then what is new."""
    replica = Replica(articles=12, seed=1)
    arguments = {"base_url": "http://127.0.0.1:8000/"}
    with run(archive, **arguments) as session:
        walk_site(session, replica)
    truth = replica.truth("http://127.0.0.1:8000/")
    held = {line.article.url: line.article for line in read_articles(archive.articles)}
    assert sorted(held) == sorted(article["url"] for article in truth["articles"])
    assert {url: set(one.aliases) for url, one in held.items()} == {
        article["url"]: set(article["aliases"]) for article in truth["articles"]
    }
    with run(archive, **arguments) as session:
        assert sorted(walk_site(session, replica)) == [
            "Banner.htm",
            "News___Events.htm",
            "Research.htm",
        ]
    (number,) = replica.publish(1)
    with run(archive, **arguments) as session:
        assert f"/{number}.htm" in str(walk_site(session, replica))
    assert len(list(read_articles(archive.articles))) == len(held) + 1


def test_closing_in_trouble_frees_the_lock(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    """What cannot be closed is logged, and the next run goes in and mends it."""
    session = Session(Job.parse({}), archive, START)
    session.archive_exchange(exchange("info/1/7.htm", article_page()))
    (path,) = archive.warc_files()
    path.rename(path.with_suffix(".gone"))
    session.close()
    assert "the archive was not closed in good order: [Errno 2]" in caplog.text
    path.with_suffix(".gone").rename(path)
    with run(archive) as session:
        assert session.state.count_articles() == 1
    with closing(sqlite3.connect(archive.state)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("given", ["DIR", "", None])
def test_an_archive_lies_where_it_is_told_or_in_exports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str | None
) -> None:
    """Beside scrapy.cfg, also from a folder below it; without one, in the current folder."""
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    if given:
        assert archive_root(given, "usst") == Path("DIR")
        return
    assert archive_root(given, "usst") == Path("exports/usst")
    (tmp_path / "scrapy.cfg").touch()
    assert archive_root(given, "usst") == tmp_path / "exports" / "usst"


def crawler_of(root: Path, **settings: object) -> Crawler:
    """Make a crawler of the project with its spider, as `scrapy crawl` does."""
    merged = Settings()
    merged.setmodule("usstnews.settings")
    merged.update({"ARCHIVE_DIR": str(root), **get_reactor_settings(), **settings}, "cmdline")
    crawler = Crawler(NewsSpider, merged)
    crawler.spider = crawler._create_spider()
    return crawler


def test_the_components_of_a_crawler_share_one_session(archive: Archive) -> None:
    """The first to ask opens the archive, the engine's end closes it."""
    crawler = crawler_of(archive.root, ARCHIVE_OPERATOR="An Yi", ROBOTSTXT_OBEY=False)
    session = Session.of(crawler)
    assert Session.of(crawler) is session
    assert session.archive == archive
    assert abs(session.started - datetime.now(UTC)) < timedelta(minutes=1)
    session.archive_exchange(exchange("a.htm", b"x"))
    crawler.signals.send_catch_log(signals.engine_stopped)
    (path,) = archive.warc_files()
    fields = next(read_records(path)).block.decode()
    for line in ("operator: An Yi", "robots: ignore", "http-header-user-agent: usstnews/"):
        assert f"\r\n{line}" in fields
    assert "http-header-from" not in fields
    with run(archive) as again:
        assert again.run == 2


def test_a_crawler_whose_archive_is_held_gets_no_session(archive: Archive) -> None:
    """It asks again and is refused again: nothing half open is kept."""
    with run(archive):
        crawler = crawler_of(archive.root)
        for _ in range(2):
            with pytest.raises(ArchiveInUse):
                Session.of(crawler)


def types(archive: Archive) -> list[str]:
    """Give the types of the records, but for requests and metadata."""
    found = [each for path in archive.warc_files() for each in read_records(path)]
    return [each.type for each in found if each.type in {"response", "revisit"}]


def test_a_payload_that_is_held_is_a_revisit_across_runs_and_urls(archive: Archive) -> None:
    """Also in a run whose state was deleted; redirects and empty answers are always responses."""
    with run(archive) as session:
        session.archive_exchange(exchange("a.htm", b"the same"))
        session.archive_exchange(exchange("b.htm", b"the same"))
        session.archive_exchange(exchange("c.htm", b""))
    for path in archive.state_files():
        path.unlink(missing_ok=True)
    with run(archive) as session:
        shown = session.archive_exchange(exchange("a.htm", b"the same"))
        session.archive_exchange(exchange("c.htm", b""))
    assert types(archive) == ["response", "revisit", "response", "revisit", "response"]
    assert shown is not None
    assert shown.capture.payload_digest == "sha256:" + sha256(b"the same").hexdigest()


def test_a_file_is_checked_as_it_is_archived(archive: Archive) -> None:
    """What is not as its URL states is kept, and its metadata says so."""
    url = "__local/9/00/15/0983CD24FB0D6963F7D28E17F72_352441C2_3.png"
    with run(archive) as session:
        told = [session.archive_exchange(exchange(url, body)) for body in (b"abc", b"abd")]
        torn = session.archive_exchange(exchange(url, b"abc", cut=1))
        page = session.archive_exchange(exchange("a.htm", b"abc"))
    assert [shown and shown.as_stated for shown in (*told, torn, page)] == [True, False, None, None]
    notes = [
        b"mismatch: " in bytes(each.block)
        for path in archive.warc_files()
        for each in read_records(path)
        if each.type == "metadata"
    ]
    assert notes == [False, True, False, False]


def test_ledgers_are_written_when_a_run_ends_and_only_if_they_say_more(archive: Archive) -> None:
    """The first run leaves what is pending; the second has it; the third writes nothing."""
    page = article_page(more="<img src=/x.png>")
    for number in range(3):
        with run(archive, day=number) as session:
            if number == 0:
                shown = session.archive_exchange(exchange("info/1/7.htm", page))
                assert shown is not None
                keep(session.intake, visit("info/1/7.htm", page, capture=shown.capture))
            if number == 1:
                session.intake.take(visit("x.png", b"", number=9, status=404))
    found = [each for path in archive.warc_files() for each in read_records(path)]
    (ledger,) = [each for each in found if each.header("WARC-Refers-To")]
    assert ledger.type == "metadata"
    assert (ledger.url, ledger.header("WARC-Refers-To")) == (
        f"{BASE}info/1/7.htm",
        shown.capture.record_id,
    )
    assert bytes(ledger.block) == f"requisite: missing {BASE}x.png\r\n".encode()


def test_a_state_of_the_first_release_is_made_again(archive: Archive) -> None:
    """Of version 1 of the schema nothing is used: the archive says it all, without a request."""
    page = article_page(more="<img src=/x.png>")
    with run(archive) as session:
        for url, body in (("info/1/7.htm", page), ("x.png", b"\x89PNG\r\n")):
            kind = HTML if url.endswith("htm") else "image/png"
            each = exchange(url, body, headers=[("Content-Type", kind)])
            shown = session.archive_exchange(each)
            assert shown is not None
            visited = visit(url, body, capture=shown.capture, content_type=kind)
            keep(session.intake, visited)
    lines = archive.articles.read_bytes()
    for path in archive.state_files():
        path.unlink(missing_ok=True)
    with closing(sqlite3.connect(archive.state)) as db:
        db.execute("CREATE TABLE pages (url TEXT PRIMARY KEY, role TEXT NOT NULL, kind TEXT)")
        db.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT)")
        db.execute("INSERT INTO meta VALUES ('site', 'usst'), ('run', '9')")
        db.execute("PRAGMA user_version = 1")
        db.commit()
    with run(archive) as session:
        assert session.frontier.kind(f"{BASE}x.png") == "requisite"
        assert kinds(session.state) == {"article": 1, "pending": 1}
        assert session.state.count_articles() == 1
    assert archive.articles.read_bytes() == lines


def test_conditions_are_those_of_the_urls_own_first_response(archive: Archive) -> None:
    """Where another URL brought the payload first, its head would be shown: none are sent."""
    with run(archive) as session:
        for name in ("a.png", "b.png"):
            session.intake.meet([Found(BASE + name, Role.REQUISITE)], None)
            headers = [("Content-Type", "image/png"), ("Last-Modified", "Mon")]
            shown = session.archive_exchange(exchange(name, b"\x89PNG", headers=headers))
            assert shown is not None
            session.intake.take(visit(name, b"\x89PNG", capture=shown.capture, modified="Mon"))
        assert session.recorder.conditions(BASE + "a.png") == {"If-Modified-Since": "Mon"}
        assert session.recorder.conditions(BASE + "b.png") == {}
        assert session.recorder.conditions(BASE + "c.png") == {}


@pytest.mark.parametrize(
    ("every", "most", "looks"),
    [
        ({7: 1}, 100, Looks({7: 1}, 100)),
        ('{"7": 1, "365": 30}', "9", Looks({7: 1, 365: 30}, 9)),
        ("{}", 0, Looks({}, 0)),
        ("often", 100, None),
        ("[7, 1]", 100, None),
        ("7", 100, None),
        ("null", 100, None),
        ('{"a week": 1}', 100, None),
        ({7: 0}, 100, None),
        ({7: "daily"}, 100, None),
        ({7: 1.5}, 100, None),
        ({10**7: 1}, 100, None),
        ({7: 10**7}, 100, None),
        ({7: 1}, "many", None),
        ({7: 1}, -1, None),
        ({7: 1}, 10**20, None),
    ],
)
def test_intervals_are_a_table_of_days(every: Any, most: Any, looks: Looks | None) -> None:
    """From the settings or, as JSON, from the command line; anything else is refused."""
    if looks is not None:
        assert second_looks(every, most) == looks
        return
    with pytest.raises(
        BadArgument, match=r"give days of age with the days|SECOND_LOOKS_MOST=.* is no whole number"
    ):
        second_looks(every, most)
