"""Shares the shards with other processes: takes its share, hands some over, and stops in time.

Once a second it looks who holds what, which also says that its own locks still stand. It acts on
that for VALID_FOR seconds and no longer, and whoever takes a shard that nobody has handed over lets
it rest for REST seconds first: so two never act for the same servers, whatever becomes of the
network between.

A shard changes hands in this order. The new process begins a session of it, which Discord allows
beside the old one, and says so by a lock. From then on it keeps what people press, up to HOLD
seconds, and answers nothing. The old one ends its session, finishes what it has accepted and the
steps of its quizzes, tells which interactions it has answered, and gives up its lock. The new one
takes the lock, answers what it has kept beside those, and goes on with the quizzes.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Final

import structlog

from bot.errors import StoreError
from bot.runtime.held_interactions import HeldInteractions, say_not_recorded
from bot.runtime.identify_gate import PAUSE
from bot.runtime.shard_client import ShardClient
from bot.runtime.shard_shares import share_out
from bot.store.ownership import Ownership
from bot.store.postgres.shard_locks import Holders, ShardLock, ShardLocks

LOOK_EVERY: Final = 1.0
RETRY_AFTER: Final = 0.5
ASK_EVERY: Final = 0.1
VALID_FOR: Final = 4.5
"""Seconds in which a process acts by what it saw last: less than the server needs to end a silent
session, and less than :data:`REST`."""
REST: Final = 6.5
"""Seconds: longer than :data:`VALID_FOR` by what a request to Discord may take that was begun in
time."""
CONNECT_AGAIN_AFTER: Final = 5.0
IDS_AT_ONCE: Final = 300
"""PostgreSQL takes 8,000 bytes in one notification."""

log = structlog.get_logger(__name__)


class ShardKeeper:
    """Holds this process's share of the shards."""

    def __init__(
        self, client: ShardClient, ownership: Ownership, url: str, *, adapts: bool = True
    ) -> None:
        """``adapts``: where others reckon with another number of shards, theirs is taken."""
        self._adapts = adapts
        self._client = client
        self._ownership = ownership
        self._locks = ShardLocks(url, self._lose, self._hear)
        self._count = 1
        self._view: Holders | None = None
        self._confirmed = float("-inf")
        """When it was last certain that what is ours is ours."""
        self._lost = True
        self._leads = self._leaving = False
        self._takes_up = False
        """Whether something is ours that was not taken up yet."""
        self._free_since: dict[int, float] = {}
        self._waits_for: set[int] = set()
        """Shards of which we have a session and say so by a lock."""
        self._tasks: dict[int, asyncio.Task[None]] = {}
        """What is under way for a shard: it is being taken or handed over."""
        self._connecting: dict[int, asyncio.Task[None]] = {}
        self._work: set[asyncio.Task[Any]] = set()
        self._held = HeldInteractions(
            ownership, handle=client.handle_interaction, refuse=self._refuse, start=self._start
        )
        self.admits = self._held.admits
        self._handed_over: set[int] = set()
        self._woken = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    @property
    def holds_its_share(self) -> bool:
        """Whether every shard that should be ours is, and has a session."""
        view = self._view
        if view is None or self._lost:
            return False
        return all(
            self._ownership.has(shard) and self._client.has_session(shard)
            for shard, process in self._share(view).items()
            if process == view.me
        )

    async def begin(self, count: int) -> None:
        """Share so many shards with the others, from now on."""
        self._count = count
        self._ownership.share(count)
        self._client.identify_gate.claim = self._claim_bucket
        self._running = asyncio.create_task(self._run())

    async def leave(self, within: float) -> None:
        """Take no more, and hand over what is ours to those who live, in so many seconds."""
        self._leaving = True
        with suppress(StoreError, TimeoutError):
            async with asyncio.timeout(within):
                await self._locks.take(ShardLock.LEAVING, self._count, shared=True)
                await self._locks.release(ShardLock.PROCESS, self._count, shared=True)
                if self._leads:
                    self._client.follow()
                    self._leads = False
                    await self._locks.release(ShardLock.LEADER)
                await self._locks.tell("{}")
                others = (await self._locks.look()).processes
                while others and not self._lost and (self._ownership.shards or self._tasks):  # noqa: ASYNC110 - no Event of ours
                    await asyncio.sleep(ASK_EVERY)

    async def close(self) -> None:
        """Give up everything; nothing that acts for a server is under way by now."""
        left = self._ownership.shards or ()
        for shard_id in left:
            self._ownership.remove(shard_id)
        tasks = [each for each in (self._running, *self._tasks.values(), *self._work) if each]
        for task in tasks:
            task.cancel()
        with suppress(StoreError):
            for shard_id in left:
                await self._tell_handed(shard_id)
        await self._locks.close()

    # -- who holds what

    async def _run(self) -> None:
        while True:
            try:
                await self._locks.open()
                await self._regain()
                while True:
                    asked = time.monotonic()
                    view = await self._locks.look()
                    self._confirm(asked)
                    self._view = view
                    await self._act(view)
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._woken.wait(), LOOK_EVERY)
                    self._woken.clear()
            except StoreError as trouble:
                self._lose()
                log.info("shards wait for the database", why=trouble.reason)
            except Exception:
                self._locks.abandon()
                self._lose()
                log.exception("shards failed")
            await asyncio.sleep(RETRY_AFTER)

    def _confirm(self, asked: float) -> None:
        late = asked - self._confirmed > VALID_FOR
        self._confirmed = asked
        self._ownership.confirm(asked + VALID_FOR)
        if late and self._ownership.shards:
            # Whatever was to be done meanwhile was left undone.
            self._takes_up = True

    async def _regain(self) -> None:
        """Begin anew with a session that holds nothing, and keep what nobody else has taken."""
        last = self._confirmed
        if not self._leaving:
            await self._join()
        asked = time.monotonic()
        self._lost = False
        self._handed_over.clear()
        for shard_id in range(self._count):
            if self._client.has_session(shard_id) and await self._locks.take(
                ShardLock.SHARD, shard_id
            ):
                # So soon nobody else can have begun to act.
                rested = time.monotonic() - last < REST
                self._confirm(asked)
                self._begin_task(shard_id, self._own_after(0.0 if rested else REST, shard_id))

    async def _join(self) -> None:
        """Be one of those that share the shards, once all reckon with the same number of them."""
        warned = False
        while True:
            view = await self._locks.look()
            others = set((view.processes | view.leaving).values()) - {self._count}
            if not others:
                await self._locks.take(ShardLock.PROCESS, self._count, shared=True)
                view = await self._locks.look()
                if all(
                    count == self._count or pid > view.me for pid, count in view.processes.items()
                ):
                    log.info("shards shared", shards=self._count, processes=len(view.processes))
                    return
                # Another has joined at the same moment.
                await self._locks.release(ShardLock.PROCESS, self._count, shared=True)
            elif self._adapts and not any(map(self._client.has_session, range(self._count))):
                self._count = max(others)
                self._client.use_shard_count(self._count)
                self._ownership.share(self._count)
            elif not warned:
                warned = True
                log.warning(
                    "waits for processes with another SHARD_COUNT to end",
                    ours=self._count,
                    theirs=sorted(others),
                )
            await asyncio.sleep(LOOK_EVERY)

    def _lose(self) -> None:
        """Stop acting, at once: the locks are gone, and another may take them."""
        if self._lost:
            return
        self._lost, self._view = True, None
        shards = self._ownership.shards or ()
        for shard_id in shards:
            self._ownership.remove(shard_id)
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()
        self._free_since.clear()
        self._waits_for.clear()
        if self._leads:
            self._leads = False
            self._client.follow()
        if shards:
            log.warning("shards lost", shards=sorted(shards))
            self._start(self._put_down())
        self._woken.set()

    def _share(self, view: Holders) -> dict[int, int]:
        return share_out(self._count, view.shards, view.processes)

    async def _act(self, view: Holders) -> None:
        """Take and hand over what is to change hands, and lead if nobody does."""
        share = {} if self._leaving else self._share(view)
        for shard_id in range(self._count):
            if shard_id in view.shards:
                self._free_since.pop(shard_id, None)
            else:
                self._free_since.setdefault(shard_id, time.monotonic())
            ours = share.get(shard_id) == view.me
            if shard_id in self._tasks:
                self._leave_alone(view, shard_id, ours=ours)
            elif view.shards.get(shard_id) == view.me:
                self._keep(view, shard_id, ours=ours)
            elif not ours and self._client.has_session(shard_id):
                # Somebody has taken it while we could not be reached.
                self._begin_task(shard_id, self._end_session(shard_id))
            elif ours and (shard_id in view.shards or self._was_free(shard_id)):
                self._begin_task(shard_id, self._take(shard_id))
        await self._lead(view)
        if self._takes_up:
            self._takes_up = False
            self._start(self._take_up())

    def _leave_alone(self, view: Holders, shard_id: int, *, ours: bool) -> None:
        """Give up waiting for a shard if it is not to change hands after all."""
        if not ours and view.shards.get(shard_id) not in (None, view.me):
            self._tasks.pop(shard_id).cancel()
            self._start(self._end_session(shard_id))

    def _keep(self, view: Holders, shard_id: int, *, ours: bool) -> None:
        """Act for a shard that is held, or hand it over to a process that waits for it."""
        if shard_id not in (self._ownership.shards or ()):
            # Taking it has failed half way.
            self._begin_task(shard_id, self._own_after(REST, shard_id))
        elif not ours and view.ready.get(shard_id) not in (None, view.me):
            self._begin_task(shard_id, self._hand_over(shard_id))
        elif not self._client.has_session(shard_id):
            self._connect(shard_id)

    def _was_free(self, shard_id: int) -> bool:
        """Return whether a shard may be taken: its last process, and all who start, come first."""
        if shard_id in self._handed_over:
            return True
        return time.monotonic() - self._free_since[shard_id] >= LOOK_EVERY

    async def _lead(self, view: Holders) -> None:
        if self._leaving or self._leads or set(view.shards) != set(range(self._count)):
            return
        if view.leader is None and await self._locks.take(ShardLock.LEADER):
            self._leads = True
            self._start(self._client.lead())

    # -- one shard

    async def _take(self, shard_id: int) -> None:
        """Begin a session, wait until the shard is ours, and act for its servers."""
        free = await self._locks.take(ShardLock.SHARD, shard_id)
        taken_at = time.monotonic()
        if free and shard_id not in self._handed_over:
            # The process before us may just have begun a session, and its locks tell no more.
            await asyncio.sleep(PAUSE)
        connected = self._connect(shard_id)
        if not free:
            await asyncio.shield(connected)
            if shard_id not in self._waits_for:
                await self._locks.take(ShardLock.READY, shard_id)
                self._waits_for.add(shard_id)
            await self._locks.tell("{}")
            while not await self._locks.take(ShardLock.SHARD, shard_id):  # noqa: ASYNC110 - no Event of ours
                await asyncio.sleep(ASK_EVERY)
            taken_at = time.monotonic()
            await self._wait_no_more(shard_id)
        # What the process before us has told arrives before the answer to this.
        await self._locks.look()
        rest = 0.0 if shard_id in self._handed_over else taken_at + REST - time.monotonic()
        await self._own_after(rest, shard_id)
        await asyncio.shield(connected)

    async def _own_after(self, rest: float, shard_id: int) -> None:
        await asyncio.sleep(max(0.0, rest))
        # Should we die, nobody may take it for handed over.
        await self._locks.tell(json.dumps({"shard": shard_id, "taken": True}))
        self._handed_over.discard(shard_id)
        self._ownership.add(shard_id)
        log.info("shard taken", shard=shard_id, rested=round(max(0.0, rest), 1))
        self._start(self._take_up())

    def _connect(self, shard_id: int) -> asyncio.Task[None]:
        """Begin a session, unless there is one; what was begun is not cut off half way."""
        task = self._connecting.get(shard_id)
        if task is None or task.done():
            task = self._start(self._begin_session(shard_id))
            self._connecting[shard_id] = task
        return task

    async def _begin_session(self, shard_id: int) -> None:
        while not self._client.has_session(shard_id):
            try:
                await self._client.take_shard(shard_id)
            except Exception as error:  # noqa: BLE001 - whatever it is, the others are served
                log.warning("shard not connected", shard=shard_id, error=type(error).__name__)
                await asyncio.sleep(CONNECT_AGAIN_AFTER)

    async def _end_session(self, shard_id: int) -> None:
        connecting = self._connecting.pop(shard_id, None)
        if connecting is not None:
            await asyncio.wait((connecting,))
        await self._client.let_shard_go(shard_id)
        await self._wait_no_more(shard_id)

    async def _wait_no_more(self, shard_id: int) -> None:
        if shard_id in self._waits_for:
            self._waits_for.discard(shard_id)
            await self._locks.release(ShardLock.READY, shard_id)

    async def _hand_over(self, shard_id: int) -> None:
        """Finish what is under way for a shard, and let the process that waits for it go on."""
        self._connecting.pop(shard_id, None)
        await self._client.let_shard_go(shard_id)
        await self._client.finish_accepted()
        self._ownership.remove(shard_id)
        await self._put_down()
        await self._tell_handed(shard_id)
        log.info("shard handed over", shard=shard_id)

    async def _tell_handed(self, shard_id: int) -> None:
        ids = self._held.list_answered(shard_id)
        for start in range(0, len(ids), IDS_AT_ONCE):
            told = {"shard": shard_id, "answered": ids[start : start + IDS_AT_ONCE]}
            await self._locks.tell(json.dumps(told))
        await self._locks.tell(json.dumps({"shard": shard_id, "handed_over": True}))
        await self._locks.release(ShardLock.SHARD, shard_id)

    def _hear(self, message: str) -> None:
        told = json.loads(message)
        if "shard" in told:
            self._held.note_answered_before(told["shard"], told.get("answered", ()))
            if told.get("handed_over"):
                self._handed_over.add(told["shard"])
            if told.get("taken"):
                self._handed_over.discard(told["shard"])
        self._woken.set()

    async def _refuse(self, shard_id: int, data: Any) -> None:  # noqa: ANN401 - as Discord sent it
        interaction = self._client.read_interaction(data)
        if not await say_not_recorded(interaction) and self._lost:
            # Somebody else has a session of this shard, and acts for it.
            await self._end_session(shard_id)

    async def _claim_bucket(self, bucket: int) -> None:
        with suppress(StoreError):
            # Without the database nobody else takes a shard either.
            while not await self._locks.take(ShardLock.IDENTIFY, bucket):  # noqa: ASYNC110 - no Event of ours
                await asyncio.sleep(ASK_EVERY)
            self._start(self._free_bucket(bucket))

    async def _free_bucket(self, bucket: int) -> None:
        await asyncio.sleep(PAUSE)
        with suppress(StoreError):
            await self._locks.release(ShardLock.IDENTIFY, bucket)

    # -- what follows

    async def _take_up(self) -> None:
        try:
            await self._client.take_up()
        except StoreError:
            # The store has logged its trouble.
            self._takes_up = True
        except Exception:
            log.exception("servers not taken up")
            self._takes_up = True

    async def _put_down(self) -> None:
        try:
            await self._client.put_down()
        except StoreError:
            return
        except Exception:
            log.exception("servers not put down")

    def _begin_task(self, shard_id: int, work: Coroutine[Any, Any, None]) -> None:
        task = self._start(work)
        self._tasks[shard_id] = task

        def forget(done: asyncio.Task[None]) -> None:
            if self._tasks.get(shard_id) is done:
                del self._tasks[shard_id]

        task.add_done_callback(forget)

    def _start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(self._guard(work))
        self._work.add(task)
        task.add_done_callback(self._work.discard)
        # Cancelled before its first step, a guard never comes to what it guards.
        task.add_done_callback(lambda _: work.close())
        return task

    async def _guard(self, work: Coroutine[Any, Any, Any]) -> None:
        try:
            await work
        except StoreError:
            # The look at the locks finds it out as well.
            return
        except Exception:
            log.exception("shards failed")
