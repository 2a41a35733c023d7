"""`usstnews rebuild`: state.db again from WARC files and lines."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from usstnews.archive.layout import Archive
from usstnews.cli.output import bar, counted
from usstnews.cli.output import jobs as with_jobs
from usstnews.rebuild import rebuild


@click.command(name="rebuild")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@with_jobs()
def rebuild_command(folder: Path, jobs: int) -> None:
    """Make state.db again from the WARC files and articles.jsonl.

    Needs no network. The old one stays in use until the new one is whole; the next crawl makes it
    too, where there is none. Lines that are missing are made from their records.

    Example: usstnews rebuild exports/usst
    """
    archive = Archive(folder).must_exist()
    sizes = [path.stat().st_size for path in archive.warc_files()]
    with bar() as shown:
        task = shown.add_task("reading", total=sum(sizes))
        made = rebuild(folder, datetime.now(UTC), lambda size: shown.advance(task, size), jobs)
    lines = f"; {counted(made.lines, 'missing line')} made" if made.lines else ""
    click.echo(
        f"{archive.state} made again: {counted(made.articles, 'article')},"
        f" {counted(made.urls, 'URL')}{lines}"
    )
