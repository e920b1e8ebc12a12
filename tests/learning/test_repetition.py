"""When a question comes back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import fsrs
import pytest

from bot.learning.questions import Item
from bot.learning.repetition import (
    NEW_A_DAY,
    Grade,
    Memory,
    days_left,
    days_until,
    is_due,
    plan_items,
    update_memory,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def item(name: str) -> Item:
    return Item(
        id=name, card="labs", topics=frozenset({"labs"}), difficulty="easy", audience="both",
        text="?", options=("a", "b"), explanation="!", sources=("S01",), theme=name,
    )  # fmt: skip


def test_what_was_missed_comes_back_tomorrow():
    after = update_memory(None, Grade.AGAIN, NOW)
    assert days_until(after.due, NOW) == 1
    assert after.lapses == 1


@pytest.mark.parametrize("ahead", [timedelta(hours=2), timedelta(days=30), timedelta(days=1100)])
def test_what_was_answered_by_a_clock_that_was_ahead_is_due(ahead):
    memory = update_memory(update_memory(None, Grade.GOOD, NOW), Grade.GOOD, NOW + ahead)
    assert is_due(memory, NOW)
    assert days_left(memory, NOW) == 0
    after = update_memory(memory, Grade.GOOD, NOW)
    assert after.reviewed_at == NOW
    assert NOW < after.due < NOW + timedelta(days=400)
    assert not is_due(after, NOW)
    # A second is no wrong clock.
    assert not is_due(after, NOW - timedelta(seconds=1))


def test_intervals_grow_while_it_is_known_and_shrink_when_it_is_missed():
    memory, gaps = None, []
    now = NOW
    for _ in range(4):
        memory = update_memory(memory, Grade.GOOD, now)
        gaps.append(memory.due - now)
        now = memory.due
    assert gaps == sorted(gaps)
    assert gaps[-1] > timedelta(days=20)
    assert update_memory(memory, Grade.AGAIN, now).due - now < timedelta(days=8)


def test_easy_waits_longer_than_good_and_good_longer_than_hard():
    known = update_memory(None, Grade.GOOD, NOW)
    later = NOW + timedelta(days=3)
    hard, good, easy = (
        update_memory(known, grade, later).due for grade in (Grade.HARD, Grade.GOOD, Grade.EASY)
    )
    assert hard < good < easy


def at(day: int, hour: int, zone: str = "UTC") -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize("grade", list(Grade))
def test_a_night_is_a_day_to_the_memory_however_short(grade):
    evening = update_memory(update_memory(None, Grade.GOOD, at(1, 20)), Grade.GOOD, at(4, 20))
    morning, next_evening = (
        update_memory(evening, grade, at(5, 7)),
        update_memory(evening, grade, at(5, 20)),
    )
    assert (morning.stability, morning.difficulty) == (
        next_evening.stability,
        next_evening.difficulty,
    )
    assert update_memory(evening, grade, at(4, 23)).stability != morning.stability


def test_a_memory_is_what_fsrs_says_it_is_and_in_utc():
    scheduler = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    rng = Random(4)
    for _ in range(50):
        memory, card, now = None, fsrs.Card(card_id=1), NOW
        for _ in range(12):
            grade = rng.choice(list(Grade))
            memory = update_memory(memory, grade, now.astimezone(ZoneInfo("Europe/Berlin")))
            card, _ = scheduler.review_card(card, fsrs.Rating(grade), review_datetime=now)
            assert (memory.due, memory.stability, memory.difficulty, memory.reviewed_at) == (
                card.due,
                card.stability,
                card.difficulty,
                now,
            )
            assert memory.due.tzinfo is UTC
            now += timedelta(minutes=rng.choice((5, 24 * 60, 60 * 100, 60 * 2000)))


def test_what_comes_back_tomorrow_is_there_tomorrow_from_the_morning_on():
    missed = update_memory(None, Grade.AGAIN, at(23, 20))
    assert not is_due(missed, at(23, 23))
    assert is_due(missed, at(24, 0))
    assert is_due(missed, at(25, 9))
    # At 20:00 in London it is 5:00 of the next day in Tokyo.
    assert not is_due(missed, at(24, 23, "Asia/Tokyo"))
    assert is_due(missed, at(25, 0, "Asia/Tokyo"))


def test_of_two_that_ask_the_same_only_one_is_asked_and_counted():
    items = [replace(item(name), theme=theme) for name, theme in ("ax", "bx", "cy", "dy", "ez")]
    memories = {"b": Memory(NOW - timedelta(days=1)), "d": Memory(NOW - timedelta(days=2))}
    plan = plan_items(items, memories, now=NOW, length=10, new_today=9, rng=Random(1))
    assert [each.id for each in plan] == ["d", "b", "e"]


def test_due_questions_come_first_the_longest_overdue_leading():
    items = [item(name) for name in ("new", "due", "overdue", "later")]
    memories = {
        "due": Memory(NOW - timedelta(hours=1)),
        "overdue": Memory(NOW - timedelta(days=9)),
        "later": Memory(NOW + timedelta(days=1)),
    }
    plan = plan_items(items, memories, now=NOW, length=10, new_today=0, rng=Random(1))
    assert [each.id for each in plan] == ["overdue", "due", "new"]


def test_no_more_than_ten_new_questions_a_day():
    items = [item(f"n{number}") for number in range(30)]

    def count(new_today: int) -> int:
        return len(plan_items(items, {}, now=NOW, length=30, new_today=new_today, rng=Random(1)))

    assert (count(0), count(4), count(NEW_A_DAY), count(99)) == (10, 6, 0, 0)


@pytest.mark.parametrize(
    ("lapses", "leech"), [(1, False), (7, False), (8, True), (9, False), (12, True), (13, False)]
)
def test_a_question_is_set_aside_at_the_eighth_miss_and_each_fourth_after(lapses, leech):
    before = Memory(NOW, 2.0, 5.0, NOW - timedelta(days=1), lapses - 1)
    after = update_memory(before, Grade.AGAIN, NOW)
    assert (after.set_aside_at == NOW) is leech
    assert is_due(after, NOW + timedelta(days=99)) is not leech
    assert update_memory(after, Grade.GOOD, NOW + timedelta(days=1)).set_aside_at is None


def test_what_is_set_aside_stays_so_when_it_is_missed_again():
    before = Memory(NOW, 2.0, 5.0, NOW - timedelta(days=1), 8, NOW - timedelta(days=1))
    assert update_memory(before, Grade.AGAIN, NOW).set_aside_at == before.set_aside_at
