"""All commands, controls and forms of the features, and how they are registered with Discord.

Commands are registered only where Discord knows others: it limits how often that may be done, and
every client then fetches the commands anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from bot.runtime.discord_patches import fetch_command_payloads

if TYPE_CHECKING:
    from bot.ui.command_tree import BotCommandTree
import discord

from bot.features.cards import answer, handout, help_pages
from bot.features.cards import controls as card_controls
from bot.features.cards.commands import add_card_commands
from bot.features.daily import controls as daily_controls
from bot.features.open_quiz import controls as open_quiz_controls
from bot.features.open_quiz.commands import start_open_quiz
from bot.features.pins import commands as pins
from bot.features.privacy import commands as privacy
from bot.features.quiz import controls as quiz_controls
from bot.features.quiz.commands import add_quiz_command
from bot.features.reports import controls as reports
from bot.features.review import commands as review
from bot.features.scores import commands as scores
from bot.features.settings import me, server
from bot.features.welcome import controls as welcome
from bot.ui.context import BotClient
from bot.ui.controls import dispatch

COMPARED = (
    "name",
    "description",
    "name_localizations",
    "description_localizations",
    "required",
    "autocomplete",
    "value",
    "min_value",
    "max_value",
    "min_length",
    "max_length",
    "nsfw",
)
"""The plain fields of a command, an option or a choice that we decide.

Left out on purpose: what Discord adds (``id``, ``version``, ``application_id``, ...) and
``dm_permission``, which ``contexts`` has replaced and which Discord rewrites to match it.
"""

CONTROLS = (
    *card_controls.CONTROLS,
    *handout.CONTROLS,
    *help_pages.CONTROLS,
    *answer.CONTROLS,
    *quiz_controls.CONTROLS,
    *open_quiz_controls.CONTROLS,
    *review.CONTROLS,
    *reports.CONTROLS,
    *scores.CONTROLS,
    *me.CONTROLS,
    *server.CONTROLS,
    *daily_controls.CONTROLS,
    *privacy.CONTROLS,
    *pins.CONTROLS,
    *welcome.CONTROLS,
)
"""Everything that answers a press or a pick."""
FORMS = (*reports.FORMS, *me.FORMS, *server.FORMS)
"""Everything that answers a submitted form."""
NESTED = ("options", "choices")
UNORDERED = ("contexts", "integration_types", "channel_types")
GLOBAL_ONLY = ("contexts", "integration_types")
"""Fields that Discord ignores on the commands of one server."""

LONGEST_ID = 19
"""Digits of the largest id that the database holds."""

Payload = Mapping[str, Any]


def normalise(payload: Payload) -> dict[str, Any]:
    """Return a command, option or choice without defaults, so that sent and fetched ones are equal.

    Discord fills in what was left out, always with an empty value (null, false, nothing in the
    list); an empty value and an absent one therefore count as the same.
    """
    kept: dict[str, Any] = {name: payload.get(name) for name in COMPARED}
    kept |= {name: [normalise(part) for part in payload.get(name) or ()] for name in NESTED}
    kept |= {name: sorted(payload.get(name) or ()) for name in UNORDERED}
    kept["type"] = int(payload.get("type") or 1)
    permissions = payload.get("default_member_permissions")
    kept["default_member_permissions"] = None if permissions is None else str(permissions)
    return {
        name: value
        for name, value in kept.items()
        if not (value is None or value is False or value in ("", [], {}))
    }


def differ(ours: Iterable[Payload], theirs: Iterable[Payload], *, in_guild: bool = False) -> bool:
    """Return whether people would see anything else if ``ours`` replaced ``theirs``."""
    mine = {(each["type"], each["name"]): each for each in map(normalise, ours)}
    known = {(each["type"], each["name"]): each for each in map(normalise, theirs)}
    if mine.keys() != known.keys():
        return True
    for key, command in mine.items():
        # Where we leave contexts or installs to Discord, whatever it reports is right.
        open_fields = [name for name in GLOBAL_ONLY if in_guild or name not in command]
        if _without(command, open_fields) != _without(known[key], open_fields):
            return True
    return False


def _without(payload: Payload, names: Iterable[str]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name not in names}


async def learn_ids(tree: BotCommandTree) -> None:
    """Let the tree learn the ids of everybody's commands, which another process registers.

    Raise :class:`discord.HTTPException` if Discord does not tell them.
    """
    application = tree.client.application_id
    if application is not None:
        known = await fetch_command_payloads(tree.client, application, None)
        tree.registered = {str(each["name"]): int(each["id"]) for each in known}


async def register(tree: BotCommandTree, guild: discord.abc.Snowflake | None = None) -> bool:
    """Register the commands if Discord knows others; return whether that was needed.

    ``guild`` is one server; without it the commands are everybody's, and the tree learns the ids
    that they have. Raise :class:`discord.HTTPException` if Discord refuses them.
    """
    application = tree.client.application_id
    if application is None:
        raise RuntimeError("commands are registered after login")
    ours = [command.to_dict(tree) for command in tree.get_commands(guild=guild)]
    theirs = await fetch_command_payloads(tree.client, application, guild)
    known = {str(each["name"]): int(each["id"]) for each in theirs}
    changed = differ(ours, theirs, in_guild=guild is not None)
    if changed:
        known = {each.name: each.id for each in await tree.sync(guild=guild)}
    if guild is None:
        tree.registered = known
    return changed


def add_commands(bot: BotClient) -> None:
    """Add every command to the bot's tree."""
    add_card_commands(bot.tree, bot.library)
    add_quiz_command(bot.tree, bot.library, start_open_quiz)
    review.add_review_command(bot.tree, bot.library)
    bot.tree.add_command(scores.ScoresCommands())
    bot.tree.add_command(me.SettingsCommands())
    bot.tree.add_command(privacy.PrivacyCommands())
    pins.add_pin_commands(bot.tree)
    answer.add_answer_menu(bot.tree)


async def answer_control(interaction: discord.Interaction) -> None:
    """Answer a press, a pick or a submitted form; ignore every other interaction."""
    await dispatch(interaction, CONTROLS, FORMS)


def find_command_guild(interaction: discord.Interaction) -> int | None:
    """Return the server that the command of an interaction is registered for; None if it is none.

    Also of a suggestion; a command that is everybody's has no such server.
    """
    data: Any = interaction.data
    guild_id = str(data.get("guild_id", "")) if isinstance(data, dict) else ""
    return int(guild_id) if guild_id.isdecimal() and len(guild_id) <= LONGEST_ID else None
