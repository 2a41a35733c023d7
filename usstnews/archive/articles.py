"""articles.jsonl: append a line, read whole lines, cut a torn one."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Self

from usstnews.errors import UsstnewsError
from usstnews.items import Article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType

_READ = 1 << 16  # octets at once
_LINES = re.compile(rb"[^\n]*\n|[^\n]+")
# Lines are written about in the order of their records: behind so many good ones all are.
_SOUND = 500


class DamagedLine(UsstnewsError):
    """A line of articles.jsonl is not an article."""


class Line(NamedTuple):
    """An article and where its line begins, in bytes from the start of the file."""

    offset: int
    article: Article


class ArticleLog:
    """The growing file. Every line is one unbuffered write, so a crash tears at most the last."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab", buffering=0)
        self._size = self._file.seek(0, os.SEEK_END)

    def append(self, article: Article) -> int:
        """Write one line and return its offset; a line that does not fit leaves no trace."""
        offset, line = self._size, article.to_json().encode() + b"\n"
        try:
            written = 0
            while written < len(line):
                written += self._file.write(line[written:])
        except OSError:
            self._file.truncate(offset)
            raise
        self._size += len(line)
        return offset

    @property
    def size(self) -> int:
        """The file's length in bytes."""
        return self._size

    def sync(self) -> None:
        """Wait until the lines are on the disk itself."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Sync and close."""
        try:
            self.sync()
        finally:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def read_articles(path: Path, start: int = 0) -> Iterator[Line]:
    """Read the whole lines from byte `start` on; a last line without its end is still being
    written and left out. Raises `DamagedLine`.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        file.seek(start)
        offset = start
        for raw in file:
            if not raw.endswith(b"\n"):
                return
            try:
                article = Article.from_json(raw)
            except ValueError as error:
                raise DamagedLine(
                    f"{path}: the line at byte {offset} is no article ({error});"
                    f" `usstnews reextract {path.parent} --replace` makes the file again"
                ) from error
            yield Line(offset, article)
            offset += len(raw)


def lines_after(path: Path, date: str) -> int:
    """Find the byte at which the lines begin that stand behind the last one fetched by a `date`
    (a WARC-Date); they are looked at from the end.
    """
    if not path.exists():
        return 0
    with path.open("rb") as file:
        for offset, line in _backwards(file, file.seek(0, os.SEEK_END)):
            if _fetched_at(line) <= date:
                return offset + len(line)
    return 0


def _fetched_at(line: bytes) -> str:
    """Read when the article of a line was fetched; one that is damaged says nothing of that."""
    try:
        return str(json.loads(line)["fetched_at"])
    except (ValueError, KeyError, TypeError):
        return ""


def mend_articles(
    path: Path, is_there: Callable[[str, int], bool] = lambda _file, _offset: True
) -> int:
    """Cut a torn last line, and what a power cut left: all from the first line on that has holes
    in it or cites a record that `is_there` denies, by its file and offset. Returns the bytes cut.

    Whatever records there are of the lines cut make these again.
    """
    if not path.exists():
        return 0
    with path.open("r+b") as file:
        size = end = file.seek(0, os.SEEK_END)
        sound = 0
        for offset, line in _backwards(file, size):
            if _is_sound(line, is_there):
                sound += 1
            else:
                end, sound = offset, 0
            if sound == _SOUND:
                break
        if end < size:
            file.truncate(end)
            os.fsync(file.fileno())
    return size - end


def _is_sound(line: bytes, is_there: Callable[[str, int], bool]) -> bool:
    if not line.endswith(b"\n") or b"\0" in line:
        return False
    try:
        cited = json.loads(line)["warc"]
        return is_there(cited["file"], cited["offset"])
    except (ValueError, KeyError, TypeError):
        return True  # what no power cut did is for those to see who read the line


def _backwards(file: BinaryIO, end: int) -> Iterator[tuple[int, bytes]]:
    """Yield the lines up to `end` and their offsets, the last first; a torn one lacks its end."""
    start, rest = end, b""
    while start > 0:
        step = min(_READ, start)
        start -= step
        file.seek(start)
        lines = _LINES.findall(file.read(step) + rest)
        rest = lines.pop(0) if start else b""  # it may begin further up
        for line in reversed(lines):
            end -= len(line)
            yield end, line
