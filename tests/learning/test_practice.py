"""What one person's practice asks, worked out anew at every press."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import NoQuestions
from bot.learning.practice import (
    ENCODED,
    EarlierState,
    Practice,
    PracticeScope,
    ReviewHistory,
    choose_remaining,
    leave_out,
    plan_practice,
)
from bot.learning.questions import Item
from bot.learning.repetition import Memory

NOW = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)


def item(name: str, topic: str = "labs", theme: str = "") -> Item:
    return Item(
        id=name, card=topic, topics=frozenset({topic}), difficulty="easy", audience="both",
        text=f"{name}?", options=("a", "b", "c", "d"), explanation="!", sources=("S01",),
        theme=theme or name,
    )  # fmt: skip


ITEMS = {name: item(name) for name in "abcdef"}


def ids(items: list[Item]) -> list[str]:
    return [each.id for each in items]


def coming(practice: Practice, memories=None, *, done=(), new_today=0, missed=(), items=ITEMS):
    chosen = choose_remaining(practice, items, missed, done)
    return ids(
        plan_practice(
            practice, chosen, memories or {}, done=len(done), new_today=new_today, now=NOW
        )
    )


@pytest.mark.parametrize("audience", ["both", "patient", "student"])
@pytest.mark.parametrize("scope", list(PracticeScope))
def test_a_practice_survives_being_written_into_a_button(scope, audience):
    subject = "9" * 18 if scope is PracticeScope.QUIZ else "x" * 32
    practice = Practice(NOW, 12, scope, subject, audience=audience)
    written = practice.encode()
    assert re.fullmatch(ENCODED, written)
    assert len(written) <= 55
    assert Practice.decode(written) == practice
    assert practice.began <= NOW < practice.began + timedelta(milliseconds=1)


def test_what_is_due_comes_first_and_longest_overdue_first():
    memories = {
        "c": Memory(NOW - timedelta(days=1)),
        "a": Memory(NOW - timedelta(days=9)),
        "b": Memory(NOW + timedelta(days=9)),
    }
    asked = coming(Practice(NOW, 30), memories)
    assert asked[:2] == ["a", "c"]
    assert sorted(asked[2:]) == ["d", "e", "f"]


def test_the_same_moment_always_plans_the_same():
    practice = Practice(NOW, 4)
    assert coming(practice) == coming(practice)
    later = Practice(NOW + timedelta(hours=1), 4)
    assert practice.order(ITEMS["a"]) == practice.order(ITEMS["a"])
    orders = {Practice(NOW + timedelta(seconds=n)).order(ITEMS["a"]) for n in range(40)}
    assert len(orders) > 5
    assert later.began > practice.began


def test_no_more_than_was_asked_for_counting_what_is_done():
    practice = Practice(NOW, 3)
    assert len(coming(practice)) == 3
    assert len(coming(practice, done=["a", "b"])) == 1
    assert coming(practice, done=["a", "b", "c"]) == []


def test_only_ten_new_questions_a_day():
    many = {f"n{number}": item(f"n{number}") for number in range(40)}
    assert len(coming(Practice(NOW, 30), items=many)) == 10
    assert len(coming(Practice(NOW, 30), items=many, new_today=7)) == 3
    assert coming(Practice(NOW, 30), items=many, new_today=10) == []


def test_a_question_that_was_given_away_by_another_is_left_out():
    items = {"a": item("a", theme="ck"), "b": item("b", theme="ck"), "c": item("c")}
    assert coming(Practice(NOW, 5), items=items, done=["a"]) == ["c"]


def test_what_was_missed_is_asked_in_that_order_whether_due_or_not():
    memories = {"b": Memory(NOW + timedelta(days=1)), "a": Memory(NOW + timedelta(days=1))}
    for scope, subject in ((PracticeScope.MISSED, "everything"), (PracticeScope.QUIZ, "17")):
        practice = Practice(NOW, 5, scope, subject)
        assert coming(practice, memories, missed=["b", "gone", "a"]) == ["b", "a"]
        assert coming(practice, memories, missed=["b", "a"], done=["b"]) == ["a"]


def test_a_topic_narrows_what_was_missed_too():
    items = {"a": item("a"), "b": item("b", topic="statins")}
    practice = Practice(NOW, 5, PracticeScope.MISSED, "statins")
    assert coming(practice, missed=["a", "b"], items=items) == ["b"]


def test_a_topic_without_questions_is_refused():
    with pytest.raises(NoQuestions):
        coming(Practice(NOW, 5, PracticeScope.DUE, "nothing"))


def test_a_practice_with_its_number_survives_being_written_into_a_button():
    practice = Practice(NOW, 30, PracticeScope.MISSED, "x" * 32, 2**63 - 1)
    written = practice.encode()
    assert re.fullmatch(ENCODED, written)
    assert len(written) <= 61
    assert Practice.decode(written) == practice


def test_what_was_answered_elsewhere_is_left_out():
    known, before = Memory(NOW), Memory(NOW - timedelta(days=9))
    history = ReviewHistory({"a": known, "b": known, "c": known}, ["c", "b"], new_today=3)
    left = leave_out(
        history,
        [
            EarlierState("a", None, missed=False, today=True),
            EarlierState("b", before, missed=True, today=True),
            EarlierState("b", known, missed=False, today=True),
            EarlierState("d", None, missed=False, today=False),
        ],
    )
    assert left == ReviewHistory({"b": before, "c": known}, ["c", "b"], new_today=2)
    assert leave_out(history, []) == history


def test_what_is_new_is_for_the_audience_and_what_was_met_comes_back():
    items = {
        name: replace(item(name), audience=audience)
        for name, audience in [("a", "patient"), ("b", "student"), ("c", "both"), ("d", "student")]
    }
    met = {"d": Memory(NOW - timedelta(days=1))}
    for_patients = coming(Practice(NOW, 30, audience="patient"), met, items=items)
    assert for_patients[0] == "d"
    assert sorted(for_patients) == ["a", "c", "d"]
    assert sorted(coming(Practice(NOW, 30, audience="student"), met, items=items)) == [
        "b",
        "c",
        "d",
    ]
    assert sorted(coming(Practice(NOW, 30), met, items=items)) == ["a", "b", "c", "d"]
