"""The designs in which the replica's article pages can be served.

>>> design("portal-2012").name
'portal-2012'
"""

from __future__ import annotations

import re

from usstnews.errors import UsstnewsError
from usstnews.replica.designs import grids, handheld, semantic, soup, tables
from usstnews.replica.designs.design import Design
from usstnews.replica.designs.drawn import drawn
from usstnews.replica.designs.house import HOUSE

__all__ = ["DESIGNS", "HOUSE", "Design", "UnknownDesign", "design"]

MADE = (
    tables.FONTS,
    tables.CELLS,
    soup.PORTAL,
    soup.NOTICE,
    grids.PANELS,
    grids.ICONS,
    handheld.CHAT,
    handheld.PHONE,
    semantic.CAMPUS,
    semantic.RELAUNCH,
    semantic.BUILT,
)
DRAWN = 12
DESIGNS = {one.name: one for one in (HOUSE, *MADE, *map(drawn, range(1, DRAWN + 1)))}
"""The designs by name: the house's own, those made by hand, and some of those that are drawn."""


class UnknownDesign(UsstnewsError):
    """There is no design of that name."""


def design(name: str) -> Design:
    """Give a design by its name; `drawn-N` for any N. Raises `UnknownDesign`."""
    if found := re.fullmatch("drawn-([1-9][0-9]{0,8})", name):
        return drawn(int(found[1]))
    if name not in DESIGNS:
        raise UnknownDesign(
            f"there is no design {name}; there are {', '.join(DESIGNS)}, or drawn-N for any other N"
        )
    return DESIGNS[name]
