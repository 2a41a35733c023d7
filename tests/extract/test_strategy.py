"""The strategies as they are declared, and as the docs list them."""

from __future__ import annotations

import re
from pathlib import Path

from usstnews.extract.breadcrumb import BREADCRUMB
from usstnews.extract.container import UNHOOKED, hooks
from usstnews.extract.dateplace import DATELINE
from usstnews.extract.neighbours import RELATED
from usstnews.extract.title import TITLE
from usstnews.sites import USST

DOCS = Path(__file__).parents[2] / "docs" / "extraction.md"
ROW = re.compile(r"\| `([^|]+)` \| ([^|]+) \|")
PARTS = {
    "Title": TITLE,
    "Date line": DATELINE,
    "Breadcrumb": BREADCRUMB,
    "Body": (*hooks(USST.body), *UNHOOKED),
    "Related articles": RELATED,
}


def test_the_docs_list_each_strategy_in_its_order() -> None:
    """By name, and with where it looks."""
    parts = (part.partition("\n") for part in DOCS.read_text("utf-8").split("\n## "))
    sections = {heading: ROW.findall(text) for heading, _, text in parts if heading in PARTS}
    declared = {
        part: [(each.name, each.looks_at) for each in strategies]
        for part, strategies in PARTS.items()
    }
    assert sections == declared


def test_no_two_strategies_of_a_part_have_one_name() -> None:
    """An article's `found_by` names one of them alone."""
    for strategies in PARTS.values():
        names = [each.name for each in strategies]
        assert len(set(names)) == len(names)
