"""What two processes do at the same moment counts as if one had done it after the other."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest
from sqlalchemy import Connection, text

from bot.errors import QuestionClosed, QuizRunning
from bot.learning.session import Answer
from bot.store import BoardVisibility, GuildDefaults, Preferences, Store
from bot.store.answers import PendingAnswer, record_answers
from bot.store.database import LOCK
from bot.store.postgres.database import _lock
from bot.store.quiz_rows import save_quiz
from tests.postgres_server import PostgresServer
from tests.store.postgres.test_connections import CUT
from tests.store.quiz_play import ANA, BEN, CHANNEL, GUILD, SECOND, begin, make_plan, press, right

WAITING = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE wait_event_type = 'Lock' AND datname = current_database()"
)
CEILING = 60.0


async def until(check: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(CEILING):
        while not await check():  # noqa: ASYNC110 - it is asked of a server
            await asyncio.sleep(0.02)


async def until_somebody_waits(store: Store) -> None:
    """Until a transaction waits for the lock of another one."""
    await until(lambda: store._database.read(lambda connection: connection.scalar(WAITING)))


class HeldTransaction:
    """A transaction whose work is done, and which is not yet committed."""

    def __init__(self, store: Store, work: Callable[[Connection], object]) -> None:
        self._engine = store._database._engine.execution_options(**{LOCK: _lock})
        self._work = work
        self._done, self._go_on = asyncio.Event(), asyncio.Event()
        self._task = asyncio.create_task(self._run())

    async def _run(self) -> object:
        async with self._engine.begin() as connection:
            result = await connection.run_sync(self._work)
            self._done.set()
            await self._go_on.wait()
        return result

    async def done(self) -> None:
        await asyncio.wait_for(self._done.wait(), CEILING)

    async def commit(self) -> object:
        self._go_on.set()
        return await asyncio.wait_for(self._task, CEILING)


def give(choice: int, now: datetime) -> Answer:
    return Answer(choice, now, now, SECOND, 0)


async def test_an_answer_that_comes_before_the_close_is_waited_for_and_counted(
    store: Store, other: Store, now: datetime
) -> None:
    quiz = await begin(store, now)
    await press(store, quiz, BEN, right(quiz), now + SECOND)
    entry = PendingAnswer(quiz.id, 0, ANA, give(right(quiz), now + SECOND))
    answering = HeldTransaction(other, lambda connection: record_answers(connection, [entry]))
    await answering.done()
    quiz.session.press_next(now + 2 * SECOND)
    closing = asyncio.create_task(store.quizzes.save(quiz, now + 2 * SECOND))
    await until_somebody_waits(other)
    assert not closing.done()
    (recorded,) = await answering.commit()
    assert isinstance(recorded, Answer)
    await asyncio.wait_for(closing, CEILING)
    assert set(quiz.session.rounds[0].answers) == {ANA, BEN}
    board = await other.scores.leaderboard(GUILD, "all", offset=0, limit=9)
    assert {row.person_id: row.points > 0 for row in board.rows}[ANA]


async def test_an_answer_that_comes_after_the_close_is_told_so(
    store: Store, other: Store, now: datetime
) -> None:
    quiz = await begin(store, now)
    choice = right(quiz)
    quiz.session.press_next(now + 2 * SECOND)
    closing = HeldTransaction(
        store, lambda connection: save_quiz(connection, quiz, now + 2 * SECOND)
    )
    await closing.done()
    answering = asyncio.create_task(
        other.quizzes.answer(quiz.id, 0, ANA, give(choice, now + SECOND))
    )
    await until_somebody_waits(store)
    await closing.commit()
    with pytest.raises(QuestionClosed):
        await asyncio.wait_for(answering, CEILING)
    stored = await store.quizzes.get(quiz.id)
    assert stored is not None
    assert stored.session.rounds[0].answers == {}


async def test_one_of_two_quizzes_of_a_channel_is_refused(
    store: Store, other: Store, now: datetime
) -> None:
    asked = [each.quizzes.create(make_plan(), now) for each in (store, other)]
    results = await asyncio.gather(*asked, return_exceptions=True)
    (refused,) = [each for each in results if isinstance(each, BaseException)]
    assert isinstance(refused, QuizRunning)
    assert len(await store.quizzes.running()) == 1


async def test_two_changes_of_one_persons_settings_are_both_kept(
    store: Store, other: Store
) -> None:
    def change(**values: object) -> Callable[[Preferences], Preferences]:
        return lambda before: replace(before, **values)

    for _ in range(10):
        await asyncio.gather(
            store.people.change(ANA, change(text_only=True)),
            other.people.change(ANA, change(board=BoardVisibility.HIDDEN)),
        )
        found = await other.people.preferences(ANA)
        assert (found.text_only, found.board) == (True, BoardVisibility.HIDDEN)
        await store.people.change(ANA, lambda _: Preferences())


async def test_two_closes_that_meet_the_same_people_both_end(
    store: Store, other: Store, now: datetime
) -> None:
    people = [*range(1, 60)]
    quizzes = [
        await begin(each, now, guild=GUILD + place, channel=CHANNEL + place)
        for place, each in enumerate((store, other))
    ]
    for each, quiz, order in zip((store, other), quizzes, (1, -1), strict=True):
        for person in people[::order]:
            wrong = (right(quiz) + 1) % 4
            await press(each, quiz, person, wrong, now + SECOND)
        quiz.session.press_next(now + 2 * SECOND)
    await asyncio.gather(
        *(
            each.quizzes.save(quiz, now + 2 * SECOND)
            for each, quiz in zip((store, other), quizzes, strict=True)
        )
    )
    for person in people:
        assert set(await store.reviews.memories(person)) == {"Q000"}


async def test_settings_that_one_process_changes_are_new_in_the_other(
    store: Store, other: Store, now: datetime
) -> None:
    assert await other.people.preferences(ANA) == Preferences()
    assert await other.servers.defaults(GUILD) == GuildDefaults()
    await store.people.change(ANA, lambda _: Preferences(text_only=True))
    await store.servers.change(GUILD, lambda _: GuildDefaults(board_names=True), now)

    async def heard() -> bool:
        preferences = await other.people.preferences(ANA)
        defaults = await other.servers.defaults(GUILD)
        return preferences.text_only and defaults.board_names is True

    await until(heard)


async def test_an_erasure_in_one_process_is_heard_in_the_other_and_not_at_home(
    store: Store, other: Store, now: datetime
) -> None:
    at_home: list[int] = []
    heard: list[int] = []
    store.privacy.on_erasure(at_home.append)
    other.privacy.on_erasure(heard.append)

    async def erased() -> list[int]:
        # Again, if the other one did not listen yet.
        await store.privacy.erase(ANA, now)
        return heard

    await until(erased)
    assert (set(heard), at_home) == ({ANA}, [])


async def test_a_new_deck_in_one_process_is_heard_in_the_other_and_not_at_home(url: str) -> None:
    reactions: dict[Store, list[str]] = {Store(url): [], Store(url): []}
    for process, heard in reactions.items():
        process.on_new_deck(partial(heard.append, "looked"))
    at_home, elsewhere = reactions
    async with at_home, elsewhere:
        # Each looks when it begins to listen.
        await until(lambda: asyncio.sleep(0, all(reactions.values())))
        await at_home.tell_of_new_deck()
        await until(lambda: asyncio.sleep(0, len(reactions[elsewhere]) > 1))
        # Whatever one hears of comes in its order.
        await elsewhere.tell_of_new_deck()
        await until(lambda: asyncio.sleep(0, len(reactions[at_home]) > 1))
    assert [len(each) for each in reactions.values()] == [2, 2]


async def test_whoever_may_have_missed_a_new_deck_looks(url: str, server: PostgresServer) -> None:
    looked: list[int] = []
    process = Store(url)
    process.on_new_deck(lambda: looked.append(1))
    async with process:
        await until(lambda: asyncio.sleep(0, looked))
        server.query(CUT)
        await until(lambda: asyncio.sleep(0, len(looked) > 1))


async def test_answers_tell_nobody(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(store._database, "tell", lambda *change: told.append(change))
    quiz = await begin(store, now)
    await press(store, quiz, ANA, right(quiz), now + SECOND)
    await store.quizzes.join(quiz.id, BEN)
    assert told == []
