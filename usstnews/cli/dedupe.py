"""`usstnews dedupe`: which articles repeat others, found again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from usstnews.archive.layout import Archive
from usstnews.cli.output import bar, counted, table
from usstnews.dedupe import dedupe

if TYPE_CHECKING:
    from usstnews.dedupe import Deduped


@click.command(name="dedupe")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--threshold",
    type=float,
    help="Jaccard similarity of near-duplicates, from 0.5 to 1; the archive's own if left.",
)
@click.option("--dry-run", is_flag=True, help="Say what would change; change nothing.")
def dedupe_command(folder: Path, threshold: float | None, dry_run: bool) -> None:
    """Find again which articles repeat others, over the whole archive.

    Reads articles.jsonl alone. Where a mark changes, makes the file again and keeps the old one.
    From then on crawls mark by this threshold, too. With 1, equal articles alone are duplicates.

    Example: usstnews dedupe exports/usst --threshold 0.7 --dry-run
    """
    archive = Archive(folder).must_exist()
    size = archive.articles.stat().st_size if archive.articles.exists() else 0
    with bar() as shown:
        task = shown.add_task("reading", total=size)
        done = dedupe(
            folder,
            datetime.now(UTC),
            threshold,
            lambda read: shown.advance(task, read),
            dry=dry_run,
        )
    Console().print(
        table(
            f"threshold {done.near:g}",
            {
                "articles": f"{done.articles:,}",
                "of them repeating another": f"{done.repeating:,}",
                "articles that are repeated": f"{done.originals:,}",
                "lines newly marked": f"{done.marked:,}",
                "lines unmarked": f"{done.unmarked:,}",
                "lines marked otherwise": f"{done.remarked:,}",
            },
        )
    )
    click.echo(_said(done, dry=dry_run))


def _said(done: Deduped, *, dry: bool) -> str:
    if not (done.changed or done.is_other):
        return "nothing would change" if dry else "nothing changed"
    lines = counted(done.changed, "line") if done.changed else "no line"
    if dry:
        other = "" if done.changed else f"; the threshold would be {done.near:g} from then on"
        return f"{lines} would change{other}"
    state = "" if done.has_state else "; state.db comes again with the next crawl"
    if done.kept is None:
        return f"{lines} changed; the threshold is {done.near:g} from now on{state}"
    return f"{lines} changed; the old ones are in {done.kept.name}{state}"
