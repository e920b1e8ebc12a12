"""The deck that is served: loaded whole or not at all, and swapped in one step.

Where the operator serves signed cards only, a part of it is served. The YAML of the files and the
rules of the deck are only loaded where the deck must be read from its files.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

from bot.deck.compiled import fingerprint, read_compiled, write_compiled
from bot.deck.folder import served_files
from bot.deck.model import Card, Deck
from bot.deck.search.index import Index
from bot.errors import DeckError, UnsignedCard


def keep_signed(deck: Deck) -> Deck:
    """Return the same deck with its signed cards alone, and with what rests on nothing but those.

    A comparison has no signature of its own and rests on the cards that its conditions name; a
    question rests on its page and on the cards of its facts, and so does a picture. Terms and
    sources stay.
    """
    signed = {card.id for card in deck.cards.values() if card.signed}
    tables = tuple(
        table
        for table in deck.comparisons.values()
        if all(column.card in signed for column in table.columns)
    )
    pages = signed | {table.id for table in tables}
    home = {fact.id: card.id for card in deck.cards.values() for fact in card.facts()}
    questions = tuple(
        question
        for question in deck.questions.values()
        if pages >= {question.card, *(home[fact] for fact in question.facts)}
    )
    return Deck(
        deck.info,
        tuple(card for card in deck.cards.values() if card.id in signed),
        tuple(deck.sources.values()),
        terms=tuple(deck.terms.values()),
        abbreviations=tuple(deck.abbreviations.values()),
        comparisons=tables,
        questions=questions,
        pictures=tuple(
            picture
            for picture in deck.pictures.values()
            if signed >= {picture.page, *(home[fact] for fact in picture.fact_ids())}
        ),
    )


State = frozenset[tuple[str, int, int]]
"""Name, size in bytes and time of the last change in nanoseconds of each file of the deck."""


class Served:
    """A deck as it was read and what may be served of it, each with what finds its pages.

    What finds them is made when somebody first looks for one: it takes a tenth of a start.
    """

    def __init__(self, deck: Deck, whole: Deck) -> None:
        self.deck = deck
        self.whole = whole
        # Whoever asks while it is being made waits for the rest, and makes no second one.
        self._turn = threading.RLock()
        self._index: Index | None = None
        self._names: Index | None = None

    @property
    def index(self) -> Index:
        """What finds pages that may be served."""
        with self._turn:
            if self._index is None:
                self._index = Index(self.deck)
            return self._index

    @property
    def names(self) -> Index:
        """What finds all pages."""
        if self.deck is self.whole:
            return self.index
        with self._turn:
            if self._names is None:
                self._names = Index(self.whole)
            return self._names


class Library:
    """One folder of cards and the deck made of it."""

    def __init__(
        self,
        folder: Path,
        *,
        require_sign_off: bool = False,
        subcommands: tuple[str, ...] = (),
        compiled: Path | None = None,
        site_url: str | None = None,
    ) -> None:
        """``subcommands`` are those of the bot's own that no card may claim.

        ``compiled`` is the file in which :meth:`save` keeps the deck for the next start.
        ``site_url`` is where the operator publishes the site of this deck.
        """
        self.folder = folder
        self._site_url = site_url
        self._compiled = compiled
        self._unsaved: tuple[str, Deck] | None = None
        self._subcommands = subcommands
        self._require_sign_off = require_sign_off
        self._served: Served | None = None
        self._tried: State | None = None
        self._refused: DeckError | None = None
        self._turn = threading.Lock()

    @property
    def deck(self) -> Deck:
        """What may be served: where the operator serves signed cards only, a part of the whole."""
        return self._now().deck

    @property
    def index(self) -> Index:
        """The search index of what may be served."""
        return self._now().index

    @property
    def whole(self) -> Deck:
        """All that was read, for the names of what may not be served."""
        return self._now().whole

    def withheld(self, name: str) -> str | None:
        """Return the id of the page of this name, if it waits for a signature and is not served."""
        exact = self._now().names.find(name, 1).exact if self._require_sign_off else None
        pages = (self.deck.cards, self.deck.comparisons)
        if exact is None or exact.kind == "term" or any(exact.id in page for page in pages):
            return None
        return exact.id

    def load(self) -> Deck:
        """Load the deck for the first time.

        Raises :class:`~bot.errors.DeckError` with every fault that forbids serving it.
        """
        with self._turn:
            self._swap(self._read())
        return self.deck

    def prepare(self) -> None:
        """Make what finds pages, so that nobody has to wait for it. May run in a thread."""
        served = self._now()
        _ = served.index, served.names

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
            served = self._read()
            # Those who look for pages meanwhile find them in the old deck.
            _ = served.index, served.names
            self._swap(served)
        return True

    def save(self) -> None:
        """Keep the deck compiled for the next start, unless it came from there.

        May run in a thread. Where the file cannot be written, the next start reads the deck anew.
        """
        with self._turn:
            unsaved, self._unsaved = self._unsaved, None
            if self._compiled is not None and unsaved is not None:
                with suppress(OSError):
                    write_compiled(self._compiled, *unsaved)

    def stale(self) -> bool:
        """Return whether the files on disk have changed since a load was last tried."""
        return self._tried != self._state()

    def serve(self, card_id: str) -> Card:
        """Return the card of this id, or the one that took its place.

        Raises :class:`~bot.errors.UnknownCard`, and :class:`~bot.errors.UnsignedCard` where the
        operator serves signed cards only, and this is another card or a comparison of others.
        """
        if card_id in self.whole.comparisons and card_id not in self.deck.comparisons:
            raise UnsignedCard
        card = self.whole.card(card_id)
        if card.id not in self.deck.cards:
            raise UnsignedCard
        return card

    def _now(self) -> Served:
        if self._served is None:
            raise RuntimeError("Library.load() comes first")
        return self._served

    def _swap(self, served: Served) -> None:
        self._served, self._refused = served, None

    def _read(self) -> Served:
        # Taken before reading: a file that changes while it is read makes the library stale.
        self._tried = self._state()
        whole = self._read_compiled() or self._read_files()
        deck = keep_signed(whole) if self._require_sign_off else whole
        whole.site_url = deck.site_url = self._site_url
        return Served(deck, whole)

    def _read_compiled(self) -> Deck | None:
        """Return the deck as it was kept, if that is what the files still say."""
        if self._compiled is None:
            return None
        return read_compiled(self._compiled, fingerprint(self.folder, self._subcommands))

    def _read_files(self) -> Deck:
        from bot.deck.loader import gather  # noqa: PLC0415 - a tenth of a second and 3 MB
        from bot.deck.rules import inspect  # noqa: PLC0415 - as above

        before = fingerprint(self.folder, self._subcommands)
        draft = gather(self.folder)
        draft.subcommands = self._subcommands
        errors = tuple(fault for fault in inspect(draft, "load") if fault.severity == "error")
        if errors:
            self._refused = DeckError(errors)
            raise self._refused
        deck = draft.deck()
        # A file that changed while it was read may be in the deck as it was or as it is.
        after = fingerprint(self.folder, self._subcommands)
        self._unsaved = (before, deck) if before is not None and before == after else None
        return deck

    def _state(self) -> State:
        state = []
        for name in served_files(self.folder):
            with suppress(OSError):
                status = (self.folder / name).stat()
                state.append((name, status.st_size, status.st_mtime_ns))
        return frozenset(state)
