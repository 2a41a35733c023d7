"""What is kept of a page: the article and its parts, as frozen dataclasses."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self


@dataclass(frozen=True)
class Image:
    """An image of the body. `md5` is the digest that the CMS's URL states, not one measured."""

    url: str
    alt: str = ""
    caption: str | None = None
    md5: str | None = None


@dataclass(frozen=True)
class File:
    """An attachment or an embedded PDF; an embedded one bears no name."""

    url: str
    name: str | None = None


@dataclass(frozen=True)
class Video:
    """A video file that the page's scripts or elements name."""

    url: str


@dataclass(frozen=True)
class Link:
    """A link in the body, with its words."""

    url: str
    text: str = ""


@dataclass(frozen=True)
class Capture:
    """The WARC record that an article was read from.

    `file` is the final name under `warc/`; `offset` is in bytes from the start of that file.
    """

    file: str
    offset: int
    record_id: str
    payload_digest: str | None


@dataclass(frozen=True)
class Article:
    """One version of an article: a line of `articles.jsonl`.

    What a page does not say is `None` or empty, never a guess. `version`, `duplicate_of`,
    `duplicate_score`, `fetched_at` and `warc` are `None` until the article is stored.
    """

    site: str
    id: int | None
    column: int | None
    url: str
    aliases: list[str] = field(default_factory=list)
    version: int | None = None
    title: str = ""
    published: date | None = None
    published_raw: str | None = None
    authors: list[str] = field(default_factory=list)
    copyeditors: list[str] = field(default_factory=list)
    unit: str | None = None
    source: str | None = None
    breadcrumb: list[str] = field(default_factory=list)
    section: str | None = None
    text: str = ""
    html: str = ""
    language: str | None = None
    keywords: list[str] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    videos: list[Video] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    digest: str = ""
    duplicate_of: str | None = None
    duplicate_score: float | None = None
    found_by: dict[str, str] = field(default_factory=dict)
    """Which strategy found the title, dateline, breadcrumb, body and related list."""
    extractor: str = ""
    fetched_at: str | None = None
    warc: Capture | None = None

    @property
    def key(self) -> str:
        """What makes two captures the same article within a site: the CMS's id, else the URL."""
        return self.url if self.id is None else str(self.id)

    def __str__(self) -> str:
        """Name the article in a log line."""
        return f"{self.url} ({self.title})"

    def to_json(self) -> str:
        """Write the article as one line of JSON, without the newline."""
        values = asdict(self)
        values["published"] = self.published.isoformat() if self.published else None
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, line: str | bytes) -> Self:
        """Read one line of JSON; raises `ValueError` for anything else."""
        try:
            return cls._from_values(json.loads(line))
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError(f"no article: {type(error).__name__} {error}") from error

    @classmethod
    def _from_values(cls, values: dict[str, Any]) -> Self:
        if values["published"]:
            values["published"] = date.fromisoformat(values["published"])
        for name, part in (("images", Image), ("files", File), ("videos", Video), ("links", Link)):
            values[name] = [part(**each) for each in values[name]]
        if values["warc"]:
            values["warc"] = Capture(**values["warc"])
        return cls(**values)
