"""The bot as a process, over real sockets: every command, and who sees what a press does."""

import itertools
from typing import Any

import pytest

from tests.live.conftest import Community
from tests.live.interactions import REPLY, UPDATE, Interaction
from tests.live.process import BotProcess, until
from tests.live.server import DiscordServer
from tests.live.world import Channel

pytestmark = [pytest.mark.live, pytest.mark.usefixtures("nothing_refused")]


def a_press(asked: Interaction, start: str) -> str:
    """Find the button of an answer whose custom_id starts like this."""
    assert asked.message is not None
    found = [str(piece.get("custom_id")) for piece in asked.message.pieces()]
    return next(custom_id for custom_id in found if custom_id.startswith(start))


async def ways_to_ask(
    discord: DiscordServer, community: Community, channel: Channel
) -> list[tuple[str, dict[str, Any]]]:
    """Find each subcommand with each level, public and private, as far as it has them."""
    ways = []
    for command in discord.world.global_commands:
        # The other commands keep state, and have their own tests.
        for sub in command.get("options", []) if command["name"] == "imnm" else []:
            line = f"imnm {sub['name']}"
            fixed: dict[str, Any] = {}
            offered: dict[str, list[Any]] = {}
            for option in sub.get("options", []):
                if option.get("choices"):
                    offered[option["name"]] = [choice["value"] for choice in option["choices"]]
                elif option["type"] == 5:
                    offered[option["name"]] = [True, False]
                elif option.get("required"):
                    suggested = await discord.autocomplete(
                        community.ana, channel, line, option["name"], "h"
                    )
                    fixed[option["name"]] = suggested[0]["value"]
            ways += [
                (line, fixed | dict(zip(offered, values, strict=True)))
                for values in itertools.product(*offered.values())
            ]
    return ways


@pytest.mark.long
async def test_every_subcommand_answers_at_each_level_in_a_server_and_in_private(
    bot: BotProcess, discord: DiscordServer, community: Community
) -> None:
    asked_for = set()
    assert community.ana.dm is not None
    for channel in (community.general, community.ana.dm):
        for line, options in await ways_to_ask(discord, community, channel):
            asked = await discord.slash(community.ana, channel, line, **options)
            assert asked.answer == REPLY, (line, options)
            assert asked.text or asked.message.components, (line, options)
            if "private" in options and "search" not in line:
                assert asked.private is options["private"], (line, options)
            asked_for.add(line)
    assert len(asked_for) == 25
    assert "Traceback" not in bot.log


@pytest.mark.long
async def test_suggestions_come_while_typing(
    bot: BotProcess, discord: DiscordServer, community: Community
) -> None:
    choices = await discord.autocomplete(
        community.ana, community.general, "imnm card", "name", "hmgc"
    )
    assert choices[0]["value"] == "hmgcr"


@pytest.mark.long
async def test_the_asker_pages_in_place(
    bot: BotProcess, discord: DiscordServer, community: Community
) -> None:
    asked = await discord.slash(community.ana, community.general, "imnm subtypes")
    before = asked.text
    pressed = await discord.click(community.ana, asked.message, "c1:subtypes:clinical")
    assert pressed.answer == UPDATE
    assert pressed.message is asked.message
    assert asked.text != before
    more = a_press(asked, "m1:")
    chosen = await discord.select(community.ana, asked.message, more, "hmgcr")
    assert chosen.answer == UPDATE
    assert "HMGCR" in asked.text


async def test_sources_and_the_card_as_text_are_private(
    bot: BotProcess, discord: DiscordServer, community: Community
) -> None:
    asked = await discord.slash(community.ana, community.general, "imnm subtypes")
    for start in ("s1:", "t1:", "w1:"):
        pressed = await discord.click(community.ana, asked.message, a_press(asked, start))
        assert pressed.answer == REPLY
        assert pressed.private
        assert pressed.text
    as_text = await discord.click(community.ana, asked.message, a_press(asked, "t1:"))
    assert as_text.message.content
    assert not as_text.message.embeds


async def test_somebody_elses_press_opens_a_private_copy(
    bot: BotProcess, discord: DiscordServer, community: Community
) -> None:
    asked = await discord.slash(community.ana, community.general, "imnm subtypes")
    before = asked.message.payload()
    pressed = await discord.click(community.ben, asked.message, "c1:subtypes:clinical")
    assert pressed.answer == REPLY
    assert pressed.private
    assert asked.message.payload() == before


async def test_a_pinned_card_never_changes_even_for_its_asker(
    bot: BotProcess, discord: DiscordServer, community: Community
) -> None:
    asked = await discord.slash(community.ana, community.general, "imnm subtypes")
    community.general.pins[asked.message.id] = asked.message.made
    before = asked.message.payload()
    pressed = await discord.click(community.ana, asked.message, "c1:subtypes:clinical")
    assert pressed.private
    assert asked.message.payload() == before


async def test_a_private_card_can_be_posted_to_the_channel(
    bot: BotProcess, discord: DiscordServer, community: Community
) -> None:
    asked = await discord.slash(community.ana, community.general, "imnm subtypes", private=True)
    assert community.general.messages == {}
    await discord.click(community.ana, asked.message, a_press(asked, "p1:"))
    await until(lambda: community.general.messages)
    (posted,) = community.general.messages.values()
    assert posted.embeds[0]["title"] == asked.message.embeds[0]["title"]


async def test_it_works_for_an_account_that_installed_it_where_the_bot_is_not(
    bot: BotProcess, discord: DiscordServer, community: Community
) -> None:
    world = discord.world
    elsewhere = world.add_channel(world.add_guild("Elsewhere", with_bot=False), "general")
    assert elsewhere.guild is not None
    elsewhere.guild.members[community.ana.id] = community.guild.members[community.ana.id]
    community.ana.installed = True
    asked = await discord.slash(community.ana, elsewhere, "imnm subtypes")
    pressed = await discord.click(community.ana, asked.message, "c1:subtypes:clinical")
    assert pressed.message is asked.message
