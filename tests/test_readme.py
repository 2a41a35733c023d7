"""The README's commands and code do what it says."""

from __future__ import annotations

import dataclasses
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Archived
from crawls import PROJECT, run_crawl

from usstnews import Article
from usstnews.replica import Replica, serve

pytestmark = pytest.mark.usefixtures("uncounted")

README = (PROJECT / "README.md").read_text("utf-8")
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMANDS = [
    line.removeprefix("$ ") for block in CONSOLE.findall(README) for line in block.splitlines()
]
MAKE = [command.split()[1] for command in COMMANDS if command.startswith("make ")]
USSTNEWS = [command for command in COMMANDS if command.startswith("usstnews ")]


@pytest.fixture
def desk(archived: Archived, tmp_path: Path) -> Path:
    """Lay out what the README assumes: an archive in exports/demo, a saved page, and its text."""
    shutil.copytree(archived.crawl.archive, tmp_path / "exports" / "demo")
    article = "<form name=_newscontent_fromname><h1>T</h1><div class=v_news_content><p>One.</div>"
    (tmp_path / "page.htm").write_text(article)
    (tmp_path / "page.txt").write_text("T\n\nMay 24, 2019\n\nOne.\n")
    return tmp_path


def run(command: list[str | Path], folder: Path) -> str:
    """Run a command as a user would, the project's programs first on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": path},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_command_is_known() -> None:
    """The README shows commands of two kinds only, each of which is run below."""
    assert len(MAKE) >= 2
    assert len(USSTNEWS) >= 4
    assert len(MAKE) + len(USSTNEWS) == len(COMMANDS)


@pytest.mark.parametrize("command", USSTNEWS)
def test_commands_run(desk: Path, command: str) -> None:
    """Each `usstnews` command of the README ends well and says something."""
    output = run([*shlex.split(command)], desk)

    written = [desk / name for name in ("again.jsonl", "report.html")]
    assert output or any(path.exists() and path.stat().st_size > 0 for path in written)


@pytest.mark.parametrize("target", [*MAKE, "test", "slow", "check", "bench"])
def test_make_targets_exist(target: str) -> None:
    """Each `make` target that the README names is one."""
    assert run(["make", "--dry-run", "--silent", target], PROJECT)


@pytest.mark.parametrize("number", range(len(PYTHON.findall(README))))
def test_python_runs(desk: Path, number: int) -> None:
    """Each piece of Python in the README runs as it stands."""
    output = run([sys.executable, "-c", PYTHON.findall(README)[number]], desk)

    if "print" in PYTHON.findall(README)[number]:
        assert output


def test_the_data_dictionary_lists_every_field() -> None:
    """Each field of a line is explained, in the line's order, and no other."""
    text = (PROJECT / "docs" / "data-dictionary.md").read_text("utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    listed = [name for row in rows for name in re.findall(r"`(\w+)`", row)]

    assert listed == [field.name for field in dataclasses.fields(Article)]


def test_a_site_of_ones_own_is_crawled_and_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The README's example of a `Site`, served by the replica, is archived under its own name, and
    re-extraction finds it from the folder that it lies in.
    """
    (example,) = (block for block in PYTHON.findall(README) if "EXAMPLE = " in block)
    (tmp_path / "mysites").mkdir()
    (tmp_path / "mysites" / "example.py").write_text(example)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with serve(Replica(articles=12)) as server:
        done = run_crawl(
            tmp_path / "archive",
            "site=mysites.example:EXAMPLE",
            f"base_url={server.base_url}",
            "listings=Research.htm",
        )
    monkeypatch.delenv("PYTHONPATH")
    again = run(["usstnews", "reextract", "archive"], tmp_path)

    assert done.status == 0
    assert {article["site"] for article in done.articles()} == {"example"}
    assert len(again.splitlines()) == len(done.articles())
