"""The table that `make bench` prints: what was measured, the figure, and whether it is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable


class Row(NamedTuple):
    """One figure. `asked` is what it should be, empty where it is only told."""

    what: str
    figure: str
    asked: str = ""
    holds: bool | None = None


def at_least(what: str, share: float, asked: float) -> Row:
    """Make the row of a share that is to be reached, in percent.

    >>> at_least("titles", 0.9996, 0.999)
    Row(what='titles', figure='99.96 %', asked='≥ 99.9 %', holds=True)
    """
    return Row(what, _percent(share), f"≥ {_percent(asked)}", share >= asked)


def at_most(what: str, figure: float, asked: float, unit: str) -> Row:
    """Make the row of a figure that is not to be exceeded.

    >>> at_most("a lookup", 0.8, 2, "ms")
    Row(what='a lookup', figure='0.8 ms', asked='≤ 2 ms', holds=True)
    """
    return Row(what, f"{figure:.3g} {unit}", f"≤ {asked:g} {unit}", figure <= asked)


def show(title: str, rows: Iterable[Row], how: str) -> bool:
    """Print the rows of one question, with how they are computed; tell whether all are enough."""
    table = Table("", "measured", "asked", "", title=title, title_justify="left")
    enough = True
    for row in rows:
        table.add_row(row.what, row.figure, row.asked, {True: "✓", False: "✗", None: ""}[row.holds])
        enough &= row.holds is not False
    Console().print(table, how, "", sep="\n", highlight=False)
    return enough


def _percent(share: float) -> str:
    """Write a share; one that is not whole never as 100 %.

    >>> _percent(0.99999), _percent(1), _percent(0.995)
    ('99.99 %', '100 %', '99.5 %')
    """
    return f"{int(share * 10000 + 1e-6) / 100:g} %"
