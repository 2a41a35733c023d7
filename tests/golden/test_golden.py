"""What is read of each page that was once checked by eye, field by field."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from checked import Checked, checked, html_of
from real import SEED, needs_seed

from usstnews.extract import extract_article
from usstnews.items import Article
from usstnews.sites import SITES

LONGEST_WORD = 24
HERE = Path(__file__).parent
PAGES = list(checked())
STORED_LATER = {
    "aliases",
    "version",
    "duplicate_of",
    "duplicate_score",
    "fetched_at",
    "warc",
    "extractor",
}


def hashed(text: str | None) -> dict[str, Any] | None:
    """Stand for prose: its length, digest, first and last words, but not the prose."""
    if text is None:
        return None
    words = text.split()
    return {
        "length": len(text),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "first": shortened(words[:3]),
        "last": shortened(words[-3:]),
    }


def shortened(words: list[str]) -> str:
    """Join three words; where words have no blanks between them, give the ends of the three."""
    return " ".join(
        word if len(word) <= LONGEST_WORD else f"{word[:6]}…{word[-6:]}" for word in words
    )


def golden(article: Article) -> dict[str, Any]:
    """Give what a golden file holds of an article."""
    values = {name: each for name, each in asdict(article).items() if name not in STORED_LATER}
    values["published"] = article.published and article.published.isoformat()
    values["text"], values["html"] = hashed(article.text), hashed(article.html)
    for image in values["images"]:
        image["caption"] = hashed(image["caption"])
    return values


def check(name: str, article: Article, rewrite: bool) -> None:
    """Compare an article with its golden file, or write that."""
    file = HERE / f"{name}.json"
    found = golden(article)
    if rewrite:
        file.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", "utf-8")
    assert found == json.loads(file.read_text("utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_reads_as_it_was_checked(page: Checked, rewrite: bool) -> None:
    """Every field of every article is what a reader found on its page."""
    check(page.name, extract_article(html_of(page), page.url), rewrite)


@needs_seed
def test_an_article_of_usst_reads_as_it_was_given() -> None:
    """The text of a real article of USST comes out of the CMS's markup as it went in."""
    seed = next(page for page in PAGES if page.name == "usst/seed")
    article = extract_article(html_of(seed), seed.url)
    lines = [line for line in SEED.read_text("utf-8").split("\n") if line]
    assert article.text.split("\n\n") == lines[3:-2]
    assert article.title == lines[1]
    assert article.section == "News & Events"
    assert article.published_raw == lines[2]
    assert article.related == []


def test_every_golden_file_is_of_a_page() -> None:
    """There are sixty at least, of every page one, and none that no page is compared with."""
    files = {file.relative_to(HERE).with_suffix("").as_posix() for file in HERE.rglob("*.json")}
    listed = {page.name for page in PAGES}
    assert len(files) >= 60
    assert listed <= files
    assert {file for file in files - listed if not file.startswith("pages/")} == set()


def test_every_site_has_a_golden_page() -> None:
    """A site that is known by name has an article that was checked; others stand for the CMS."""
    sites = {json.loads(file.read_text("utf-8"))["site"] for file in HERE.rglob("*.json")}
    assert set(SITES) - {"vsb"} <= sites
    assert sites - set(SITES)


def test_golden_files_hold_no_prose() -> None:
    """No golden file repeats more than three words of either end of a text."""
    for file in HERE.rglob("*.json"):
        held = json.loads(file.read_text("utf-8"))
        captions = [image["caption"] for image in held["images"] if image["caption"]]
        for hashed_text in (held["text"], held["html"], *captions):
            assert hashed_text.keys() == {"length", "sha256", "first", "last"}
            for end in (hashed_text["first"], hashed_text["last"]):
                assert len(end.split()) <= 3
                assert all(len(word) <= LONGEST_WORD for word in end.split())
