"""Controls that show only after a long story, by everybody, while the bot lacks one right.

The walk of the permission matrix does not come by them: a question of the day, a quiz that stays
open, a long list of pins, a reminder, a right answer in practice, a question that was set aside, a
term among what was found, a report, somebody's message, a server that has just added the bot, a
quiz in teams.
"""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.deck.library import Library
from bot.deck.model import Level
from bot.features.pins.content import FRONT_DESK
from bot.learning.practice import Practice
from bot.learning.questions import EVERYBODY, EVERYTHING, item_bank_of
from bot.learning.repetition import LEECH_AFTER
from bot.learning.scoring import Scoring
from bot.learning.session import Pace
from bot.store import DailySettings, GuildDefaults, Pin, Preferences, QuizPlan, Reminder, Store
from tests.live.process import ROOT, started, until
from tests.live.rights import PIN_MESSAGES
from tests.live.server import DiscordServer
from tests.live.test_permission_matrix import LACKING, MODERATOR, RARE, Visitor
from tests.live.world import Channel, Message, User

pytestmark = [pytest.mark.live, pytest.mark.long]

ALONE = {"sto1"}
NEED_RIGHTS = {"ac1", "on1", "qt1"}
"""Controls that are not shown where the bot may not do what they do."""


class Scene:
    """A server in which the bot will lack one right, with a member, a moderator and a desk."""

    def __init__(self, discord: DiscordServer, place: str, lacking: str) -> None:
        world = discord.world
        self.lacking = lacking
        self.guild = world.add_guild(f"{place} without {lacking}")
        self.guild.joined_at = datetime.now(UTC).isoformat()
        self.guild.members[world.bot.id] |= PIN_MESSAGES
        self.parent = world.add_channel(self.guild, "general")
        self.channel = (
            self.parent if place == "channel" else world.add_thread(self.parent, "thread")
        )
        self.desk = world.add_channel(self.guild, "moderators")
        member = world.add_member(self.guild, "Member")
        moderator = world.add_member(self.guild, "Moderator", permissions=MODERATOR)
        self.member = Visitor(discord, member, self.channel)
        self.moderator = Visitor(discord, moderator, self.channel)
        self.asked = world.add_message(member, self.channel, "Why is climbing stairs so hard?")
        self.posts = 4 if place == "channel" else 3
        """That question, the bot's, an open quiz, and a greeting, which is in the channel."""

    async def prepare(self, store: Store, library: Library, now: datetime) -> None:
        """Write what it would take a day and ten commands to bring about."""
        daily = DailySettings(self.channel.id, (now - timedelta(minutes=1)).time(), "UTC")
        chosen = GuildDefaults(daily=daily, reports_channel=self.desk.id)
        await store.servers.change(self.guild.id, lambda _: chosen, now)
        # It is greeted when it adds the bot again.
        await store.servers.left(self.guild.id, now)
        await store.open_quizzes.create(self._plan_quiz(library), now + timedelta(days=1), now)
        missed = list(item_bank_of(library.deck).items.values())[-1]
        for visitor in (self.member, self.moderator):
            for days in range(LEECH_AFTER, 0, -1):
                at = now - timedelta(days=days)
                await store.reviews.record(
                    visitor.user.id, missed, choice=1, correct=False, since=at, at=at
                )
        for number in range(1, 10):
            where = (self.channel.id + number, self.channel.id, self.guild.id)
            await store.pins.add(Pin(*where, FRONT_DESK, Level.PLAIN, library.deck.revision))

    def _plan_quiz(self, library: Library) -> QuizPlan:
        items = tuple(item_bank_of(library.deck).items.values())[:1]
        return QuizPlan(
            guild_id=self.guild.id,
            channel_id=self.channel.id,
            home_id=self.channel.id,
            host_id=None,
            topic=EVERYTHING,
            audience=EVERYBODY,
            names=False,
            pace=Pace.HOST,
            scoring=Scoring.ACCURACY,
            items=items,
            seeds=(1,),
        )

    async def play(self, library: Library) -> None:
        for visitor in (self.member, self.moderator):
            await visitor.press(only(self.channel, "d1q:"), "d1q:")
            asked = await visitor.press(only(self.channel, "op1:"), "op1:")
            assert asked.message is not None
            await visitor.press(asked.message, "oa1:")
            await visitor.press(asked.message, "op1:")
            await visitor.press(asked.message, "ow1:")
            await visitor.press(only(self.parent, "wl1"), "wl1")
            await self._answer(visitor)
            await self._practise(visitor, library)
            await self._search(visitor)
            doctor = await visitor.ask("imnm card", name="doctor")
            await visitor.press(doctor, "ho1")
        reports = list(self.desk.messages.values())
        assert len(reports) == 2
        for message in reports:
            refused = await self._press_desk(self.member, message)
            assert "Manage Messages" in refused, refused
            assert ": resolved" in await self._press_desk(self.moderator, message)
        asked = await self.moderator.press(only(self.channel, "op1:"), "oc1:")
        assert asked.message is not None
        sure = asked.message
        await self.moderator.press(sure, "oc1:")
        await until(lambda: sure.content.startswith("The quiz is closed"))
        await self._open_another()
        listed = await self.moderator.ask("pin list")
        await self.moderator.press(listed, "pl1:")
        page = await self.moderator.ask("settings server")
        await self.moderator.press(page, "svp1:quizzes")
        await self.moderator.press(page, "svo1")
        await self._play_in_teams()

    async def _answer(self, visitor: Visitor) -> None:
        """Answer somebody's message with a card, where the bot may reply."""
        asked = await visitor.discord.menu(visitor.user, self.asked, "Answer with a card")
        await visitor.judge(asked, "Answer with a card")
        assert asked.message is not None
        if asked.message.pieces():
            await visitor.press(asked.message, "ac1:")

    async def _open_another(self) -> None:
        """Open another round, where the board of the last one is shown."""
        boards = [each for each in self.channel.messages.values() if find(each, "on1:")]
        for board in boards:
            asked = await self.moderator.press(board, "on1:")
            if asked.message is not None and asked.message.pieces():
                await self.moderator.press(asked.message, "on1:")

    async def _play_in_teams(self) -> None:
        """Join a team of a quiz, where the bot may post its lobby."""
        await self.moderator.ask("quiz", teams=2, pace="host", length=3)
        for lobby in [each for each in self.channel.messages.values() if find(each, "qt1:")]:
            for visitor in (self.member, self.moderator):
                await visitor.press(lobby, "qt1:")

    async def _practise(self, visitor: Visitor, library: Library) -> None:
        asked = await visitor.ask("review", what="missed")
        await visitor.press(asked, "vb1:")
        asked = await visitor.ask("review", length=1)
        await visitor.press(asked, find_right(library, asked))
        await visitor.press(asked, "vg1:")
        await visitor.press(asked, "rp1:")
        await visitor.press(asked, "vn1:")
        await visitor.press(asked, "va1")

    async def _search(self, visitor: Visitor) -> None:
        found = await visitor.ask("imnm search", query="adrenal insufficiency meaning")
        await visitor.press(found, "d1:")
        found = await visitor.ask("imnm search", query="climbing stairs is hard")
        await visitor.press(found, "ph1:")

    async def _press_desk(self, visitor: Visitor, message: Message) -> str:
        return (await visitor.press(message, "rr1:")).text


def only(channel: Channel, start: str) -> Message:
    """The one message that has such a control."""
    (found,) = (message for message in channel.messages.values() if find(message, start))
    return found


def find(message: Message, start: str) -> bool:
    return any(str(each.get("custom_id")).startswith(start) for each in message.pieces())


def find_right(library: Library, asked: Message) -> str:
    """The custom_id of the right answer to a question of practice."""
    for piece in asked.pieces():
        kind, written, revision, choice = str(piece.get("custom_id")).split(":")
        assert kind == "v1"
        order = Practice.decode(written).order(item_bank_of(library.deck).by_revision[revision])
        if order[int(choice)] == 0:
            return str(piece["custom_id"])
    raise AssertionError("no answer is right")


async def remind(store: Store, library: Library, user: User, now: datetime) -> None:
    """Let somebody want a reminder that is due, of a question that is due."""
    item = next(iter(item_bank_of(library.deck).items.values()))
    then = now - timedelta(days=3)
    await store.reviews.record(user.id, item, choice=1, correct=False, since=then, at=then)
    at = (now - timedelta(minutes=1)).astimezone(ZoneInfo("Asia/Tokyo")).time()
    await store.people.change(user.id, lambda _: Preferences(reminder=Reminder(at, "Asia/Tokyo")))


@pytest.mark.parametrize("place", ["channel", "thread"])
async def test_rare_controls_are_answered_whatever_the_bot_lacks(
    discord: DiscordServer, tmp_path: Path, place: str
) -> None:
    home, now = tmp_path / "home", datetime.now(UTC)
    home.mkdir()
    library = Library(ROOT / "cards")
    library.load()
    scenes = [Scene(discord, place, lacking) for lacking in LACKING]
    alone = discord.world.add_user("Ana", installed=True)
    assert alone.dm is not None
    async with Store(f"sqlite+aiosqlite:///{home / 'imnm.db'}") as store:
        await remind(store, library, alone, now)
        for scene in scenes:
            await scene.prepare(store, library, now)
    reminded = Visitor(discord, alone, alone.dm)
    async with started(discord, home) as bot:
        await until(lambda: alone.dm and alone.dm.messages)
        await until(lambda: all(len(scene.channel.messages) == scene.posts for scene in scenes))
        await reminded.press(only(alone.dm, "sto1"), "sto1")
        for scene in scenes:
            scene.parent.denied[discord.world.bot.id] = LACKING[scene.lacking]
            await scene.play(library)
        lines = bot.log.splitlines()
    assert [line for line in lines if "failed" in line or "Traceback" in line] == []
    visitors = [each for scene in scenes for each in (scene.member, scene.moderator)]
    assert [each.faults for each in (*visitors, reminded) if each.faults] == []
    for scene in scenes:
        due = RARE - ALONE if scene.lacking == "nothing" else RARE - ALONE - NEED_RIGHTS
        assert due <= scene.member.kinds | scene.moderator.kinds, scene.lacking
    assert reminded.kinds == ALONE
    with closing(sqlite3.connect(home / "imnm.db")) as database:
        (answers,) = database.execute("SELECT count(*) FROM answer").fetchone()
        (still,) = database.execute(
            "SELECT count(*) FROM guild WHERE daily_at IS NOT NULL"
        ).fetchone()
    assert (answers, still) == (4 * len(scenes), 0)
