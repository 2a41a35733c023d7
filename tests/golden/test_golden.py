"""What is read of each real article, as it was once checked by eye against the page."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any

import pytest
from real import SEED, RealPage, needs_seed, real_pages

from usstnews.extract import decode, extract_article
from usstnews.items import Article
from usstnews.sites import SITES

LONGEST_WORD = 24
HERE = Path(__file__).parent
ARTICLES = [page for page in real_pages() if page.kind == "article"]
STORED_LATER = {
    "aliases",
    "version",
    "duplicate_of",
    "duplicate_score",
    "fetched_at",
    "warc",
    "extractor",
}
USST_URL = "https://en.usst.edu.cn/info/1023/2890.htm"


def seed_page() -> str:
    """Lay the text of an article of en.usst.edu.cn into the markup of its CMS."""
    crumbs, title, day, *rest = (line for line in SEED.read_text("utf-8").split("\n") if line)
    body, tail = rest[: rest.index("Related articles")], rest[rest.index("Related articles") :]
    home, column, content = crumbs.split(" · ")
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8">
<title>{escape(title)}-USST</title><meta name="pageType" content="3">
<META Name="keywords" Content="USST,{escape(column)},{escape(title)}" />
<!--Announced by Visual SiteBuilder 9-->
<script type="text/javascript">_jsq_(1023,'/content.jsp',2890,1000000000)</script></head><body>
<div class="nav"><ul><li><a href="../../index.htm">Home</a></li></ul></div>
<div class="position"><a href="../../index.htm">{home}</a> ·
<a href="../../News___Events.htm">{escape(column)}</a> · {content}</div>
<form name="_newscontent_fromname"><h2>{escape(title)}</h2><p class="date">{day}</p>
<div id="vsb_content"><div class="v_news_content">
{"".join(f"<p>{escape(paragraph)}</p>" for paragraph in body)}
</div></div><div id="div_vote_id"></div></form>
<div><h3>{tail[0]}</h3><ul></ul></div><div><h3>{tail[1]}</h3><a href="#">WeChat</a></div>
</body></html>"""


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


@pytest.mark.parametrize("page", ARTICLES, ids=lambda page: page.file)
def test_a_real_article_reads_as_it_was_checked(page: RealPage, rewrite: bool) -> None:
    """Every field of every real article is what a reader found on the page."""
    check(page.file.removesuffix(".html"), extract_article(decode(page.read()), page.url), rewrite)


@needs_seed
def test_an_article_of_usst_reads_as_it_was_checked(rewrite: bool) -> None:
    """The text of a real article of USST comes out of the CMS's markup as it went in."""
    article = extract_article(seed_page(), USST_URL)
    check("usst_seed", article, rewrite)
    lines = [line for line in SEED.read_text("utf-8").split("\n") if line]
    assert article.text.split("\n\n") == lines[3:-2]
    assert article.title == lines[1]
    assert article.section == "News & Events"
    assert article.published_raw == lines[2]
    assert article.related == []


def test_every_site_has_a_golden_page() -> None:
    """A site that is known by name has an article that was checked; others stand for the CMS."""
    sites = {json.loads(file.read_text("utf-8"))["site"] for file in HERE.glob("*.json")}
    assert set(SITES) - {"vsb"} <= sites
    assert sites - set(SITES)


def test_golden_files_hold_no_prose() -> None:
    """No golden file repeats more than three words of either end of a text."""
    for file in HERE.glob("*.json"):
        held = json.loads(file.read_text("utf-8"))
        captions = [image["caption"] for image in held["images"] if image["caption"]]
        for hashed_text in (held["text"], held["html"], *captions):
            assert hashed_text.keys() == {"length", "sha256", "first", "last"}
            for end in (hashed_text["first"], hashed_text["last"]):
                assert len(end.split()) <= 3
                assert all(len(word) <= LONGEST_WORD for word in end.split())
