"""Messages that the bot posts by itself, when Discord refuses or fails."""

import discord
import pytest

from bot.pictures.picture import make_picture
from bot.ui.channel import (
    BotChannel,
    ChannelLost,
    DiscordOutage,
    MessageGone,
    make_nonce,
)
from bot.ui.message import RenderedMessage
from bot.ui.permissions import may_attach
from tests.simulation import drop_embeds

SUPPRESS_EMBEDS = 1 << 2
HELLO = RenderedMessage(content="hello")


@pytest.fixture
def place(simcord_env, guild, channel) -> BotChannel:
    return BotChannel(simcord_env.bot, guild.id, channel.id)


def test_a_nonce_is_the_same_for_the_same_message_and_fits():
    assert make_nonce(7, "lobby", None) == make_nonce(7, "lobby", None)
    assert make_nonce(7, 1, None) != make_nonce(71, None)
    assert len(make_nonce(10**18, "board", 10**19)) <= 25


@pytest.mark.long
@pytest.mark.parametrize(
    ("status", "code", "meant"),
    [
        (404, 10008, MessageGone),
        (400, 50083, MessageGone),
        (403, 50013, ChannelLost),
        (403, 50001, ChannelLost),
        (404, 10003, ChannelLost),
        (400, 160005, ChannelLost),
        (400, 200000, ChannelLost),
        (403, 987654, ChannelLost),
        (400, 30046, DiscordOutage),
        (403, 40333, DiscordOutage),
        (429, 0, DiscordOutage),
        (503, 0, DiscordOutage),
    ],
)
async def test_a_refused_edit_says_what_it_means(simcord_env, channel, place, status, code, meant):  # noqa: PLR0917  a table
    posted = await place.post(HELLO, "n")
    simcord_env.inject_error("PATCH", "/channels/*", status=status, code=code)
    with pytest.raises(meant):
        await place.edit(posted, HELLO)


async def test_a_thread_that_stays_archived_is_lost(simcord_env, place):
    simcord_env.inject_error("POST", "/channels/*", status=400, code=50083)
    with pytest.raises(ChannelLost):
        await place.post(HELLO, "n")


async def test_a_message_that_discord_strips_of_its_embeds_is_taken_back(
    channel, place, monkeypatch
):
    card = RenderedMessage(embeds=(discord.Embed(title="A card"),))
    posted = await place.post(card, "n")
    drop_embeds(monkeypatch)
    with pytest.raises(ChannelLost):
        await place.edit(posted, card)
    with pytest.raises(ChannelLost):
        await place.post(card, "m")
    assert [each.id for each in channel.history()] == [posted]


async def test_an_edit_shows_embeds_that_were_hidden(simcord_env, channel, place):
    card = RenderedMessage(embeds=(discord.Embed(title="A card"),))
    posted = await place.post(card, "n")
    simcord_env.stored_message(channel.id, posted).flags |= SUPPRESS_EMBEDS
    await place.edit(posted, card)
    assert not simcord_env.stored_message(channel.id, posted).flags & SUPPRESS_EMBEDS


async def test_without_the_right_to_look_back_nothing_is_found(simcord_env, place):
    await place.post(HELLO, "n")
    simcord_env.inject_error("GET", "/channels/*", status=403, code=50013)
    assert await place.find(lambda _: True) is None


PICTURED = RenderedMessage(
    content="hello",
    pictures=(
        make_picture(
            "steps", {"title": "Weeks", "note": None, "steps": [], "colour": "#3d82c4"}, ["Weeks"]
        ),
    ),
)


def alt_texts(channel) -> list[str]:
    return [each.description for each in channel.history()[-1].attachments]


async def test_a_picture_is_posted_with_its_alt_text_and_goes_with_an_edit(place, channel):
    posted = await place.post(PICTURED, "n")
    assert alt_texts(channel) == ["Weeks."]
    await place.edit(posted, HELLO)
    assert alt_texts(channel) == []
    await place.edit(posted, PICTURED)
    assert alt_texts(channel) == ["Weeks."]


async def test_without_the_right_to_attach_files_the_words_are_posted(simcord_env, place, channel):
    simcord_env.deny(channel.id, "attach_files")
    posted = await place.post(PICTURED, "n")
    assert channel.history()[-1].content == "hello"
    assert alt_texts(channel) == []
    await place.edit(posted, PICTURED)
    assert alt_texts(channel) == []


async def test_a_channel_that_is_not_known_gets_no_files(simcord_env, channel):
    assert may_attach(simcord_env.bot, channel.id)
    assert not may_attach(simcord_env.bot, 1)
