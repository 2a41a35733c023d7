"""Scrapy alone: ask for each URL of a list, and take the page's title."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import scrapy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.http import Response


class BareSpider(scrapy.Spider):
    """As little as a spider can do and still have something to show."""

    name = "bare"
    custom_settings = {"HTTPERROR_ALLOW_ALL": True}

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Ask for every URL of the list."""
        for url in Path(self.urls).read_text().split():
            yield scrapy.Request(url, dont_filter=True)

    def parse(self, response: Response) -> Iterator[dict[str, str | None]]:
        """Take the title."""
        yield {"url": response.url, "title": response.css("title::text").get()}
