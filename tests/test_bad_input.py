"""Bad input of each kind: one line that says what to do, and the contract's exit status."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest
from crawls import FAST, PROJECT, command, run_crawl

from usstnews.replica import Replica, serve

NOT_STARTED = {
    "an unknown site": (["site=nowhere"], "no site 'nowhere': known are"),
    "a site that cannot be imported": (["site=no.such:SITE"], "cannot import 'no.such'"),
    "a name that is no site": (["site=usstnews.items:Article"], "is not a Site"),
    "an unknown argument": (["colour=red"], "unknown argument 'colour'; known are site,"),
    "a base_url without a host": (["base_url=usst"], "base_url='usst' is no address"),
    "a base_url with a bad port": (["base_url=http://h:x/"], "is no address of a site"),
    "any site without its address": (["site=vsb"], "give -a base_url="),
    "an unknown mode": (["mode=fast"], "mode='fast' is not one of update, full"),
    "a date that is none": (["since=yesterday"], "since='yesterday' is no date"),
    "a limit that is none": (["limit=-1"], "limit='-1' is no number of articles"),
    "a flag that is none": (["fill=yes"], "fill='yes' is neither 0 nor 1"),
    "a listing elsewhere": (["listings=https://example.org/x.htm"], "is not on"),
}


@pytest.mark.parametrize("what", NOT_STARTED)
def test_not_started(what: str, tmp_path: Path) -> None:
    """A crawl that cannot start says why in one line, with status 1, and leaves nothing behind."""
    arguments, words = NOT_STARTED[what]
    done = run_crawl(tmp_path / "archive", *arguments)

    assert done.status == 1
    assert done.reason.startswith("not started: ")
    assert words in done.reason
    assert done.log.count("\n") == 1
    assert not (tmp_path / "archive").exists()


def test_an_archive_that_cannot_be_written(tmp_path: Path) -> None:
    """A file in the place of the archive's folder is named, with status 1."""
    (tmp_path / "file").write_text("in the way")
    done = run_crawl(tmp_path / "file" / "archive", "base_url=http://127.0.0.1:9/")

    assert done.status == 1
    assert f"cannot write the archive {tmp_path / 'file' / 'archive'}" in done.reason
    assert "ARCHIVE_DIR" in done.reason


def test_an_archive_in_use(tmp_path: Path) -> None:
    """The second run stops at once and says which process holds the archive since when."""
    with serve(Replica(articles=12, crawl_delay=30)) as server:
        first = subprocess.Popen(
            command(tmp_path, f"base_url={server.base_url}"), cwd=PROJECT, stderr=subprocess.DEVNULL
        )
        try:
            while not server.requests:
                time.sleep(0.01)
            second = run_crawl(tmp_path, f"base_url={server.base_url}")
        finally:
            first.kill()
            first.wait()

    assert second.status == 1
    assert f"is in use by process {first.pid} on {socket.gethostname()} since 20" in second.reason


def test_another_sites_archive(tmp_path: Path) -> None:
    """An archive of one site refuses another, and is left as it was."""
    with serve(Replica(articles=12)) as server:
        first = run_crawl(tmp_path, f"base_url={server.base_url}")
        lines = (tmp_path / "articles.jsonl").read_bytes()
        other = run_crawl(tmp_path, "site=vsb", f"base_url={server.base_url}")

    assert first.status == 0
    assert other.status == 1
    assert "is of the site usst, not 127.0.0.1:" in other.reason
    assert (tmp_path / "articles.jsonl").read_bytes() == lines


def test_a_site_that_cannot_be_reached(tmp_path: Path) -> None:
    """Nobody listens: status 2, and the next run may go on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    done = run_crawl(tmp_path, f"base_url=http://127.0.0.1:{port}/", settings=("RETRY_TIMES=1",))

    assert done.status == 2
    assert done.reason == (
        f"incomplete: http://127.0.0.1:{port}/ cannot be reached; check base_url and the network"
    )


def test_no_listing_found(tmp_path: Path) -> None:
    """A site that answers and has no listing where it should is alarming: status 3."""
    with serve(Replica(articles=12)) as server:
        done = run_crawl(tmp_path, f"base_url={server.base_url}", "listings=Nothing.htm")

    assert done.status == 3
    assert "no listing found" in done.reason


def test_no_such_spider(tmp_path: Path) -> None:
    """A misspelt spider is a usage error."""
    line = [part.replace("news", "old") if part == "news" else part for part in command(tmp_path)]
    done = subprocess.run(line, cwd=PROJECT, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "there is no spider 'old'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_signal_stops_the_run_in_good_order(tmp_path: Path) -> None:
    """SIGINT once: what was fetched is kept, status 2, and the next run goes on."""
    with serve(Replica(articles=30)) as server:
        process = subprocess.Popen(
            command(
                tmp_path, f"base_url={server.base_url}", settings=(*FAST, "DOWNLOAD_DELAY=0.05")
            ),
            cwd=PROJECT,
            stderr=subprocess.PIPE,
            text=True,
        )
        while len(server.requests) < 25:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, log = process.communicate(timeout=30)
        stopped = (tmp_path / "articles.jsonl").read_bytes()
        rest = run_crawl(tmp_path, f"base_url={server.base_url}")

    assert process.returncode == 2
    assert log.rstrip().splitlines()[-1].endswith("run the same command to go on")
    assert not list((tmp_path / "warc").glob("*.open"))
    assert rest.status == 0
    assert (tmp_path / "articles.jsonl").read_bytes().startswith(stopped)


def test_a_changed_seam_is_noticed_before_the_first_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Scrapy would no longer be captured, nothing is asked for: status 1, and what to do."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    handlers = '{"http": "broken_seam.PlainPoolHandler", "https": "broken_seam.PlainPoolHandler"}'
    with serve(Replica(articles=12)) as server:
        done = run_crawl(
            tmp_path, f"base_url={server.base_url}", settings=(f"DOWNLOAD_HANDLERS={handlers}",)
        )

    assert server.requests == []
    assert done.status == 1
    assert "cannot be captured" in done.reason
    assert "install" in done.reason


def test_a_line_that_cannot_be_written_stops_the_run(tmp_path: Path) -> None:
    """When articles.jsonl is full, nothing is held that has no line; the next run makes it."""
    with serve(Replica(articles=150)) as server:
        run_crawl(tmp_path, f"base_url={server.base_url}")
        before = (tmp_path / "articles.jsonl").read_bytes()
        new = server.replica.publish(3)
        # In blocks of 512 bytes, so that the next line does not fit and smaller files do.
        blocks = len(before) // 512 + 1
        line = command(tmp_path, f"base_url={server.base_url}")
        limited = ["sh", "-c", f'ulimit -f {blocks}; trap "" XFSZ; exec "$@"', "sh", *line]
        full = subprocess.run(limited, cwd=PROJECT, capture_output=True, text=True, check=False)
        left = (tmp_path / "articles.jsonl").read_bytes()
        rest = run_crawl(tmp_path, f"base_url={server.base_url}")

    assert full.returncode == 2, full.stderr
    assert "the archive cannot be written" in full.stderr.splitlines()[-1]
    assert "Traceback" not in full.stderr
    assert left == before
    assert rest.status == 0
    assert {article["id"] for article in rest.articles()[-3:]} == set(new)


FAULTS = {
    "a name that is no folder's": ("name='a/b'", "its name becomes a folder's"),
    "an address without its slash": ("base_url='https://h.cn/x'", "with the last slash"),
    "an address that is none": ("base_url='h.cn/'", "is to be like https://host/"),
    "a menu without paths": ("menu=('News',), listings=()", "of one length"),
    "a selector that is none": ("title=('h1[',)", "its title 'h1[' is no CSS"),
    "an error": ("name=1/0", "ZeroDivisionError"),
    "a word that is no Python": ("name=", "cannot import 'mine'"),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_site_of_ones_own_with_a_fault(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user's own `Site` is looked over before anything is asked for: one line, status 1."""
    change, words = FAULTS[what]
    code = ("from dataclasses import replace", "from usstnews.sites import USST")
    (tmp_path / "mine.py").write_text("\n".join([*code, f"MINE = replace(USST, {change})"]))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    done = run_crawl(tmp_path / "archive", "site=mine:MINE")

    assert done.status == 1
    assert words in done.reason
    assert done.log.count("\n") == 1


def test_a_size_that_is_none_is_named(tmp_path: Path) -> None:
    """In one line, with status 1, before anything is asked for."""
    done = run_crawl(tmp_path, "base_url=http://127.0.0.1:9/", settings=("WARC_SIZE=much",))
    assert done.status == 1
    assert done.reason.startswith("not started: WARC_SIZE='much' is no whole number")
    assert "Traceback" not in done.log


def test_intervals_of_second_looks_that_are_none_are_named(tmp_path: Path) -> None:
    """As the size is."""
    given = ("SECOND_LOOKS=often",)
    done = run_crawl(tmp_path, "base_url=http://127.0.0.1:9/", settings=given)
    assert done.status == 1
    assert done.reason.startswith("not started: SECOND_LOOKS='often'")
    assert "Traceback" not in done.log


def test_a_missing_warc_file_is_named_at_the_start(tmp_path: Path) -> None:
    """The crawl goes on, and says what to do about it."""
    with serve(Replica(articles=12)) as server:
        run_crawl(tmp_path, f"base_url={server.base_url}")
        (only,) = (tmp_path / "warc").glob("*.warc.gz")
        only.unlink()
        done = run_crawl(tmp_path, f"base_url={server.base_url}")
    assert f"{only} is missing" in done.log
    assert "put back a copy" in done.log
