"""`usstnews …`: the commands that need no crawl."""

import click

from usstnews.cli.extract import extract, reextract_command
from usstnews.cli.group import Group
from usstnews.cli.replica import replica
from usstnews.cli.stats import stats

__all__ = ["main"]


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="usstnews")
def main() -> None:
    """Read, check and replay archives of a university's news; `scrapy crawl news` makes them."""


for command in (extract, reextract_command, stats, replica):
    main.add_command(command)
