"""`usstnews extract`: the article of one saved page."""

from __future__ import annotations

import json
import os
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from usstnews import extract_article
from usstnews.errors import UsstnewsError
from usstnews.extract.article import NotAnArticle
from usstnews.extract.explain import Tried, explain
from usstnews.extract.general import installed
from usstnews.extract.page import decode, parse
from usstnews.sites import Site, UnknownSite, load_site, origin, site_of
from usstnews.urls import web_address

if TYPE_CHECKING:
    from collections.abc import Iterable

PATH = click.Path(path_type=Path)
LONGEST = 200
WIDTH = 160  # of a table for no terminal, which would be cut to 80 columns
NO_BODY = (
    "no body found: the page has none of the containers that the site is known for;"
    " a general extractor may find it (pip install 'usstnews[fallback]')"
)


class NoPage(UsstnewsError):
    """The file given is no saved article page."""


@click.command()
@click.argument("file", type=PATH)
@click.option("--url", required=True, help="Where the page stood; its links resolve against it.")
@click.option("--site", "spec", help="usst, vsb or package.module:NAME; by the URL's host if left.")
@click.option("--explain", "why", is_flag=True, help="Show on stderr what strategies found.")
def extract(file: Path, url: str, spec: str | None, why: bool) -> None:
    """Print the article of one saved page as JSON.

    Its `found_by` names the strategy that found each part. With --explain a table on stderr says
    what each found; those that found the same as the one that won are left out.

    Example: usstnews extract page.htm --url https://en.usst.edu.cn/info/1023/2065.htm
    """
    try:
        url = web_address(url)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--url") from error
    site = site_of(url) if spec is None else find_site(spec)
    site = site if site.base_url else site.at(origin(url))
    try:
        html = decode(file.read_bytes())
        article = extract_article(html, url, site)
    except FileNotFoundError as error:
        raise NoPage(f"there is no file {file}; give a page that was saved as HTML") from error
    except IsADirectoryError as error:
        raise NoPage(f"{file} is a folder; give a page that was saved as HTML") from error
    except NotAnArticle as error:
        raise NoPage(f"{file} is no article page ({error.kind.value})") from error
    click.echo(json.dumps(json.loads(article.to_json()), ensure_ascii=False, indent=2))
    if why:
        show(explain(parse(html, url, site), site))
    if article.text == "" and "body" not in article.found_by and installed() is None:
        click.echo(NO_BODY, err=True)


def show(tried: Iterable[Tried]) -> None:
    """Show which strategies found what, the winners marked, on stderr.

    Of others that found just the same, nothing is said.
    """
    table = Table("part", "", "strategy", "looks at", "finds", box=SIMPLE)
    part, found = "", None
    for each in tried:
        if each.won:
            found = each.part, each.finds
        elif (each.part, each.finds) == found:
            continue
        if part and each.part != part:
            table.add_section()
        first, part = each.part if each.part != part else "", each.part
        mark = "✓" if each.won else ""
        row = (first, mark, each.strategy, each.looks_at, shorten(each.finds or "–", LONGEST))
        table.add_row(*map(Text, row), style="" if each.finds else "dim")
    console = Console(stderr=True)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = WIDTH
    console.print(table)


def find_site(spec: str) -> Site:
    """Find a site; where its module is not found, say from where it would be."""
    try:
        return load_site(spec)
    except UnknownSite as error:
        if not isinstance(error.__cause__, ImportError):
            raise
        raise UnknownSite(
            f"cannot import {spec.partition(':')[0]} ({error.__cause__});"
            " run from the folder that holds it, or put that on PYTHONPATH"
        ) from error
