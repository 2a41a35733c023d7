"""The report of a run, as it lies under `runs/`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Self


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
    """What became of one article: `what` is changed, gone, back, restricted, opened or moved.

    Of a new version, `fields` names what differs from the one before, and `paragraphs` gives those
    of the text that went (`-`) and that came (`+`), each with its first words.
    """

    what: str
    url: str
    title: str | None = None
    version: int | None = None
    fields: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Completeness:
    """What a listing announces against what the archive holds of it, after it was walked whole.

    `announced` is the pager's total, where it prints one. Of the `listed` items so many are `held`,
    and so many are accounted for otherwise: on other sites, restricted, gone. `missing` names the
    URLs, and the ids that the page counts clicks for without linking them.
    """

    url: str
    announced: int | None
    listed: int
    held: int
    external: int = 0
    restricted: int = 0
    gone: int = 0
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """What a run was asked, how it ended and what it counted; `alarms` come first.

    Times are RFC 3339, UTC. `urls` puts every URL that the run met into one class: its `met` is the
    sum of all others. `left_out` and `other` say why and of what kind. `counts` are the run's own;
    `pages` counts the pages that the archive knows by their kind at the end, `requisites` what they
    need by what became of it. `bytes` is what came over the wire.
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
    def from_json(cls, text: str) -> Self:
        """Read a report back; what an older release did not say yet is empty.

        Raises `ValueError` for what is no report.
        """
        said: dict[str, Any] = json.loads(text)
        if not isinstance(said, dict):
            raise ValueError("no report")  # noqa: TRY004  (of a file, not of an argument)
        try:
            return cls(
                **{
                    **{"alarms": ()},
                    **{name: said[name] for name in cls.__dataclass_fields__ if name in said},
                    "reading": Reading(**said.get("reading", {})),
                    "alarms": tuple(said.get("alarms", ())),
                    "skeletons": tuple(Skeleton(**each) for each in said.get("skeletons", ())),
                    "events": tuple(_event(each) for each in said.get("events", ())),
                    "completeness": tuple(
                        Completeness(**{**each, "missing": tuple(each["missing"])})
                        for each in said.get("completeness", ())
                    ),
                }
            )
        except (TypeError, KeyError) as error:
            raise ValueError(f"no report: {error}") from error


def _event(said: dict[str, Any]) -> Event:
    return Event(**{**said, "fields": tuple(said["fields"]), "paragraphs": tuple(said["paragraphs"])})
