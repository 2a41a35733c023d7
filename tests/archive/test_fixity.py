"""WARC files that should be there."""

from __future__ import annotations

from pathlib import Path

import pytest
from recorded import START, exchange, record, stored

from usstnews.archive.articles import ArticleLog
from usstnews.archive.fixity import MissingFile, missing_files, must_be_whole
from usstnews.archive.layout import Archive


def test_the_manifest_says_what_is_missing(tmp_path: Path) -> None:
    """A file that is open under its name is there; a line that is damaged names nothing."""
    archive = Archive(tmp_path).make()
    assert missing_files(archive) == []
    record(archive, exchange("a.htm"), close=False)
    (there,) = archive.warc_files()
    names = (there.name.removesuffix(".open"), "b.warc.gz", "c.warc.gz")
    rows = [f"{'0' * 64}  warc/{name}\n" for name in names]
    archive.manifest.write_bytes("".join(rows).encode() + b"\xff\n" + b"0  warc/d.warc.gz\n")
    assert missing_files(archive) == ["b.warc.gz", "c.warc.gz"]
    with pytest.raises(MissingFile, match=r"warc/b\.warc\.gz is missing; nothing was changed: put"):
        must_be_whole(archive)


def test_an_archive_that_was_just_begun_is_whole(tmp_path: Path) -> None:
    """As long as it has no article; with one and no file it is not."""
    archive = Archive(tmp_path).make()
    must_be_whole(archive)
    archive.articles.touch()
    must_be_whole(archive)
    with ArticleLog(archive.articles) as log:
        log.append(stored())
    with pytest.raises(MissingFile, match="holds no WARC file"):
        must_be_whole(archive)
    record(archive, exchange("a.htm"), at=START)
    must_be_whole(archive)
