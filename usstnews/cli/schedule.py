"""`usstnews schedule`: scheduled runs, for systemd and for cron."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import click

from usstnews.errors import UsstnewsError
from usstnews.job import Job
from usstnews.runs.schedule import BadSchedule, Moment, Schedule

PATH = click.Path(path_type=Path)
UNITS = "/etc/systemd/system"
KINDS = ("service", "timer", "alarm", "cron")


class NoScrapy(UsstnewsError):
    """The program to schedule is not there."""


@click.command()
@click.option("--archive", type=PATH, help="The archive.  [default: exports/SITE]")
@click.option(
    "--at", default="03:17", show_default=True, help="[DAYS ]HH:MM, such as 'Mon..Sat 03:17'."
)
@click.option("--user", default="usstnews", show_default=True, help="Who runs it.")
@click.option("--mail", default="root", show_default=True, help="Who is told of a bad end.")
@click.option("--webhook", metavar="URL", help="Tell this address instead.")
@click.option("-a", "arguments", metavar="NAME=VALUE", multiple=True, help="As of the crawl.")
@click.option("-s", "settings", metavar="NAME=VALUE", multiple=True, help="As of the crawl.")
@click.option("--only", type=click.Choice(KINDS), help="Print one file alone.")
def schedule(
    *,
    archive: Path | None,
    at: str,
    user: str,
    mail: str,
    webhook: str | None,
    arguments: tuple[str, ...],
    settings: tuple[str, ...],
    only: str | None,
) -> None:
    """Print a systemd service and timer, and a line for cron.

    They run `scrapy crawl news` as a user of its own that can write nothing but the archive, and
    tell somebody when a run ends with any status but 0. Nothing is installed: the comments say
    where each file goes.

    Example: usstnews schedule --archive /srv/usst --at "Mon..Sat 03:17"
    """
    given = dict(_pair(each) for each in arguments)
    job = Job.parse(given)
    if any(name == "ARCHIVE_DIR" for name, _ in map(_pair, settings)):
        raise click.UsageError("name the archive with --archive")
    project = _project()
    root = (archive or (project or Path.cwd()) / "exports" / job.site.name).absolute()
    name = re.sub(r"[^A-Za-z0-9]+", "-", job.site.name).strip("-")
    mode = "" if job.mode == "update" else f"-{job.mode}"
    planned = Schedule(
        name=f"usstnews-{name}{mode}",
        command=(
            str(_scrapy()),
            *("crawl", "news"),
            *(part for each in arguments for part in ("-a", each)),
            *("-s", f"ARCHIVE_DIR={root}", "-s", "LOG_LEVEL=WARNING"),
            *(part for each in settings for part in ("-s", each)),
        ),
        interpreter=Path(sys.executable).resolve(),
        directory=project or root,
        archive=root,
        moment=Moment.parse(at),
        user=user,
        mail=mail,
        webhook=webhook,
        settings=None if project else "usstnews.settings",
    )
    files = {
        "service": (f"{UNITS}/{planned.name}.service", planned.service()),
        "timer": (f"{UNITS}/{planned.name}.timer", planned.timer()),
        "alarm": (f"{UNITS}/usstnews-alarm@.service", planned.alarm()),
        "cron": (f"/etc/cron.d/{planned.name}", planned.cron()),
    }
    if only is None:
        click.echo(_how(planned))
    for kind, (path, text) in files.items():
        if only in {None, kind}:
            either = ", instead of the units" if kind == "cron" else ""
            click.echo(f"# {path}{either}\n{text}" if only is None else text, nl=only is None)


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not name or not sign:
        raise BadSchedule(f"{text!r} is not of the form NAME=VALUE")
    return name, value


def _project() -> Path | None:
    """Find the folder with Scrapy's `scrapy.cfg`, from here upwards."""
    here = Path.cwd()
    return next((each for each in (here, *here.parents) if (each / "scrapy.cfg").is_file()), None)


def _scrapy() -> Path:
    """Find the program beside the Python that runs this."""
    path = Path(sys.executable).absolute().parent / "scrapy"
    if not path.is_file():
        raise NoScrapy(f"there is no {path}; run the `usstnews` of the environment with Scrapy")
    return path


def _how(planned: Schedule) -> str:
    """Say what to do with the files."""
    return (
        "# Each part below is a file; its first line says where it goes. `--only KIND` prints one\n"
        "# alone, to redirect. Then, as root:\n"
        f"#   useradd --system --shell /usr/sbin/nologin {planned.user}\n"
        f"#   install -d -o {planned.user} {shlex.quote(str(planned.archive))}\n"
        f"#   systemctl daemon-reload && systemctl enable --now {planned.name}.timer\n"
    )
