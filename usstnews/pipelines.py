"""Clean, Dedupe, Store: each a shell over a function."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import DropItem

from usstnews.archive.history import NOTHING_NEW, Verdict
from usstnews.session import Session
from usstnews.summary import counts_of, repeated_of
from usstnews.text.clean import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

    from usstnews.archive.intake import Intake
    from usstnews.archive.state import State
    from usstnews.items import Article


class NotStored(DropItem):
    """An article could not be kept: the archive or its state cannot be written."""


@contextmanager
def storing(state: State) -> Iterator[None]:
    """Remember all of an article or nothing; raise `NotStored` where the disk refuses."""
    try:
        with state.whole():
            yield
    except (OSError, sqlite3.Error) as error:
        raise NotStored(f"not stored: {error}", log_level="ERROR") from error


class CleanPipeline:
    """Gives every text its one clean spelling."""

    def __init__(self, stats: StatsCollector) -> None:
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Count in the crawler's stats."""
        return cls(crawler.stats)

    def process_item(self, item: Article) -> Article:
        """Clean an article, and count for each rule where it changed something, and in how many
        articles.
        """
        article, counts = clean(item)
        for rule, places in counts.items():
            self._stats.inc_value(f"clean/{rule}", places)
            self._stats.inc_value(f"clean/{rule}/articles")
        self._stats.inc_value("clean/articles_changed", int(bool(counts)))
        self._read(article)
        return article

    def _read(self, article: Article) -> None:
        """Count what the page gave, for the comparison with other runs."""
        for name, value in counts_of(article).items():
            self._stats.set_value(name, self._stats.get_value(name, 0) + value)


class DedupePipeline:
    """Says what a capture is to the archive; what is unchanged is looked at and dropped."""

    def __init__(self, intake: Intake, stats: StatsCollector) -> None:
        self._intake, self._stats = intake, stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the archive that the crawler's session opened."""
        return cls(Session.of(crawler).intake, crawler.stats)

    def process_item(self, item: Article) -> Article:
        """Give an article its version and `duplicate_of`."""
        with storing(self._intake.state):
            verdict, article = self._intake.versions.judge(item)
            if verdict in NOTHING_NEW:
                self._intake.versions.seen(article, verdict)
        self._stats.inc_value(f"articles/{verdict}")
        if verdict is Verdict.DUPLICATE:
            for name in repeated_of(article):
                self._stats.inc_value(name)
        if verdict in NOTHING_NEW:
            raise DropItem(verdict, log_level="DEBUG")
        return article


class StorePipeline:
    """Writes the line, then remembers it."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the archive that the crawler's session opened."""
        return cls(Session.of(crawler).intake)

    def process_item(self, item: Article) -> Article:
        """Store an article, unless an earlier line is one that the state does not remember: one
        more would hide it, and the next run would make it again.
        """
        versions = self._intake.versions
        with storing(self._intake.state):
            if not versions.knows_its_lines():
                raise NotStored("not stored: the state lacks an earlier line", log_level="ERROR")
            versions.store(item)
        return item
