"""`kill -9` in a quiz that stays open: between two answers, and while it closes."""

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.deck.library import Library
from bot.learning.questions import EVERYBODY, EVERYTHING, item_bank_of
from bot.learning.scoring import Scoring
from bot.learning.session import Pace
from bot.store import QuizPlan, Store
from tests.live.conftest import Community
from tests.live.interactions import UPDATE, Interaction
from tests.live.process import ROOT, BotProcess, started, until
from tests.live.server import DiscordServer
from tests.live.world import Message, User

pytestmark = [pytest.mark.live, pytest.mark.usefixtures("nothing_refused")]

QUESTIONS, PEOPLE = 4, 6
RIGHT, WRONG = "Right, +1,000", "Not this time"


class OpenQuiz:
    """A channel with an open quiz, those who play it, and what each of them was told."""

    def __init__(self, discord: DiscordServer, community: Community, home: Path) -> None:
        self.discord = discord
        self.channel = community.general
        self.players = [
            discord.world.add_member(community.guild, f"Player{n}") for n in range(PEOPLE)
        ]
        self.home = home
        self.rng = random.Random(2026)
        self.screens: dict[int, Message] = {}
        self.told: dict[tuple[int, int], bool] = {}
        """Person and position: whether they were told that their answer is right."""
        self._pressed: list[tuple[tuple[int, int], Interaction]] = []

    # --- what is in the database

    async def create(self, guild_id: int) -> None:
        library = Library(ROOT / "cards")
        library.load()
        now = datetime.now(UTC)
        plan = QuizPlan(
            guild_id=guild_id,
            channel_id=self.channel.id,
            home_id=self.channel.id,
            host_id=None,
            topic=EVERYTHING,
            audience=EVERYBODY,
            names=False,
            pace=Pace.HOST,
            scoring=Scoring.ACCURACY,
            items=tuple(item_bank_of(library.deck).items.values())[:QUESTIONS],
            seeds=tuple(range(QUESTIONS)),
        )
        async with self._store() as store:
            await store.open_quizzes.create(plan, now + timedelta(days=1), now)

    async def let_close(self, until: datetime) -> None:
        """Let a day go by while the bot is down."""
        async with self._store() as store:
            (found,) = await store.open_quizzes.list_open()
            stored = await store.quizzes.get(found.quiz_id)
            assert stored is not None
            stored.session.open_until = until
            for each in stored.session.rounds:
                each.closes_at = until
            await store.quizzes.save(stored, datetime.now(UTC))

    def _store(self) -> Store:
        return Store(f"sqlite+aiosqlite:///{self.home / 'imnm.db'}")

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """Ask the database, beside the bot."""
        with closing(sqlite3.connect(self.home / "imnm.db", timeout=10)) as connection:
            return connection.execute(statement).fetchall()

    @property
    def phase(self) -> object:
        ((phase,),) = self.rows("SELECT phase FROM quiz")
        return phase

    # --- lives of the bot

    @asynccontextmanager
    async def played(self) -> AsyncIterator[BotProcess]:
        """A process that everybody plays with until it is killed."""
        async with started(self.discord, self.home, ready=False) as bot:
            await until(lambda: self.discord.gateway.live_sessions or not bot.running)
            assert bot.running, bot.log
            await until(lambda: self.channel.messages)
            players = [asyncio.create_task(self._play(who)) for who in self.players]
            try:
                yield bot
            finally:
                await bot.kill()
                for task in players:
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await task
        # What the dead process had sent already is still being read.
        await until(lambda: not self.discord.busy)
        for answer, asked in self._pressed:
            self._note(answer, asked)
        self._pressed.clear()
        self.discord.gateway.sessions.clear()
        self.discord.interactions.by_token.clear()

    # --- what people do

    async def _play(self, who: User) -> None:
        """Answer whatever is asked, each time with a double press, and look at the result."""
        while True:
            await asyncio.sleep(self.rng.uniform(0.02, 0.2))
            screen = self.screens.get(who.id)
            if screen is None:
                asked = await self._press(who, self.public, "op1:")
                assert asked.message is not None
                self.screens[who.id] = asked.message
            elif options := find(screen, "oa1:"):
                chosen = self.rng.choice(options)
                position = int(chosen.split(":")[2])
                twice = (self._press(who, screen, chosen), self._press(who, screen, chosen))
                for asked in await asyncio.gather(*twice):
                    self._note((who.id, position), asked)
            elif find(screen, "op1:"):
                await self._press(who, screen, "op1:")
            else:
                return

    async def _press(self, who: User, message: Message, start: str) -> Interaction:
        custom_id = find(message, start)[0]
        asked = await self.discord.click(who, message, custom_id, wait=0)
        if custom_id.startswith("oa1:"):
            self._pressed.append(((who.id, int(custom_id.split(":")[2])), asked))
        await asked.done.wait()
        return asked

    def _note(self, answer: tuple[int, int], asked: Interaction) -> None:
        """Note what a press was told, if it was told anything."""
        if asked.answer == UPDATE and asked.message is not None:
            title = asked.message.embeds[0]["title"]
            if title.endswith((RIGHT, WRONG)):
                self.told.setdefault(answer, title.endswith(RIGHT))

    @property
    def public(self) -> Message:
        (message,) = (each for each in self.channel.messages.values() if not each.visible_to)
        return message


def find(message: Message, start: str) -> list[str]:
    """The ids of the buttons that begin so."""
    pieces = (str(each.get("custom_id")) for each in message.pieces())
    return [each for each in pieces if each.startswith(start)]


@pytest.mark.long
async def test_killed_between_answers_and_while_it_closes_it_counts_each_answer_once(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    quiz = OpenQuiz(discord, community, home)
    await quiz.create(community.guild.id)
    async with quiz.played():
        await until(lambda: len(quiz.told) >= PEOPLE)
    before = dict(quiz.told)
    assert before
    await quiz.let_close(datetime.now(UTC) + timedelta(seconds=6))
    for _ in range(50):
        discord.delay_next("PATCH", f"/channels/{quiz.channel.id}/messages/", 1)
    async with quiz.played():
        await until(lambda: quiz.phase in ("revealed", "finished"))
    discord.rest.troubles.clear()
    async with quiz.played():
        await until(lambda: quiz.phase == "finished")
        await until(lambda: find(quiz.public, "qm1:"))
    kept = {
        (person, position): bool(right)
        for person, position, right in quiz.rows("SELECT person_id, position, correct FROM answer")
    }
    assert {answer: kept.get(answer) for answer in quiz.told} == quiz.told
    assert len(kept) == len(quiz.rows("SELECT id FROM answer"))
    tally = "SELECT person_id, points, correct, answered FROM tally WHERE period='all' AND topic=''"
    recount = "SELECT person_id, sum(points), sum(correct), count(*) FROM answer GROUP BY person_id"
    assert sorted(quiz.rows(tally)) == sorted(quiz.rows(recount))
    assert len(discord.calls("POST", f"/channels/{quiz.channel.id}/messages")) == 1
    assert "Result: " in quiz.public.embeds[0]["title"]
    players = {person for person, _ in kept}
    assert str(quiz.public.embeds[0]["description"]).count(" points · ") == len(players)
