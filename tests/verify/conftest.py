"""Archives that all tests of a process look at, and none may change."""

from __future__ import annotations

from pathlib import Path

import pytest
from verify.sound import copied, packed, small

from usstnews.archive.layout import Archive


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Make the small archive once."""
    return small(tmp_path_factory.mktemp("kept") / "usst")


@pytest.fixture(scope="session")
def kept_package(kept: Archive, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pack it once."""
    return packed(kept, tmp_path_factory.mktemp("kept-package"))


@pytest.fixture
def archive(kept: Archive, tmp_path: Path) -> Archive:
    """Give a copy of the small archive, to be changed."""
    return copied(kept, tmp_path / "usst")


@pytest.fixture
def package(kept_package: Path, tmp_path: Path) -> Path:
    """Give a copy of the small package, to be changed."""
    copy = tmp_path / kept_package.name
    copy.write_bytes(kept_package.read_bytes())
    return copy
