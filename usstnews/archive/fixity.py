"""The digests of the WARC files, and whether all of these are there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from usstnews.archive.layout import OPEN
from usstnews.errors import UsstnewsError

if TYPE_CHECKING:
    from usstnews.archive.layout import Archive

# A line that is damaged names no file; `usstnews verify` says so.
_LINE = re.compile(r"^([0-9a-f]{64})  warc/([!-.0-~]+\.warc\.gz)$", re.MULTILINE | re.ASCII)


class MissingFile(UsstnewsError):
    """A WARC file that the archive had is not there."""


def read_manifest(archive: Archive) -> dict[str, str]:
    """Read the digests of the WARC files by their names, hex of SHA-256; none if not made yet."""
    if not archive.manifest.exists():
        return {}
    lines = _LINE.findall(archive.manifest.read_text("utf-8", "replace"))
    return {name: sha256 for sha256, name in lines}


def missing_files(archive: Archive) -> list[str]:
    """List the WARC files, by name, that the manifest names and that are not there."""
    there = {path.name.removesuffix(OPEN) for path in archive.warc_files()}
    return sorted(read_manifest(archive).keys() - there)


def must_be_whole(archive: Archive) -> None:
    """See that no WARC file is missing, before articles are read from them or they are packed.

    Raises `MissingFile`, also where there are articles and no WARC file at all.
    """
    for name in missing_files(archive):
        raise MissingFile(
            f"{archive.warc / name} is missing; nothing was changed: put back a copy of it"
        )
    articles = archive.articles
    if articles.exists() and articles.stat().st_size and not archive.warc_files():
        raise MissingFile(
            f"{archive.warc} holds no WARC file of the articles in {articles.name};"
            " nothing was changed: put back copies of them"
        )
