"""The message of a question of the day, from its opening to its answer."""

from __future__ import annotations

from discord import ui
from discord.utils import format_dt

from bot.deck.model import Deck
from bot.features.daily import texts
from bot.features.quiz.texts import NAMES
from bot.features.quiz.views import draw_answer_buttons, list_question
from bot.store import StoredQuiz
from bot.ui.message import ROWS, Control, RenderedMessage, draw_button
from bot.ui.question_text import draw_options, draw_page


def draw_daily(deck: Deck, quiz: StoredQuiz, before: str | None = None) -> RenderedMessage:
    """Draw the only question of a quiz; ``before`` is the address of the one of the day before."""
    item, question = quiz.items[0], quiz.session.rounds[0]
    is_open = question.closed_at is None
    paragraphs = list_question(deck, quiz, 0)
    if is_open:
        how = (
            texts.HOW_TO_ANSWER_SOON
            if question.closes_at is None
            else texts.HOW_TO_ANSWER.format(when=format_dt(question.closes_at, "R"))
        )
        paragraphs.append(f"{how} {NAMES[quiz.names]}")
        rows = [*draw_options(f"d1q:{quiz.id}", item, quiz.orders[0], ROWS - 1)]
    else:
        rows = [_draw_closed_buttons(quiz)]
    if before is not None:
        rows.append((ui.Button(label=texts.LAST_QUESTION, url=before),))
    title = texts.OPEN if is_open else texts.ANSWERED
    page = draw_page(deck, title, paragraphs, item)
    return RenderedMessage(embeds=(page,), rows=tuple(rows))


def belongs_to(custom_id: str, quiz_id: int) -> bool:
    """Return whether a message with this button is that question of the day."""
    return custom_id.startswith(f"d1q:{quiz_id}:")


def _draw_closed_buttons(quiz: StoredQuiz) -> tuple[Control, ...]:
    show, report = draw_answer_buttons(quiz.audience, quiz.items[0])
    if not quiz.session.rounds[0].answers:
        return show, report
    return show, draw_button(texts.REVIEW, f"qm1:{quiz.id}"), report
