"""People who ask: one after the other, 32 at once, or typing."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.discord_rules import all_faults
from tests.live.interactions import Interaction
from tests.live.server import DiscordServer
from tests.live.world import Channel, User

IN_FLIGHT = 32
PAUSE = 0.004
Ask = tuple[str, dict[str, Any]]


@dataclass(slots=True)
class Side:
    """One of the two bots: its own server, somebody who asks, and what came of it."""

    discord: DiscordServer
    user: User
    channel: Channel
    seconds: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)

    @classmethod
    def of(cls, discord: DiscordServer) -> Side:
        guild = discord.world.add_guild("Bench")
        channel = discord.world.add_channel(guild, "general")
        return cls(discord, discord.world.add_member(guild, "Ana"), channel)

    def topics(self) -> list[Ask]:
        """List every topic at each of its levels; the floor has its one card instead."""
        asks: list[Ask] = []
        (imnm,) = (c for c in self.discord.world.global_commands if c["name"] == "imnm")
        for sub in imnm["options"]:
            options = {option["name"]: option for option in sub.get("options", [])}
            if "level" in options and not any(o.get("required") for o in options.values()):
                levels = [choice["value"] for choice in options["level"]["choices"]]
                asks += [(f"imnm {sub['name']}", {"level": level}) for level in levels]
        return asks or [("imnm card", {})]

    def questions(self) -> Iterator[Ask]:
        """Go round all topics without an end."""
        return itertools.cycle(self.topics())

    async def ask(self, question: Ask) -> Interaction:
        line, options = question
        return await self.discord.slash(self.user, self.channel, line, **options)

    async def one_by_one(self, duration: float) -> None:
        """Ask one question at a time and note the seconds from dispatch to callback.

        Between two questions the bot may finish with the last one (read the reply of Discord,
        write its log): that is no part of how long somebody waits.
        """
        end = time.perf_counter() + duration
        for question in self.questions():
            self.seconds.append((await self.ask(question)).seconds)
            if time.perf_counter() > end:
                return
            await asyncio.sleep(PAUSE)

    async def all_at_once(self, duration: float) -> None:
        """Keep 32 questions in flight and note how many are answered in a second."""
        questions = self.questions()
        began = time.perf_counter()
        answered = 0

        async def keep_asking() -> None:
            nonlocal answered
            while time.perf_counter() < began + duration:
                await self.ask(next(questions))
                answered += 1

        await asyncio.gather(*(keep_asking() for _ in range(IN_FLIGHT)))
        self.rates.append(answered / (time.perf_counter() - began))

    async def type_a_name(self, duration: float) -> list[float]:
        """Type names letter by letter; seconds from each key to its suggestions."""
        end = time.perf_counter() + duration
        taken: list[float] = []
        for typed in itertools.cycle(TYPED):
            began = time.perf_counter()
            await self.discord.autocomplete(self.user, self.channel, "imnm card", "name", typed)
            taken.append(time.perf_counter() - began)
            if began > end:
                break
        return taken

    def faults(self) -> tuple[str, ...]:
        """Judge after the clock has stopped: a fast answer that Discord refuses counts nothing."""
        found: dict[str, None] = {}
        for call in self.discord.rest.calls:
            path = call.path
            for fault in all_faults(call.method, path, call.body, query=dict(call.query)):
                found[fault] = None
        return tuple(found)


_WORDS = ("hmgcr", "cant lift my arms", "cholesterol pill", "statins", "dermatomyositis", "srp")
TYPED = [word[:length] for word in _WORDS for length in range(1, len(word) + 1)]
