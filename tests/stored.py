"""What a state knows, apart from numbers that only its own history explains."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

# Rows and runs are numbered as they came, and a walk that was to go to the end whatever it met was
# told so by whoever started the run.
NUMBERS = {"id", "run", "first_run", "met", "asked", "stale", "to_end"}
HISTORY = {"run", "end", "judged", "reported", "begun"}  # in meta


def tables(state: Path, leave: frozenset[str] = frozenset()) -> dict[str, list[Any]]:
    """Give all rows of all tables of a state.db, sorted, without the columns of `NUMBERS` and
    those of `leave`, which are spelt `table.column`; rows that are cited stand as their URLs.
    """
    found: dict[str, list[Any]] = {}
    with closing(sqlite3.connect(state)) as db:
        names = db.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        for (name,) in names:
            columns = [row[1] for row in db.execute(f"PRAGMA table_info ({name})")]
            kept = [
                column
                for column in columns
                if column not in NUMBERS and f"{name}.{column}" not in leave
            ]
            urls = {"page", "requisite"} if name in {"needs", "listed"} else set()
            cited = {each: f"(SELECT url FROM pages WHERE id = {name}.{each})" for each in urls}
            if name == "bands":
                cited = {"wording": "(SELECT key FROM wordings WHERE id = bands.wording)"}
            spelt = ", ".join(cited.get(each, each) for each in kept)
            rows = db.execute(f"SELECT {spelt} FROM {name}").fetchall()
            if name == "meta":
                rows = [row for row in rows if row[0] not in HISTORY]
            elif name == "read":  # the files of a run are taken in as they are written
                rows = []
            named = [dict(zip(kept, row, strict=True)) for row in rows]
            for row in named:
                if row.get("kind") == "moved":  # its record is a moment older than the decision
                    for name_of_date in {"fetched_at", "since"} & row.keys():
                        row[name_of_date] = row[name_of_date] and row[name_of_date][:10]
            found[name] = sorted(named, key=str)
    return found


def differences(one: dict[str, list[Any]], other: dict[str, list[Any]]) -> list[str]:
    """Say which rows are in one only, for people who read why a test failed."""
    assert one.keys() == other.keys()
    said = []
    for name, rows in one.items():
        gone = [row for row in rows if row not in other[name]]
        came = [row for row in other[name] if row not in rows]
        for row in gone:
            twin = next((new for new in came if new.get("url") == row.get("url")), None)
            if twin is None:
                said.append(f"{name}: no {row}")
                continue
            came.remove(twin)
            changed = {key: (row[key], twin[key]) for key in row if row[key] != twin[key]}
            said.append(f"{name} {row.get('url')}: {changed}")
        said += [f"{name}: extra {row}" for row in came]
    return said
