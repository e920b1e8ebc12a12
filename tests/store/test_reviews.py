"""What people practise comes back when it should, whatever is pressed twice."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.learning.repetition import Grade, update_memory
from bot.store import Store
from tests.store.quiz_play import ANA, BEN, CLEO, SECOND, ask, make_item, play

ITEM, OTHER = make_item(1), make_item(2)
DAY = timedelta(days=1)


async def practise(store: Store, at: datetime, correct: bool = True, item=ITEM):
    return await store.reviews.record(
        ANA, item, choice=0, correct=correct, since=at - SECOND, at=at
    )


async def test_an_answer_moves_the_question_on(store: Store, now: datetime) -> None:
    done = await practise(store, now)
    assert done.memory == update_memory(None, Grade.GOOD, now)
    assert await store.reviews.memories(ANA) == {ITEM.id: done.memory}
    assert await store.reviews.memories(BEN) == {}
    later = done.memory.due
    second = await practise(store, later, correct=False)
    assert second.memory == update_memory(done.memory, Grade.AGAIN, later)
    assert await store.reviews.memories(ANA) == {ITEM.id: second.memory}


async def test_a_second_press_in_the_same_practice_changes_nothing(
    store: Store, path, now: datetime
) -> None:
    first = await practise(store, now)
    again = await store.reviews.record(
        ANA, ITEM, choice=3, correct=False, since=now - SECOND, at=now + SECOND
    )
    assert (again.recall, again.memory) == (first.recall, first.memory)
    assert len(ask(path, "SELECT * FROM recall")) == 1
    next_time = await store.reviews.record(
        ANA, ITEM, choice=3, correct=False, since=now + SECOND, at=now + SECOND
    )
    assert next_time.recall.id != first.recall.id


@pytest.mark.parametrize("seen_before", [False, True])
async def test_easy_and_hard_rate_from_the_memory_before(
    store: Store, now: datetime, seen_before: bool
) -> None:
    before = None
    if seen_before:
        before = (await practise(store, now - 9 * DAY, correct=False)).memory
    done = await practise(store, now)
    easy = await store.reviews.regrade(done.recall.id, ANA, Grade.EASY)
    assert easy == update_memory(before, Grade.EASY, now)
    hard = await store.reviews.regrade(done.recall.id, ANA, Grade.HARD)
    again = await store.reviews.regrade(done.recall.id, ANA, Grade.HARD)
    assert hard == again == update_memory(before, Grade.HARD, now)
    assert hard is not None
    assert hard.due < easy.due
    assert (await store.reviews.memories(ANA))[ITEM.id] == hard
    assert (await store.reviews.recalls(ANA, now))[-1].grade is Grade.HARD


async def test_only_ones_own_latest_right_answer_can_be_rated(store: Store, now: datetime) -> None:
    wrong = await practise(store, now, correct=False)
    assert await store.reviews.regrade(wrong.recall.id, ANA, Grade.EASY) is None
    right = await practise(store, now + DAY)
    assert await store.reviews.regrade(right.recall.id, BEN, Grade.EASY) is None
    assert await store.reviews.regrade(right.recall.id + 1, ANA, Grade.EASY) is None
    with pytest.raises(ValueError, match="not rated as wrong"):
        await store.reviews.regrade(right.recall.id, ANA, Grade.AGAIN)
    latest = await practise(store, now + 5 * DAY)
    assert await store.reviews.regrade(right.recall.id, ANA, Grade.EASY) is None
    assert await store.reviews.memories(ANA) == {ITEM.id: latest.memory}


async def test_what_is_missed_in_a_quiz_comes_back_to_those_who_missed_it(
    store: Store, now: datetime
) -> None:
    known = await practise(store, now - 9 * DAY)
    await play(store, now, [{BEN: False}, {ANA: False, BEN: False, CLEO: True}])
    closed = now + 30 * SECOND
    assert await store.reviews.memories(ANA) == {
        ITEM.id: update_memory(known.memory, Grade.AGAIN, closed)
    }
    assert await store.reviews.memories(BEN) == {
        "Q000": update_memory(None, Grade.AGAIN, now + 10 * SECOND),
        "Q001": update_memory(None, Grade.AGAIN, closed),
    }
    assert await store.reviews.memories(CLEO) == {}
    assert await store.reviews.missed(BEN, now) == ["Q001", "Q000"]
    assert await store.reviews.missed(BEN, now + 20 * SECOND) == ["Q001"]
    # A question that a quiz brought is no new one: the ten of the day are for what is met here.
    assert await store.reviews.new_today(BEN, now - DAY) == 0
    at = now + DAY
    await store.reviews.record(BEN, make_item(0), choice=0, correct=True, since=at, at=at)
    assert await store.reviews.new_today(BEN, now - DAY) == 0


async def test_what_is_known_again_is_missed_no_longer(store: Store, now: datetime) -> None:
    await practise(store, now, correct=False)
    await practise(store, now, correct=False, item=OTHER)
    assert await store.reviews.missed(ANA, now) == [ITEM.id, OTHER.id]
    await practise(store, now + DAY)
    assert await store.reviews.missed(ANA, now) == [OTHER.id]


async def test_new_questions_count_on_the_day_they_were_met(store: Store, now: datetime) -> None:
    await practise(store, now - DAY)
    await practise(store, now)
    await practise(store, now, item=OTHER)
    assert await store.reviews.new_today(ANA, now - SECOND) == 1
    assert await store.reviews.new_today(ANA, now - 2 * DAY) == 2
    assert await store.reviews.new_today(BEN, now - 2 * DAY) == 0


async def test_questions_that_a_wrong_clock_dated_ahead_are_none_of_todays(
    store: Store, now: datetime
) -> None:
    await practise(store, now)
    await practise(store, now + 30 * DAY, item=OTHER)
    assert await store.reviews.new_today(ANA, now - SECOND, now) == 1
    assert await store.reviews.new_today(ANA, now - SECOND, now + 30 * DAY) == 2


async def test_an_answer_the_morning_after_counts_as_one_the_day_after(store: Store) -> None:
    zone = ZoneInfo("Asia/Tokyo")
    evening = datetime(2026, 11, 23, 22, tzinfo=zone)
    morning = datetime(2026, 11, 24, 7, tzinfo=zone)
    first = await practise(store, evening)
    second = await practise(store, morning)
    assert second.memory == update_memory(first.memory, Grade.GOOD, morning)
    # In UTC both are on one day.
    assert second.memory != update_memory(first.memory, Grade.GOOD, morning.astimezone(UTC))
    easy = await store.reviews.regrade(second.recall.id, ANA, Grade.EASY, zone)
    assert easy == update_memory(first.memory, Grade.EASY, morning)


async def test_a_practice_can_be_told_from_what_is_stored(store: Store, now: datetime) -> None:
    await practise(store, now - DAY)
    await practise(store, now, correct=False)
    await practise(store, now + SECOND, item=OTHER)
    done = await store.reviews.recalls(ANA, now)
    assert [(each.item_id, each.correct, each.grade) for each in done] == [
        (ITEM.id, False, Grade.AGAIN),
        (OTHER.id, True, Grade.GOOD),
    ]


async def test_a_quiz_that_closes_late_takes_no_memory_back_in_time(
    store: Store, now: datetime
) -> None:
    await practise(store, now + DAY)
    await play(store, now, [{}, {ANA: False}])
    memory = (await store.reviews.memories(ANA))[ITEM.id]
    assert memory.reviewed_at == now + DAY
    assert memory.lapses == 1


async def test_what_is_set_aside_comes_back_to_its_person_when_asked_for(
    store: Store, now: datetime
) -> None:
    for day in range(8):
        for item in (ITEM, OTHER):
            await practise(store, now + day * DAY, False, item)
    later = now + 9 * DAY
    assert await store.reviews.missed(ANA, now) == []
    assert await store.reviews.bring_back(BEN, later) == 0
    assert await store.reviews.bring_back(ANA, later, ITEM.id) == 1
    memories = await store.reviews.memories(ANA)
    assert memories[ITEM.id].due == later
    assert memories[ITEM.id].set_aside_at is None
    assert memories[OTHER.id].set_aside_at is not None
    assert await store.reviews.bring_back(ANA, later) == 1
    assert set(await store.reviews.missed(ANA, now)) == {ITEM.id, OTHER.id}


async def test_misses_in_quizzes_set_aside_as_well(store: Store, now: datetime) -> None:
    for day in range(7):
        await practise(store, now + day * DAY, False)
    await play(store, now + 8 * DAY, [{}, {ANA: False}])
    assert (await store.reviews.memories(ANA))[ITEM.id].set_aside_at is not None
