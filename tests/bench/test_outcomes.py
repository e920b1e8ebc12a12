"""Every press has an outcome, whatever the bot does."""

import asyncio

import pytest

from bench.outcomes import PATIENCE, Outcome, count, outcome_of, seconds_of, wait_for
from tests.live.interactions import COMPONENT, DEFER, REPLY, UPDATE, Interaction
from tests.live.server import DiscordServer


@pytest.fixture
def discord() -> DiscordServer:
    return DiscordServer()


def press(discord: DiscordServer, answer: int | None = None, *, tried: bool = False) -> Interaction:
    guild = discord.world.add_guild("Bench")
    channel = discord.world.add_channel(guild, "general")
    ana = discord.world.add_member(guild, "Ana")
    asked = Interaction(discord.world.new_id(), COMPONENT, ana, channel, {}, 10.0, 13.0)
    if answer is not None:
        asked.answer, asked.answered_at = answer, 10.5
        asked.done.set()
    if tried:
        discord.rest.calls.append(Tried(f"/interactions/{asked.id}/{asked.token}/callback"))
    return asked


class Tried:
    """A request of the bot's, as far as it is looked at."""

    def __init__(self, path: str) -> None:
        self.path = path


def test_what_was_answered_was_in_time_for_discord_refuses_the_rest(discord) -> None:
    assert outcome_of(discord, press(discord, UPDATE, tried=True)) is Outcome.IN_TIME
    assert outcome_of(discord, press(discord, REPLY)) is Outcome.IN_TIME
    assert outcome_of(discord, press(discord, DEFER)) is Outcome.DEFERRED


def test_an_answer_that_was_refused_was_late_and_none_at_all_is_lost(discord) -> None:
    late, lost = press(discord, tried=True), press(discord)
    assert outcome_of(discord, late) is Outcome.LATE
    assert outcome_of(discord, lost) is Outcome.LOST
    assert count(discord, [late, lost, lost]) == {Outcome.LATE: 1, Outcome.LOST: 2}


def test_who_was_not_answered_waited_as_long_as_the_bench_does(discord) -> None:
    assert seconds_of(press(discord)) == PATIENCE
    assert seconds_of(press(discord, REPLY)) == 0.5


async def test_waiting_for_what_never_comes_is_no_error(discord) -> None:
    async with asyncio.timeout(60):
        await wait_for(press(discord), within=0.001)
        await wait_for(press(discord, REPLY))
