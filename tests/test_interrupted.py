"""`kill -9` in the middle of a crawl, then the same command: as if nothing had happened."""

from __future__ import annotations

import gzip
import random
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from crawls import PROJECT, Crawl, command, run_crawl

from usstnews.replica import Replica, Server, serve

ARTICLES = 40
POINTS = 10


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


@pytest.mark.timeout(400)
def test_interrupted(tmp_path: Path) -> None:
    """Killed at ten random points, also before a listing was walked to its end, the next run ends
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
            assert all(is_whole(path) for path in (archive / "warc").iterdir()), told
            assert not list((archive / "warc").glob("*.open")), told


def test_killed_again_and_again(tmp_path: Path) -> None:
    """A crawl that is killed every few requests still ends, and each article is stored once."""
    with serve(Replica(articles=20, seed=3)) as server:
        rounds = 0
        while kill_after(server, tmp_path, 9):
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
