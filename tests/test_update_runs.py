"""What an update run asks for: as much as there is news, as the site's own log of requests says."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from crawls import Crawl, run_crawl

from usstnews.replica import Replica, Server, serve
from usstnews.replica.listing import COLUMNS, PAGE_SIZE

pytestmark = pytest.mark.usefixtures("uncounted")

Truth = dict[str, Any]
NEWS, BANNER = 1023, 1178


class Site:
    """A replica being crawled: what each run asked for, and what it should have asked for."""

    def __init__(self, server: Server, archive: Path) -> None:
        self.server, self.replica, self.archive = server, server.replica, archive
        self.asked: set[str] = set()

    def crawl(self, *arguments: str) -> tuple[Crawl, list[str]]:
        """Run a crawl, and give the paths that it asked for, in their order."""
        before = len(self.server.requests)
        done = run_crawl(self.archive, f"base_url={self.server.base_url}", *arguments)
        paths = [path for _, _, path in self.server.requests[before:]]
        self.asked.update(paths)
        return done, paths

    def truth(self) -> Truth:
        """Give what the site says of itself, without its address."""
        return self.replica.truth("")

    def entries(self, column: int) -> list[dict[str, Any]]:
        """Give what a column lists."""
        name = COLUMNS[column].name
        return next(one["entries"] for one in self.truth()["listings"] if one["name"] == name)

    def publish_at(self, column: int, place: int) -> int:
        """Publish an article with the date of the one that stands at a place of a listing."""
        on = date.fromisoformat(self.entries(column)[place]["date"])
        (number,) = self.replica.publish(1, column, day=on)
        return number

    def listing_pages(self, new: set[int]) -> int:
        """Count the pages to ask for: per column the first, those that show something new, and one
        more where there was any.
        """
        count = 0
        for column in self.truth()["listings"]:
            entries = column["entries"]
            pages = [entries[at : at + PAGE_SIZE] for at in range(0, len(entries), PAGE_SIZE)]
            news = list(takewhile(lambda page: any(each["id"] in new for each in page), pages))
            count += min(len(pages), len(news) + 1) if news else 1
        return count

    def requisites(self, pages: set[str], before: set[str]) -> set[str]:
        """Give what pages need that no run asked for before."""
        needs = self.truth()["requisites"]
        return {need for page in pages for need in needs.get(page, ())} - before


@pytest.fixture
def site(tmp_path: Path, request: pytest.FixtureRequest) -> Any:
    """Serve a replica of so many articles, and crawl it once."""
    with serve(Replica(articles=request.param, seed=1)) as server:
        site = Site(server, tmp_path)
        site.crawl()
        yield site


def update_costs_what_the_news_costs(site: Site, numbers: tuple[int, ...]) -> None:
    """Run updates, and hold each against what the site says is new."""
    columns = len(site.truth()["listings"])
    for number in numbers:
        new = set(site.replica.publish(number)) if number else set()
        before = set(site.asked)
        done, asked = site.crawl()
        counts = Counter(asked)
        assert set(counts.values()) == {1}, "something was asked for twice"
        assert counts["/robots.txt"] == 1
        pages = {path for path in asked if path.endswith(".htm") and "/info/" not in path}
        articles = {path for path in asked if "/info/" in path}
        assert len(pages) == site.listing_pages(new)
        assert len(articles) == len(new)
        needed = set(asked) - pages - articles - {"/robots.txt"}
        assert needed == site.requisites(pages | articles, before)
        assert new <= {article["id"] for article in done.articles()}
        if not number:
            assert len(asked) == columns + 1
        # The account agrees with the server's log, beside having a sum that comes out.
        urls = done.report["urls"]
        assert urls["new"] + urls["duplicate"] == len(new)
        assert sum(urls[name] for name in ("new", "duplicate", "other")) == len(asked) - 1


@pytest.mark.parametrize("site", [60], indirect=True)
def test_an_update_run_costs_what_the_news_costs(site: Site) -> None:
    """Nothing new: one request a column and robots.txt. K new: K more, with what they need and the
    pages of the listings that show them, and one more page per column.
    """
    update_costs_what_the_news_costs(site, (0, 1, 10, 0))


@pytest.mark.slow
@pytest.mark.parametrize("site", [2000], indirect=True)
def test_it_does_so_on_a_large_site(site: Site) -> None:
    """The same with 2,000 articles, and up to 100 new ones in a run."""
    update_costs_what_the_news_costs(site, (0, 1, 10, 100, 0))


def test_pinned_items_lead_the_lists_and_fool_nobody(tmp_path: Path) -> None:
    """With two dozen older items pinned on top of each column, so that two whole pages show nothing
    but known ones, what is new behind them is found, also where no pager tells how many there are.
    """
    with serve(Replica(articles=120, seed=4)) as server:
        site = Site(server, tmp_path)
        site.crawl()
        for column in COLUMNS:
            for entry in site.entries(column)[-24:]:
                site.replica.pin(entry["id"], column)
        new = set(site.replica.publish(10))
        done, _ = site.crawl()
    assert {entry["id"] for entry in site.entries(BANNER)[24:]} & new
    assert new <= {article["id"] for article in done.articles()}


@pytest.mark.slow
def test_what_is_dated_back_is_found_in_the_middle(tmp_path: Path) -> None:
    """Where the pager tells the total, a walk goes on until all by which it grew is found, and no
    later run pays for it. Where none does, or something was taken away at the same time, a full
    run finds it.
    """
    with serve(Replica(articles=60, seed=4)) as server:
        site = Site(server, tmp_path)
        site.crawl()
        number = site.publish_at(NEWS, 24)
        at = [entry["id"] for entry in site.entries(NEWS)].index(number)
        assert at // PAGE_SIZE == 2
        done, asked = site.crawl()
        walked = [path for path in asked if path.startswith("/News___Events")]
        assert len(walked) == 3 + 1, "those before it, its own and one more"
        assert number in {line["id"] for line in done.articles()}
        assert len(site.crawl()[1]) == len(COLUMNS) + 1

        hidden = {site.publish_at(BANNER, PAGE_SIZE + 3), site.publish_at(NEWS, 24)}
        site.replica.remove(site.entries(NEWS)[12]["id"])
        done, _ = site.crawl()
        assert not hidden & {line["id"] for line in done.articles()}
        done, _ = site.crawl("mode=full")
        assert hidden <= {line["id"] for line in done.articles()}
        assert len(site.crawl()[1]) == len(COLUMNS) + 1


@pytest.mark.parametrize("change", ["publish", "remove"])
def test_a_listing_that_changes_under_a_whole_walk_is_seen_whole(
    tmp_path: Path, change: str
) -> None:
    """One article more, or one less, so that those behind it move up over the edge of a page: the
    walk shows all that is there at its end.
    """
    done = False

    def happen(path: str, _: int) -> None:
        nonlocal done
        if path.startswith("/News___Events/") and not done:
            done = True
            if change == "publish":
                site.replica.publish(1, NEWS)
            else:
                readable = {each["id"] for each in site.truth()["articles"]}
                listed = [entry["id"] for entry in site.entries(NEWS)]
                site.replica.remove(next(number for number in listed if number in readable))

    with serve(Replica(articles=40, seed=4), on_request=happen) as server:
        site = Site(server, tmp_path)
        first, asked = site.crawl()
        urls = {entry["url"] for entry in site.entries(NEWS) if entry["url"].startswith(("/", "h"))}
    assert done
    assert max(Counter(path for path in asked if "News___Events" in path).values()) > 1
    (whole,) = (
        each for each in first.report["completeness"] if each["url"].endswith("/News___Events.htm")
    )
    assert whole["announced"] == len(site.entries(NEWS))
    assert whole["listed"] == len(urls) + (change == "remove"), "and the one that was taken away"
    assert all(said.startswith("id ") for said in whole["missing"]), "an item without an address"
    urls_met = dict(first.report["urls"])
    assert urls_met.pop("met") == sum(urls_met.values())
    stems = tuple(column.stem for column in COLUMNS.values())
    pages = {path for path in asked if path.startswith(stems)}
    assert first.report["other"]["listing"] == len(pages), "also those that were asked for once"


@pytest.mark.parametrize("arriving", [12, pytest.param(1, marks=pytest.mark.slow)])
def test_what_arrives_while_a_listing_is_walked_is_found(tmp_path: Path, arriving: int) -> None:
    """New articles while the second page is asked for, one or so many that the number of pages
    changes with them: those of before are all found, and these too, in the same run.
    """
    late: list[int] = []

    def publish(path: str, _: int) -> None:
        if armed and not late and "/" in path.removeprefix("/News___Events"):
            late.extend(server.replica.publish(arriving, 1023))

    armed = False
    with serve(Replica(articles=80, seed=4), on_request=publish) as server:
        site = Site(server, tmp_path)
        site.crawl()
        new = set(site.replica.publish(12, 1023))
        armed = True
        done, _ = site.crawl()
        assert late, "the second page was not asked for"
        assert done.status == 0, done.log
        assert new | set(late) <= {article["id"] for article in done.articles()}
        assert len(site.crawl()[1]) == len(COLUMNS) + 1
