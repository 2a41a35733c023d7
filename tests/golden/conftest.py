"""`pytest tests/golden --golden` writes the golden files again; nothing else does."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag without which golden files never change."""
    parser.addoption("--golden", action="store_true", help="write the golden files again")


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    """Tell whether golden files are to be written."""
    return bool(request.config.getoption("--golden", default=False))
