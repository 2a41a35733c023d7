"""The two players: ReplayWeb.page as `usstnews replay` serves it, and pywb."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode

import pytest
from browser.chromium import INSTALL
from browser.seen import Seen, look
from crawls import PROJECT

from usstnews.web import viewer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Frame, Page

PYWB = PROJECT / ".tools" / "pywb" / "bin"
RUN = "from usstnews.cli import main; main()"
REPLAYED = re.compile(r"/(\d{14})?mp_/(.*)")


class Player(Protocol):
    """Shows captures in a page of the browser."""

    name: str
    url: str

    def show(self, page: Page, url: str, when: str = "") -> Seen:
        """Open a capture, the last one or that of a time of 14 digits, and say what it shows."""


def replayed(page: Page, url: str, when: str) -> Frame | None:
    """Find the frame that shows a capture."""
    for frame in page.frames:
        found = REPLAYED.search(frame.url)
        if found and found[2] == url and (not when or found[1] == when):
            return frame
    return None


class ReplayWebPage:
    """`usstnews replay`, as a user starts it."""

    name = "ReplayWeb.page"

    def __init__(self, url: str) -> None:
        self.url = url

    def show(self, page: Page, url: str, when: str = "") -> Seen:
        """Open a capture by the address that the viewer itself gives to it."""
        asked = {"url": url, **({"ts": when} if when else {})}
        page.goto("about:blank")
        page.goto(f"{self.url}#{urlencode(asked)}")
        return look(page, lambda: replayed(page, url, when))


class Pywb:
    """pywb, of a collection of the archive's WARC files, with its own index."""

    name = "pywb"

    def __init__(self, url: str) -> None:
        self.url = url

    def show(self, page: Page, url: str, when: str = "") -> Seen:
        """Open a capture in pywb's frame."""
        page.goto("about:blank")
        page.goto(f"{self.url}usst/{when + '/' if when else ''}{url}")
        return look(page, lambda: replayed(page, url, when))


@contextmanager
def replay_web_page(source: Path) -> Iterator[ReplayWebPage]:
    """Run `usstnews replay` on an archive or a package, and end it as Ctrl-C does."""
    try:
        viewer.find()
    except viewer.NoViewer as error:
        pytest.fail(f"{error}; {INSTALL}")
    command = [sys.executable, "-c", RUN, "replay", source, "--no-browser", "--port", "0"]
    running = subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    try:
        said = running.stderr.readline()
        address = re.search(r" at (http://127\.0\.0\.1:\d+/);", said)
        assert address, said + running.stderr.read()
        yield ReplayWebPage(address[1])
    finally:
        running.send_signal(signal.SIGINT)
        assert running.wait(10) == 0
        running.stderr.close()


@contextmanager
def pywb(archive: Path, folder: Path) -> Iterator[Pywb]:
    """Add an archive's WARC files to a collection of pywb, and serve it."""
    if not (PYWB / "wayback").exists():
        pytest.fail(f"no pywb in {PYWB}: {INSTALL}")
    folder.mkdir(parents=True, exist_ok=True)
    files = sorted((archive / "warc").glob("*.warc.gz"))
    assert files
    environment = {**os.environ, "PATH": f"{PYWB}{os.pathsep}{os.environ['PATH']}"}
    for words in (["init", "usst"], ["add", "usst", *files]):
        done = subprocess.run(
            [PYWB / "wb-manager", *words],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = (folder / "log").open("wb")
    running = subprocess.Popen(
        [PYWB / "wayback", "-b", "127.0.0.1", "-p", str(port)],
        cwd=folder,
        env=environment,
        stdout=log,
        stderr=log,
    )
    try:
        url = f"http://127.0.0.1:{port}/"
        _answers(url, running)
        yield Pywb(url)
    finally:
        running.terminate()
        running.wait(10)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _answers(url: str, running: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 30
    while running.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError("pywb does not answer")
