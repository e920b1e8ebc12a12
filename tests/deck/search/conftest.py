"""The deck that is served, and its index."""

import pytest

from bot.deck.model import Deck
from bot.deck.search.index import Index
from tests.libraries import real_library


@pytest.fixture(scope="module")
def served() -> Deck:
    return real_library().deck


@pytest.fixture(scope="module")
def index(served: Deck) -> Index:
    return Index(served)
