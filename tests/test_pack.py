"""`usstnews pack`: what it says, what it makes, and how it fails."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from packed import Opened, group, written
from recorded import START

from usstnews.archive.cdxj import index_archive
from usstnews.archive.layout import Archive
from usstnews.cli import main

MOST = 200 << 20  # octets of memory
# The peak of the process itself: `ru_maxrss` begins with that of the one that started it.
CHILD = """
import re, sys
from pathlib import Path
from usstnews.archive.layout import Archive
from usstnews.archive.wacz import pack
pack(Archive(Path(sys.argv[1])), Path(sys.argv[2]))
print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


def run(*arguments: object) -> Result:
    """Run `usstnews pack` in this process."""
    given = ["pack", *map(str, arguments)]
    return CliRunner().invoke(main, given, prog_name="usstnews")


@pytest.fixture
def filled(archive: Archive) -> Archive:
    """Make an archive of two captures, ten days apart."""
    written(archive, group("a.htm", b"a"), group("b.htm", b"b", at=START + timedelta(10)))
    return archive


def test_it_says_what_it_packed(filled: Archive, tmp_path: Path) -> None:
    """In one line, and the file is there."""
    output = tmp_path / "a.wacz"
    done = run(filled.root, "-o", output, "--sign")
    size = output.stat().st_size
    said = f"{output}: 2 captures, 0 pages, 1 WARC file, {size:,} bytes\n"
    assert (done.exit_code, done.stdout, done.stderr) == (0, said, "")
    assert "signedData" in Opened(output).json("datapackage-digest.json")


def test_it_packs_a_part(filled: Archive, tmp_path: Path) -> None:
    """By the day, in UTC."""
    done = run(filled.root, "-o", tmp_path / "a.wacz", "--since", "2024-01-11")
    assert done.stdout.startswith(f"{tmp_path / 'a.wacz'}: 1 capture, ")
    assert Opened(tmp_path / "a.wacz").urls() == {"b.htm"}


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ((), 2, "Missing option '-o'"),
        (("-o", "a.wacz", "--since", "2024-13-01"), 2, "Invalid value for '--since'"),
        (("-o", "a.wacz", "--since", "yesterday"), 2, "Invalid value for '--since'"),
        (
            ("-o", "a.wacz", "--since", "2025-01-01"),
            1,
            "since 2025-01-01; the last capture is of 2024-01-11",
        ),
        (("-o", "a.zip"), 1, "ends in .wacz"),
        (("-o", "no/a.wacz"), 1, "there is no folder no"),
        (("-o", "usst/warc/a.wacz"), 1, "would lie in the archive itself; name a file elsewhere"),
    ],
)
def test_bad_input_is_one_line(
    filled: Archive,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    arguments: tuple[str, ...],
    status: int,
    said: str,
) -> None:
    """With the status of the contract, and no file."""
    monkeypatch.chdir(tmp_path)
    done = run("usst", *arguments)
    assert done.exit_code == status
    (line,) = done.stderr.splitlines()
    assert said in line
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == [filled.root]


def test_a_missing_file_is_one_line(filled: Archive, tmp_path: Path) -> None:
    """A package without it would lack what its pages need."""
    index_archive(filled)
    (path,) = filled.warc_files()
    path.rename(tmp_path / "elsewhere")
    done = run(filled.root, "-o", tmp_path / "a.wacz")
    assert done.exit_code == 1
    assert done.stderr == (
        f"usstnews: {path} is missing; nothing was changed: put back a copy of it\n"
    )
    assert not (tmp_path / "a.wacz").exists()


def test_what_a_killed_crawl_left_can_be_finished(archive: Archive, tmp_path: Path) -> None:
    """By the command that the line names."""
    written(archive, group("a.htm", b"a"), close=False)
    done = run(archive.root, "-o", tmp_path / "a.wacz")
    assert f"the next crawl, or `usstnews reextract {archive.root} --replace`," in done.stderr
    again = CliRunner().invoke(main, ["reextract", str(archive.root), "--replace"])
    assert again.exit_code == 0, again.output
    assert run(archive.root, "-o", tmp_path / "a.wacz").exit_code == 0


def test_no_archive_is_one_line(tmp_path: Path) -> None:
    """A folder without one."""
    done = run(tmp_path, "-o", tmp_path / "a.wacz")
    assert done.exit_code == 1
    assert (
        done.stderr
        == f"usstnews: {tmp_path} holds no archive; give the folder that a crawl wrote\n"
    )


@pytest.mark.slow
def test_two_gigabytes_are_packed_in_little_memory(archive: Archive, tmp_path: Path) -> None:
    """Of large bodies that do not shrink, in many files."""
    pages = [group(f"{number}.mp4", os.urandom(4 << 20)) for number in range(24)]
    first = written(archive, *pages)
    for number in range(1, 21):
        os.link(first, first.with_name(first.name.replace("-00000-", f"-{number:05d}-")))
    assert sum(path.stat().st_size for path in archive.warc_files()) > 2 * 10**9
    index_archive(archive)
    output = tmp_path / "a.wacz"
    command = [sys.executable, "-c", CHILD, archive.root, output]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) * 1024 <= MOST
    opened = Opened(output)
    assert len(opened.lines) == 21 * 24
    assert opened.lines[-1].fields["recordDigest"].startswith("sha256:")
