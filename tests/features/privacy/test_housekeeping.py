"""What a server had set outlasts the bot's leaving by 30 days, and no longer."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from discord.utils import utcnow

from bot.errors import StoreBusy, StoreUnwritable
from bot.learning.questions import item_bank_of
from bot.runtime.client import ImnmBot
from bot.store import GuildDefaults, Store

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


# --- a clock that has leapt


YEARS = timedelta(days=1100)


@pytest.fixture
def set_clock(simcord_env, monkeypatch):
    """Puts the clock forward while every timer sleeps on."""
    real = simcord_env.now

    def put(ahead: timedelta) -> None:
        monkeypatch.setattr(simcord_env, "now", lambda: real() + ahead)

    return put


@pytest.fixture
async def practised(party, ana):
    """What the bot knows: an answer of somebody, and a server that it has left."""
    bot, now = party.env.bot, party.env.now()
    item = next(iter(item_bank_of(bot.library.deck).items.values()))
    await bot.store.reviews.record(ana.id, item, choice=0, correct=True, since=now, at=now)
    await bot.store.servers.change(9, lambda _: CHOSEN, now)
    await bot.store.servers.left(9, now)
    return party


def known(party) -> tuple:
    return (
        *party.ask("SELECT count(*) FROM recall"),
        *party.ask("SELECT count(*) FROM guild WHERE id = 9"),
    )


ALL, NOTHING = ((1,), (1,)), ((0,), (0,))


async def test_a_start_with_the_clock_years_ahead_deletes_nothing_and_says_so_once(
    practised, set_clock, make_bot, logged
):
    set_clock(YEARS)
    await practised.env.restart_bot(make_bot())
    await practised.wait(23 * 3600)
    assert known(practised) == ALL
    (line,) = [each for each in logged if each["event"].startswith("clock has leapt")]
    assert line["to_confirm"] == f"CLOCK_CONFIRMED={utcnow() - timedelta(hours=23):%Y-%m-%d}"
    # It was for a moment.
    set_clock(timedelta(0))
    await practised.wait(3 * DAY)
    assert known(practised) == ALL


async def test_one_that_leaps_while_the_bot_runs_deletes_nothing_on_the_next_day(
    practised, set_clock
):
    set_clock(YEARS)
    await practised.wait(DAY)
    assert known(practised) == ALL


async def test_a_second_start_with_the_clock_ahead_is_no_second_day(practised, set_clock, make_bot):
    for days in (0, 1, 2):
        set_clock(YEARS + timedelta(days=days))
        await practised.env.restart_bot(make_bot())
        await practised.wait(60)
        assert known(practised) == ALL


async def test_after_a_steady_day_it_is_right_and_a_copy_is_made_before(
    practised, set_clock, make_bot, tmp_path
):
    set_clock(YEARS)
    await practised.env.restart_bot(make_bot())
    await practised.wait(2 * DAY + 60)
    assert known(practised) == NOTHING
    (copy,) = tmp_path.glob("imnm.db.before-*")
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT count(*) FROM recall").fetchall() == [(1,)]


async def test_whoever_runs_the_bot_can_confirm_it(practised, set_clock, library, tmp_path):
    set_clock(YEARS)
    store = Store(f"sqlite+aiosqlite:///{tmp_path / 'imnm.db'}")
    bot = ImnmBot(library, store, clock_confirmed=utcnow().date(), shard_count=1)
    await practised.env.restart_bot(bot)
    await practised.wait(60)
    assert known(practised) == NOTHING
    await store.close()


async def test_without_room_for_the_copy_nothing_is_deleted(
    practised, make_bot, monkeypatch, tmp_path
):
    def fail(*_):
        raise StoreUnwritable(tmp_path, "the disk is full")

    with monkeypatch.context() as full:
        full.setattr("bot.store.sqlite.database.back_up", fail)
        practised.env.bot.housekeeping.close()
        await practised.wait(31 * DAY)
        await practised.env.restart_bot(make_bot())
        await practised.wait(60)
        assert known(practised) == ALL
    await practised.wait(2 * 3600)
    assert known(practised) == ((1,), (0,))
