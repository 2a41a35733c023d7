"""Hold articles.jsonl to the records that it cites, and to what re-extraction gives."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING

from usstnews.archive.layout import LINES
from usstnews.archive.surt import surt
from usstnews.compare import compare
from usstnews.extract import EXTRACTOR, release
from usstnews.items import Article
from usstnews.text.digest import content_digest
from usstnews.verify.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from usstnews.verify.catalogue import Catalogue, Place
    from usstnews.verify.fault import Tally

_RECORD_ID = re.compile(rb'"record_id":"(<[^">]*>)"')
_MOST = 1 << 62  # octets: where no file reaches
_FAULTY = 2  # of a line that has been named already


class Lines:
    """The lines as they were when the check began, whatever takes the file's place since."""

    def __init__(self, path: Path, catalogue: Catalogue, tally: Tally) -> None:
        self._catalogue, self._tally = catalogue, tally
        self._file: BinaryIO = path.open("rb") if path.exists() else io.BytesIO()
        self._size = self._file.seek(0, io.SEEK_END)
        self._read_to = 0
        self._extractor = 0
        self._has_older = False

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def check(self, *, torn_end: bool) -> Iterator[Fault]:
        """Check each line by itself and against the record that it cites.

        A last line without its end is a fault unless a crawl writes it, or wrote it and died.
        """
        for offset, raw in self._rows(self._size):
            if not raw.endswith(b"\n"):
                if not torn_end:
                    self._cite(raw, offset)
                    yield self._fault(offset, "the last line is torn; the next crawl mends it")
                return
            self._tally.lines += 1
            findings = list(self._of_line(raw, offset))
            for finding in findings[:1]:
                yield self._fault(offset, finding)

    def compare(self, again: Iterable[Article], settled: Collection[str]) -> Iterator[Fault]:
        """Compare the lines with what re-extraction gives.

        The records of files that are not `settled` may have no lines yet.
        """
        db = self._catalogue.db
        end = 0
        for article in again:
            record_id = article.warc.record_id if article.warc else ""
            offset = self._offset(record_id)
            if offset is None:
                if article.warc and article.warc.file in settled:
                    place = f"warc/{article.warc.file}:{article.warc.offset}"
                    finding = f"no line is of the capture at {place} ({article.url})"
                    outdated = self._has_older or article.extractor != EXTRACTOR
                    yield self._fault(end, finding, outdated=outdated)
                continue
            row = db.execute("SELECT again FROM cited WHERE id = ?", (record_id,)).fetchone()
            if row[0] == _FAULTY:
                continue
            db.execute("UPDATE cited SET again = 1 WHERE id = ?", (record_id,))
            raw = self._line_at(offset)
            end = offset + len(raw)
            line = Article.from_json(raw)
            if (difference := compare(line, article)) is not None:
                names = ", ".join(change.field for change in difference.changes)
                finding = f"re-extraction gives another {names} ({article.url})"
                outdated = _is_other(line) or line.extractor != article.extractor
                yield self._fault(offset, finding, outdated=outdated)
        for (offset,) in db.execute("SELECT offset FROM cited WHERE again = 0 ORDER BY offset"):
            line = Article.from_json(self._line_at(offset))
            finding = f"re-extraction gives no such line ({line.url})"
            yield self._fault(offset, finding, outdated=_is_other(line))

    def _fault(self, offset: int, finding: str, *, outdated: bool = False) -> Fault:
        return Fault(LINES, offset, finding, outdated)

    def _rows(self, most: int) -> Iterator[tuple[int, bytes]]:
        while self._read_to < most:
            self._file.seek(self._read_to)
            if not (raw := self._file.readline(most - self._read_to)):
                return
            offset, self._read_to = self._read_to, self._read_to + len(raw)
            yield offset, raw

    def _of_line(self, raw: bytes, offset: int) -> Iterator[str]:
        try:
            article = Article.from_json(raw)
            is_spelt = _is_spelt(raw, article)
        except ValueError as error:
            self._cite(raw, offset)
            yield f"this is no article: {error}"
            return
        cites_once = self._cite(raw, offset, 0 if is_spelt else _FAULTY)
        findings = [] if is_spelt else ["the line is not spelt as an article's is"]
        findings += [] if cites_once else ["a line before cites the same record"]
        if not _is_typed(article):
            findings.append("a field is of a type that it never has")
        else:
            findings += [*self._of_article(article), *self._of_pointer(article)]
        if findings and cites_once and article.warc:
            self._catalogue.db.execute(
                "UPDATE cited SET again = ? WHERE id = ?", (_FAULTY, article.warc.record_id)
            )
        yield from findings

    def _cite(self, raw: bytes, offset: int, again: int = _FAULTY) -> bool:
        """Note which record a line cites, whatever else is wrong with it."""
        match = _RECORD_ID.search(raw)
        if match is None:
            return True
        row = (match[1].decode("utf-8", "replace"), offset, again)
        done = self._catalogue.db.execute("INSERT OR IGNORE INTO cited VALUES (?, ?, ?)", row)
        return done.rowcount == 1

    def _of_article(self, article: Article) -> Iterator[str]:
        number = release(article.extractor)
        if not 1 <= number <= int(EXTRACTOR) or number < self._extractor:
            known = f"{self._extractor or 1} to {EXTRACTOR}"
            yield f"its extractor is {article.extractor!r}, which is none from {known}"
            return
        self._extractor = number
        self._has_older |= number < int(EXTRACTOR)
        if article.digest != content_digest(article) and number == int(EXTRACTOR):
            yield "its digest is not that of its fields"

    def _of_pointer(self, article: Article) -> Iterator[str]:
        cited = article.warc
        if cited is None:
            yield "it cites no record"
            return
        there = self._catalogue.find(cited.record_id)
        if there is None:
            if not self._catalogue.was_at(cited.file, cited.offset):
                self._cite_at(cited.file, cited.offset)
                yield f"it cites {cited.record_id}, which is not there"
            return
        yield from _misses(article, there)
        if there.url is None or surt(there.url) != surt(article.url):
            yield f"it cites the capture of {there.url}"

    def _cite_at(self, file: str, offset: int) -> None:
        """Note the record that a line means but for the id."""
        db = self._catalogue.db
        query = "SELECT id FROM records WHERE file = ? AND offset = ?"
        if (row := db.execute(query, (file, offset)).fetchone()) is not None:
            db.execute("INSERT OR IGNORE INTO cited VALUES (?, 0, ?)", (row[0], _FAULTY))

    def _offset(self, record_id: str) -> int | None:
        query = "SELECT offset FROM cited WHERE id = ?"
        row = self._catalogue.db.execute(query, (record_id,)).fetchone()
        if row is None:
            # A crawl beside this check may have written the line since.
            for offset, raw in self._rows(self._file.seek(0, io.SEEK_END)):
                if not raw.endswith(b"\n"):
                    self._read_to = offset
                    break
                self._cite(raw, offset)
            row = self._catalogue.db.execute(query, (record_id,)).fetchone()
        return None if row is None else int(row[0])

    def _line_at(self, offset: int) -> bytes:
        self._file.seek(offset)
        return self._file.readline()


def _is_spelt(raw: bytes, article: Article) -> bool:
    """Tell whether a line is spelt as articles are; an older release's lacks what came since."""
    if raw == article.to_json().encode() + b"\n":
        return True
    values = json.loads(raw)
    fields = [name for name in json.loads(article.to_json()) if name in values]
    if article.extractor == EXTRACTOR or list(values) != fields:
        return False
    return raw == json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _is_typed(article: Article) -> bool:
    """Tell whether what is looked into is what it should be; JSON may hold anything."""
    texts: list[object] = [article.url, article.extractor]
    texts += [each.url for part in (article.images, article.files, article.videos) for each in part]
    texts += [image.md5 for image in article.images if image.md5 is not None]
    if (cited := article.warc) is not None:
        texts += [cited.file, cited.record_id]
        if type(cited.offset) is not int or not 0 <= cited.offset < _MOST:
            return False
    return all(isinstance(text, str) for text in texts)


def _is_other(article: Article) -> bool:
    """Tell whether a line was not made by the present extractor alone: by an earlier one, or with a
    general extractor's help, which may be another one by now, or not be installed.
    """
    return article.extractor != EXTRACTOR


def _misses(article: Article, there: Place) -> Iterator[str]:
    """Name what a line says otherwise than the record that it cites."""
    if (cited := article.warc) is None:
        return
    for name, said, is_so in (
        ("file", cited.file, there.file),
        ("offset", cited.offset, there.offset),
        ("payload digest", cited.payload_digest, there.payload),
        ("time", article.fetched_at, there.date),
    ):
        if said != is_so:
            yield f"it says the {name} of {cited.record_id} is {said}, which is {is_so}"
