"""What a viewer has to know of a WACZ before it opens it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from usstnews.errors import UsstnewsError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["NoPackage", "Package", "open_package"]

MANIFEST = "datapackage.json"
MOST = 64_000_000  # bytes of a manifest: more is no manifest


class NoPackage(UsstnewsError):
    """The file is no WACZ."""


@dataclass(frozen=True)
class Package:
    """A WACZ to replay."""

    path: Path
    title: str
    home: str | None
    """The page to open at; None shows the list of pages."""
    key: str
    """Another for other contents: viewers remember what they read under an address."""


def open_package(path: Path, title: str = "") -> Package:
    """Read a WACZ's manifest; raises `NoPackage`."""
    try:
        with ZipFile(path) as container:
            if container.getinfo(MANIFEST).file_size > MOST:
                raise NoPackage(f"the {MANIFEST} of {path} is too large to be one")
            text = container.read(MANIFEST)
        manifest = json.loads(text)
    except (BadZipFile, KeyError, ValueError) as error:
        raise NoPackage(f"{path} is no WACZ; make one with `usstnews pack`") from error
    if not isinstance(manifest, dict):
        raise NoPackage(f"{path} is no WACZ; make one with `usstnews pack`")
    # The specification's spelling, and the one that py-wacz writes.
    home = manifest.get("mainPageUrl") or manifest.get("mainPageURL")
    named = manifest.get("title")
    size = path.stat().st_size
    return Package(
        path,
        title or (named if isinstance(named, str) else "") or path.name,
        home if isinstance(home, str) else None,
        hashlib.sha256(text + size.to_bytes(8)).hexdigest()[:16],
    )
