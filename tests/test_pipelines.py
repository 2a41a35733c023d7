"""Clean, Dedupe, Store: an article on its way to its line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from alike import edited, whole
from recorded import article_page, visit
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.settings import Settings
from scrapy.utils.test import get_reactor_settings

from usstnews.archive.articles import read_articles
from usstnews.archive.intake import Intake
from usstnews.archive.layout import LINES, Archive
from usstnews.archive.state import State
from usstnews.items import Article
from usstnews.pipelines import CleanPipeline, DedupePipeline, NotStored, StorePipeline
from usstnews.session import Session
from usstnews.spiders.news import NewsSpider


@pytest.fixture
def crawler(tmp_path: Path) -> Crawler:
    """Make a crawler that has stats."""
    settings = Settings()
    settings.setmodule("usstnews.settings")
    settings.update({**get_reactor_settings(), "ARCHIVE_DIR": str(tmp_path / "usst")}, "cmdline")
    settings.set("EXTENSIONS", {})
    crawler = Crawler(NewsSpider, settings)
    crawler.spider = crawler._create_spider()
    crawler._apply_settings()
    return crawler


def captured(intake: Intake, number: int = 7, text: str = "One.", serial: int = 0) -> Article:
    """Capture an article as the spider does."""
    page = article_page(text=text)
    article = intake.take(visit(f"info/1/{number}.htm", page, number=serial)).article
    assert article is not None
    return article


def test_cleaning_mends_and_counts(crawler: Crawler, intake: Intake) -> None:
    """Each rule is counted by the places that it changed and by their articles, and the digest is
    that of clean text.
    """
    pipeline = CleanPipeline.from_crawler(crawler)
    raw = captured(intake, text="Two\u00a0clean\u00a0words\u200b.")
    article = pipeline.process_item(raw)
    assert article.text == "Two clean words."
    assert article.digest == pipeline.process_item(article).digest != raw.digest
    pipeline.process_item(captured(intake, 8, "One\u00a0word.", 1))
    counts = {
        name: value
        for name, value in crawler.stats.get_stats().items()
        if name.startswith("clean/")
    }
    assert counts == {
        "clean/no_break_spaces": 3,
        "clean/no_break_spaces/articles": 2,
        "clean/zero_width": 1,
        "clean/zero_width/articles": 1,
        "clean/articles_changed": 2,
    }
    assert raw.text == "Two\u00a0clean\u00a0words\u200b.", "items are never changed"


def test_every_verdict_is_counted(crawler: Crawler, archive: Archive, intake: Intake) -> None:
    """New, duplicate and changed go on with version and mark, unchanged is dropped."""
    clean, dedupe = CleanPipeline(crawler.stats), DedupePipeline(intake, crawler.stats)
    store = StorePipeline(intake)
    kept = []
    for serial, (number, text) in enumerate([(7, "One."), (8, "One."), (7, "Two.")]):
        article = clean.process_item(captured(intake, number, text, serial))
        kept.append(store.process_item(dedupe.process_item(article)))
    again = clean.process_item(captured(intake, 8, "One.", 3))
    with pytest.raises(DropItem, match=r"^unchanged$") as raised:
        dedupe.process_item(again)
    assert raised.value.log_level == "DEBUG"
    counts = {name: crawler.stats.get_value(f"articles/{name}") for name in ("new", "unchanged")}
    counts |= {
        name: crawler.stats.get_value(f"articles/{name}") for name in ("duplicate", "changed")
    }
    assert counts == {"new": 1, "unchanged": 1, "duplicate": 1, "changed": 1}
    assert [(article.id, article.version) for article in kept] == [(7, 1), (8, 1), (7, 2)]
    assert kept[1].duplicate_of == kept[0].url
    assert [line.article for line in read_articles(archive.articles)] == kept


def test_near_duplicates_are_told_from_equal_articles(crawler: Crawler, intake: Intake) -> None:
    """New ones of each; an edit that makes one of an article is an edit."""
    clean, dedupe = CleanPipeline(crawler.stats), DedupePipeline(intake, crawler.stats)
    store, kept = StorePipeline(intake), []
    texts = [(7, whole(1)), (8, whole(1)), (9, edited(1)), (6, whole(2)), (6, edited(1, 1))]
    for serial, (number, text) in enumerate(texts):
        article = clean.process_item(captured(intake, number, text, serial))
        kept.append(store.process_item(dedupe.process_item(article)))
    assert [article.duplicate_score for article in kept] == [None, 1.0, 0.83, None, 0.91]
    assert {article.duplicate_of for article in kept} == {None, kept[0].url}
    counts = crawler.stats.get_stats()
    assert (counts["duplicates/equal"], counts["duplicates/near"]) == (1, 1)
    assert (counts["articles/duplicate"], counts["articles/changed"]) == (2, 1)


def test_what_was_stored_or_seen_outlives_a_kill(
    crawler: Crawler, archive: Archive, intake: Intake
) -> None:
    """Each item is committed on its own: another connection sees it at once."""
    clean, dedupe = CleanPipeline(crawler.stats), DedupePipeline(intake, crawler.stats)
    first = dedupe.process_item(clean.process_item(captured(intake)))
    StorePipeline(intake).process_item(first)
    with State(archive.state) as other:
        assert other.count_articles() == 1
    with pytest.raises(DropItem):
        dedupe.process_item(clean.process_item(captured(intake, serial=1)))
    with State(archive.state) as other:
        assert other.was_taken("<urn:uuid:1>")


def test_a_line_that_the_state_lacks_is_the_last(archive: Archive, intake: Intake) -> None:
    """Where the disk took the line and not what tells of it, no further line hides that: the next
    run takes it in.
    """
    store = StorePipeline(intake)
    first, second = (replace(captured(intake, number), version=1) for number in (7, 8))
    intake.state.db.execute("PRAGMA query_only = ON")
    with pytest.raises(NotStored, match="readonly"):
        store.process_item(first)
    intake.state.db.execute("PRAGMA query_only = OFF")
    with pytest.raises(NotStored, match="lacks an earlier line"):
        store.process_item(second)
    assert [line.article.url for line in read_articles(archive.articles)] == [first.url]
    assert intake.state.read_to(LINES) == 0


def test_no_capture_no_line(archive: Archive, intake: Intake) -> None:
    """An article that was not archived is refused before a line is written."""
    article = replace(captured(intake), version=1, warc=None)
    with pytest.raises(ValueError, match="was not"):
        StorePipeline(intake).process_item(article)
    assert list(read_articles(archive.articles)) == []


def test_the_pipelines_of_a_crawler_write_to_its_archive(
    crawler: Crawler, archive: Archive
) -> None:
    """Made from a crawler, they share the session's archive and the crawler's stats."""
    session = Session.of(crawler)
    item = captured(session.intake)
    for pipeline in (CleanPipeline, DedupePipeline, StorePipeline):
        item = pipeline.from_crawler(crawler).process_item(item)
    crawler.signals.send_catch_log(signals.engine_stopped)
    assert [line.article for line in read_articles(archive.articles)] == [item]
    assert crawler.stats.get_value("articles/new") == 1
