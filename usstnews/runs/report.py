"""The report of a run, as it lies under `runs/`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, is_dataclass, replace
from datetime import datetime
from functools import cache
from types import UnionType
from typing import Any, Self, get_args, get_origin, get_type_hints


@dataclass(frozen=True)
class Reading:
    """What the pages that a run was shown looked like to the extractor.

    `articles` were read, so many of them with each field `filled`; `log_words` sums the natural
    logarithms of 1 + the words of each text, `log_words_squared` their squares. Of the
    `listing_pages` some were `empty`: without an item. `unexpected` counts what came where an
    article was asked for, by its kind.
    """

    articles: int = 0
    filled: dict[str, int] = field(default_factory=dict)
    log_words: float = 0.0
    log_words_squared: float = 0.0
    listing_pages: int = 0
    empty: int = 0
    unexpected: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Skeleton:
    """A way in which a template sets out its parts, met for the first time, and on which page.

    `kind` is that of the page; `places` says of each part where it stands.
    """

    kind: str
    url: str
    places: dict[str, str]


@dataclass(frozen=True)
class Event:
    """What became of one article: `what` is changed, gone, back, restricted, opened or moved, in
    the run itself or in an `earlier` one that left no report.

    Of a new version, `fields` names what differs from the one before, and `paragraphs` gives those
    of the text that went (`-`) and that came (`+`), each with its first words.
    """

    what: str
    url: str
    title: str | None = None
    version: int | None = None
    fields: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    earlier: bool = False


@dataclass(frozen=True)
class Completeness:
    """What a listing announces against what the archive holds of it, after it was walked whole.

    `announced` is the pager's total, where it prints one. Of the `listed` items so many are `held`,
    and so many are accounted for otherwise: on other sites, restricted, gone, or of some `other`
    kind, as what forwards elsewhere. `missing` names the
    URLs, and the ids that the page counts clicks for without linking them. Items on other sites
    have such ids too, which nothing ties to them: where there are any, at most `missing_most` of
    those named are missing; where it is None, all are.
    """

    url: str
    announced: int | None
    listed: int
    held: int
    external: int = 0
    restricted: int = 0
    gone: int = 0
    other: int = 0
    missing: tuple[str, ...] = ()
    missing_most: int | None = None


@dataclass(frozen=True)
class Report:
    """What a run was asked, how it ended and what it counted; `alarms` come first.

    Times are RFC 3339, UTC. `urls` puts every URL that the run met into one class: its `met` is the
    sum of all others. `left_out` and `other` say why and of what kind; `earlier`, how many of them
    are what they are by runs before this one that died and left no report; `duplicates`, how many
    of the new articles that repeat another are `equal` to it, and how many `near`. `counts` are the
    run's own; `pages` counts the pages that the archive knows by their kind at the end,
    `requisites` what they need by what became of it. `bytes` is what came over the wire.
    """

    alarms: tuple[str, ...]
    site: str
    base_url: str
    mode: str
    started: str
    finished: str
    status: int
    reason: str
    requests: int = 0
    bytes: int = 0
    held: int = 0
    urls: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    other: dict[str, int] = field(default_factory=dict)
    earlier: dict[str, int] = field(default_factory=dict)
    duplicates: dict[str, int] = field(default_factory=dict)
    reading: Reading = field(default_factory=Reading)
    skeletons: tuple[Skeleton, ...] = ()
    events: tuple[Event, ...] = ()
    events_left_out: int = 0
    completeness: tuple[Completeness, ...] = ()
    counts: dict[str, int | float] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    requisites: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> str:
        """Write the report for people and programs to read."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str, *, brief: bool = False) -> Self:
        """Read a report back; what an older release did not say yet is empty, and what this one
        does not know is left out. A `brief` one has the numbers, and names no single page but in
        its alarms.

        Raises `ValueError` for what is no report.
        """
        said = {"alarms": [], **_names(json.loads(text))}
        report: Self = _made(cls, _briefly(said) if brief else said)
        for moment in (report.started, report.finished):
            if datetime.fromisoformat(moment).tzinfo is None:
                raise ValueError(f"no report: {moment} is in no zone")
        return report if report.urls else replace(report, **_as_it_was_counted(report))

    def became(self, what: str) -> int:
        """Say how many URLs ended in a class; an older release counted articles and failures."""
        if self.urls:
            return self.urls.get(what, 0)
        return int(self.counts.get("pages/failed" if what == "failed" else f"articles/{what}", 0))

    @property
    def found(self) -> int:
        """The articles that the archive did not hold before, those that repeat others too."""
        return self.became("new") + self.became("duplicate")

    @property
    def begun(self) -> datetime:
        """When the run started."""
        return datetime.fromisoformat(self.started)

    @property
    def ended(self) -> datetime:
        """When the run was over."""
        return datetime.fromisoformat(self.finished)


def _as_it_was_counted(report: Report) -> dict[str, Any]:
    """Find what an older release said elsewhere in its report."""
    return {
        "requests": report.requests or int(report.counts.get("downloader/request_count", 0)),
        "bytes": report.bytes or int(report.counts.get("downloader/response_bytes", 0)),
        "held": report.held or report.pages.get("article", 0),
    }


def _briefly(said: dict[str, Any]) -> dict[str, Any]:
    """Leave out what grows with the pages that a run tells of."""
    walked = said.get("completeness")
    if isinstance(walked, list):
        walked = [{**_names(each), "missing": []} for each in walked]
        said = {**said, "completeness": walked}
    return {name: value for name, value in said.items() if name not in {"events", "skeletons"}}


def _made(shape: Any, said: Any) -> Any:
    """Give what JSON says the shape that a dataclass declares; raises `ValueError`."""
    if is_dataclass(shape) and isinstance(shape, type):
        names = _names(said)
        known = {name: kind for name, kind in _hints(shape).items() if name in names}
        try:
            return shape(**{name: _made(kind, names[name]) for name, kind in known.items()})
        except TypeError as error:
            raise ValueError(f"no report: {error}") from error
    outer, inner = get_origin(shape), get_args(shape)
    if outer is tuple and isinstance(said, list):
        return tuple(_made(inner[0], each) for each in said)
    if outer is dict:
        return {name: _made(inner[1], value) for name, value in _names(said).items()}
    plain = inner if isinstance(shape, UnionType) else (shape,)
    if float in plain and type(said) is int:
        return said
    if type(said) not in plain:
        raise ValueError(f"no report: {str(said)[:40]!r} where {shape} should be")
    return said


def _names(said: Any) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise ValueError("no report")  # noqa: TRY004  (of a file, not of an argument)
    return said


@cache
def _hints(shape: type) -> dict[str, Any]:
    return get_type_hints(shape)
