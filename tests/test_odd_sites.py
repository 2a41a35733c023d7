"""Sites that misbehave: nothing is lost for ever, asked for in circles, or taken for an edit."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from crawls import Crawl, run_crawl
from recorded import article_page, listing_page
from scripted import Reply, Scripted, scripted

from usstnews import reextract

DAY = timedelta(days=1)
LIST = "/News.htm"


def crawl(site: Scripted, root: Path, *arguments: str, **settings: Any) -> Crawl:
    """Crawl the listing of a site."""
    site.asked.clear()
    listings = f"listings={LIST.strip('/')}"
    return run_crawl(
        root, "site=vsb", f"base_url={site.base_url}", listings, *arguments, **settings
    )


def fill(site: Scripted, *numbers: int) -> None:
    """Give a site one listing page with some articles."""
    paths = [f"/info/1/{number}.htm" for number in numbers]
    site.replies[LIST] = Reply(listing_page(*paths))
    for number, path in zip(numbers, paths, strict=True):
        site.replies[path] = Reply(article_page(f"No. {number}", f"Words of {number}."))


def ids(crawl: Crawl) -> list[int]:
    """Give the ids of the lines."""
    return [article["id"] for article in crawl.articles()]


WAYS = ["page", "nothing", "302 home"]


@pytest.mark.parametrize(
    "meanwhile", ["302 page", *(pytest.param(way, marks=pytest.mark.slow) for way in WAYS)]
)
def test_an_article_behind_maintenance_comes_back(meanwhile: str, tmp_path: Path) -> None:
    """Where an article was, a page that is none is asked for again after a day."""
    with scripted() as site:
        fill(site, 1, 2)
        article = site.replies["/info/1/2.htm"]
        site.replies["/closed.htm"] = site.replies["/"] = Reply(b"<p>We are closed.</p>")
        if meanwhile.startswith("302"):
            site.redirect("/info/1/2.htm", {"page": "/closed.htm", "home": "/"}[meanwhile[4:]])
        else:
            site.replies["/info/1/2.htm"] = Reply(b"<p>closed</p>" if meanwhile == "page" else b"")
        first = crawl(site, tmp_path)
        assert (first.status, ids(first)) == (0, [1])
        site.replies["/info/1/2.htm"] = article
        assert ids(crawl(site, tmp_path)) == [1]
        assert "/info/1/2.htm" not in site.asked
        assert ids(crawl(site, tmp_path, later=DAY)) == [1, 2]


@pytest.mark.slow
def test_two_templates_of_one_article_are_no_edits(tmp_path: Path) -> None:
    """Under another column the CMS prints an article otherwise; that is the same version of it."""
    with scripted() as site:
        fill(site, 7)
        site.replies["/info/2/7.htm"] = Reply(article_page("No. 7", "Printed otherwise."))
        site.replies[LIST] = Reply(listing_page("/info/2/7.htm", "/info/1/7.htm"))
        crawl(site, tmp_path)
        done = crawl(site, tmp_path, "mode=full")
        held = [(each["url"], each["version"]) for each in done.articles()]
        assert held == [(site.base_url + "info/1/7.htm", 1)]
        assert done.articles()[0]["aliases"] == [site.base_url + "info/2/7.htm"]
        site.replies["/info/1/7.htm"] = Reply(article_page("No. 7", "Edited words."))
        done = crawl(site, tmp_path, "mode=full")
    assert [each["version"] for each in done.articles()] == [1, 2]


def test_redirects_in_a_circle_are_left_at_once(tmp_path: Path) -> None:
    """A page that redirects to itself, or a pair to each other, costs a request or two."""
    with scripted() as site:
        fill(site, 1, 2, 3)
        site.redirect("/info/1/1.htm", "/info/1/1.htm")
        site.redirect("/info/1/2.htm", "/other.htm")
        site.redirect("/other.htm", "/info/1/2.htm")
        done = crawl(site, tmp_path)
        counts = {path: site.asked.count(path) for path in site.asked}
    assert (done.status, ids(done)) == (0, [3])
    assert done.report["pages"]["circular"] == 2
    assert max(counts.values()) == 1


def test_a_listing_that_shrinks_is_walked_again(tmp_path: Path) -> None:
    """The page that "next" pointed at is gone: from the first page on, everything is found."""
    with scripted() as site:
        fill(site, 1, 2, 3, 4)
        pages = {
            "/News.htm": listing_page("/info/1/4.htm", of=(1, 3), onward="/News/2.htm"),
            "/News/1.htm": listing_page("/info/1/1.htm", "/info/1/2.htm", of=(2, 2)),
        }
        site.replies |= {path: Reply(body) for path, body in pages.items()}
        shrunk = listing_page("/info/1/4.htm", "/info/1/3.htm", of=(1, 2), onward="/News/1.htm")
        served = site.replies["/News.htm"]

        class Shrinking(dict[str, Reply]):
            """Serves the shorter listing once the page that is gone was asked for."""

            def get(self, path: str, default: Any = None) -> Any:
                if path == "/News/2.htm":
                    served.body = shrunk
                return super().get(path, default)

        site.replies = Shrinking(site.replies)
        done = crawl(site, tmp_path)
    assert done.status == 0
    assert sorted(ids(done)) == [1, 2, 3, 4]


def test_a_listing_that_keeps_losing_a_page_is_incomplete(tmp_path: Path) -> None:
    """A "next" that never answers is tried a few times, and once more when all else is done; the
    run says that it is not complete.
    """
    with scripted() as site:
        fill(site, 1)
        page = listing_page("/info/1/1.htm", of=(1, 2), onward="/News/1.htm")
        site.replies[LIST] = Reply(page)
        done = crawl(site, tmp_path)
        assert site.asked.count("/News/1.htm") == 5
    assert (done.status, ids(done)) == (2, [1])


def test_a_pager_that_leads_back_ends_the_walk(tmp_path: Path) -> None:
    """A "next" to a page of this walk is its end, and the walk is complete."""
    with scripted() as site:
        fill(site, 1, 2)
        first = listing_page("/info/1/2.htm", of=(1, 2), onward="/News/1.htm")
        site.replies[LIST] = Reply(first)
        last = listing_page("/info/1/1.htm", of=(2, 2), onward="/News.htm")
        site.replies["/News/1.htm"] = Reply(last)
        assert sorted(ids(crawl(site, tmp_path))) == [1, 2]
        crawl(site, tmp_path)
        assert "/News/1.htm" not in site.asked


def test_a_body_that_broke_off_is_no_article(tmp_path: Path) -> None:
    """It is asked for again, then failed; re-extraction agrees, and the next day has it."""
    with scripted() as site:
        fill(site, 1, 2)
        site.replies["/info/1/2.htm"].cut = 30
        done = crawl(site, tmp_path, settings=("RETRY_TIMES=1",))
        assert (done.status, ids(done)) == (2, [1])
        assert "/info/1/2.htm" in done.reason
        assert [article.id for article in reextract(tmp_path)] == [1]
        site.replies["/info/1/2.htm"].cut = 0
        done = crawl(site, tmp_path, later=DAY)
    assert (done.status, ids(done)) == (0, [1, 2])


def test_repeated_headers_mean_the_same_to_crawl_and_reextraction(tmp_path: Path) -> None:
    """Of two Content-Types the last counts in both, so the words are the same."""
    with scripted() as site:
        fill(site, 1)
        page = article_page("张柳", "新闻").decode().encode("utf-8")
        types = [("Content-Type", f"text/html; charset={name}") for name in ("gbk", "utf-8")]
        site.replies["/info/1/1.htm"] = Reply(page, headers=types)
        done = crawl(site, tmp_path)
    assert [article["title"] for article in done.articles()] == ["张柳"]
    assert [article.title for article in reextract(tmp_path)] == ["张柳"]


def test_an_error_of_a_pipeline_is_no_complete_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody's own pipeline raises loses nothing: status 2, and the next run has it."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    pipelines = '{"faulty.FaultyPipeline": 250, "usstnews.pipelines.DedupePipeline": 200,'
    pipelines += '"usstnews.pipelines.CleanPipeline": 100, "usstnews.pipelines.StorePipeline": 300}'
    with scripted() as site:
        fill(site, 1, 2)
        done = crawl(site, tmp_path, settings=(f"ITEM_PIPELINES={pipelines}",))
        assert (done.status, ids(done)) == (2, [1])
        assert "/info/1/2.htm" in done.reason
        done = crawl(site, tmp_path)
    assert (done.status, ids(done)) == (0, [1, 2])


def test_robots_txt_that_fails_stops_the_run(tmp_path: Path) -> None:
    """A server error is no permission: nothing else is asked for, status 2."""
    with scripted() as site:
        fill(site, 1)
        site.replies["/robots.txt"] = Reply(b"", 503)
        done = crawl(site, tmp_path, settings=("RETRY_TIMES=1",))
        assert set(site.asked) == {"/robots.txt"}
    assert done.status == 2
    assert "robots.txt answers HTTP 503" in done.reason


def test_another_folder_of_a_host_is_another_site(tmp_path: Path) -> None:
    """Two sub-sites of one host count their articles apart; one archive is not for both."""
    with scripted() as site:
        fill(site, 1)
        crawl(site, tmp_path)
        other = run_crawl(tmp_path, "site=vsb", f"base_url={site.base_url}b/")
    assert other.status == 1
    assert f"not {site.base_url}b/" in other.reason


def test_a_guess_that_missed_is_no_alias(tmp_path: Path) -> None:
    """`fill` tries ids under other columns; what is not there is no URL of the article."""
    with scripted() as site:
        fill(site, 1, 3)
        site.replies["/info/1/2.htm"] = Reply(article_page("No. 2", "Unlisted."))
        site.replies[LIST] = Reply(listing_page("/info/1/1.htm", "/info/1/3.htm", "/info/9/4.htm"))
        site.replies["/info/9/4.htm"] = Reply(article_page("No. 4", "Elsewhere."))
        done = crawl(site, tmp_path, "fill=1")
        found = {article["id"]: article["aliases"] for article in done.articles()}
        assert found == {1: [], 2: [], 3: [], 4: []}
        assert "/info/9/2.htm" not in site.asked, "the id was found already"


def test_server_errors_are_named_and_tried_again(tmp_path: Path) -> None:
    """A page that answers 500 in the end, and when all else is done, is incomplete, named in the
    last line, and due a day later.
    """
    with scripted() as site:
        fill(site, 1, 2)
        article = site.replies["/info/1/2.htm"]
        site.replies["/info/1/2.htm"] = Reply(b"<h1>Error</h1>", 500)
        done = crawl(site, tmp_path, settings=("RETRY_TIMES=2",))
        assert site.asked.count("/info/1/2.htm") == 2 * 3
        assert (done.status, ids(done)) == (2, [1])
        assert done.reason == (
            f"incomplete: 1 page could not be had ({site.base_url}info/1/2.htm; see the log);"
            " what failed is asked for again after a day"
        )
        site.replies["/info/1/2.htm"] = article
        assert ids(crawl(site, tmp_path)) == [1]
        assert "/info/1/2.htm" not in site.asked
        assert ids(crawl(site, tmp_path, later=DAY)) == [1, 2]


@pytest.mark.slow
def test_a_page_that_cannot_be_read_locks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a user's `Site` makes extraction fail, runs are incomplete; mended, all is there."""
    code = (
        "from dataclasses import replace",
        "from usstnews.sites import USST",
        "MINE = replace(USST, title_suffixes={})",
    )
    module, archive = tmp_path / "mine.py", tmp_path / "archive"
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    with scripted() as site:
        fill(site, 1, 2)
        arguments = ("site=mine:MINE", f"base_url={site.base_url}", "listings=News.htm")
        module.write_text("\n".join(code).format("(None,)"))
        for day in range(2):
            done = run_crawl(archive, *arguments, later=day * DAY)
            assert (done.status, ids(done)) == (2, [])
            assert "2 pages could not be had" in done.reason
        module.write_text("\n".join(code).format("('-USST',)"))
        done = run_crawl(archive, *arguments, later=2 * DAY)
    assert (done.status, sorted(ids(done))) == (0, [1, 2])


LOGIN = "<html><title>系统提示</title><body>您无权访问，请登录后访问</body></html>".encode()


def test_a_login_page_in_place_of_a_listing_stops_the_run(tmp_path: Path) -> None:
    """Politely: nothing more is asked for, nothing of it is an article; later it goes on."""
    with scripted() as site:
        fill(site, 1, 2)
        assert crawl(site, tmp_path).status == 0
        fill(site, 1, 2, 3)
        shown, site.replies[LIST] = site.replies[LIST], Reply(LOGIN)
        done = crawl(site, tmp_path)
        assert (done.status, sorted(ids(done))) == (2, [1, 2])
        assert "login page" in done.reason
        assert site.asked == ["/robots.txt", LIST]
        site.replies[LIST] = shown
        done = crawl(site, tmp_path)
        assert (done.status, sorted(ids(done))) == (0, [1, 2, 3])


def test_a_restricted_article_stops_nothing(tmp_path: Path) -> None:
    """Some are closed to the public on any site."""
    with scripted() as site:
        fill(site, 1, 2)
        site.replies["/info/1/2.htm"] = Reply(LOGIN)
        done = crawl(site, tmp_path)
        assert (done.status, ids(done)) == (0, [1])


def test_a_site_that_answers_nothing_any_more_is_left_alone(tmp_path: Path) -> None:
    """After some failures in a row the run stops; what was not asked for is pending, and had as
    soon as the site answers, what failed a day later.
    """
    with scripted() as site:
        numbers = range(1, 31)
        fill(site, *numbers)
        for number in numbers:
            site.replies[f"/info/1/{number}.htm"].status = 500
        done = crawl(site, tmp_path, settings=("RETRY_TIMES=0", "FAILURES_MOST=3"))
        assert (done.status, ids(done)) == (2, [])
        assert "too many pages in a row" in done.reason
        asked = [path for path in site.asked if path.startswith("/info/")]
        assert 3 <= len(asked) <= 6, "those that were under way come back"
        urls = done.report["urls"]
        assert urls["failed"] + urls["pending"] == len(numbers)
        fill(site, *numbers)
        assert len(ids(crawl(site, tmp_path))) == len(numbers) - urls["failed"]
        assert len(ids(crawl(site, tmp_path, later=DAY))) == len(numbers)
