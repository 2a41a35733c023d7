"""`usstnews …`: the commands that need no crawl."""

import click

from usstnews.cli.dedupe import dedupe_command
from usstnews.cli.extract import extract
from usstnews.cli.group import Group
from usstnews.cli.import_text import import_text
from usstnews.cli.pack import pack_command
from usstnews.cli.rebuild import rebuild_command
from usstnews.cli.reextract import reextract_command
from usstnews.cli.replay import replay, viewer_command
from usstnews.cli.replica import replica
from usstnews.cli.report import report
from usstnews.cli.schedule import schedule
from usstnews.cli.stats import stats
from usstnews.cli.verify import verify_command

__all__ = ["main"]


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="usstnews")
def main() -> None:
    """Read, check and replay archives of a university's news; `scrapy crawl news` makes them."""


for command in (
    extract,
    import_text,
    reextract_command,
    rebuild_command,
    dedupe_command,
    stats,
    replica,
    pack_command,
    replay,
    viewer_command,
    verify_command,
    report,
    schedule,
):
    main.add_command(command)
