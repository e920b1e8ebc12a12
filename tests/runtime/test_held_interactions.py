"""What comes by a shard that is not ours is answered once, by whoever acts for it."""

import asyncio
import time
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.runtime import held_interactions
from bot.runtime.discord_patches import ALREADY_ACKNOWLEDGED
from bot.runtime.held_interactions import HeldInteractions, say_not_recorded
from bot.store import Ownership
from bot.ui.message import RenderedMessage
from bot.ui.refusals import NOT_RECORDED


class Bot:
    """Notes what it answers and what it refuses."""

    def __init__(self) -> None:
        self.ownership = Ownership()
        self.ownership.share(2)
        self.ownership.confirm(time.monotonic() + 3600)
        self.answered: list[Any] = []
        self.refused: list[tuple[int, Any]] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.held = HeldInteractions(
            self.ownership,
            handle=self.answered.append,
            refuse=self.refuse,
            start=lambda work: self.tasks.append(asyncio.create_task(work)),
        )

    async def refuse(self, shard_id: int, data: Any) -> None:
        self.refused.append((shard_id, data))

    async def settle(self) -> None:
        await asyncio.gather(*self.tasks)


def event(number: int) -> dict[str, str]:
    return {"id": str(number)}


async def test_what_comes_by_our_shard_is_answered_at_once() -> None:
    bot = Bot()
    bot.ownership.add(1)
    assert bot.held.admits(1, event(5))
    assert bot.held.admits(1, event(6))
    assert bot.held.list_answered(1) == [5, 6]
    assert bot.held.list_answered(0) == []
    assert not bot.tasks


async def test_what_comes_before_the_shard_is_ours_is_answered_when_it_is() -> None:
    bot = Bot()
    assert not bot.held.admits(1, event(5))
    assert not bot.held.admits(1, event(6))
    bot.held.note_answered_before(1, [6])
    bot.ownership.add(1)
    await bot.settle()
    assert bot.answered == [event(5)], "the process before has answered the other"
    assert bot.held.list_answered(1) == [5]
    assert not bot.refused


@pytest.mark.parametrize("data", [event(5), {}, None, {"id": "x"}, [7]])
async def test_what_waits_for_long_is_refused(monkeypatch, data: Any) -> None:
    monkeypatch.setattr(held_interactions, "HOLD", 0.0)
    bot = Bot()
    assert not bot.held.admits(0, data)
    await bot.settle()
    assert bot.refused == [(0, data)]
    assert not bot.answered


async def test_what_was_answered_long_ago_is_forgotten(monkeypatch) -> None:
    bot = Bot()
    bot.ownership.add(0)
    bot.held.admits(0, event(5))
    monkeypatch.setattr(held_interactions, "REMEMBER", -1.0)
    bot.held.admits(0, event(6))
    assert bot.held.list_answered(0) == [6]


@pytest.mark.parametrize("code", [0, ALREADY_ACKNOWLEDGED, 10062])
async def test_it_finds_out_whether_another_process_has_answered(
    monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    told: list[RenderedMessage] = []

    async def answer(_interaction: Any, message: RenderedMessage, *, private: bool) -> None:
        assert private
        told.append(message)
        if code:
            response: Any = SimpleNamespace(status=400, reason="")
            raise discord.HTTPException(response, {"code": code, "message": ""})

    monkeypatch.setattr(held_interactions, "reply", answer)
    press: Any = SimpleNamespace(type=discord.InteractionType.component)
    assert await say_not_recorded(press) == (code != ALREADY_ACKNOWLEDGED)
    assert told == [NOT_RECORDED]


async def test_suggestions_that_come_too_late_just_do_not_come() -> None:
    typing: Any = SimpleNamespace(type=discord.InteractionType.autocomplete)
    assert await say_not_recorded(typing)
