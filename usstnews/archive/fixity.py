"""Are the WARC files there that the archive says it has?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from usstnews.archive.layout import OPEN
from usstnews.errors import UsstnewsError

if TYPE_CHECKING:
    from usstnews.archive.layout import Archive

# A line that is damaged names no file; `usstnews verify` says so.
_LINE = re.compile(rb"^[0-9a-f]{64}  warc/([!-.0-~]+\.warc\.gz)$", re.MULTILINE)


class MissingFile(UsstnewsError):
    """A WARC file that the archive had is not there."""


def missing_files(archive: Archive) -> list[str]:
    """List the WARC files, by name, that the manifest names and that are not there."""
    if not archive.manifest.exists():
        return []
    there = {path.name.removesuffix(OPEN) for path in archive.warc_files()}
    named = (match.decode("ascii") for match in _LINE.findall(archive.manifest.read_bytes()))
    return sorted(name for name in named if name not in there)


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
