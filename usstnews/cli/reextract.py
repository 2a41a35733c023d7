"""`usstnews reextract`: articles again from the WARC files."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from usstnews.archive.layout import Archive
from usstnews.cli.output import bar, counted, written
from usstnews.cli.output import jobs as with_jobs
from usstnews.compare import spell
from usstnews.reextract import differences, reextract, replace_lines

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import IO

    from usstnews.compare import Difference

PATH = click.Path(path_type=Path)
SHOWN = 200  # characters of a value


@click.command(name="reextract")
@click.argument("folder", metavar="DIR", type=PATH)
@click.option("-o", "--output", type=PATH, help="A file; stdout if left.")
@click.option("--diff", is_flag=True, help="Show what would change in articles.jsonl instead.")
@click.option("--replace", is_flag=True, help="Make articles.jsonl again; the old one is kept.")
@with_jobs()
def reextract_command(
    folder: Path, output: Path | None, diff: bool, replace: bool, jobs: int
) -> None:
    """Read the articles again from the WARC files.

    Prints them as JSON Lines. Needs no network, and changes nothing in the archive but with
    --replace, which makes articles.jsonl again and finishes the WARC files of a killed crawl. It
    deletes state.db too, which the next crawl makes again.

    Example: usstnews reextract exports/usst --diff

    Example: usstnews reextract exports/usst --replace
    """
    if replace and (diff or output):
        raise click.UsageError("--replace goes with neither --diff nor -o")
    archive = Archive(folder).must_exist()
    if output is not None:
        archive.keep_out(output, instead=", or use --replace")
    sizes = [path.stat().st_size for path in archive.warc_files()]
    with bar() as shown:
        task = shown.add_task("reading", total=sum(sizes))

        def progress(size: int) -> None:
            shown.advance(task, size)

        if replace:
            lines, kept = replace_lines(folder, datetime.now(UTC), progress, jobs)
            was = f"; the old ones are in {kept.name}" if kept else ""
            click.echo(
                f"{counted(lines, 'line')} written{was}; state.db comes again with the next crawl"
            )
            return
        with written(output) as out:
            if diff:
                show(differences(folder, progress, jobs), out)
                return
            number = 0
            for article in reextract(folder, progress, jobs):
                print(article.to_json(), file=out)
                number += 1
    if output is not None:
        click.echo(f"{counted(number, 'article')} in {output}", err=True)


def show(differences: Iterable[Difference], out: IO[str]) -> None:
    """Write differences one below the other, and in the end how many there are of each kind."""
    lines, counts = 0, Counter[str]()
    for difference in differences:
        lines += 1
        article = difference.article
        what = " (would go)" if difference.lost else " (would be new)" if difference.gained else ""
        counts["lines that would go"] += difference.lost
        counts["lines that would be new"] += difference.gained
        print(f"{article.url} version {article.version}{what}", file=out)
        for change in difference.changes:
            counts[change.field] += 1
            for line in spell(change):
                print(f"  {change.field} {_cut(line)}", file=out)
    fields = ", ".join(f"{name} {count}" for name, count in counts.most_common() if count)
    print(
        f"{counted(lines, 'line')} would change: {fields}" if lines else "nothing would change",
        file=out,
    )


def _cut(line: str) -> str:
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"
