"""What a server had set outlasts the bot's leaving by 30 days, and no longer."""

import pytest
from discord.utils import utcnow

from bot.store import GuildDefaults

DAY = 24 * 3600
CHOSEN = GuildDefaults(private=True, quiz_role=7)


@pytest.mark.parametrize(("days", "kept"), [(29, True), (31, False)])
async def test_a_server_may_come_back_within_a_month(party, guild, make_bot, days, kept):
    guilds = party.env.bot.store.guilds
    await guilds.set_defaults(guild.id, CHOSEN, utcnow())
    await guilds.left(guild.id, utcnow())
    party.env.bot.housekeeping.close()
    await party.wait(days * DAY)
    await party.env.restart_bot(make_bot())
    await party.wait(1)
    # The bot is there again after the restart: the server is noted anew, with nothing set.
    found = party.ask("SELECT private_default, quiz_role_id, left_at FROM guild")
    assert found == [(1, 7, None) if kept else (None, None, None)]
