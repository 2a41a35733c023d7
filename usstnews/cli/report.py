"""`usstnews report`: how the runs of an archive went."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from usstnews.archive.layout import Archive
from usstnews.cli.output import counted, written
from usstnews.runs.outcome import Status
from usstnews.runs.page import RUNS, page
from usstnews.runs.past import read_reports, read_whole
from usstnews.runs.told import accounting, cleaning, completeness, events, size, span, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usstnews.runs.report import Report

PATH = click.Path(path_type=Path)
LAST = 20
CLASSES = ("changed", "gone", "failed")
STYLES: dict[int, str] = {Status.INCOMPLETE: "yellow", Status.ALARMING: "bold red"}


@click.command()
@click.argument("folder", metavar="DIR", type=PATH)
@click.option("--last", default=LAST, show_default=True, type=click.IntRange(1), metavar="N")
@click.option("--json", "as_json", is_flag=True, help="The reports as JSON Lines, for programs.")
@click.option("--html", type=PATH, metavar="FILE", help="A page with charts.")
def report(folder: Path, last: int, as_json: bool, html: Path | None) -> None:
    """Show the last runs, and of the newest what was unusual and what changed.

    The page of --html is one file that needs neither network nor scripts, of the last 400 runs. Its
    charts are drawn by matplotlib: pip install matplotlib

    Example: usstnews report exports/usst --html report.html
    """
    archive = Archive(folder).must_exist()
    if html is not None:
        if as_json:
            raise click.UsageError("--html goes not with --json")
        archive.keep_out(html)
        text = page(archive, read_reports(archive.runs, RUNS))
        with written(html, "--html") as out:
            out.write(text)
        click.echo(f"the report is in {html}", err=True)
        return
    if as_json:
        for each in read_whole(archive.runs, last):
            click.echo(json.dumps(asdict(each), ensure_ascii=False))
        return
    reports = read_reports(archive.runs, last)
    if not reports:
        click.echo(f"no run of {folder} left a report")
        return
    console = Console(highlight=False)
    console.print(_runs(reports))
    _show(console, reports[-1])


def _runs(reports: Sequence[Report]) -> Table:
    """Make the table of runs, the newest last."""
    shown = Table(
        title=f"runs of {escape(reports[-1].site)}",
        caption="status: 0 complete, 1 not started, 2 incomplete, 3 alarming",
        title_justify="left",
        caption_justify="left",
        box=None,
        padding=(0, 1, 0, 0),
        show_edge=False,
        pad_edge=False,
    )
    shown.add_column("started (UTC)", no_wrap=True)
    shown.add_column("mode", no_wrap=True)
    for name in ("status", "requests", "bytes", "new", *CLASSES, "alarms"):
        shown.add_column(name, justify="right", no_wrap=True)
    for each in reports:
        numbers = (each.found, *map(each.became, CLASSES), len(each.alarms))
        shown.add_row(
            f"{each.begun:%Y-%m-%d %H:%M}",
            escape(each.mode),
            str(each.status),
            f"{each.requests:,}",
            size(each.bytes),
            *(f"{number:,}" for number in numbers),
            style=STYLES.get(each.status),
        )
    return shown


def _show(console: Console, run: Report) -> None:
    """Print what became of the newest run, what is unusual first."""

    def say(line: str, style: str = "") -> None:
        console.print(line, style=style, markup=False, soft_wrap=True)

    say(f"the run of {run.begun:%Y-%m-%d %H:%M} took {span(run)}; {verdict(run)}")
    for alarm in run.alarms:
        say(f"  ! {alarm}", "bold red")
    if sum_up := accounting(run):
        say(f"\nURLs: {sum_up}")
    if changed := cleaning(run):
        say(f"\ncleaned: {changed}")
    for line in events(run):
        say(line)
    if run.events_left_out:
        say(f"\nand {counted(run.events_left_out, 'event')} more")
    for line in completeness(run):
        say(line)
