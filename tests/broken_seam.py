"""A download handler as it would be if Scrapy no longer used the pool that we wrap."""

from __future__ import annotations

from typing import Any

from usstnews.capture import CaptureDownloadHandler


class PlainPoolHandler(CaptureDownloadHandler):
    """Downloads past the tap."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._pool = self._pool._pool
