"""The result of a quiz."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from bot.deck.model import Deck
from bot.features.quiz.views import LOST, draw_result_buttons
from bot.learning.scoring import Standing
from bot.learning.session import PhaseReason, find_hardest
from bot.store import StoredQuiz
from bot.ui.embeds import draw_embed
from bot.ui.message import RenderedMessage
from bot.ui.plain_text import pluralise
from bot.ui.question_text import cite, explain, group_of_item, name_option, name_topic

MOST_LISTED = 20
"""How many people are listed: about what a phone shows without scrolling."""


def draw_result(
    deck: Deck,
    quiz: StoredQuiz,
    standings: Sequence[Standing],
    names: Mapping[int, str],
    unlisted: int,
) -> RenderedMessage:
    """Draw who got what, and the hardest question.

    ``names`` holds the name of each person in ``standings``, with Markdown escaped; ``unlisted``
    people answered too, and are hidden or beyond the end of the list.
    """
    answered = bool(standings or unlisted)
    blocks = [
        _describe_end(quiz),
        _list_standings(quiz, standings, names, unlisted)
        if answered
        else "Nobody answered this time.",
    ]
    hardest = find_hardest(quiz.session.rounds)
    if hardest is not None:
        blocks += [_describe_hardest(quiz, hardest), cite(deck, quiz.items[hardest].sources)]
    page = draw_embed(
        group_of_item(deck),
        f"Result: {name_topic(deck, quiz.topic)}",
        "\n\n".join(block for block in blocks if block),
        deck.info.disclaimer_short,
    )
    return RenderedMessage(embeds=(page,), rows=(draw_result_buttons(quiz, answered=answered),))


def _describe_end(quiz: StoredQuiz) -> str:
    session = quiz.session
    length = pluralise(len(quiz.items), "question", "questions")
    asked = f"{session.asked} of {length}"
    match session.reason:
        case PhaseReason.STOPPED:
            return f"The quiz was stopped after {asked}."
        case PhaseReason.FORGOTTEN:
            return f"Nobody went on for an hour, so the quiz is over after {asked}."
        case PhaseReason.LOST:
            return f"{LOST} It got to {asked}."
        case _:
            return f"That was the quiz: {length}. Thank you for playing."


def _list_standings(
    quiz: StoredQuiz, standings: Sequence[Standing], names: Mapping[int, str], unlisted: int
) -> str:
    lines = [
        f"**{each.place}.** {names[each.tally.person]}: "
        f"{each.tally.right} of {quiz.session.asked} right, {each.tally.points} points"
        for each in standings
    ]
    if unlisted:
        people = pluralise(unlisted, "person", "people")
        lines.append(
            f"and {people} more." if standings else f"{people} played, unlisted by choice."
        )
    if any(
        one.tally.points == other.tally.points and one.place != other.place
        for one, other in pairwise(standings)
    ):
        lines.append("With equal points, fewer changed answers come first.")
    return "\n".join(lines)


def _describe_hardest(quiz: StoredQuiz, position: int) -> str:
    question, item = quiz.session.rounds[position], quiz.items[position]
    order = quiz.orders[position]
    return (
        f"**The hardest question:** {question.hits} of {len(question.answers)} got it right.\n"
        f"{item.text}\n✅ {name_option(item, order, 0)}\n{explain(item, order)}"
    )
