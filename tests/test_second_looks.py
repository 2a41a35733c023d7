"""Runs on later days: what is looked at again, and what became of it since."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from crawls import Crawl, run_crawl
from recorded import article_page, listing_page
from scripted import Reply, Scripted, scripted

pytestmark = pytest.mark.usefixtures("uncounted")

HOME = b"<html><body><ul><li><a href='%s'>News &amp; Events</a></li></ul></body></html>"
LIST = "/News.htm"
ONE = "/info/1/1.htm"


def fill(site: Scripted, *numbers: int, age: int = 1) -> None:
    """Give a site a home page, and a listing with articles of so many days."""
    listed = (datetime.now(UTC) - timedelta(days=age)).date()
    paths = [f"/info/1/{number}.htm" for number in numbers]
    site.replies["/"] = Reply(HOME % LIST.encode())
    site.replies[LIST] = Reply(listing_page(*(f"{path} {listed}" for path in paths)))
    for number, path in zip(numbers, paths, strict=True):
        site.replies[path] = Reply(article_page(f"No. {number}", f"Words of {number}."))


def crawl(site: Scripted, root: Path, day: float = 0, **settings: Any) -> Crawl:
    """Run an update of the site so many days later."""
    site.asked.clear()
    later = timedelta(days=day)
    return run_crawl(root, f"base_url={site.base_url}", later=later, **settings)


def event(done: Crawl) -> tuple[str, str]:
    """Give the one event of a run: what became of which path."""
    (said,) = done.report["events"]
    return said["what"], "/" + said["url"].split("/", 3)[3]


def urls(done: Crawl) -> dict[str, int]:
    """Give the classes that a run put URLs into, after the sum was seen to come out."""
    counts = dict(done.report["urls"])
    assert counts.pop("met") == sum(counts.values())
    return {name: count for name, count in counts.items() if count}


def test_an_edit_of_a_young_article_is_seen_the_next_day(tmp_path: Path) -> None:
    """Not on the same day, when nothing but the listing is asked for; the report says what changed:
    the fields, and the paragraphs of the text.
    """
    with scripted() as site:
        fill(site, 1, 2)
        assert crawl(site, tmp_path).status == 0
        edited = "Words of 1.</p><p>And a correction."
        site.replies[ONE] = Reply(article_page("No. 1", edited))
        same_day = crawl(site, tmp_path, 0.5)
        assert site.asked == ["/robots.txt", LIST]
        assert same_day.report["events"] == []
        next_day = crawl(site, tmp_path, 1)

    assert (next_day.status, next_day.reason) == (0, "complete: 0 new, 1 changed, 2 articles held")
    versions = [(line["id"], line["version"]) for line in next_day.articles()]
    assert sorted(versions) == [(1, 1), (1, 2), (2, 1)]
    (said,) = next_day.report["events"]
    assert (said["what"], said["version"], said["fields"]) == ("changed", 2, ["text"])
    assert said["paragraphs"] == ["+ And a correction."]
    # The two other columns that the site should have are looked for again, too.
    assert urls(next_day) == {"other": 1, "changed": 1, "unchanged": 1, "gone": 2}


@pytest.mark.slow
def test_old_articles_are_looked_at_rarely(tmp_path: Path) -> None:
    """One of a year and more waits half a year, unless the table says otherwise."""
    with scripted() as site:
        fill(site, 1, age=700)
        crawl(site, tmp_path)
        for day, setting, seen in [
            (179, (), False),
            (179, ('SECOND_LOOKS={"1000": 1000, "9999": 1}',), False),
            (180, ("SECOND_LOOKS={}",), False),
            (181, ("SECOND_LOOKS_MOST=0",), False),
            (182, (), True),
        ]:
            crawl(site, tmp_path, day, settings=setting)
            assert (ONE in site.asked) == seen, (day, setting)


@pytest.mark.slow
def test_a_budget_bounds_the_second_looks_of_a_run(tmp_path: Path) -> None:
    """Each run takes those that waited longest, so all have their turn."""
    with scripted() as site:
        fill(site, *range(1, 8))
        crawl(site, tmp_path)
        turns = []
        for day in (1, 2, 3, 4):
            crawl(site, tmp_path, day, settings=("SECOND_LOOKS_MOST=3",))
            turns.append({path for path in site.asked if "/info/" in path})
    assert [len(turn) for turn in turns] == [3, 3, 3, 3]
    assert len(set.union(*turns[:3])) == 7


@pytest.mark.slow
def test_what_is_gone_is_remembered_with_its_day(tmp_path: Path) -> None:
    """Its version stays, it is asked for after 1, 2 and 4 days more, and it may come back."""
    with scripted() as site:
        fill(site, 1, 2, age=3)
        crawl(site, tmp_path)
        page = site.replies.pop(ONE)
        asked = []
        for day in (1, 2.1, 3.0, 4.3, 5.4, 6.5, 7.1, 8.7, 9.8):
            done = crawl(site, tmp_path, day)
            assert done.status == 0, done.log
            if ONE in site.asked:
                asked.append(day)
                expected = [("gone", ONE)] if day == 1 else []
                assert [(each["what"], ONE) for each in done.report["events"]] == expected
                absent = {ONE, "/Banner.htm", "/Research.htm"} & set(site.asked)
                assert urls(done)["gone"] == len(absent)
        with closing(sqlite3.connect(tmp_path / "state.db")) as state:
            since, kind = state.execute(
                "SELECT since, kind FROM pages WHERE url LIKE '%/info/1/1.htm'"
            ).fetchone()
        site.replies[ONE] = page
        back = crawl(site, tmp_path, 19)

    assert asked == [1, 2.1, 4.3, 8.7]
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert (kind, since[:10]) == ("missing", tomorrow.date().isoformat())
    assert event(back) == ("back", ONE)
    assert sorted(line["id"] for line in back.articles()) == [1, 2]


@pytest.mark.slow
@pytest.mark.parametrize("error", ["404", "410", "soft"])
def test_each_way_of_being_gone_is_known(tmp_path: Path, error: str) -> None:
    """404, 410, and a page that says so with status 200."""
    with scripted() as site:
        fill(site, 1, 2)
        crawl(site, tmp_path)
        soft = "<html><head><title>404错误提示</title></head><body>404</body></html>".encode()
        site.replies[ONE] = Reply(soft) if error == "soft" else Reply(b"gone", int(error))
        assert event(crawl(site, tmp_path, 1)) == ("gone", ONE)


@pytest.mark.slow
def test_a_restricted_item_that_opens_is_fetched_then(tmp_path: Path) -> None:
    """It waits a day at least, and is new when it opens."""
    with scripted() as site:
        fill(site, 1, 2)
        page = site.replies[ONE]
        site.replies[ONE] = Reply(b"<html><body>closed</body></html>", 403)
        first = crawl(site, tmp_path)
        assert urls(first)["restricted"] == 1
        site.replies[ONE] = page
        assert ONE not in (crawl(site, tmp_path, 0.9), site.asked)[1]
        opened = crawl(site, tmp_path, 1.1)
    assert event(opened) == ("opened", ONE)
    assert urls(opened)["new"] == 1
    assert sorted(line["id"] for line in opened.articles()) == [1, 2]


@pytest.mark.parametrize(
    "shown", [pytest.param("by the listing", marks=pytest.mark.slow), "by the redirect"]
)
def test_an_article_that_moved_is_the_same(tmp_path: Path, shown: str) -> None:
    """Its old URL redirects to another column's: no new version, no duplicate, and an edit at the
    new place is the next version, with the old URL as an alias.
    """
    moved = "/info/9/1.htm"
    with scripted() as site:
        fill(site, 1, 2)
        crawl(site, tmp_path)
        site.replies[moved] = site.replies[ONE]
        site.redirect(ONE, moved, 301)
        if shown == "by the listing":
            site.replies[LIST] = Reply(listing_page(moved, "/info/1/2.htm"))
        assert event(crawl(site, tmp_path, 1)) == ("moved", ONE)
        site.replies[moved] = Reply(article_page("No. 1", "Other words."))
        done = crawl(site, tmp_path, 2)
        later = crawl(site, tmp_path, 3)
    assert site.asked.count(ONE) == 0, "the old URL was asked for again"
    assert later.report["events"] == []
    (first, second) = (line for line in done.articles() if line["id"] == 1)
    assert (first["version"], second["version"]) == (1, 2)
    assert second["url"].endswith(moved)
    assert [url.endswith(ONE) for url in second["aliases"]] == [True]


@pytest.mark.slow
def test_an_article_that_is_gone_at_its_url_is_looked_for_at_the_others(tmp_path: Path) -> None:
    """A cross-post whose first address is gone goes on under the second."""
    other = "/info/9/1.htm"
    with scripted() as site:
        fill(site, 1, 2)
        site.replies[other] = site.replies[ONE]
        site.replies[LIST] = Reply(listing_page(ONE, other, "/info/1/2.htm"))
        crawl(site, tmp_path)
        del site.replies[ONE]
        site.replies[other] = Reply(article_page("No. 1", "Other words."))
        days = [crawl(site, tmp_path, day) for day in (190, 191)]
    versions = [
        (line["version"], line["url"].split("/", 3)[3])
        for line in days[-1].articles()
        if line["id"] == 1
    ]
    assert versions == [(1, ONE[1:]), (2, other[1:])]


def test_a_listing_that_is_lost_has_the_home_page_read_again(tmp_path: Path) -> None:
    """Where the menu leads to another one, that is walked and the old one dropped; the run that
    meets it alarms, since a listing that goes is no everyday thing.
    """
    with scripted() as site:
        fill(site, 1, 2)
        crawl(site, tmp_path)
        site.replies["/New.htm"] = site.replies.pop(LIST)
        site.replies["/"] = Reply(HOME % b"/New.htm")
        moved = crawl(site, tmp_path, 0.1)
        assert site.asked == ["/robots.txt", LIST, "/", "/New.htm"]
        after = crawl(site, tmp_path, 0.2)
        assert site.asked == ["/robots.txt", "/New.htm"]
    assert (moved.status, after.status) == (3, 0), (moved.log, after.log)
    assert f"{site.base_url}News.htm" in moved.reason


@pytest.mark.slow
def test_what_fails_is_tried_once_more_at_the_end_and_then_after_a_day(tmp_path: Path) -> None:
    """A burst of errors passes; what goes on failing is left for the next day."""
    with scripted() as site:
        fill(site, 1, 2)
        site.replies[ONE], page = Reply(b"busy", 500), site.replies[ONE]
        failed = crawl(site, tmp_path, settings=("RETRY_TIMES=1",))
        assert (failed.status, site.asked.count(ONE)) == (2, 4)
        assert urls(failed)["failed"] == 1
        assert ONE in failed.reason
        site.replies[ONE] = page
        assert ONE not in (crawl(site, tmp_path, 0.9), site.asked)[1]
        done = crawl(site, tmp_path, 1.1)
    assert (done.status, urls(done)["new"]) == (0, 1)


@pytest.mark.slow
def test_a_site_that_fails_again_and_again_is_left_alone(tmp_path: Path) -> None:
    """After so many pages in a row the run stops; the others are not asked for, and stay due."""
    with scripted() as site:
        fill(site, *range(1, 40))
        for number in range(1, 40):
            site.replies[f"/info/1/{number}.htm"] = Reply(b"busy", 503)
        settings = ("RETRY_ENABLED=0", "FAILURES_MOST=5", "CONCURRENT_REQUESTS=1")
        stopped = crawl(site, tmp_path, settings=settings)
        asked = {path for path in site.asked if "/info/" in path}
    assert stopped.status == 2
    assert "in a row" in stopped.reason
    assert 5 <= len(asked) < 10
    assert urls(stopped)["pending"] == 39 - len(asked)


def test_a_column_that_is_not_there_at_first_is_asked_for_again(tmp_path: Path) -> None:
    """The menu leads to it and it answers 404: after a day it is walked like the others."""
    with scripted() as site:
        fill(site, 1, 2)
        listing = site.replies.pop(LIST)
        site.replies["/Banner.htm"] = Reply(listing_page("/info/1/2.htm"))
        first = crawl(site, tmp_path)
        assert [line["id"] for line in first.articles()] == [2]
        site.replies[LIST] = listing
        second = crawl(site, tmp_path, 1.1)
    assert LIST in site.asked
    assert sorted(line["id"] for line in second.articles()) == [1, 2]
