"""The text of a message before it is sent."""

import re
from pathlib import Path

import discord
import pytest

from bot.deck.library import Library
from bot.features.cards.check import draw_all
from bot.ui.message import RenderedMessage, keep_asterisks

ITALICS = re.compile(r"(?<![\\*])\*(?!\*)[^*]+\*")


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("DRB1*08:03; B*50:01", "DRB1\\*08:03; B\\*50:01"),
        ("**HLA:** DRB1*11:01", "**HLA:** DRB1\\*11:01"),
        ("DRB1*11:01 alone", "DRB1*11:01 alone"),
        ("**bold** words", "**bold** words"),
        ("a name \\*with\\* escapes", "a name \\*with\\* escapes"),
        ("```\nas *typed* by somebody\n```", "```\nas *typed* by somebody\n```"),
    ],
)
def test_asterisks_are_seen_and_bold_stays_bold(said, sent):
    assert keep_asterisks(said) == sent
    # A message that is drawn from another one is not escaped twice.
    assert keep_asterisks(sent) == sent
    embed = discord.Embed(description=said).add_field(name=said, value=said, inline=True)
    message = RenderedMessage(content=said, embeds=(embed,))
    field = message.embeds[0].fields[0]
    assert {message.content, message.embeds[0].description, field.name, field.value} == {sent}
    assert field.inline


def test_no_gene_type_of_the_deck_is_set_in_italics():
    deck = Library(Path(__file__).parents[2] / "cards").load()
    shown = []
    for exhibit in draw_all(deck):
        shown.append(exhibit.message.content)
        for embed in exhibit.message.embeds:
            shown.append(embed.description or "")
            shown += [text for field in embed.fields for text in (field.name, field.value)]
    assert any("DRB1\\*08:03" in text for text in shown)
    assert not [text for text in shown if "```" not in text and ITALICS.search(text)]
