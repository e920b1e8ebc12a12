"""A server is greeted once, where the bot may write, and nobody is pinged."""

import asyncio
from datetime import timedelta

import discord
import pytest
from discord.utils import utcnow

from bot.errors import StoreClosed
from bot.features.welcome import greeter
from tests.party import forbid

GREETING = "Hello! Here is what I do"


@pytest.fixture
def mo(simcord_env, guild):
    """Somebody who manages the server."""
    role = guild.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
    return guild.add_member(simcord_env.create_user("mo"), roles=[role])


def greetings(channel) -> list[discord.Message]:
    return [
        each for each in channel.history() if each.embeds and GREETING in (each.embeds[0].title)
    ]


async def join(env, guild, *, again: bool = False) -> None:
    """Add the bot to the server, as it stands now; ``again``: Discord repeats the event."""
    bot = env.bot
    with env.bot_scope():
        joined = bot.get_guild(guild.id)
        if not again:
            await bot.on_guild_remove(joined)
        await bot.on_guild_join(joined)
    await env.settle()


async def test_it_says_in_three_lines_what_it_does_and_pings_nobody(simcord_env, guild, channel):
    await join(simcord_env, guild)
    (greeting,) = greetings(channel)
    assert len(greeting.embeds[0].description.splitlines()) == 3
    (row,) = greeting.components
    assert [each.label for each in row.children] == ["Show the cards", "Set up this server"]
    sent = next(each for each in reversed(simcord_env.http_requests) if each.method == "POST")
    assert sent.json["allowed_mentions"] == {"parse": []}
    assert sent.json["enforce_nonce"]


async def test_a_repeated_event_a_restart_and_an_outage_greet_nobody_again(
    simcord_env, make_bot, guild, channel
):
    await join(simcord_env, guild)
    await join(simcord_env, guild, again=True)
    again = make_bot()
    await simcord_env.restart_bot(again)
    await join(simcord_env, guild, again=True)
    with simcord_env.bot_scope():
        await again.on_guild_available(again.get_guild(guild.id))
        await again.on_ready()
    assert len(greetings(channel)) == 1


async def test_events_at_the_same_moment_greet_once(simcord_env, guild, channel):
    bot = simcord_env.bot
    joined = bot.get_guild(guild.id)
    with simcord_env.bot_scope():
        await bot.on_guild_remove(joined)
        await asyncio.gather(*(bot.on_guild_join(joined) for _ in range(4)))
    assert len(greetings(channel)) == 1


async def test_a_server_that_adds_the_bot_again_is_greeted_again(simcord_env, guild, channel):
    await join(simcord_env, guild)
    await join(simcord_env, guild)
    assert len(greetings(channel)) == 2


async def test_what_was_noted_by_a_process_that_was_killed_is_not_posted_later(
    simcord_env, guild, channel
):
    bot = simcord_env.bot
    with simcord_env.bot_scope():
        await bot.on_guild_remove(bot.get_guild(guild.id))
        await bot.store.servers.joined(guild.id, utcnow())
        await bot.store.servers.note_greeted(guild.id, utcnow())
    await join(simcord_env, guild, again=True)
    assert greetings(channel) == []


async def test_nothing_is_posted_unless_it_was_noted_first(
    simcord_env, guild, channel, monkeypatch
):
    async def fail(*_: object) -> None:
        raise StoreClosed(simcord_env.bot.store.place, "full")

    monkeypatch.setattr(simcord_env.bot.store.servers, "note_greeted", fail)
    with simcord_env.bot_scope(), pytest.raises(StoreClosed):
        await simcord_env.bot.greeter.greet(simcord_env.bot.get_guild(guild.id))
    assert greetings(channel) == []


async def test_the_first_channel_that_the_bot_may_write_in_is_taken(simcord_env, guild, channel):
    second = guild.create_text_channel("second")
    forbid(simcord_env, channel, "send_messages")
    await join(simcord_env, guild)
    assert greetings(channel) == []
    assert len(greetings(second)) == 1


@pytest.mark.parametrize("missing", ["view_channel", "send_messages", "embed_links"])
async def test_where_it_may_write_nowhere_it_says_nothing_and_not_later_either(
    simcord_env, guild, channel, missing
):
    forbid(simcord_env, channel, missing)
    await join(simcord_env, guild)
    simcord_env.allow_bot(channel.id)
    await join(simcord_env, guild, again=True)
    assert greetings(channel) == []


async def test_the_channel_where_discord_greets_members_comes_first(
    simcord_env, guild, channel, monkeypatch
):
    hall = guild.create_text_channel("hall")
    await simcord_env.settle()
    joined = simcord_env.bot.get_guild(guild.id)
    monkeypatch.setattr(joined, "_system_channel_id", hall.id)
    await join(simcord_env, guild)
    assert greetings(channel) == []
    assert len(greetings(hall)) == 1


async def test_a_channel_that_discord_refuses_is_passed_over(simcord_env, guild, channel):
    second = guild.create_text_channel("second")
    simcord_env.inject_error("POST", f"/channels/{channel.id}/messages", status=403, code=50013)
    await join(simcord_env, guild)
    assert len(greetings(second)) == 1


async def test_a_server_that_added_the_bot_while_it_was_away_is_greeted_at_the_start(
    simcord_env, guild, channel, monkeypatch
):
    # What follows when the simulation brings the server is done.
    await simcord_env.settle()
    bot = simcord_env.bot
    there = bot.get_guild(guild.id)
    with simcord_env.bot_scope():
        for days, told in ((-1, 0), (1, 1)):
            await bot.on_guild_remove(there)
            monkeypatch.setattr(greeter, "JUST_ADDED", timedelta(days=days))
            await bot.on_ready()
            assert len(greetings(channel)) == told


async def test_one_of_which_discord_tells_later_is_greeted_then(simcord_env, guild, channel):
    # What follows when the simulation brings the server is done.
    await simcord_env.settle()
    bot = simcord_env.bot
    there = bot.get_guild(guild.id)
    with simcord_env.bot_scope():
        await bot.on_guild_remove(there)
        there.unavailable = True
        await bot.on_ready()
        assert greetings(channel) == []
        there.unavailable = False
        for _ in range(2):
            await bot.on_guild_available(there)
    assert len(greetings(channel)) == 1


async def test_its_buttons_open_the_cards_for_all_and_the_settings_for_managers(
    simcord_env, guild, channel, mo, ana
):
    await join(simcord_env, guild)
    (greeting,) = greetings(channel)
    cards = await ana.click(greeting, label="Show the cards")
    assert cards.ephemeral
    help_now = await ana.click(cards.response, label="When to get help")
    assert "Red flags" in help_now.response.embeds[0].title
    assert (await mo.click(greeting, label="Set up this server")).ephemeral
    refused = await ana.click(greeting, label="Set up this server")
    assert refused.ephemeral
    assert "Manage Server" in refused.response.content
