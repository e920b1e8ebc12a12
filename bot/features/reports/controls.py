"""Reports that a question or card is wrong: the button, the form, and where moderators see it."""

from __future__ import annotations

import discord
import structlog

from bot.deck.characters import tidy
from bot.errors import MayNotModerate, NothingSaid, ReportGone, ServersOnly
from bot.features.reports.job import ModeratorReports
from bot.features.reports.views import (
    FAULT,
    LONGEST,
    WORDS,
    draw_report,
    draw_report_form,
    draw_report_thanks,
)
from bot.store import ReportFault, ReportKind
from bot.ui.context import client_of, library_of, recognise_red_flag, store_of
from bot.ui.controls import PersistentControl, PersistentForm, show_form
from bot.ui.permissions import permissions_of
from bot.ui.refusals import draw_notice, draw_possible_emergency
from bot.ui.reply import edit_pressed, reply
from bot.ui.snowflakes import read_snowflake

log = structlog.get_logger(__name__)

# The revision is that of the wording which the person saw.
SUBJECT = r"(?P<kind>question|card):(?P<subject>[A-Za-z0-9.-]{1,70}):(?P<revision>[0-9a-f]{8})"


class OpenReport(PersistentControl, template=rf"rp1:{SUBJECT}"):
    """Open the form."""

    opens_form = True

    async def answer(self, interaction: discord.Interaction) -> None:
        kind = _kind_of(self.state["kind"])
        form = draw_report_form(kind, self.state["subject"], self.state["revision"])
        await show_form(interaction, form)


class SaveReport(PersistentForm):
    """Store what the form says."""

    template = rf"qrm1:{SUBJECT}"

    async def answer(self, interaction: discord.Interaction) -> None:
        kind = _kind_of(self.state["kind"])
        # Discord holds people to the limit of the form; what comes past it is cut all the same.
        words = tidy(self.values[WORDS])[:LONGEST]
        # A form that was drawn before an update may have words alone.
        fault = self.pick(FAULT, ReportFault)
        if not (words or fault):
            raise NothingSaid
        emergencies = recognise_red_flag(interaction, words)
        deck = library_of(interaction).deck
        notice = emergencies[0][1].flag.notice if emergencies else None
        if notice is not None and notice != "urgent_notice":
            # Words of despair are no report: they are neither stored nor shown to moderators.
            await reply(interaction, draw_notice(deck, notice), private=True)
            return
        report_id = await store_of(interaction).reports.add(
            kind=kind,
            subject_id=self.state["subject"],
            revision=self.state["revision"],
            person_id=interaction.user.id,
            guild_id=interaction.guild_id,
            fault=fault,
            text=words,
            now=discord.utils.utcnow(),
        )
        if fault is ReportFault.DANGEROUS:
            log.warning("dangerous report", report=report_id, about=self.state["subject"])
        if emergencies:
            # What a card says wrongly of a sign is the report that matters most: it is kept.
            certain = emergencies[0][1].certain
            warning = (
                draw_notice(deck, "urgent_notice") if certain else draw_possible_emergency(deck)
            )
            await reply(interaction, warning, private=True)
        await reply(interaction, draw_report_thanks(kind), private=True)
        await client_of(interaction).service(ModeratorReports).plan()


class ResolveReport(PersistentControl, template=r"rr1:(?P<report>\d{1,18})"):
    """Close a report, and say so in its message."""

    async def answer(self, interaction: discord.Interaction) -> None:
        permissions = permissions_of(interaction)
        if not (permissions.manage_messages or permissions.manage_guild):
            raise MayNotModerate
        reports, report_id = store_of(interaction).reports, self.read("report", read_snowflake)
        if interaction.guild_id is None:
            raise ServersOnly
        if await reports.in_guild(interaction.guild_id, report_id) is None:
            raise ReportGone
        closed = await reports.close(report_id, discord.utils.utcnow())
        # Read again, whoever has closed it: another press at this moment may have.
        report = await reports.in_guild(interaction.guild_id, report_id)
        if report is None:
            raise ReportGone
        resolved_by = interaction.user.id if closed else None
        message = draw_report(library_of(interaction).deck, report, resolved_by)
        # The message is the moderators' own, whoever presses: it changes for all of them.
        await edit_pressed(interaction, message)


def _kind_of(state: str) -> ReportKind:
    return "card" if state == "card" else "question"


CONTROLS = (OpenReport, ResolveReport)
FORMS = (SaveReport,)
