"""Reports as people see them: the button and the form, the thanks, and the moderators' message."""

from __future__ import annotations

from collections.abc import Iterator

import discord
from discord import ui
from discord.utils import format_dt

from bot.deck.model import Deck, Level
from bot.features.reports import texts
from bot.learning.questions import item_bank_of
from bot.store import Report, ReportFault, ReportKind
from bot.ui.embeds import draw_embed
from bot.ui.markup import escape, escape_name
from bot.ui.message import Control, RenderedMessage, draw_button
from bot.ui.question_text import group_of_item, name_topic

LONGEST = 500
"""Characters of a report."""
FAULT, WORDS = "fault", "said"
"""The ``custom_id`` of each of the form's fields."""
QUOTE = "\N{MODIFIER LETTER GRAVE ACCENT}"


def draw_report_button(kind: ReportKind, subject_id: str, revision: str) -> ui.Button[ui.View]:
    """Draw the button that opens the form."""
    return draw_button(texts.OPEN_FORM[kind], f"rp1:{kind}:{subject_id}:{revision}")


def draw_report_form(kind: ReportKind, subject_id: str, revision: str) -> ui.Modal:
    """Draw the form that asks what is wrong with a question or card, as of this revision."""
    form = ui.Modal(
        title=texts.OPEN_FORM[kind],
        custom_id=f"qrm1:{kind}:{subject_id}:{revision}",
        timeout=None,
    )
    form.add_item(
        ui.Label(
            text=texts.FAULT_FIELD,
            component=ui.RadioGroup(
                custom_id=FAULT,
                options=[
                    discord.RadioGroupOption(
                        label=texts.FAULT[fault],
                        value=fault.value,
                        description=texts.FAULT_DESCRIPTION[fault],
                    )
                    for fault in ReportFault
                ],
            ),
        )
    )
    form.add_item(
        ui.Label(
            text=texts.FIELD,
            description=texts.FIELD_DESCRIPTION,
            component=ui.TextInput(
                custom_id=WORDS,
                style=discord.TextStyle.paragraph,
                placeholder=texts.EXAMPLE[kind],
                required=False,
                max_length=LONGEST,
            ),
        )
    )
    return form


def draw_report_thanks(kind: ReportKind) -> RenderedMessage:
    """Thank somebody whose report is stored."""
    return RenderedMessage(content=texts.THANKS[kind])


def _describe(report: Report) -> Iterator[str]:
    if report.fault is not None:
        yield texts.SHOWN_FAULT.format(
            fault=texts.FAULT[report.fault], description=texts.FAULT_DESCRIPTION[report.fault]
        )
    if report.text:
        # In a block of code no mention, link or markup of whoever wrote it comes to life.
        yield f"```\n{report.text.replace('`', QUOTE)}\n```"


def draw_report(deck: Deck, report: Report, resolved_by: int | None = None) -> RenderedMessage:
    """Draw a report for moderators: what is wrong with what, and who has resolved it."""
    item = item_bank_of(deck).items.get(report.subject_id) if report.kind == "question" else None
    page_id = item.card if item else report.subject_id
    if report.closed_at is not None:
        titles = texts.REPORTED_RESOLVED
    else:
        titles = texts.DANGEROUS if report.is_dangerous else texts.REPORTED
    embed = draw_embed(
        group_of_item(deck, item),
        titles[report.kind],
        "\n".join(_describe(report)),
        texts.FOOTER.format(report=report.id, revision=report.revision),
    )
    about = escape(item.text) if item else escape_name(name_topic(deck, report.subject_id))
    embed.add_field(name=texts.SUBJECT[report.kind], value=about, inline=False)
    if report.closed_at is not None:
        resolved = format_dt(report.closed_at, "f")
        if resolved_by is not None:
            resolved = texts.RESOLVED_BY.format(time=resolved, person=f"<@{resolved_by}>")
        embed.add_field(name=texts.RESOLVED, value=resolved)
    row: list[Control] = []
    if page_id in deck.cards or page_id in deck.comparisons:
        row.append(draw_button(texts.SHOW_CARD, f"c1:{page_id}:{Level.PLAIN}"))
    if report.closed_at is None:
        row.append(draw_button(texts.RESOLVE, f"rr1:{report.id}", discord.ButtonStyle.success))
    return RenderedMessage(embeds=(embed,), rows=(tuple(row),) if row else ())
