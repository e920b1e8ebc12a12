"""The real deck, loaded once in each process: reading it takes longer than most tests."""

import copy
import functools
from pathlib import Path

from bot.deck.library import Library

CARDS = Path(__file__).parents[1] / "cards"


@functools.cache
def real_library() -> Library:
    """The library that is shared; for tests that change no card."""
    library = Library(CARDS)
    library.load()
    return library


def library_over(copied: Path) -> Library:
    """The library of a copy that `shutil.copytree` has just made of the deck: as if it were loaded.

    Such a copy keeps the sizes and times of its files, which are all that a library remembers.
    """
    library = copy.copy(real_library())
    library.folder = copied
    assert not library.stale()
    return library
