"""``/privacy``: what is stored about the person who asks, as a page, as a file, or not at all."""

from __future__ import annotations

import json
from functools import partial

import discord
import structlog
from discord import app_commands

from bot.features.open_quiz.job import OpenQuizJob
from bot.features.privacy import texts
from bot.features.privacy.housekeeping import Housekeeping
from bot.features.privacy.view import ERASED, NOTHING_ERASED, draw_question, draw_stored
from bot.features.quiz.runner import QuizManager
from bot.store import ExportedRows
from bot.ui.command_tree import BotCommandGroup
from bot.ui.context import client_of, library_of, store_of
from bot.ui.controls import PersistentControl
from bot.ui.export_file import LARGEST_FILE, ExportFile
from bot.ui.preferences import respond_privately
from bot.ui.reply import acknowledge, defer_privately, edit_deferred, edit_or_reply, send_file

log = structlog.get_logger(__name__)


class PrivacyCommands(BotCommandGroup, name="privacy", description=texts.GROUP_DESCRIPTION):
    """The group of commands."""

    @app_commands.command(description=texts.SHOW_DESCRIPTION)
    async def show(self, interaction: discord.Interaction) -> None:
        store, person = store_of(interaction), interaction.user.id
        stored = await store.privacy.count_rows(person)
        reports = await store.reports.of(person)
        retention = client_of(interaction).service(Housekeeping).retention
        deck = library_of(interaction).deck
        await respond_privately(interaction, draw_stored(deck, stored, reports, retention))

    @app_commands.command(description=texts.EXPORT_DESCRIPTION)
    async def export(self, interaction: discord.Interaction) -> None:
        await export_all(interaction)

    @app_commands.command(description=texts.ERASE_DESCRIPTION)
    async def erase(self, interaction: discord.Interaction) -> None:
        await ask_to_erase(interaction)


async def export_all(interaction: discord.Interaction) -> None:
    """Hand over every row about the person, as JSON. Raise :class:`~bot.errors.ExportTooLarge`."""
    await defer_privately(interaction)
    person = interaction.user.id
    head = {
        "about": texts.FILE_ABOUT,
        "person_id": str(person),
        "made_at": discord.utils.utcnow().isoformat(timespec="seconds"),
    }
    file = ExportFile("my-data.json", LARGEST_FILE)
    opened = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    await file.add(f'{opened},\n "tables": {{'.encode)
    rows, before_table, before_row = 0, "", ""
    async for part in store_of(interaction).privacy.export(person):
        rows += len(part.rows)
        await file.add(partial(_write_part, part, before_table, before_row))
        # The first part of a table has no rows.
        before_table, before_row = "]},", "," if part.rows else ""
    await file.add("]}}}\n".encode)
    message = texts.EXPORTED.format(rows)
    await send_file(interaction, message, await file.close(), file.name)


def _write_part(part: ExportedRows, before_table: str, before_row: str) -> bytes:
    """Return the next piece of the file: the beginning of a table, or more of its rows."""
    if not part.rows:
        name, what = (json.dumps(each, ensure_ascii=False) for each in (part.table, part.what))
        return f'{before_table}\n  {name}: {{"what": {what}, "rows": ['.encode()
    rows = ",".join(f"\n   {json.dumps(row, ensure_ascii=False)}" for row in part.rows)
    return (before_row + rows).encode()


async def ask_to_erase(interaction: discord.Interaction) -> None:
    """Ask whether everything is to be erased."""
    stored = await store_of(interaction).privacy.count_rows(interaction.user.id)
    await respond_privately(interaction, draw_question(library_of(interaction).deck, stored))


class ExportAll(PersistentControl, template=r"yx1"):
    """Hand everything over."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await export_all(interaction)


class AskToErase(PersistentControl, template=r"yq1"):
    """Ask whether everything is to be erased."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await ask_to_erase(interaction)


class EraseAll(PersistentControl, template=r"ye1"):
    """Erase everything about the person who presses, who alone sees the button."""

    async def answer(self, interaction: discord.Interaction) -> None:
        # A quiz may be in the middle of a step, which takes as long as Discord takes.
        await acknowledge(interaction)
        privacy, person = store_of(interaction).privacy, interaction.user.id
        await privacy.erase(person, discord.utils.utcnow())
        await client_of(interaction).service(QuizManager).forget(person)
        # Whatever was on its way to the database while the quizzes still knew them.
        await privacy.erase(person, discord.utils.utcnow())
        await client_of(interaction).service(OpenQuizJob).redraw()
        await client_of(interaction).plan_reminders()
        log.info("somebody was erased")
        await edit_deferred(interaction, ERASED)


class KeepAll(PersistentControl, template=r"yk1"):
    """Erase nothing."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await edit_or_reply(interaction, NOTHING_ERASED)


CONTROLS = (ExportAll, AskToErase, EraseAll, KeepAll)
