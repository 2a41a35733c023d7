"""`usstnews stats`: what an archive holds, as tables."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from usstnews.archive.layout import Archive
from usstnews.cli.output import table
from usstnews.dataset.stats import Stats, holes, stats_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

PATH = click.Path(path_type=Path)


@click.command()
@click.argument("folder", metavar="DIR", type=PATH)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--holes", "only_holes", is_flag=True, help="List what each page lacks instead.")
def stats(folder: Path, as_json: bool, only_holes: bool) -> None:
    """Show what an archive holds, and what its pages lack.

    With --holes: the pages that lack images, style sheets and the like, each with what it lacks.
    What stands on other sites (external), and what is not the file that its URL states (mismatch),
    is no hole.

    Example: usstnews stats exports/usst --holes
    """
    if only_holes:
        _list_holes(Archive(folder), as_json)
        return
    held = stats_of(Archive(folder))
    if as_json:
        click.echo(json.dumps(asdict(held), ensure_ascii=False, indent=2))
        return
    console = Console()
    for each in _tables(held):
        console.print(each)


def _list_holes(archive: Archive, as_json: bool) -> None:
    """Print the pages with holes, one below the other, or as JSON Lines."""
    for page in holes(archive):
        if as_json:
            click.echo(json.dumps(asdict(page), ensure_ascii=False))
            continue
        click.echo(page.url)
        for outcome, url in page.lacking:
            click.echo(f"  {outcome:<9} {url}")


def _tables(held: Stats) -> Iterator[Table]:
    span = f"{held.first} to {held.last}" if held.first else "no dates"
    near = {"of these, nearly equal": f"{held.near_duplicates:,}"} if held.near_duplicates else {}
    none = "no articles" if held.warc_files else "an empty archive"
    yield table(
        held.site or none,
        {
            "articles": f"{held.articles:,}",
            "of them repeating another": f"{held.duplicates:,}",
            **near,
            "versions": f"{held.versions:,}",
            **({} if held.gone is None else {"gone from the site": f"{held.gone:,}"}),
            "published": span,
            "words": f"{held.words:,}",
            "articles.jsonl": f"{held.lines_bytes:,} bytes",
            "warc/": f"{held.warc_bytes:,} bytes, files: {held.warc_files}",
        },
    )
    if held.requisites is None:
        yield table("requisites", {f"not known: {held.requisites_unknown}": ""})
    else:
        outcomes = {name: f"{count:,}" for name, count in held.requisites.items()}
        yield table("requisites", outcomes | {"pages with holes": f"{held.pages_with_holes:,}"})
    for title, counts in (("sections", held.by_section), ("years", held.by_year)):
        yield table(title, {name: f"{count:,}" for name, count in counts.items()})
    yield table(
        "fields filled",
        {name: f"{count:,} ({count / held.articles:.0%})" for name, count in held.filled.items()}
        if held.articles
        else {},
    )
