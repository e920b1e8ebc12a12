"""How the real deck reads: what comes first and last, and what a fact without a page says."""

import discord
import pytest

from bot.deck.model import Basis, Level
from bot.features.cards.card_view import draw_card, draw_card_sources, draw_card_text


def own_text(embed) -> list[str]:
    """The paragraphs of a card before its facts, without the urgent line."""
    return [text for text in embed.description.split("\n\n") if not text.startswith("> ⚠️ ")]


async def test_a_reader_meets_the_summary_first_and_one_thing_to_do_last(ana, channel, library):
    card = library.deck.cards["first-steps"]
    shown = (await ana.slash(channel, "imnm card", name=card.id)).response
    embed = shown.embeds[0]
    assert own_text(embed)[0] == card.in_short.replace("In short:", "**In short:**")
    assert embed.fields[-1].name == "👉 One thing you can do"
    assert embed.fields[-1].value == card.action
    await ana.click(shown, label="In clinical terms")
    assert "In short" not in str(shown.embeds[0].to_dict())
    assert card.action not in str(shown.embeds[0].to_dict())


async def test_the_red_flags_name_the_emergency_numbers_before_any_sign(ana, channel, library):
    card = library.deck.cards["redflags"]
    for level in Level:
        shown = (await ana.slash(channel, "imnm redflags", level=level.value)).response
        assert own_text(shown.embeds[0])[-1] == f"**Emergency numbers:** {card.numbers}"
    shown = (await ana.slash(channel, "imnm redflags")).response
    text = await ana.click(shown, label="As text")
    said = text.response.content
    assert said.index("112 in the EU") < said.index("Call an ambulance now")


async def test_a_card_that_is_not_about_safety_shows_the_way_to_the_red_flags(ana, channel):
    for command in ("imnm genetics", "imnm treatment", "imnm compare"):
        shown = (await ana.slash(channel, command)).response
        await ana.click(shown, label="When to get help")
        assert "Red flags" in shown.embeds[0].title
        assert shown.embeds[0].description.startswith("> ⚠️ **")


async def test_a_fact_without_a_page_says_so_on_the_card_in_the_text_and_in_sources(
    ana, channel, library
):
    fact = next(
        each for each in library.deck.cards["redflags"].facts() if each.basis is Basis.GENERAL
    )
    shown = (await ana.slash(channel, "imnm redflags")).response
    (line,) = (
        line
        for field in shown.embeds[0].fields
        for line in field.value.split("\n")
        if fact.text in line
    )
    assert line.endswith("† (general knowledge)")
    sources = (await ana.click(shown, label="Sources")).response.embeds[0].description
    heading, listed = sources.split(f"† **{library.deck.info.basis_lines[Basis.GENERAL]}**\n")
    assert fact.text.replace("**", "") in listed
    assert "](<https://" in heading
    assert "](<https://" not in listed
    text = await ana.click(shown, label="As text")
    said = "\n".join(each.content for each in (text.response, *text.followups))
    assert f"- {fact.text} (general knowledge)" in said


async def test_a_pin_shows_all_of_it(simcord_env, guild, channel, library):
    rights = discord.Permissions(pin_messages=True, view_channel=True, send_messages=True)
    role = guild.create_role("Moderators", permissions=rights)
    mo = guild.add_member(simcord_env.create_user("mo"), roles=[role])
    await mo.slash(channel, "pin card", card="redflags")
    (pinned,) = channel.pinned_messages()
    card = library.deck.cards["redflags"]
    said = str(pinned.embeds[0].to_dict())
    for text in (card.in_short.removeprefix("In short:"), card.action, card.numbers):
        assert text in said


@pytest.mark.long
def test_a_whole_deck_is_drawn_once_and_a_text_that_is_read_again_too(library):
    deck = library.deck
    ways = [(level, post) for level in Level for post in (False, True)]

    def draw_all():
        cards = deck.cards.values()
        return [draw_card(deck, card, level, post=post) for card in cards for level, post in ways]

    assert all(first is second for first, second in zip(draw_all(), draw_all(), strict=True))
    card = next(iter(deck.cards.values()))
    texts = [draw_card_text(deck, card, level, post=post) for level, post in ways]
    assert [draw_card_text(deck, card, level, post=post) for level, post in ways] == texts
    assert draw_card_text(deck, card, Level.PLAIN) is texts[0]


@pytest.mark.parametrize("level", list(Level))
def test_every_card_says_what_it_has_to_say(library, level):
    deck = library.deck
    for card in deck.cards.values():
        embed = draw_card(deck, card, level).embeds[0]
        paragraphs = own_text(embed)
        assert embed.description.startswith("> ⚠️ ") is card.safety, card.id
        plain = level is Level.PLAIN
        assert paragraphs[0].startswith("**In short:** ") is (plain and bool(card.in_short))
        assert (embed.fields[-1].value == card.action) is (plain and bool(card.action)), card.id
        text = "\n".join(each.content for each in draw_card_text(deck, card, level))
        assert (deck.info.urgent_line in text) is card.urgent, card.id
        sources = draw_card_sources(deck, card, level)
        listed = "\n".join(each.description for each in sources.embeds)
        for fact in card.facts(level):
            if fact.basis is not None:
                assert f"- {fact.text} ({fact.basis.shown})" in " ".join(text.split("\n"))
                assert fact.text.replace("**", "") in listed
                assert deck.info.basis_lines[fact.basis] in listed
        assert "…and more" not in listed, card.id
