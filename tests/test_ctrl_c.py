"""Ctrl-C during a crawl: once, twice, in the second round, and when all is said."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from crawls import FAST, PROJECT, command, run_crawl
from recorded import HOME, article_page, listing_page
from scripted import Reply, scripted

from usstnews.archive.layout import Archive
from usstnews.replica import Replica, serve
from usstnews.runs.report import Report
from usstnews.verify import verify

pytestmark = pytest.mark.usefixtures("uncounted")

GO_ON = "run the same command to go on"


def started(archive: Path, base_url: str, *settings: str) -> subprocess.Popen[str]:
    """Start a crawl."""
    return subprocess.Popen(
        command(archive, f"base_url={base_url}", settings=(*FAST, *settings)),
        cwd=PROJECT,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for something that comes soon."""
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.002)


def newest(archive: Path) -> Report:
    """Read the report of the last run, whose sum must come out."""
    report = Report.from_json(max((archive / "runs").glob("*.json")).read_text("utf-8"))
    counts = dict(report.urls)
    assert counts.pop("met") == sum(counts.values())
    return report


def is_in_good_order(archive: Path) -> bool:
    """Tell whether nothing is left open and all that is there holds."""
    left = [*archive.rglob("*.open"), *archive.rglob("*.tmp"), *archive.glob("state.db-*")]
    return not left and not list(verify(Archive(archive)))


@pytest.mark.parametrize("asked", [3, 20])
def test_the_second_signal_awaits_no_answer(tmp_path: Path, asked: int) -> None:
    """While the site is silent, the first waits for it and the second does not: the archive is
    closed, the report written, status 2; what was under way is pending, and the next run has it.
    """
    answers = Event()

    def silent(path: str, number: int) -> None:
        if number >= asked:
            answers.wait(60)

    with serve(Replica(articles=12), on_request=silent) as server:
        process = started(tmp_path, server.base_url)
        wait_until(lambda: len(server.requests) >= asked)
        process.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        process.send_signal(signal.SIGINT)
        _, log = process.communicate(timeout=30)
        assert process.returncode == 2
        assert log == f"incomplete: stopped at once by a second signal; {GO_ON}\n"
        assert is_in_good_order(tmp_path)
        report = newest(tmp_path)
        assert (report.status, report.urls["failed"]) == (2, 0)
        assert report.urls["pending"] > 0
        answers.set()
        assert run_crawl(tmp_path, f"base_url={server.base_url}").status == 0
        truth = server.replica.truth(server.base_url)["articles"]
    assert len((tmp_path / "articles.jsonl").read_bytes().splitlines()) == len(truth)


@pytest.mark.parametrize("between", [0, 0.01, 0.05])
def test_two_signals_end_in_good_order_whatever_lies_between(
    tmp_path: Path, between: float
) -> None:
    """One line, status 2 and a report, also where the second comes while the run is ending."""
    with serve(Replica(articles=12)) as server:
        process = started(tmp_path, server.base_url, "DOWNLOAD_DELAY=0.02")
        wait_until(lambda: len(server.requests) > 15)
        process.send_signal(signal.SIGINT)
        time.sleep(between)
        process.send_signal(signal.SIGINT)
        _, log = process.communicate(timeout=30)
    assert process.returncode == 2
    (line,) = log.splitlines()
    assert line.startswith("incomplete: stopped ")
    assert line.endswith(GO_ON)
    assert is_in_good_order(tmp_path)
    assert newest(tmp_path).reason == line


@pytest.mark.parametrize("stopped", [False, True])
def test_signals_after_the_last_line_change_nothing(tmp_path: Path, stopped: bool) -> None:
    """What was said stands: the status is that of the line, however often one presses."""
    with serve(Replica(articles=5)) as server:
        process = started(tmp_path, server.base_url, *["DOWNLOAD_DELAY=0.02"] * stopped)
        if stopped:
            wait_until(lambda: len(server.requests) > 5)
            process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        line = process.stderr.readline()
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
        assert process.stderr.read() == ""
        process.stderr.close()
    assert line.startswith("incomplete: stopped by a signal" if stopped else "complete: ")
    assert process.returncode == (2 if stopped else 0)


@pytest.mark.parametrize("signals", [pytest.param(1, marks=pytest.mark.slow), 2])
def test_what_failed_stays_so_where_the_second_round_is_cut_off(
    tmp_path: Path, signals: int
) -> None:
    """Whether it was asked for again, is on its way or waits for its turn: the report counts it as
    failed, the next run leaves it alone, and that of the next day has it.
    """
    paths = [f"/info/1001/{number}.htm" for number in range(1, 7)]
    with scripted() as site:
        site.replies["/"] = Reply(HOME)
        listed = [path.removeprefix("/") for path in paths]
        site.replies["/News___Events.htm"] = Reply(listing_page(*listed))
        site.replies[paths[0]] = Reply(article_page())
        site.replies |= {path: Reply(b"down", 503) for path in paths[1:]}
        process = started(tmp_path, site.base_url, "RETRY_TIMES=0", "DOWNLOAD_DELAY=0.2")
        wait_until(lambda: sum(path in paths for path in site.asked) >= len(paths) + 2)
        for _ in range(signals):
            process.send_signal(signal.SIGINT)
        _, log = process.communicate(timeout=30)
        assert process.returncode == 2, log
        report = newest(tmp_path)
        assert (report.urls["new"], report.urls["failed"]) == (1, 5)
        assert sum(path in paths for path in site.asked) < len(paths) + 5

        site.asked.clear()
        again = run_crawl(tmp_path, f"base_url={site.base_url}", settings=("SECOND_LOOKS={}",))
        assert again.status == 0, again.log
        assert not set(paths) & set(site.asked)
        assert newest(tmp_path).left_out == {"failed before, waits for a day": 5}

        site.replies |= {path: Reply(article_page(path)) for path in paths[1:]}
        day = timedelta(days=1.1)
        later = run_crawl(tmp_path, f"base_url={site.base_url}", later=day)
        assert newest(tmp_path).urls["new"] == 5, later.log
