"""One quiz that is going on: what people do to it, what time does to it, and what it shows.

Every step is written down before it is shown, so that a restart finds it; what could not be shown
is shown later. Answers go past all that: they wait for nothing but the disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from discord.utils import utcnow

from bot.errors import QuestionClosed, QuizLost, QuizOver, StoreError
from bot.features.quiz.messages import QuizMessages, stage_of
from bot.features.quiz.views import step_of
from bot.learning.session import Answer, Phase, PhaseReason, Session
from bot.store import Store, StoredQuiz
from bot.ui.channel import ChannelLost, DiscordOutage
from bot.ui.timer import Timer

COUNTS_EVERY = timedelta(seconds=3)
RETRY_AFTER = timedelta(seconds=5)
LONGEST_SLEEP = timedelta(minutes=2)
MOST_FAILURES = 5
"""So many faults of our own in a row end a quiz: its channel must not stay stuck."""

Change = Callable[[Session, datetime], object]
log = structlog.get_logger(__name__)


class QuizRunner:
    """Runs one quiz, one step at a time."""

    def __init__(
        self, display: QuizMessages, store: Store, on_end: Callable[[int], None], *, resumed: bool
    ) -> None:
        self.display = display
        self.quiz: StoredQuiz = display.quiz
        self._store = store
        self._on_end = on_end
        self._turn = asyncio.Lock()
        self._timer = Timer(self._run_due, longest_sleep=LONGEST_SLEEP)
        self._stale = resumed
        self._retry_at: datetime | None = utcnow() if resumed else None
        self._failing = False
        self._failures = 0
        self._counted = 0
        self._counted_at = utcnow()
        self._ended = False

    # -- what people do

    async def answer(self, person: int, name: str, position: int, choice: int) -> Answer:
        """Records an answer. Returns once it is on the disk.

        Raises the refusals of ``Session.validate_answer``, and StoreError: then it is not recorded.
        """
        try:
            given = self.quiz.session.validate_answer(person, position, choice, utcnow())
        except QuestionClosed:
            # If it is not closed yet, the clock was put forward, and the timer does not know.
            self.wake()
            raise
        recorded = await self._store.quizzes.answer(self.quiz.id, position, person, given)
        # The session may be another one by now; what the database has counted stays in it.
        self.quiz.session.add_answer(person, position, recorded)
        self.display.met[person] = name
        if not self._turn.locked():
            self.wake()
        return recorded

    async def open_lobby(self) -> None:
        """Posts the lobby. Raises :class:`~bot.errors.QuizLost` when that cannot be done."""
        await self._act(self._show)

    async def press_next(self, step: str) -> None:
        """Goes on from a step, unless the quiz has gone on from it already."""
        await self._take_when(lambda session: step_of(session) == step, Session.press_next)

    async def pause(self) -> None:
        """Holds the quiz, unless it is held already."""
        await self._take_when(lambda session: session.phase is not Phase.PAUSED, Session.pause)

    async def resume(self) -> None:
        """Ends a pause, if there is one."""
        await self._take_when(lambda session: session.phase is Phase.PAUSED, Session.resume)

    async def stop(self) -> None:
        """Ends the quiz with the scores so far."""
        await self._take_when(lambda _: True, Session.stop)

    async def forget(self, person: int) -> None:
        """Goes on without a person who was erased, be they a player or the host."""
        # A step that is under way may have read their answers before they were erased.
        async with self._turn:
            self.quiz.session.remove_person(person)
            self.display.met.pop(person, None)
            if self.quiz.host_id == person:
                self.quiz.host_id = None
        self.wake()

    async def close(self) -> None:
        """Finishes the step that is under way, and no other; the quiz stays as it is."""
        await self._timer.finish()

    # -- what time does

    def wake(self) -> None:
        """Waits for whatever is due next."""
        self._timer.set(self._due())

    async def _run_due(self) -> None:
        try:
            await self._act(self._tick)
        except (QuizOver, StoreError):
            # Nobody asked, so nobody is told; the store has logged its trouble.
            return
        except Exception:
            log.exception("quiz step failed", quiz=self.quiz.id)

    def _due(self) -> datetime | None:
        if self._retry_at is not None:
            return self._retry_at
        times = [self.quiz.session.next_step_at()]
        if self._has_new_counts():
            times.append(self._counted_at + COUNTS_EVERY)
        return min((time for time in times if time is not None), default=None)

    def _has_new_counts(self) -> bool:
        session = self.quiz.session
        asked = session.current
        return (
            session.phase is Phase.OPEN
            and asked is not None
            and len(asked.answers) != self._counted
        )

    async def _tick(self) -> None:
        now, session = utcnow(), self.quiz.session
        if session.since is not None and session.since > now:
            await self._take(Session.adjust_to_clock)
            return
        due = session.next_step_at()
        is_due = due is not None and now >= due
        unseen = self._failing or (is_due and not self.display.is_posted)
        if self._stale and unseen and not session.over:
            # What people could not see yet is shown before time goes on, and has its full time.
            await self._take(Session.restart_phase)
        elif is_due:
            await self._take(Session.advance)
        elif self._stale:
            await self._show()
        elif self._has_new_counts() and now >= self._counted_at + COUNTS_EVERY:
            await self._show_counts()

    # -- one step

    async def _act(self, action: Callable[[], Awaitable[None]]) -> None:
        """Does one thing at a time, and sees to it that whatever fails is tried again or ends."""
        async with self._turn:
            self._retry_at = None
            try:
                await action()
            except asyncio.CancelledError:
                # The process is going down; the next one goes on from what is written.
                self._timer.close()
                raise
            except DiscordOutage as error:
                log.info("quiz not shown", quiz=self.quiz.id, why=str(error))
                self._try_later()
            except StoreError:
                self._try_later()
                raise
            except ChannelLost as error:
                await self._lose(str(error))
                raise QuizLost from error
            except QuizOver:
                # It has ended, or it was erased while it ran.
                self._end()
                raise
            except Exception:
                self._failures += 1
                self._try_later()
                if self._failures >= MOST_FAILURES:
                    await self._lose("it failed too often")
                raise
            else:
                self._failing, self._failures = False, 0
                if self.quiz.session.over and not self._stale:
                    self._end()
            finally:
                self.wake()

    async def _take_when(self, is_right: Callable[[Session], bool], change: Change) -> None:
        async def step() -> None:
            # Looked at when it is our turn: somebody else's press may have come before.
            session = self.quiz.session
            if is_right(session) and not (session.over and self._stale):
                await self._take(change)
            elif self._stale:
                # Nobody has seen the step before: a press on what is still there asks for that.
                await self._show()

        await self._act(step)

    async def _take(self, change: Change) -> None:
        """Takes a step: tries it on a copy, writes that down, goes on from it, and shows it."""
        now, before = utcnow(), self.quiz.session
        after = fork(before)
        if change(after, now) is False:
            return
        await self._store.quizzes.save(replace(self.quiz, session=after), now)
        self.quiz.session = after
        if stage_of(after) != stage_of(before):
            self.display.leave(stage_of(before))
        await self._show()

    async def _show(self) -> None:
        asked = self.quiz.session.current
        counted = len(asked.answers) if asked else 0
        self._stale = True
        await self.display.show()
        self._stale = False
        self._counted, self._counted_at = counted, utcnow()

    async def _show_counts(self) -> None:
        asked = self.quiz.session.current
        counted = len(asked.answers) if asked else 0
        self._counted_at = utcnow()
        with suppress(DiscordOutage):
            await self.display.show_counts()
            self._counted = counted

    def _try_later(self) -> None:
        self._failing = True
        self._retry_at = utcnow() + RETRY_AFTER

    async def _lose(self, why: str) -> None:
        """Ends the quiz where nobody can see it any more. Its scores stay."""
        self._stale = True
        now, session = utcnow(), self.quiz.session
        if not session.over:
            log.info("quiz lost", quiz=self.quiz.id, why=why)
            after = fork(session)
            after.stop(now, PhaseReason.LOST)
            try:
                await self._store.quizzes.save(replace(self.quiz, session=after), now)
            except StoreError:
                self._try_later()
                raise
            self.quiz.session = after
        try:
            with suppress(StoreError):
                await self.display.say_farewell()
        finally:
            self._end()

    def _end(self) -> None:
        """Nothing is left to do for it."""
        if self._ended:
            return
        self._ended = True
        self._timer.close()
        log.info("quiz ended", quiz=self.quiz.id, reason=str(self.quiz.session.reason))
        self._on_end(self.quiz.id)


def fork(session: Session) -> Session:
    """A copy to take a step on.

    Both share the answers: those to an open question go on coming in while the step is written.
    """
    after = copy(session)
    after.rounds = [copy(asked) for asked in session.rounds]
    return after
