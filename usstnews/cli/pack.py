"""`usstnews pack`: an archive as one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from usstnews.archive.cdxj import finished
from usstnews.archive.layout import Archive
from usstnews.archive.wacz import pack
from usstnews.cli.output import bar, counted

if TYPE_CHECKING:
    from datetime import datetime

PATH = click.Path(path_type=Path)


@click.command(name="pack")
@click.argument("folder", metavar="DIR", type=PATH)
@click.option("-o", "--output", required=True, type=PATH, help="The file to make, FILE.wacz.")
@click.option("--sign", is_flag=True, help="Sign it with a key that is made for this and dropped.")
@click.option(
    "--since",
    metavar="YYYY-MM-DD",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Only what was captured since that day (UTC), and what it needs to be replayed.",
)
def pack_command(folder: Path, output: Path, sign: bool, since: datetime | None) -> None:
    """Pack an archive into one WACZ file, to hand on.

    ReplayWeb.page and other players open it. Changes nothing in the archive. A crawl may run
    beside it: the file that it is writing is left out. The same archive packed twice gives the same
    bytes, unless it is signed. The signature shows that nobody changed the package since; who made
    it, only to those who have the public key from its maker.

    Example: usstnews pack exports/usst -o usst.wacz

    Example: usstnews pack exports/usst -o 2025.wacz --since 2025-01-01
    """
    archive = Archive(folder).must_exist()
    total = sum(path.stat().st_size for path in finished(archive))
    with bar() as shown:
        task = shown.add_task("packing", total=total)
        packed = pack(
            archive,
            output,
            since=since.date() if since else None,
            sign=sign,
            progress=lambda size: shown.advance(task, size),
        )
    parts = ((packed.captures, "capture"), (packed.pages, "page"), (packed.warc_files, "WARC file"))
    contents = ", ".join(counted(*part) for part in parts)
    click.echo(f"{output}: {contents}, {counted(packed.size, 'byte')}")
