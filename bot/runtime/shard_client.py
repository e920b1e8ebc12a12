"""The bot as the keeper of its shards moves it."""

from __future__ import annotations

from typing import Any, Protocol

import discord

from bot.runtime.identify_gate import IdentifyGate


class ShardClient(Protocol):
    """The bot, as far as its keeper moves it."""

    identify_gate: IdentifyGate

    def use_shard_count(self, count: int) -> None:
        """Reckon with so many shards; none has a session yet."""

    def has_session(self, shard_id: int) -> bool:
        """Return whether a session of a shard was begun and not ended."""

    async def take_shard(self, shard_id: int) -> None:
        """Begin a session of a shard."""

    async def let_shard_go(self, shard_id: int) -> None:
        """End the session of a shard."""

    def handle_interaction(self, data: Any) -> None:  # noqa: ANN401 - as Discord sent it
        """Answer an interaction."""

    def read_interaction(self, data: Any) -> discord.Interaction:  # noqa: ANN401 - as Discord sent it
        """Return an interaction without handling it."""

    async def finish_accepted(self) -> None:
        """Wait a moment for the interactions that are being answered."""

    async def take_up(self) -> None:
        """Go on with what the servers that are ours wait for."""

    async def put_down(self) -> None:
        """Finish what is under way for servers that are no longer ours, and begin nothing there."""

    async def lead(self) -> None:
        """Do what one process does for all."""

    def follow(self) -> None:
        """Leave that to another process."""
