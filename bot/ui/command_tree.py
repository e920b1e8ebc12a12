"""The command tree whose every command comes through the one door."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any, NoReturn

import discord
import structlog
from discord import app_commands

from bot.ui.discord_errors import is_too_late
from bot.ui.error_boundary import Action, ErrorBoundary

log = structlog.get_logger(__name__)

# Discord shows at most this many suggestions while somebody types.
MOST_SUGGESTIONS = 25

Suggest = Callable[[str], Iterable[app_commands.Choice[str]]]
SuggestHere = Callable[[discord.Interaction, str], Awaitable[Iterable[app_commands.Choice[str]]]]
Choices = list[app_commands.Choice[str]]
Autocomplete = Callable[[discord.Interaction, str], Coroutine[Any, Any, Choices]]


class BotCommandTree(app_commands.CommandTree[discord.Client]):
    """Commands and suggestions act once, and whatever goes wrong ends in the door."""

    def __init__(self, client: discord.Client) -> None:
        super().__init__(client)
        self.error_boundary = ErrorBoundary()

    async def run_guarded(self, interaction: discord.Interaction, action: Action) -> None:
        """Run a command, or the suggestions for one of its options, inside the error boundary."""
        await self.error_boundary.run(interaction, name_of(interaction), action)

    async def on_error(
        self, _interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> NoReturn:
        """Hands the failure of a command that stands alone on to the door."""
        raise unwrap(error)


class BotCommandGroup(app_commands.Group):
    """A group of commands for everywhere, unless it is for servers only.

    Everywhere means: in servers, in direct messages and in private channels, and also where a
    person has brought the app along. Refusals go straight to the error boundary: they are answers,
    not errors, so they do not pass through the tree's error handler.
    """

    def __init__(
        self,
        name: str,
        description: str,
        commands: Iterable[app_commands.Command[Any, ..., None]],
        *,
        servers_only: bool = False,
    ) -> None:
        elsewhere = not servers_only
        super().__init__(
            name=name,
            description=description,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=elsewhere),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=elsewhere, private_channel=elsewhere
            ),
        )
        for command in commands:
            self.add_command(command)

    async def on_error(
        self, _interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> NoReturn:
        """Hands the failure of a subcommand on to the door."""
        raise unwrap(error)


async def raise_original(
    _interaction: discord.Interaction, error: app_commands.AppCommandError
) -> NoReturn:
    """The same for a command that stands alone: ``command.error(hand_on)``."""
    raise unwrap(error)


def unwrap(error: app_commands.AppCommandError) -> Exception:
    """What the command itself raised, without discord.py's wrapping."""
    return error.original if isinstance(error, app_commands.CommandInvokeError) else error


def name_of(interaction: discord.Interaction) -> str:
    """The command's full name, such as ``imnm subtypes``; none of its options."""
    data: Any = interaction.data or {}
    names = [str(data.get("name", ""))]
    inner = data.get("options", [])
    while inner and inner[0].get("type") in (
        discord.AppCommandOptionType.subcommand.value,
        discord.AppCommandOptionType.subcommand_group.value,
    ):
        names.append(str(inner[0]["name"]))
        inner = inner[0].get("options", [])
    return " ".join(names)


def autocomplete(suggest: Suggest) -> Autocomplete:
    """Suggestions while somebody types, the same for everybody everywhere."""

    async def suggest_here(
        _interaction: discord.Interaction, typed: str
    ) -> Iterable[app_commands.Choice[str]]:
        return suggest(typed)

    return personal_autocomplete(suggest_here)


def personal_autocomplete(suggest: SuggestHere) -> Autocomplete:
    """Suggestions for one person in one place. What comes too late, or fails, is an empty list.

    It answers by itself: discord.py logs a failing answer together with who was typing.
    """

    async def autocomplete(
        interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        try:
            choices = list(await suggest(interaction, typed))[:MOST_SUGGESTIONS]
        except Exception:
            log.exception("suggestions failed")
            choices = []
        try:
            await interaction.response.autocomplete(choices)
        except discord.HTTPException as error:
            if not is_too_late(error):
                log.warning("suggestions refused", status=error.status, code=error.code)
        return choices

    return autocomplete
