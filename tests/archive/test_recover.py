"""The later stores made up from the earlier ones: WARC, then lines, then state."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from recorded import (
    BASE,
    HOME,
    MISSING,
    START,
    article_page,
    exchange,
    keep,
    listing_page,
    moved,
    opened,
    record,
    waiting,
    walk_site,
)

from usstnews.archive.accounts import kinds
from usstnews.archive.articles import ArticleLog, DamagedLine, read_articles
from usstnews.archive.captures import Originals, answer_of, warcinfo
from usstnews.archive.intake import Intake
from usstnews.archive.layout import Archive
from usstnews.archive.looks import Looks, choose
from usstnews.archive.recover import catch_up, mend_files
from usstnews.archive.state import State
from usstnews.archive.warc import WarcWriter, read_records
from usstnews.archive.warc.exchange import Exchange, to_records
from usstnews.extract.article import EXTRACTOR
from usstnews.extract.found import Role
from usstnews.items import Article
from usstnews.job import Job
from usstnews.replica import Replica
from usstnews.session import Session
from usstnews.sites import USST, Site

DAY = timedelta(days=1)
NEWS = BASE + "News___Events.htm"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Make an empty archive."""
    return Archive(tmp_path / "usst").make()


def caught_up(archive: Archive, site: Site = USST) -> int:
    """Bring an archive up to date, and give the number of lines made; it was last at `BASE`."""
    with opened(archive) as intake:
        return catch_up(archive, intake, site)


def lines(archive: Archive) -> list[Article]:
    """Read the lines."""
    return [line.article for line in read_articles(archive.articles)]


def table(archive: Archive, name: str = "articles") -> list[tuple[Any, ...]]:
    """Read a table of the state, in the order of its key."""
    with State(archive.state) as state:
        return state.db.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall()


def forget(archive: Archive, *also: Path) -> None:
    """Delete the state, and what else is named."""
    for path in (*archive.root.glob("state.db*"), *also):
        path.unlink()


def pages(*texts: str, path: str = "info/1/7.htm") -> list[Exchange]:
    """Make captures of one article on successive days."""
    return [
        exchange(path, article_page(text=text), at=START + number * DAY)
        for number, text in enumerate(texts)
    ]


def test_records_without_lines_get_their_lines(archive: Archive) -> None:
    """A run that was killed between record and line loses nothing, and nothing is made twice."""
    captures = record(archive, *pages("One."), *pages("Two.", path="info/1/8.htm"))
    assert caught_up(archive) == 2
    assert [(line.id, line.version, line.warc) for line in lines(archive)] == [
        (7, 1, captures[0]),
        (8, 1, captures[1]),
    ]
    assert [line.fetched_at for line in lines(archive)] == ["2024-01-01T00:00:00.000000Z"] * 2
    assert caught_up(archive) == 0
    forget(archive)
    assert caught_up(archive) == 0
    assert len(lines(archive)) == 2


def test_cited_records_keep_their_lines_as_they_stand(archive: Archive) -> None:
    """A line is not read again from its record: it may be of another extractor, or marked."""
    (capture,) = record(archive, *pages("One."))
    caught_up(archive)
    (line,) = lines(archive)
    marked = replace(line, extractor="0", digest="sha256:then", duplicate_of=BASE + "info/1/1.htm")
    forget(archive, archive.articles)
    with ArticleLog(archive.articles) as log:
        log.append(marked)
    assert caught_up(archive) == 0
    assert lines(archive) == [marked]
    with State(archive.state) as state:
        latest = state.latest("7")
        assert latest is not None
        assert (latest.held.digest, latest.held.extractor) == ("sha256:then", "0")
        assert latest.duplicate_of == BASE + "info/1/1.htm"
        assert latest.capture == capture


@pytest.mark.parametrize("extractor", [EXTRACTOR, "0"])
def test_history_replays_right_from_an_empty_state(archive: Archive, extractor: str) -> None:
    """Version 1, an unchanged capture, version 2: from nothing but the files, in that order."""
    record(archive, *pages("One.", "One.", "Two."))
    assert caught_up(archive) == 2
    if extractor != EXTRACTOR:  # the lines of an older extractor, whose digests were others
        older = [
            replace(line, extractor="0", digest=f"sha256:{line.version}") for line in lines(archive)
        ]
        archive.articles.unlink()
        with ArticleLog(archive.articles) as log:
            for line in older:
                log.append(line)
    before = archive.articles.read_bytes()
    forget(archive)
    assert caught_up(archive) == 0
    assert archive.articles.read_bytes() == before
    assert [(line.version, line.text) for line in lines(archive)] == [(1, "One."), (2, "Two.")]
    assert table(archive)[0][2] == 2
    assert len(table(archive, "captures")) == 3


@pytest.mark.parametrize("lost", range(4))
def test_whichever_line_was_lost_comes_back(archive: Archive, lost: int) -> None:
    """With the last lines gone and the state with them, the same versions are made again."""
    record(archive, *pages("One.", "Two.", "Two.", "One."), *pages("One.", path="info/1/8.htm"))
    assert caught_up(archive) == 4
    whole = archive.articles.read_bytes()
    offsets = [line.offset for line in read_articles(archive.articles)]
    archive.articles.write_bytes(whole[: offsets[lost]])
    forget(archive)
    assert caught_up(archive) == 4 - lost
    assert archive.articles.read_bytes() == whole


def test_a_crash_at_any_byte_of_either_file_is_made_up_for(archive: Archive) -> None:
    """Torn anywhere, what remains is mended to the history of the records that are whole."""
    record(archive, *pages("One.", "One.", "Two.", "Three."), close=False)
    (path,) = archive.warc_files()
    records = path.read_bytes()
    caught_up(archive)
    whole, held = archive.articles.read_bytes(), list(read_articles(archive.articles))
    rng = random.Random(1)
    for cut in [0, len(records), *(rng.randrange(1, len(records)) for _ in range(40))]:
        # A line is written after its record, so no line is ahead of the records.
        safe = [
            line.offset for line in held if line.article.warc and line.article.warc.offset >= cut
        ]
        forget(archive, *archive.warc_files())
        path.write_bytes(records[:cut])
        archive.articles.write_bytes(whole[: rng.randrange(min(safe, default=len(whole)) + 1)])
        mend_files(archive)
        assert all(found.suffix == ".gz" for found in archive.warc_files())
        caught_up(archive)
        again = archive.articles.read_bytes()
        assert whole.startswith(again)
        assert len(again) >= min(safe, default=len(whole)) or cut < len(records)
        forget(archive)
        assert caught_up(archive) == 0
        assert archive.articles.read_bytes() == again


def test_mending_counts_the_bytes_cut_and_names_the_files(archive: Archive) -> None:
    """Torn lines and torn records count together; whole files are left alone."""
    record(archive, *pages("One."), close=False)
    record(archive, *pages("Two."), at=START + DAY)
    caught_up(archive)
    finished = archive.warc_files()[1].read_bytes()
    with archive.warc_files()[0].open("ab") as file:
        file.write(b"\x1f\x8b\x08")
    with archive.articles.open("ab") as file:
        file.write(b'{"torn"')
    assert mend_files(archive) == 3 + 7
    first, second = archive.warc_files()
    assert (first.suffix, second.read_bytes()) == (".gz", finished)
    assert mend_files(archive) == 0


def test_a_damaged_line_stops_the_catching_up(archive: Archive) -> None:
    """What stands in the middle of the file is no torn tail, and is not passed over."""
    record(archive, *pages("One."))
    caught_up(archive)
    archive.articles.write_bytes(b"{}\n" + archive.articles.read_bytes())
    forget(archive)
    with pytest.raises(DamagedLine, match="the line at byte 0"):
        caught_up(archive)


def test_lines_of_records_that_are_elsewhere_are_held(archive: Archive) -> None:
    """Where old WARC files were put on another disk, their articles are known all the same."""
    record(archive, *pages("One.", "Two."))
    caught_up(archive)
    forget(archive, *archive.warc_files())
    assert caught_up(archive) == 0
    assert [row[:3] for row in table(archive)] == [("7", BASE + "info/1/7.htm", 2)]


def test_a_state_that_lags_behind_takes_in_what_is_new(archive: Archive) -> None:
    """Only files that grew are read, and only lines that were added."""
    record(archive, *pages("One."))
    caught_up(archive)
    saved = archive.state.read_bytes()
    record(archive, *pages("One.", "Two."), at=START + DAY)
    assert caught_up(archive) == 1
    newest = table(archive)
    archive.state.write_bytes(saved)
    assert caught_up(archive) == 0
    assert table(archive) == newest
    assert len(lines(archive)) == 2


def test_the_hops_of_a_redirect_become_aliases(archive: Archive) -> None:
    """The address asked for is an alias, over several hops with other answers between."""
    record(
        archive,
        exchange("News___Events.htm", listing_page("info/1/6.htm", "info/9/7.htm")),
        moved("info/9/7.htm", "/info/8/7.htm", 301),
        exchange("info/1/6.htm", article_page(text="Six.")),
        moved("info/8/7.htm", "http://en.usst.edu.cn:80/info/1/7.htm#top", 302),
        exchange("info/1/7.htm", article_page(text="Seven.")),
    )
    assert caught_up(archive) == 2
    assert [(line.url, line.aliases) for line in lines(archive)] == [
        (BASE + "info/1/6.htm", []),
        (BASE + "info/1/7.htm", [BASE + "info/9/7.htm"]),
    ]


def test_a_redirect_to_an_address_that_is_no_ascii_is_followed(archive: Archive) -> None:
    """Raw UTF-8 in a Location is what browsers and Scrapy take it for."""
    record(
        archive,
        moved("info/9/7.htm", "/新闻/7.htm".encode()),
        exchange("%E6%96%B0%E9%97%BB/7.htm", article_page()),
    )
    assert caught_up(archive) == 1
    assert lines(archive)[0].aliases == [BASE + "info/9/7.htm"]


@pytest.mark.parametrize("location", ["http://[", "http://h:port/", "//[v1.x]:y/"])
def test_a_redirect_to_no_address_does_not_stop_the_catching_up(
    archive: Archive, location: str
) -> None:
    """What a server sends may be nonsense; the archive opens all the same."""
    record(archive, moved("info/1/6.htm", location), *pages("One."))
    assert caught_up(archive) == 1


@pytest.mark.parametrize("target", ["https://mp.weixin.qq.com/s/x", "/info/1/7.htm"])
def test_a_redirect_that_was_not_followed_is_not_pending(archive: Archive, target: str) -> None:
    """Off the site, or to what is held, the crawl asked no further; a rebuilt state knows that."""
    record(
        archive,
        exchange("News___Events.htm", listing_page("info/1/7.htm", "info/9/7.htm")),
        *pages("One."),
        moved("info/9/7.htm", target),
    )
    with opened(archive) as intake:
        catch_up(archive, intake, USST)
        assert waiting(intake.state) == []


@pytest.mark.parametrize(
    "robots",
    [
        exchange("robots.txt", b"User-agent: *", headers=[("Content-Type", "text/plain")]),
        exchange("robots.txt", MISSING, status=404),
    ],
    ids=["found", "missing"],
)
def test_robots_txt_is_no_page_of_the_site(archive: Archive, robots: Exchange) -> None:
    """It is in every run's records; no state knows it, crawled or rebuilt."""
    record(archive, robots, *pages("One."))
    with opened(archive) as intake:
        catch_up(archive, intake, USST)
        assert kinds(intake.state) == {"article": 1}
        intake.begin(START + DAY, full=True)
        due = intake.frontier.draw((Role.ARTICLE,), 2, 9)
        assert [each.url for each in due] == [BASE + "info/1/7.htm"]


def test_a_rebuilt_state_does_not_ask_for_missed_guesses_again(archive: Archive) -> None:
    """Ids that were tried and are not there stay tried, as in the state that was deleted."""
    paths = ("info/1/3.htm", "info/1/1.htm")
    captured = [exchange(path, article_page(text=path)) for path in paths]
    captured.append(exchange("info/1/2.htm", MISSING, status=404))
    record(archive, *captured)
    with opened(archive) as intake:
        catch_up(archive, intake, USST)
        assert waiting(intake.state) == []


def test_a_rebuilt_state_knows_how_far_listings_were_walked(archive: Archive) -> None:
    """A walk that ended at known items is complete after a rebuild too, so the next is short."""
    first = listing_page("info/1/9.htm", of=(1, 2), onward="News___Events/1.htm")
    last = listing_page("../info/1/7.htm", of=(2, 2))
    record(archive, exchange("News___Events.htm", first), exchange("News___Events/1.htm", last))
    record(archive, exchange("News___Events.htm", first, at=START + DAY), at=START + DAY)
    with opened(archive) as intake:
        catch_up(archive, intake, USST)
        walk = intake.listings.walk(NEWS)
        assert walk is not None
        assert walk.complete


def test_listing_pages_are_walked_as_they_were(archive: Archive) -> None:
    """Home, first page, last page: after the records the walk is complete and nothing is due."""
    record(
        archive,
        exchange("", HOME),
        exchange(
            "News___Events.htm",
            listing_page("info/1/7.htm", of=(1, 2), onward="News___Events/1.htm"),
        ),
        exchange("News___Events/1.htm", listing_page("../info/1/7.htm", of=(2, 2))),
        *pages("One."),
        *(exchange(name, listing_page("info/1/7.htm")) for name in ("Banner.htm", "Research.htm")),
    )
    with opened(archive) as intake:
        assert catch_up(archive, intake, USST) == 1
        walk = intake.listings.walk(NEWS)
        assert walk is not None
        assert (walk.pages, walk.items, walk.complete) == (2, 1, True)
        assert waiting(intake.state) == []


@pytest.mark.parametrize("forgotten", [True, False])
def test_a_site_at_another_address_is_the_same_site(archive: Archive, forgotten: bool) -> None:
    """Identity is the id: a copy elsewhere is unchanged, and an edit there is the next version."""
    mirror = USST.at("http://127.0.0.1:8000/m/")
    record(archive, *pages("One."))
    caught_up(archive)
    moved_pages = pages("One.", "Two.", path="http://127.0.0.1:8000/m/info/1/7.htm")
    record(archive, *moved_pages, site=mirror, at=START + DAY)
    if forgotten:
        forget(archive)
    assert caught_up(archive, mirror) == 1
    assert [(line.id, line.version, line.url) for line in lines(archive)] == [
        (7, 1, BASE + "info/1/7.htm"),
        (7, 2, "http://127.0.0.1:8000/m/info/1/7.htm"),
    ]
    assert [line.aliases for line in lines(archive)] == [[], []]
    with opened(archive, mirror) as intake:
        assert kinds(intake.state) == {"article": 1}
        assert intake.frontier.find("http://127.0.0.1:8000/m/info/1/7.htm") is not None


def test_a_page_of_an_unfinished_run_is_taken_in_once(archive: Archive) -> None:
    """What the dead run did commit is passed over, what it did not is made up for."""
    record(archive, *pages("One."), *pages("Two.", path="info/1/8.htm"), close=False)
    with opened(archive) as intake:
        originals = Originals(archive, intake.state)
        found = (answer_of(each, originals) for each in read_records(archive.warc_files()[0]))
        first = next(answer for answer in found if answer is not None)
        keep(intake, first.visit)
    mend_files(archive)
    assert caught_up(archive) == 1
    assert [(line.id, line.version) for line in lines(archive)] == [(7, 1), (8, 1)]


def crawled(archive: Archive, replica: Replica, day: int, **arguments: str) -> list[str]:
    """Crawl a replica without a network; gives the paths asked for."""
    job = Job.parse({"base_url": "http://127.0.0.1:8000/", **arguments})
    started = datetime(2025, 11, 1, tzinfo=UTC) + day * DAY
    session = Session(job, archive, started)
    try:
        return walk_site(session, replica)
    finally:
        session.close()


@pytest.fixture
def edited(archive: Archive) -> Callable[[], Archive]:
    """Archive a replica in three runs, between which pages are edited and added."""

    def make() -> Archive:
        replica = Replica(articles=24, seed=3)
        crawled(archive, replica, 1)
        numbers = [line.id for line in lines(archive)]
        replica.edit(numbers[3] or 0)
        replica.publish(2)
        crawled(archive, replica, 2)
        replica.edit(numbers[5] or 0)
        crawled(archive, replica, 3, mode="full")
        return archive

    return make


def test_the_files_of_one_run_are_of_one_run(archive: Archive) -> None:
    """A first crawl that filled several files met all of it at once: undated articles of its last
    file are no younger than those of its first, and what a later run met is.
    """
    info = warcinfo(USST, "usst")
    for day, numbers in enumerate(((1, 2, 3), (4, 5))):
        moments = [START + day * DAY + number * timedelta(minutes=9) for number in numbers]
        clock = iter(moments)
        writer = WarcWriter(archive.warc, "usst", info, max_size=1, now=clock.__next__)
        for number, at in zip(numbers, moments, strict=True):
            page = exchange(f"info/1/{number}.htm", article_page(f"T {number}"), at=at)
            writer.write(to_records(page))
        writer.close()
    assert len(archive.warc_files()) == 5
    with opened(archive, run=0) as intake:
        catch_up(archive, intake)
        assert intake.run == 2
        rows = intake.state.db.execute("SELECT article, first_run FROM pages ORDER BY article")
        assert rows.fetchall() == [("1", 1), ("2", 1), ("3", 1), ("4", 2), ("5", 2)]
        looks = Looks({7: 1, 36500: 180})
        assert choose(intake.state, looks, (START + 4 * DAY).timestamp()) == 2


def test_a_deleted_state_comes_back_the_same(edited: Callable[[], Archive]) -> None:
    """After crawls, edits and a full run, rebuilding gives the same articles and lines."""
    archive = edited()
    before = archive.articles.read_bytes()
    assert {line.version for line in lines(archive)} == {1, 2}
    assert any(line.aliases for line in lines(archive))
    names = ("articles", "lines")
    tables = [table(archive, name) for name in names]
    forget(archive)
    assert caught_up(archive, USST.at("http://127.0.0.1:8000/")) == 0
    assert archive.articles.read_bytes() == before
    assert [table(archive, name) for name in names] == tables


def test_lost_lines_come_back_equal(edited: Callable[[], Archive]) -> None:
    """Lines and state made again from the records alone are those of the crawls, to the byte."""
    archive = edited()
    before = archive.articles.read_bytes()
    forget(archive, archive.articles)
    assert caught_up(archive, USST.at("http://127.0.0.1:8000/")) == len(before.splitlines())
    assert archive.articles.read_bytes() == before


def test_an_intake_needs_no_crawl(archive: Archive) -> None:
    """Catching up an empty archive does nothing and ends with the site it was told."""
    mirror = USST.at("http://127.0.0.1:8000/")
    with opened(archive) as intake:
        assert isinstance(intake, Intake)
        assert catch_up(archive, intake, mirror) == 0
        assert intake.site == mirror
