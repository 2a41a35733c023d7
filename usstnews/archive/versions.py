"""The versions of articles: what a capture is to those held, and how it becomes the next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from usstnews.archive.history import Held, Verdict, judge
from usstnews.archive.layout import LINES
from usstnews.archive.wordings import Wordings
from usstnews.extract.kind import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from usstnews.archive.frontier import Frontier
    from usstnews.archive.state import Latest, State
    from usstnews.items import Article, Capture


class Log(Protocol):
    """Where judged articles go: `articles.jsonl`, or whoever re-extracts."""

    @property
    def size(self) -> int:
        """How much is in it, in its own units."""

    def append(self, article: Article) -> int:
        """Add an article; returns where it begins."""


class Versions:
    """Judges captures of articles and keeps them: the line first, then the state.

    `reread` gives the digest of an older version as the present extractor reads its record.
    """

    def __init__(
        self,
        state: State,
        frontier: Frontier,
        log: Log,
        reread: Callable[[Capture], str | None],
    ) -> None:
        self._state, self._frontier = state, frontier
        self._wordings = Wordings(state)
        self._log = log
        self._reread = reread

    def judge(self, article: Article) -> tuple[Verdict, Article]:
        """Say what a clean capture is to the archive, and give the article what that makes it."""
        latest = self._state.latest(article.key)
        aliases = self._frontier.aliases(article.key, article.url)
        article = replace(article, aliases=aliases)
        if latest and latest.url != article.url:
            if self._frontier.kind(latest.url) == Kind.ARTICLE:
                return Verdict.ALIAS, replace(article, version=latest.held.version)
            self._state.relocate(article.key, article.url)
        held = self._as_read_today(latest, article) if latest else None
        # What is held as it is, is what it was.
        is_held = held is not None and held.digest == article.digest
        return judge(article, held, None if is_held else self._wordings.repeated(article))

    def _as_read_today(self, latest: Latest, article: Article) -> Held:
        """Give the version that is held as whatever read the article reads it."""
        held, extractor = latest.held, article.extractor
        if held.digest == article.digest or held.extractor == extractor:
            return held
        digest = self._reread(latest.capture) or held.digest
        self._state.reread(article.key, digest, extractor)
        return Held(held.version, digest, extractor)

    def store(self, article: Article) -> None:
        """Write the line of a judged article, then remember it; raises `ValueError` for one that
        was not captured.
        """
        _must_be_captured(article)
        offset = self._log.append(article)
        self._state.note_line(article, offset)
        self.hold(article)

    def knows_its_lines(self) -> bool:
        """Tell whether the state remembers each line, as it does unless the disk refused a commit
        of what was already written.
        """
        return self._state.read_to(LINES) == self._log.size

    def hold(self, article: Article) -> None:
        """Remember an article whose line stands."""
        self._state.hold(article)
        self._wordings.hold(article)
        self._state.have_read(LINES, self._log.size)
        self.seen(article, _stored_as(article))

    def seen(self, article: Article, verdict: Verdict) -> None:
        """Remember that an article was looked at, what it was and what record shows it."""
        capture, date = _must_be_captured(article)
        self._state.note_capture(capture, article.url, Kind.ARTICLE)
        self._frontier.settle(
            article.url, Kind.ARTICLE, at=date, article=article.key, outcome=verdict
        )


def _stored_as(article: Article) -> Verdict:
    if article.version is not None and article.version > 1:
        return Verdict.CHANGED
    return Verdict.NEW if article.duplicate_of is None else Verdict.DUPLICATE


def _must_be_captured(article: Article) -> tuple[Capture, str]:
    if article.warc is None or article.fetched_at is None:
        raise ValueError(f"{article.url} was not captured")
    return article.warc, article.fetched_at
