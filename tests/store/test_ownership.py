"""For which servers a process acts by itself, where several share them."""

import time
from dataclasses import replace
from datetime import datetime, timedelta
from datetime import time as clock_time

import pytest

from bot.deck.model import Level
from bot.errors import OwnedElsewhere
from bot.learning.session import Pace, PhaseReason
from bot.store import (
    DailySettings,
    GuildDefaults,
    Ownership,
    Pin,
    PinChange,
    PinStep,
    Preferences,
    Reminder,
    ReportFault,
    Store,
)
from bot.store.ownership import shard_of
from bot.store.tables import quiz
from tests.store.quiz_play import ANA, make_plan

SHARDS = 4
OURS, THEIRS = (2**40 + 1) << 22, (2**40 + 3) << 22
"""Servers on shard 1 and on shard 3."""
LATER = timedelta(days=1)


def share(ownership: Ownership, *shards: int) -> None:
    ownership.share(SHARDS)
    for shard in shards:
        ownership.add(shard)
    ownership.confirm(time.monotonic() + 3600)


def test_one_process_owns_everything_and_no_statement_changes() -> None:
    ownership = Ownership()
    assert all(map(ownership.covers, (OURS, THEIRS, None)))
    assert ownership.clauses(quiz.c.guild_id) == ()
    assert ownership.shards is None
    ownership.check(OURS)


def test_servers_are_ours_by_their_shard_and_people_in_private_by_shard_0() -> None:
    ownership = Ownership()
    share(ownership, 1)
    assert ownership.covers(OURS)
    assert not ownership.covers(THEIRS)
    assert not ownership.covers(None)
    ownership.add(0)
    assert ownership.covers(None)
    ownership.remove(1)
    with pytest.raises(OwnedElsewhere):
        ownership.check(OURS)


def test_what_is_ours_is_not_for_longer_than_it_was_confirmed() -> None:
    ownership = Ownership()
    share(ownership, 1)
    ownership.confirm(time.monotonic())
    assert not ownership.covers(OURS)
    ownership.confirm(time.monotonic() + 3600)
    assert ownership.covers(OURS)


@pytest.mark.parametrize(
    ("guild_id", "count", "shard"), [(OURS, 4, 1), (2**63 - 1, 16, 15), (1, 7, 0), (None, 5, 0)]
)
def test_shards_are_counted_as_discord_does(guild_id, count: int, shard: int) -> None:
    assert shard_of(guild_id, count) == shard


async def test_work_of_other_servers_is_left_to_their_process(store: Store, now: datetime) -> None:
    for number, guild_id in enumerate((OURS, THEIRS), 1):
        plan = make_plan(guild=guild_id, channel=guild_id + 1)
        running = await store.quizzes.create(plan, now)
        ended = await store.quizzes.create(replace(plan, channel_id=guild_id + 2), now)
        ended.session.press_next(now)
        ended.session.stop(now, PhaseReason.STOPPED)
        await store.quizzes.save(ended, now)
        await store.open_quizzes.create(
            replace(plan, channel_id=guild_id + 3, pace=Pace.HOST), now + LATER, now
        )
        assert running.guild_id == guild_id
        daily = DailySettings(guild_id + 1, clock_time(9), "UTC")
        settings = GuildDefaults(daily=daily, reports_channel=guild_id + 1)
        await store.servers.change(guild_id, lambda _, to=settings: to, now)
        await store.pins.add(
            Pin(number, guild_id + 1, guild_id, "subtypes", Level.PLAIN, "a1b2c3d4")
        )
        await store.pins.note_change(
            PinChange(
                number, PinStep.POST, guild_id + 1, guild_id, None, "srp", Level.PLAIN, "a1b2c3d4"
            )
        )
        await store.reports.add(
            kind="card",
            subject_id="subtypes",
            revision="00000000",
            person_id=ANA + number,
            guild_id=guild_id,
            fault=ReportFault.WRONG,
            text="It is wrong.",
            now=now,
        )
    reminder = Reminder(clock_time(19, 30), "Europe/Berlin")
    await store.people.change(ANA, lambda _: Preferences(reminder=reminder))

    async def find() -> list[set[int]]:
        schedules = await store.daily_quizzes.schedules()
        for each in schedules:
            plan = replace(make_plan(1, guild=each.guild_id, pace=Pace.DAILY), host_id=None)
            await store.daily_quizzes.open(plan, each, now, now)
        return [
            {each.guild_id for each in await store.quizzes.running()},
            {each.guild_id for each in await store.quizzes.without_board(now - LATER)},
            {each.guild_id for each in await store.open_quizzes.list_open()},
            {each.guild_id for each in schedules},
            {each.guild_id for each in await store.daily_quizzes.list_open()},
            {each.guild_id for each in await store.pins.after(0, 10)},
            {each.guild_id for each in await store.pins.unfinished_changes()},
            {each.guild_id for each in await store.reports.for_moderators(now - LATER)},
        ]

    share(store.ownership, 1)
    assert await find() == [{OURS}] * 8
    assert await store.people.reminder_schedules() == []
    share(store.ownership, 0, 3)
    assert await find() == [{THEIRS}] * 8
    assert len(await store.people.reminder_schedules()) == 1
    share(store.ownership)
    assert await find() == [set()] * 8
    share(store.ownership, *range(SHARDS))
    assert await find() == [{OURS, THEIRS}] * 8
