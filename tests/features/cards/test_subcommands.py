"""A deck offers no command that could only refuse."""

from bot.deck.model import Deck
from bot.features.cards.subcommands import SUBCOMMANDS, list_subcommands
from tests import decks
from tests.libraries import real_library


def without(deck: Deck, **parts: object) -> Deck:
    """The same deck, but for some of its parts."""
    whole = {
        name: tuple(getattr(deck, name).values())
        for name in ("terms", "abbreviations", "comparisons", "questions", "pictures")
    }
    cards, sources = tuple(deck.cards.values()), tuple(deck.sources.values())
    return Deck(deck.info, cards, sources, **whole | parts)


def test_our_own_deck_offers_all() -> None:
    assert list_subcommands(real_library().whole) == SUBCOMMANDS


def test_what_a_deck_does_not_have_is_not_offered() -> None:
    deck = decks.small_deck()
    assert "handout" not in list_subcommands(deck), "it has no card of questions"
    assert {"compare", "term"} <= set(list_subcommands(deck))
    assert "compare" not in list_subcommands(without(deck, comparisons=()))
    assert "term" in list_subcommands(without(deck, terms=()))
    assert "term" not in list_subcommands(without(deck, terms=(), abbreviations=()))
