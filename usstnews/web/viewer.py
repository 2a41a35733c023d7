"""ReplayWeb.page, the viewer: kept apart from this project, since its licence is the AGPL.

It is the npm package `replaywebpage`. It is fetched by the user's own npm when the user asks for
it, held against the digest below, and only the files that replay needs are kept.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from usstnews import drafts
from usstnews.errors import UsstnewsError

__all__ = ["LICENCE", "PACKAGE", "VERSION", "NoViewer", "Viewer", "fetch", "find", "folder"]

PACKAGE = "replaywebpage"
VERSION = "2.5.3"
LICENCE = "AGPL-3.0-or-later"
# What `npm view replaywebpage@2.5.3 dist.integrity` says.
INTEGRITY = (
    "sha512-nCj2PSON3BxeSJKE8AsYPyULv0XPZKJWfy4l9PyQre9SqwLZ"
    "+WKZVs/sfLqPOQ4GrH+0YkjbwOhr8cSTH08gsQ=="
)
SCRIPTS = ("ui.js", "sw.js")
KEPT = (*SCRIPTS, "LICENSE", "package.json")
HOW = "`usstnews viewer` fetches it, once; or name a folder with its files in USSTNEWS_VIEWER"


class NoViewer(UsstnewsError):
    """The viewer is not at hand, or could not be fetched."""


@dataclass(frozen=True)
class Viewer:
    """A folder that holds the viewer's scripts."""

    root: Path

    @property
    def version(self) -> str | None:
        """The version that its package.json states."""
        try:
            stated = json.loads((self.root / "package.json").read_text("utf-8"))
        except (OSError, ValueError):
            return None
        version = stated.get("version") if isinstance(stated, dict) else None
        return version if isinstance(version, str) else None


def folder() -> Path:
    """Say where the viewer belongs: `USSTNEWS_VIEWER`, else the user's folder for data."""
    given = os.environ.get("USSTNEWS_VIEWER")
    if given:
        return Path(given)
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "usstnews" / f"{PACKAGE}-{VERSION}"


def find() -> Viewer:
    """Find the viewer; raises `NoViewer` with how to get it."""
    root = folder()
    if not all((root / name).is_file() for name in SCRIPTS):
        raise NoViewer(f"no viewer in {root}: {HOW}")
    return Viewer(root)


def fetch(root: Path) -> Viewer:
    """Fetch the viewer with npm and unpack it into `root`; raises `NoViewer`.

    The folder is whole or not there: the files get their place when all of them are written.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise NoViewer("npm is not installed; it fetches the viewer (Debian: apt-get install npm)")
    root.parent.mkdir(parents=True, exist_ok=True)
    with drafts.beside(root) as desk:
        tarball = _packed(npm, desk)
        whole = desk / "whole"
        _unpack(tarball, whole)
        if root.is_dir():
            for name in KEPT:
                (whole / name).replace(root / name)
        else:
            whole.replace(root)
    return Viewer(root)


def _packed(npm: str, desk: Path) -> bytes:
    """Let npm fetch the tarball, and hold it against the digest."""
    done = subprocess.run(  # noqa: S603  # npm's own path, and arguments of ours
        [npm, "pack", f"{PACKAGE}@{VERSION}", "--ignore-scripts", "--fetch-retries=1"],
        cwd=desk,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    tarball = desk / f"{PACKAGE}-{VERSION}.tgz"
    if done.returncode != 0 or not tarball.is_file():
        raise NoViewer(f"npm could not fetch {PACKAGE} {VERSION}: {_reason(done.stderr)}")
    body = tarball.read_bytes()
    digest = base64.b64encode(hashlib.sha512(body).digest()).decode()
    if f"sha512-{digest}" != INTEGRITY:
        raise NoViewer(
            f"what npm gave for {PACKAGE} {VERSION} is not what was published"
            f" (sha512-{digest[:12]}…); nothing was kept, look into your registry"
        )
    return body


def _reason(log: str) -> str:
    """Give the code with which npm says why it failed.

    >>> _reason("npm warn x\\nnpm error code ENOTFOUND\\nnpm error errno -3\\n")
    'ENOTFOUND; is the network there?'
    >>> _reason("npm ERR! code E403\\n"), _reason("")
    ('E403', 'it gave no reason')
    """
    for line in log.splitlines():
        words = line.split()
        if words[:1] == ["npm"] and words[2:3] == ["code"] and len(words) > 3:
            offline = words[3] in {"ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT"}
            return words[3] + ("; is the network there?" if offline else "")
    return "it gave no reason"


def _unpack(tarball: bytes, target: Path) -> None:
    """Write the files that are kept; the digest has vouched for what is in the tarball."""
    target.mkdir()
    with tempfile.TemporaryFile() as spool:
        spool.write(tarball)
        spool.seek(0)
        with tarfile.open(fileobj=spool) as packed:
            for name in KEPT:
                member = packed.extractfile(f"package/{name}")
                if member is None:
                    raise NoViewer(f"{PACKAGE} {VERSION} has no {name}")
                (target / name).write_bytes(member.read())
