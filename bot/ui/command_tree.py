"""The command tree, its groups and its autocompletes; all failures end in the error boundary."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any, NoReturn

import discord
import structlog
from discord import app_commands
from discord.utils import MISSING

from bot.deck.library import Library
from bot.errors import IncompleteEvent
from bot.ui.context import library_of
from bot.ui.discord_errors import is_too_late
from bot.ui.error_boundary import Action, ErrorBoundary

log = structlog.get_logger(__name__)

SUBCOMMANDS = (
    discord.AppCommandOptionType.subcommand.value,
    discord.AppCommandOptionType.subcommand_group.value,
)
MOST_SUGGESTIONS = 25
"""Discord's limit of choices while somebody types."""

Suggest = Callable[[Library, str], Iterable[app_commands.Choice[str]]]
SuggestHere = Callable[[discord.Interaction, str], Awaitable[Iterable[app_commands.Choice[str]]]]
Choices = list[app_commands.Choice[str]]
Autocomplete = Callable[[discord.Interaction, str], Coroutine[Any, Any, Choices]]


class BotCommandTree(app_commands.CommandTree[discord.Client]):
    """A tree whose commands and suggestions run inside one error boundary.

    :class:`bot.runtime.discord_patches.PatchedCommandTree` sees to it that they do.
    """

    def __init__(self, client: discord.Client) -> None:
        super().__init__(client)
        self.error_boundary = ErrorBoundary()
        self.registered: dict[str, int] = {}
        """The ids that Discord has given to everybody's commands, by their names."""

    def mention(self, command: str) -> str:
        """Return a command by its whole name, such as ``pin card``, as people can tap it.

        In Discord's form, ``</pin card:ID>``; as words where its id is not known.
        """
        command_id = self.registered.get(command.partition(" ")[0])
        return f"`/{command}`" if command_id is None else f"</{command}:{command_id}>"

    async def run_guarded(self, interaction: discord.Interaction, action: Action) -> None:
        """Run a command, or the suggestions for one of its options, inside the error boundary."""

        async def run() -> None:
            try:
                await action()
            except (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch):
                raise
            except app_commands.AppCommandError as error:
                # The tree's own: of a failure in a command it raises what the command raised.
                raise IncompleteEvent from error

        suggests = interaction.type is discord.InteractionType.autocomplete
        await self.error_boundary.run(
            interaction, name_of(interaction), run, may_be_deferred=not suggests
        )

    async def on_error(
        self, _interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> NoReturn:
        """Raise the failure of a command that stands alone."""
        raise unwrap(error)


class BotCommandGroup(app_commands.Group):
    """A group of commands for everywhere, unless it is for servers only.

    Everywhere means: in servers, in direct messages and in private channels, and also where a
    person has installed the app for themselves. Refusals go straight to the error boundary: they
    are answers, not errors, so they do not pass through the tree's error handler.
    """

    def __init__(
        self, *, servers_only: bool = False, name: str = MISSING, description: str = MISSING
    ) -> None:
        """Name and description are those that the class was declared with, unless given here."""
        elsewhere = not servers_only
        super().__init__(
            name=name,
            description=description,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=elsewhere),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=elsewhere, private_channel=elsewhere
            ),
        )

    async def on_error(
        self, _interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> NoReturn:
        """Raise the failure of a subcommand."""
        raise unwrap(error)


async def raise_original(
    _interaction: discord.Interaction, error: app_commands.AppCommandError
) -> NoReturn:
    """Raise the failure of a command that stands alone: ``command.error(raise_original)``."""
    raise unwrap(error)


def unwrap(error: app_commands.AppCommandError) -> Exception:
    """Return what the command itself raised, without discord.py's wrapping."""
    return error.original if isinstance(error, app_commands.CommandInvokeError) else error


def name_of(interaction: discord.Interaction) -> str:
    """Return the command's full name, such as ``pin card``, without its options."""
    data: Any = interaction.data
    names = []
    # Whatever an event may lack: this is called before anything answers for a failure.
    while isinstance(data, dict):
        names.append(str(data.get("name", "")))
        inner = data.get("options")
        data = inner[0] if inner and isinstance(inner, list) else None
        if isinstance(data, dict) and data.get("type") not in SUBCOMMANDS:
            break
    return " ".join(names)


def autocomplete(suggest: Suggest) -> Autocomplete:
    """Make an autocomplete whose suggestions are the same for everybody everywhere."""

    async def suggest_here(
        interaction: discord.Interaction, typed: str
    ) -> Iterable[app_commands.Choice[str]]:
        return suggest(library_of(interaction), typed)

    return personal_autocomplete(suggest_here)


def personal_autocomplete(suggest: SuggestHere) -> Autocomplete:
    """Make an autocomplete with suggestions for one person in one place.

    If they fail, the list is empty. The autocomplete answers by itself, because discord.py logs a
    failing answer together with who was typing.
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
