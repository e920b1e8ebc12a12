"""The messages of a quiz that stays open: the public one, and those that one player sees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import discord
from discord.utils import format_dt

from bot.deck.model import Deck
from bot.features.open_quiz import texts
from bot.features.open_quiz.board import Board
from bot.features.quiz.commands import OPEN_FOR
from bot.features.quiz.result_view import describe_hardest, draw_podium
from bot.features.reports.views import draw_report_button
from bot.learning.questions import Item
from bot.learning.scoring import FULL_POINTS, Standing, Tally
from bot.learning.session import PhaseReason
from bot.store import Participation, StoredQuiz
from bot.ui.channel import list_custom_ids
from bot.ui.markup import escape
from bot.ui.message import Control, RenderedMessage, draw_button, draw_pager
from bot.ui.plain_text import format_accuracy, format_ordinal, format_score
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


def shows_open(message: discord.Message, quiz_id: int) -> bool:
    """Return whether a message shows that quiz as open, whatever has become of it since."""
    return f"oc1:{quiz_id}:ask" in list_custom_ids(message)


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
        *describe_hardest(deck, quiz),
    )
    page = draw_page(deck, texts.RESULT.format(topic=name_topic(deck, quiz.topic)), paragraphs)
    mine = (
        draw_button(texts.MY_RESULT, f"op1:{quiz.id}", discord.ButtonStyle.primary),
        draw_button(texts.REVIEW_MISSED, f"qm1:{quiz.id}"),
        draw_button(texts.MY_SCORES, "sm1"),
    )
    again = (draw_button(texts.NEW_ROUND, f"on1:{quiz.id}"),)
    return RenderedMessage(
        embeds=(page,),
        rows=(mine, again) if played else (again,),
        pictures=draw_podium(board.standings, board.names),
    )


def list_board(quiz: StoredQuiz, board: Board, viewer: int | None = None) -> str:
    """Return a line for each person, the viewer's last if it is far down, and how many more."""
    listed = list(board.standings)
    if board.own is not None and board.own not in listed:
        listed.append(board.own)
    lines = [_draw_line(quiz, board, each, viewer) for each in listed]
    if board.unlisted:
        rest = texts.MORE if board.standings else texts.UNLISTED
        lines.append(rest.format(board.unlisted))
    if any(each.tally.answered < len(quiz.items) for each in listed):
        lines.append(texts.NOT_FINISHED)
    return "\n".join(lines)


def _draw_line(quiz: StoredQuiz, board: Board, standing: Standing, viewer: int | None) -> str:
    tally, total = standing.tally, len(quiz.items)
    name = board.names[tally.person]
    line = texts.LINE if tally.answered == total else texts.LINE_UNFINISHED
    return line.format(
        place=standing.place,
        name=texts.YOU.format(name=name) if tally.person == viewer else name,
        score=format_score(tally.points, tally.right, total),
        answered=f"{tally.answered:,}",
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
    paragraphs = (escape(item.text), list_options(item, order))
    page = draw_page(deck, title, paragraphs, item, texts.ONLY_YOU)
    options = draw_options(f"oa1:{quiz.id}:{position}", item, order)
    return RenderedMessage(embeds=(page,), rows=options)


def draw_answer(
    deck: Deck, quiz: StoredQuiz, position: int, choice: int, *, finished: bool
) -> RenderedMessage:
    """Draw what was answered, once it is on the disk, and why it is right or wrong.

    ``finished`` is whether the player has no more question to answer.
    """
    right = choice == quiz.session.rounds[position].right
    title = texts.RIGHT.format(points=WORTH) if right else texts.WRONG
    go_on = texts.SEE_RESULT if finished else texts.NEXT
    buttons = (
        draw_button(go_on, f"op1:{quiz.id}", discord.ButtonStyle.primary),
        *_draw_item_buttons(quiz.items[position]),
    )
    page = _explain_answer(deck, quiz, position, choice, title)
    return RenderedMessage(embeds=(page,), rows=(buttons,))


def draw_read(deck: Deck, quiz: StoredQuiz, position: int, choice: int | None) -> RenderedMessage:
    """Draw one of the questions with its answer; ``choice`` is None if the player gave none."""
    title = texts.UNANSWERED
    if choice is not None:
        right = choice == quiz.session.rounds[position].right
        title = texts.ANSWERED_RIGHT if right else texts.ANSWERED_WRONG
    total = len(quiz.items)
    page = _explain_answer(
        deck, quiz, position, choice, title.format(place=position + 1, total=total)
    )
    walk = (
        *draw_pager(f"ow1:{quiz.id}", position + 1, total, discord.ButtonStyle.primary),
        draw_button(texts.MY_RESULT, f"op1:{quiz.id}"),
    )
    return RenderedMessage(embeds=(page,), rows=(walk, _draw_item_buttons(quiz.items[position])))


def _explain_answer(
    deck: Deck, quiz: StoredQuiz, position: int, choice: int | None, title: str
) -> discord.Embed:
    item, order = quiz.items[position], quiz.orders[position]
    chosen = None if choice is None else order[choice]
    answers = texts.RIGHT_AND_YOURS if chosen == 0 else texts.RIGHT_ANSWER
    lines = [answers.format(option=name_option(item, order, 0))]
    if chosen:
        lines.append(texts.YOUR_ANSWER.format(option=name_option(item, order, chosen)))
    paragraphs = (
        escape(item.text),
        "\n".join(lines),
        explain(item, order),
        cite(deck, item.sources),
    )
    return draw_page(deck, title, paragraphs, item)


def _draw_item_buttons(item: Item) -> tuple[Control, ...]:
    return (
        draw_button(texts.SHOW_CARD, f"vc1:{item.card}"),
        draw_report_button("question", item.id, item.revision),
    )


def draw_own_result(
    deck: Deck, quiz: StoredQuiz, board: Board, *, is_open: bool
) -> RenderedMessage:
    """Draw the result of whoever looks at a board, with as much of it as they may see now.

    Who did not play sees it once the quiz has closed.
    """
    own, total = board.played, len(quiz.items)
    title, words = texts.NOT_PLAYED_TITLE, texts.NOT_PLAYED
    if own is not None:
        title = texts.OWN_RESULT.format(accuracy=format_accuracy(own.right, total))
        words = " ".join(_describe_own(quiz, board, own, is_open=is_open))
    heading = texts.BOARD_SO_FAR if is_open else texts.BOARD
    viewer = None if own is None else own.person
    listed = list_board(quiz, board, viewer)
    page = draw_page(deck, title, (words, f"{heading}\n{listed}" if listed else ""))
    read = draw_button(texts.READ_ANSWERS, f"ow1:{quiz.id}:1", discord.ButtonStyle.primary)
    if is_open:
        row: tuple[Control, ...] = (read, draw_button(texts.LOOK_AGAIN, f"op1:{quiz.id}"))
    elif own is None:
        row = (read,)
    else:
        review = draw_button(texts.REVIEW_MISSED, f"qm1:{quiz.id}")
        row = (read, review, draw_button(texts.MY_SCORES, "sm1"))
    return RenderedMessage(embeds=(page,), rows=(row,))


def _describe_own(quiz: StoredQuiz, board: Board, own: Tally, *, is_open: bool) -> Iterable[str]:
    """Yield sentences on a player's points, what they left out, and their place."""
    yield texts.POINTS.format(own.points)
    if own.answered < len(quiz.items):
        yield texts.UNFINISHED.format(own.answered, total=len(quiz.items))
    if board.own is None:
        yield texts.LEFT_OUT
        return
    place = texts.PLACE_SO_FAR if is_open else texts.PLACE
    yield place.format(
        name=board.names[own.person],
        place=format_ordinal(board.own.place),
        people=f"{board.ranked:,}",
        countdown=_countdown(quiz),
    )


# -- another round


def draw_days_question(quiz: StoredQuiz) -> RenderedMessage:
    """Draw the question how long another round is to stay open."""
    buttons = tuple(
        draw_button(
            texts.DAYS.format(each.days),
            f"on1:{quiz.id}:{each.days}",
            discord.ButtonStyle.primary,
        )
        for each in OPEN_FOR.values()
    )
    return RenderedMessage(content=texts.ASK_FOR_DAYS, rows=(buttons,))


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


def _date(quiz: StoredQuiz) -> str:
    """Return when it closes, as Discord shows it in each reader's own time."""
    return _format_end(quiz, "f")


def _countdown(quiz: StoredQuiz) -> str:
    return _format_end(quiz, "R")


def _format_end(quiz: StoredQuiz, style: Literal["f", "R"]) -> str:
    until = quiz.session.open_until
    return "" if until is None else format_dt(until, style)
