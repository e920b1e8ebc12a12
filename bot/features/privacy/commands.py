"""``/privacy``: what is stored about the person who asks, as a page, as a file, or not at all."""

from __future__ import annotations

import gzip
import json
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.features.privacy.housekeeping import Housekeeping
from bot.features.privacy.view import (
    Stored,
    Told,
    draw_erased,
    draw_kept,
    draw_question,
    draw_stored,
)
from bot.features.quiz.manager import QuizManager
from bot.ui.command_tree import BotCommandGroup
from bot.ui.context import client_of, library_of, store_of
from bot.ui.controls import PersistentControl
from bot.ui.preferences import respond_privately
from bot.ui.reply import defer_privately, edit_or_reply, send_file

GROUP = "privacy"
LARGEST_FILE = 8 * 1024 * 1024
"""Bytes; Discord takes 10 MiB. A larger export is packed, which makes it twenty times smaller."""
ABOUT = (
    "Everything that this bot has stored about you, by table. "
    "Ids are Discord's, times are UTC, durations are seconds."
)

log = structlog.get_logger(__name__)


def add_privacy_commands(tree: app_commands.CommandTree[Any]) -> None:
    """Adds the group of commands to a tree."""
    group = BotCommandGroup(
        name=GROUP,
        description="What the bot has stored about me",
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        allowed_contexts=app_commands.AppCommandContext(
            guild=True, dm_channel=True, private_channel=True
        ),
    )
    for command in (_show(), _export(), _erase()):
        group.add_command(command)
    tree.add_command(group)


def _show() -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="show", description="What is stored about me, in words and numbers")
    async def show(interaction: discord.Interaction) -> None:
        store, person = store_of(interaction), interaction.user.id
        held = await store.privacy.count_rows(person)
        reports = [
            Told(each.id, each.kind, each.subject_id, each.at, each.closed_at)
            for each in await store.reports.of(person)
        ]
        keep = client_of(interaction).service(Housekeeping).keep
        stored = Stored([each.text for each in held], reports, keep.days)
        await respond_privately(interaction, draw_stored(library_of(interaction).deck, stored))

    return show


def _export() -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="export", description="All of it as a file, for me alone")
    async def export(interaction: discord.Interaction) -> None:
        await export_all(interaction)

    return export


def _erase() -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="erase", description="Erase all of it, in every server")
    async def erase(interaction: discord.Interaction) -> None:
        await ask_first(interaction)

    return erase


async def export_all(interaction: discord.Interaction) -> None:
    """Hands over every row about the person, as JSON."""
    await defer_privately(interaction)
    person = interaction.user.id
    tables = await store_of(interaction).privacy.export(person)
    whole = {
        "about": ABOUT,
        "person_id": str(person),
        "made_at": discord.utils.utcnow().isoformat(timespec="seconds"),
        "tables": tables,
    }
    content = json.dumps(whole, ensure_ascii=False, indent=1).encode()
    name = "my-data.json"
    if len(content) > LARGEST_FILE:
        content, name = gzip.compress(content), f"{name}.gz"
    rows = sum(len(table["rows"]) for table in tables.values())
    said = (
        f"Everything that I have stored about you: {rows:,} {'row' if rows == 1 else 'rows'}. "
        "Only you see this. For answers in words there is `/scores export`."
    )
    await send_file(interaction, said, content, name)


async def ask_first(interaction: discord.Interaction) -> None:
    """Asks whether everything is to be erased."""
    held = await store_of(interaction).privacy.count_rows(interaction.user.id)
    page = draw_question(library_of(interaction).deck, [each.text for each in held])
    await respond_privately(interaction, page)


class TakeAll(PersistentControl, template=r"yx1"):
    """Hands everything over."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await export_all(interaction)


class AskToErase(PersistentControl, template=r"yq1"):
    """Asks whether everything is to be erased."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await ask_first(interaction)


class EraseAll(PersistentControl, template=r"ye1"):
    """Erases everything about the person who presses, who alone sees the button."""

    async def answer(self, interaction: discord.Interaction) -> None:
        # A quiz may be in the middle of a step, which takes as long as Discord takes.
        await interaction.response.defer()
        privacy, person = store_of(interaction).privacy, interaction.user.id
        await privacy.erase(person, discord.utils.utcnow())
        await client_of(interaction).service(QuizManager).forget(person)
        # Whatever was on its way to the database while the quizzes still knew them.
        await privacy.erase(person, discord.utils.utcnow())
        await client_of(interaction).plan_reminders()
        log.info("somebody was erased")
        await interaction.edit_original_response(**draw_erased().for_edit())


class KeepAll(PersistentControl, template=r"yk1"):
    """Erases nothing."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await edit_or_reply(interaction, draw_kept())


CONTROLS = (TakeAll, AskToErase, EraseAll, KeepAll)
