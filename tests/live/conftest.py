"""A server with a community in it, and a pretended bot."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.discord_rules import broken_promises, message_of, said_by_colour
from tests.live.forking import fork_bot
from tests.live.probe import Probe
from tests.live.process import BotProcess, launch_with, started
from tests.live.server import DiscordServer
from tests.live.world import Channel, Guild, User

launch_with(fork_bot)


@dataclass
class Community:
    """The people and places that the live tests use."""

    guild: Guild
    general: Channel
    ana: User
    ben: User


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer(forgiving=True) as server:
        yield server


@pytest.fixture
def community(discord: DiscordServer) -> Community:
    world = discord.world
    guild = world.add_guild("Myositis community")
    general = world.add_channel(guild, "general")
    return Community(guild, general, world.add_member(guild, "Ana"), world.add_member(guild, "Ben"))


@pytest.fixture
async def probe(discord: DiscordServer) -> AsyncIterator[Probe]:
    async with Probe(discord) as pretended:
        yield pretended


@pytest.fixture
async def bot(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> AsyncIterator[BotProcess]:
    async with started(discord, tmp_path / "home") as process:
        yield process


@pytest.fixture
def nothing_refused(discord: DiscordServer) -> Iterator[None]:
    """Hold every request of every test to Discord's rules and to the bot's promises."""
    yield
    # What a test made to fail on purpose is struck out by it with `forgive`.
    refused = [(call.method, call.path, call.code) for call in discord.refusals()]
    assert refused == []
    broken = [broken_promises(c.method, c.path, c.body) for c in discord.rest.calls]
    assert [promise for promise in broken if promise] == []
    shown = (message_of(c.method, c.path, c.body) for c in discord.rest.calls)
    assert said_by_colour(filter(None, shown)) == ()


def forgive(discord: DiscordServer, *statuses: int) -> None:
    """Strike out the refusals that a test provoked."""
    discord.rest.calls = [call for call in discord.rest.calls if call.status not in statuses]
