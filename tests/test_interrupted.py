"""`kill -9` in the middle of a crawl, then the same command: as if nothing had happened."""

from __future__ import annotations

import gzip
import random
import shutil
import sqlite3
import subprocess
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from crawls import PROJECT, Crawl, command, run_crawl
from warcio.archiveiterator import ArchiveIterator

from usstnews.archive.warc import read_records
from usstnews.replica import Replica, Server, serve

pytestmark = pytest.mark.usefixtures("uncounted")

ARTICLES = 40
POINTS = 5


def kill_after(server: Server, archive: Path, requests: int) -> bool:
    """Start a crawl and kill it when the site has seen so many requests; tells if it was alive."""
    goal = len(server.requests) + requests
    process = subprocess.Popen(
        command(archive, f"base_url={server.base_url}"),
        cwd=PROJECT,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and len(server.requests) < goal:
        time.sleep(0.001)
    alive = process.poll() is None
    process.kill()
    process.wait()
    return alive


def meaning(crawl: Crawl) -> tuple[dict[tuple[str, int], dict[str, Any]], set[frozenset[str]]]:
    """Give what an archive says, without when and where it was written, and its equal articles.

    Which of two equal articles came first may differ: groups are compared, not directions.
    """
    groups: dict[str, set[str]] = {}
    said = {}
    for article in crawl.articles():
        key = (article["url"], article["version"])
        assert key not in said, f"{key} is doubled"
        if original := article["duplicate_of"]:
            groups.setdefault(original, {original}).add(article["url"])
        run = {"fetched_at", "warc", "duplicate_of", "duplicate_score"}
        said[key] = {name: value for name, value in article.items() if name not in run}
    return said, {frozenset(group) for group in groups.values()}


def is_whole(path: Path) -> bool:
    """Tell whether every gzip member of a file has its end and its checksum."""
    with gzip.open(path) as file:
        while file.read(1 << 20):
            pass
    return True


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_interrupted(tmp_path: Path) -> None:
    """Killed at five random points, also before a listing was walked to its end, the next run ends
    with the archive of an undisturbed one: no line lost, none doubled, every gzip member whole.
    """
    seed = random.SystemRandom().randrange(10**6)
    points = random.Random(seed)
    with serve(Replica(articles=ARTICLES, seed=7)) as server:
        undisturbed = run_crawl(tmp_path / "undisturbed", f"base_url={server.base_url}")
        expected, requests = meaning(undisturbed), len(server.requests)
        listings = sum(each["pages"] for each in server.replica.truth("")["listings"])
        # Two while listings are walked, the others anywhere.
        chosen = [points.randint(2, listings) for _ in range(2)]
        chosen += [points.randint(1, requests - 1) for _ in range(POINTS - 2)]

        for number, point in enumerate(chosen):
            archive = tmp_path / str(number)
            alive = kill_after(server, archive, point)
            done = run_crawl(archive, f"base_url={server.base_url}")

            told = f"seed {seed}, killed after {point} requests: {done.log}"
            assert alive, told
            assert done.status == 0, told
            assert meaning(done) == expected, told
            assert all(is_whole(path) for path in (archive / "warc").glob("*.gz*")), told
            assert not list((archive / "warc").glob("*.open")), told


@pytest.mark.slow
def test_killed_again_and_again(tmp_path: Path) -> None:
    """A crawl that is killed every few requests still ends, and each article is stored once."""
    with serve(Replica(articles=10, seed=3)) as server:
        rounds = 0
        while kill_after(server, tmp_path, 21):
            rounds += 1
            assert rounds < 30, "no progress between kills"
        done = run_crawl(tmp_path, f"base_url={server.base_url}")
        truth = {article["url"] for article in server.replica.truth(server.base_url)["articles"]}

    counts = Counter(article["url"] for article in done.articles())
    assert done.status == 0
    assert counts.keys() == truth
    assert set(counts.values()) == {1}


def test_what_was_fetched_is_not_asked_for_again(tmp_path: Path) -> None:
    """An article whose record was written before the kill is taken from the record."""
    with serve(Replica(articles=30, seed=5)) as server:
        kill_after(server, tmp_path, 30)
        before = len(server.requests)
        held = {line["url"] for line in Crawl(0, "", tmp_path).articles()}
        run_crawl(tmp_path, f"base_url={server.base_url}")
        again = {server.base_url[:-1] + path for _, _, path in server.requests[before:]}

    assert held
    assert held & again == set()


def ledger_records(archive: Path) -> list[tuple[str, tuple[str, ...]]]:
    """Give the ledgers as their records spell them: the page, and what became of its requisites."""
    found = []
    for path in sorted((archive / "warc").glob("*.warc.gz")):
        with path.open("rb") as file:
            for each in ArchiveIterator(file):
                if each.rec_type == "metadata" and each.rec_headers.get("WARC-Refers-To"):
                    spelt = each.raw_stream.read().decode()
                    page = each.rec_headers["WARC-Target-URI"]
                    found.append((page, tuple(spelt.splitlines())))
    return found


def answered(path: Path) -> set[str]:
    """Give the URLs that a file holds an answer of, but for redirects, which may be cut off."""
    with path.open("rb") as file:
        return {
            each.rec_headers["WARC-Target-URI"]
            for each in ArchiveIterator(file)
            if each.rec_type in {"response", "revisit"}
            and not each.http_headers.get_statuscode().startswith("3")
        }


def known(archive: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Give what a state knows of requisites, but for ids, dates and places."""
    queries = {
        "kinds": "SELECT url, role, kind, needed, payload, etag, modified, ledger FROM pages",
        "needs": "SELECT (SELECT url FROM pages WHERE id = page),"
        " (SELECT url FROM pages WHERE id = requisite) FROM needs",
        "originals": "SELECT payload FROM originals",
    }
    with closing(sqlite3.connect(archive / "state.db")) as state:
        return {name: sorted(state.execute(query), key=str) for name, query in queries.items()}


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_killed_while_requisites_are_fetched(tmp_path: Path) -> None:
    """At random points after the last article, with and without the state that the killed run left:
    what is held is not asked for again, and kinds, needs, payloads and ledgers are in the end those
    of an undisturbed crawl, each ledger written once.
    """
    seed = random.SystemRandom().randrange(10**6)
    points = random.Random(seed)
    with serve(Replica(articles=15, seed=11)) as server:
        run_crawl(tmp_path / "undisturbed", f"base_url={server.base_url}")
        requests = len(server.requests)
        expected = known(tmp_path / "undisturbed")
        ledgers = sorted(ledger_records(tmp_path / "undisturbed"))
        assert len(ledgers) == len({page for page, _ in ledgers}) > 15
        first = next(
            number for number, (_, _, path) in enumerate(server.requests) if path.endswith(".css")
        )
        in_each_run = {each["url"] for each in server.replica.truth(server.base_url)["listings"]}
        in_each_run.add(server.base_url + "robots.txt")
        for number in range(6):
            archive = tmp_path / str(number)
            point = points.randint(first, requests - 1)
            alive = kill_after(server, archive, point)
            told = f"seed {seed}, killed after {point} of {requests} requests"
            assert alive, told
            if number % 2:
                for path in archive.glob("state.db*"):
                    path.unlink()
            killed = len(server.requests)
            done = run_crawl(archive, f"base_url={server.base_url}")
            assert done.status == 0, f"{told}: {done.log}"
            held = answered(min((archive / "warc").glob("*.warc.gz")))
            again = {server.base_url[:-1] + path for _, _, path in server.requests[killed:]}
            assert held & again <= in_each_run, told
            assert known(archive) == expected, told
            assert sorted(ledger_records(archive)) == ledgers, told


@pytest.mark.slow
def test_killed_while_ledgers_are_written(tmp_path: Path) -> None:
    """Those that stand in the records are not written again, and the others are made up for."""
    with serve(Replica(articles=15, seed=11)) as server:
        whole = tmp_path / "whole"
        run_crawl(whole, f"base_url={server.base_url}")
        ledgers = ledger_records(whole)
        (warc,) = (whole / "warc").glob("*.warc.gz")
        members = [each.offset for each in read_records(warc)]
        for kept in (1, len(ledgers) // 2, len(ledgers)):
            archive = shutil.copytree(whole, tmp_path / str(kept))
            cut = [*members, warc.stat().st_size][len(members) - len(ledgers) + kept]
            content = warc.read_bytes()[:cut]
            (archive / "warc" / warc.name).rename(archive / "warc" / (warc.name + ".open"))
            (archive / "warc" / (warc.name + ".open")).write_bytes(content)
            for name in ("state.db", "state.db-wal", "state.db-shm"):
                (archive / name).unlink(missing_ok=True)
            shutil.rmtree(archive / "index")
            done = run_crawl(archive, f"base_url={server.base_url}")
            assert done.status == 0, done.log
            assert sorted(ledger_records(archive)) == sorted(ledgers)
