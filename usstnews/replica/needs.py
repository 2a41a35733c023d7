"""What a page needs to be shown again, told by those who write the page."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Need", "Piece", "at_once", "later", "reached"]


class Need(NamedTuple):
    """A file that a page needs."""

    address: str
    """From the root, spelled as a browser asks for it; absolute if on another host."""
    at_once: bool = True
    """Whether a browser with a wide window asks for it unprompted.

    It does not for a link, for an icon, or for an alternative that it does not choose.
    """


class Piece(NamedTuple):
    """A piece of a page with what it needs."""

    markup: str
    needs: tuple[Need, ...] = ()


def at_once(*addresses: str) -> tuple[Need, ...]:
    """Name files that a browser asks for unprompted."""
    return tuple(map(Need, addresses))


def later(*addresses: str) -> tuple[Need, ...]:
    """Name files that a browser may leave alone."""
    return tuple(Need(address, at_once=False) for address in addresses)


def reached(needs: Iterable[Need], leads: Mapping[str, tuple[Need, ...]]) -> dict[str, bool]:
    """Follow needs through style sheets and frames; give addresses and whether at once.

    >>> reached(at_once("/a.css"), {"/a.css": at_once("/b.png") + later("/c.png")})
    {'/a.css': True, '/b.png': True, '/c.png': False}
    """
    found: dict[str, bool] = {}
    ahead = deque(needs)
    while ahead:
        need = ahead.popleft()
        if found.get(need.address, False) or (need.address in found and not need.at_once):
            continue
        found[need.address] = need.at_once
        ahead.extend(
            Need(further.address, at_once=need.at_once and further.at_once)
            for further in leads.get(need.address, ())
        )
    return found
