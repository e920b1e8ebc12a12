"""Somebody who practises alone, and what they have before them."""

import re
import sqlite3
from pathlib import Path
from typing import Any

from bot.deck.library import Library
from bot.learning.practice import Practice
from bot.learning.questions import Item, item_bank_of
from tests.options import TRUE_OR_FALSE, find_label


class Learner:
    """A person with `/review` open. ``result`` is the latest answer of the bot."""

    def __init__(self, who: Any, library: Library, database: Path, channel: Any = None) -> None:
        """Without a ``channel`` they practise in their direct messages."""
        self.who = who
        self.library = library
        self.database = database
        self.channel = channel
        self.result: Any = None

    async def ask(self, command: str, **options: Any) -> Any:
        where = () if self.channel is None else (self.channel,)
        self.result = await self.who.slash(*where, command, **options)
        return self.result

    async def review(self, **options: Any) -> Any:
        return await self.ask("review", **options)

    async def press(self, label: str) -> Any:
        """Presses a button; what comes up in another message does not take this one's place."""
        return await self.who.click(self.result.response, label=find_label(self.labels, label))

    async def answer(self, *, right: bool) -> None:
        await self.press(self.right if right else self.wrong)

    # --- what they see

    @property
    def title(self) -> str:
        return self.result.response.embeds[0].title.partition(" ")[2]

    @property
    def text(self) -> str:
        # As it is read: a gene type keeps its asterisk by a backslash before it.
        return self.result.response.embeds[0].description.replace("\\*", "*")

    @property
    def labels(self) -> list[str]:
        return labels(self.result.response)

    @property
    def shown(self) -> dict[str, str]:
        """The options by the letters that they are shown under."""
        lines = re.findall(r"^\*\*([A-D])\.\*\* (.*)$", self.text, re.MULTILINE)
        return dict(lines) or TRUE_OR_FALSE

    # --- what they do not see

    @property
    def item(self) -> Item:
        return item_bank_of(self.library.deck).by_revision[self._state[2]]

    @property
    def practice(self) -> Practice:
        return Practice.decode(self._state[1])

    @property
    def right(self) -> str:
        return "ABCD"[self.practice.order(self.item).index(0)]

    @property
    def wrong(self) -> str:
        return "B" if self.right == "A" else "A"

    @property
    def _state(self) -> list[str]:
        return find_custom_id(self.result.response, "v1:").split(":")

    def ask_store(self, statement: str, *values: object) -> list[tuple]:
        with sqlite3.connect(self.database) as connection:
            return connection.execute(statement, values).fetchall()


def labels(message: Any) -> list[str]:
    return [part.get("label") for row in message.components for part in row["components"]]


def find_custom_id(message: Any, start: str) -> str:
    ids = [part.get("custom_id", "") for row in message.components for part in row["components"]]
    return next(each for each in ids if each.startswith(start))
