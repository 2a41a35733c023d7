"""`pytest --golden` writes the golden files again; nothing else does."""

import pytest


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    """Tell whether golden files are to be written."""
    return bool(request.config.getoption("--golden", default=False))
