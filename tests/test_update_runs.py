"""What an update run asks for: as much as there is news, as the site's own log of requests says."""

from __future__ import annotations

from collections import Counter
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from crawls import Crawl, run_crawl

from usstnews.replica import Replica, Server, serve
from usstnews.replica.listing import PAGE_SIZE

pytestmark = pytest.mark.usefixtures("uncounted")

Truth = dict[str, Any]


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
    """With a dozen older items pinned on top of each column, so that a whole page and more shows
    nothing but known ones, what is new behind them is found.
    """
    with serve(Replica(articles=80, seed=4)) as server:
        site = Site(server, tmp_path)
        site.crawl()
        for column in site.truth()["listings"]:
            for entry in column["entries"][-12:]:
                if entry["id"] and "/info/" in entry["url"]:
                    site.replica.pin(entry["id"], int(entry["url"].split("/")[2]))
        new = set(site.replica.publish(10))
        done, _ = site.crawl()
    assert new <= {article["id"] for article in done.articles()}


@pytest.mark.parametrize("arriving", [12, pytest.param(1, marks=pytest.mark.slow)])
def test_what_arrives_while_a_listing_is_walked_is_found(tmp_path: Path, arriving: int) -> None:
    """New articles while the second page is asked for, one or so many that the number of pages
    changes with them: those of before are all found, and these too, in the next run at the latest.
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
        assert new <= {article["id"] for article in done.articles()}
        assert done.status == 0, done.log
        done, _ = site.crawl()
    assert new | set(late) <= {article["id"] for article in done.articles()}
