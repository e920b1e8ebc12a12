"""When a question comes back."""

from datetime import UTC, datetime, timedelta
from random import Random

from bot.quiz.item import Item
from bot.quiz.review import NEW_A_DAY, Grade, Memory, days_until, plan_review, recall

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def item(name: str) -> Item:
    return Item(
        id=name, card="labs", topics=frozenset({"labs"}), difficulty="easy", audience="both",
        text="?", options=("a", "b"), explanation="!", sources=("S01",), theme=name,
    )  # fmt: skip


def test_what_was_missed_comes_back_tomorrow():
    after = recall(None, Grade.AGAIN, NOW)
    assert days_until(after.due, NOW) == 1
    assert after.lapses == 1


def test_intervals_grow_while_it_is_known_and_shrink_when_it_is_missed():
    memory, gaps = None, []
    now = NOW
    for _ in range(4):
        memory = recall(memory, Grade.GOOD, now)
        gaps.append(memory.due - now)
        now = memory.due
    assert gaps == sorted(gaps)
    assert gaps[-1] > timedelta(days=20)
    assert recall(memory, Grade.AGAIN, now).due - now < timedelta(days=8)


def test_easy_waits_longer_than_good_and_good_longer_than_hard():
    known = recall(None, Grade.GOOD, NOW)
    later = NOW + timedelta(days=3)
    hard, good, easy = (
        recall(known, grade, later).due for grade in (Grade.HARD, Grade.GOOD, Grade.EASY)
    )
    assert hard < good < easy


def test_due_questions_come_first_the_longest_overdue_leading():
    items = [item(name) for name in ("new", "due", "overdue", "later")]
    memories = {
        "due": Memory(NOW - timedelta(hours=1)),
        "overdue": Memory(NOW - timedelta(days=9)),
        "later": Memory(NOW + timedelta(days=1)),
    }
    plan = plan_review(items, memories, now=NOW, length=10, new_today=0, rng=Random(1))
    assert [each.id for each in plan] == ["overdue", "due", "new"]


def test_no_more_than_ten_new_questions_a_day():
    items = [item(f"n{number}") for number in range(30)]

    def count(new_today: int) -> int:
        return len(plan_review(items, {}, now=NOW, length=30, new_today=new_today, rng=Random(1)))

    assert (count(0), count(4), count(NEW_A_DAY), count(99)) == (10, 6, 0, 0)
