"""`usstnews replica`: a site to try things on."""

from __future__ import annotations

import click

from usstnews.errors import UsstnewsError
from usstnews.replica import Replica, serve_forever
from usstnews.replica.designs import DESIGNS, HOUSE


@click.command()
@click.option("--articles", default=60, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True, help="Another seed, another site.")
@click.option("--port", default=8123, show_default=True, type=click.IntRange(0, 65535))
@click.option("--crawl-delay", type=click.FloatRange(0), help="Seconds, for robots.txt.")
@click.option(
    "--design",
    default=HOUSE.name,
    show_default=True,
    metavar="NAME",
    help="The look of the article pages; `list` names all.",
)
def replica(articles: int, seed: int, port: int, crawl_delay: float | None, design: str) -> None:
    """Serve a generated site of the CMS on 127.0.0.1, to try things on.

    Example: usstnews replica --articles 200 --port 8123

    It changes when it is told to, by one change or a list of them:

    \b
    curl http://127.0.0.1:8123/__edit -d '[{"action": "new", "count": 3},
      {"action": "edited", "id": 1254}, {"template": "dateline"}]'

    \b
    new         count, column, pinned, day: to date it back
    repeated    id, column, how: equal, retitled, edited, or the next of a series
    edited      id, how: added or changed (a paragraph)
    retitled    id, title
    gone        id, how: 404, 410 or soft, listed: true if listings keep it
    back        id of what is gone
    restricted  id
    opened      id of what is restricted
    moved       id, column (where to)
    pinned      id, column
    unpinned    id, column
    template    template: dateline, body, pager or none; on: false takes it back
    day         day: 2026-12-01; or days: how many go by

    Columns are 1023, 1178 and 1061. /__truth.json tells what the site holds, /__log.json what was
    changed and when.
    """
    if design == "list":
        for one in DESIGNS.values():
            click.echo(f"{one.name:14} {one.about}")
        click.echo("drawn-N        for any other N: drawn from that number")
        return
    site = Replica(articles=articles, seed=seed, crawl_delay=crawl_delay, design=design)
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
