"""The buttons under the messages of a quiz, and whose message a button belongs to.

Every ``custom_id`` names the quiz and the step it was drawn for. A step is the number of the
question, 0 in the lobby: a second press on Next, or one on an old message, then skips nothing.
"""

from __future__ import annotations

import re
from typing import Literal, Protocol

import discord
from discord import ui

from bot.learning.item import Item
from bot.learning.session import Phase, Session
from bot.ui.message import Control
from bot.ui.question_text import LETTERS

Message = int | Literal["lobby", "board"]
"""Which message of a quiz: of the question at this position (from 0), the lobby, the board."""


class Quiz(Protocol):
    """What the messages of a quiz show of it."""

    @property
    def id(self) -> int: ...
    @property
    def topic(self) -> str: ...
    @property
    def audience(self) -> str: ...
    @property
    def names(self) -> bool: ...
    @property
    def session(self) -> Session: ...
    @property
    def items(self) -> tuple[Item, ...]: ...
    @property
    def orders(self) -> tuple[tuple[int, ...], ...]: ...


def step_of(session: Session) -> str:
    """Where a quiz stands, as its **Next** button says it: ``0l``, ``3o``, ``3r`` or ``3p``."""
    return f"{session.position + 1}{session.phase.value[0]}"


def draw_letters(quiz: Quiz, position: int) -> tuple[Control, ...]:
    """One button for each option of a question."""
    return tuple(
        ui.Button(
            label=LETTERS[choice],
            style=discord.ButtonStyle.primary,
            custom_id=f"q1:{quiz.id}:{position}:{choice}",
        )
        for choice in range(len(quiz.orders[position]))
    )


def draw_steering(quiz: Quiz) -> tuple[Control, ...]:
    """What the host and moderators can do now."""
    session = quiz.session
    number = session.position + 1
    stop = ui.Button[ui.View](
        label="Stop", style=discord.ButtonStyle.danger, custom_id=f"qs1:{quiz.id}:{number}"
    )
    if session.phase is Phase.PAUSED:
        resume = ui.Button[ui.View](
            label="Resume",
            style=discord.ButtonStyle.success,
            custom_id=f"qp1:{quiz.id}:{number}:resume",
        )
        return (resume, stop)
    lobby = session.phase is Phase.LOBBY
    go_on = ui.Button[ui.View](
        label="Start now" if lobby else "Next",
        style=discord.ButtonStyle.success if lobby else discord.ButtonStyle.secondary,
        custom_id=f"qn1:{quiz.id}:{step_of(session)}",
    )
    pause = ui.Button[ui.View](label="Pause", custom_id=f"qp1:{quiz.id}:{number}:pause")
    return (go_on, pause, stop)


def draw_afterwards(quiz: Quiz, *, answered: bool) -> tuple[Control, ...]:
    """What can be done once a quiz is over."""
    again = ui.Button[ui.View](
        label="Play again", style=discord.ButtonStyle.primary, custom_id=f"qa1:{quiz.id}"
    )
    if not answered:
        return (again,)
    return (
        ui.Button(label="Review what I missed", custom_id=f"qm1:{quiz.id}"),
        again,
        ui.Button(label="My scores", custom_id="sm1"),
    )


def belongs_to(custom_id: str, quiz_id: int, message: Message) -> bool:
    """Whether a message with this button is that message of a quiz."""
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
