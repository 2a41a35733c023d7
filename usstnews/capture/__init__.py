"""Capture every exchange of a crawl byte for byte, inside TLS and below the HTTP parser."""

from usstnews.capture.handler import (
    CaptureDownloadHandler,
    CaptureFailed,
    SeamChanged,
    exchange_captured,
)

__all__ = ["CaptureDownloadHandler", "CaptureFailed", "SeamChanged", "exchange_captured"]
