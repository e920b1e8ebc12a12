"""What people and servers choose, over real sockets: saved at once, and together, for good."""

import asyncio
from pathlib import Path

import pytest

from bot.deck.model import Level
from bot.store import Board, Preferences, Store
from tests.live.conftest import Community
from tests.live.process import started
from tests.live.server import DiscordServer

pytestmark = [pytest.mark.live, pytest.mark.usefixtures("nothing_refused")]


def store_in(home: Path) -> Store:
    return Store(f"sqlite+aiosqlite:///{home / 'imnm.db'}")


async def test_presses_at_the_same_moment_undo_nothing(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    ana, home = community.ana, tmp_path / "home"
    async with started(discord, home) as bot:
        shown = (await discord.slash(ana, community.general, "settings me")).message
        assert shown is not None
        for text_only in ("yes", "no", "yes"):
            await asyncio.gather(
                discord.select(ana, shown, "st1:level", "clinical"),
                discord.select(ana, shown, "st1:private", "yes"),
                discord.select(ana, shown, "st1:board", "hidden"),
                discord.click(ana, shown, f"stt1:{text_only}"),
            )
        await bot.kill()
    async with store_in(home) as store:
        assert await store.people.preferences(ana.id) == Preferences(
            Level.CLINICAL, private=True, text_only=True, board=Board.HIDDEN
        )
