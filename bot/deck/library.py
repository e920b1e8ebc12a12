"""The deck that is served: loaded whole or not at all, and swapped in one step."""

from __future__ import annotations

import threading
from pathlib import Path

from bot.deck.building import FORMS, card_files, gather
from bot.deck.draft import LOCK
from bot.deck.model import Card, Deck
from bot.deck.rules import inspect
from bot.deck.search import Index
from bot.errors import DeckError, UnsignedCard

State = tuple[tuple[str, int, int], ...]
"""Name, size in bytes and time of the last change in nanoseconds of each file of the deck."""


class Library:
    """One folder of cards and the deck made of it."""

    def __init__(self, folder: Path, *, require_sign_off: bool = False) -> None:
        self.folder = folder
        self._require_sign_off = require_sign_off
        self._served: tuple[Deck, Index] | None = None
        self._tried: State | None = None
        self._refused: DeckError | None = None
        self._turn = threading.Lock()

    @property
    def deck(self) -> Deck:
        return self._now()[0]

    @property
    def index(self) -> Index:
        return self._now()[1]

    def load(self) -> Deck:
        """Load the deck for the first time.

        Raises :class:`~bot.errors.DeckError` with every fault that forbids serving it.
        """
        with self._turn:
            self._swap()
        return self.deck

    def reload(self) -> bool:
        """Load the deck again; False if no file has changed since it was loaded.

        Raises :class:`~bot.errors.DeckError` when the files have faults, and goes on serving the
        deck and the index from before. May run in a thread: readers see the old or the new deck.
        """
        with self._turn:
            if not self.stale():
                if self._refused is not None:
                    raise self._refused
                return False
            self._swap()
        return True

    def stale(self) -> bool:
        """Whether the files on disk are others than when a load was last tried."""
        return self._tried != self._state()

    def serve(self, card_id: str) -> Card:
        """The card of this id, or the one that took its place.

        Raises :class:`~bot.errors.UnknownCard`, and :class:`~bot.errors.UnsignedCard` where the
        operator serves signed cards only.
        """
        card = self.deck.card(card_id)
        if self._require_sign_off and not card.signed:
            raise UnsignedCard(card.id)
        return card

    def _now(self) -> tuple[Deck, Index]:
        if self._served is None:
            raise RuntimeError("Library.load() comes first")
        return self._served

    def _swap(self) -> None:
        # Taken before reading: a file that changes while it is read makes the library stale.
        self._tried = self._state()
        draft = gather(self.folder)
        errors = tuple(fault for fault in inspect(draft, "load") if fault.severity == "error")
        if errors:
            self._refused = DeckError(errors)
            raise self._refused
        deck = draft.deck()
        self._served = (deck, Index(deck))
        self._refused = None

    def _state(self) -> State:
        state = []
        for name in [*FORMS, *card_files(self.folder)]:
            if name == LOCK:
                continue
            try:
                status = (self.folder / name).stat()
            except OSError:
                continue
            state.append((name, status.st_size, status.st_mtime_ns))
        return tuple(state)
