"""Python reads this at its start if its folder is on PYTHONPATH: die, or fail, at the n-th change
to the files of a folder.

`FATAL_IN` names the folder. Changes are whatever opens a file there to write, renames, links,
removes or shortens one, makes a folder, opens a database, or waits for the disk, before it and
after it. `FATAL_AT` is the number of the change at which the process gets SIGKILL; `FATAL_COUNT` a
file in which their number is left; `FATAL_SYNCS` one to which each path is written that the disk is
waited for; `FATAL_EIO` a part of the names of the files whose waiting fails.
"""

import errno
import os
import signal
import sys
from pathlib import Path

FOLDER = os.environ.get("FATAL_IN")
AT = int(os.environ.get("FATAL_AT", "0"))
COUNT = os.environ.get("FATAL_COUNT")
SYNCS = os.environ.get("FATAL_SYNCS")
EIO = os.environ.get("FATAL_EIO")
EVENTS = {
    "open", "os.rename", "os.link", "os.remove", "os.truncate", "os.mkdir", "sqlite3.connect",
}  # fmt: skip
OURS = os.getpid()

changes = 0
sync = os.fsync


def change() -> None:
    """Count one; this may be the last."""
    global changes  # noqa: PLW0603  (a hook has no other place)
    changes += 1
    if changes == AT:
        os.kill(OURS, signal.SIGKILL)


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Hear of what the interpreter does."""
    if event not in EVENTS or os.getpid() != OURS:
        return
    path = arguments[0]
    if isinstance(path, int):
        path = str(Path(f"/proc/self/fd/{path}").readlink())
    if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & 0o1103):
        return  # neither written nor made nor emptied
    if str(path).startswith(str(FOLDER)):
        change()


def fsync(file: int) -> None:
    """Wait for the disk, as told."""
    path = str(Path(f"/proc/self/fd/{file}").readlink())
    if not path.startswith(str(FOLDER)):
        sync(file)
        return
    if SYNCS:
        descriptor = os.open(SYNCS, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, f"{path}\n".encode())
        os.close(descriptor)
    if EIO and EIO in path:
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    change()
    sync(file)
    change()


if FOLDER:
    sys.addaudithook(watch)
    os.fsync = fsync
    if COUNT:
        import atexit

        atexit.register(lambda: Path(COUNT).write_text(str(changes)))
