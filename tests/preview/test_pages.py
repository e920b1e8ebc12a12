"""Presses on a page that was republished meanwhile; and the private parts of simcord."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import aiohttp
import discord
import pytest

simcord = pytest.importorskip("simcord")

from bot.preview import pages as patches  # noqa: E402
from bot.preview.pages import Pages, set_clock  # noqa: E402


class Pressed(discord.Client):
    """It counts the presses on its buttons."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True), allowed_mentions=discord.AllowedMentions.none()
        )
        self.presses: list[str] = []

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.presses.append(interaction.data["custom_id"])
        await interaction.response.send_message("noted", ephemeral=True)


def buttons(*names: str) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for name in names:
        view.add_item(discord.ui.Button(label=name, custom_id=name))
    return view


@dataclass
class Viewer:
    """The page's own script, as far as it presses buttons."""

    session: aiohttp.ClientSession
    address: str
    headers: dict[str, str]
    state: dict[str, Any]
    presses: int = 0

    @classmethod
    async def open(cls, session: aiohttp.ClientSession, url: str) -> "Viewer":
        address, capability = url.split("/#")
        headers = {"X-Simcord-Capability": capability}
        async with session.post(f"{address}/api/pages", json={}, headers=headers) as answer:
            state = await answer.json()
        headers["X-Simcord-Context"] = state["context"]["id"]
        return cls(session, address, headers, state)

    async def press(self, message: discord.Message) -> dict[str, Any]:
        """Press the first button of a message as it was shown when the page was opened."""
        self.presses += 1
        body = {
            "kind": "click",
            "protocol_version": 3,
            "sequence": self.presses,
            "request_id": f"press-{self.presses}",
            "generation": self.state["context"]["generation"],
            "bot_generation": self.state["botGeneration"],
            "published_revision": self.state["publishedRevision"],
            "target_id": str(message.id),
            "control_key": self._first_button(message),
        }
        async with self.session.post(
            f"{self.address}/api/action", json=body, headers=self.headers
        ) as answer:
            return await answer.json()

    def _first_button(self, message: discord.Message) -> str:
        row = self.state["messages"][str(message.id)]["components"][0]
        return row["components"][0]["control_key"]


@asynccontextmanager
async def stage() -> AsyncIterator[tuple[Pressed, Pages, Viewer, discord.Message]]:
    bot = Pressed()
    async with simcord.run(bot, check_errors=False) as env, aiohttp.ClientSession() as session:
        channel = env.create_guild().create_text_channel("general")
        ana = env.guild.add_member(env.create_user("ana"))
        async with env.preview(channel, viewers=(ana,), layout="channel") as served:
            pages = Pages(served)
            message = await bot.get_partial_messageable(channel.id).send(
                "one answer", view=buttons("one")
            )
            await pages.refresh()
            yield bot, pages, await Viewer.open(session, served.url), message


async def test_a_press_counts_although_the_page_was_republished_meanwhile() -> None:
    async with stage() as (bot, pages, viewer, message):
        await message.edit(content="three have answered")
        assert await pages.refresh()
        assert await pages.refresh()

        told = await viewer.press(message)

        assert not told["rejected"], told["diagnostics"]
        assert bot.presses == ["one"]


async def test_a_press_on_a_control_that_became_another_is_refused() -> None:
    async with stage() as (bot, pages, viewer, message):
        await message.edit(view=buttons("two"))
        assert await pages.refresh()

        told = await viewer.press(message)

        assert told["rejected"]
        assert [each["code"] for each in told["diagnostics"]] == ["stale-revision"]
        assert bot.presses == []


async def test_a_state_that_was_never_shown_is_refused() -> None:
    async with stage() as (bot, _, viewer, message):
        viewer.state["publishedRevision"] += 5

        assert (await viewer.press(message))["rejected"]
        assert bot.presses == []


async def test_refreshing_a_closed_preview_says_that_it_did_not() -> None:
    async with stage() as (_, pages, _, _):
        await pages._preview.close()

        assert not await pages.refresh()


def test_the_patches_were_checked_with_this_version() -> None:
    """With a new version: read what changed, run these tests, then name it in the docstring."""
    assert f"simcord {version('simcord')}," in (patches.__doc__ or "")


async def test_the_clock_is_set_before_the_start() -> None:
    env = simcord.Env(Pressed(), check_errors=False)
    now = datetime(2031, 5, 17, 9, 30, tzinfo=UTC)
    set_clock(env, now)
    assert env.now() == now
    await env.start()
    try:
        with env.time_context():
            assert discord.utils.utcnow() == now
    finally:
        await env.shutdown()
