"""What tests of whole crawls share: a served replica, one archive of it, the real pages."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import hypothesis
import pytest
from crawls import Crawl, run_crawl
from real import SHARED
from recorded import opened

from usstnews.archive.intake import Intake
from usstnews.archive.layout import Archive
from usstnews.replica import Replica, Server, serve


def pytest_configure() -> None:
    """Let the tests' processes hear Ctrl-C and a hang-up, which a background job ignores."""
    for each in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(each) is signal.SIG_IGN:
            default = signal.default_int_handler if each is signal.SIGINT else signal.SIG_DFL
            signal.signal(each, default)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag without which golden files never change."""
    parser.addoption("--golden", action="store_true", help="write the golden files again")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Give an archive that is not made yet."""
    return Archive(tmp_path / "usst")


@pytest.fixture
def intake(archive: Archive) -> Iterator[Intake]:
    """Open the archive for one run."""
    with opened(archive) as intake:
        yield intake


@pytest.fixture(scope="module")
def uncounted() -> Iterator[None]:
    """Count no lines in the processes of a module's tests, which take half as long then: for
    modules that ask for the same lines again and again.
    """
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("COV")]:
            environment.delenv(name)
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count no lines where hypothesis draws: it asks for the same ones hundreds of times."""
    for item in items:
        if hypothesis.is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("no_cover")


# The first example of a test may load a library; speed is measured in benchmarks/.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


class Archived(NamedTuple):
    """A first crawl of a replica that nobody has changed since; not to be written to."""

    crawl: Crawl
    site: Server
    truth: dict[str, Any]
    asked: list[tuple[float, str, str]]


@pytest.fixture
def site() -> Iterator[Server]:
    """Serve a replica of 60 articles on loopback."""
    with serve(Replica(articles=60, seed=1)) as server:
        yield server


@pytest.fixture(scope="session")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archived]:
    """Crawl a replica once for all tests that only look."""
    with serve(Replica(articles=60, seed=1)) as server:
        crawl = run_crawl(
            tmp_path_factory.mktemp("crawl") / "archive", f"base_url={server.base_url}"
        )
        asked = list(server.requests)
        yield Archived(crawl, server, server.replica.truth(server.base_url), asked)


@pytest.fixture
def shared() -> Path:
    """Find the real pages, which are no part of the project; skip where they are not at hand."""
    if not SHARED.is_dir():
        pytest.skip(f"the real pages are not at {SHARED}")
    return SHARED
