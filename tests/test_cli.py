"""`usstnews …`: good and bad input, exit statuses, one line for what is wrong."""

from __future__ import annotations

import json
import re
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from recorded import MISSING, START, article_page, exchange, record, stored

from usstnews.archive.articles import ArticleLog
from usstnews.archive.layout import Archive, Lock
from usstnews.cli import main
from usstnews.items import Article
from usstnews.job import Job
from usstnews.session import Session

COMMANDS = sorted(main.commands)
URL = "https://en.usst.edu.cn/info/1/7.htm"


def run(*arguments: object) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="usstnews")


def refused(result: Result, status: int) -> str:
    """Check that a command failed as it should, and give its one line on stderr."""
    assert result.exit_code == status, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    return line


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Make an archive of two records, the first an article of two lines."""
    archive = Archive(tmp_path / "usst").make()
    record(archive, exchange("info/1/7.htm", article_page("Spring", "张柳")), exchange("News.htm"))
    with ArticleLog(archive.articles) as log:
        log.append(stored(7, section="News"))
        log.append(stored(7, version=2, text="one two three", section="News"))
    return archive


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Save an article page."""
    path = tmp_path / "page.htm"
    path.write_bytes(article_page("Spring", "张柳"))
    return path


@pytest.mark.parametrize("flag", ["--help", "-h"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, flag: str) -> None:
    """The example is a line that begins with the command as one types it."""
    result = run(command, flag)
    assert result.exit_code == 0
    assert f"Example: usstnews {command} " in " ".join(result.stdout.split())


def test_the_program_lists_its_commands_and_its_version() -> None:
    """Without a command it shows what there is."""
    listed = run("--help")
    assert listed.exit_code == 0
    assert all(re.search(rf"^  {command} ", listed.stdout, re.MULTILINE) for command in COMMANDS)
    assert run("--version").stdout == f"usstnews, version {version('usstnews')}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["extract"], "Missing argument 'FILE'"),
        (["extract", __file__], "Missing option '--url'"),
        (["extract", __file__, "--url", "info/1/7.htm"], "'info/1/7.htm' is no http or https URL"),
        (["extract", __file__, "--url", "ftp://h/7.htm"], "'ftp://h/7.htm' is no http or https"),
        (["replica", "--articles", "0"], "0 is not in the range x>=1"),
        (["replica", "--port", "70000"], "70000 is not in the range 0<=x<=65535"),
        (["replica", "--crawl-delay", "-1"], "-1.0 is not in the range x>=0"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what(arguments: list[str], said: str) -> None:
    """One line on stderr names the argument and the way to help; nothing goes to stdout."""
    line = refused(run(*arguments), 2)
    command = f"usstnews {arguments[0]}" if arguments[0] in COMMANDS else "usstnews"
    assert line.startswith(f"{command}: ")
    assert line.endswith(f" (`{command} --help` says more)")
    assert said in line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["extract", "no-such-file", "--url", URL],
            "there is no file no-such-file; give a page that was",
        ),
        (["extract", ".", "--url", URL], ". is a folder; give a page that was saved as HTML"),
        (["stats", "no-such-folder"], "no-such-folder holds no archive; give the folder that"),
        (["reextract", "no-such-folder"], "no-such-folder holds no archive; give the folder that"),
        (["stats", __file__], "test_cli.py holds no archive; give the folder that a crawl wrote"),
    ],
)
def test_a_path_that_leads_nowhere_ends_with_1(arguments: list[str], said: str) -> None:
    """The line names the path."""
    assert said in refused(run(*arguments), 1)


def test_no_command_at_all_shows_the_help() -> None:
    """What there is goes to stderr, since nothing was done."""
    result = run()
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Commands:" in result.stderr


def test_a_saved_page_becomes_json(page: Path) -> None:
    """The site is found by the URL's host; characters stand as they are."""
    result = run("extract", page, "--url", URL)
    assert (result.exit_code, result.stderr) == (0, "")
    article = json.loads(result.stdout)
    assert (article["site"], article["id"], article["title"]) == ("usst", 7, "Spring")
    assert article["text"] == "张柳"
    assert "张柳" in result.stdout


def test_a_reading_is_explained(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On stderr, a row for each strategy with what it found; what won is marked."""
    monkeypatch.setenv("COLUMNS", "140")
    result = run("extract", page, "--url", URL, "--explain")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["found_by"] == {
        "title": "announced",
        "body": ".v_news_content",
    }
    won = [" ".join(line.split()) for line in result.stderr.splitlines() if "✓" in line]
    assert [line.rsplit(" ", 1)[-1] for line in won] == ["Spring", "div.v_news_content"]
    assert won[0].startswith("✓ announced what stands above the body")
    assert won[1].startswith("✓ .v_news_content the article's form")


def test_an_explanation_is_wide_where_there_is_no_terminal(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log gets whole sentences; who finds the same as the winner is left out."""
    monkeypatch.delenv("COLUMNS", raising=False)
    page.write_text(
        "<title>Spring-USST</title><form name=_newscontent_fromname><h1>Spring</h1>"
        "<div class=v_news_content id=vsb_content>Body</div></form>"
    )
    lines = run("extract", page, "--url", URL, "--explain").stderr.splitlines()
    assert max(map(len, lines)) > 80
    assert next(line.split()[-1] for line in lines if "✓" in line) == "Spring"
    rows = [line for line in lines if line.rstrip().endswith(" Spring")]
    assert len(rows) == 1, rows


def test_a_page_without_a_known_container_names_what_may_help(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the general extractor is not installed; with it there is a text."""
    words = "The campus is green and the wind is mild, as everyone who came today could see. " * 3
    page.write_text(
        f"<title>Spring-USST</title><form name=_newscontent_fromname><h1></h1><div>{words}"
        "</div></form>"
    )
    assert json.loads(run("extract", page, "--url", URL).stdout)["text"] == words.strip()

    def missing(_: str) -> str:
        raise PackageNotFoundError

    monkeypatch.setattr("usstnews.extract.general.version", missing)
    result = run("extract", page, "--url", URL)
    assert (result.exit_code, json.loads(result.stdout)["text"]) == (0, "")
    assert result.stderr == (
        "no body found: the page has none of the containers that the site is known for;"
        " a general extractor may find it (pip install 'usstnews[fallback]')\n"
    )


def test_the_site_of_a_saved_page_can_be_named(page: Path) -> None:
    """By name or as `package.module:NAME`; without a name it is the CMS at the URL's host."""
    for given, site in (([], "mirror"), (["--site", "vsb"], "mirror")):
        result = run("extract", page, "--url", "http://mirror/info/1/7.htm", *given)
        assert json.loads(result.stdout)["site"] == site
    result = run("extract", page, "--url", URL, "--site", "usstnews.sites.usst:USST")
    assert json.loads(result.stdout)["site"] == "usst"


def test_a_page_that_is_no_article_ends_with_1(tmp_path: Path, page: Path) -> None:
    """One line says what it is; an unknown site is said in one line too."""
    page.write_bytes(MISSING)
    assert refused(run("extract", page, "--url", URL), 1) == (
        f"usstnews: {page} is no article page (missing)"
    )
    line = refused(run("extract", page, "--url", URL, "--site", "nowhere"), 1)
    assert line.startswith("usstnews: no site 'nowhere': known are usst, vsb")
    assert refused(run("extract", page, "--url", URL, "--site", "no.such:SITE"), 1) == (
        "usstnews: cannot import no.such (No module named 'no');"
        " run from the folder that holds it, or put that on PYTHONPATH"
    )


@pytest.mark.parametrize("url", ["http://[", "https://h:port/x.htm", "http://", "https://[::1/a"])
def test_a_url_that_is_none_is_wrong_usage(page: Path, url: str) -> None:
    """What begins like a URL and is none is refused without a traceback."""
    result = run("extract", page, "--url", url)
    assert result.exit_code in {1, 2}
    assert isinstance(result.exception, SystemExit)


def test_reextraction_goes_to_stdout_or_to_a_file(archive: Archive, tmp_path: Path) -> None:
    """Both are the same lines of JSON, and the file appears under its name only when whole."""
    result = run("reextract", archive.root)
    assert (result.exit_code, result.stderr) == (0, "")
    (line,) = result.stdout.splitlines()
    assert (json.loads(line)["id"], json.loads(line)["text"]) == (7, "张柳")
    again = tmp_path / "again.jsonl"
    again.write_text("what was there before")
    beside = tmp_path / "again.jsonl.tmp"
    beside.write_text("the user's own")
    done = run("reextract", archive.root, "-o", again)
    assert (done.stdout, done.stderr) == ("", f"1 article in {again}\n")
    assert again.read_text("utf-8") == result.stdout
    assert beside.read_text() == "the user's own"
    assert set(tmp_path.iterdir()) == {archive.root, again, beside}
    assert again.stat().st_mode == beside.stat().st_mode


def test_a_damaged_archive_leaves_the_output_as_it_was(archive: Archive, tmp_path: Path) -> None:
    """One line says where the damage is; the file of before stays."""
    again = tmp_path / "again.jsonl"
    again.write_text("before")
    (path,) = archive.warc_files()
    path.write_bytes(path.read_bytes()[:-3])
    line = refused(run("reextract", archive.root, "-o", again), 1)
    assert line.startswith(f"usstnews: {path}: The last record is torn at offset ")
    assert again.read_text() == "before"


def test_an_output_that_cannot_be_written_is_said_in_one_line(archive: Archive) -> None:
    """The name and the system's reason are in it."""
    for name, reason in (("no/x.jsonl", "No such file or directory"), (".", "Is a directory")):
        path = archive.root / name
        line = refused(run("reextract", archive.root, "-o", path), 1)
        assert line == f"usstnews: cannot write {path}: {reason}; name another file with -o"


def test_a_full_disk_is_said_in_one_line(archive: Archive, tmp_path: Path) -> None:
    """By the name that the user gave; a device too, and nothing is left."""
    again = tmp_path / "again.jsonl"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        done = run("reextract", archive.root, "-o", again, "--jobs", 1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    said = "File too large; name another file with -o"
    assert refused(done, 1) == f"usstnews: cannot write {again}: {said}"
    assert list(tmp_path.iterdir()) == [archive.root]
    line = refused(run("reextract", archive.root, "-o", "/dev/full"), 1)
    assert line.startswith("usstnews: cannot write /dev/full: No space left on device; ")


@pytest.mark.parametrize(
    "name", ["articles.jsonl", "state.db", "state.db-wal", "manifest-sha256.txt", "lock",
             "warc/x", "index/x.cdxj", "runs/x/y", "warc"]
)  # fmt: skip
def test_the_archives_own_files_are_no_output(archive: Archive, name: str) -> None:
    """However the path is spelt; every file is as it was."""
    before = {path: path.read_bytes() for path in archive.root.rglob("*") if path.is_file()}
    for path in (archive.root / name, archive.root / "warc" / ".." / name):
        for flags in ([], ["--diff"]):
            assert refused(run("reextract", archive.root, *flags, "-o", path), 1) == (
                f"usstnews: {path} would lie in the archive itself; name a file elsewhere,"
                " or use --replace"
            )
    assert {path: path.read_bytes() for path in archive.root.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("command", ["stats", "reextract"])
def test_a_folder_without_an_archive_ends_with_1(tmp_path: Path, command: str) -> None:
    """The line names the folder and says what to give."""
    assert refused(run(command, tmp_path), 1) == (
        f"usstnews: {tmp_path} holds no archive; give the folder that a crawl wrote"
    )


def test_stats_are_tables_for_people(archive: Archive) -> None:
    """What is held, by section, by year, by field."""
    result = run("stats", archive.root)
    assert (result.exit_code, result.stderr) == (0, "")
    rows = {tuple(re.split(r"\s*│\s*", row.strip("│ "))) for row in result.stdout.splitlines()}
    for row in (("articles", "1"), ("versions", "2"), ("words", "3"), ("News", "1")):
        assert row in rows
    assert ("published", "no dates") in rows
    assert ("undated", "1") in rows
    assert ("text", "1 (100%)") in rows


def test_stats_of_an_empty_archive_divide_by_nothing(tmp_path: Path) -> None:
    """An archive that was just begun is shown as such."""
    result = run("stats", Archive(tmp_path).make().root)
    assert result.exit_code == 0
    assert "an empty archive" in result.stdout


def test_stats_of_pages_without_articles_call_nothing_empty(tmp_path: Path) -> None:
    """There are WARC files, so that it is no empty archive."""
    archive = Archive(tmp_path).make()
    record(archive, exchange("News.htm"))
    shown = run("stats", archive.root).stdout
    assert "no articles" in shown
    assert "empty" not in shown


def test_stats_are_json_for_programs(archive: Archive) -> None:
    """The same numbers, under the names of the fields."""
    values = json.loads(run("stats", archive.root, "--json").stdout)
    assert (values["site"], values["articles"], values["versions"]) == ("usst", 1, 2)
    assert values["by_section"] == {"News": 1}


def test_a_damaged_line_is_said_in_one_line(archive: Archive) -> None:
    """Where it is and what to do."""
    with archive.articles.open("ab") as file:
        file.write(b"{}\n")
    line = refused(run("stats", archive.root), 1)
    assert f"{archive.articles}: the line at byte " in line


def test_a_reader_who_has_had_enough_is_no_error(tmp_path: Path) -> None:
    """`usstnews reextract DIR | head -1` ends with 0 and in silence."""
    archive = Archive(tmp_path).make()
    pages = [
        exchange(f"info/1/{number}.htm", article_page(text=f"{number} " * 9999), at=START)
        for number in range(1, 9)
    ]
    record(archive, *pages)
    command = [sys.executable, "-m", "usstnews.cli", "reextract", str(tmp_path)]
    command[1:3] = ["-c", "from usstnews.cli import main; main()"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["id"] == 1
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_an_interrupted_command_says_so() -> None:
    """Ctrl-C while it waits for its input: one line, and the status that shells give it."""
    command = "print(flush=True); from usstnews.cli import main; print(flush=True); main()"
    process = subprocess.Popen(
        [sys.executable, "-c", command, "extract", "/dev/stdin", "--url", URL],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() + process.stdout.readline() == "\n\n"
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=20)
        assert (out, said.strip()) == ("", "usstnews: interrupted")
        assert process.returncode == 130
    finally:
        process.kill()
        process.communicate()


def test_the_replica_has_designs() -> None:
    """`--design list` names them; one that is not there is refused in a line that does, too."""
    listed = run("replica", "--design", "list")
    assert listed.exit_code == 0
    names = [line.split()[0] for line in listed.stdout.splitlines()]
    assert len(names) == len(set(names)) > 20
    line = refused(run("replica", "--design", "frames-1998", "--port", 0), 1)
    assert line.startswith("usstnews: there is no design frames-1998; there are ")
    assert all(name in line for name in names[:-1])


def test_the_replica_is_served_until_it_is_interrupted() -> None:
    """It says where, answers there, and Ctrl-C ends it without a word."""
    command = "from usstnews.cli import main; main()"
    arguments = ["--articles", "1", "--port", "0", "--crawl-delay", "7"]
    process = subprocess.Popen(
        [sys.executable, "-c", command, "replica", *arguments],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        match = re.fullmatch(r"serving (http://127\.0\.0\.1:\d+/), 1 articles; Ctrl-C .*\n", said)
        assert match
        with urllib.request.urlopen(match[1] + "robots.txt") as answer:
            assert b"Crawl-delay: 7" in answer.read()
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=20) == (None, "")
        assert process.returncode == 0
    finally:
        process.kill()
        process.communicate()


def test_a_port_that_is_taken_is_said_in_one_line() -> None:
    """The system's reason, and status 1."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = refused(run("replica", "--articles", 1, "--port", port), 1)
    assert line == (
        f"usstnews: cannot serve on port {port}: Address already in use; give another with --port"
    )


def test_a_difference_is_shown_field_by_field(archive: Archive) -> None:
    """The page, then what goes and what comes, and in the end how much of each."""
    archive.articles.unlink()
    (again,) = run("reextract", archive.root).stdout.splitlines()
    values = json.loads(again)
    with ArticleLog(archive.articles) as log:
        log.append(Article.from_json(json.dumps({**values, "title": "Autumn", "text": "a\n\nb"})))
        log.append(stored(8))
    result = run("reextract", archive.root, "--diff")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        f"{URL} version 1",
        "  title - Autumn",
        "  title + Spring",
        "  text - a",
        "  text - b",
        "  text + 张柳",
        "https://en.usst.edu.cn/info/1/8.htm version 1 (would go)",
        "2 lines would change: lines that would go 1, title 1, text 1",
    ]


def test_no_difference_is_said(archive: Archive, tmp_path: Path) -> None:
    """Also into a file."""
    archive.articles.write_text(run("reextract", archive.root).stdout, "utf-8")
    assert run("reextract", archive.root, "--diff").stdout == "nothing would change\n"
    assert run("reextract", archive.root, "--diff", "-o", tmp_path / "d").exit_code == 0
    assert (tmp_path / "d").read_text() == "nothing would change\n"


def test_a_long_value_is_cut(archive: Archive) -> None:
    """A difference is for people to read."""
    archive.articles.write_text(run("reextract", archive.root).stdout, "utf-8")
    line = json.loads(archive.articles.read_text("utf-8"))
    archive.articles.write_text(json.dumps({**line, "title": "x" * 1000}) + "\n", "utf-8")
    shown = run("reextract", archive.root, "--diff").stdout.splitlines()
    assert max(map(len, shown)) < 250
    assert any(row.endswith("…") for row in shown)


def test_replacing_says_how_many_lines_and_where_the_old_are(archive: Archive) -> None:
    """The lines are those that re-extraction gives."""
    before, again = archive.articles.read_bytes(), run("reextract", archive.root).stdout
    result = run("reextract", archive.root, "--replace")
    assert (result.exit_code, result.stderr) == (0, "")
    match = re.fullmatch(
        r"1 line written; the old ones are in (articles\.\d{8}T\d{6}Z\.jsonl);"
        r" state\.db comes again with the next crawl\n",
        result.stdout,
    )
    assert match
    assert (archive.root / match[1]).read_bytes() == before
    assert archive.articles.read_text("utf-8") == again


def test_an_archive_in_use_is_not_replaced(archive: Archive) -> None:
    """One line names the process, with status 1."""
    before = archive.articles.read_bytes()
    lock = Lock(archive.lock, START)
    try:
        line = refused(run("reextract", archive.root, "--replace"), 1)
    finally:
        lock.release()
    assert "is in use by process" in line
    assert archive.articles.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--replace", "--diff"], "--replace goes with neither --diff nor -o"),
        (["--replace", "-o", "x.jsonl"], "--replace goes with neither --diff nor -o"),
        (["--jobs", "0"], "0 is not in the range x>=1"),
    ],
)
def test_options_that_contradict_are_wrong_usage(
    archive: Archive, arguments: list[str], said: str
) -> None:
    """Nothing is read or written."""
    assert said in refused(run("reextract", archive.root, *arguments), 2)


@pytest.fixture
def holey(tmp_path: Path) -> Archive:
    """Make an archive of a page that lacks a picture, and one that lacks nothing."""
    archive = Archive(tmp_path / "holey")
    session = Session(Job.parse({}), archive, START)
    pages = {"info/1/7.htm": "<img src=/gone.png><img src=/x.png>", "info/1/8.htm": ""}
    pages = {path: article_page(path, path, more) for path, more in pages.items()}
    answers = [exchange(path, page) for path, page in pages.items()]
    answers += [
        exchange("gone.png", b"", status=404),
        exchange("x.png", b"\x89PNG\r\n", headers=[("Content-Type", "image/png")]),
    ]
    for each in answers:
        session.archive_exchange(each)
    session.close()
    Session(Job.parse({}), archive, START).close()
    return archive


def test_holes_are_listed_page_by_page(holey: Archive) -> None:
    """The page, and below it what it lacks; as JSON Lines for programs."""
    result = run("stats", holey.root, "--holes")
    assert (result.exit_code, result.stderr) == (0, "")
    gone = "https://en.usst.edu.cn/gone.png"
    assert result.stdout.splitlines() == [URL, f"  missing   {gone}"]
    (line,) = run("stats", holey.root, "--holes", "--json").stdout.splitlines()
    assert json.loads(line) == {"url": URL, "lacking": [["missing", gone]]}


def test_stats_count_requisites_and_pages_with_holes(holey: Archive) -> None:
    """By what became of them; a deleted state knows it no more, and says when it will."""
    values = json.loads(run("stats", holey.root, "--json").stdout)
    assert values["requisites"] == {"captured": 1, "missing": 1}
    assert values["pages_with_holes"] == 1
    shown = run("stats", holey.root).stdout
    assert re.search(r"pages with holes +│? *1\b", shown)
    for path in holey.state_files():
        path.unlink(missing_ok=True)
    values = json.loads(run("stats", holey.root, "--json").stdout)
    assert (values["requisites"], values["pages_with_holes"]) == (None, None)
    assert values["requisites_unknown"].endswith("state.db; the next crawl makes it again")
    shown = " ".join(re.sub("[│┌┐└┘─]", " ", run("stats", holey.root).stdout).split())
    assert "not known: there is no" in shown
    line = refused(run("stats", holey.root, "--holes"), 1)
    assert line == f"usstnews: there is no {holey.state}; the next crawl makes it again"
    holey.state.write_bytes(b"\xa5" * 5000)
    assert run("stats", holey.root).exit_code == 0
    line = refused(run("stats", holey.root, "--holes"), 1)
    assert line.endswith("; delete it, the next crawl makes it again")
