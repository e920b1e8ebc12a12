"""``/quiz again:``: the settings of a person's last quizzes, as its suggestions."""

from __future__ import annotations

from collections.abc import Iterable

import discord
from discord import app_commands

from bot.deck.model import Deck
from bot.errors import UnknownPreset
from bot.features.quiz import texts
from bot.learning.questions import EVERYTHING
from bot.learning.scoring import Scoring
from bot.store import QuizSettings
from bot.ui.context import library_of, store_of
from bot.ui.message import PHONE_OPTION, cut
from bot.ui.permissions import server_of
from bot.ui.question_text import name_topic
from bot.ui.snowflakes import read_snowflake

SEPARATOR = " · "
SHORTEST_TOPIC = 10
"""So much of a topic is named, however much else there is to say."""


async def suggest_presets(
    interaction: discord.Interaction, typed: str
) -> Iterable[app_commands.Choice[str]]:
    """Return the settings that a person chose last, in words; its value is the quiz's id."""
    if interaction.guild_id is None:
        # No quiz can be begun there.
        return ()
    store, deck = store_of(interaction), library_of(interaction).deck
    usual = (await store.servers.defaults(server_of(interaction))).asks_for
    wanted = typed.casefold().split()
    choices = []
    for preset in await store.quiz_presets.list_latest(interaction.user.id):
        name = describe_settings(deck, preset.settings, usual)
        if has_topic(deck, preset.settings.topic) and all(
            word in name.casefold() for word in wanted
        ):
            choices.append(app_commands.Choice(name=name, value=str(preset.quiz_id)))
    return choices


async def find_preset(interaction: discord.Interaction, value: str) -> QuizSettings:
    """Return the settings that a suggestion stands for.

    Raise :class:`~bot.errors.UnknownPreset` for what the person did not pick from the list, or has
    had erased since.
    """
    try:
        quiz_id = read_snowflake(value)
    except ValueError:
        raise UnknownPreset(value) from None
    settings = await store_of(interaction).quiz_presets.get(interaction.user.id, quiz_id)
    if settings is None or not has_topic(library_of(interaction).deck, settings.topic):
        raise UnknownPreset(value)
    return settings


def has_topic(deck: Deck, topic: str) -> bool:
    """Return whether a topic of an earlier quiz is in the deck still."""
    return topic == EVERYTHING or topic in {*deck.groups, *deck.cards, *deck.comparisons}


def describe_settings(deck: Deck, settings: QuizSettings, usual_audience: str) -> str:
    """Return settings in the words of a menu: ``10 questions · Treatment · 20 seconds · 2 teams``.

    What is as usual is left out, and the topic is cut to what a phone has room for.
    """
    days = settings.open_days
    pace = texts.PRESET_PACES[settings.pace] if days is None else texts.OPEN_FOR.format(days)
    others = [pace]
    if settings.teams is not None:
        others.append(texts.PRESET_TEAMS.format(settings.teams))
    if settings.audience != usual_audience:
        others.append(texts.AUDIENCE_CHOICES[settings.audience])
    if settings.scoring is Scoring.SPEED:
        others.append(texts.PRESET_SPEED)
    if settings.thread:
        others.append(texts.PRESET_THREAD)
    length = texts.PRESET_LENGTH.format(settings.length)
    taken = len(SEPARATOR.join([length, "", *others]))
    topic = cut(name_topic(deck, settings.topic), max(PHONE_OPTION - taken, SHORTEST_TOPIC))
    return cut(SEPARATOR.join([length, topic, *others]), PHONE_OPTION)
