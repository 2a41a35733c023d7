"""`usstnews replay` and `usstnews viewer`, run as a user runs them."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from recorded import article_page, exchange, record
from web.served import ask, package_file, viewer_folder

from usstnews.archive.layout import Archive

COMMAND = [sys.executable, "-c", "from usstnews.cli import main; main()"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Give a viewer and a folder for temporary files."""
    (tmp_path / "tmp").mkdir()
    viewer = viewer_folder(tmp_path / "viewer")
    return {**os.environ, "USSTNEWS_VIEWER": str(viewer), "TMPDIR": str(tmp_path / "tmp")}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Make an archive of one page."""
    archive = Archive(tmp_path / "usst").make()
    record(archive, exchange("info/1/7.htm", article_page("Spring", "张柳")))
    return archive.root


def start(environment: dict[str, str], *arguments: object) -> tuple[subprocess.Popen[str], str]:
    """Start replaying; gives the process and the address that it says."""
    words = [*COMMAND, "replay", "--no-browser", "--port", "0", *map(str, arguments)]
    running = subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    said = running.stderr.readline()
    address = re.search(r" at (http://127\.0\.0\.1:\d+/); Ctrl-C ends it$", said)
    assert address, said + running.stderr.read()
    return running, address[1]


def refused(environment: dict[str, str], *arguments: object) -> str:
    """Run a command that cannot be done; gives its one line."""
    words = [*COMMAND, *map(str, arguments)]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    (line,) = done.stderr.splitlines()
    return line


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_archive_is_replayed_and_nothing_is_left(
    archive: Path, environment: dict[str, str], ending: signal.Signals
) -> None:
    """It is packed into a temporary file, which is gone at the end; the exit status is 0."""
    running, url = start(environment, archive)
    temporary = Path(environment["TMPDIR"])
    (packed,) = temporary.glob("*/*.wacz")
    page = ask(url, "/").body.decode()
    source = re.search(r'"source": "([^"]+)"', page)
    assert source
    assert ask(url, source[1]).body == packed.read_bytes()
    running.send_signal(ending)
    _, rest = running.communicate(timeout=20)
    assert (running.returncode, rest) == (0, "")
    assert list(temporary.iterdir()) == []


def test_a_package_is_replayed_where_it_lies(tmp_path: Path, environment: dict[str, str]) -> None:
    """Nothing is copied."""
    package = package_file(tmp_path)
    running, url = start(environment, package)
    assert b"news &amp; more.wacz" in ask(url, "/").body
    assert list(Path(environment["TMPDIR"]).iterdir()) == []
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=20)
    assert running.returncode == 0


def test_a_port_in_use(tmp_path: Path, environment: dict[str, str]) -> None:
    """It is said, with the way out."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = refused(environment, "replay", package_file(tmp_path), "--port", port)
    assert line == (
        f"usstnews: cannot serve on port {port}: Address already in use; give another with --port"
    )


def test_no_viewer(tmp_path: Path, environment: dict[str, str]) -> None:
    """It is never fetched unasked; one line says how to get it."""
    environment["USSTNEWS_VIEWER"] = str(tmp_path / "none")
    line = refused(environment, "replay", package_file(tmp_path))
    assert "no viewer in" in line
    assert "`usstnews viewer` fetches it" in line
    assert not (tmp_path / "none").exists()


def test_no_archive_and_no_package(tmp_path: Path, environment: dict[str, str]) -> None:
    """Each in one line."""
    (tmp_path / "a.txt").write_text("words")
    assert "is no WACZ" in refused(environment, "replay", tmp_path / "a.txt")
    assert "holds no archive" in refused(environment, "replay", tmp_path / "nothing")
    missing = tmp_path / "missing.wacz"
    assert f"there is no file {missing}; " in refused(environment, "replay", missing)


def test_a_viewer_that_is_there_is_not_fetched(environment: dict[str, str]) -> None:
    """The command says where it is, and under which licence."""
    done = subprocess.run(
        [*COMMAND, "viewer"],
        env={**environment, "PATH": "/nowhere"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == (
        f"replaywebpage 9.8.7 (AGPL-3.0-or-later) is in {environment['USSTNEWS_VIEWER']}\n"
    )
    environment["USSTNEWS_VIEWER"] += "-none"
    assert "npm is not installed" in refused({**environment, "PATH": "/nowhere"}, "viewer")
