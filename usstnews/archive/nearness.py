"""How alike the articles of an archive have to be to count as near-duplicates.

An archive has one such threshold for all its lines: whoever makes them again finds the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from usstnews.archive.durable import put
from usstnews.errors import UsstnewsError
from usstnews.text.similarity import NEAR

if TYPE_CHECKING:
    from pathlib import Path

    from usstnews.archive.layout import Archive

LOWEST = 0.5  # below that, the index does not find all that it should
REMEMBERED = "near"  # under which a state is told


class BadThreshold(UsstnewsError):
    """A threshold for near-duplicates is no such."""


def check(near: float, where: str = "the threshold") -> float:
    """Return a threshold; raises `BadThreshold` for one that is none."""
    if not LOWEST <= near <= 1:
        raise BadThreshold(
            f"{where} is {near:g}; give one from {LOWEST:g} to 1, with which only equal articles"
            " are duplicates"
        )
    return float(f"{near:g}")  # as it is written


def near_of(archive: Archive) -> float:
    """Read an archive's threshold; it has a usual one unless another was chosen.

    Raises `BadThreshold`.
    """
    path = archive.near
    if (draft := archive.near_chosen).exists() and not archive.lines_draft.exists():
        path = draft
    try:
        return check(float(path.read_text()), str(path))
    except FileNotFoundError:
        return NEAR
    except ValueError as error:
        raise BadThreshold(
            f"{path} holds no number; `usstnews dedupe {archive.root} --threshold {NEAR:g}`"
            " mends it"
        ) from error


def choose(archive: Archive, near: float) -> None:
    """Have a threshold in place with the lines of which the draft lies ready, no sooner and no
    later: it is a draft itself until that is gone. Raises OSError.
    """
    _write(archive.near_chosen, near)


def put_threshold(archive: Archive, near: float) -> None:
    """Have a threshold in place at once, with the lines as they are. Raises OSError."""
    _write(archive.near, near)


def settle(archive: Archive) -> None:
    """Put the threshold in place that was chosen for the lines, or drop it if they never came."""
    if (draft := archive.near_chosen).exists():
        if archive.lines_draft.exists():
            draft.unlink()
        else:
            draft.replace(archive.near)


def _write(path: Path, near: float) -> None:
    put(path, [f"{near:g}\n".encode()])
