"""`usstnews report`: how the runs went, as a table, for programs, and as a page with charts."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import html
from nightly import FIRST, a_run
from recorded import stored

from usstnews.archive.articles import ArticleLog
from usstnews.archive.layout import Archive
from usstnews.cli import main
from usstnews.runs.report import Completeness, Event, Report

SECTIONS = ("News & Events", "学术 <b>", *(f"Column {number}" for number in range(9)))
LAST = replace(
    a_run(30, 9, new=1, published=0),
    status=3,
    reason="alarming: published: 0 of 9 articles have it, usually 96 %",
    alarms=("published: 0 of 9 articles have it, usually 96 %", "missing: a <b>.warc.gz"),
    requests=21,
    bytes=24_300,
    held=2001,
    urls={"met": 12, "known": 5, "new": 1, "unchanged": 3, "changed": 1, "gone": 1, "left_out": 1},
    left_out={"robots.txt": 1},
    events=(
        Event("changed", "https://h/1.htm", "A [b]", 2, ("text",), ("- Old words", "+ New words")),
        Event("gone", "https://h/2.htm", "<script>alert(1)</script>"),
    ),
    events_left_out=3,
    counts={
        "reading/articles": 1200,
        "clean/articles_changed": 1050,
        "clean/edges": 40,
        "clean/edges/articles": 7,
        "clean/no_break_spaces": 12_345,
        "clean/no_break_spaces/articles": 1049,
    },
    completeness=(
        Completeness("https://h/n.htm", 30, 30, 5, missing=tuple(f"m{i}" for i in range(25))),
    ),
)


def run(*arguments: object) -> Result:
    """Run the command in this process, on a narrow terminal."""
    given = ["report", *map(str, arguments)]
    return CliRunner(env={"COLUMNS": "80"}).invoke(main, given, prog_name="usstnews")


def keep(archive: Archive, *reports: Report) -> None:
    """Keep reports as runs do."""
    for report in reports:
        archive.write_report(report.begun, report.to_json())


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Make an archive of thirteen years, eleven sections and 31 runs."""
    archive = Archive(tmp_path / "usst").make()
    with ArticleLog(archive.articles) as log:
        for number in range(300):
            day = date(2012, 1, 5) + timedelta(days=15 * number)
            section = SECTIONS[number % len(SECTIONS)]
            log.append(
                replace(stored(number), published=day if number % 10 else None, section=section)
            )
    keep(archive, *(a_run(day, 5, new=1) for day in range(30)), LAST)
    return archive


def test_the_runs_are_a_table_with_the_newest_last(archive: Archive) -> None:
    """As many as asked for, whole on 80 columns, with how each ended and what it counted."""
    lines = run(archive.root, "--last", 3).stdout.splitlines()
    assert lines[0].split() == ["runs", "of", "usst"]
    assert lines[1].split()[2:] == [
        *("mode", "status", "requests", "bytes", "new", "changed", "gone", "failed", "alarms")
    ]
    assert [line.split()[0] for line in lines[2:5]] == ["2024-01-29", "2024-01-30", "2024-01-31"]
    assert lines[4].split()[2:] == [*("update", "3", "21", "24.3", "kB", "1", "1", "1", "0", "2")]
    assert len(run(archive.root).stdout.split("\nstatus:")[0].splitlines()) == 22


def test_a_big_run_fits_as_well(archive: Archive) -> None:
    """Its thousands leave room for the last column's name, and for all of it."""
    big = replace(a_run(31, 9999, new=9999), requests=123_456, bytes=987_600_000)
    keep(archive, big)
    lines = run(archive.root).stdout.splitlines()
    assert lines[1].split()[-1] == "alarms"
    assert lines[21].split()[4:] == ["123,456", "988", "MB", "9,999", "0", "0", "0", "0"]


def test_what_is_unusual_comes_first(archive: Archive) -> None:
    """Then the sum of all URLs, what became of articles, and what is missing of listings."""
    told = run(archive.root).stdout.split("the run of ", 1)[1].splitlines()
    assert told[:3] == [
        "2024-01-31 03:00 took 3 min 00 s; alarming, for these 2:",
        "  ! published: 0 of 9 articles have it, usually 96 %",
        "  ! missing: a <b>.warc.gz",
    ]
    assert (
        "URLs: 12 met = 5 known + 1 new + 3 unchanged + 1 changed + 1 gone"
        " + 1 left out (1 robots.txt)"
    ) in told
    assert "changed: A [b], https://h/1.htm, version 2: text" in told
    assert told[told.index("    - Old words") + 1] == "    + New words"
    assert told.index("and 3 events more") < told.index(
        "listing https://h/n.htm: 30 announced, 30 listed, 5 held, 25 missing"
    )
    assert told.index("    missing m19") + 1 == told.index("    and 5 more missing")


def test_what_cleaning_changed_is_told(archive: Archive, tmp_path: Path) -> None:
    """By its rules, those of most articles first, after the sum of all URLs; where it changed
    nothing there is no such line.
    """
    told = run(archive.root).stdout.split("the run of ", 1)[1].splitlines()
    cleaned = (
        "cleaned: 1,050 of 1,200 articles read: 12,345 no break spaces in 1,049, 40 edges in 7"
    )
    assert told.index(cleaned) == 6
    run(archive.root, "--html", tmp_path / "r.html")
    page = html.fromstring((tmp_path / "r.html").read_text("utf-8"))
    assert [each.text for each in page.find_class("sum")][1:] == [cleaned]
    keep(archive, replace(LAST, started=a_run(31).started, counts={"clean/articles_changed": 0}))
    assert "cleaned" not in run(archive.root).stdout


def test_a_sum_that_does_not_come_out_is_told(archive: Archive) -> None:
    """A report whose classes do not add up says so."""
    keep(archive, replace(LAST, started=a_run(31).started, urls={"met": 5, "new": 3}))
    assert "5 met = 3 new, which is 3: the sum is wrong" in run(archive.root).stdout


def test_what_comes_of_many_runs_is_bounded(archive: Archive, tmp_path: Path) -> None:
    """The page is of the last 400 runs, says so, and names single pages of the newest alone."""
    for day in range(-375, 0):
        keep(archive, replace(a_run(day), events=LAST.events))
    run(archive.root, "--html", tmp_path / "r.html")
    page = html.fromstring((tmp_path / "r.html").read_text("utf-8"))
    said = page.text_content()
    assert f"the last 400 runs since {FIRST - timedelta(days=369):%Y-%m-%d}" in said
    assert "The last 60; usstnews report --last N tells of more." in said
    assert len(page.xpath("//tbody/tr")) == 60
    assert len(page.xpath("//ul[@class='events']/li")) == 2


def test_programs_get_the_reports(archive: Archive) -> None:
    """One to a line, whole, oldest first."""
    keep(archive, replace(a_run(29, 5, new=1), events=LAST.events))
    lines = run(archive.root, "--json", "--last", 2).stdout.splitlines()
    assert [json.loads(line)["started"] for line in lines] == [a_run(29).started, LAST.started]
    assert json.loads(lines[1]) == json.loads(json.dumps(asdict(LAST)))
    assert [event["url"] for event in json.loads(lines[0])["events"]] == [
        *("https://h/1.htm", "https://h/2.htm")
    ]


def test_the_page_is_one_file_that_asks_for_nothing(archive: Archive, tmp_path: Path) -> None:
    """It links to nothing but the site, loads nothing of it, runs no script, and holds three charts
    with labels.
    """
    done = run(archive.root, "--html", tmp_path / "r.html")
    assert done.exit_code == 0, done.output
    assert done.stderr == f"the report is in {tmp_path / 'r.html'}\n"
    text = (tmp_path / "r.html").read_text("utf-8")
    page = html.fromstring(text)
    assert not page.xpath("//script | //img | //iframe | //object | //link[@href != 'data:,']")
    assert {link for _, name, link, _ in page.iterlinks() if not link.startswith("#")} == {
        *("data:,", "https://en.usst.edu.cn/"),
        *("https://h/1.htm", "https://h/2.htm", "https://h/n.htm"),
    }
    assert "@import" not in text
    assert "url(http" not in text
    charts = page.xpath("//figure[@role='img']")
    assert [chart.get("aria-label") for chart in charts] == [
        "Articles per month, by section",
        "Requests and megabytes received per run",
        "Share of articles with each field",
    ]
    assert [len(chart.xpath("./svg")) for chart in charts] == [1, 1, 1]
    months, costs, fields = (" ".join(chart.itertext()).split() for chart in charts)
    assert {"2013", "2023"} <= set(months)
    assert {"requests", "received", "2024-01-01", "2024-01-31"} <= set(costs)
    assert {"title", "text", "published", "100"} <= set(fields)


def test_the_page_says_what_the_run_found(archive: Archive, tmp_path: Path) -> None:
    """Alarms first; sections with their numbers; and what pages say is shown, never run."""
    run(archive.root, "--html", tmp_path / "r.html")
    page = html.fromstring((tmp_path / "r.html").read_text("utf-8"))
    (last,) = page.find_class("last")
    assert "alarming" in last.get("class")
    assert [item.text for item in last.iter("li")] == list(LAST.alarms)
    assert "<script>alert(1)</script>" in " ".join(page.xpath("//ul[@class='events']//text()"))
    legend = [" ".join(item.itertext()) for item in page.xpath("(//ul[@class='legend'])[1]/li")]
    assert len(legend) == 8
    assert legend[-1].startswith("4 other sections")
    assert sum(int(item.split()[-1]) for item in legend) == 270
    assert "30 articles without a date." in page.text_content()
    assert len(page.xpath("//tbody/tr")) == 31


@pytest.mark.parametrize("runs", [0, 1])
def test_an_archive_of_next_to_nothing_has_a_page(tmp_path: Path, runs: int) -> None:
    """Without an article and without a run, or with one that read nothing, it says so."""
    archive = Archive(tmp_path / "usst").make()
    keep(archive, *(replace(a_run(day), status=2) for day in range(runs)))
    assert run(archive.root, "--html", tmp_path / "r.html").exit_code == 0
    text = html.fromstring((tmp_path / "r.html").read_text("utf-8")).text_content()
    assert "No article with a date is held." in text
    assert ("No run left a report." in text) == (runs == 0)


def test_a_single_month_is_drawn(tmp_path: Path) -> None:
    """An archive's first day has charts too."""
    archive = Archive(tmp_path / "usst").make()
    with ArticleLog(archive.articles) as log:
        log.append(replace(stored(1), published=date(2024, 2, 29), section=None))
    keep(archive, a_run(0, 1, new=1))
    assert run(archive.root, "--html", tmp_path / "r.html").exit_code == 0
    text = (tmp_path / "r.html").read_text("utf-8")
    assert "no section" in text
    assert "Feb" in text


def test_the_same_runs_give_the_same_page(archive: Archive, tmp_path: Path) -> None:
    """Nothing of when or where it was drawn is in it."""
    for name in ("a.html", "b.html"):
        run(archive.root, "--html", tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_an_archive_without_runs_says_so(tmp_path: Path) -> None:
    """Neither a table nor an error."""
    archive = Archive(tmp_path).make()
    assert run(archive.root).stdout == f"no run of {tmp_path} left a report\n"
    assert run(archive.root, "--json").stdout == ""


def test_a_report_of_the_first_release_is_shown(tmp_path: Path) -> None:
    """It has no sum, but what it counted."""
    archive = Archive(tmp_path).make()
    old = {
        "site": "usst",
        "base_url": "https://en.usst.edu.cn/",
        "mode": "update",
        "started": FIRST.isoformat(),
        "finished": FIRST.isoformat(),
        "status": 0,
        "reason": "complete: 3 new, 0 changed, 3 articles held",
        "counts": {"articles/new": 3, "downloader/request_count": 8},
        "pages": {"article": 3},
    }
    archive.write_report(FIRST, json.dumps(old))
    lines = run(archive.root).stdout.splitlines()
    assert lines[2].split()[2:] == ["update", "0", "8", "0", "B", "3", "0", "0", "0", "0"]
    assert not any(line.startswith("URLs") for line in lines)
    assert run(archive.root, "--html", tmp_path / "r.html").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("nowhere",), 1, "nowhere holds no archive; give the folder that a crawl wrote"),
        (("usst", "--last", "0"), 2, "0 is not in the range"),
        (("usst", "--json", "--html", "r.html"), 2, "--html goes not with --json"),
        (("usst", "--html", "usst/articles.jsonl"), 1, "would lie in the archive itself"),
        (("usst", "--html", "no/such/r.html"), 1, "cannot write no/such/r.html: No such file"),
    ],
)
def test_bad_input_is_one_line(
    archive: Archive,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    status: int,
    words: str,
) -> None:
    """What is wrong, with the status that goes with it."""
    monkeypatch.chdir(archive.root.parent)
    done = run(*arguments)
    assert done.exit_code == status
    (line,) = done.stderr.splitlines()
    assert words in line


def test_without_matplotlib_it_says_what_to_install(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line, and the table needs nothing."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    done = run(archive.root, "--html", tmp_path / "r.html")
    assert done.exit_code == 1
    assert done.stderr == (
        "usstnews: the charts need matplotlib, which is not installed: pip install matplotlib\n"
    )
    assert not (tmp_path / "r.html").exists()
    assert run(archive.root).exit_code == 0
