"""Archives of two sites that are gone, made once for all tests that look at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser import origins

if TYPE_CHECKING:
    from browser.origins import Origin


@pytest.fixture(scope="session")
def replica(tmp_path_factory: pytest.TempPathFactory) -> Origin:
    """The replica, crawled twice and stopped."""
    return origins.replica(tmp_path_factory.mktemp("replica"))


@pytest.fixture(scope="session")
def sz1cz(tmp_path_factory: pytest.TempPathFactory) -> Origin:
    """The mirrored real site, crawled and stopped."""
    return origins.sz1cz(tmp_path_factory.mktemp("sz1cz"))
