"""`usstnews verify`: one line for each fault, a summary last, and the exit status."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result
from recorded import START
from verify.seeded import edit, offset, warc

from usstnews.archive.cdxj import index_archive
from usstnews.archive.layout import Archive
from usstnews.cli import main
from usstnews.reextract import replace_lines


def run(*arguments: object) -> Result:
    """Run the command in this process."""
    given = ["verify", *map(str, arguments)]
    return CliRunner().invoke(main, given, prog_name="usstnews")


def test_a_sound_archive_and_a_sound_package_give_a_summary(
    archive: Archive, package: Path
) -> None:
    """One line that counts what was checked, and status 0."""
    for path in (archive.root, package):
        result = run(path, "--jobs", 1)
        assert result.exit_code == 0, result.output
        (line,) = result.stdout.splitlines()
        assert line.startswith("no faults: 2 WARC files, 18 records, 5 captures, ")


def test_faults_are_listed_with_file_and_offset(archive: Archive) -> None:
    """One line each, the summary last, and status 1."""
    at = offset(archive, b"URI: https://en.usst.edu.cn/style.css")
    path = warc(archive)
    whole = bytearray(path.read_bytes())
    whole[at + 100] ^= 4
    path.write_bytes(whole)
    result = run(archive.root, "--jobs", 1)
    assert result.exit_code == 1
    fault, summary = result.stdout.splitlines()
    assert fault.startswith(f"warc/{path.name}:{at}: the record is damaged")
    assert summary.startswith("1 fault: 2 WARC files, ")
    assert "; not checked: re-extraction, until the WARC files are whole; put back a " in summary


def test_faults_are_given_to_programs_as_json(archive: Archive) -> None:
    """JSON Lines on stdout, the summary on stderr."""
    edit(archive.articles, "campus is green", "campus is grey")
    result = run(archive.root, "--json", "--jobs", 1)
    assert result.exit_code == 1
    (fault,) = map(json.loads, result.stdout.splitlines())
    assert (fault["file"], fault["offset"], fault["outdated"]) == ("articles.jsonl", 0, False)
    assert result.stderr.startswith("1 fault: ")
    how = f"`usstnews reextract {archive.root} --replace` makes articles.jsonl again"
    assert result.stderr.endswith(f"; {how}\n")


def test_what_a_line_says_to_do_mends_it(archive: Archive) -> None:
    """Lines by re-extraction; an index and the manifest by being made again."""
    edit(archive.articles, "campus is green", "campus is grey")
    path = archive.index_file(warc(archive).name)
    edit(path, '"offset": ', '"offset": 1')
    edit(archive.manifest, "  warc/", " warc/")
    last = run(archive.root, "--jobs", 1).stdout.splitlines()[-1]
    assert "delete the files in index/ that are named" in last
    assert "delete the lines of the manifest that are named" in last
    replace_lines(archive.root, START)
    path.unlink()
    archive.manifest.write_text(archive.manifest.read_text().split("\n", 1)[1])
    index_archive(archive)
    assert run(archive.root, "--jobs", 1).exit_code == 0


def test_what_only_lacks_its_index_is_left_to_the_next_crawl(archive: Archive) -> None:
    """As an archive of the release before does; the last line says so."""
    archive.manifest.unlink()
    assert run(archive.root).stdout.endswith("; the next crawl makes what is missing\n")


def test_what_is_no_archive_is_an_error(tmp_path: Path) -> None:
    """One line on stderr, status 1."""
    (tmp_path / "words.wacz").write_text("words")
    for name in (".", "none", "none.wacz", "words.wacz"):
        result = run(tmp_path / name)
        assert result.exit_code == 1
        (line,) = result.stderr.splitlines()
        assert line.startswith("usstnews: ")
        assert str(tmp_path / name) in line
