"""With a real site gone, its pages are in two players what they were in the browser.

The truth is what Chromium showed of each page while the origin was there: words, images, linked
stylesheets, computed styles, backgrounds, fonts. Nothing but the player is asked for anything.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser.origins import PAGES
from browser.playing import PLAYERS, differences

if TYPE_CHECKING:
    from browser.origins import Origin

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.mark.parametrize("player", PLAYERS)
def test_pages_are_what_they_were(player: str, sz1cz: Origin, tmp_path: Path) -> None:
    """Twenty pages, with every image that the origin had."""
    assert len(sz1cz.pages) == PAGES
    assert sz1cz.drawn > 20
    assert differences(sz1cz, player, tmp_path) == {}
