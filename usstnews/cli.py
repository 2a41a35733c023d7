"""`usstnews …`: the commands that need no crawl."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from usstnews import extract_article
from usstnews.archive.layout import Archive
from usstnews.dataset.stats import Stats, stats_of
from usstnews.errors import UsstnewsError
from usstnews.extract.page import decode
from usstnews.reextract import reextract
from usstnews.replica import Replica, serve_forever
from usstnews.sites import load_site, site_of
from usstnews.urls import web_address

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = click.Path(path_type=Path)


class Group(click.Group):
    """Says what is wrong in one line, without a traceback: status 2 for usage, else 1."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line; a site of one's own is found from the folder that one is in."""
        sys.path.insert(0, str(Path.cwd()))
        try:
            return super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            print(error.format_message(), file=sys.stderr)
            sys.exit(2)
        except click.UsageError as error:
            command = error.ctx.command_path if error.ctx else "usstnews"
            _end(f"{command}: {error.format_message()} (`{command} --help` says more)", 2)
        except click.Abort:
            _end("usstnews: interrupted", 130)
        except UsstnewsError as error:
            _end(f"usstnews: {error}", 1)
        except OSError as error:
            _end(f"usstnews: {error.filename or 'input/output'}: {error.strerror}", 1)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; whoever reads its output may have had enough of it."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return None
        return result


def _end(reason: str, status: int) -> NoReturn:
    print(" ".join(reason.split()), file=sys.stderr)
    sys.exit(status)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="usstnews")
def main() -> None:
    """Read, check and replay archives of a university's news; `scrapy crawl news` makes them."""


@main.command()
@click.argument("file", type=PATH)
@click.option("--url", required=True, help="Where the page stood; its links resolve against it.")
@click.option("--site", "spec", help="usst, vsb or package.module:NAME; by the URL's host if left.")
def extract(file: Path, url: str, spec: str | None) -> None:
    """Print the article of one saved page as JSON.

    Example: usstnews extract page.htm --url https://en.usst.edu.cn/info/1023/2065.htm
    """
    try:
        url = web_address(url)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--url") from error
    site = site_of(url) if spec is None else load_site(spec)
    article = extract_article(decode(file.read_bytes()), url, site)
    click.echo(json.dumps(json.loads(article.to_json()), ensure_ascii=False, indent=2))


@main.command(name="reextract")
@click.argument("folder", metavar="DIR", type=PATH)
@click.option("-o", "--output", type=PATH, help="A file; stdout if left.")
def reextract_command(folder: Path, output: Path | None) -> None:
    """Read the articles of an archive again from its WARC files, as JSON Lines.

    Needs no network and changes nothing in the archive.

    Example: usstnews reextract exports/usst -o again.jsonl
    """
    sizes = [path.stat().st_size for path in Archive(folder).must_exist().warc_files()]
    with _written(output) as out, _bar() as bar:
        task = bar.add_task("reading", total=sum(sizes))
        for article in reextract(folder, lambda size: bar.advance(task, size)):
            print(article.to_json(), file=out)


@main.command()
@click.argument("folder", metavar="DIR", type=PATH)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def stats(folder: Path, as_json: bool) -> None:
    """Show what an archive holds.

    Example: usstnews stats exports/usst
    """
    held = stats_of(Archive(folder))
    if as_json:
        click.echo(json.dumps(asdict(held), ensure_ascii=False, indent=2))
        return
    console = Console()
    for table in _tables(held):
        console.print(table)


@main.command()
@click.option("--articles", default=60, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True, help="Another seed, another site.")
@click.option("--port", default=8123, show_default=True, type=click.IntRange(0, 65535))
@click.option("--crawl-delay", type=click.FloatRange(0), help="Seconds, for robots.txt.")
def replica(articles: int, seed: int, port: int, crawl_delay: float | None) -> None:
    """Serve a generated site of the CMS on 127.0.0.1, to try things on.

    Example: usstnews replica --articles 200 --port 8123
    """
    site = Replica(articles=articles, seed=seed, crawl_delay=crawl_delay)
    try:
        serve_forever(
            site,
            port,
            lambda url: click.echo(f"serving {url}, {articles} articles; Ctrl-C ends it", err=True),
        )
    except OSError as error:
        raise UsstnewsError(
            f"cannot serve on port {port}: {error.strerror}; give another with --port"
        ) from error


@contextmanager
def _written(path: Path | None) -> Iterator[IO[str]]:
    """Open the output; a file gets its name when it is whole."""
    if path is None:
        yield sys.stdout
        return
    if path.exists() and not path.is_file():  # a pipe, a device
        with path.open("w", encoding="utf-8") as out:
            yield out
        return
    draft = path.with_name(f"{path.name}.tmp")
    try:
        with draft.open("w", encoding="utf-8") as out:
            yield out
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _bar() -> Progress:
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )


def _tables(held: Stats) -> Iterator[Table]:
    span = f"{held.first} to {held.last}" if held.first else "no dates"
    yield _table(
        held.site or "an empty archive",
        {
            "articles": f"{held.articles:,}",
            "of them repeating another": f"{held.duplicates:,}",
            "versions": f"{held.versions:,}",
            "published": span,
            "words": f"{held.words:,}",
            "articles.jsonl": f"{held.lines_bytes:,} bytes",
            "warc/": f"{held.warc_bytes:,} bytes, files: {held.warc_files}",
        },
    )
    for title, counts in (("sections", held.by_section), ("years", held.by_year)):
        yield _table(title, {name: f"{count:,}" for name, count in counts.items()})
    yield _table(
        "fields filled",
        {name: f"{count:,} ({count / held.articles:.0%})" for name, count in held.filled.items()}
        if held.articles
        else {},
    )


def _table(title: str, rows: dict[str, str]) -> Table:
    table = Table(title=title, title_justify="left", show_header=False, min_width=40)
    table.add_column()
    table.add_column(justify="right")
    for name, value in rows.items():
        table.add_row(name, value)
    return table
