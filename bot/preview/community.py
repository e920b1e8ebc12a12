"""The messages that a preview begins with: the greeting, a front desk, and what people wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import discord
import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from bot.deck.model import Level
from bot.features.pins.changes import PinChanges
from bot.features.pins.content import FRONT_DESK
from bot.features.welcome.greeter import Greeter
from bot.runtime.client import ImnmBot

SERVER: Final = "{subject} community"
TRY: Final = "Type /{group} start, /{group} search or /quiz in the box below the messages."
LINES: Final = (
    (0, "Hello everybody. I got my diagnosis last week, and my head is still spinning."),
    (1, "Welcome, Ana! Take your time. The cards are pinned here, and you need not read them all."),
    (2, "Hi Ana. I study medicine and practise with /review. Ask me anything about the quizzes."),
    (0, "Thank you both. Does exercise help, or does it make things worse?"),
)
"""What people write, each line with the place of its author among the viewers."""


async def furnish(
    bot: ImnmBot, env: simcord.Env, channel: ChannelHandle, viewers: Sequence[MemberActor]
) -> None:
    """Post the messages in a channel of the simulated server, and pin the front desk."""
    server = channel.guild
    if server is None:
        raise ValueError("the channel of a preview belongs to a server")
    await env.settle()
    await bot.service(Greeter).post(server.id, channel.id)
    request = discord.utils.time_snowflake(env.now())
    await bot.service(PinChanges).post(request, server.id, channel.id, FRONT_DESK, Level.PLAIN)
    for place, line in LINES:
        await viewers[place].send(channel, line)
    guide = env.create_user("guide", global_name="How to try this page")
    await server.add_member(guide).send(channel, TRY.format(group=bot.library.whole.info.command))
