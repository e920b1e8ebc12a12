"""One quiz, step by step, without a clock."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import NotOpen, QuestionClosed, QuizOver, QuizPaused
from bot.learning.scoring import Scoring
from bot.learning.session import (
    FORGOTTEN,
    GRACE,
    LOBBY,
    REVEAL,
    Answer,
    Pace,
    Phase,
    PhaseReason,
    Round,
    Session,
)

START = datetime(2026, 11, 23, 12, tzinfo=UTC)


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def new_session(
    length: int = 3, pace: Pace = Pace.RELAXED, scoring: Scoring = Scoring.ACCURACY
) -> Session:
    rounds = [Round(item=f"Q{number:03}", options=4, right=1) for number in range(length)]
    return Session(rounds, pace, scoring, since=START)


def answer(session: Session, person: int, position: int, choice: int, now: datetime) -> Answer:
    given = session.validate_answer(person, position, choice, now)
    session.add_answer(person, position, given)
    return given


def opened(**how) -> Session:
    session = new_session(**how)
    session.press_next(START)
    return session


def test_a_lobby_starts_by_itself():
    session = new_session()
    assert session.next_step_at() == START + LOBBY
    assert not session.advance(START + LOBBY - seconds(1))
    assert session.advance(START + LOBBY)
    assert (session.phase, session.position) == (Phase.OPEN, 0)
    assert session.current.closes_at == START + LOBBY + seconds(60)


def test_start_now_skips_the_wait():
    assert opened().phase is Phase.OPEN


def test_the_last_choice_counts_and_the_change_is_remembered():
    session = opened()
    answer(session, 7, 0, 0, START + seconds(1))
    given = answer(session, 7, 0, 1, START + seconds(2))
    assert (given.choice, given.changes, given.first_at) == (1, 1, START + seconds(1))
    assert session.current.counts() == (0, 1, 0, 0)


def test_pressing_the_same_option_twice_is_one_answer():
    session = opened()
    first = answer(session, 7, 0, 2, START + seconds(1))
    assert answer(session, 7, 0, 2, START + seconds(9)) == first


def test_an_answer_after_the_time_is_refused_even_before_the_question_was_closed():
    session = opened()
    with pytest.raises(QuestionClosed):
        answer(session, 7, 0, 1, START + seconds(60))


def test_answers_to_other_questions_are_refused():
    session = opened()
    with pytest.raises(NotOpen):
        answer(session, 7, 1, 0, START)
    with pytest.raises(NotOpen):
        answer(session, 7, 0, 4, START)
    session.press_next(START + seconds(5))
    with pytest.raises(QuestionClosed):
        answer(session, 7, 0, 0, START + seconds(6))


def test_a_question_closes_early_when_everybody_who_plays_has_answered():
    session = opened()
    answer(session, 7, 0, 1, START + seconds(1))
    answer(session, 8, 0, 1, START + seconds(2))
    assert session.next_step_at() == START + seconds(60)  # nobody knows yet who plays
    session.press_next(START + seconds(10))
    session.advance(START + seconds(10) + REVEAL)
    begun = session.current.opened_at
    answer(session, 7, 1, 0, begun + seconds(3))
    assert session.next_step_at() == begun + seconds(60)
    answer(session, 8, 1, 0, begun + seconds(4))
    answer(session, 7, 1, 1, begun + seconds(6))  # a change does not put it off
    assert session.next_step_at() == begun + seconds(4) + GRACE


def test_the_reveal_lasts_six_seconds_and_the_quiz_ends_after_the_last():
    session = opened(length=1)
    answer(session, 7, 0, 1, START)
    assert session.advance(START + seconds(60))
    assert session.next_step_at() == START + seconds(60) + REVEAL
    assert session.advance(START + seconds(66))
    assert (session.phase, session.reason) == (Phase.FINISHED, PhaseReason.DONE)
    assert session.next_step_at() is None


def test_two_empty_questions_pause_it_and_resume_asks_the_next():
    session = opened(length=4)
    now = START
    for _ in range(2):
        now = session.next_step_at()
        session.advance(now)
        now = session.next_step_at()
        session.advance(now)
    assert (session.phase, session.reason, session.position) == (
        Phase.PAUSED,
        PhaseReason.NOBODY,
        1,
    )
    session.resume(now + seconds(99))
    assert (session.phase, session.position, session.empty) == (Phase.OPEN, 2, 0)


def test_a_pause_keeps_the_time_that_was_left():
    session = opened(scoring=Scoring.SPEED)
    answer(session, 8, 0, 1, START + seconds(6))
    session.pause(START + seconds(10))
    with pytest.raises(QuizPaused):
        answer(session, 7, 0, 1, START + seconds(11))
    session.resume(START + seconds(110))
    assert session.next_step_at() == START + seconds(160)
    answer(session, 7, 0, 1, START + seconds(120))  # 20 s of the question's own time
    session.press_next(START + seconds(121))
    assert session.points(0) == {8: 950, 7: 833}


def test_a_pause_does_not_use_up_the_seconds_for_a_change_of_mind():
    session = opened()
    answer(session, 7, 0, 1, START + seconds(1))
    session.press_next(START + seconds(10))
    session.press_next(START + seconds(11))
    answer(session, 7, 1, 0, START + seconds(20))
    session.pause(START + seconds(22))
    session.resume(START + seconds(100))
    assert session.next_step_at() == START + seconds(100) + GRACE
    answer(session, 7, 1, 1, START + seconds(103))


def test_the_hosts_pace_has_no_timer_but_is_never_stuck():
    session = opened(pace=Pace.HOST)
    assert session.current.closes_at is None
    answer(session, 7, 0, 1, START + seconds(500))
    session.press_next(START + seconds(600))
    assert session.phase is Phase.REVEALED
    assert session.next_step_at() == START + seconds(600) + FORGOTTEN
    session.press_next(START + seconds(700))
    assert session.position == 1
    for _ in range(3):  # closed, paused, ended
        assert session.advance(session.next_step_at())
    assert (session.phase, session.reason) == (Phase.FINISHED, PhaseReason.FORGOTTEN)


def test_stopping_counts_the_answers_to_the_open_question():
    session = opened()
    answer(session, 7, 0, 1, START + seconds(1))
    session.stop(START + seconds(2))
    assert [tally.points for tally in session.tallies()] == [1000]
    assert session.asked == 1
    for refused in (
        lambda: session.stop(START),
        lambda: answer(session, 7, 0, 1, START),
        lambda: session.press_next(START),
        lambda: session.pause(START),
        lambda: session.resume(START),
    ):
        with pytest.raises(QuizOver):
            refused()


def test_a_long_absence_closes_one_question_and_asks_nothing_unseen():
    session = opened()
    answer(session, 7, 0, 1, START + seconds(1))
    late = START + timedelta(hours=5)
    assert session.advance(late)
    assert session.rounds[0].closed_at == START + seconds(60)
    assert not session.advance(late)
    assert session.next_step_at() == late + REVEAL


def test_forgetting_a_person_leaves_the_others():
    session = opened()
    answer(session, 7, 0, 1, START)
    answer(session, 8, 0, 1, START)
    session.remove_person(7)
    session.press_next(START + seconds(9))
    assert [tally.person for tally in session.tallies()] == [8]
