"""Reports on questions and cards: from the button through the form to the store."""

from __future__ import annotations

import discord
import structlog

from bot.errors import MayNotModerate, NothingSaid, ReportGone, ServersOnly, StoreError
from bot.features.reports.views import (
    LONGEST,
    SAID,
    Kind,
    draw_report,
    draw_report_form,
    draw_report_thanks,
)
from bot.ui.channel import BotChannel, ChannelLost, DiscordOutage, MessageGone, make_nonce
from bot.ui.context import library_of, store_of
from bot.ui.controls import PersistentControl, PersistentForm, show_form
from bot.ui.reply import reply

log = structlog.get_logger(__name__)

SUBJECT = r"(?P<kind>question|card):(?P<subject>[A-Za-z0-9.-]{1,70}):(?P<revision>[0-9a-f]{8})"


def kind_of(state: str) -> Kind:
    """What a report is about."""
    return "card" if state == "card" else "question"


class OpenReport(PersistentControl, template=rf"rp1:{SUBJECT}"):
    """Opens the form."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await ask_for_report(
            interaction, kind_of(self.state["kind"]), self.state["subject"], self.state["revision"]
        )


class TakeReport(PersistentForm):
    """Stores what the form says."""

    template = rf"qrm1:{SUBJECT}"

    async def answer(self, interaction: discord.Interaction) -> None:
        kind = kind_of(self.state["kind"])
        # Discord holds people to the limit of the form; what comes past it is cut all the same.
        said = clean(self.said[SAID])[:LONGEST]
        if not said:
            raise NothingSaid
        number = await store_of(interaction).reports.add(
            kind=kind,
            subject_id=self.state["subject"],
            revision=self.state["revision"],
            person_id=interaction.user.id,
            guild_id=interaction.guild_id,
            text=said,
            now=discord.utils.utcnow(),
        )
        await reply(interaction, draw_report_thanks(kind), private=True)
        await show_moderators(interaction, number)


class Resolve(PersistentControl, template=r"rr1:(?P<report>\d{1,18})"):
    """Closes a report, and says so in its message."""

    async def answer(self, interaction: discord.Interaction) -> None:
        theirs = interaction.permissions
        if not (theirs.manage_messages or theirs.manage_guild):
            raise MayNotModerate
        reports, number = store_of(interaction).reports, int(self.state["report"])
        if interaction.guild_id is None:
            raise ServersOnly
        known = await reports.in_guild(interaction.guild_id, number)
        if known is None:
            raise ReportGone
        by = None
        if await reports.close(number, discord.utils.utcnow()):
            by = interaction.user.id
            known = await reports.in_guild(interaction.guild_id, number)
        if known is None:
            raise ReportGone
        message = draw_report(library_of(interaction).deck, known, by)
        # The message is the moderators' own, whoever presses: it changes for all of them.
        await interaction.response.edit_message(**message.for_edit())


async def show_moderators(interaction: discord.Interaction, number: int) -> None:
    """Shows a report, once, where the moderators of its server wish to see it.

    The report is stored and the person thanked: whatever goes wrong here is nothing to them.
    """
    if interaction.guild_id is None:
        return
    store = store_of(interaction)
    try:
        channel_id = (await store.servers.defaults(interaction.guild_id)).reports_channel
        if channel_id is None:
            return
        report = await store.reports.in_guild(interaction.guild_id, number)
        if report is None or not await store.reports.show_once(number, discord.utils.utcnow()):
            return
        place = BotChannel(interaction.client, interaction.guild_id, channel_id)
        message = draw_report(library_of(interaction).deck, report)
        await place.post(message, make_nonce("report", number))
    except StoreError:
        # The store has logged its trouble.
        return
    except (MessageGone, ChannelLost, DiscordOutage) as error:
        log.info("report not shown to moderators", report=number, why=str(error))


async def ask_for_report(
    interaction: discord.Interaction, kind: Kind, subject_id: str, revision: str
) -> None:
    """Opens the form about a question or card, for a handler whose button knows what it is about.

    ``revision`` is that of the wording the person saw: ``Item.revision``, ``Card.revision``.
    """
    await show_form(interaction, draw_report_form(kind, subject_id, revision))


def clean(said: str) -> str:
    """What somebody wrote, without what cannot be seen."""
    return "".join(each for each in said if each.isprintable() or each == "\n").strip()


CONTROLS = (OpenReport, Resolve)
FORMS = (TakeReport,)
