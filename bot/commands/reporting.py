"""Reports on questions and cards: from the button through the form to the store."""

from __future__ import annotations

import discord

from bot.commands.serving import store_of
from bot.errors import NothingSaid
from bot.views.buttons import Press
from bot.views.forms import Form, show_form
from bot.views.replies import reply
from bot.views.reporting import SAID, Kind, draw_report_form, draw_report_thanks

SUBJECT = r"(?P<kind>question|card):(?P<subject>[A-Za-z0-9.-]{1,70}):(?P<revision>[0-9a-f]{8})"


def kind_of(state: str) -> Kind:
    """What a report is about."""
    return "card" if state == "card" else "question"


class OpenReport(Press, template=rf"rp1:{SUBJECT}"):
    """Opens the form."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await ask_for_report(
            interaction, kind_of(self.state["kind"]), self.state["subject"], self.state["revision"]
        )


class TakeReport(Form):
    """Stores what the form says."""

    template = rf"qrm1:{SUBJECT}"

    async def answer(self, interaction: discord.Interaction) -> None:
        kind = kind_of(self.state["kind"])
        said = clean(self.said[SAID])
        if not said:
            raise NothingSaid
        await store_of(interaction).reports.add(
            kind=kind,
            subject_id=self.state["subject"],
            revision=self.state["revision"],
            person_id=interaction.user.id,
            guild_id=interaction.guild_id,
            text=said,
            now=discord.utils.utcnow(),
        )
        await reply(interaction, draw_report_thanks(kind), private=True)


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


CONTROLS = (OpenReport,)
FORMS = (TakeReport,)
