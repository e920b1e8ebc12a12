"""A pin that a process leaves half made or half removed, at any of its steps."""

import asyncio
from datetime import timedelta

import discord
import pytest

from bot.errors import StoreBusy
from bot.features.pins.changes import RETRY_AFTER
from bot.features.pins.channel_pins import ChannelPins
from bot.store.pins import Pins

KEEP = "Keep this card up to date"
MANAGER = {"pin_messages": True, "view_channel": True, "send_messages": True}
NOTHING_DONE = (Pins, "note_change", 1, "before")
TO_POST = [
    NOTHING_DONE,
    (Pins, "note_change", 1, "after"),
    (ChannelPins, "post", 1, "after"),
    (Pins, "note_change", 2, "after"),
    (ChannelPins, "pin", 1, "after"),
    (Pins, "add", 1, "after"),
]
NOT_POSTED = TO_POST[:2]
TO_KEEP = [
    NOTHING_DONE,
    (Pins, "note_change", 1, "after"),
    (ChannelPins, "pin", 1, "after"),
    (Pins, "add", 1, "after"),
]
TO_REMOVE = [
    NOTHING_DONE,
    (Pins, "note_change", 1, "after"),
    (ChannelPins, "unpin", 1, "after"),
    (Pins, "forget", 1, "after"),
]


@pytest.fixture
def mo(simcord_env, guild):
    role = guild.create_role("Moderators", permissions=discord.Permissions(**MANAGER))
    return guild.add_member(simcord_env.create_user("mo"), roles=[role])


@pytest.fixture
def store_of_bot(simcord_env):
    return simcord_env.bot.store


class CutOff:
    """Ends whoever makes a call, just before it is made or just after: as an end of the process."""

    def __init__(self, monkeypatch) -> None:
        self._monkeypatch = monkeypatch

    def at(self, owner: type, name: str, number: int, when: str) -> None:
        real, calls = getattr(owner, name), []

        async def call(*args):
            calls.append(args)
            if len(calls) < number:
                return await real(*args)
            if when == "after":
                await real(*args)
            raise asyncio.CancelledError

        self._monkeypatch.setattr(owner, name, call)

    def end(self) -> None:
        self._monkeypatch.undo()


@pytest.fixture
def cut_off():
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield CutOff(monkeypatch)


def posts(channel) -> list[int]:
    """The messages that everybody sees and that are no answers, without notes about pins."""
    return [
        each.id
        for each in channel.history()
        if not each.flags.ephemeral
        and each.interaction_metadata is None
        and each.type is not discord.MessageType.pins_add
    ]


async def kept(bot, guild) -> list[int]:
    return [pin.message_id for pin in await bot.store.pins.of_guild(guild.id)]


async def restart(env, make_bot, cut_off) -> discord.Client:
    cut_off.end()
    bot = make_bot()
    await env.restart_bot(bot)
    await env.settle()
    assert await bot.store.pins.unfinished_changes() == []
    return bot


@pytest.mark.long
@pytest.mark.parametrize("moment", TO_POST)
async def test_a_pin_that_was_cut_off_is_there_whole_or_not_at_all(  # noqa: PLR0917  fixtures
    simcord_env, make_bot, mo, channel, guild, cut_off, moment
):
    cut_off.at(*moment)
    await mo.slash(channel, "pin card", card="subtypes")
    bot = await restart(simcord_env, make_bot, cut_off)
    pinned = [each.id for each in channel.pinned_messages()]
    assert posts(channel) == pinned == await kept(bot, guild)
    assert len(pinned) == (moment not in NOT_POSTED)


async def test_a_front_desk_that_was_cut_off_is_found_as_well(  # noqa: PLR0917  fixtures
    simcord_env, make_bot, mo, channel, guild, cut_off
):
    cut_off.at(ChannelPins, "post", 1, "after")
    await mo.slash(channel, "pin board")
    bot = await restart(simcord_env, make_bot, cut_off)
    (pinned,) = channel.pinned_messages()
    assert posts(channel) == [pinned.id] == await kept(bot, guild)


@pytest.mark.long
@pytest.mark.parametrize("moment", TO_KEEP)
async def test_a_card_that_is_to_be_kept_is_pinned_and_kept_or_neither(  # noqa: PLR0917  fixtures
    simcord_env, make_bot, mo, channel, guild, cut_off, moment
):
    shown = (await mo.slash(channel, "imnm subtypes")).response
    cut_off.at(*moment)
    await mo.context_menu(channel, KEEP, shown)
    bot = await restart(simcord_env, make_bot, cut_off)
    pinned = [each.id for each in channel.pinned_messages()]
    assert pinned == await kept(bot, guild)
    assert bool(pinned) is (moment != NOTHING_DONE)


@pytest.mark.long
@pytest.mark.parametrize("moment", TO_REMOVE)
async def test_a_pin_to_be_removed_is_off_the_channel_and_the_list_or_on_both(  # noqa: PLR0917  fixtures
    simcord_env, make_bot, mo, channel, guild, cut_off, moment
):
    await mo.slash(channel, "pin card", card="subtypes")
    (pinned,) = channel.pinned_messages()
    cut_off.at(*moment)
    await mo.slash(channel, "pin remove", pin=str(pinned.id))
    bot = await restart(simcord_env, make_bot, cut_off)
    still = [each.id for each in channel.pinned_messages()]
    assert still == await kept(bot, guild)
    assert bool(still) is (moment == NOTHING_DONE)


async def test_what_is_found_is_what_was_posted_for_it_and_nothing_else(  # noqa: PLR0917  fixtures
    simcord_env, make_bot, mo, channel, guild, cut_off
):
    await mo.slash(channel, "pin card", card="subtypes")
    (older,) = channel.pinned_messages()
    await mo.slash(channel, "imnm subtypes")
    cut_off.at(Pins, "note_change", 1, "after")
    await mo.slash(channel, "pin card", card="subtypes")
    await mo.slash(channel, "imnm subtypes")
    bot = await restart(simcord_env, make_bot, cut_off)
    assert [each.id for each in channel.pinned_messages()] == [older.id] == await kept(bot, guild)


async def test_what_may_not_be_pinned_any_more_is_deleted(  # noqa: PLR0917  fixtures
    simcord_env, make_bot, mo, channel, guild, cut_off
):
    cut_off.at(ChannelPins, "post", 1, "after")
    await mo.slash(channel, "pin card", card="subtypes")
    assert posts(channel)
    simcord_env.inject_error("PUT", "/channels/*/messages/pins/*", status=403, code=50013)
    bot = await restart(simcord_env, make_bot, cut_off)
    assert posts(channel) == [] == await kept(bot, guild)


async def test_what_could_not_be_taken_back_is_taken_back_later(
    simcord_env, mo, channel, guild, store_of_bot
):
    simcord_env.inject_error("PUT", "/channels/*/messages/pins/*", status=503, times=None)
    simcord_env.inject_error("DELETE", "/channels/*/messages/*", status=503, times=None)
    refused = await mo.slash(channel, "pin card", card="subtypes")
    await simcord_env.advance_time(30)
    assert refused.response.content.startswith("Discord is not accepting that right now")
    assert posts(channel)
    simcord_env.clear_faults()
    await simcord_env.advance_time(RETRY_AFTER.total_seconds() + 1)
    assert posts(channel) == []
    assert await store_of_bot.pins.unfinished_changes() == []


async def test_a_removal_that_discord_may_have_made_is_undone(
    simcord_env, mo, channel, guild, store_of_bot
):
    await mo.slash(channel, "pin card", card="subtypes")
    (pinned,) = channel.pinned_messages()
    simcord_env.inject_error("DELETE", "/channels/*/messages/pins/*", status=503, times=None)
    refused = await mo.slash(channel, "pin remove", pin=str(pinned.id))
    await simcord_env.advance_time(30)
    assert refused.response.content.startswith("Discord is not accepting that right now")
    assert [each.id for each in channel.pinned_messages()] == [pinned.id]
    assert [pin.message_id for pin in await store_of_bot.pins.of_guild(guild.id)] == [pinned.id]
    assert await store_of_bot.pins.unfinished_changes() == []


async def test_a_failing_store_at_the_start_is_asked_again(  # noqa: PLR0917  fixtures
    simcord_env, make_bot, mo, channel, guild, cut_off, monkeypatch
):
    cut_off.at(ChannelPins, "post", 1, "after")
    await mo.slash(channel, "pin card", card="subtypes")
    cut_off.end()
    bot = make_bot()
    real, failed = bot.store.pins.unfinished_changes, []

    async def fail_once():
        if not failed:
            failed.append(True)
            raise StoreBusy(bot.store.place, "held")
        return await real()

    monkeypatch.setattr(bot.store.pins, "unfinished_changes", fail_once)
    await simcord_env.restart_bot(bot)
    assert await kept(bot, guild) == []
    await simcord_env.advance_time((RETRY_AFTER + timedelta(seconds=1)).total_seconds())
    assert await kept(bot, guild) == [each.id for each in channel.pinned_messages()]
