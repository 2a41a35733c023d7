"""Somebody's own pipeline, with a fault in it."""

from __future__ import annotations

from usstnews import Article


class FaultyPipeline:
    """Fails at the article with the id 2."""

    def process_item(self, item: Article) -> Article:
        """Let all others pass."""
        if item.id == 2:
            raise KeyError("a fault of mine")
        return item
