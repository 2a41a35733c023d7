"""articles.jsonl: append a line, read whole lines, cut a torn one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple, Self

from usstnews.errors import UsstnewsError
from usstnews.items import Article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType


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
        self.sync()
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


def mend_articles(path: Path) -> int:
    """Cut a torn last line, which its WARC record makes again; returns the bytes cut."""
    if not path.exists():
        return 0
    with path.open("r+b") as file:
        size = end = file.seek(0, os.SEEK_END)
        while end > 0:
            step = min(65536, end)
            file.seek(end - step)
            newline = file.read(step).rfind(b"\n")
            if newline >= 0:
                end = end - step + newline + 1
                break
            end -= step
        if end < size:
            file.truncate(end)
            os.fsync(file.fileno())
    return size - end
