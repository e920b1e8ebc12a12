"""The runners of all quizzes: they take answers, the host's presses and the clock's steps.

Every step is stored before it is shown, so that it can be resumed after a restart; what could not
be shown is shown later. Answers do not wait for a step that is under way, only for the disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import discord
import structlog
from discord.utils import utcnow

from bot.deck.library import Library
from bot.errors import QuestionClosed, QuizLost, QuizOver, StoreError
from bot.features.quiz.messages import QuizMessages, current_message, previous_message
from bot.features.quiz.notes import PrivateNotes
from bot.features.quiz.texts import TROUBLE
from bot.features.quiz.views import step_of
from bot.learning.session import Answer, Phase, PhaseReason, Session
from bot.learning.teams import count_members
from bot.store import QuizPlan, Store, StoredQuiz
from bot.ui.channel import ChannelLost, DiscordOutage, MessageGone
from bot.ui.discord_errors import REQUEST_ERRORS
from bot.ui.message import RenderedMessage
from bot.ui.retry import with_jitter
from bot.ui.timer import Timer

A_DAY = timedelta(days=1)
COUNTS_EVERY = timedelta(seconds=3)
RETRY_AFTER = timedelta(seconds=5)
LONGEST_SLEEP = timedelta(minutes=2)
TROUBLE_AFTER = timedelta(seconds=30)
"""So long nothing may be shown before people are told that Discord has troubles."""
MOST_FAILURES = 5
"""How many faults of our own in a row end a quiz, so that its channel is free for another."""

Change = Callable[[Session, datetime], object]
TellHost = Callable[[RenderedMessage], Awaitable[object]]
"""Answers the host's latest press or command in private."""
log = structlog.get_logger(__name__)


class QuizRunner:
    """Runs one quiz, one step at a time."""

    def __init__(
        self, messages: QuizMessages, on_end: Callable[[int], object], *, resumed: bool
    ) -> None:
        self.messages = messages
        self.notes = PrivateNotes(messages)
        self.quiz: StoredQuiz = messages.quiz
        self._store = messages.store
        self._on_end = on_end
        self._lock = asyncio.Lock()
        self._timer = Timer(self._run_due, longest_sleep=LONGEST_SLEEP)
        self._stale = resumed
        """Whether the messages may show an earlier step than the session is at."""
        self._retry_at: datetime | None = utcnow() if resumed else None
        self._failing = False
        self._trouble_at: datetime | None = None
        """When to say that Discord has troubles; None once that is said, and while it has none."""
        self.tell_host: TellHost | None = None
        self._failures = 0
        self._shown_people: tuple[int, ...] = ()
        self._counts_shown_at = utcnow()
        self._ended = False

    # -- people

    async def answer(
        self, person: int, name: str, position: int, choice: int
    ) -> tuple[Answer, bool]:
        """Record an answer; return once it is on the disk, and whether it has put them in a team.

        Raises the refusals of ``Session.validate_answer``, and StoreError: then it is not recorded.
        """
        try:
            given = self.quiz.session.validate_answer(person, position, choice, utcnow())
        except QuestionClosed:
            # If it is not closed yet, the clock was put forward, and the timer does not know.
            self.wake()
            raise
        was_put = self.quiz.teams is not None and person not in self.quiz.team_of
        if was_put:
            # Before the answer: nobody's points may be without a team, whatever ends the process.
            await self._enter(person, None)
        recorded = await self._store.quizzes.answer(self.quiz.id, position, person, given)
        # A step may have replaced the session meanwhile; what is stored counts in the new one too.
        self.quiz.session.add_answer(person, position, recorded)
        self.messages.seen_names[person] = name
        if not self._lock.locked():
            self.wake()
        return recorded, was_put

    async def join(self, person: int, name: str, team: int | None = None) -> int | None:
        """Count somebody in; return their team, if there are any, once it is on the disk.

        Without ``team`` they stay in theirs, or are put in the smallest. Raises
        :class:`~bot.errors.QuizStarted` for another team than theirs,
        :class:`~bot.errors.QuizOver`, and StoreError: then nothing is recorded.
        """
        entered = await self._enter(person, team)
        self.messages.seen_names[person] = name
        if not self._lock.locked():
            self.wake()
        return entered

    async def leave(self, person: int) -> None:
        """Count somebody out who was in before the quiz starts; raises as :meth:`join` does."""
        await self._store.quizzes.leave(self.quiz.id, person)
        self._remove_player(person)
        if not self._lock.locked():
            self.wake()

    async def _enter(self, person: int, team: int | None) -> int | None:
        entered = await self._store.quizzes.join(self.quiz.id, person, team)
        self.quiz.players.add(person)
        if entered is not None:
            self.quiz.team_of[person] = entered
        return entered

    def _remove_player(self, person: int) -> None:
        self.quiz.players.discard(person)
        self.quiz.team_of.pop(person, None)

    async def open_lobby(self) -> None:
        """Post the lobby. Raises :class:`~bot.errors.QuizLost` when that cannot be done."""
        await self._run(self._show)

    async def press_next(self, step: str) -> None:
        """Go on from a step, unless the quiz has gone on from it already."""
        await self._take_if(lambda session: step_of(session) == step, Session.press_next)

    async def pause(self) -> None:
        """Pause the quiz, unless it is paused."""
        await self._take_if(lambda session: session.phase is not Phase.PAUSED, Session.pause)

    async def resume(self) -> None:
        """End a pause, if there is one."""
        await self._take_if(lambda session: session.phase is Phase.PAUSED, Session.resume)

    async def stop(self) -> None:
        """End the quiz with the scores so far."""
        await self._take_if(lambda _: True, Session.stop)

    async def forget(self, person: int) -> None:
        """Go on without a person who was erased, be they a player or the host."""
        # A step that is under way may have read their answers before they were erased.
        async with self._lock:
            self.quiz.session.remove_person(person)
            self._remove_player(person)
            self.messages.seen_names.pop(person, None)
            self.notes.forget(person)
            if self.quiz.host_id == person:
                self.quiz.host_id = None
        self.wake()

    async def close(self) -> None:
        """Finish the step that is under way and take no other."""
        await self._timer.finish()
        await self.notes.close()

    # -- the clock

    def wake(self) -> None:
        """Set the timer to whatever is due next, if that is a matter of this process."""
        self._timer.set(self._due() if self._is_ours() else None)

    def _is_ours(self) -> bool:
        return self._store.ownership.covers(self.quiz.guild_id)

    async def _run_due(self) -> None:
        try:
            await self._run(self._tick)
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
            times.append(self._counts_shown_at + COUNTS_EVERY)
        return min((time for time in times if time is not None), default=None)

    def _has_new_counts(self) -> bool:
        return (
            self.quiz.session.phase in (Phase.LOBBY, Phase.OPEN)
            and self._count_people() != self._shown_people
        )

    def _count_people(self) -> tuple[int, ...]:
        """Return how many people the present message counts: in its question, or in the lobby.

        There it counts the people of each team as well.
        """
        quiz, current = self.quiz, self.quiz.session.current
        if current is not None:
            return (len(current.answers),)
        return (len(quiz.players), *count_members(quiz.teams or 0, quiz.team_of.values()))

    async def _tick(self) -> None:
        now, session = utcnow(), self.quiz.session
        if session.since is not None and session.since > now:
            await self._take_step(Session.adjust_to_clock)
            return
        due = session.next_step_at()
        is_due = due is not None and now >= due
        unseen = self._failing or (is_due and not self.messages.is_posted)
        if self._stale and unseen and not session.over:
            # What people could not see yet is shown before time goes on, and has its full time.
            await self._take_step(Session.restart_phase)
        elif is_due:
            await self._take_step(Session.advance)
        elif self._stale:
            await self._show()
        elif self._has_new_counts() and now >= self._counts_shown_at + COUNTS_EVERY:
            await self._show_counts()

    # -- one step

    async def _run(self, action: Callable[[], Awaitable[None]]) -> None:
        """Run one action at a time; if it fails, try again later or end the quiz."""
        async with self._lock:
            self._store.ownership.check(self.quiz.guild_id)
            self._retry_at = None
            self._expect_trouble()
            try:
                await action()
            except asyncio.CancelledError:
                # The process is going down; the next one goes on from what is stored.
                self._timer.close()
                raise
            except DiscordOutage as error:
                log.info("quiz not shown", quiz=self.quiz.id, why=str(error))
                await self._tell_trouble()
                self._try_later(with_jitter(RETRY_AFTER))
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
                    await self._lose("failures")
                raise
            else:
                self._failing, self._failures = False, 0
                if self.quiz.session.over and not self._stale:
                    self._end()
            finally:
                self.wake()

    async def _take_if(self, is_right: Callable[[Session], bool], change: Change) -> None:
        async def step() -> None:
            # Not before the lock is ours: somebody else's press may have come first.
            session = self.quiz.session
            if is_right(session) and not (session.over and self._stale):
                await self._take_step(change)
            elif self._stale:
                # Nobody could see the last step: a press on what is still there asks for it.
                await self._show()

        await self._run(step)

    async def _take_step(self, change: Change) -> None:
        """Take a step: try it on a copy of the session, store the copy, go on from it, show it."""
        now, before = utcnow(), self.quiz.session
        after = before.copy()
        if change(after, now) is False:
            return
        await self._store.quizzes.save(replace(self.quiz, session=after), now)
        self._go_on_from(after)
        if current_message(after) != current_message(before):
            self.messages.mark_left(current_message(before))
        await self._show()

    def _go_on_from(self, after: Session) -> None:
        """Take the place of the session before, which ``after`` is one step from, and stored."""
        before, self.quiz.session = self.quiz.session.rounds, after
        for position, (was, now) in enumerate(zip(before, after.rounds, strict=True)):
            if was.closed_at is None and now.closed_at is not None:
                self.notes.tell_results(position)

    async def _show(self) -> None:
        people = self._count_people()
        self._stale = True
        await self.messages.show()
        self._stale = False
        self._shown_people, self._counts_shown_at = people, utcnow()

    async def _show_counts(self) -> None:
        people = self._count_people()
        self._counts_shown_at = utcnow()
        with suppress(DiscordOutage):
            await self.messages.show_counts()
            self._shown_people = people

    def _expect_trouble(self) -> None:
        if not self._failing:
            self._trouble_at = utcnow() + TROUBLE_AFTER

    async def _tell_trouble(self) -> None:
        """Say once that Discord has troubles: where all can read it, or else to the host alone."""
        if self._trouble_at is None or utcnow() < self._trouble_at:
            return
        self._trouble_at = None
        try:
            await self.messages.show_trouble()
        except (MessageGone, ChannelLost, DiscordOutage):
            if self.tell_host is not None:
                with suppress(*REQUEST_ERRORS):
                    await self.tell_host(RenderedMessage(content=TROUBLE))

    def _try_later(self, pause: timedelta = RETRY_AFTER) -> None:
        self._failing = True
        self._retry_at = utcnow() + pause

    async def _lose(self, why: str) -> None:
        """End a quiz that nobody can see any more. Its scores stay."""
        self._stale = True
        now, session = utcnow(), self.quiz.session
        if not session.over:
            log.info("quiz lost", quiz=self.quiz.id, why=why)
            after = session.copy()
            after.stop(now, PhaseReason.LOST)
            try:
                await self._store.quizzes.save(replace(self.quiz, session=after), now)
            except StoreError:
                self._try_later()
                raise
            self._go_on_from(after)
        try:
            with suppress(StoreError):
                await self.messages.announce_loss()
        finally:
            self._end()

    def _end(self) -> None:
        """Stop the timer and leave the manager: nothing is left to do."""
        if self._ended:
            return
        self._ended = True
        self._timer.close()
        log.info("quiz ended", quiz=self.quiz.id, reason=str(self.quiz.session.reason))
        self._on_end(self.quiz.id)


class QuizManager:
    """The runners of all quizzes that are going on."""

    def __init__(self, client: discord.Client, library: Library, store: Store) -> None:
        self._client = client
        self._library = library
        self._store = store
        self._running: dict[int, QuizRunner] = {}

    async def begin(
        self, plan: QuizPlan, tell_host: TellHost, *, asked_for: int | None = None
    ) -> QuizRunner:
        """Begin a quiz and post its lobby, now or as soon as Discord takes it.

        Raises :class:`~bot.errors.QuizRunning` when the channel has one, and
        :class:`~bot.errors.QuizLost` when the lobby cannot be posted.
        """
        stored = await self._store.quizzes.create(plan, utcnow())
        log.info("quiz begun", quiz=stored.id, questions=len(stored.items), pace=str(plan.pace))
        runner = self._runner_of(stored, resumed=False, asked_for=asked_for)
        runner.tell_host = tell_host
        await runner.open_lobby()
        return runner

    async def find(self, quiz_id: int) -> QuizRunner:
        """Return the runner of the quiz that a button belongs to.

        Raises :class:`~bot.errors.QuizOver`, or :class:`~bot.errors.QuizLost` where it ended so.
        """
        if quiz_id not in self._running:
            stored = await self._store.quizzes.get(quiz_id)
            if stored is None or stored.session.over:
                lost = stored is not None and stored.session.reason is PhaseReason.LOST
                raise QuizLost if lost else QuizOver
            # A press may come before this process has read what was going on.
            runner = self._runner_of(stored, resumed=True)
            runner.wake()
            return runner
        return self._running[quiz_id]

    async def resume(self) -> None:
        """Go on with every quiz of our servers that was going on when the last process ended."""
        lately = utcnow() - A_DAY
        stored = await self._store.quizzes.running()
        stored += await self._store.quizzes.without_board(lately)
        for each in stored:
            self._runner_of(each, resumed=True).wake()
        if stored:
            log.info("quizzes resumed", quizzes=len(stored))

    async def let_go(self) -> None:
        """Finish the steps that are under way in servers that are no longer ours; take no other."""
        covers = self._store.ownership.covers
        gone = [each for each in self._running.values() if not covers(each.quiz.guild_id)]
        for runner in gone:
            del self._running[runner.quiz.id]
        await asyncio.gather(*(runner.close() for runner in gone))

    async def forget(self, person_id: int) -> None:
        """Let every quiz go on without a person who was erased."""
        for runner in list(self._running.values()):
            await runner.forget(person_id)

    async def close(self) -> None:
        """Finish the steps that are under way; the quizzes are resumed when the bot is back."""
        await asyncio.gather(*(runner.close() for runner in self._running.values()))

    def _runner_of(
        self, stored: StoredQuiz, *, resumed: bool, asked_for: int | None = None
    ) -> QuizRunner:
        if stored.id in self._running:
            return self._running[stored.id]
        messages = QuizMessages(
            self._client,
            self._library,
            self._store,
            stored,
            may_be_posted=resumed,
            asked_for=asked_for,
        )
        if resumed:
            # The last process may have ended before it took the host's buttons off this one.
            messages.mark_left(previous_message(current_message(stored.session)))
        runner = QuizRunner(
            messages, lambda quiz_id: self._running.pop(quiz_id, None), resumed=resumed
        )
        if self._store.ownership.covers(stored.guild_id):
            self._running[stored.id] = runner
        return runner
