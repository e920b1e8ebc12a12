"""The menu in which questions for a handout are chosen, and what stands beside the pages."""

from __future__ import annotations

from collections.abc import Sequence

import discord
from discord import ui

from bot.deck.model import Deck, Fact
from bot.features.cards import texts
from bot.pictures.handout import Paper, questions_of
from bot.ui.embeds import draw_embed
from bot.ui.markup import drop_bold, escape
from bot.ui.message import (
    OPTIONS,
    Control,
    RenderedMessage,
    draw_button,
    draw_option,
)


def draw_handout_button() -> Control:
    """Return the button that opens the menu."""
    return draw_button(texts.HANDOUT, "ho1", discord.ButtonStyle.success)


def draw_handout_menu(deck: Deck, paper: Paper) -> RenderedMessage:
    """Return a menu of the deck's questions, of which there must be one, for this size of paper."""
    questions = questions_of(deck)[:OPTIONS]
    menu: Control = ui.Select(
        custom_id=f"hq1:{paper}",
        placeholder=texts.PICK_QUESTIONS,
        min_values=1,
        max_values=len(questions),
        options=[draw_option(drop_bold(fact.text), fact.id) for fact in questions],
    )
    buttons = (
        draw_button(texts.TAKE_ALL, f"ha1:{paper}", discord.ButtonStyle.primary),
        draw_button(texts.USE_PAPER.format(paper=paper.other.shown), f"hp1:{paper.other}"),
    )
    if deck.info.diary is None:
        lead = texts.HANDOUT_LEAD_ONE_PAGE.format(paper=paper.shown)
    else:
        lead = texts.HANDOUT_LEAD.format(diary=escape(deck.info.diary.about), paper=paper.shown)
    embed = draw_embed(
        next(iter(deck.groups.values())),
        texts.HANDOUT_TITLE,
        lead,
        deck.info.disclaimer_short,
    )
    return RenderedMessage(embeds=(embed,), rows=((menu,), buttons))


def draw_question_list(questions: Sequence[Fact]) -> str:
    """Return the questions as words, for when no page can be made of them."""
    return "\n".join([texts.NOT_PRINTED, *(f"- {escape(fact.text)}" for fact in questions)])
