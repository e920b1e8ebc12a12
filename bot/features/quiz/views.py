"""The messages of a quiz before its result: its lobby, each question from opening to answer.

Every ``custom_id`` of their buttons names the quiz and the step it was drawn for. A step is the
number of the question, 0 in the lobby: a second press on Next, or one on an old message, then skips
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import discord
from discord import ui
from discord.utils import format_dt

from bot.deck.model import Deck, Level
from bot.features.quiz import texts
from bot.features.reports.views import draw_report_button
from bot.learning.questions import Item
from bot.learning.scoring import FULL_POINTS, SLOWEST_POINTS, Scoring
from bot.learning.session import (
    EMPTY_LIMIT,
    FORGOTTEN,
    REVEAL,
    Pace,
    Phase,
    PhaseReason,
    Round,
    Session,
)
from bot.learning.teams import count_members
from bot.store import StoredQuiz
from bot.ui.embeds import draw_bar
from bot.ui.markup import embolden, escape
from bot.ui.message import ROWS, Control, RenderedMessage, draw_button
from bot.ui.question_text import (
    cite,
    draw_options,
    draw_page,
    explain,
    list_options,
    name_option,
    name_topic,
)
from bot.ui.snowflakes import make_link

MessageKey = int | Literal["lobby", "board"]
"""A message of a quiz: of the question at this position (from 0), the lobby, or the result."""


def step_of(session: Session) -> str:
    """Return the step of a quiz for its **Next** button: ``0l``, ``3o``, ``3r`` or ``3p``."""
    return f"{session.position + 1}{session.phase.value[0]}"


def draw_host_buttons(quiz: StoredQuiz) -> tuple[Control, ...]:
    """Draw the buttons of the host and moderators, as the quiz stands."""
    session = quiz.session
    number = session.position + 1
    stop = draw_button(texts.STOP, f"qs1:{quiz.id}:{number}", discord.ButtonStyle.danger)
    if session.phase is Phase.PAUSED:
        resume = draw_button(
            texts.RESUME, f"qp1:{quiz.id}:{number}:resume", discord.ButtonStyle.success
        )
        return (resume, stop)
    next_label = texts.START_NOW if session.phase is Phase.LOBBY else texts.NEXT
    go_on = draw_button(next_label, f"qn1:{quiz.id}:{step_of(session)}")
    pause = draw_button(texts.PAUSE, f"qp1:{quiz.id}:{number}:pause")
    return (go_on, pause, stop)


def draw_play_again(quiz: StoredQuiz) -> ui.Button[ui.View]:
    """Draw the button that begins a quiz like one that is over."""
    return draw_button(texts.PLAY_AGAIN, f"qa1:{quiz.id}", discord.ButtonStyle.primary)


def draw_answer_buttons(audience: str, item: Item) -> tuple[Control, ...]:
    """Draw the buttons of a question whose answer is known."""
    level = Level.CLINICAL if audience == "student" else Level.PLAIN
    return (
        draw_button(texts.SHOW_CARD, f"c1:{item.card}:{level}", discord.ButtonStyle.primary),
        draw_report_button("question", item.id, item.revision),
    )


def belongs_to(custom_id: str, quiz_id: int, message: MessageKey) -> bool:
    """Return whether a message with this button is that message of a quiz."""
    kind, _, state = custom_id.partition(":")
    quiz, _, rest = state.partition(":")
    if quiz != str(quiz_id):
        return False
    if message == "board":
        return kind == "qa1"
    named = re.match(r"\d+", rest)
    if named is None:
        return False
    if kind == "q1":
        return named[0] == str(message)
    number = 0 if message == "lobby" else message + 1
    return kind in ("qn1", "qp1", "qs1") and named[0] == str(number)


def draw_lobby(deck: Deck, quiz: StoredQuiz, *, asked_for: int | None = None) -> RenderedMessage:
    """Draw the lobby; ``asked_for`` is the length that was asked for, if the topic has fewer."""
    session, length = quiz.session, len(quiz.items)
    audience = texts.AUDIENCES.get(quiz.audience, quiz.audience)
    lines = [
        texts.LENGTH_OF_QUIZ.format(length, pace=texts.PACES[session.pace], audience=audience),
    ]
    if asked_for is not None:
        lines.append(texts.ALL_THERE_ARE.format(asked_for=asked_for))
    if session.position < 0:
        lines += [texts.HOW, _describe_scoring(session), texts.NAMES[quiz.names]]
    lines.append(_describe_start(quiz))
    if not session.over and session.position < 0:
        lines += _list_players(quiz)
    waiting = session.phase is Phase.LOBBY or (
        session.phase is Phase.PAUSED and session.position < 0
    )
    if waiting:
        rows: tuple[tuple[Control, ...], ...] = (_draw_joins(quiz), draw_host_buttons(quiz))
    elif session.over and session.asked == 0:
        rows = ((draw_play_again(quiz),),)
    else:
        rows = ()
    page = draw_page(deck, texts.LOBBY.format(topic=name_topic(deck, quiz.topic)), lines)
    return RenderedMessage(embeds=(page,), rows=rows)


def draw_question(
    deck: Deck, quiz: StoredQuiz, position: int, *, live: bool = True
) -> RenderedMessage:
    """Draw a question as it stands; ``live`` unless the quiz has gone on from it."""
    item, current = quiz.items[position], quiz.session.rounds[position]
    is_open = current.closed_at is None
    paragraphs = list_question(deck, quiz, position)
    if live:
        paragraphs.append(_describe_state(quiz, current))
    title = texts.QUESTION if is_open else texts.ANSWERED_QUESTION
    title = title.format(place=position + 1, total=len(quiz.items))
    page = draw_page(deck, title, paragraphs, item)
    rows: list[tuple[Control, ...]] = []
    if not is_open:
        rows.append(draw_answer_buttons(quiz.audience, item))
    elif quiz.session.phase is Phase.OPEN:
        rows += draw_options(f"q1:{quiz.id}:{position}", item, quiz.orders[position], ROWS - 1)
    if live and not quiz.session.over:
        rows.append(draw_host_buttons(quiz))
    return RenderedMessage(embeds=(page,), rows=tuple(rows))


def _list_players(quiz: StoredQuiz) -> list[str]:
    """Say who is in: how many people, or how many each team has."""
    if quiz.teams is None:
        return [texts.PLAYERS.format(len(quiz.players))] if quiz.players else []
    sizes = [
        (texts.TEAM_SIZE.format(size, team=texts.TEAM[team]))
        if size
        else texts.TEAM_EMPTY.format(team=texts.TEAM[team])
        for team, size in enumerate(count_members(quiz.teams, quiz.team_of.values()), 1)
    ]
    return [texts.PICK_TEAM.format(quiz.teams), "\n".join(sizes)]


def _draw_joins(quiz: StoredQuiz) -> tuple[Control, ...]:
    """Draw the buttons of whoever wants to be in: one, or one a team."""
    if quiz.teams is None:
        return (draw_button(texts.JOIN, f"qj1:{quiz.id}", discord.ButtonStyle.primary),)
    return tuple(
        draw_button(texts.JOIN_TEAM.format(team=texts.TEAM[team]), f"qt1:{quiz.id}:{team}")
        for team in range(1, quiz.teams + 1)
    )


def draw_joined(quiz: StoredQuiz, name: str | None, team: int | None = None) -> RenderedMessage:
    """Draw what somebody is told who is in; ``name`` is their name on boards, if they have one."""
    if team is None:
        joined = texts.JOINED_HIDDEN if name is None else texts.JOINED
    else:
        joined = texts.JOINED_TEAM_HIDDEN if name is None else texts.JOINED_TEAM
    named = joined.format(name=name, team=texts.TEAM.get(team or 0))
    leave = draw_button(texts.LEAVE, f"ql1:{quiz.id}")
    return RenderedMessage(content=named, rows=((leave,),))


def draw_begun(channel_id: int, notes: Iterable[str]) -> RenderedMessage:
    """Draw what the host is told; ``notes`` say what is otherwise than they asked."""
    begun = texts.BEGUN.format(channel=f"<#{channel_id}>")
    return RenderedMessage(content="\n".join([begun, *notes]))


def draw_running(guild_id: int, channel_id: int, message_id: int | None) -> RenderedMessage:
    """Draw a link to the quiz that is running in a channel."""
    return RenderedMessage(
        content=texts.RUNNING,
        rows=(
            (ui.Button(label=texts.GO_TO_QUIZ, url=make_link(guild_id, channel_id, message_id)),),
        ),
    )


def _describe_scoring(session: Session) -> str:
    untimed = session.scoring is Scoring.SPEED and session.pace.limit is None
    scoring = texts.NO_SPEED if untimed else texts.SCORES[session.scoring]
    return scoring.format(slowest=f"{SLOWEST_POINTS:,}", full=f"{FULL_POINTS:,}")


def _describe_start(quiz: StoredQuiz) -> str:
    session = quiz.session
    if session.over and session.reason is PhaseReason.LOST:
        return texts.LOST
    if session.position >= 0:
        return texts.HAS_STARTED
    if session.over:
        return texts.NOT_STARTED[session.reason is PhaseReason.FORGOTTEN]
    if session.phase is Phase.PAUSED:
        return _describe_pause(quiz)
    if session.pace is Pace.HOST:
        return texts.HOST_STARTS
    return texts.STARTS.format(when=_when(session.next_step_at()))


def list_question(deck: Deck, quiz: StoredQuiz, position: int) -> list[str]:
    """Return the paragraphs of a question: its options, or the counts, explanation and sources."""
    item, order = quiz.items[position], quiz.orders[position]
    question = quiz.session.rounds[position]
    # A generated question has its own emphasis, which another one around it would break.
    text = escape(item.text) if "**" in item.text else embolden(item.text)
    if question.closed_at is None:
        return [text, list_options(item, order)]
    return [
        text,
        _list_counts(quiz, position),
        explain(item, order),
        cite(deck, item.sources),
    ]


def _list_counts(quiz: StoredQuiz, position: int) -> str:
    """Return the options, the right one ticked, with a bar and the number of those who chose it.

    A wrong option that nobody chose has no bar: on a phone it would fill a line for nothing.
    """
    question = quiz.session.rounds[position]
    counts = question.counts()
    lines = []
    item, order = quiz.items[position], quiz.orders[position]
    for choice, option in enumerate(order):
        if choice == question.right:
            named = name_option(item, order, option, bold=True)
            lines.append(texts.RIGHT_ANSWER.format(option=named))
        else:
            lines.append(name_option(item, order, option))
        if counts[choice] or (question.answers and choice == question.right):
            lines.append(f"`{draw_bar(counts[choice], len(question.answers))}` {counts[choice]}")
    if not question.answers:
        lines.append(texts.NOBODY_ANSWERED)
    return "\n".join(lines)


def _describe_state(quiz: StoredQuiz, current: Round) -> str:
    session = quiz.session
    if session.over:
        return texts.LOST if session.reason is PhaseReason.LOST else ""
    if session.phase is Phase.PAUSED:
        return _describe_pause(quiz)
    if session.phase is Phase.OPEN:
        answers = len(current.answers)
        answered = texts.ANSWERS.format(answers) if answers else texts.NO_ANSWERS
        closing = (
            texts.HOST_CLOSES
            if current.closes_at is None
            else texts.CLOSES.format(when=_when(session.next_step_at()))
        )
        return f"{closing} {answered}"
    last = session.position + 1 == len(quiz.items)
    if session.pace is Pace.HOST:
        return texts.HOST_NEXT_RESULT if last else texts.HOST_NEXT_QUESTION
    if session.empty >= EMPTY_LIMIT and not last:
        return ""
    due = session.since and session.since + REVEAL
    return (texts.NEXT_RESULT if last else texts.NEXT_QUESTION).format(when=_when(due))


def _describe_pause(quiz: StoredQuiz) -> str:
    session = quiz.session
    if session.reason is PhaseReason.HOST:
        why = texts.PAUSED
    else:
        why = texts.IDLE if session.pace is Pace.HOST else texts.UNANSWERED
    ends = session.since and session.since + FORGOTTEN
    return f"{why} {texts.HOW_TO_RESUME.format(when=_when(ends))}"


def _when(moment: datetime | None) -> str:
    """Return a time that Discord shows as a countdown."""
    return texts.SOON if moment is None else format_dt(moment, "R")
