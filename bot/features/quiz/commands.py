"""``/quiz``: whether a quiz may start, which questions it asks, and in which channel or thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from random import SystemRandom
from typing import Any, Final

import discord
import structlog
from discord import app_commands

from bot.deck.library import Library
from bot.errors import IncompleteEvent, NotTaken, QuizLost, QuizRunning
from bot.features.cards.lookup import find_topic, suggest_topics
from bot.features.cards.pages import answer_red_flag
from bot.features.quiz import texts
from bot.features.quiz.presets import find_preset, suggest_presets
from bot.features.quiz.runner import QuizManager
from bot.features.quiz.views import draw_begun, draw_running
from bot.learning.questions import (
    EVERYTHING,
    Item,
    choose_served,
    draw_items,
    find_audience,
)
from bot.learning.scoring import Scoring
from bot.learning.session import Pace
from bot.learning.teams import FEWEST_TEAMS, MOST_TEAMS
from bot.store import QuizPlan, QuizSettings, StoredQuiz
from bot.ui.channel import ChannelLost, refusal_of
from bot.ui.command_tree import autocomplete, personal_autocomplete, raise_original
from bot.ui.context import client_of, library_of, store_of
from bot.ui.discord_errors import REQUEST_ERRORS, ErrorKind, classify, describe
from bot.ui.message import cut
from bot.ui.permissions import (
    OPEN_THREAD_PERMISSIONS,
    THREAD_WRITE_PERMISSIONS,
    bot_permissions_of,
    channel_of,
    check_bot_in_threads,
    check_may_write,
    check_quiz_settings,
    list_missing,
    may_send,
    permissions_of,
    permissions_to_write,
    server_of,
)
from bot.ui.question_text import name_topic
from bot.ui.reply import defer_privately, reply

SHORTEST, USUAL, LONGEST = 3, 10, 30
HERE, THREAD = "here", "thread"
OPEN_FOR = {f"open-{days}": timedelta(days=days) for days in (1, 3, 7)}
"""Values of ``where`` for a quiz that stays open, and for how long."""
LONGEST_THREAD_NAME: Final = 100
"""Discord's limit."""
# Minutes without a message after which a thread leaves the list of threads: longer than any quiz.
THREAD_STAYS: Final = 1440
SEED_BITS = 32

Topic = app_commands.Range[str, 1, 100]
Length = app_commands.Range[int, SHORTEST, LONGEST]
Again = app_commands.Range[str, 1, 100]
Teams = app_commands.Range[int, FEWEST_TEAMS, MOST_TEAMS]
_RNG = SystemRandom()
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class QuizRequest:
    """A quiz that somebody asked for; ``topic`` is an id."""

    topic: str
    length: int
    audience: str
    pace: Pace
    scoring: Scoring
    wanted: str | None = None
    """The audience that was asked for, if the topic may have nothing for it."""
    thread: bool = False
    teams: int | None = None

    @property
    def audience_note(self) -> str:
        """What to say if the topic has nothing for the audience that was asked for; else empty."""
        if self.wanted is None or self.wanted == self.audience:
            return ""
        return texts.NONE_FOR_AUDIENCE[self.wanted]


StartOpen = Callable[[discord.Interaction, QuizRequest, timedelta], Awaitable[None]]
"""Begins a quiz that stays open for so long, as :func:`start_quiz` begins one for all together."""


def add_quiz_command(
    tree: app_commands.CommandTree[Any], library: Library, start_open: StartOpen
) -> None:
    """Add the command to a tree."""

    @app_commands.command(name="quiz", description=texts.DESCRIPTION)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    @app_commands.describe(
        topic=texts.TOPIC,
        length=texts.LENGTH.format(fewest=SHORTEST, most=LONGEST, usual=USUAL),
        pace=texts.PACE,
        audience=texts.AUDIENCE,
        scoring=texts.SCORING,
        where=texts.WHERE,
        teams=texts.TEAMS.format(fewest=FEWEST_TEAMS, most=MOST_TEAMS),
        again=texts.AGAIN,
    )
    @app_commands.choices(
        pace=_list_choices(texts.PACE_CHOICES),
        audience=_list_choices(texts.AUDIENCE_CHOICES),
        scoring=_list_choices(texts.SCORING_CHOICES),
        where=_list_choices(
            {HERE: texts.HERE, THREAD: texts.IN_THREAD}
            | {value: texts.OPEN_FOR.format(each.days) for value, each in OPEN_FOR.items()}
        ),
    )
    @app_commands.autocomplete(
        topic=autocomplete(suggest_topics), again=personal_autocomplete(suggest_presets)
    )
    async def quiz(
        interaction: discord.Interaction,
        *,
        topic: Topic | None = None,
        length: Length | None = None,
        pace: str | None = None,
        audience: str | None = None,
        scoring: str | None = None,
        where: str | None = None,
        teams: Teams | None = None,
        again: Again | None = None,
    ) -> None:
        if await answer_red_flag(interaction, topic):
            return
        server_of(interaction)
        earlier = await find_preset(interaction, again) if again else None
        settings = earlier or await _usual_settings(interaction)
        if where is not None:
            days = OPEN_FOR[where].days if where in OPEN_FOR else None
            settings = replace(settings, thread=where == THREAD, open_days=days)
        given = {
            "topic": topic and find_topic(library, topic),
            "length": length,
            "pace": pace and Pace(pace),
            "audience": audience,
            "scoring": scoring and Scoring(scoring),
            "teams": teams,
        }
        chosen: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        settings = replace(settings, **chosen)
        request = QuizRequest(
            topic=settings.topic,
            length=settings.length,
            audience=find_audience(library, topic=settings.topic, audience=settings.audience),
            wanted=settings.audience,
            pace=settings.pace,
            scoring=settings.scoring,
            thread=settings.thread,
            teams=settings.teams,
        )
        if settings.open_days is None:
            await start_quiz(interaction, request)
        else:
            await start_open(interaction, request, timedelta(days=settings.open_days))

    quiz.error(raise_original)
    tree.add_command(quiz)


def _list_choices(names: Mapping[str, str]) -> list[app_commands.Choice[str]]:
    """Return the choices of an option; ``names`` are what people read, by their values."""
    return [app_commands.Choice(name=name, value=str(value)) for value, name in names.items()]


async def _usual_settings(interaction: discord.Interaction) -> QuizSettings:
    """Return how a quiz is played for whose host chose nothing."""
    defaults = await store_of(interaction).servers.defaults(server_of(interaction))
    return QuizSettings(
        topic=EVERYTHING,
        length=USUAL,
        audience=defaults.asks_for,
        pace=Pace.RELAXED,
        scoring=Scoring.ACCURACY,
    )


def repeat_request(stored: StoredQuiz) -> QuizRequest:
    """Return the request for the same quiz again, in the channel of the button."""
    return QuizRequest(
        topic=stored.topic,
        length=len(stored.items),
        audience=stored.audience,
        pace=stored.session.pace,
        scoring=stored.session.scoring,
        teams=stored.teams,
    )


async def start_quiz(interaction: discord.Interaction, request: QuizRequest) -> None:
    """Begin a quiz whose host is whoever asked, and tell them in private where it is.

    Raises :class:`~bot.errors.ServersOnly`, a missing permission, or that the topic has no
    questions. When the channel has a quiz, link to that one.
    """
    server_of(interaction)
    note = _explain_no_thread(interaction) if request.thread else ""
    in_thread = request.thread and not note
    if in_thread:
        check_bot_in_threads(interaction)
    else:
        check_may_write(interaction)
    await check_quiz_settings(interaction)
    library = library_of(interaction)
    chosen = choose_served(library, topic=request.topic, audience=request.audience)
    # Posting the lobby may take longer than the three seconds that Discord gives an answer.
    await defer_privately(interaction)
    try:
        await _begin(interaction, request, chosen, note)
    except QuizRunning as running:
        page = draw_running(server_of(interaction), running.channel_id, running.message_id)
        await reply(interaction, page, private=True)
    except QuizLost as lost:
        needed = THREAD_WRITE_PERMISSIONS if in_thread else permissions_to_write(interaction)
        cause = lost.__cause__
        kind = cause.kind if isinstance(cause, ChannelLost) else ErrorKind.NO_PERMISSION
        raise refusal_of(kind, needed) from None


async def _begin(
    interaction: discord.Interaction, request: QuizRequest, chosen: list[Item], note: str
) -> None:
    """Begin the quiz, in a thread unless ``note`` says why there is none."""
    plan = await draw_plan(interaction, request, chosen)
    if request.thread and not note:
        plan.channel_id, note = await _open_thread(interaction, request)
    notes = [each for each in (note, request.audience_note) if each]
    short = request.length if len(plan.items) < request.length else None
    if short is not None:
        notes.append(texts.FEWER.format(len(plan.items), asked_for=short))
    tell_host = partial(reply, interaction, private=True)
    manager = client_of(interaction).service(QuizManager)
    runner = await manager.begin(plan, tell_host, asked_for=short)
    if not runner.messages.is_posted:
        notes.insert(0, texts.NOT_SHOWN_YET)
    await tell_host(draw_begun(plan.channel_id, notes))


async def draw_plan(
    interaction: discord.Interaction, request: QuizRequest, chosen: list[Item]
) -> QuizPlan:
    """Return the plan of a quiz here, with items drawn from those that were chosen."""
    store, guild_id = store_of(interaction), server_of(interaction)
    drawn = draw_items(chosen, request.length, await store.quizzes.last_asked(guild_id), _RNG)
    defaults = await store.servers.defaults(guild_id)
    channel_id = channel_of(interaction)
    return QuizPlan(
        guild_id=guild_id,
        channel_id=channel_id,
        home_id=channel_id,
        host_id=interaction.user.id,
        topic=request.topic,
        audience=request.audience,
        names=bool(defaults.board_names),
        teams=request.teams,
        pace=request.pace,
        scoring=request.scoring,
        items=tuple(drawn),
        seeds=tuple(_RNG.getrandbits(SEED_BITS) for _ in drawn),
    )


def _explain_no_thread(interaction: discord.Interaction) -> str:
    """Return why a quiz cannot be in a thread of this channel; an empty text if it can."""
    if not isinstance(interaction.channel, discord.TextChannel):
        return texts.NO_THREAD_IN_THIS
    if list_missing(permissions_of(interaction), OPEN_THREAD_PERMISSIONS):
        return texts.NO_THREAD_FOR_YOU
    mine = bot_permissions_of(interaction)
    return texts.NO_THREAD if list_missing(mine, OPEN_THREAD_PERMISSIONS) else ""


async def _open_thread(interaction: discord.Interaction, request: QuizRequest) -> tuple[int, str]:
    """Return the id of a new thread and an empty note; or that of the channel, and why.

    Raise as :func:`~bot.ui.permissions.check_may_write` does, and :class:`~bot.errors.NotTaken`: in
    the channel other permissions count.
    """
    channel = interaction.channel
    if not isinstance(channel, discord.TextChannel):
        raise IncompleteEvent
    topic = name_topic(library_of(interaction).deck, request.topic)
    try:
        thread = await channel.create_thread(
            name=cut(texts.THREAD_NAME.format(topic=topic), LONGEST_THREAD_NAME),
            # Discord takes no thread of another kind in an announcement channel.
            type=discord.ChannelType.news_thread
            if channel.is_news()
            else discord.ChannelType.public_thread,
            auto_archive_duration=THREAD_STAYS,
        )
    except REQUEST_ERRORS as error:
        if classify(error) in (ErrorKind.NO_ACCESS, ErrorKind.NO_PERMISSION):
            check_may_write(interaction)
            return channel.id, texts.NO_THREAD
        # A server may have no more than a thousand that are active, for one.
        log.info("no thread for a quiz", why=describe(error))
        if not may_send(interaction):
            raise NotTaken from None
        check_may_write(interaction)
        return channel.id, texts.NO_THREAD_NOW
    return thread.id, ""
