"""What a server had set outlasts the bot's leaving by 30 days, and no longer."""

from pathlib import Path

import pytest
from discord.utils import utcnow

from bot.errors import StoreBusy
from bot.store import GuildDefaults

DAY = 24 * 3600
CHOSEN = GuildDefaults(private=True, quiz_role=7)


async def leave(party, guild):
    await party.env.bot.store.servers.change(guild.id, lambda _: CHOSEN, utcnow())
    await party.env.bot.get_guild(guild.id).leave()
    await party.env.settle()


@pytest.mark.parametrize(("days", "kept"), [(29, True), (31, False)])
async def test_what_a_server_had_set_goes_a_month_after_the_bot_has_left(
    party, guild, make_bot, days, kept
):
    await leave(party, guild)
    party.env.bot.housekeeping.close()
    await party.wait(days * DAY)
    await party.env.restart_bot(make_bot())
    await party.wait(1)
    found = party.ask("SELECT private_default, quiz_role_id FROM guild")
    assert found == ([(1, 7)] if kept else [])


async def test_one_that_took_the_bot_back_while_it_was_down_keeps_what_it_had_set(
    party, guild, make_bot
):
    guilds = party.env.bot.store.servers
    await guilds.change(guild.id, lambda _: CHOSEN, utcnow())
    await guilds.left(guild.id, utcnow())
    party.env.bot.housekeeping.close()
    await party.wait(31 * DAY)
    await party.env.restart_bot(make_bot())
    await party.wait(1)
    assert party.ask("SELECT private_default, quiz_role_id, left_at FROM guild") == [(1, 7, None)]


@pytest.mark.fails_on_purpose
@pytest.mark.simcord(check_errors=False)
async def test_a_database_in_trouble_at_the_start_holds_up_neither_bot_nor_housekeeping(
    party, guild, make_bot, monkeypatch
):
    await leave(party, guild)
    party.env.bot.housekeeping.close()
    await party.wait(31 * DAY)

    async def fail(*_):
        raise StoreBusy(Path("imnm.db"), "held")

    bot = make_bot()
    with monkeypatch.context() as busy:
        busy.setattr(bot.store.servers, "present", fail)
        await party.env.restart_bot(bot)
        await party.wait(1)
    assert party.ask("SELECT id FROM guild") == []
