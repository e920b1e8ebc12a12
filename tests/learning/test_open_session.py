"""The session of a quiz that stays open: all questions at once, each answer final."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import NotOpen, QuestionClosed, QuizOver
from bot.learning.scoring import Scoring
from bot.learning.session import Pace, Phase, PhaseReason, Round, Session

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
UNTIL = NOW + timedelta(days=3)
ANA, BEN = 1, 2


@pytest.fixture
def session() -> Session:
    rounds = [Round(f"Q{number}", options=4, right=0) for number in range(3)]
    opened = Session(rounds, Pace.HOST, Scoring.ACCURACY, since=NOW)
    opened.open_all(UNTIL, NOW)
    return opened


def give(session: Session, person: int, position: int, choice: int, at: datetime = NOW) -> int:
    given = session.validate_answer(person, position, choice, at)
    session.add_answer(person, position, given)
    return given.choice


def close(session: Session, now: datetime) -> int:
    steps = 0
    while session.advance(now):
        steps += 1
    return steps


def test_any_question_may_be_answered_and_the_next_one_is_the_first_left(session: Session) -> None:
    assert session.next_position(ANA) == 0
    give(session, ANA, 1, 0)
    assert session.next_position(ANA) == 0
    give(session, ANA, 0, 0)
    assert session.next_position(ANA) == 2
    give(session, ANA, 2, 3)
    assert session.next_position(ANA) is None
    assert session.next_position(BEN) == 0


def test_the_first_answer_is_final(session: Session) -> None:
    assert give(session, ANA, 0, 2) == 2
    assert give(session, ANA, 0, 0, NOW + timedelta(days=1)) == 2
    assert session.rounds[0].answers[ANA].changes == 0


@pytest.mark.parametrize(("position", "choice"), [(3, 0), (0, 4)])
def test_what_was_not_asked_is_no_answer(session: Session, position: int, choice: int) -> None:
    with pytest.raises(NotOpen):
        session.validate_answer(ANA, position, choice, NOW)


def test_right_answers_count_at_the_end_however_long_they_took(session: Session) -> None:
    give(session, ANA, 0, 0)
    give(session, ANA, 1, 1, NOW + timedelta(days=2))
    give(session, ANA, 2, 0, NOW + timedelta(days=2))
    give(session, BEN, 0, 0)
    assert session.tallies() == ()
    while session.advance(UNTIL):
        pass
    scores = {each.person: (each.points, each.right, each.answered) for each in session.tallies()}
    assert scores == {ANA: (2000, 2, 3), BEN: (1000, 1, 1)}


def test_at_its_end_it_closes_question_by_question_at_that_moment(session: Session) -> None:
    give(session, ANA, 2, 0)
    late = UNTIL + timedelta(hours=5)
    assert not session.advance(UNTIL - timedelta(seconds=1))
    with pytest.raises(QuestionClosed):
        session.validate_answer(ANA, 0, 0, UNTIL)
    assert session.advance(late)
    assert [each.closed_at for each in session.rounds] == [UNTIL, None, None]
    assert session.phase is Phase.OPEN
    with pytest.raises(QuestionClosed):
        session.validate_answer(ANA, 1, 0, late)
    assert close(session, late) == 2
    assert {each.closed_at for each in session.rounds} == {UNTIL}
    assert session.phase is Phase.REVEALED
    # Nothing is due any more until the board is shown.
    assert session.next_step_at() is None
    session.stop(late, PhaseReason.DONE)
    assert session.over


def test_closed_early_it_takes_nothing_more_and_is_due_at_once(session: Session) -> None:
    give(session, ANA, 0, 0)
    early = NOW + timedelta(hours=1)
    session.close_early(early)
    with pytest.raises(QuestionClosed):
        session.validate_answer(BEN, 0, 0, early)
    assert session.next_step_at() == early
    assert close(session, early) == 3
    assert session.reason is PhaseReason.STOPPED
    with pytest.raises(QuizOver):
        session.close_early(early)


def test_stopped_all_of_it_is_closed(session: Session) -> None:
    give(session, ANA, 1, 0)
    session.stop(NOW, PhaseReason.LOST)
    assert session.asked == 3
    assert [each.points for each in session.tallies()] == [1000]


def test_opened_while_the_clock_was_ahead_it_stays_open_as_long_as_was_said(
    session: Session,
) -> None:
    before = NOW - timedelta(days=30)
    session.adjust_to_clock(before)
    assert session.open_until == before + timedelta(days=3)
    assert {(each.opened_at, each.closes_at) for each in session.rounds} == {
        (before, before + timedelta(days=3))
    }
