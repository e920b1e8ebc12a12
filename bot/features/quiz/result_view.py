"""The board at the end of a quiz."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.deck.model import Deck
from bot.features.quiz.views import LOST, Quiz, count, draw_afterwards
from bot.learning.scoring import Tally
from bot.learning.session import PhaseReason, find_hardest
from bot.ui.embeds import draw_embed
from bot.ui.message import RenderedMessage
from bot.ui.question_text import cite, group_of_item, name_option, name_topic

MOST_LISTED = 20
"""So many people are listed: about what a phone shows without scrolling."""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One line of a board; ``name`` is what the person is shown by, made harmless."""

    place: int
    name: str
    tally: Tally


def draw_result(
    deck: Deck, quiz: Quiz, places: Sequence[ResultRow], unlisted: int
) -> RenderedMessage:
    """Who got what, and the hardest question.

    ``unlisted`` people answered too, and are hidden or beyond the end of the list.
    """
    session = quiz.session
    lines = [_tell_end(quiz)]
    if places or unlisted:
        lines.append(_list(quiz, places, unlisted))
    else:
        lines.append("Nobody answered this time.")
    hardest = find_hardest(session.rounds)
    if hardest is not None:
        lines += [_tell_hardest(quiz, hardest), cite(deck, quiz.items[hardest].sources)]
    page = draw_embed(
        group_of_item(deck),
        f"Result: {name_topic(deck, quiz.topic)}",
        "\n\n".join(line for line in lines if line),
        deck.info.disclaimer_short,
    )
    answered = bool(places or unlisted)
    return RenderedMessage(embeds=(page,), rows=(draw_afterwards(quiz, answered=answered),))


def _tell_end(quiz: Quiz) -> str:
    session, length = quiz.session, len(quiz.items)
    asked = f"{session.asked} of {count(length, 'question')}"
    match session.reason:
        case PhaseReason.STOPPED:
            return f"The quiz was stopped after {asked}."
        case PhaseReason.FORGOTTEN:
            return f"Nobody went on for an hour, so the quiz is over after {asked}."
        case PhaseReason.LOST:
            return f"{LOST} It got to {asked}."
        case _:
            return f"That was the quiz: {count(length, 'question')}. Thank you for playing."


def _list(quiz: Quiz, places: Sequence[ResultRow], unlisted: int) -> str:
    asked = quiz.session.asked
    lines = [
        f"**{each.place}.** {each.name}: {each.tally.right} of {asked} right, "
        f"{count(each.tally.points, 'point')}"
        for each in places
    ]
    if unlisted:
        people = "1 person" if unlisted == 1 else f"{unlisted} people"
        lines.append(f"and {people} more." if places else f"{people} played, unlisted by choice.")
    if any(
        one.tally.points == other.tally.points and one.place != other.place
        for one, other in pairwise(places)
    ):
        lines.append("With equal points, fewer changed answers come first.")
    return "\n".join(lines)


def _tell_hardest(quiz: Quiz, position: int) -> str:
    asked, item = quiz.session.rounds[position], quiz.items[position]
    return (
        f"**The hardest question:** {asked.hits} of {len(asked.answers)} got it right.\n"
        f"{item.text}\n✅ {name_option(item, quiz.orders[position], 0)}\n{item.explanation}"
    )
