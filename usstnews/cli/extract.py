"""`usstnews extract`: the article of one saved page."""

from __future__ import annotations

import json
from pathlib import Path

import click

from usstnews import extract_article
from usstnews.extract.page import decode
from usstnews.sites import load_site, site_of
from usstnews.urls import web_address

PATH = click.Path(path_type=Path)


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
    site = site_of(url) if spec is None else load_site(spec)
    article = extract_article(decode(file.read_bytes()), url, site)
    click.echo(json.dumps(json.loads(article.to_json()), ensure_ascii=False, indent=2))
