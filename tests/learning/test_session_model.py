"""Any order of presses, pauses and restarts, against a model that is too simple to be wrong."""

import copy
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.errors import QuizRefusal
from bot.learning.scoring import FULL_POINTS, Scoring
from bot.learning.session import Pace, Phase, Round, Session
from tests.examples import examples

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
PEOPLE = st.integers(1, 4)
CHOICES = st.integers(0, 3)


class Quiz(RuleBasedStateMachine):
    """The model is a dictionary: the last choice accepted while a question was open."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        rounds = [Round(item=f"Q{number:03}", options=4, right=number % 4) for number in range(4)]
        self.session = Session(rounds, Pace.BRISK, Scoring.ACCURACY, since=self.now)
        self.kept: dict[tuple[int, int], int] = {}
        self.open: int | None = None
        self.ends: datetime | None = None
        self.closed: set[int] = set()

    def note(self) -> None:
        """See which question is open now; what was open before is closed for good."""
        asked = self.session.position if self.session.phase is Phase.OPEN else None
        if self.session.phase is Phase.PAUSED and self.session.paused_from is Phase.OPEN:
            asked = self.session.position
        if self.open is not None and asked != self.open:
            self.closed.add(self.open)
        self.open = asked

    @rule(person=PEOPLE, choice=CHOICES, position=st.integers(-1, 4), again=st.booleans())
    def answer(self, person: int, choice: int, position: int, again: bool) -> None:
        for _ in range(1 + again):  # delivered twice
            may = (
                self.session.phase is Phase.OPEN
                and position == self.session.position
                and (self.session.next_step_at() is None or self.now < self.session.next_step_at())
            )
            try:
                given = self.session.validate_answer(person, position, choice, self.now)
            except QuizRefusal:
                assert not may
            else:
                assert may
                assert given.choice == choice
                self.session.add_answer(person, position, given)
                self.kept[position, person] = choice

    @rule(ticks=st.integers(0, 70))
    def wait(self, ticks: int) -> None:
        self.now += timedelta(seconds=ticks)
        while self.session.advance(self.now):
            self.note()

    @precondition(lambda self: not self.session.over)
    @rule(what=st.sampled_from(["press_next", "pause", "resume"]))
    def host(self, what: str) -> None:
        getattr(self.session, what)(self.now)
        self.note()

    @rule()
    def restart_phase(self) -> None:
        self.session.restart_phase(self.now)
        self.note()

    @rule()
    def restart(self) -> None:
        self.session = copy.deepcopy(self.session)

    @precondition(lambda self: self.session.position >= 2 and not self.session.over)
    @rule()
    def stop(self) -> None:
        self.session.stop(self.now)
        self.note()

    @invariant()
    def answers_are_those_accepted_last(self) -> None:
        held = {
            (position, person): answer.choice
            for position, asked in enumerate(self.session.rounds)
            for person, answer in asked.answers.items()
        }
        assert held == self.kept

    @invariant()
    def scores_are_a_recount_of_the_closed_questions(self) -> None:
        points: dict[int, int] = {}
        for (position, person), choice in self.kept.items():
            if self.session.rounds[position].closed_at is not None:
                right = choice == position % 4
                points[person] = points.get(person, 0) + FULL_POINTS * right
        assert {tally.person: tally.points for tally in self.session.tallies()} == points

    @invariant()
    def nothing_opens_twice(self) -> None:
        assert self.open not in self.closed
        for position in self.closed:
            assert self.session.rounds[position].closed_at is not None

    @invariant()
    def it_is_never_stuck(self) -> None:
        assert self.session.over or self.session.next_step_at() is not None


TestQuiz = Quiz.TestCase
TestQuiz.settings = settings(max_examples=examples(150), stateful_step_count=40)
