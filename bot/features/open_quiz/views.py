"""The messages of a quiz that stays open: the public one, and those that one player sees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import discord
from discord.utils import format_dt

from bot.deck.model import Deck
from bot.features.open_quiz import texts
from bot.features.open_quiz.board import Board
from bot.features.reports.views import draw_report_button
from bot.learning.scoring import FULL_POINTS, Standing, Tally
from bot.learning.session import PhaseReason
from bot.store import Participation, StoredQuiz
from bot.ui.message import Control, RenderedMessage, draw_button
from bot.ui.question_text import (
    cite,
    draw_options,
    draw_page,
    explain,
    list_options,
    name_option,
    name_topic,
)

WORTH = f"{FULL_POINTS:,}"


def belongs_to(custom_id: str, quiz_id: int) -> bool:
    """Return whether a message with this button is the public one of that quiz."""
    return custom_id == f"op1:{quiz_id}"


def draw_open(deck: Deck, quiz: StoredQuiz, participation: Participation) -> RenderedMessage:
    """Draw the public message of a quiz that is open. It gives no answer away."""
    played = (
        texts.PLAYED.format(participation.players, finished=f"{participation.finished:,}")
        if participation.players
        else texts.NOBODY_YET
    )
    audience = texts.AUDIENCES.get(quiz.audience, quiz.audience)
    paragraphs = (
        texts.LENGTH.format(len(quiz.items), audience=audience)
        + "\n"
        + texts.CLOSES.format(date=_date(quiz), countdown=_countdown(quiz)),
        texts.HOW,
        texts.SCORING.format(points=WORTH),
        texts.NAMES[quiz.names],
        f"{played} {texts.HIDDEN_RESULTS}",
    )
    page = draw_page(deck, texts.TITLE.format(topic=name_topic(deck, quiz.topic)), paragraphs)
    buttons = (
        draw_button(texts.PLAY, f"op1:{quiz.id}", discord.ButtonStyle.primary),
        draw_button(texts.CLOSE_NOW, f"oc1:{quiz.id}:ask"),
    )
    return RenderedMessage(embeds=(page,), rows=(buttons,))


def draw_closed(deck: Deck, quiz: StoredQuiz, board: Board) -> RenderedMessage:
    """Draw the public message of a quiz that has closed: its board."""
    early = quiz.session.reason is PhaseReason.STOPPED
    closed = texts.CLOSED_EARLY if early else texts.CLOSED
    played = bool(board.standings or board.unlisted)
    paragraphs = (
        closed.format(len(quiz.items)),
        list_board(quiz, board) if played else texts.NOBODY_PLAYED,
    )
    page = draw_page(deck, texts.RESULT.format(topic=name_topic(deck, quiz.topic)), paragraphs)
    return RenderedMessage(embeds=(page,), rows=(_draw_after(quiz),) if played else ())


def list_board(quiz: StoredQuiz, board: Board, viewer: int | None = None) -> str:
    """Return a line for each person, and for how many more there are."""
    lines = [_draw_line(quiz, board, each, viewer) for each in board.standings]
    if board.unlisted:
        rest = texts.MORE if board.standings else texts.UNLISTED
        lines.append(rest.format(board.unlisted))
    if any(each.tally.answered < len(quiz.items) for each in board.standings):
        lines.append(texts.NOT_FINISHED)
    return "\n".join(lines)


def _draw_line(quiz: StoredQuiz, board: Board, standing: Standing, viewer: int | None) -> str:
    tally, total = standing.tally, len(quiz.items)
    name = board.names[tally.person]
    line = texts.LINE if tally.answered == total else texts.LINE_UNFINISHED
    return line.format(
        place=standing.place,
        name=texts.YOU.format(name=name) if tally.person == viewer else name,
        right=tally.right,
        answered=tally.answered,
        total=total,
        points=f"{tally.points:,}",
    )


def draw_begun(quiz: StoredQuiz, notes: Iterable[str]) -> RenderedMessage:
    """Draw what the host is told; ``notes`` say what is otherwise than they asked."""
    begun = texts.BEGUN.format(channel=f"<#{quiz.channel_id}>", date=_date(quiz))
    return RenderedMessage(content="\n".join([begun, *notes]))


# -- what one player sees


def draw_question(deck: Deck, quiz: StoredQuiz, position: int) -> RenderedMessage:
    """Draw a question that its player has not answered."""
    item, order = quiz.items[position], quiz.orders[position]
    title = texts.QUESTION.format(place=position + 1, total=len(quiz.items))
    paragraphs = (item.text, list_options(item, order))
    page = draw_page(deck, title, paragraphs, item, texts.ONLY_YOU)
    options = draw_options(f"oa1:{quiz.id}:{position}", item, order)
    return RenderedMessage(embeds=(page,), rows=options)


def draw_answer(
    deck: Deck, quiz: StoredQuiz, position: int, choice: int, *, finished: bool
) -> RenderedMessage:
    """Draw what was answered, once it is on the disk, and why it is right or wrong."""
    item, order = quiz.items[position], quiz.orders[position]
    chosen = order[choice]
    right = chosen == 0
    answers = texts.RIGHT_AND_YOURS if right else texts.RIGHT_ANSWER
    lines = [answers.format(option=name_option(item, order, 0))]
    if not right:
        lines.append(texts.YOUR_ANSWER.format(option=name_option(item, order, chosen)))
    paragraphs = (
        item.text,
        "\n".join(lines),
        explain(item, order),
        cite(deck, item.sources),
    )
    title = texts.RIGHT.format(points=WORTH) if right else texts.WRONG
    page = draw_page(deck, title, paragraphs, item)
    go_on = texts.SEE_RESULT if finished else texts.NEXT
    buttons = (
        draw_button(go_on, f"op1:{quiz.id}", discord.ButtonStyle.primary),
        draw_button(texts.SHOW_CARD, f"vc1:{item.card}"),
        draw_report_button("question", item.id, item.revision),
    )
    return RenderedMessage(embeds=(page,), rows=(buttons,))


def draw_own_result(
    deck: Deck, quiz: StoredQuiz, board: Board, own: Tally, *, is_open: bool
) -> RenderedMessage:
    """Draw a player's ``own`` result, with the board that they may see now."""
    total = len(quiz.items)
    lines = [texts.POINTS.format(own.points)]
    if own.answered < total:
        lines.append(texts.UNFINISHED.format(own.answered, total=total))
    if board.place is None:
        lines.append(texts.LEFT_OUT)
    elif is_open:
        lines.append(
            texts.PLACE_SO_FAR.format(
                place=board.place, people=board.ranked, countdown=_countdown(quiz)
            )
        )
    else:
        lines.append(texts.PLACE.format(place=board.place, people=board.ranked))
    heading = texts.BOARD_SO_FAR if is_open else texts.BOARD
    paragraphs = (" ".join(lines), f"{heading}\n{list_board(quiz, board, own.person)}")
    title = texts.OWN_RESULT.format(right=own.right, total=total)
    page = draw_page(deck, title, paragraphs)
    row = (draw_button(texts.LOOK_AGAIN, f"op1:{quiz.id}"),) if is_open else _draw_after(quiz)
    return RenderedMessage(embeds=(page,), rows=(row,))


# -- closing early


def draw_close_question(quiz: StoredQuiz, participation: Participation) -> RenderedMessage:
    """Draw the question whether the quiz is to close for everybody."""
    lines = [texts.ASK_TO_CLOSE]
    unfinished = participation.players - participation.finished
    if unfinished:
        lines.append(texts.IN_THE_MIDDLE.format(unfinished))
    buttons = (
        draw_button(texts.CLOSE_NOW, f"oc1:{quiz.id}:yes", discord.ButtonStyle.danger),
        draw_button(texts.KEEP_OPEN, f"oc1:{quiz.id}:no"),
    )
    return RenderedMessage(content=" ".join(lines), rows=(buttons,))


def _draw_after(quiz: StoredQuiz) -> tuple[Control, ...]:
    """Draw the buttons of a quiz that has closed; others' controls answer them."""
    return (
        draw_button(texts.REVIEW_MISSED, f"qm1:{quiz.id}", discord.ButtonStyle.primary),
        draw_button(texts.MY_SCORES, "sm1"),
    )


def _date(quiz: StoredQuiz) -> str:
    """Return when it closes, as Discord shows it in each reader's own time."""
    return _format_end(quiz, "f")


def _countdown(quiz: StoredQuiz) -> str:
    return _format_end(quiz, "R")


def _format_end(quiz: StoredQuiz, style: Literal["f", "R"]) -> str:
    until = quiz.session.open_until
    return "" if until is None else format_dt(until, style)
