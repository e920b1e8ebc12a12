"""Reports for moderators: each is shown once, whatever becomes of the process or of Discord."""

import asyncio

import pytest
from discord.utils import utcnow

from bot.store import GuildDefaults
from bot.store.reports import Reports
from bot.ui.channel import BotChannel

WORDS = "The second line is wrong."
DAY = 24 * 3600


@pytest.fixture
async def mods(simcord_bot, guild):
    mods = guild.create_text_channel("mods")
    chosen = GuildDefaults(reports_channel=mods.id)
    await simcord_bot.store.servers.change(guild.id, lambda _: chosen, utcnow())
    return mods


async def report(who, channel, words: str = WORDS, fault: str = "wrong") -> None:
    shown = await who.slash(channel, "imnm subtypes")
    sources = await who.click(shown.response, label="Sources")
    form = await who.click(sources.response, label="Report this card")
    told = await who.submit_modal(form, {"fault": fault, "said": words})
    assert told.response.content.startswith("Thank you.")


def texts(mods) -> list[str]:
    return [each.embeds[0].description for each in mods.history()]


@pytest.mark.long
@pytest.mark.parametrize(
    ("owner", "name", "when"),
    [
        (BotChannel, "post", "before"),
        (BotChannel, "post", "after"),
        (Reports, "note_shown", "after"),
    ],
)
async def test_a_report_that_was_cut_off_is_shown_once(  # noqa: PLR0917  a table
    simcord_env, make_bot, ana, channel, mods, owner, name, when
):
    real = getattr(owner, name)

    async def cut_off(*args, **options):
        if when == "after":
            await real(*args, **options)
        raise asyncio.CancelledError

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(owner, name, cut_off)
        await report(ana, channel)
    for _ in range(2):
        await simcord_env.restart_bot(make_bot())
        await simcord_env.settle()
        (shown,) = texts(mods)
        assert WORDS in shown


async def test_in_an_outage_it_is_shown_later_and_once(simcord_env, ana, channel, mods):
    simcord_env.inject_error("POST", f"/channels/{mods.id}/messages", status=503, times=3)
    await report(ana, channel)
    await simcord_env.advance_time(30)
    assert texts(mods) == []
    await simcord_env.advance_time(300)
    assert len(texts(mods)) == 1


@pytest.mark.long
async def test_where_it_cannot_be_written_it_is_tried_once(simcord_env, ana, channel, mods, logged):
    simcord_env.deny(mods.id, "send_messages")
    await report(ana, channel)
    await simcord_env.advance_time(600)
    assert texts(mods) == []
    lines = [line for line in logged if line["event"] == "report not shown to moderators"]
    assert len(lines) == 1


async def test_reports_of_long_ago_are_not_shown_when_moderators_begin_to_read_them(  # noqa: PLR0917
    simcord_env, simcord_bot, make_bot, guild, ana, channel
):
    await report(ana, channel)
    await simcord_env.advance_time(2 * DAY)
    mods = guild.create_text_channel("mods")
    chosen = GuildDefaults(reports_channel=mods.id)
    await simcord_bot.store.servers.change(guild.id, lambda _: chosen, utcnow())
    await simcord_env.restart_bot(make_bot())
    await simcord_env.settle()
    assert texts(mods) == []


async def test_what_is_dangerous_is_shown_first(simcord_env, simcord_bot, make_bot, guild, ana):
    channel, mods = guild.create_text_channel("general-2"), guild.create_text_channel("mods")
    for fault in ("unclear", "dangerous", "wrong"):
        await report(ana, channel, fault, fault)
    chosen = GuildDefaults(reports_channel=mods.id)
    await simcord_bot.store.servers.change(guild.id, lambda _: chosen, utcnow())
    await simcord_env.restart_bot(make_bot())
    await simcord_env.settle()
    assert [each.split(".")[0] for each in texts(mods)] == ["**Dangerous", "**Unclear", "**Wrong"]
