"""Archives in which there is nothing to find, small enough to be changed octet by octet."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from recorded import BASE, START, article_page, exchange, moved

from usstnews.archive.captures import warcinfo
from usstnews.archive.cdxj import index_archive
from usstnews.archive.layout import Archive
from usstnews.archive.ledger import FIELD
from usstnews.archive.wacz import pack
from usstnews.archive.warc import Record, WarcWriter
from usstnews.archive.warc.exchange import metadata_record, to_records
from usstnews.archive.warc.revisit import Original
from usstnews.reextract import reextract
from usstnews.sites import USST
from usstnews.verify import Fault, verify, verify_package

if TYPE_CHECKING:
    from collections.abc import Sequence

PACKAGE = "usst.wacz"
DAY = timedelta(days=1)
CSS = [("Content-Type", "text/css")]
STYLE = b"p { color: red }" * 3


def small(root: Path) -> Archive:
    """Make an archive of two files: an article, its style sheet, a redirect, a ledger; then a
    revisit of the style sheet and an edit of the article.
    """
    archive = Archive(root).make()
    asked = [
        exchange("info/1/7.htm", article_page()),
        exchange("style.css", STYLE, headers=CSS),
        moved("old.htm", "info/1/7.htm"),
    ]
    first = [to_records(each) for each in asked]
    page, style = first[0][0], first[1][0]
    needed = [(FIELD, f"captured {BASE}style.css")]
    first.append([metadata_record(f"{BASE}info/1/7.htm", page.id, needed, START)])
    write(archive, first)
    original = Original(
        style.id, f"{BASE}style.css", style.date, style.header("WARC-Payload-Digest") or ""
    )
    again = exchange("print.css", STYLE, headers=CSS, at=START + DAY)
    edited = exchange("info/1/7.htm", article_page(text="Two."), at=START + DAY)
    write(archive, [to_records(again, original=original), to_records(edited)], days=1)
    finish(archive)
    return archive


def write(archive: Archive, exchanges: Sequence[Sequence[Record]], days: int = 0) -> None:
    """Write a WARC file as a run does that many days after the first."""
    at = START + days * DAY
    writer = WarcWriter(archive.warc, "usst", warcinfo(USST, "usst"), now=lambda: at)
    for records in exchanges:
        writer.write(records)
    writer.close()


def finish(archive: Archive) -> None:
    """Make the indexes, the manifest and the lines of what was written."""
    index_archive(archive)
    with archive.articles.open("w", encoding="utf-8") as lines:
        for article in reextract(archive.root):
            print(article.to_json(), file=lines)


def packed(archive: Archive, folder: Path) -> Path:
    """Pack an archive, signed, into a folder."""
    output = folder / PACKAGE
    pack(archive, output, sign=True)
    return output


def copied(archive: Archive, to: Path) -> Archive:
    """Copy an archive, to be changed."""
    shutil.copytree(archive.root, to)
    return Archive(to)


def faults(path: Path) -> list[Fault]:
    """Find all that is wrong with an archive or a package."""
    return list(verify_package(path) if path.is_file() else verify(Archive(path)))
