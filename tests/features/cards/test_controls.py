"""What presses and choices do: in place, as a copy, after a restart, on a pin."""

from dataclasses import replace

import discord
import pytest

from bot.deck.library import Library
from tests.libraries import CARDS
from tests.simulation import simulation_of


async def test_the_asker_turns_the_card_in_place(ana, channel):
    shown = await ana.slash(channel, "imnm subtypes")
    plain = shown.response.embeds[0]
    await ana.click(shown.response, label="In clinical terms")
    clinical = shown.response.embeds[0]
    assert clinical.title == plain.title
    assert clinical.fields != plain.fields
    await ana.click(shown.response, label="In plain words")
    assert shown.response.embeds[0] == plain
    assert len(channel.history()) == 1


async def test_somebody_elses_press_opens_a_copy_of_their_own(ana, ben, channel):
    shown = (await ana.slash(channel, "imnm subtypes")).response
    copy = await ben.click(shown, label="In clinical terms")
    assert copy.ephemeral
    assert shown.components[1]["components"][1]["label"] == "In clinical terms"
    # On the copy they page in place.
    turned = await ben.click(copy.response, label="In plain words")
    assert turned.response.id == copy.response.id


async def test_a_pinned_card_never_changes_not_even_for_its_asker(ana, guild, channel):
    shown = (await ana.slash(channel, "imnm subtypes")).response
    moderator = guild.add_member(
        simulation_of(guild).create_user("mod"),
        roles=[guild.create_role("Mods", permissions=discord.Permissions(manage_messages=True))],
    )
    await moderator.set_pinned(shown, True)
    before = [embed.to_dict() for embed in shown.embeds]
    copy = await ana.click(shown, label="In clinical terms")
    assert copy.ephemeral
    assert [embed.to_dict() for embed in shown.embeds] == before


async def test_controls_work_after_a_restart_and_a_year_later(simcord_env, make_bot, ana, channel):
    shown = (await ana.slash(channel, "imnm subtypes")).response
    bot = make_bot()
    await simcord_env.restart_bot(bot)
    # What it does once a day would wake for every day of the year.
    bot.housekeeping.close()
    await simcord_env.advance_time(366 * 24 * 3600)
    turned = await ana.click(shown, label="In clinical terms")
    assert turned.response.id == shown.id
    picked = await ana.select(shown, ["hmgcr"], custom_id="m1:subtypes:clinical")
    assert picked.acknowledged
    assert "HMGCR" in shown.embeds[0].title


async def test_sources_words_and_text_are_for_the_person_who_pressed(ana, channel):
    shown = (await ana.slash(channel, "imnm hmgcr")).response
    for label in ("Sources", "Hard words", "As text"):
        result = await ana.click(shown, label=label)
        assert result.ephemeral
        assert all(message.ephemeral for message in result.followups)
    text = await ana.click(shown, label="As text")
    said = "".join(message.content for message in [text.response, *text.followups])
    assert "### " in said
    assert "Sources (" in said
    assert not text.response.embeds


async def test_a_private_card_can_be_posted_and_then_belongs_to_who_posted_it(ana, ben, channel):
    mine = await ana.slash(channel, "imnm hmgcr", private=True)
    posted = await ana.click(mine.response, label="Post to channel")
    assert not posted.ephemeral
    assert mine.response.ephemeral
    labels = [each.get("label") for each in posted.response.components[1]["components"]]
    assert "Post to channel" not in labels
    assert (await ben.click(posted.response, label="In clinical terms")).ephemeral
    turned = await ana.click(posted.response, label="In clinical terms")
    assert turned.response.id == posted.response.id


@pytest.mark.parametrize("lacking", ["send_messages", "embed_links"])
async def test_who_may_not_post_is_not_offered_it(ana, channel, lacking):
    simulation_of(channel).deny_everybody(channel.id, lacking)
    mine = await ana.slash(channel, "imnm hmgcr", private=True)
    labels = [each.get("label") for each in mine.response.components[1]["components"]]
    assert "Post to channel" not in labels


async def test_who_lost_the_right_to_post_is_told_kindly(ana, channel):
    mine = await ana.slash(channel, "imnm hmgcr", private=True)
    compared = await ana.slash(channel, "imnm compare", private=True)
    simulation_of(channel).deny_everybody(channel.id, "send_messages")
    for shown in (mine, compared):
        refused = await ana.click(shown.response, label="Post to channel")
        assert refused.ephemeral
        assert refused.response.content.startswith("You may not post cards in this channel.")


async def test_the_menus_of_a_comparison_lead_from_pair_to_pair(ana, channel):
    shown = (await ana.slash(channel, "imnm compare")).response
    await ana.select(shown, ["dm"], custom_id="xp1:-")
    await ana.select(shown, ["skin"], custom_id="xf1:dm")
    (field,) = shown.embeds[0].fields
    assert field.name == "Skin rash"
    assert field.value.startswith("**IMNM:** ")
    assert "\n**Dermatomyositis (DM):** " in field.value
    await ana.select(shown, ["-"], custom_id="xp1:skin")
    assert len(shown.embeds[0].fields) > 3


async def test_help_leads_to_every_group_and_every_card_in_it(simcord_env, ana, channel, library):
    opened = set()
    for group in library.deck.groups.values():
        shown = (await ana.slash(channel, "imnm help")).response
        await ana.click(shown, label="Find something")
        await ana.select(shown, [group.id], custom_id="g1:plain")
        menu = shown.components[0]["components"][0]
        opened |= {option["value"] for option in menu["options"]}
    assert opened == {*library.deck.cards, *library.deck.comparisons}


@pytest.mark.long
async def test_a_card_that_left_the_deck_gives_its_successor_or_a_kind_sentence(
    simcord_env, make_bot, ana, channel
):
    served = Shrunk()
    shown = (await ana.slash(channel, "imnm srp")).response
    other = (await ana.slash(channel, "imnm seronegative")).response
    await simcord_env.restart_bot(make_bot(served))
    await ana.click(shown, label="In clinical terms")
    assert shown.embeds[0].title == f"🧬 {served.deck.cards['hmgcr'].title}"
    refused = await ana.click(other, label="In clinical terms")
    assert refused.ephemeral
    assert refused.response.content.startswith("I have no card called “seronegative”.")


async def test_pages_of_sources_can_be_turned(ana, channel):
    shown = (await ana.slash(channel, "imnm sources")).response
    first = shown.embeds[0].description
    await ana.click(shown, label="Next")
    assert shown.embeds[0].description != first
    await ana.click(shown, label="Back")
    assert shown.embeds[0].description == first


class Shrunk(Library):
    """The real library after two cards left it: one moved, one went for good."""

    def __init__(self) -> None:
        super().__init__(CARDS)
        self.load()
        for gone in ("srp", "seronegative"):
            del self.deck.cards[gone]
        moved = {"srp": "hmgcr"}
        self.deck.info = replace(self.deck.info, moved=moved)


async def test_a_comparison_turns_to_the_clinical_table_and_stays_there(ana, channel, library):
    table = library.deck.comparisons["imnm-pm-dm"]
    shown = (await ana.slash(channel, "imnm compare")).response
    assert len(shown.embeds[0].fields) == 5
    await ana.click(shown, label="Clinical table")
    assert len(shown.embeds[0].fields) == len(table.rows)
    await ana.select(shown, ["lgmd"], custom_id="xp1:-:clinical")
    assert "Key test" in str(shown.embeds[0].to_dict())
    assert "Gene panel, protein staining" in str(shown.embeds[0].to_dict())
    await ana.click(shown, label="In plain words")
    assert "protein staining" not in str(shown.embeds[0].to_dict())
    assert len(shown.embeds[0].fields) == 4
