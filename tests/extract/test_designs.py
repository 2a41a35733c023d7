"""Templates that differ: the replica's articles, in designs that share no class nor element."""

from __future__ import annotations

import pytest

from usstnews import extract_article
from usstnews.replica import Replica
from usstnews.replica.designs import DESIGNS
from usstnews.sites import USST

pytestmark = pytest.mark.no_cover  # the same lines for a thousand pages
BASE = "http://127.0.0.1:8123/"
FIELDS = ("title", "unit", "source", "section", "text")
LISTS = ("authors", "copyeditors", "breadcrumb", "related")


@pytest.mark.parametrize("name", [*DESIGNS, "drawn-2001", "drawn-2002", "drawn-2003"])
def test_an_article_reads_the_same_in_every_design(name: str) -> None:
    """Against the replica's truth; `benchmarks/templates.py` does it at length."""
    replica, site = Replica(articles=40, seed=5, design=name), USST.at(BASE)
    told = replica.truth(BASE)["articles"]
    for truth in told:
        page = replica.answer(truth["url"].removeprefix(BASE.rstrip("/")), BASE).body
        html = page.decode("gbk" if b"gb2312" in page[:1000] else "utf-8-sig")
        article = extract_article(html, truth["url"], site)
        assert {field: getattr(article, field) for field in FIELDS} == {
            field: truth[field] for field in FIELDS
        }
        assert {field: getattr(article, field) for field in LISTS} == {
            field: list(truth[field]) for field in LISTS
        }
        assert str(article.published or None) == str(truth["published"])
        assert "data-enclosed" not in article.html
    assert len(told) >= 39
