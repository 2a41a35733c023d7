"""`usstnews extract`: the article of one saved page."""

from __future__ import annotations

import json
from pathlib import Path

import click

from usstnews import extract_article
from usstnews.errors import UsstnewsError
from usstnews.extract.article import NotAnArticle
from usstnews.extract.page import decode
from usstnews.sites import Site, UnknownSite, load_site, site_of
from usstnews.urls import web_address

PATH = click.Path(path_type=Path)


class NoPage(UsstnewsError):
    """The file given is no saved article page."""


@click.command()
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
    site = site_of(url) if spec is None else find_site(spec)
    try:
        article = extract_article(decode(file.read_bytes()), url, site)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NoPage(f"there is no file {file}; give a page that was saved as HTML") from error
    except NotAnArticle as error:
        raise NoPage(f"{file} is no article page ({error.kind.value})") from error
    click.echo(json.dumps(json.loads(article.to_json()), ensure_ascii=False, indent=2))


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
