"""`usstnews replay` and `viewer`: an archive in the browser, on loopback."""

from __future__ import annotations

import signal
import webbrowser
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import click

from usstnews import drafts
from usstnews.archive.layout import Archive
from usstnews.archive.wacz import UnusableOutput, pack
from usstnews.archive.wacz.package import SUFFIX
from usstnews.cli.output import bar
from usstnews.errors import UsstnewsError
from usstnews.web.package import NoPackage, Package, open_package
from usstnews.web.serve import Server, check_port
from usstnews.web.viewer import LICENCE, PACKAGE, VERSION, NoViewer, fetch, find, folder

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = click.Path(path_type=Path)


@click.command()
@click.argument("source", metavar="DIR-or-FILE.wacz", type=PATH)
@click.option("--port", default=8124, show_default=True, type=click.IntRange(0, 65535))
@click.option("--no-browser", is_flag=True, help="Only serve; say where.")
def replay(source: Path, port: int, no_browser: bool) -> None:
    """Show an archive in the browser, with no network.

    A folder is packed first, into a temporary file (in $TMPDIR) that is removed at the end. The
    viewer is ReplayWeb.page, which `usstnews viewer` fetches. Served on 127.0.0.1 only.

    Example: usstnews replay exports/usst
    """
    viewer = find()
    _end_as_by_ctrl_c()
    _check(port)
    with _package(source) as package, Server(package, viewer, port) as server:
        click.echo(f"replaying {package.title} at {server.url}; Ctrl-C ends it", err=True)
        if not no_browser:
            webbrowser.open(server.url)
        try:
            Event().wait()
        except KeyboardInterrupt:
            return


@click.command(name="viewer")
def viewer_command() -> None:
    """Fetch ReplayWeb.page, the viewer of `usstnews replay`, with npm.

    It is licensed AGPL-3.0-or-later and no part of this program. It goes into your folder for
    data, or into $USSTNEWS_VIEWER.

    Example: usstnews viewer
    """
    try:
        held = find()
    except NoViewer:
        held = fetch(folder())
    click.echo(f"{PACKAGE} {held.version or VERSION} ({LICENCE}) is in {held.root}")


@contextmanager
def _package(source: Path) -> Iterator[Package]:
    """Open a package, or pack an archive for as long as it is replayed."""
    if source.is_file():
        yield open_package(source)
        return
    if source.suffix == SUFFIX and not source.exists():
        raise NoPackage(f"there is no file {source}; name a package, or an archive's folder")
    archive = Archive(source).must_exist()
    with drafts.temporary("usstnews-replay") as desk:
        packed = desk / f"{source.resolve().name}.wacz"
        with bar() as shown:
            sizes = [path.stat().st_size for path in archive.warc_files()]
            task = shown.add_task("packing", total=sum(sizes))
            try:
                pack(archive, packed, progress=lambda size: shown.advance(task, size))
            except UnusableOutput as error:
                raise UsstnewsError(
                    f"cannot pack into {desk}: {getattr(error.__cause__, 'strerror', error)};"
                    " name a folder with room in TMPDIR"
                ) from error
        yield open_package(packed)


def _end_as_by_ctrl_c() -> None:
    """Have the temporary file go too where the process is told to end, or its terminal is closed;
    `nohup` keeps it running.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.default_int_handler)


def _check(port: int) -> None:
    """Try the port before an archive is packed; raises `UsstnewsError` where it is taken."""
    try:
        check_port(port)
    except OSError as error:
        raise UsstnewsError(
            f"cannot serve on port {port}: {error.strerror}; give another with --port"
        ) from error
