"""One line for each kind of error, and the exit status that goes with it."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from usstnews.errors import UsstnewsError


class Group(click.Group):
    """Says what is wrong in one line, without a traceback: status 2 for usage, else 1."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line; a site of one's own is found from the folder that one is in."""
        sys.path.insert(0, str(Path.cwd()))
        try:
            return super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            print(error.format_message(), file=sys.stderr)
            sys.exit(2)
        except click.UsageError as error:
            command = error.ctx.command_path if error.ctx else "usstnews"
            _end(f"{command}: {error.format_message()} (`{command} --help` says more)", 2)
        except click.Abort:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the end is near, and needs no traceback
            _end("usstnews: interrupted", 130)
        except UsstnewsError as error:
            _end(f"usstnews: {error}", 1)
        except sqlite3.OperationalError as error:  # of the databases that live as long as a command
            _end(f"usstnews: temporary files: {error}; name a folder with room in TMPDIR", 1)
        except OSError as error:
            _end(f"usstnews: {error.filename or 'input/output'}: {error.strerror}", 1)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; whoever reads its output may have had enough of it."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return None
        return result


def _end(reason: str, status: int) -> NoReturn:
    print(" ".join(reason.split()), file=sys.stderr)
    sys.exit(status)
