"""Near-duplicates through whole crawls: in several columns, runs and years of publication."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner
from crawls import Crawl, lines, run_crawl
from stored import differences, tables

from usstnews import load
from usstnews.archive.layout import Archive
from usstnews.cli import main
from usstnews.rebuild import rebuild
from usstnews.reextract import replace_lines
from usstnews.replica import Replica, Server, serve

pytestmark = pytest.mark.usefixtures("uncounted")

NEWS, BANNER, RESEARCH = 1023, 1178, 1061
NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
YEAR = 365


class Told(NamedTuple):
    """Three runs, a year of the site apart, and what the site says of itself in the end."""

    runs: list[Crawl]
    lines: list[dict[str, Any]]
    truth: dict[str, Any]
    server: Server

    @property
    def archive(self) -> Archive:
        """Give the archive; it is not to be written to."""
        return Archive(self.runs[0].archive)

    @property
    def originals(self) -> dict[str, str]:
        """Give what the site says repeats what, by URL, and each original by itself."""
        found = {one["url"]: one["duplicate_of"] for one in self.truth["articles"]}
        repeating = {url: first for url, first in found.items() if first}
        return {first: first for first in repeating.values()} | repeating

    def of(self, url: str) -> dict[str, Any]:
        """Give what the site says of an article."""
        return next(one for one in self.truth["articles"] if one["url"] == url)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Crawl a site thrice, on which some articles were posted again between the runs."""
    root = tmp_path_factory.mktemp("told") / "archive"
    with serve(Replica(articles=60, seed=1)) as server:
        site, runs = server.replica, [run_crawl(root, f"base_url={server.base_url}")]
        one, two, three = long_ones(site)
        site.advance(days=YEAR)
        site.repeat(one, RESEARCH, "equal")
        site.repeat(one, BANNER, "retitled")
        site.repeat(two, BANNER, "edited")
        follower = site.repeat(two, NEWS, "next")
        members = [site.repeat(number, NEWS, "next") for number in of_series(site)]
        runs.append(run_crawl(root, f"base_url={server.base_url}"))
        site.advance(days=YEAR)
        site.repeat(one, NEWS, "edited")
        site.repeat(three, RESEARCH, "retitled")
        site.repeat(follower, BANNER, "retitled")
        site.repeat(follower, NEWS, "next")
        for number in members:
            site.repeat(number, NEWS, "next")
        runs.append(run_crawl(root, f"base_url={server.base_url}"))
        yield Told(runs, lines(root / "articles.jsonl"), site.truth(server.base_url), server)


def long_ones(site: Replica) -> list[int]:
    """Give three articles of many words that nothing repeats; one is in two columns already."""
    truth = site.truth("")
    posted = {url for group in truth["duplicates"] + truth["apart"] for url in group}
    able = [one for one in truth["articles"] if one["url"] not in posted and one["published"]]
    able.sort(key=lambda one: (not one["aliases"], -len(one["text"])))
    assert able[0]["aliases"]
    return [one["id"] for one in able[:3]]


def of_series(site: Replica) -> list[int]:
    """Give a member of each series."""
    truth = site.truth("")
    ids = {one["url"]: one["id"] for one in truth["articles"]}
    return [ids[group[-1]] for group in truth["apart"]]


@pytest.fixture
def archive(told: Told, tmp_path: Path) -> Archive:
    """Copy the archive as the runs left it."""
    return Archive(Path(shutil.copytree(told.archive.root, tmp_path / "archive")))


def groups(found: list[dict[str, Any]]) -> set[frozenset[str]]:
    """Give the URLs of what repeats the same, together with it."""
    of: dict[str, set[str]] = {}
    for each in found:
        if each["duplicate_of"]:
            of.setdefault(each["duplicate_of"], {each["duplicate_of"]}).add(each["url"])
    return {frozenset(group) for group in of.values()}


def shingles(text: str) -> set[tuple[str, ...]]:
    """Give each four words in a row, as a reader would part them."""
    words = re.findall(r"[\w’']+", text.lower())
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))


def similarity(one: str, other: str) -> float:
    """Give the Jaccard similarity of two texts."""
    mine, theirs = shingles(one), shingles(other)
    return len(mine & theirs) / len(mine | theirs)


def test_what_repeats_is_marked_across_columns_runs_and_years(told: Told) -> None:
    """All that the site posted again and nothing else, with the share of shingles as its score."""
    assert [run.status for run in told.runs] == [0, 0, 0]
    assert groups(told.lines) == groups(told.truth["articles"])
    equal = [set(group) for group in told.truth["duplicates"]]
    scored = {line["url"]: line["duplicate_score"] for line in told.lines if line["duplicate_of"]}
    assert len(scored) == 7
    for line in told.lines:
        one, original = line["url"], line["duplicate_of"]
        if original is None:
            assert line["duplicate_score"] is None
            continue
        assert (scored[one] == 1) is any({one, original} <= group for group in equal)
        score = similarity(told.of(one)["text"], told.of(original)["text"])
        assert scored[one] == pytest.approx(score, abs=0.02)
    columns = {told.of(one)["column"] for one in scored}
    years = {told.of(one)["published"][:4] for one in scored}
    assert columns == {NEWS, BANNER, RESEARCH}
    assert len(years) >= 3


def test_series_stay_apart(told: Told) -> None:
    """Digests, sports meets, grants and greetings, each with the next one and the one after it: no
    two of a series are one article, however alike; most pairs are alike enough to be taken for it.
    """
    repeated = groups(told.lines)
    alike = 0
    assert len(told.truth["apart"]) >= 5
    for series in told.truth["apart"]:
        for group in repeated:
            assert len(group & set(series)) <= 1
        texts = [told.of(url)["text"] for url in series]
        alike += sum(similarity(one, other) >= 0.55 for one, other in pairwise(texts))
    assert alike >= 8


def test_each_run_counts_what_repeats(told: Told) -> None:
    """Equal and near ones by themselves, as the lines that it added say."""
    start = 0
    for run in told.runs:
        held = run.report["held"]
        added = told.lines[start:held]
        start = held
        scores = [line["duplicate_score"] for line in added if line["duplicate_of"]]
        counts = Counter("equal" if score == 1 else "near" for score in scores)
        assert run.report["duplicates"] == dict(counts)
        assert run.report["urls"]["duplicate"] == len(scores)
        assert run.report["urls"]["new"] == len(added) - len(scores)
    assert start == len(told.lines)


def test_cross_posts_keep_all_their_columns(told: Told) -> None:
    """What is loaded is each article once, with every address that it was posted at."""
    posted: dict[str, set[str]] = {}
    for one in told.truth["articles"]:
        urls = posted.setdefault(one["duplicate_of"] or one["url"], set())
        urls |= {one["url"], *one["aliases"]}
    loaded = [frozenset({article.url, *article.aliases}) for article in load(told.archive.root)]
    assert sorted(map(sorted, loaded)) == sorted(map(sorted, posted.values()))
    widest = max(loaded, key=len)
    assert {url.split("/")[-2] for url in widest} == {"1023", "1178", "1061"}
    assert len(widest) == 5, "one page in two columns, and posted again thrice"


def test_all_that_is_made_again_agrees(told: Told, archive: Archive) -> None:
    """State, lines and marks: by `rebuild`, `reextract`, with `--replace`, and `dedupe`; `verify`
    finds nothing.
    """
    written, state = archive.articles.read_bytes(), tables(archive.state)
    assert len(state["wordings"]) == len(told.lines)
    assert len(state["bands"]) > 1000
    assert run("verify", archive)[0] == 0
    assert run("dedupe", archive)[1][-1] == "nothing changed"
    status, again = run("reextract", archive)
    assert (status, "\n".join(again).encode() + b"\n") == (0, written)
    rebuild(archive.root, NOON)
    assert differences(state, tables(archive.state)) == []
    replace_lines(archive.root, NOON)
    assert archive.articles.read_bytes() == written
    rebuild(archive.root, NOON)
    assert differences(state, tables(archive.state)) == []


def run(name: str, archive: Archive, *more: str) -> tuple[int, list[str]]:
    """Run a command over an archive; gives its status and what it printed."""
    done = CliRunner().invoke(main, [name, str(archive.root), *more])
    return done.exit_code, done.stdout.splitlines()


@pytest.fixture
def posted(told: Told) -> Iterator[dict[str, Any]]:
    """Have one more article posted again, nearly the same; gives what the site says of it."""
    site, base = told.server.replica, told.server.base_url
    texts = {one["url"]: one for one in told.truth["articles"]}
    known = {url for group in told.truth["apart"] for url in group} | set(told.originals)
    first = max(texts.keys() - known, key=lambda url: len(texts[url]["text"]))
    number = site.repeat(texts[first]["id"], NEWS, "edited")
    (one,) = (one for one in site.truth(base)["articles"] if one["id"] == number)
    assert one["duplicate_of"] == first
    yield one
    site.remove(number)


def test_a_crawl_goes_by_the_threshold_that_was_chosen(
    told: Told, archive: Archive, posted: dict[str, Any]
) -> None:
    """With 1, what is nearly the same is not marked, be it held or posted since; with the usual one
    again, all is as if nothing had happened.
    """
    before = archive.articles.read_bytes()
    assert run("dedupe", archive, "--threshold", "1")[0] == 0
    equal = {frozenset(group) for group in told.truth["duplicates"]}
    assert groups(lines(archive.articles)) == equal
    done = run_crawl(archive.root, f"base_url={told.server.base_url}")
    assert done.status == 0, done.log
    assert done.report["duplicates"] == {}
    assert [line["url"] for line in done.articles()[len(told.lines) :]] == [posted["url"]]
    assert groups(done.articles()) == equal
    assert run("verify", archive)[0] == 0
    assert run("dedupe", archive, "--threshold", "0.55")[0] == 0
    after = archive.articles.read_bytes()
    assert after[: len(before)] == before
    assert lines(archive.articles)[-1]["duplicate_of"] == posted["duplicate_of"]


@pytest.mark.parametrize("how", [pytest.param("the next run", marks=pytest.mark.slow), "rebuild"])
def test_an_archive_of_before_is_brought_up(
    told: Told, archive: Archive, posted: dict[str, Any], how: str
) -> None:
    """One that knew equal articles alone: its lines stay as they are, whoever makes the state
    again, and what is posted since is held against them; `dedupe` marks the old ones, too.
    """
    make_old(archive)
    before = archive.articles.read_bytes()
    assert run("verify", archive)[0] == 0, "what an older release made is no fault"
    if how == "rebuild":
        rebuild(archive.root, NOON)
        assert archive.articles.read_bytes() == before
    done = run_crawl(archive.root, f"base_url={told.server.base_url}")
    assert done.status == 0, done.log
    assert done.report["duplicates"] == {"near": 1}
    after = archive.articles.read_bytes()
    assert after[: len(before)] == before
    (added,) = lines(archive.articles)[len(told.lines) :]
    assert (added["url"], added["duplicate_of"]) == (posted["url"], posted["duplicate_of"])
    state = tables(archive.state)
    assert len(state["wordings"]) == len(told.lines) + 1
    rebuild(archive.root, NOON)
    assert differences(state, tables(archive.state)) == []
    assert run("verify", archive)[0] == 0
    assert run("dedupe", archive)[0] == 0
    marked = [line["duplicate_of"] for line in lines(archive.articles)]
    assert marked == [*(line["duplicate_of"] for line in told.lines), posted["duplicate_of"]]


def make_old(archive: Archive) -> None:
    """Have an archive look as one of the release before: its marks, fields and tables."""
    old = lines(archive.articles)
    for line in old:
        del line["found_by"]
        line["extractor"] = "1"
        if line["duplicate_score"] != 1:
            line["duplicate_of"] = line["duplicate_score"] = None
    with archive.articles.open("w", encoding="utf-8") as file:
        for line in old:
            file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    with closing(sqlite3.connect(archive.state)) as db:
        db.executescript("DROP TABLE wordings; DROP TABLE bands; PRAGMA user_version = 4")
