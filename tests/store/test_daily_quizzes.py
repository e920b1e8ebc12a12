"""Questions of the day in the database: one a day, kept apart from quizzes, counted like them."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bot.learning.session import Pace, PhaseReason
from bot.store import DailySchedule, DailySettings, GuildDefaults, QuizPlan, Store, StoredQuiz
from bot.store.revisions import run_migrations
from bot.store.sqlite.schema import bring_up_to_date
from tests.store.quiz_play import (
    ANA,
    BEN,
    CHANNEL,
    GUILD,
    ask,
    assert_nothing_is_half_written,
    begin,
    make_plan,
    press,
    recount,
    right,
    tallies,
    wrong,
)

A_DAY = timedelta(days=1)


def plan(number: int = 0) -> QuizPlan:
    return replace(make_plan(1, first=number, pace=Pace.DAILY), host_id=None)


async def schedule(store: Store, now: datetime) -> DailySchedule:
    daily = DailySettings(CHANNEL, time(9), "UTC")
    await store.servers.change(GUILD, lambda _: GuildDefaults(daily=daily), now)
    (found,) = await store.daily_quizzes.schedules()
    return found


async def open_today(store: Store, now: datetime, number: int = 0) -> StoredQuiz:
    wanted = await schedule(store, now)
    return await store.daily_quizzes.open(plan(number), wanted, now, now)


async def finish(store: Store, quiz: StoredQuiz, now: datetime) -> None:
    quiz.session.advance(now)
    await store.quizzes.save(quiz, now)
    quiz.session.stop(now, PhaseReason.DONE)
    await store.quizzes.save(quiz, now)


async def test_a_moment_has_one_question_whoever_asks(
    store: Store, path: Path, now: datetime
) -> None:
    wanted = await schedule(store, now)
    opened = await asyncio.gather(
        *(store.daily_quizzes.open(plan(n), wanted, now, now) for n in range(4))
    )
    assert [each is None for each in opened].count(True) == 3
    assert ask(path, "SELECT count(*) FROM quiz") == [(1,)]
    # The settings that were read before are known to be old.
    (after,) = await store.daily_quizzes.schedules()
    assert after.settings.last == now
    assert (await store.servers.defaults(GUILD)).daily == after.settings


async def test_one_that_is_left_out_is_not_asked(store: Store, now: datetime) -> None:
    wanted = await schedule(store, now)
    await store.daily_quizzes.skip(wanted, now)
    assert await store.daily_quizzes.open(plan(), wanted, now, now) is None


async def test_a_server_that_chose_otherwise_meanwhile_is_not_asked(
    store: Store, now: datetime
) -> None:
    wanted = await schedule(store, now)
    for changed in (
        replace(wanted.settings, channel_id=CHANNEL + 1),
        replace(wanted.settings, at=time(10)),
        replace(wanted.settings, zone="Asia/Tokyo"),
        replace(wanted.settings, since=now),
        None,
    ):
        await store.servers.change(GUILD, lambda _, to=changed: GuildDefaults(daily=to), now)
        assert await store.daily_quizzes.open(plan(), wanted, now, now) is None
    assert await store.daily_quizzes.schedules() == []


async def test_switched_off_and_on_it_knows_the_last_one(store: Store, now: datetime) -> None:
    await open_today(store, now)
    await store.servers.change(GUILD, lambda _: GuildDefaults(), now)
    assert (await schedule(store, now)).settings.last == now


async def test_only_servers_that_the_bot_is_in_want_one(store: Store, now: datetime) -> None:
    wanted = await schedule(store, now)
    assert (wanted.guild_id, wanted.settings.at) == (GUILD, time(9))
    await store.servers.left(GUILD, now)
    assert await store.daily_quizzes.schedules() == []


async def test_what_was_asked_is_known_before_it_closes(store: Store, now: datetime) -> None:
    quiz = await open_today(store, now)
    assert await store.quizzes.last_asked(GUILD) == {quiz.items[0].id: now}


async def test_it_is_open_for_a_day_and_counted_like_a_quiz(
    store: Store, path: Path, now: datetime
) -> None:
    quiz = await open_today(store, now)
    (standing,) = await store.daily_quizzes.list_open()
    assert standing.closes_at == now + A_DAY
    assert (standing.posted, standing.closed) == (False, False)
    late = now + A_DAY - timedelta(seconds=1)
    await press(store, quiz, ANA, right(quiz), late)
    await press(store, quiz, BEN, wrong(quiz), late)
    await finish(store, quiz, now + A_DAY)
    assert await store.daily_quizzes.list_open() == []
    assert tallies(path) == recount(path)
    assert ask(path, "SELECT person_id FROM memory") == [(BEN,)]
    assert ask(path, "PRAGMA foreign_key_check") == []


async def test_quizzes_and_questions_of_the_day_do_not_meet(store: Store, now: datetime) -> None:
    daily = await open_today(store, now)
    quiz = await begin(store, now, 1, first=9)
    assert quiz.channel_id == daily.channel_id
    assert [each.id for each in await store.quizzes.running()] == [quiz.id]
    assert [each.quiz_id for each in await store.daily_quizzes.list_open()] == [daily.id]
    await finish(store, daily, now + A_DAY)
    assert await store.quizzes.without_board(now) == []
    assert await store.daily_quizzes.previous_message(GUILD, quiz.id) is None


async def test_the_message_before_is_that_of_the_last_question(store: Store, now: datetime) -> None:
    first = await open_today(store, now)
    await store.quizzes.note_message(first.id, 0, 77)
    second = await open_today(store, now + A_DAY, 1)
    assert await store.daily_quizzes.previous_message(GUILD, second.id) == (CHANNEL, 77)
    assert await store.daily_quizzes.previous_message(GUILD, first.id) is None


@pytest.mark.long
async def test_an_older_database_keeps_its_quizzes_and_gives_no_number_again(
    path: Path, url: str, now: datetime, tmp_path: Path
) -> None:
    old = tmp_path / "older.db"
    engine = create_engine(f"sqlite:///{old}")
    with engine.begin() as connection:
        run_migrations(connection, "0003")
    engine.dispose()
    at = f"{now:%Y-%m-%d %H:%M:%S.%f}"
    with closing(sqlite3.connect(old)) as connection:
        for number in (3, 9):
            connection.execute(
                "INSERT INTO quiz VALUES (?, 1, ?, 2, 3, 'everything', 'both', 'relaxed', "
                "'accuracy', 0, 'lobby', -1, NULL, NULL, NULL, 0, NULL, NULL, ?, NULL)",
                (number, number, at),
            )
            connection.execute(
                "INSERT INTO quiz_question VALUES "
                "(?, 0, 'Q001', 'ck', 1, '0123', 0, '{}', NULL, NULL, NULL, NULL, 0)",
                (number,),
            )
        connection.execute("DELETE FROM quiz_question WHERE quiz_id = 9")
        connection.execute("DELETE FROM quiz WHERE id = 9")
        connection.commit()
    bring_up_to_date(old)
    assert ask(old, "SELECT id, channel_id, pace, created_at FROM quiz") == [(3, 3, "relaxed", at)]
    async with Store(f"sqlite+aiosqlite:///{old}") as store:
        assert (await store.quizzes.create(make_plan(1), now)).id == 10
        assert (await open_today(store, now)).id == 11


async def test_after_several_days_nothing_is_half_written(
    store: Store, path: Path, now: datetime
) -> None:
    for day in range(3):
        at = now + day * A_DAY
        quiz = await open_today(store, at, day)
        await press(store, quiz, ANA, right(quiz) if day else wrong(quiz), at)
        await finish(store, quiz, at + A_DAY)
    assert_nothing_is_half_written(path)
