"""People who play a quiz in a channel, and what there is to see of it."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import discord

from tests.options import find_label, is_labelled
from tests.simulation import press


class Party:
    """A channel in which a quiz is played, looked at from outside the bot."""

    def __init__(self, env: Any, channel: Any, database: Path) -> None:
        self.env = env
        self.channel = channel
        self.database = database

    # --- what people do

    async def start(self, host: Any, **options: Any) -> Any:
        """`/quiz`, as far as its lobby."""
        return await host.slash(self.channel, "quiz", **options)

    async def begin(self, host: Any, **options: Any) -> Any:
        """`/quiz` and Start now: the first question is open."""
        begun = await self.start(host, **options)
        await self.press(host, "Start now")
        return begun

    async def press(self, who: Any, label: str) -> Any:
        """Presses a button of the latest message that has it; an option is known by its letter."""
        message = self.find(label)
        return await who.click(message, label=find_label(labels(message), label))

    async def answer(self, who: Any, letter: str) -> str:
        """Presses a letter of the open question; returns what the person is told."""
        return (await self.press(who, letter)).response.content

    def screen(self) -> dict[str, Any]:
        """The latest message as it is on somebody's screen, whatever becomes of it."""
        return self.env.message_payload(self.channel.id, self.latest.id)

    async def press_on(self, screen: dict[str, Any], who: Any, label: str) -> Any:
        """Presses a button on an old screen: late, or for the second time."""
        buttons = (button for row in screen["components"] for button in row["components"])
        custom_id = next(each["custom_id"] for each in buttons if is_labelled(each["label"], label))
        return await press(who, self.channel, screen, custom_id)

    async def wait(self, seconds: float) -> None:
        """Lets time pass, however long the bot takes for what it does meanwhile."""
        await self.env.advance_time(seconds)

    # --- what there is to see

    @property
    def messages(self) -> list[discord.Message]:
        """What everybody sees, oldest first."""
        return [each for each in self.channel.history() if not each.flags.ephemeral]

    @property
    def latest(self) -> discord.Message:
        return self.messages[-1]

    def find(self, label: str) -> discord.Message:
        return next(each for each in reversed(self.messages) if find_label(labels(each), label))

    @property
    def titles(self) -> list[str]:
        """The title of each embed, without its emoji."""
        return [
            embed.title.partition(" ")[2] for message in self.messages for embed in message.embeds
        ]

    @property
    def text(self) -> str:
        """The latest message."""
        return self.latest.embeds[0].description

    # --- what is remembered

    @contextmanager
    def look(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.database)
        connection.row_factory = sqlite3.Row
        try:
            yield connection
        finally:
            connection.close()

    def ask(self, statement: str, *values: object) -> list[tuple]:
        with self.look() as connection:
            return [tuple(row) for row in connection.execute(statement, values)]

    @property
    def right(self) -> str:
        """The letter of the right option of the question asked last."""
        ((choice,),) = self.ask(
            "SELECT right_choice FROM quiz_question WHERE opened_at IS NOT NULL "
            "ORDER BY quiz_id DESC, position DESC LIMIT 1"
        )
        return "ABCD"[choice]

    @property
    def wrong(self) -> str:
        return "B" if self.right == "A" else "A"

    @property
    def phase(self) -> str:
        ((phase,),) = self.ask("SELECT phase FROM quiz ORDER BY id DESC LIMIT 1")
        return phase

    def points(self, *people: Any) -> list[int]:
        """What each has on the server's board."""
        found = dict(
            self.ask("SELECT person_id, points FROM tally WHERE period = 'all' AND topic = ''")
        )
        return [found.get(each.id, 0) for each in people]

    def assert_sound(self) -> None:
        """Nothing was asked twice, scored twice or lost: the tally is a recount of the answers."""
        counted = self.ask(
            "SELECT person_id, sum(points), sum(correct), count(*) FROM answer "
            "JOIN quiz_question USING (quiz_id, position) WHERE closed_at IS NOT NULL "
            "GROUP BY person_id ORDER BY person_id"
        )
        kept = self.ask(
            "SELECT person_id, points, correct, answered FROM tally "
            "WHERE period = 'all' AND topic = '' ORDER BY person_id"
        )
        assert counted == kept
        of_items = self.ask(
            "SELECT guild_id, item_id, sum(correct), count(*) FROM answer "
            "JOIN quiz_question USING (quiz_id, position, item_id) WHERE closed_at IS NOT NULL "
            "GROUP BY guild_id, item_id"
        )
        assert self.ask("SELECT * FROM item_tally ORDER BY guild_id, item_id") == of_items
        asked = [title for title in self.titles if title.startswith("Question")]
        assert len(asked) == len({title.split(":")[0] for title in asked})


def words(text: str) -> set[str]:
    """To look for a name in: an alias such as "Quiet Jacana" holds "ana", and no Ana."""
    return set(re.findall(r"\w+", text))


def labels(message: discord.Message) -> list[str]:
    return [button.label for row in message.components for button in row.children]


def custom_ids(message: discord.Message) -> list[str]:
    return [button.custom_id for row in message.components for button in row.children]


def forbid(env: Any, channel: Any, *rights: str, who: int | None = None) -> None:
    """Takes rights away in a channel: from the bot, unless somebody else is named."""
    env.deny(channel.id, *rights, member_id=who)
