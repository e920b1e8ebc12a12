"""The message of a question of the day, from its opening to its answer."""

from __future__ import annotations

import discord
from discord import ui
from discord.utils import format_dt

from bot.deck.model import Deck
from bot.features.quiz.views import NAMES, draw_answer_buttons, list_answer
from bot.learning.questions import EVERYBODY
from bot.store import StoredQuiz
from bot.ui.embeds import draw_embed
from bot.ui.message import Control, RenderedMessage
from bot.ui.question_text import LETTERS, group_of_item, list_options


def draw_daily(deck: Deck, quiz: StoredQuiz, before: str | None = None) -> RenderedMessage:
    """Draw the only question of a quiz; ``before`` is the address of the one of the day before."""
    item, question = quiz.items[0], quiz.session.rounds[0]
    is_open = question.closed_at is None
    # A generated question has its own emphasis, which another one around it would break.
    blocks = [item.text if "**" in item.text else f"**{item.text}**"]
    if is_open:
        blocks.append(list_options(item, quiz.orders[0]))
        closes = "soon" if question.closes_at is None else format_dt(question.closes_at, "R")
        blocks.append(
            f"Press a letter: only you see which. You can change it until the question closes "
            f"{closes}; then the answer appears here. {NAMES[quiz.names]}"
        )
    else:
        blocks += list_answer(deck, quiz, 0)
    page = draw_embed(
        group_of_item(deck, item),
        "Question of the day" + ("" if is_open else ": the answer"),
        "\n\n".join(block for block in blocks if block),
        deck.info.disclaimer_short,
    )
    rows = [_draw_letters(quiz)] if is_open else [_draw_closed_buttons(quiz)]
    if before is not None:
        rows.append((ui.Button(label="The last question", url=before),))
    return RenderedMessage(embeds=(page,), rows=tuple(rows))


def belongs_to(custom_id: str, quiz_id: int) -> bool:
    """Return whether a message with this button is that question of the day."""
    return custom_id.startswith(f"d1q:{quiz_id}:")


def _draw_letters(quiz: StoredQuiz) -> tuple[Control, ...]:
    return tuple(
        ui.Button(
            label=LETTERS[choice],
            style=discord.ButtonStyle.primary,
            custom_id=f"d1q:{quiz.id}:{choice}",
        )
        for choice in range(len(quiz.orders[0]))
    )


def _draw_closed_buttons(quiz: StoredQuiz) -> tuple[Control, ...]:
    show, report = draw_answer_buttons(EVERYBODY, quiz.items[0])
    if not quiz.session.rounds[0].answers:
        return show, report
    return show, ui.Button(label="Review what I missed", custom_id=f"qm1:{quiz.id}"), report
