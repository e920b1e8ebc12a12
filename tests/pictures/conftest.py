"""The real deck, and nothing drawn before."""

from collections.abc import Iterator

import pytest

from bot.deck.library import Library
from bot.pictures import drawing
from tests.libraries import real_library


@pytest.fixture(scope="session")
def library() -> Library:
    return real_library()


@pytest.fixture(autouse=True)
def _nothing_drawn() -> Iterator[None]:
    drawing.forget_all()
    yield
    drawing.forget_all()
