"""Scrapy alone: ask for each URL of a list, and take the page's title."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import scrapy
from scrapy.http import HtmlResponse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.http import Response


class BareSpider(scrapy.Spider):
    """As little as a spider can do and still have something to show."""

    name = "bare"
    custom_settings: ClassVar = {"HTTPERROR_ALLOW_ALL": True}

    def __init__(self, urls: str) -> None:
        """Read the list of URLs."""
        super().__init__()
        self.listed = Path(urls).read_text().split()

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Ask for every URL of the list."""
        for url in self.listed:
            yield scrapy.Request(url, dont_filter=True)

    def parse(self, response: Response) -> Iterator[dict[str, str | None]]:
        """Take the title."""
        page = isinstance(response, HtmlResponse)
        title = response.css("title::text").get() if page else None
        yield {"url": response.url, "title": title}
