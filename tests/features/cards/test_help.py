"""Help: a short page for each thing that people come for, a tap apart."""

import re

import pytest

from bot.features.cards.help_view import PARTS, draw_help
from bot.features.cards.texts import HELP_LEAD, HELP_TABS
from tests.decks import small_deck
from tests.learner import labels

MENTION = re.compile(r"</([\w -]+):(\d+)>")
PHONE = 1000
"""Characters, about a screen of a phone."""


async def test_it_opens_on_a_short_page_and_each_button_turns_it_in_place(ana, channel):
    shown = await ana.slash(channel, "imnm help")
    assert shown.ephemeral
    page = shown.response
    assert labels(page) == list(HELP_TABS.values())
    for label in HELP_TABS.values():
        turned = (await ana.click(page, label=label)).response
        assert turned.id == page.id
        assert label in turned.embeds[0].title
        assert set(HELP_TABS.values()) <= set(labels(turned))


async def test_a_newcomer_is_one_tap_from_the_start(ana, channel):
    page = (await ana.slash(channel, "imnm help")).response
    page = (await ana.click(page, label="I'm new")).response
    start = (await ana.click(page, label="Newly diagnosed? Start here")).response
    assert "When to get help" in labels(start)


async def test_its_commands_can_be_tapped_with_the_ids_that_discord_gave(simcord_env, ana, channel):
    ids = {each.name: each.id for each in await simcord_env.bot.tree.fetch_commands()}
    page = (await ana.slash(channel, "imnm help")).response
    for part in ("find", "moderate"):
        page = (await ana.click(page, label=HELP_TABS[part])).response
        found = MENTION.findall(page.embeds[0].description)
        assert found
        assert all(int(number) == ids[name.split()[0]] for name, number in found)


async def test_a_restart_that_registers_nothing_knows_the_ids_too(
    simcord_env, make_bot, ana, channel
):
    again = make_bot()
    await simcord_env.restart_bot(again)
    assert again.tree.registered == {
        each.name: each.id for each in await again.tree.fetch_commands()
    }


async def test_without_an_id_a_command_is_written_as_words(simcord_env, ana, channel):
    simcord_env.bot.tree.registered = {}
    page = (await ana.slash(channel, "imnm help")).response
    page = (await ana.click(page, label="Learn and quiz")).response
    assert "`/quiz`" in page.embeds[0].description
    assert "</" not in page.embeds[0].description


async def test_what_is_stored_has_a_page_of_its_own(ana, channel):
    page = (await ana.slash(channel, "imnm help")).response
    assert "stored" not in page.embeds[0].description
    page = (await ana.click(page, label="Privacy")).response
    assert "I read no messages" in page.embeds[0].description


def test_the_documents_are_linked_where_they_are_published():
    said = draw_help(small_deck(), "privacy", privacy="https://example.org/p").embeds[0].description
    assert "[Privacy policy](<https://example.org/p>)" in said
    assert "Terms" not in said


@pytest.mark.parametrize("part", PARTS)
def test_each_page_fits_a_phone(part):
    said = MENTION.sub(r"/\1", draw_help(small_deck(), part).embeds[0].description)
    assert len(said) < PHONE
    assert {*HELP_LEAD, "find"} == set(PARTS)
