"""A whole crawl of the replica, held against what the replica knows of itself."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import Archived
from crawls import PROJECT, run_crawl
from fastwarc.warc import ArchiveIterator, WarcRecordType
from lxml import html
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from usstnews import load
from usstnews.replica import Replica, Server, serve

STORED = (
    "version", "digest", "extractor", "found_by", "fetched_at", "warc", "duplicate_of",
    "duplicate_score",
)  # fmt: skip


def tree(markup: str) -> list[Any]:
    """Give the tags, attributes and words of some markup, whatever blanks stand between."""
    root = html.fragment_fromstring(markup, create_parent="div")
    return [
        (e.tag, sorted(e.attrib.items()), " ".join((e.text or "").split()), (e.tail or "").strip())
        for e in root.iter()
    ]


def test_every_article_with_every_field(archived: Archived) -> None:
    """The archive holds what the replica knows of itself: every article, every field, no more."""
    got = {article["url"]: article for article in archived.crawl.articles()}
    expected = {article["url"]: article for article in archived.truth["articles"]}

    assert archived.crawl.status == 0
    assert got.keys() == expected.keys()
    assert len(archived.crawl.articles()) == len(got)
    for url, article in expected.items():
        assert tree(got[url]["html"]) == tree(article["html"]), url
        assert got[url]["site"] == archived.truth["site"]
        for name in set(got[url]) - {"site", "html", *STORED}:
            assert got[url][name] == article[name], (url, name)


def test_equal_articles_are_marked(archived: Archived) -> None:
    """Articles that say the same are one group; look-alikes of a series stay apart."""
    groups: dict[str, set[str]] = {}
    for article in archived.crawl.articles():
        if article["duplicate_of"]:
            groups.setdefault(article["duplicate_of"], {article["duplicate_of"]}).add(
                article["url"]
            )
            assert article["duplicate_score"] == 1.0

    assert {frozenset(group) for group in groups.values()} == {
        frozenset(group) for group in archived.truth["duplicates"]
    }


def test_nothing_is_asked_twice_and_nothing_forbidden(archived: Archived) -> None:
    """Each URL is asked for once, and none that robots.txt or good manners forbid."""
    paths = Counter(path for _, _, path in archived.asked)
    forbidden = {
        url.removeprefix(archived.site.base_url[:-1]) for url in archived.truth["forbidden"]
    }

    assert {path: count for path, count in paths.items() if count > 1} == {}
    assert paths.keys() & forbidden == set()
    assert {method for _, method, _ in archived.asked} == {"GET"}


def test_every_page_is_remembered_with_its_kind(archived: Archived) -> None:
    """The report counts restricted, missing, redirecting and external pages as the site does."""
    asked = {archived.site.base_url[:-1] + path for _, _, path in archived.asked}
    kinds = Counter(kind for url, kind in archived.truth["kinds"].items() if url in asked)
    pages = archived.crawl.report["pages"]

    assert pages["restricted"] == kinds["restricted"]
    assert pages["missing"] == kinds["missing"]
    assert pages["redirecting"] == kinds["redirecting"]
    assert pages["external"] == 1
    assert "pending" not in pages


def test_each_line_cites_its_record(archived: Archived) -> None:
    """FastWARC finds, where a line points, the record of the article's URL with its digest."""
    for article in archived.crawl.articles():
        cited = article["warc"]
        with (archived.crawl.archive / "warc" / cited["file"]).open("rb") as file:
            file.seek(cited["offset"])
            record = next(iter(ArchiveIterator(file, parse_http=False)))
            assert record.record_type in (WarcRecordType.response, WarcRecordType.revisit)
            assert record.headers["WARC-Record-ID"] == cited["record_id"]
            assert record.headers["WARC-Target-URI"] == article["url"]
            assert record.headers["WARC-Payload-Digest"] == cited["payload_digest"]
            assert record.headers["WARC-Date"] == article["fetched_at"]


def test_whatever_was_fetched_is_in_the_warc(archived: Archived) -> None:
    """Robots.txt, listings, redirects, requisites and errors too: a response for each request, or a
    revisit where it brought what another had brought.
    """
    urls: Counter[str] = Counter()
    for path in (archived.crawl.archive / "warc").glob("*.warc.gz"):
        with path.open("rb") as file:
            for record in WarcioIterator(file):
                if record.rec_type in {"response", "revisit"}:
                    urls[record.rec_headers["WARC-Target-URI"]] += 1

    assert urls == Counter(archived.site.base_url[:-1] + path for _, _, path in archived.asked)


@pytest.mark.parametrize("tool", ["warcio check", "warcio index", "cdxj-indexer"])
def test_other_tools_read_the_warc(archived: Archived, tool: str) -> None:
    """warcio and cdxj-indexer read every record; warcio's wrong alarms are about chunked bodies."""
    name, *arguments = tool.split()
    files = [str(path) for path in (archived.crawl.archive / "warc").glob("*.warc.gz")]
    program = Path(sys.executable).parent / name
    done = subprocess.run(
        [program, *arguments, *files], capture_output=True, text=True, timeout=60, check=False
    )

    # warcio takes the payload's digest over the chunks, the specification over what they carry.
    failed = [line for line in done.stdout.splitlines() if "failed" in line]
    assert all("payload digest failed" in line for line in failed)
    assert done.stderr == ""
    assert done.returncode == (1 if failed else 0)


def test_reextraction_gives_the_same(archived: Archived) -> None:
    """What is read again from the WARC files equals the crawl's lines, article by article."""
    done = subprocess.run(
        [Path(sys.executable).parent / "usstnews", "reextract", archived.crawl.archive],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    again = [json.loads(line) for line in done.stdout.splitlines()]

    def by_record(articles: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
        return {article["warc"]["record_id"]: article for article in articles}

    assert by_record(again) == by_record(archived.crawl.articles())


def test_loading_gives_each_article_once(archived: Archived) -> None:
    """`load` leaves out repeated articles unless asked for them."""
    lines = archived.crawl.articles()
    unique = [line["url"] for line in lines if not line["duplicate_of"]]

    assert [article.url for article in load(archived.crawl.archive)] == unique
    assert len(list(load(archived.crawl.archive, duplicates=True))) == len(lines)


def test_a_second_run_adds_nothing_and_says_so(archived: Archived, tmp_path: Path) -> None:
    """With nothing new, a run asks for robots.txt and each listing's first page only."""
    root = shutil.copytree(archived.crawl.archive, tmp_path / "archive")
    before = (root / "articles.jsonl").read_bytes()
    asked = len(archived.site.requests)

    again = run_crawl(root, f"base_url={archived.site.base_url}")

    assert again.status == 0
    assert again.reason == f"complete: nothing new, {len(archived.crawl.articles())} articles held"
    assert (root / "articles.jsonl").read_bytes() == before
    paths = sorted(path for _, _, path in archived.site.requests[asked:])
    listings = [each["url"] for each in archived.truth["listings"]]
    prefix = archived.site.base_url[:-1]
    assert paths == sorted(["/robots.txt", *(url.removeprefix(prefix) for url in listings)])


def test_a_full_run_finds_the_edit_and_makes_a_version(site: Server, tmp_path: Path) -> None:
    """An edited article gets its next version; the others are looked at and stay as they are."""
    before = run_crawl(tmp_path, f"base_url={site.base_url}").articles()
    edited = before[5]["id"]
    site.replica.edit(edited)

    second = run_crawl(tmp_path, f"base_url={site.base_url}", "mode=full")

    added = second.articles()[len(before) :]
    assert [(article["id"], article["version"]) for article in added] == [(edited, 2)]
    truth = site.replica.truth(site.base_url)["articles"]
    assert added[0]["text"] == next(each["text"] for each in truth if each["id"] == edited)
    assert [article.version for article in load(tmp_path) if article.id == edited] == [2]
    history = [article.version for article in load(tmp_path, history=True) if article.id == edited]
    assert history == [1, 2]


def test_a_limit_stops_after_so_many_and_the_next_run_goes_on(site: Server, tmp_path: Path) -> None:
    """`limit=5` stores the five newest; a run without it gets the rest, and nothing twice."""
    limited = run_crawl(tmp_path, f"base_url={site.base_url}", "limit=5")
    newest = sorted((each["id"] for each in site.replica.truth("")["articles"]), reverse=True)

    assert limited.status == 0
    assert len(limited.articles()) == 5
    assert {article["id"] for article in limited.articles()} <= set(newest[:8])

    rest = run_crawl(tmp_path, f"base_url={site.base_url}")
    assert len(rest.articles()) == len({article["url"] for article in rest.articles()})
    assert {article["id"] for article in rest.articles()} == set(newest)


def test_since_goes_by_the_listings_date(site: Server, tmp_path: Path) -> None:
    """`since` leaves out what a listing dates earlier, and keeps what it does not date."""
    done = run_crawl(tmp_path, f"base_url={site.base_url}", "since=2023-01-01")
    truth = {article["id"]: article for article in site.replica.truth(site.base_url)["articles"]}
    late = {key for key, each in truth.items() if (each["published"] or "") >= "2023-01-01"}

    got = {article["id"] for article in done.articles()}
    assert done.status == 0
    assert late <= got < set(truth)


def test_listings_can_be_named(site: Server, tmp_path: Path) -> None:
    """With `listings=` the home page is not asked for, and only those pages are walked."""
    done = run_crawl(tmp_path, f"base_url={site.base_url}", "listings=Research.htm")

    paths = [path for _, _, path in site.requests]
    assert done.status == 0
    assert "/Research.htm" in paths
    assert "/" not in paths
    assert not any(path.startswith("/News___Events") for path in paths)


def test_any_site_of_the_cms_is_explored_by_its_menus(site: Server, tmp_path: Path) -> None:
    """As `site=vsb` the replica gives the same articles, under its host's name."""
    done = run_crawl(tmp_path, "site=vsb", f"base_url={site.base_url}")
    truth = {article["url"] for article in site.replica.truth(site.base_url)["articles"]}

    assert done.status == 0
    assert {article["url"] for article in done.articles()} == truth
    assert {article["site"] for article in done.articles()} == {site.base_url.split("/")[2]}


def test_a_site_may_move_to_another_address(tmp_path: Path) -> None:
    """Served at another port, the site's articles are known, and nothing is stored again."""
    with serve(Replica(articles=12, seed=1)) as one:
        first = run_crawl(tmp_path, f"base_url={one.base_url}")
        before = first.articles()
    with serve(Replica(articles=12, seed=1)) as other:
        second = run_crawl(tmp_path, f"base_url={other.base_url}", "mode=full")

    assert (first.status, second.status) == (0, 0)
    assert second.articles() == before


def test_importing_the_package_does_not_import_scrapy() -> None:
    """A researcher who only loads articles pays for no crawler."""
    code = "import sys, usstnews; usstnews.load; print('scrapy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT
    )

    assert done.stdout == "False\n"


def test_fill_tries_the_ids_that_nothing_lists(tmp_path: Path) -> None:
    """`fill=1` asks once for each id between the known ones under each column, and never again."""
    with serve(Replica(articles=25, seed=1)) as site:
        first = run_crawl(tmp_path, f"base_url={site.base_url}", "limit=6")
        ids = sorted(article["id"] for article in first.articles())
        before = len(site.requests)
        filled = run_crawl(tmp_path, f"base_url={site.base_url}", "fill=1")
        guesses = {path for _, _, path in site.requests[before:] if "/info/" in path}
        before = len(site.requests)
        again = run_crawl(tmp_path, f"base_url={site.base_url}", "fill=1")

    unlisted = next(number for number in range(ids[0], ids[-1]) if number not in ids)
    assert filled.status == 0
    assert any(path.endswith(f"/{unlisted}.htm") for path in guesses)
    assert again.reason.startswith("complete: nothing new")
    assert not {path for _, _, path in site.requests[before:] if "/info/" in path}
