"""A crawl of a site that answers badly: it ends, and in the end all is there."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import SystemRandom

import pytest
from chaos import ChaosServer
from crawls import Crawl, run_crawl

from usstnews.archive.layout import Archive
from usstnews.replica import Replica
from usstnews.verify import verify

pytestmark = pytest.mark.usefixtures("uncounted")

DAYS = 8


def accounted(done: Crawl) -> bool:
    """Tell whether every URL that a run met is in exactly one class."""
    counts = dict(done.report["urls"])
    return counts.pop("met") == sum(counts.values())


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
