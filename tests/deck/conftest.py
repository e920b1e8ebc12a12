"""A small valid deck on disk that tests may break."""

import shutil
from pathlib import Path

import pytest

SMALL = Path(__file__).parent / "small"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small deck, with its facts locked."""
    return Path(shutil.copytree(SMALL, tmp_path / "cards"))
