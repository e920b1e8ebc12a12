"""simcord as the tests use it: its clock moves only when a test moves it.

simcord's own environment also lets timers of the bot fire by the clock on the wall: it waits for
those that are due before its settle timeout, and parks the others. What a test sees would then
depend on how long the machine took. Here a timer fires in `advance_time` and nowhere else, so the
settle timeout is what it says: the longest that the bot may be at work, and generous.

The private parts of simcord that the tests rely on (checked with 3.2.1) are named here and in
`tests/party.py`; `tests/test_simulation.py` fails when they change.
"""

from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
import simcord

CEILING = 60.0
"""Seconds of real time after which a bot that is still at work is taken to be stuck."""
LOOK_EVERY = 0.005
"""Seconds between two looks whether the bot is done; simcord takes 0.05.

It waits for its database, which takes about one thousandth of a second.
"""
NEXT_TICK = 0.000001
"""simcord's least delay: what is due after it was meant to run at once."""


class Simulation(simcord.Env):
    """A Discord in this process whose clock stands still."""

    def __init__(self, bot: discord.Client, **options: Any) -> None:
        super().__init__(bot, **{"settle_timeout": CEILING} | options)

    def _schedule_timer(self, record: Any, *details: Any) -> None:
        if record.when - self._virtual_time <= NEXT_TICK:
            super()._schedule_timer(record, *details)

    async def _settle_internal(self, **options: Any) -> None:
        if options.get("timeout") is not None:
            # Attaching a bot brings a limit of its own, of five seconds.
            options["timeout"] = max(options["timeout"], CEILING)
        await super()._settle_internal(**{"idle": LOOK_EVERY} | options)


class simulated(simcord.run):  # noqa: N801 - used as simcord.run is
    """`async with simulated(bot) as env`: a Simulation, as `simcord.run` gives an Env."""

    def __init__(self, bot: discord.Client, **options: Any) -> None:
        self._env = Simulation(bot, **options)


@pytest.fixture
async def simcord_env(
    simcord_bot: discord.Client, request: pytest.FixtureRequest
) -> AsyncIterator[Simulation]:
    """A simulation around the test's bot, in the place of simcord's own fixture."""
    marker = request.node.get_closest_marker("simcord")
    env = Simulation(simcord_bot, **(marker.kwargs if marker else {}))
    await env.start()
    try:
        yield env
    finally:
        await env.shutdown()
        if env.check_errors:
            env._raise_errors_since(env._errors_acknowledged)
