"""What re-extraction would change in an archive's lines, field by field."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from usstnews.items import Article

if TYPE_CHECKING:
    from collections.abc import Iterator

# Which release extracted a line is not what it says.
FIELDS = tuple(field.name for field in fields(Article) if field.name != "extractor")


@dataclass(frozen=True)
class Change:
    """How one field of an article's version would differ: values as in the lines' JSON."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Difference:
    """How one line would differ: `lost` if it would be none, `gained` if it is none yet."""

    article: Article
    changes: tuple[Change, ...] = ()
    lost: bool = False
    gained: bool = False


def compare(line: Article | None, again: Article) -> Difference | None:
    """Compare a line with the same capture read again; none where they say the same."""
    if line is None:
        return Difference(again, gained=True)
    changes = tuple(changed(line, again))
    return Difference(again, changes) if changes else None


def changed(before: Article, after: Article) -> Iterator[Change]:
    """List the fields in which two readings of one capture differ."""
    old, new = json.loads(before.to_json()), json.loads(after.to_json())
    for name in FIELDS:
        if old[name] != new[name]:
            yield Change(name, old[name], new[name])


def spell(change: Change) -> Iterator[str]:
    """Write a change for people: what goes with `-`, what comes with `+`; of a text the paragraphs.

    >>> list(spell(Change("text", "One.\\n\\nTwo.", "One.\\n\\n2.")))
    ['- Two.', '+ 2.']
    """
    before, after = _parts(change.before), _parts(change.after)
    # Not ndiff, which compares within paragraphs, too: the time of that grows with their square.
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, gone, end_gone, come, end_come in matcher.get_opcodes():
        if tag != "equal":
            yield from (f"- {part}" for part in before[gone:end_gone])
            yield from (f"+ {part}" for part in after[come:end_come])


def _parts(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return [part for part in value.split("\n") if part]
    if isinstance(value, list):
        return [each if isinstance(each, str) else _json(each) for each in value]
    return [_json(value)]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
