"""The command ``handout``: choose questions for an appointment, and get pages to print.

What is chosen stands in the press itself; nothing of it is stored or logged.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import discord
import structlog

from bot.deck.model import Deck
from bot.errors import UnknownCard
from bot.features.cards import texts
from bot.features.cards.card_view import review_of
from bot.features.cards.handout_view import draw_handout_menu, draw_question_list
from bot.pictures.drawing import print_pages
from bot.pictures.handout import TEMPLATE, Paper, make_handout, questions_of
from bot.pictures.typesetter import NotDrawn
from bot.ui.context import library_of
from bot.ui.controls import PersistentControl
from bot.ui.message import CONTENT, RenderedMessage, cut
from bot.ui.preferences import respond_in_place, respond_privately
from bot.ui.reply import defer_privately, reply, send_file

PAPER = r"(?P<paper>a4|letter)"
DOCTOR: Final = "doctor"
"""The key of the card with the questions, and what it is called where the deck has none."""
FILE = "questions-for-my-appointment.pdf"

log = structlog.get_logger(__name__)


async def open_handout(interaction: discord.Interaction) -> None:
    """Show the menu of questions to the person alone; raise as :func:`_deck_with_questions`."""
    deck = _deck_with_questions(interaction)
    american = interaction.locale is discord.Locale.american_english
    paper = Paper.LETTER if american else Paper.A4
    await respond_privately(interaction, draw_handout_menu(deck, paper))


def _deck_with_questions(interaction: discord.Interaction) -> Deck:
    """Return the deck that is served.

    Raise :class:`~bot.errors.UnknownCard` or :class:`~bot.errors.UnsignedCard` if the card of the
    questions is not there.
    """
    library = library_of(interaction)
    library.serve(library.whole.info.key_cards.doctor or DOCTOR)
    if not questions_of(library.deck):
        raise UnknownCard(DOCTOR)
    return library.deck


async def _send_pages(
    interaction: discord.Interaction, chosen: Collection[str] | None, paper: Paper
) -> None:
    """Send the pages with the chosen questions, or with all; raise UnknownCard if all are gone."""
    deck = _deck_with_questions(interaction)
    questions = [fact for fact in questions_of(deck) if chosen is None or fact.id in chosen]
    card = deck.key_card(DOCTOR)
    if card is None or not questions:
        raise UnknownCard(DOCTOR)
    await defer_privately(interaction)
    review = review_of(card)
    data = make_handout(deck, {fact.id for fact in questions}, paper, review)
    try:
        pages = await print_pages(TEMPLATE, data)
    except NotDrawn as problem:
        log.error("picture not drawn", picture=TEMPLATE, why=str(problem))  # noqa: TRY400
        words = RenderedMessage(content=cut(draw_question_list(questions), CONTENT))
        await reply(interaction, words, private=True)
        return
    await send_file(interaction, texts.READY.format(paper=paper.shown), pages, FILE)


class OpenHandout(PersistentControl, template=r"ho1"):
    """Open the menu of questions, for the person who pressed alone."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await open_handout(interaction)


class PickQuestions(PersistentControl, template=rf"hq1:{PAPER}"):
    """Make the pages of the questions that were picked."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await _send_pages(interaction, self.values, self.read("paper", Paper))


class TakeAllQuestions(PersistentControl, template=rf"ha1:{PAPER}"):
    """Make the pages of all questions."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await _send_pages(interaction, None, self.read("paper", Paper))


class ChangePaper(PersistentControl, template=rf"hp1:{PAPER}"):
    """Show the same menu for the other size of paper."""

    async def answer(self, interaction: discord.Interaction) -> None:
        deck = _deck_with_questions(interaction)
        await respond_in_place(interaction, draw_handout_menu(deck, self.read("paper", Paper)))


CONTROLS = (OpenHandout, PickQuestions, TakeAllQuestions, ChangePaper)
