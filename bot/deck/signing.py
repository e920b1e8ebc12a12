"""What is left of a deck where only what a clinician has signed may be served."""

from __future__ import annotations

from bot.deck.model import Deck


def keep_signed(deck: Deck) -> Deck:
    """The same deck with its signed cards alone, and with what rests on nothing but those.

    A comparison has no signature of its own and rests on the cards that its conditions name; a
    question rests on its page and on the cards of its facts. Terms and sources stay.
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
        deck.masthead,
        tuple(card for card in deck.cards.values() if card.id in signed),
        tuple(deck.sources.values()),
        terms=tuple(deck.terms.values()),
        abbreviations=tuple(deck.abbreviations.values()),
        comparisons=tables,
        questions=questions,
        left_out=tuple(deck.left_out.values()),
    )
