"""`usstnews replica`: a site to try things on."""

from __future__ import annotations

import click

from usstnews.errors import UsstnewsError
from usstnews.replica import Replica, serve_forever


@click.command()
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
