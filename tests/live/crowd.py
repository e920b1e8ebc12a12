"""Rooms full of people who play on whatever becomes of the bot, and what was promised to them."""

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.discord_rules import broken_promises
from tests.live.interactions import DEFER, REPLY, Interaction
from tests.live.process import BotProcess, started, until
from tests.live.room import AGAIN, STEPS, Room
from tests.live.server import DiscordServer
from tests.live.world import Guild, User

ACKNOWLEDGED = "You chose **"
REFUSALS = ("That question ", "The quiz is paused", "This quiz is over")
"""How the bot may say that a press did not count."""

Answer = tuple[int, int, int]
"""Quiz, position, person."""


@dataclass(slots=True)
class Promise:
    """What may stand in the database: the choice acknowledged last, and later ones in doubt."""

    made: bool = False
    possible: set[int] = field(default_factory=set)


class Crowd:
    """Everybody answers, changes their mind and presses twice; hosts press Next."""

    IN_DOUBT = ""
    """What somebody may be told whose press counts or not."""

    def __init__(
        self,
        discord: DiscordServer,
        home: Path,
        *,
        rooms: int,
        people: int,
        seed: int,
        patience: float = 3.0,
        start: float = 1.0,
        shards: int = 1,
    ) -> None:
        """`people` are those in each room, one of whom is its host. Each shard has a server.

        Whoever is not answered within `patience`, in seconds, notes a fault. `start` is about how
        long the bot takes to start: some of them are killed meanwhile.
        """
        self.discord = discord
        self.home = home
        self.rng = random.Random(seed)
        guilds = [_add_guild(discord, number, shards) for number in range(shards)]
        self.people: dict[int, list[User]] = {}
        self.rooms: list[Room] = []
        for number in range(rooms):
            guild = guilds[number % shards]
            names = [f"Player{number}x{each}" for each in range(people)]
            members = [discord.world.add_member(guild, name) for name in names]
            channel = discord.world.add_channel(guild, f"quiz-{number}")
            self.rooms.append(Room(discord, channel, members[0]))
            self.people[channel.id] = members
        self.promises: dict[Answer, Promise] = {}
        self.acknowledged = 0
        self.faults: list[str] = []
        self._patience = patience
        self._start = start
        self._unsettled: list[tuple[Answer, int, Interaction]] = []
        self._playing_on = True

    # --- lives of the bot

    async def live_and_be_killed(self) -> None:
        """One process: it starts, is played with, and is killed at a moment of chance."""
        while_starting = self.rng.random() < 0.2
        async with started(self.discord, self.home, ready=False) as bot:
            if while_starting:
                await asyncio.sleep(self.rng.uniform(0.0, self._start))
            else:
                await self._connected(bot)
                async with self._play():
                    await asyncio.sleep(self.rng.uniform(0.0, 2.0))
                self._look_at_teams()
            await bot.kill()
        await self._after_the_end()

    async def play_to_the_end(self, within: float = 300.0) -> None:
        """One process that is left alone until every quiz is over; TimeoutError if one is not."""
        self._playing_on = False
        async with started(self.discord, self.home, ready=False) as bot:
            await self._connected(bot)
            async with self._play():
                await until(lambda: not self._running(), within)
        await self._after_the_end()

    async def _connected(self, bot: BotProcess) -> None:
        await until(lambda: self.discord.gateway.live_sessions or not bot.running)
        assert bot.running, bot.log

    @asynccontextmanager
    async def _play(self) -> AsyncIterator[None]:
        players = [
            asyncio.create_task(work)
            for room in self.rooms
            for work in (self._host(room), *(self._answer(room, who) for who in self._of(room)))
        ]
        try:
            yield
        finally:
            await _cancel(players)

    async def _after_the_end(self) -> None:
        # What the dead process had sent already is still being read.
        await until(lambda: not self.discord.busy)
        self._settle()
        self._look_through_requests()
        self.discord.gateway.sessions.clear()
        self.discord.interactions.by_token.clear()

    # --- what people do

    async def _host(self, room: Room) -> None:
        while True:
            await asyncio.sleep(self.rng.uniform(0.1, 0.5))
            step, again = room.find(*STEPS), room.find(AGAIN)
            # A quiz may be over before its result is to be seen: whoever tries finds out.
            if step is not None and (again is None or self.rng.random() < 0.8):
                asked = await self.discord.click(room.host, *step, wait=0)
            elif not self._playing_on:
                continue
            elif again is not None and self.rng.random() < 0.5:
                asked = await self.discord.click(room.host, *again, wait=0)
            else:
                pace = self.rng.choice(("host", "brisk"))
                how = {"teams": 2} if self.rng.random() < 0.5 else {}
                asked = await self.discord.slash(
                    room.host, room.channel, "quiz", wait=0, length=3, pace=pace, **how
                )
            await self._wait_for(asked)

    async def _answer(self, room: Room, who: User) -> None:
        while True:
            await asyncio.sleep(self.rng.uniform(0.02, 0.4))
            question, team = room.open_question, room.find_team(self.rng)
            if question is None:
                if team is not None and self.rng.random() < 0.5:
                    await self._wait_for(await self.discord.click(who, *team, wait=0))
                continue
            message, letters = question
            custom_id = self.rng.choice(letters)
            asked = await self.discord.click(who, message, custom_id, wait=0)
            _, quiz, position, choice = custom_id.split(":")
            answer = (int(quiz), int(position), who.id)
            self._unsettled.append((answer, int(choice), asked))
            if self.rng.random() < 0.2:
                await self.discord.redeliver(asked)
            await self._wait_for(asked)

    async def _wait_for(self, asked: Interaction) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await asked.done.wait()
        except TimeoutError:
            self.faults.append(f"{asked.data.get('custom_id', '/quiz')} was not answered in time")

    def _of(self, room: Room) -> list[User]:
        return self.people[room.channel.id]

    # --- what came of it

    def _settle(self) -> None:
        """Note what each press was told; one that was told nothing may count or not."""
        for answer, choice, asked in self._unsettled:
            promise = self.promises.setdefault(answer, Promise())
            # Killed while it was thinking, the bot has told nothing either.
            if not asked.said or (self.IN_DOUBT and self.IN_DOUBT in asked.said):
                promise.possible.add(choice)
            elif asked.answer in (REPLY, DEFER) and asked.said.startswith(ACKNOWLEDGED):
                self.acknowledged += 1
                promise.made, promise.possible = True, {choice}
            elif not asked.said.startswith(REFUSALS):
                self.faults.append(f"{answer} was told: {asked.said}")
        self._unsettled.clear()

    def _look_at_teams(self) -> None:
        """Note who has answered in a quiz of teams that goes on, and is in none of them.

        It is looked at while the bot lives: whoever reads the file after a kill recovers it.
        """
        without = self.rows(
            "SELECT quiz_id, person_id FROM answer JOIN quiz ON quiz.id = quiz_id "
            "WHERE teams IS NOT NULL AND board_message_id IS NULL EXCEPT "
            "SELECT quiz_id, person_id FROM quiz_player WHERE team IS NOT NULL"
        )
        self.faults += [f"answered for no team: {row}" for row in without]

    def _look_through_requests(self) -> None:
        for call in self.discord.rest.calls:
            # A new process does not know how much of Discord's patience the last one used up.
            if call.status >= 400 and call.status != 429:
                self.faults.append(f"{call.method} {call.path}: {call.status} {call.code}")
            self.faults += broken_promises(call.method, call.path, call.body)
        self.discord.rest.calls.clear()

    def _running(self) -> list[tuple[object, ...]]:
        return self.rows(
            "SELECT id FROM quiz WHERE phase <> 'finished' OR board_message_id IS NULL"
        )

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """Ask the database, beside the bot."""
        with closing(sqlite3.connect(self.home / "imnm.db", timeout=10)) as connection:
            return connection.execute(statement).fetchall()

    def lost(self) -> list[str]:
        """Every acknowledged answer that is not in the database as it was acknowledged."""
        kept = {
            (quiz, position, person): choice
            for quiz, position, person, choice in self.rows(
                "SELECT quiz_id, position, person_id, choice FROM answer"
            )
        }
        wrong = [
            f"{answer}: promised {promise.possible}, kept {kept.get(answer)}"
            for answer, promise in self.promises.items()
            if (promise.made or answer in kept) and kept.get(answer) not in promise.possible
        ]
        return wrong + [f"{answer}: nobody gave it" for answer in set(kept) - set(self.promises)]

    def unsound(self) -> list[str]:
        """Whatever is scored twice, not scored, asked twice, or has not come to its end."""
        checks = {
            "scored wrongly": "SELECT a.id FROM answer a JOIN quiz_question q "
            "USING (quiz_id, position) WHERE (a.points = CASE WHEN "
            "a.choice = q.right_choice THEN 1000 ELSE 0 END) IS NOT TRUE "
            "OR a.correct <> (a.choice = q.right_choice)",
            "answered twice": "SELECT quiz_id, position, person_id FROM answer "
            "GROUP BY 1, 2, 3 HAVING count(*) > 1",
            "tally is no recount": "WITH recount AS (SELECT person_id, sum(points), "
            "sum(CASE WHEN correct THEN 1 ELSE 0 END), count(*) FROM answer GROUP BY 1), "
            "told AS (SELECT person_id, points, correct, answered FROM tally "
            "WHERE period = 'all' AND topic = '') SELECT * FROM (SELECT * FROM recount "
            "EXCEPT SELECT * FROM told) AS missing UNION ALL SELECT * FROM (SELECT * FROM told "
            "EXCEPT SELECT * FROM recount) AS extra",
            "not ended": "SELECT id, phase, reason FROM quiz "
            "WHERE phase <> 'finished' OR (reason = 'done') IS NOT TRUE",
            "kept in a team": "SELECT quiz_id, person_id FROM quiz_player",
            "without a result": "SELECT id FROM quiz WHERE board_message_id IS NULL",
            "asked twice": "SELECT quiz_id, item_id FROM quiz_question "
            "GROUP BY 1, 2 HAVING count(*) > 1",
        }
        found = [
            f"{what}: {row}" for what, statement in checks.items() for row in self.rows(statement)
        ]
        noted = [int(str(each)) for (each,) in self.rows("SELECT message_id FROM quiz_question")]
        shown = [
            message.id
            for room in self.rooms
            for message in room.shown
            if " Question " in message.embeds[0]["title"]
        ]
        return found + [f"shown but not noted, or not shown: {m}" for m in set(noted) ^ set(shown)]


def _add_guild(discord: DiscordServer, number: int, shards: int) -> Guild:
    """Add a server that is on the shard of this number."""
    while True:
        guild = discord.world.add_guild(f"Study group {number}")
        if (guild.id >> 22) % shards == number:
            return guild
        del discord.world.guilds[guild.id]


async def play_through_kills(crowd: Crowd, kills: int) -> None:
    """Kill the bot so many times in the middle of its quizzes, then let them come to their end."""
    for _ in range(kills):
        await crowd.live_and_be_killed()
    await crowd.play_to_the_end()


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
