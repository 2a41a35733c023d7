"""A crawl of a site that answers badly: it ends, and in the end all is there."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random, SystemRandom

import pytest
from chaos import HARMLESS, ChaosServer, Met
from crawls import Crawl, run_crawl
from test_thirty_days import Says, kinds, says

from usstnews.archive.layout import Archive
from usstnews.replica import Replica
from usstnews.verify import verify

pytestmark = pytest.mark.usefixtures("uncounted")

DAYS = 8


def accounted(done: Crawl) -> bool:
    """Tell whether every URL that a run met is in exactly one class."""
    counts = dict(done.report["urls"])
    return counts.pop("met") == sum(counts.values())


def is_bad(met: Met) -> bool:
    """Tell whether a visitor did not have the whole answer."""
    return met.fault is not None and met.fault not in HARMLESS


class Troubled:
    """A site that editors change while it answers badly, and what it ever said of each article."""

    def __init__(self, server: ChaosServer, chance: Random) -> None:
        self.server, self.replica, self.chance = server, server.replica, chance
        self.said: dict[int, set[Says]] = {}
        self.gone: set[int] = set()
        self.edited: set[int] = set()
        self._note()

    def now(self) -> dict[int, Says]:
        """Give what can be read now."""
        return {each["id"]: says(each) for each in self.replica.truth("")["articles"]}

    def _note(self) -> None:
        for number, words in self.now().items():
            self.said.setdefault(number, set()).add(words)

    def pass_day(self) -> None:
        """Add, edit and retitle some, and take one away for good."""
        self.replica.publish(2)
        for change in (self.replica.edit, self.replica.retitle):
            number = self.chance.choice(sorted(self.now()))
            change(number)
            self.edited.add(number)
        number = self.chance.choice(sorted(self.now()))
        self.replica.remove(number, self.chance.choice(("404", "410", "soft")))
        self.gone.add(number)
        self._note()


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_edits_amid_chaos_are_all_known_in_the_end(tmp_path: Path) -> None:
    """Update runs alone, with second looks: what is new, edited and gone is known at last, nothing
    is held that the site never said, and nothing twice; each run's sum comes out, and in each run
    answers were bad.
    """
    seed = SystemRandom().randrange(10**6)
    told = f"seed {seed}"
    changing, most = 5, 16
    with ChaosServer(Replica(articles=20, seed=2), seed=seed, silence=1.5) as server:
        site = Troubled(server, Random(seed))
        for day in range(most):
            if 0 < day <= changing:
                site.pass_day()
            before = len(server.met)
            done = run_crawl(
                tmp_path,
                f"base_url={server.base_url}",
                settings=("DOWNLOAD_TIMEOUT=1", 'SECOND_LOOKS={"36500": 1}'),
                later=timedelta(days=1.1 * day),
            )
            assert done.status in {0, 2, 3}, f"{told}: {done.log}"
            assert accounted(done), told
            assert any(map(is_bad, server.met[before:])), told
            lines = sorted(done.articles(), key=lambda line: line["version"])
            held = {line["id"]: says(line) for line in lines}
            known = {int(key) for key, (kind, _) in kinds(tmp_path).items() if kind == "missing"}
            if (
                day > changing
                and held.items() >= site.now().items()
                and known == site.gone & {*held}
            ):
                break
        bad = sum(map(is_bad, server.met))

    assert bad > 0.15 * len(server.met), f"{told}: {bad} of {len(server.met)} answers were bad"
    assert held.items() >= site.now().items(), told
    assert known == site.gone & held.keys(), told
    assert {line["id"] for line in lines if line["version"] > 1} <= site.edited, told
    for line in lines:
        assert says(line) in site.said[line["id"]], f"{told}: {line['url']} never said so"
    versions = [(line["id"], says(line)) for line in lines]
    assert len(versions) == len(set(versions)), told
    assert not list(verify(Archive(tmp_path))), told


def endures(root: Path, articles: int, seed: int, **settings: str) -> None:
    """Crawl a site of which 30 % of the answers are bad, day by day, until all of it is held."""
    given = tuple(f"{name}={value}" for name, value in settings.items())
    told = f"seed {seed}"
    with ChaosServer(Replica(articles=articles, seed=2), seed=seed, silence=1.5) as server:
        truth = {each["id"]: each for each in server.replica.truth(server.base_url)["articles"]}
        for day in range(DAYS):
            done = run_crawl(
                root,
                f"base_url={server.base_url}",
                "mode=full" if day == DAYS - 1 else "mode=update",
                settings=("DOWNLOAD_TIMEOUT=1", "SECOND_LOOKS={}", *given),
                later=timedelta(days=1.1 * day),
            )
            assert done.status in {0, 2, 3}, f"{told}: {done.log}"
            assert done.reason.startswith(("complete", "incomplete", "alarming")), (
                f"{told}: {done.log}"
            )
            assert accounted(done), told
            held = {line["id"] for line in done.articles()}
            if held == truth.keys() and done.status == 0:
                break
        bad = [each for each in server.met if each.fault]
        assert len(bad) > 0.1 * len(server.met), "the site answered too well"

    assert held == truth.keys(), told
    for line in done.articles():
        assert line["version"] == 1, f"{told}: a broken page became a version of {line['url']}"
        assert line["text"] == truth[line["id"]]["text"], told
    assert not list(verify(Archive(root))), told


@pytest.mark.timeout(400)
def test_a_small_site_in_chaos_is_had_in_the_end(tmp_path: Path) -> None:
    """Resets, time-outs, bursts of errors, bodies cut, slow or of another length: retries and the
    runs of the next days bring all articles, whole, and each report's sum comes out.
    """
    endures(tmp_path, 12, SystemRandom().randrange(10**6))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_larger_site_in_chaos_is_had_in_the_end(tmp_path: Path) -> None:
    """The same with more pages, and more answers awaited at a time."""
    endures(tmp_path, 60, SystemRandom().randrange(10**6), CONCURRENT_REQUESTS_PER_DOMAIN="8")
