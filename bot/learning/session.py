"""The state machine of one quiz: lobby, open, revealed, paused, finished.

It is handed ``now`` and never waits: ``wake_at`` tells when something is due, and ``advance`` does
the one step that is due by then. All of it can be written down and read back, so a quiz goes on
where it stood after a restart.

Where time runs out while nobody looks (the bot was down), the question that was open is closed at
its own time, and everything after it is timed from ``now``: nothing is asked and closed unseen.

One question of a quiz and the answers it got.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import NotOpen, QuestionClosed, QuizOver, QuizPaused
from bot.learning.scoring import Scoring, Tally, points_for, tally_of


class Pace(StrEnum):
    """How long a question stays open."""

    RELAXED = "relaxed"
    BRISK = "brisk"
    HOST = "host"
    DAILY = "daily"
    """The question of the day: alone in its quiz, for nobody in particular to steer."""

    @property
    def limit(self) -> timedelta | None:
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
    """From the question's opening to the last press, pauses left out."""
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
    """How long it was paused: that time counts for nobody."""
    answers: dict[int, Answer] = field(default_factory=dict)

    def counts(self) -> tuple[int, ...]:
        """How many people chose each option, in the order shown."""
        chosen = [answer.choice for answer in self.answers.values()]
        return tuple(chosen.count(option) for option in range(self.options))

    @property
    def hits(self) -> int:
        """How many people chose the right option."""
        return self.counts()[self.right]


def hardest_of(rounds: Sequence[Round]) -> int | None:
    """The closed question with the smallest share of right answers; of equals the most answered.

    ``None`` when every answer was right, or none was given: then no question was hard.
    """
    missed = [
        (asked.hits / len(asked.answers), -len(asked.answers), position)
        for position, asked in enumerate(rounds)
        if asked.closed_at is not None and asked.hits < len(asked.answers)
    ]
    return min(missed)[2] if missed else None


LOBBY = timedelta(seconds=30)
REVEAL = timedelta(seconds=6)
GRACE = timedelta(seconds=5)
"""How long a question stays open after everybody who is playing has answered."""
FORGOTTEN = timedelta(hours=1)
"""A quiz that stays paused this long is over: a channel never stays stuck."""
EMPTY_LIMIT = 2
"""So many questions in a row without an answer pause the quiz."""


class Phase(StrEnum):
    """Where a quiz stands."""

    LOBBY = "lobby"
    OPEN = "open"
    REVEALED = "revealed"
    PAUSED = "paused"
    FINISHED = "finished"


class Ending(StrEnum):
    """Why a quiz is over, or why it waits."""

    DONE = "done"
    STOPPED = "stopped"
    NOBODY = "nobody"
    """Paused by itself: nobody answered twice in a row."""
    HOST = "host"
    """Paused by the host or a moderator."""
    FORGOTTEN = "forgotten"
    LOST = "lost"
    """The channel, or the right to write in it, is gone."""


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
    reason: Ending | None = None
    empty: int = 0

    @classmethod
    def gather(cls, rounds: list[Round], pace: Pace, scoring: Scoring, now: datetime) -> Session:
        """A quiz in its lobby."""
        return cls(rounds=rounds, pace=pace, scoring=scoring, since=now)

    @property
    def current(self) -> Round | None:
        return self.rounds[self.position] if 0 <= self.position < len(self.rounds) else None

    @property
    def _last(self) -> bool:
        return self.position + 1 >= len(self.rounds)

    @property
    def over(self) -> bool:
        return self.phase is Phase.FINISHED

    # --- what people do -------------------------------------------------------------------------

    def weigh(self, person: int, position: int, choice: int, now: datetime) -> Answer:
        """What a person's answer would be if it were kept: nothing counts before it is recorded.

        Raises:
            QuizOver: the quiz has ended.
            QuizPaused: it waits for the host.
            QuestionClosed: this question is closed, or not the one that is open.
            NotOpen: it has not been asked yet, or has no such option.
        """
        if self.over:
            raise QuizOver
        if not 0 <= position < len(self.rounds):
            raise NotOpen
        asked = self.rounds[position]
        if asked.closed_at is not None:
            raise QuestionClosed(asked.closed_at)
        if self.phase is Phase.PAUSED and position == self.position:
            raise QuizPaused
        if self.phase is not Phase.OPEN or position != self.position:
            raise NotOpen
        if not 0 <= choice < asked.options:
            raise NotOpen
        due = self.wake_at()
        if due is not None and now >= due:
            raise QuestionClosed(due)
        before = asked.answers.get(person)
        taken = now - (asked.opened_at or now) - asked.held
        if before is None:
            return Answer(choice, now, now, taken)
        if before.choice == choice:
            return before
        return Answer(choice, now, before.first_at, taken, before.changes + 1)

    def keep(self, person: int, position: int, answer: Answer) -> None:
        """Count an answer that was recorded."""
        self.rounds[position].answers[person] = answer

    def forget(self, person: int) -> None:
        """Take a person's answers out; the quiz goes on without them."""
        for asked in self.rounds:
            asked.answers.pop(person, None)

    # --- what the host does ---------------------------------------------------------------------

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

    def pause(self, now: datetime, reason: Ending = Ending.HOST) -> None:
        """Hold the quiz; a question that is open keeps the time it has left."""
        if self.over:
            raise QuizOver
        if self.phase is Phase.PAUSED:
            return
        self.paused_from, self.phase, self.reason, self.since = (
            self.phase,
            Phase.PAUSED,
            reason,
            now,
        )

    def resume(self, now: datetime) -> None:
        """Go on from a pause: an open question with the time it had left, else the next one."""
        if self.over:
            raise QuizOver
        if self.phase is not Phase.PAUSED:
            return
        held = now - (self.since or now)
        was, self.paused_from, self.reason, self.empty = self.paused_from, None, None, 0
        asked = self.current
        if was is Phase.OPEN and asked is not None and asked.closed_at is None:
            asked.held += held
            if asked.closes_at is not None:
                asked.closes_at += held
            self.phase, self.since = Phase.OPEN, now
        else:
            self._ask_next(now)

    def stop(self, now: datetime, reason: Ending = Ending.STOPPED) -> None:
        """End the quiz; a question that was open is closed first, so that its answers count."""
        if self.over:
            raise QuizOver
        asked = self.current
        if asked is not None and asked.closed_at is None:
            self._close(now, now)
        self._finish(now, reason)

    # --- what time does -------------------------------------------------------------------------

    def wake_at(self) -> datetime | None:
        """When ``advance`` next has something to do; ``None`` while only people can move it."""
        since = self.since
        if since is None or self.over:
            return None
        if self.phase is Phase.PAUSED:
            return since + FORGOTTEN
        if self.phase is Phase.OPEN:
            return self._closing_time()
        if self.pace is Pace.HOST:
            return since + FORGOTTEN
        return since + (LOBBY if self.phase is Phase.LOBBY else REVEAL)

    def advance(self, now: datetime) -> bool:
        """Do the one step that is due by ``now``; ``False`` when nothing is."""
        due = self.wake_at()
        if due is None or now < due:
            return False
        if self.phase is Phase.PAUSED:
            # An open question is closed first: its answers were acknowledged.
            self.stop(now, Ending.FORGOTTEN)
        elif self.phase is Phase.OPEN:
            self._close(due, now)
        elif self.pace is Pace.HOST or (
            self.empty >= EMPTY_LIMIT and self.position + 1 < len(self.rounds)
        ):
            self.pause(now, Ending.NOBODY)
        else:
            self._ask_next(now)
        return True

    def begin_again(self, now: datetime) -> None:
        """Let the present phase begin now, because nobody could see it before.

        A question that somebody has answered was seen, and a pause lasts as long as it lasts.
        """
        asked = self.current
        if self.phase in (Phase.LOBBY, Phase.REVEALED):
            self.since = now
        elif self.phase is Phase.OPEN and asked is not None and not asked.answers:
            asked.held = timedelta(0)
            self._open(asked, now)

    def follow_clock(self, now: datetime) -> None:
        """Keep to a clock that was put back: the present phase cannot have begun after ``now``."""
        if self.since is None or self.since <= now:
            return
        ahead, self.since = self.since - now, now
        asked = self.current
        if self.phase is Phase.OPEN and asked is not None and asked.opened_at is not None:
            asked.opened_at -= ahead
            if asked.closes_at is not None:
                asked.closes_at -= ahead

    # --- the board ------------------------------------------------------------------------------

    def points(self, position: int) -> Mapping[int, int]:
        """Points per person on a closed question."""
        asked = self.rounds[position]
        if asked.closed_at is None:
            return {}
        return {
            person: points_for(
                right=answer.choice == asked.right,
                scoring=self.scoring,
                taken=answer.taken,
                limit=self.pace.limit,
            )
            for person, answer in asked.answers.items()
        }

    def tallies(self) -> tuple[Tally, ...]:
        """What everybody who answered has, over the closed questions."""
        marks: dict[int, list[tuple[int, bool, int]]] = {}
        for position, asked in enumerate(self.rounds):
            for person, points in self.points(position).items():
                answer = asked.answers[person]
                right = answer.choice == asked.right
                marks.setdefault(person, []).append((points, right, answer.changes))
        return tuple(tally_of(person, listed) for person, listed in marks.items())

    @property
    def asked(self) -> int:
        """How many questions were asked and closed."""
        return sum(asked.closed_at is not None for asked in self.rounds)

    # --- steps ----------------------------------------------------------------------------------

    def _closing_time(self) -> datetime | None:
        asked = self.current
        if asked is None:
            return None
        if self.pace is Pace.HOST:
            return None if self.since is None else self.since + FORGOTTEN
        times = [] if asked.closes_at is None else [asked.closes_at]
        players = set(self.rounds[self.position - 1].answers) if self.position else set()
        if players and players <= set(asked.answers):
            given = [asked.answers[player].first_at for player in players]
            # After a pause everybody has the whole of it again.
            times.append(max([*given, self.since or given[0]]) + GRACE)
        return min(times, default=None)

    def _ask_next(self, now: datetime) -> None:
        if self._last:
            self._finish(now, Ending.DONE)
            return
        self.position += 1
        self._open(self.rounds[self.position], now)

    def _open(self, asked: Round, now: datetime) -> None:
        asked.opened_at = now
        asked.closes_at = None if self.pace.limit is None else now + self.pace.limit
        self.phase, self.since = Phase.OPEN, now

    def _close(self, at: datetime, now: datetime) -> None:
        asked = self.rounds[self.position]
        asked.closed_at = at
        self.empty = 0 if asked.answers else self.empty + 1
        self.phase, self.since = Phase.REVEALED, now

    def _finish(self, now: datetime, reason: Ending) -> None:
        self.phase, self.reason, self.since = Phase.FINISHED, reason, now
