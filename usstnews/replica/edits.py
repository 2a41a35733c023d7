"""What `POST /__edit` takes: one change, or a list of them, in JSON."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from usstnews.replica.impossible import ImpossibleChange
from usstnews.replica.listing import COLUMNS
from usstnews.replica.newsroom import GONE, Newsroom
from usstnews.replica.redesign import PARTS
from usstnews.replica.slot import Repeat

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["perform"]

MOST = 10_000
"""Articles added by one change."""


class Field(NamedTuple):
    """A value that a change may state."""

    fits: Callable[[Any], bool]
    meant: str
    """What fits, for who gave something else."""


class Action(NamedTuple):
    """A change: what makes it, and what it must and may state."""

    make: Callable[..., object]
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()


def whole(value: Any, least: int, most: int) -> bool:
    """Tell whether a value is a whole number within bounds; JSON's booleans are none."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def dated(value: Any) -> bool:
    """Tell whether a value is a day, as in 2026-12-01."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def one_line(value: Any) -> bool:
    """Tell whether a value is a text of one line, and no blank one."""
    return isinstance(value, str) and len(value.splitlines()) == 1 and bool(value.strip())


FIELDS = {
    "id": Field(lambda value: whole(value, 1, 10**12), "the id of an article"),
    "count": Field(lambda value: whole(value, 1, MOST), f"a number from 1 to {MOST}"),
    "column": Field(
        lambda value: whole(value, 1, 10**12) and value in COLUMNS,
        " or ".join(map(str, COLUMNS)),
    ),
    "pinned": Field(lambda value: isinstance(value, bool), "true or false"),
    "listed": Field(lambda value: isinstance(value, bool), "true or false"),
    "on": Field(lambda value: isinstance(value, bool), "true or false"),
    "title": Field(one_line, "one line of text"),
    "template": Field(lambda value: value in (*PARTS, "none"), " or ".join((*PARTS, "none"))),
    "day": Field(dated, "a day such as 2026-12-01"),
    "days": Field(lambda value: whole(value, 1, 36_500), "a number from 1 to 36500"),
}
HOW = {
    "edited": Field(lambda value: value in ("added", "changed"), "added or changed"),
    "gone": Field(lambda value: str(value) in GONE, " or ".join(GONE)),
    "repeated": Field(lambda value: value in get_args(Repeat), " or ".join(get_args(Repeat))),
}
ACTIONS = {
    "new": Action(Newsroom.publish, takes=("count", "column", "pinned", "day")),
    "edited": Action(Newsroom.edit, ("id",), ("how",)),
    "retitled": Action(Newsroom.retitle, ("id",), ("title",)),
    "gone": Action(Newsroom.remove, ("id",), ("how", "listed")),
    "back": Action(Newsroom.restore, ("id",)),
    "restricted": Action(Newsroom.restrict, ("id",)),
    "opened": Action(Newsroom.open, ("id",)),
    "moved": Action(Newsroom.move, ("id", "column")),
    "repeated": Action(Newsroom.repeat, ("id", "column"), ("how",)),
    "pinned": Action(Newsroom.pin, ("id", "column")),
    "unpinned": Action(Newsroom.unpin, ("id", "column")),
    "template": Action(Newsroom.redesign, ("template",), ("on",)),
    "day": Action(Newsroom.advance, takes=("day", "days")),
}
KNOWN = {"id": "number", "template": "part"}
"""How the methods call what the JSON calls otherwise."""


def named(order: Any) -> str:
    """Name the action of a change; `template` and `day` go without saying."""
    if not isinstance(order, dict):
        raise ImpossibleChange('a change is an object such as {"action": "new", "count": 3}')
    if "action" not in order:
        if "template" in order:
            return "template"
        if order.keys() & {"day", "days"}:
            return "day"
        raise ImpossibleChange(f"name an action: {', '.join(ACTIONS)}")
    name = order["action"]
    if not isinstance(name, str) or name not in ACTIONS:
        raise ImpossibleChange(f"there is no action {name!r}; there are {', '.join(ACTIONS)}")
    return name


def arguments(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Read what a change states besides its action."""
    action = ACTIONS[name]
    allowed = action.needs + action.takes
    for key, value in given.items():
        if key not in allowed:
            raise ImpossibleChange(f"{name} takes no {key!r}; it takes {' and '.join(allowed)}")
        field = HOW[name] if key == "how" else FIELDS[key]
        if not field.fits(value):
            raise ImpossibleChange(f"{key} must be {field.meant}, not {json.dumps(value)}")
    if missing := [key for key in action.needs if key not in given]:
        raise ImpossibleChange(f"{name} needs {' and '.join(map(repr, missing))}")
    if name == "day" and len(given) != 1:
        raise ImpossibleChange("give either a day or a number of days")
    return {KNOWN.get(key, key): meant(key, value) for key, value in given.items()}


def meant(key: str, value: Any) -> Any:
    """Give a value as the methods take it."""
    match key:
        case "day":
            return date.fromisoformat(value)
        case "how":
            return str(value)
        case _:
            return value


def perform(newsroom: Newsroom, words: bytes, base_url: str) -> dict[str, Any]:
    """Make the changes that a request asks for, in order, and tell what was done.

    Visitors see all of them or none. Raises `ImpossibleChange` at the first that cannot be made.
    """
    try:
        asked = json.loads(words)
    except (ValueError, RecursionError) as error:
        raise ImpossibleChange(f"the body is no JSON: {error}") from error
    orders = asked if isinstance(asked, list) else [asked]
    with newsroom.lock:
        before = len(newsroom.changes)
        for at, order in enumerate(orders):
            try:
                name = named(order)
                given = {key: value for key, value in order.items() if key != "action"}
                ACTIONS[name].make(newsroom, **arguments(name, given))
            except ImpossibleChange as error:
                where = f"change {at + 1} of {len(orders)}: " if at else ""
                rest = "; those before it were made" if at else ""
                raise ImpossibleChange(f"{where}{error}{rest}") from error
        done = newsroom.changes[before:]
        base = base_url.rstrip("/")
        return {
            "day": newsroom.day.isoformat(),
            "ids": [change.article.slot.id for change in done if change.article],
            "done": [change.summary(base) for change in done],
        }
