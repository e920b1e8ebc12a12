"""The simulated Discord of the tests: nothing in it depends on how fast the machine is."""

import asyncio
import time
from importlib.metadata import version
from typing import Any

import discord
import pytest
import simcord
from discord.utils import utcnow

from tests import simulation
from tests.simulation import CEILING, LOOK_EVERY, Simulation, simulated


class Sleeper(discord.Client):
    """A bot that does something after a while, again and again."""

    def __init__(self, every: float) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.every = every
        self.woken: list[float] = []

    async def setup_hook(self) -> None:
        self.began = utcnow()
        self.sleeping = asyncio.create_task(self._sleep())

    async def _sleep(self) -> None:
        while True:
            await asyncio.sleep(self.every)
            self.woken.append(round((utcnow() - self.began).total_seconds(), 3))


@pytest.fixture
def simcord_bot() -> Sleeper:
    return Sleeper(0.01)


async def test_a_timer_waits_for_the_simulated_clock_however_late_it_is(
    simcord_bot: Sleeper, simcord_env: Simulation
) -> None:
    time.sleep(0.05)  # noqa: ASYNC251 - a machine that is busy with something else
    await simcord_env.settle()
    assert simcord_bot.woken == []
    await simcord_env.advance_time(0.035)
    assert simcord_bot.woken == [0.01, 0.02, 0.03]


async def test_the_limit_of_an_attached_bot_is_the_ceiling_too(
    simcord_env: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = []

    async def note(_env: simcord.Env, **options: Any) -> None:
        limits.append((options.get("timeout"), options["idle"]))

    monkeypatch.setattr(simcord.Env, "_settle_internal", note)
    await simcord_env.restart_bot(Sleeper(5))
    assert limits == [(None, LOOK_EVERY), (CEILING, LOOK_EVERY)]
    assert simcord_env.settle_timeout == CEILING


async def test_it_is_used_as_simcord_run_is(simcord_bot: Sleeper) -> None:
    async with simulated(simcord_bot) as env:
        assert isinstance(env, Simulation)
        assert env.create_guild().id in {guild.id for guild in simcord_bot.guilds}


def test_the_private_parts_were_checked_with_this_version() -> None:
    """With a new version: read what changed, run the tests, then name it in the docstring."""
    assert f"simcord {version('simcord')}," in (simulation.__doc__ or "")
