"""The state machine of one quiz: lobby, open, revealed, paused, finished.

A session is handed ``now`` and never waits: ``next_step_at`` tells when a step is due, and
``advance`` takes the one step that is due by then. All of its state can be stored and read back, so
a quiz goes on where it stood after a restart.

Where time runs out while the bot is down, the question that was open is closed at its own time, and
everything after it is timed from ``now``: no question is asked and closed unseen.

A quiz that stays open (``open_until``) has all its questions open at once, for days: everybody
answers them alone, in their own time, and an answer is final. At its end it closes one question at
a step, so that no step counts more than one question's answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import NotOpen, QuestionClosed, QuizOver, QuizPaused
from bot.learning.scoring import FEWEST_ANSWERS, Scoring, Tally, points_for


class Pace(StrEnum):
    """How long a question stays open."""

    RELAXED = "relaxed"
    BRISK = "brisk"
    HOST = "host"
    DAILY = "daily"
    """The question of the day: the only one of its quiz, which has no host."""

    @property
    def limit(self) -> timedelta | None:
        """How long a question stays open; None at the host's pace."""
        return {
            Pace.RELAXED: timedelta(seconds=60),
            Pace.BRISK: timedelta(seconds=20),
            Pace.DAILY: timedelta(hours=24),
        }.get(self)


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's choice: an index into the options as shown, counted from 0."""

    choice: int
    at: datetime
    first_at: datetime
    taken: timedelta
    """From the question's opening to the last press, without pauses."""
    changes: int = 0


@dataclass(slots=True)
class Round:
    """One question of a quiz, with the answers it got."""

    item: str
    options: int
    right: int
    """The index of the right option as shown."""
    opened_at: datetime | None = None
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    held: timedelta = timedelta(0)
    """How long it was paused, which counts for nobody's speed."""
    answers: dict[int, Answer] = field(default_factory=dict)

    def counts(self) -> tuple[int, ...]:
        """Return how many people chose each option, in the order shown."""
        chosen = [answer.choice for answer in self.answers.values()]
        return tuple(chosen.count(option) for option in range(self.options))

    @property
    def hits(self) -> int:
        """How many people chose the right option."""
        return self.counts()[self.right]


def find_hardest(rounds: Sequence[Round]) -> int | None:
    """Return the position of the closed question with the smallest share of right answers.

    Of equals, the one with the most answers. Only questions with :data:`FEWEST_ANSWERS` or more
    are compared; ``None`` where there are none, or every answer to them was right.
    """
    missed = [
        (each.hits / len(each.answers), -len(each.answers), position)
        for position, each in enumerate(rounds)
        if each.closed_at is not None
        and len(each.answers) >= FEWEST_ANSWERS
        and each.hits < len(each.answers)
    ]
    return min(missed)[2] if missed else None


LOBBY = timedelta(seconds=30)
REVEAL = timedelta(seconds=6)
GRACE = timedelta(seconds=5)
"""How long a question stays open after everybody who is playing has answered."""
FORGOTTEN = timedelta(hours=1)
"""A quiz that stays paused this long is over, so that its channel is free for another."""
EMPTY_LIMIT = 2
"""How many questions in a row without an answer pause the quiz."""


class Phase(StrEnum):
    """The state of a quiz."""

    LOBBY = "lobby"
    OPEN = "open"
    REVEALED = "revealed"
    PAUSED = "paused"
    FINISHED = "finished"


class PhaseReason(StrEnum):
    """Why a quiz is over or paused."""

    DONE = "done"
    STOPPED = "stopped"
    NOBODY = "nobody"
    """Paused by itself: nobody answered :data:`EMPTY_LIMIT` questions in a row."""
    HOST = "host"
    """Paused by the host or a moderator."""
    FORGOTTEN = "forgotten"
    LOST = "lost"
    """The channel, or the permission to write in it, is gone."""


@dataclass(slots=True)
class Session:
    """One quiz. ``position`` counts questions from 0; -1 in the lobby."""

    rounds: list[Round]
    pace: Pace
    scoring: Scoring
    phase: Phase = Phase.LOBBY
    position: int = -1
    since: datetime | None = None
    """When the present phase began."""
    paused_from: Phase | None = None
    reason: PhaseReason | None = None
    empty: int = 0
    """How many questions in a row, up to the last closed one, got no answer."""
    open_until: datetime | None = None
    """When a quiz that stays open closes; None for one that is played together."""

    def copy(self) -> Session:
        """Return a copy to take a step on.

        Both share the answers: those to an open question go on coming in while the step is stored.
        """
        return replace(self, rounds=[replace(each) for each in self.rounds])

    @property
    def current(self) -> Round | None:
        return self.rounds[self.position] if 0 <= self.position < len(self.rounds) else None

    @property
    def _last(self) -> bool:
        return self.position + 1 >= len(self.rounds)

    @property
    def over(self) -> bool:
        return self.phase is Phase.FINISHED

    @property
    def stays_open(self) -> bool:
        """Whether everybody plays it alone."""
        return self.open_until is not None

    # -- answers

    def validate_answer(self, person: int, position: int, choice: int, now: datetime) -> Answer:
        """Return the answer that a choice amounts to; it counts once :meth:`add_answer` has it.

        Raises:
            QuizOver: the quiz has ended.
            QuizPaused: it waits for the host.
            QuestionClosed: this question is closed.
            NotOpen: it has not been asked yet, or has no such option.
        """
        if self.over:
            raise QuizOver
        if not 0 <= position < len(self.rounds):
            raise NotOpen
        question = self.rounds[position]
        if question.closed_at is not None:
            raise QuestionClosed
        if self.phase is Phase.PAUSED and position == self.position:
            raise QuizPaused
        is_open = self.phase is Phase.OPEN and (self.stays_open or position == self.position)
        if not (is_open and 0 <= choice < question.options):
            raise NotOpen
        due = self.next_step_at()
        if due is not None and now >= due:
            raise QuestionClosed
        before = question.answers.get(person)
        taken = now - (question.opened_at or now) - question.held
        if before is None:
            return Answer(choice, now, now, taken)
        if self.stays_open or before.choice == choice:
            return before
        return Answer(choice, now, before.first_at, taken, before.changes + 1)

    def add_answer(self, person: int, position: int, answer: Answer) -> None:
        """Count an answer that is on the disk."""
        self.rounds[position].answers[person] = answer

    def remove_person(self, person: int) -> None:
        """Remove a person's answers; the quiz goes on without them."""
        for each in self.rounds:
            each.answers.pop(person, None)

    # -- the host's controls

    def press_next(self, now: datetime) -> None:
        """Go on at once: start, close the open question, ask the next one, or end a pause."""
        if self.over:
            raise QuizOver
        if self.phase is Phase.PAUSED:
            self.resume(now)
        elif self.phase is Phase.OPEN:
            self._close(now, now)
        else:
            self._ask_next(now)

    def pause(self, now: datetime, reason: PhaseReason = PhaseReason.HOST) -> None:
        """Pause the quiz; a question that is open keeps the time it has left."""
        if self.over:
            raise QuizOver
        if self.phase is Phase.PAUSED:
            return
        self.paused_from, self.phase = self.phase, Phase.PAUSED
        self.reason, self.since = reason, now

    def resume(self, now: datetime) -> None:
        """Go on from a pause: an open question with the time it had left, else the next one."""
        if self.over:
            raise QuizOver
        if self.phase is not Phase.PAUSED:
            return
        held = now - (self.since or now)
        before, self.paused_from, self.reason, self.empty = self.paused_from, None, None, 0
        current = self.current
        if before is Phase.OPEN and current is not None and current.closed_at is None:
            current.held += held
            if current.closes_at is not None:
                current.closes_at += held
            self.phase, self.since = Phase.OPEN, now
        else:
            self._ask_next(now)

    def stop(self, now: datetime, reason: PhaseReason = PhaseReason.STOPPED) -> None:
        """End the quiz; what was open is closed first, so that its answers count."""
        if self.over:
            raise QuizOver
        current = self.current
        if current is not None and current.closed_at is None:
            self._close(now, now)
        for each in self.rounds:
            if each.opened_at is not None and each.closed_at is None:
                each.closed_at = now
        self._finish(now, reason)

    # -- a quiz that stays open

    def open_all(self, until: datetime, now: datetime) -> None:
        """Open every question until a moment."""
        self.open_until, self.position, self.phase, self.since = until, 0, Phase.OPEN, now
        for each in self.rounds:
            each.opened_at, each.closes_at = now, until

    def close_early(self, now: datetime) -> None:
        """Let a quiz that stays open close now: from here on it takes no answer."""
        if self.phase is not Phase.OPEN:
            raise QuizOver
        self.open_until, self.reason = now, PhaseReason.STOPPED
        for each in self.rounds:
            if each.closed_at is None:
                each.closes_at = now

    def next_position(self, person: int) -> int | None:
        """Return the first question that a person has not answered; None when there is none."""
        return next(
            (place for place, each in enumerate(self.rounds) if person not in each.answers), None
        )

    # -- the clock

    def next_step_at(self) -> datetime | None:
        """Return when ``advance`` next takes a step; ``None`` while only people can take one."""
        since = self.since
        if since is None or self.over:
            return None
        if self.phase is Phase.PAUSED:
            return since + FORGOTTEN
        if self.stays_open:
            return self.open_until if self.phase is Phase.OPEN else None
        if self.phase is Phase.OPEN:
            return self._closing_time()
        if self.pace is Pace.HOST:
            return since + FORGOTTEN
        return since + (LOBBY if self.phase is Phase.LOBBY else REVEAL)

    def advance(self, now: datetime) -> bool:
        """Take the one step that is due by ``now``; ``False`` when none is."""
        due = self.next_step_at()
        if due is None or now < due:
            return False
        if self.phase is Phase.PAUSED:
            # An open question is closed first: its answers were acknowledged.
            self.stop(now, PhaseReason.FORGOTTEN)
        elif self.phase is Phase.OPEN:
            self._close(due, now)
            if self.stays_open and not self._last:
                self.position, self.phase = self.position + 1, Phase.OPEN
        elif self.pace is Pace.HOST or (self.empty >= EMPTY_LIMIT and not self._last):
            self.pause(now, PhaseReason.NOBODY)
        else:
            self._ask_next(now)
        return True

    def restart_phase(self, now: datetime) -> None:
        """Let the present phase begin now, because nobody could see it before.

        Not a question that somebody has answered, which was seen, nor a pause.
        """
        current = self.current
        if self.phase in (Phase.LOBBY, Phase.REVEALED):
            self.since = now
        elif self.phase is Phase.OPEN and current is not None and not current.answers:
            current.held = timedelta(0)
            self._open(current, now)

    def adjust_to_clock(self, now: datetime) -> None:
        """Adjust to a clock that was put back: no phase can have begun after ``now``."""
        if self.since is None or self.since <= now:
            return
        ahead, self.since = self.since - now, now
        if self.phase is not Phase.OPEN:
            return
        if self.open_until is not None:
            self.open_until -= ahead
        for each in self.rounds:
            if each.opened_at is None or each.closed_at is not None:
                continue
            each.opened_at -= ahead
            if each.closes_at is not None:
                each.closes_at -= ahead

    # -- the scores

    def points(self, position: int) -> Mapping[int, int]:
        """Return the points of each person on a closed question."""
        question = self.rounds[position]
        if question.closed_at is None:
            return {}
        return {
            person: points_for(
                right=answer.choice == question.right,
                scoring=self.scoring,
                taken=answer.taken,
                limit=self.pace.limit,
            )
            for person, answer in question.answers.items()
        }

    def tallies(self) -> tuple[Tally, ...]:
        """Return everybody's score over the questions that :meth:`points` counts."""
        tallies: dict[int, Tally] = {}
        for position, question in enumerate(self.rounds):
            for person, points in self.points(position).items():
                answer = question.answers[person]
                before = tallies.get(person, Tally(person))
                tallies[person] = Tally(
                    person,
                    before.points + points,
                    before.right + (answer.choice == question.right),
                    before.answered + 1,
                    before.changes + answer.changes,
                )
        return tuple(tallies.values())

    @property
    def asked(self) -> int:
        """How many questions were asked and closed."""
        return sum(each.closed_at is not None for each in self.rounds)

    # -- steps

    def _closing_time(self) -> datetime | None:
        current = self.current
        if current is None:
            return None
        if self.pace is Pace.HOST:
            return None if self.since is None else self.since + FORGOTTEN
        times = [] if current.closes_at is None else [current.closes_at]
        players = set(self.rounds[self.position - 1].answers) if self.position else set()
        if players and players <= set(current.answers):
            given = [current.answers[player].first_at for player in players]
            # After a pause everybody has the whole of it again.
            times.append(max([*given, self.since or given[0]]) + GRACE)
        return min(times, default=None)

    def _ask_next(self, now: datetime) -> None:
        if self._last:
            self._finish(now, PhaseReason.DONE)
            return
        self.position += 1
        self._open(self.rounds[self.position], now)

    def _open(self, question: Round, now: datetime) -> None:
        question.opened_at = now
        question.closes_at = None if self.pace.limit is None else now + self.pace.limit
        self.phase, self.since = Phase.OPEN, now

    def _close(self, at: datetime, now: datetime) -> None:
        question = self.rounds[self.position]
        question.closed_at = at
        self.empty = 0 if question.answers else self.empty + 1
        self.phase, self.since = Phase.REVEALED, now

    def _finish(self, now: datetime, reason: PhaseReason) -> None:
        self.phase, self.reason, self.since = Phase.FINISHED, reason, now
